"""Risk of a dispute: assessed, contacted and watched, reported where it may turn into a case for the police."""

from __future__ import annotations

from django.db import models

from fengqiao.business.mediation.rules.grading import OVERRIDES
from fengqiao.business.mediation.terms import FollowUpMode, Risk
from fengqiao.kernel.journal.models import Hanging
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.privacy.fields import Sealed


class RiskAssessment(Hanging):
    """风险评估: factors ticked by a person, score computed, colour confirmed by a person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    factors = models.JSONField("因素")
    score = models.PositiveSmallIntegerField("得分")
    suggested = models.CharField("建议等级", max_length=6, choices=Risk)
    confirmed = models.CharField("核定等级", max_length=6, choices=Risk)
    reason = models.CharField("不一致的理由", max_length=200, blank=True)
    assessed_at = models.DateTimeField()
    assessed_by = models.UUIDField(null=True)
    note = Sealed("说明", mask="text")

    class Meta:
        indexes = [models.Index(fields=["subject", "assessed_at"], name="mediation_risk_subject")]

    def __str__(self) -> str:
        return f"{self.score} {self.get_confirmed_display()}"

    @property
    def dangerous(self) -> bool:
        """Whether a factor was ticked that calls for a report (人民调解法 第二十五条)."""
        return bool(OVERRIDES & set(self.factors))


class Contact(Hanging):
    """联系走访: the parties were spoken to, the first time within the limit of the colour, then as long as it burns."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField("联系时间")
    mode = models.CharField("方式", max_length=20, choices=FollowUpMode)
    whom = models.CharField("联系对象", max_length=100)
    situation = models.TextField("现状和稳控措施")
    visitor = models.CharField("联系人", max_length=60)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="mediation_contact_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.get_mode_display()}"


class MajorReport(Hanging):
    """重大纠纷报告单: what was told to the police or another department at once (人民调解法 第二十五条)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField("报告时间")
    to = models.CharField("报告单位", max_length=100)
    facts_text = models.TextField("事实")
    danger = models.TextField("现实危险")
    measures = models.TextField("已采取措施")
    contact = models.CharField("联系人及电话", max_length=100)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="mediation_report_subject")]

    def __str__(self) -> str:
        return f"{self.to} {self.at:%Y-%m-%d}"
