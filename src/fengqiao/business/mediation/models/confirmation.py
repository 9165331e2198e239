"""司法确认: both parties ask a court to confirm the agreement within thirty days (人民调解法 第三十三条)."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from fengqiao.business.mediation.models.agreement import Agreement
from fengqiao.business.mediation.rules.facts import ConfirmationFacts
from fengqiao.business.mediation.terms import AgreementState, ConfirmationMode, ConfirmationResult
from fengqiao.kernel.journal.models import Hanging
from fengqiao.kernel.places.keys import uuid7


class JudicialConfirmation(Hanging):
    """One joint application to a court, what the court answered and how it ended."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="confirmations")
    applicants = models.JSONField("共同申请人", default=list)
    applied_on = models.DateField("申请日期")
    mode = models.CharField("申请方式", max_length=20, choices=ConfirmationMode)
    court = models.CharField("法院", max_length=100)
    accepted_on = models.DateField("法院受理日期", null=True, blank=True)
    court_number = models.CharField("案号", max_length=60, blank=True)
    decided_on = models.DateField("裁定日期", null=True, blank=True)
    result = models.CharField("结果", max_length=20, choices=ConfirmationResult, blank=True)
    ruling = models.ForeignKey(
        "casework.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="裁定书"
    )
    objection = models.TextField("异议", blank=True)
    enforcement_on = models.DateField("申请执行日期", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "applied_on"], name="mediation_confirm_subject")]

    def __str__(self) -> str:
        return f"{self.court} {self.court_number}".strip()

    @classmethod
    def in_hand(cls, case: UUID) -> JudicialConfirmation | None:
        """The newest application for the agreement in force; one that a court did not take up may be followed."""
        changed = {"agreement__state": AgreementState.CHANGED}
        return cls.objects.filter(subject=case).exclude(**changed).order_by("-applied_on", "-id").first()

    def facts(self) -> ConfirmationFacts:
        """The application as the guards see it."""
        return ConfirmationFacts(applied_on=self.applied_on, accepted_on=self.accepted_on, result=self.result)
