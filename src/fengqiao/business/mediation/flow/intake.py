"""The lawful course of 来件 (4.1)."""

from __future__ import annotations

from fengqiao.business.mediation import rules
from fengqiao.business.mediation.flow.words import RECEIVE, TRIAGE, words
from fengqiao.business.mediation.terms import IntakeState
from fengqiao.kernel.casework.flow import T, Workflow

DECIDED = ("mediation.intake", "mediation.reply", "mediation.objection")

INTAKE = Workflow(
    area="mediation",
    noun="intake",
    label="来件",
    states=words(IntakeState),
    start=IntakeState.PENDING,
    register=RECEIVE,
    born="接收来件",
    concluded=frozenset({IntakeState.LINKED, IntakeState.FOUNDED, IntakeState.VOID, IntakeState.RETURNED}),
    steps=(
        T(
            "found",
            "登记为纠纷",
            (IntakeState.PENDING,),
            IntakeState.FOUNDED,
            may=RECEIVE,
            form="FoundForm",
            stops=DECIDED,
            says="新建纠纷：{dispute}",
            rank=9,
        ),
        T(
            "link",
            "并入已有纠纷",
            (IntakeState.PENDING,),
            IntakeState.LINKED,
            may=TRIAGE,
            form="LinkForm",
            stops=DECIDED,
            says="并入纠纷：{dispute}",
            rank=5,
        ),
        T(
            "split",
            "拆分为新纠纷",
            (IntakeState.LINKED,),
            IntakeState.FOUNDED,
            may=TRIAGE,
            form="FoundForm",
            says="从{left}拆分，新建纠纷：{dispute}",
        ),
        T(
            "void",
            "作无效处理",
            (IntakeState.PENDING,),
            IntakeState.VOID,
            may=TRIAGE,
            form="ReasonForm",
            stops=DECIDED,
            says="来件无效：{reason}",
        ),
        T(
            "turn_back",
            "退回来源单位",
            (IntakeState.PENDING,),
            IntakeState.RETURNED,
            may=TRIAGE,
            form="ReasonForm",
            before=(rules.objection_is_in_time,),
            stops=DECIDED,
            says="退回来源单位：{reason}",
        ),
    ),
)
