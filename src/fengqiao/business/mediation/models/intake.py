"""来件: one message from one channel, kept as the channel sent it."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Cast

from fengqiao.business.mediation.flow import INTAKE
from fengqiao.business.mediation.rules.facts import IntakeFacts
from fengqiao.business.mediation.terms import IntakeState, Source, SourceDetail
from fengqiao.kernel.casework.flow import Workflow
from fengqiao.kernel.casework.models import Attachment, Case, Task
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.measures.models import Fact, written_by
from fengqiao.kernel.places.scope import local_day, today
from fengqiao.kernel.privacy.fields import Sealed


class IntakeFact(Fact):
    """What the figures read of 来件: when it came, by which channel, and whether it joined a known dispute."""

    received_on = models.DateField(null=True)
    state = models.CharField(max_length=30)
    source = models.CharField(max_length=1)
    source_detail = models.CharField(max_length=3)

    columns = ("received_on", "state", "source", "source_detail")

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(
                fields=["county", "received_on"], condition=models.Q(until_event=None), name="mediation_intake_received"
            ),
        ]


class IntakeItem(Case):
    """来件/线索: counts in the workload of its channel only; linked to one dispute or founding it."""

    source = models.CharField("来源", max_length=1, choices=Source)
    source_detail = models.CharField("来源细分", max_length=3, choices=SourceDetail)
    sender: models.ForeignKey[Organization | None] = models.ForeignKey(
        "identity.Organization", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="来文单位"
    )
    category = models.CharField("对方分类（案由）", max_length=60, blank=True)
    letter_number = models.CharField("文号", max_length=60, blank=True)
    materials = models.JSONField("材料清单", default=list, blank=True)
    answer_by = models.DateField("期限", null=True, blank=True)
    external_number = models.CharField("外部编号", max_length=60, blank=True)
    received_at = models.DateTimeField("接收时间")
    received_on = models.GeneratedField(  # its day in Shanghai, as the figures count it
        expression=Cast(Func(Value("Asia/Shanghai"), F("received_at"), function="timezone"), models.DateField()),
        output_field=models.DateField(),
        db_persist=True,
    )
    channel_received_at = models.DateTimeField("原平台时间", null=True, blank=True)
    payload = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+", verbose_name="原始内容")
    anonymous = models.BooleanField("匿名", default=False)
    reporter_name = models.CharField("反映人", max_length=60, blank=True)
    reporter_role = models.CharField("反映人身份", max_length=20, blank=True)
    reporter_phone = Sealed("联系电话", mask="phone", index="phone")
    reporter_phone_index = models.BinaryField(null=True, editable=False)
    reporter_id_number = Sealed("身份证号", mask="id_number", index="id_number")
    reporter_id_number_index = models.BinaryField(null=True, editable=False)
    mentions = Sealed("提及人员", mask="text")  # JSON list: name, alias, phone, id_number, address, side
    narrative = models.TextField("简要情况")
    place_text = models.CharField("发生地", max_length=200, blank=True)
    place_code = models.BigIntegerField("发生地区划", null=True, blank=True)
    occurred_on = models.DateField("发生时间", null=True, blank=True)
    amount = models.DecimalField("涉及金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    people_count = models.PositiveIntegerField("涉及人数", null=True, blank=True)
    consent_share = models.BooleanField("同意移送", null=True, blank=True)
    dispute: models.ForeignKey[Subject | None] = models.ForeignKey(
        Subject, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属纠纷"
    )

    flow: ClassVar[Workflow] = INTAKE
    State = IntakeState

    class Meta(Case.Meta):
        triggers = [*INTAKE.fence(), *written_by(IntakeFact)]
        indexes = [
            *Case.Meta.indexes,
            models.Index(fields=["dispute"], name="mediation_item_dispute"),
            models.Index(  # the clues of a place in the period of a round (排查)
                fields=["place_code", "received_on"],
                condition=models.Q(source=Source.PROACTIVE),
                name="mediation_item_inspected",
            ),
            models.Index(fields=["reporter_phone_index"], name="mediation_item_phone"),
            models.Index(fields=["reporter_id_number_index"], name="mediation_item_id"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_detail", "external_number"],
                condition=~models.Q(external_number=""),
                name="mediation_intake_external",
            )
        ]

    def facts(self, **given: Any) -> IntakeFacts:
        """Plain values for the guards: until when a petition may be objected to."""
        objection = Task.objects.readable().filter(subject=self.pk, duty="mediation.objection", done_at=None).first()
        until = local_day(objection.due_at) if objection and objection.due_at else None
        return IntakeFacts(on=today(), objection_until=until)

    @property
    def mentioned(self) -> list[str]:
        """The names that the channel gives; numbers and addresses stay sealed."""
        written = self.mentions.reveal() if self.mentions else ""
        return [each["name"] for each in json.loads(written)] if written.startswith("[") else []
