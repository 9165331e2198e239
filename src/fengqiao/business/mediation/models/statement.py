"""当事人意见: what a party says of the own matter from outside, beside what the office writes (群众端)."""

from __future__ import annotations

from django.db import models

from fengqiao.business.mediation.terms.citizen import StatementKind
from fengqiao.kernel.identity.models import Visitor
from fengqiao.kernel.journal.models import Hanging
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.privacy.fields import Sealed


class Statement(Hanging):
    """One thing a party said, and whether the office has seen it; their words are sealed with the matter."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    visitor = models.ForeignKey(Visitor, models.PROTECT, related_name="+")
    kind = models.CharField("事项", max_length=10, choices=StatementKind)
    name = models.CharField("当事人", max_length=100)
    choice = models.CharField("选择", max_length=100, blank=True)  # a mediator's name, a degree of satisfaction
    chosen = models.UUIDField(null=True)  # the mediator's record
    words = Sealed("原话", mask="text")
    made_at = models.DateTimeField("时间")
    heard_at = models.DateTimeField("查看时间", null=True)
    heard_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "made_at"], name="mediation_statement_subject")]

    def __str__(self) -> str:
        return f"{self.name} {self.get_kind_display()}"
