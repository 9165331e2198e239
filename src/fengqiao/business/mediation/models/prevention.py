"""防止激化: what a dispute would have come to, and did not (T2 G)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fengqiao.business.mediation.flow.prevention import PREVENTION
from fengqiao.business.mediation.models.dispute import Dispute
from fengqiao.business.mediation.terms import Prevented
from fengqiao.kernel.casework.flow import Workflow
from fengqiao.kernel.casework.models import Case
from fengqiao.kernel.measures.models import Fact, written_by


class PreventionFact(Fact):
    """What the figures read: the kind, how many cases and people, and whether the head has signed it off."""

    prevented_on = models.DateField()
    state = models.CharField(max_length=30)
    kind = models.CharField(max_length=20)
    cases_count = models.PositiveIntegerField()
    people_count = models.PositiveIntegerField()

    columns = ("prevented_on", "state", "kind", "cases_count", "people_count")


class Prevention(Case):
    """防止引起自杀、转化为刑事案件、群体性上访、群体性械斗: 件 and 人, with the grounds they are known by."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="preventions")
    kind = models.CharField("防止事项", max_length=20, choices=Prevented)
    cases_count = models.PositiveIntegerField("件数", default=1)
    people_count = models.PositiveIntegerField("人数")
    prevented_on = models.DateField("防止日期")
    evidence = models.TextField("认定依据")
    signed_on = models.DateField("审核日期", null=True)

    flow: ClassVar[Workflow] = PREVENTION

    class Meta(Case.Meta):
        triggers = [*PREVENTION.fence(), *written_by(PreventionFact)]
        indexes = [*Case.Meta.indexes, models.Index(fields=["dispute"], name="mediation_prevention_dispute")]
