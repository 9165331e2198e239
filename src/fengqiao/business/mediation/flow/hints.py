"""The lawful course of 异常提示 (§8.4): a computer noticed something, a person looks and says what it is."""

from __future__ import annotations

from fengqiao.business.mediation.flow.rights import BY_RULE, words
from fengqiao.business.mediation.flow.subsidy import SUPERVISE
from fengqiao.business.mediation.terms import HintState
from fengqiao.kernel.casework.flow import T, Workflow

HINT = Workflow(
    area="mediation",
    noun="hint",
    label="异常提示",
    states=words(HintState),
    start=HintState.OPEN,
    register=BY_RULE,
    born="系统提示",
    concluded=frozenset({HintState.TRUE, HintState.UNTRUE}),
    steps=(
        T(
            "confirm",
            "核查属实",
            (HintState.OPEN,),
            HintState.TRUE,
            may=SUPERVISE,
            form="ReasonForm",
            stops=("mediation.hint",),
            says="核查属实：{reason}",
            rank=9,
        ),
        T(
            "dismiss",
            "核查不属实",
            (HintState.OPEN,),
            HintState.UNTRUE,
            may=SUPERVISE,
            form="ReasonForm",
            stops=("mediation.hint",),
            says="核查不属实：{reason}",
            rank=8,
        ),
    ),
)
