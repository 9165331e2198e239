"""The official papers of mediation (人民调解文书), in the order they lie in the bundle; letters lie in none."""

from fengqiao.business.mediation.paperwork import (
    agreeing,
    conduct,
    confirming,
    filing,
    inspecting,
    mediating,
    opening,
    registering,
    reporting,
    subsidising,
)

_BY_STAGE = (
    *opening.ALL,
    *mediating.ALL,
    *agreeing.ALL,
    *conduct.ALL,
    *confirming.ALL,
    *reporting.ALL,
    *inspecting.ALL,
    *filing.ALL,
    *registering.ALL,
    *subsidising.ALL,
)
ALL = tuple(sorted(_BY_STAGE, key=lambda paper: paper.bundle))
