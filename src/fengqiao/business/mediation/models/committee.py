"""Committees and mediators (人民调解委员会、人民调解员)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models

from fengqiao.business.mediation.rules.checks import is_committee_of
from fengqiao.business.mediation.terms import (
    AppointmentKind,
    CommitteeLevel,
    CommitteeState,
    CommitteeType,
    Education,
    EndReason,
    Funding,
    MediatorGrade,
    MediatorKind,
    Origin,
    Political,
    Position,
    Specialty,
)
from fengqiao.kernel.journal.models import Hanging, Listed, Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.privacy.fields import Sealed


class MediationCommittee(Listed):
    """人民调解委员会 (人民调解法 第八、九条): one organization's committee, its term and its filing."""

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    organization = models.OneToOneField("identity.Organization", models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=20)
    seal_name = models.CharField("印章名称", max_length=100)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    committee_type = models.CharField("类型", max_length=1, choices=CommitteeType)
    specialty = models.CharField("专业领域", max_length=20, choices=Specialty, blank=True)
    level = models.CharField("层级", max_length=10, choices=CommitteeLevel, blank=True, default="", db_default="")
    multi_ethnic = models.BooleanField("多民族居住地区", default=False, db_default=False)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    establishing_unit = models.CharField("设立单位", max_length=100, blank=True)
    established_on = models.DateField("设立日期")
    term_start = models.DateField("任期开始")
    term_end = models.DateField("任期届满")
    council_term_end = models.DateField("村（居）委会任期届满", null=True, blank=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    court_notified_on = models.DateField("通报法院日期", null=True, blank=True)
    state = models.CharField("状态", max_length=20, choices=CommitteeState, default=CommitteeState.NORMAL)
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)
    dissolve_reason = models.CharField("撤销理由", max_length=200, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["town"], name="mediation_committee_town")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(committee_type="6") | ~models.Q(specialty=""),
                name="mediation_committee_specialty",
                violation_error_message="社会团体和其他组织的调委会须填写专业领域。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_among(self, bodies: Iterable[str]) -> bool:
        """Whether the village or community it belongs to is itself a party through its committee (9.4)."""
        if self.committee_type not in {CommitteeType.VILLAGE, CommitteeType.COMMUNITY}:
            return False
        village = self.organization.region.name
        return any(is_committee_of(village, name) for name in bodies)


class Mediator(Listed):
    """人民调解员 (人民调解法 第十三条): one person, one record, many appointments."""

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    user = models.ForeignKey("identity.User", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("姓名", max_length=60)
    sex = models.CharField("性别", max_length=2)
    id_number = Sealed("身份证号", mask="id_number", index="id_number")
    id_number_index = models.BinaryField(null=True, editable=False)
    birth_on = models.DateField("出生日期", null=True, blank=True)
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    political = models.CharField("政治面貌", max_length=20, choices=Political, blank=True)
    education = models.CharField("学历", max_length=20, choices=Education, blank=True)
    phone = Sealed("联系电话", mask="phone", index="phone")
    phone_index = models.BinaryField(null=True, editable=False)
    address = Sealed("住址", mask="address")
    kind = models.CharField("专职/兼职", max_length=20, choices=MediatorKind)
    funding = models.CharField("经费来源", max_length=20, choices=Funding, blank=True)
    origin = models.CharField("身份", max_length=20, choices=Origin, blank=True)
    civil_servant = models.BooleanField("现职国家工作人员", default=False)
    grade = models.CharField("等级", max_length=20, choices=MediatorGrade, default=MediatorGrade.NONE)
    grade_on = models.DateField("评定日期", null=True, blank=True)
    grade_by = models.CharField("评定机关", max_length=60, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["town"], name="mediation_mediator_town"),
            models.Index(fields=["id_number_index"], name="mediation_mediator_person"),
        ]

    def __str__(self) -> str:
        return self.name

    def data_key(self) -> bytes | None:
        """The key of the mediator's own subject."""
        return self.subject.data_key()


class Appointment(Hanging):
    """聘任 (人民调解法 第九、十三条): a mediator's term with one committee; hangs on the mediator."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mediator = models.ForeignKey(Mediator, models.PROTECT, related_name="appointments")
    committee = models.ForeignKey(MediationCommittee, models.PROTECT, related_name="appointments")
    kind = models.CharField("聘任方式", max_length=20, choices=AppointmentKind)
    chair = models.BooleanField("主任", default=False)
    deputy = models.BooleanField("副主任", default=False, db_default=False)
    certificate_number = models.CharField("证号", max_length=40, blank=True)
    engaged_on = models.DateField("聘任日期")
    expires_on = models.DateField("聘期届满")
    ended_on = models.DateField("解聘日期", null=True, blank=True)
    end_reason = models.CharField("离任事由", max_length=10, choices=EndReason, blank=True, default="", db_default="")
    renews: models.ForeignKey[Appointment | None] = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="续聘自"
    )

    class Meta:
        indexes = [models.Index(fields=["committee", "expires_on"], name="mediation_appointment_term")]

    def __str__(self) -> str:
        return f"{self.mediator} {self.engaged_on}—{self.expires_on}"

    def in_term(self, on: date) -> bool:
        """Whether the mediator may act for the committee on a day."""
        return self.engaged_on <= on <= self.expires_on and (self.ended_on is None or on < self.ended_on)

    @property
    def position(self) -> Position | None:
        """主任、副主任、委员; none for those who are engaged or invited."""
        if self.kind != AppointmentKind.MEMBER:
            return None
        return Position.CHAIR if self.chair else Position.DEPUTY if self.deputy else Position.MEMBER

    @property
    def position_label(self) -> str:
        """What the mediator is in the committee."""
        return self.position.label if self.position else AppointmentKind(self.kind).label
