"""关联决定: what a person decided about two matters that may be one quarrel; reversed, never deleted."""

from __future__ import annotations

from django.db import models

from fengqiao.business.mediation.terms import LinkChoice
from fengqiao.kernel.journal.models import Hanging, Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import now


class LinkDecision(Hanging):
    """One decision on the left matter (来件 or 纠纷) and a dispute: 同一, 关联 or 不同, with what spoke for it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    right = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name="对照纠纷")
    score = models.PositiveSmallIntegerField("得分")
    evidence = models.JSONField("依据", default=list)
    decision = models.CharField("决定", max_length=10, choices=LinkChoice)
    reason = models.CharField("理由", max_length=200, blank=True)
    moved = models.JSONField(default=list)  # keys of the 来件 that went over to the survivor, to come back if reversed
    decided_at = models.DateTimeField(default=now)
    decided_by = models.UUIDField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="mediation_link_left"),
            models.Index(fields=["right"], name="mediation_link_right"),
        ]

    def __str__(self) -> str:
        return self.get_decision_display()
