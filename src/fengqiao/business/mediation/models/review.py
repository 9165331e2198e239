"""案卷评查: what the county found when it looked at an archived file."""

from __future__ import annotations

from django.db import models

from fengqiao.business.mediation.terms.review import Authenticity, Defect
from fengqiao.kernel.journal.models import Hanging
from fengqiao.kernel.places.keys import uuid7


class FileReview(Hanging):
    """案卷评查: one look at one file in one batch; the pass mark stands beside the score as it was that day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.CharField("评查批次", max_length=20)
    reviewer = models.UUIDField("评查岗位", null=True)
    reviewed_on = models.DateField("评查日期")
    score = models.PositiveSmallIntegerField("得分")
    pass_mark = models.PositiveSmallIntegerField("合格分")
    defects = models.JSONField("存在问题", default=list)
    authentic = models.CharField("真实性回访", max_length=20, choices=Authenticity)
    opinion = models.TextField("评查意见", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "batch"], name="mediation_review_once"),
            models.CheckConstraint(condition=models.Q(score__lte=100), name="mediation_review_score"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.score}分"

    @property
    def found(self) -> str:
        """What was found wrong, in words."""
        return "、".join(Defect(each).label for each in self.defects)

    @property
    def passed(self) -> bool:
        """合格: from the pass mark on, and nobody denies that it happened."""
        return self.score >= self.pass_mark and self.authentic != Authenticity.DENIED
