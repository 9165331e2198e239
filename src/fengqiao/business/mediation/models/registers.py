"""What stands beside committees and mediators: rooms, centers, training, discipline (调解室、矛调中心、培训、处理)."""

from __future__ import annotations

from django.db import models

from fengqiao.business.mediation.models.committee import MediationCommittee, Mediator
from fengqiao.business.mediation.terms import (
    CommitteeLevel,
    DisciplineGround,
    DisciplineMeasure,
    RoomType,
    TrainingKind,
)
from fengqiao.kernel.journal.models import Hanging, Listed, Subject
from fengqiao.kernel.places.keys import uuid7


class MediationRoom(Listed):
    """调解室、调解点: a committee's place at a police station, in a court, in a village group, on the market."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    committee = models.ForeignKey(MediationCommittee, models.PROTECT, related_name="rooms", verbose_name="调委会")
    name = models.CharField("名称", max_length=100)
    room_type = models.CharField("类型", max_length=20, choices=RoomType)
    host = models.CharField("派驻单位", max_length=100, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    schedule = models.CharField("开放时间", max_length=200, blank=True)
    opened_on = models.DateField("设立日期")
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["town"], name="mediation_room_town"),
            models.Index(fields=["subject"], name="mediation_room_subject"),
        ]

    def __str__(self) -> str:
        return self.name


class MediationCenter(Listed):
    """一站式矛盾纠纷调解中心: what a township or county offers under one roof, and the office it relies on."""

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    organization = models.OneToOneField(
        "identity.Organization", models.PROTECT, related_name="+", verbose_name="依托机构"
    )
    name = models.CharField("名称", max_length=100)
    level = models.CharField("层级", max_length=10, choices=CommitteeLevel)
    address = models.CharField("地址", max_length=200)
    phone = models.CharField("电话", max_length=20, blank=True)
    hours = models.CharField("对外服务时间", max_length=60, blank=True)
    windows = models.PositiveSmallIntegerField("窗口数", default=1)
    residents = models.CharField("入驻单位", max_length=200, blank=True)
    opened_on = models.DateField("设立日期")
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["town"], name="mediation_center_town")]

    def __str__(self) -> str:
        return self.name


class Training(Hanging):
    """培训记录 of a mediator (司发〔2018〕2号): before the post, every year, on a topic."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mediator = models.ForeignKey(Mediator, models.PROTECT, related_name="trainings")
    kind = models.CharField("类别", max_length=10, choices=TrainingKind)
    topic = models.CharField("内容", max_length=100)
    organizer = models.CharField("主办单位", max_length=100)
    held_on = models.DateField("培训日期")
    hours = models.PositiveSmallIntegerField("学时")
    passed = models.BooleanField("考核合格", default=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "held_on"], name="mediation_training_subject")]

    def __str__(self) -> str:
        return f"{self.topic} {self.held_on}"


class Discipline(Hanging):
    """处理记录 of a mediator (人民调解法 第十五条): one of four grounds, what was done, by whom."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mediator = models.ForeignKey(Mediator, models.PROTECT, related_name="disciplines")
    ground = models.CharField("情形", max_length=10, choices=DisciplineGround)
    facts_text = models.TextField("事实")
    measure = models.CharField("处理方式", max_length=10, choices=DisciplineMeasure)
    decided_on = models.DateField("处理日期")
    decided_by = models.CharField("处理单位", max_length=100)

    class Meta:
        indexes = [models.Index(fields=["subject", "decided_on"], name="mediation_discipline_subject")]

    def __str__(self) -> str:
        return f"{self.get_ground_display()} {self.decided_on}"
