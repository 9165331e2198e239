"""The course of 防止激化: recorded with its grounds, it counts once the head of the office has signed it off."""

from __future__ import annotations

from fengqiao.business.mediation.flow.rights import CLOSE, HANDLE, words
from fengqiao.business.mediation.terms import PreventionState
from fengqiao.kernel.casework.flow import T, Workflow

PREVENTION = Workflow(
    area="mediation",
    noun="prevention",
    label="防止激化",
    states=words(PreventionState),
    start=PreventionState.PENDING,
    register=HANDLE,
    born="登记防止激化",
    changes=HANDLE,
    changeable=("kind", "cases_count", "people_count", "prevented_on", "evidence"),
    concluded=frozenset({PreventionState.SIGNED, PreventionState.RETURNED}),
    steps=(
        T(
            "sign_off",
            "审核确认",
            (PreventionState.PENDING,),
            PreventionState.SIGNED,
            may=CLOSE,
            stops=("mediation.prevention",),
            says="审核确认：{kind}{cases}件{people}人",
            rank=9,
        ),
        T(
            "turn_down",
            "退回核实",
            (PreventionState.PENDING,),
            PreventionState.RETURNED,
            may=CLOSE,
            form="ReasonForm",
            stops=("mediation.prevention",),
            says="退回核实：{reason}",
        ),
    ),
)
