"""异常提示: what a daily comparison noticed in a county's cases; only those who look into it see it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fengqiao.business.mediation.flow.hints import HINT
from fengqiao.business.mediation.models.committee import Mediator
from fengqiao.business.mediation.terms import HintKind
from fengqiao.kernel.casework.flow import Workflow
from fengqiao.kernel.casework.models import Case
from fengqiao.kernel.measures.models import Fact, written_by


class HintFact(Fact):
    """What the figures read of a hint."""

    found_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    state = models.CharField(max_length=30)
    kind = models.CharField(max_length=20)

    columns = ("found_on", "closed_on", "state", "kind")

    class Meta(Fact.Meta):
        pass


class AnomalyHint(Case):
    """异常提示: lies with the county bureau, whatever village it is about; no list of a village or office has it."""

    kind = models.CharField("情形", max_length=20, choices=HintKind)
    key = models.CharField(max_length=120)  # what it is about: the same is not opened twice
    what = models.CharField("提示内容", max_length=300)
    cases = models.JSONField("涉及案件", default=list)
    mediator = models.ForeignKey(
        Mediator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="调解员"
    )
    found_on = models.DateField("提示日期")
    closed_on = models.DateField("核查日期", null=True, blank=True)

    flow: ClassVar[Workflow] = HINT

    class Meta(Case.Meta):
        triggers = [*HINT.fence(), *written_by(HintFact)]
        constraints = [models.UniqueConstraint(fields=["scope_code", "kind", "key"], name="mediation_hint_once")]
