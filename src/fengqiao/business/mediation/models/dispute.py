"""纠纷: one real-world quarrel with its parties, facts and risk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, QuerySet

from fengqiao.business.mediation.flow import CLOSE, DISPUTE, TRIAGE
from fengqiao.business.mediation.models.risk import MajorReport, RiskAssessment
from fengqiao.business.mediation.rules.checks import wrong_digit
from fengqiao.business.mediation.rules.facts import DisputeFacts, PartyFacts
from fengqiao.business.mediation.rules.grading import risk_of
from fengqiao.business.mediation.terms import (
    Capacity,
    Difficulty,
    DisputeSubtype,
    DisputeType,
    PartySide,
    ProxyScope,
    Risk,
    Source,
    SourceDetail,
    Willingness,
)
from fengqiao.kernel.casework.flow import Workflow
from fengqiao.kernel.casework.models import NEWEST, Case, Party, Task
from fengqiao.kernel.identity.models import Visitor
from fengqiao.kernel.journal.models import Hanging
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, local_day, now, today
from fengqiao.kernel.privacy.fields import Sealed, Secret


class Dispute(Case):
    """矛盾纠纷 (一案一码): what the risk map and 排查发现数 count."""

    dispute_type = models.CharField("纠纷类型", max_length=2, choices=DisputeType)
    subtype = models.CharField("二级类型", max_length=4, choices=DisputeSubtype, blank=True)
    difficulty = models.CharField("难易程度", max_length=1, choices=Difficulty, default=Difficulty.SIMPLE)
    risk = models.CharField("风险等级", max_length=6, choices=Risk, default=Risk.BLUE)
    first_source = models.CharField("首个来源", max_length=1, choices=Source)
    first_source_detail = models.CharField("首个来源细分", max_length=3, choices=SourceDetail)
    subject_key = models.CharField("标的物", max_length=100, blank=True)
    facts_text = models.TextField("主要事实")
    demands = models.TextField("诉求", blank=True)
    place_code = models.BigIntegerField("发生地区划")
    place_text = models.CharField("发生地", max_length=200, blank=True)
    occurred_on = models.DateField("发生时间", null=True, blank=True)
    found_on = models.DateField("发现日期")
    amount = models.DecimalField("涉及金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    people_count = models.PositiveIntegerField("涉及人数", default=2)
    duty_organization = models.ForeignKey(
        "identity.Organization", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任单位"
    )
    leader = models.ForeignKey(
        "identity.Post", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="包案领导"
    )
    police_report_at = models.DateTimeField("依第二十五条报告时间", null=True, blank=True)
    police_report_to = models.CharField("报告单位", max_length=100, blank=True)
    campaign = models.CharField("专项活动", max_length=60, blank=True, default="", db_default="")
    recurrence_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="recurrences")
    void_reason = models.CharField("无效理由", max_length=200, blank=True)

    flow: ClassVar[Workflow] = DISPUTE

    class Meta(Case.Meta):
        triggers = DISPUTE.fence()
        indexes = [
            *Case.Meta.indexes,
            models.Index(F("place_code"), *NEWEST, name="mediation_dispute_place"),
            models.Index(F("town"), "dispute_type", *NEWEST, name="dispute_town_type"),
            models.Index(F("county"), "dispute_type", *NEWEST, name="mediation_dispute_type"),
            models.Index(F("county"), "difficulty", *NEWEST, name="mediation_dispute_difficulty"),
            models.Index(F("town"), "risk", *NEWEST, name="dispute_town_risk"),
            models.Index(F("county"), "risk", *NEWEST, name="dispute_county_risk"),
            models.Index(F("town"), "risk", *NEWEST, name="dispute_town_watched", condition=models.Q(closed_at=None)),
            models.Index(
                F("county"), "risk", *NEWEST, name="dispute_county_watched", condition=models.Q(closed_at=None)
            ),
        ]

    def parties(self) -> QuerySet[DisputeParty]:
        """当事人 in the order of the form."""
        return DisputeParty.objects.filter(subject_id=self.pk).order_by("order")

    def parties_at(self, moment: datetime | None) -> list[DisputeParty]:
        """当事人 as they stood at a moment: what was signed then is printed with them, whatever changed later."""
        parties = list(self.parties().select_related("subject"))
        if moment is None:
            return parties
        later = PartyBefore.objects.filter(subject=self.pk, until__gt=moment).order_by("-until", "-id")
        before = {each.party_id: each for each in later}  # the first change after the moment is the last one read
        stood = [before[party.pk].of(party) if party.pk in before else party for party in parties]
        return [party for party in stood if party is not None]

    def facts(
        self,
        *,
        organization: object = None,
        confirmed: str = "",
        factors: Sequence[str] = (),
        reason: str = "",
        undecided_matches: int = 0,
        **given: Any,  # what else the step's form gives
    ) -> DisputeFacts:
        """Plain values for the guards of the dispute's course."""
        from fengqiao.business.mediation.models.agreement import PerformanceItem
        from fengqiao.business.mediation.models.case import FollowUp, MediationCase

        on = today()
        cases = MediationCase.objects.readable().filter(dispute=self.pk)
        items = PerformanceItem.objects.filter(subject__in=cases.values("pk"), agreement__effective_on__isnull=False)
        visits = Task.objects.readable().filter(subject__root=self.pk, duty="mediation.follow_up", done_at=None)
        due = visits.exists()  # by the key alone: with the range the database reads all subjects of a township
        row = parameter("mediation.risk", code=abs(self.scope_code) // 1000, on=on)
        scored = risk_of(factors, row) if factors else None
        petition = {
            task.duty: task
            for task in Task.objects.readable().filter(
                subject=self.pk, duty__startswith="mediation.petition", done_at=None
            )
        }
        runs = petition.get("mediation.petition")
        reported = MajorReport.objects.filter(subject=self.pk).order_by("-id").first()
        known = RiskAssessment.objects.filter(subject=self.pk)
        if reported:
            known = known.filter(id__gt=reported.pk)
        return DisputeFacts(
            on=on,
            state=self.state,
            dispute_type=self.dispute_type,
            subtype=self.subtype,
            placed=bool(self.place_code),
            duty_organization=bool(organization or self.duty_organization_id),
            undecided_matches=undecided_matches,
            risk=self.risk,
            difficulty=self.difficulty,
            suggested=scored.risk if scored else "",
            confirmed=confirmed,
            reason=reason,
            leader=self.leader_id is not None or bool(given.get("leader")),
            dangerous=bool(scored and scored.override) or any(each.dangerous for each in known),
            items=tuple(item.facts() for item in items),
            follow_up_due=due,
            follow_up_done=FollowUp.objects.filter(subject__in=cases.values("pk")).exists() and not due,
            by_office=TRIAGE in acting().may,
            by_head=CLOSE in acting().may,
            petition_due_on=local_day(runs.due_at) if runs and runs.due_at else None,
            petition_extended=bool(runs and runs.extended_to),
            feedback_waits="mediation.petition_feedback" in petition,
        )

    def papers(self) -> frozenset[str]:
        """The papers of the dispute itself that can be printed now."""
        reported = MajorReport.objects.filter(subject=self.pk).exists()
        return frozenset({"mediation.report"} if reported else ())

    @property
    def group_flag(self) -> bool:
        """群体性: ten people or more."""
        return self.people_count >= 10

    def flags(self) -> list[tuple[str, str]]:
        """涉众 and the campaign a dispute belongs to stand beside the state."""
        marks = [("涉众", "amber")] if self.group_flag else []
        return [*marks, (self.campaign, "blue")] if self.campaign else marks


class DisputeParty(Party):
    """当事人 of a dispute, in the order of the form: 姓名 性别 民族 年龄 职业或职务 联系方式 单位或住址."""

    side = models.CharField("地位", max_length=20, choices=PartySide)
    capacity = models.CharField("民事行为能力", max_length=20, choices=Capacity, default=Capacity.FULL)
    guardian = models.CharField("法定代理人", max_length=60, blank=True)
    proxy_name = models.CharField("委托代理人", max_length=60, blank=True)
    proxy_relation = models.CharField("与委托人关系", max_length=40, blank=True)
    proxy_scope = models.JSONField("代理权限", default=list, blank=True)
    willingness = models.CharField("调解意愿", max_length=20, choices=Willingness, default=Willingness.UNSTATED)
    asked_at = models.DateTimeField("征询时间", null=True, blank=True)
    asked_by = models.UUIDField(null=True, editable=False)
    visitor: models.ForeignKey[Visitor | None] = models.ForeignKey(
        Visitor, models.PROTECT, null=True, editable=False, related_name="+"
    )  # who follows the dispute from outside as this party
    rights_told_at = models.DateTimeField("权利义务告知时间", null=True, blank=True)
    rights_told_how = models.CharField("告知方式", max_length=20, blank=True)
    sensitive = models.JSONField("敏感标识", default=list, blank=True)

    class Meta(Party.Meta):
        indexes = [
            models.Index(fields=["subject", "order"], name="mediation_party_subject"),
            models.Index(fields=["phone_index"], name="mediation_party_phone"),
            models.Index(fields=["id_number_index"], name="mediation_party_id"),
        ]

    @property
    def deputy(self) -> str:
        """委托代理人 who may sign for him (参加并签署)."""
        return self.proxy_name if ProxyScope.SIGN in self.proxy_scope else ""

    def told_since(self, moment: datetime) -> bool:
        """Whether the rights were told in a mediation that began then: each mediation tells them anew."""
        return self.rights_told_at is not None and self.rights_told_at >= moment

    def facts(self, *, since: datetime) -> PartyFacts:
        """The party as the guards of a mediation that began then see it: no number, phone or address."""
        natural = self.kind == self.Kind.NATURAL
        fields = {
            "性别": self.sex,
            "民族": self.ethnicity,
            "年龄": self.birth_on or self.stated_age,
            "职业或职务": self.occupation,
            "联系方式": self.phone,
            "单位或住址": self.address,
        }
        body = {
            "统一社会信用代码": self.uscc,
            "法定代表人": self.legal_representative,
            "联系方式": self.phone,
            "单位地址": self.address,
        }
        number = self.id_number.reveal() if self.id_number else ""
        checked = natural and self.document == self.Document.RESIDENT and number
        return PartyFacts(
            name=self.name,
            side=self.side,
            willingness=self.willingness,
            born_on=self.birth_on,
            stated_age=self.stated_age,
            capacity=self.capacity,
            guardian=self.guardian,
            rights_told=self.told_since(since),
            wrong_digit=wrong_digit(number, today()) if checked else 0,
            missing=tuple(label for label, value in (fields if natural else body).items() if not value),
        )


def bodies_of(parties: Iterable[DisputeParty]) -> list[str]:
    """The names of the parties that are no natural persons."""
    return [party.name for party in parties if party.kind != DisputeParty.Kind.NATURAL]


class PartyBefore(Hanging):
    """当事人 before a change, sealed with the matter: the text of what was signed earlier stays as it was signed."""

    PRINTED = (
        "side",
        "kind",
        "order",
        "name",
        "sex",
        "ethnicity",
        "birth_on",
        "stated_age",
        "occupation",
        "document",
        "id_number",
        "phone",
        "address",
        "uscc",
        "legal_representative",
        "representative_title",
        "guardian",
        "proxy_name",
        "proxy_scope",
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(DisputeParty, models.PROTECT, related_name="+")
    until = models.DateTimeField("修改时间", default=now)
    stood = Sealed("修改前", mask="text")  # JSON of PRINTED; empty: had not joined yet

    class Meta:
        indexes = [models.Index(fields=["subject", "until"], name="mediation_party_before")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.until:%Y-%m-%d}"

    @classmethod
    def text_of(cls, party: DisputeParty) -> str:
        """How a party stands, as it is kept before it is written over."""
        values = {name: getattr(party, name) for name in cls.PRINTED}
        text = {name: value.reveal() if isinstance(value, Secret) else value for name, value in values.items()}
        return json.dumps(text, default=date.isoformat)

    def of(self, party: DisputeParty) -> DisputeParty | None:
        """The party as it stood, None when it had not joined yet."""
        if not self.stood:
            return None
        if self.stood.erased:
            return party
        values = json.loads(self.stood.reveal())
        born = values.pop("birth_on")
        return DisputeParty(
            pk=party.pk, subject=party.subject, birth_on=date.fromisoformat(born) if born else None, **values
        )
