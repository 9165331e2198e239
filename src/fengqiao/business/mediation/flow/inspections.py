"""The lawful course of 排查轮次 and 排查报送 (domain page 3.3): 未报 is shown by rule, 零报告 is a signed statement."""

from __future__ import annotations

from fengqiao.business.mediation import rules
from fengqiao.business.mediation.flow.rights import BY_RULE, HANDLE, words
from fengqiao.business.mediation.terms import ReturnState, RoundState
from fengqiao.kernel.casework.flow import T, Workflow

INSPECT, DECLARE = "mediation.inspect", "mediation.declare"
REPORTING_DUTY = "mediation.inspection"

ROUND = Workflow(
    area="mediation",
    noun="round",
    label="排查轮次",
    states=words(RoundState),
    start=RoundState.RUNNING,
    register=INSPECT,
    born="部署排查",
    concluded=frozenset({RoundState.ENDED, RoundState.CANCELLED}),
    steps=(
        T("end", "截止", (RoundState.RUNNING,), RoundState.ENDED, may=BY_RULE, says="报送截止，未报{missing}个单位"),
        T(
            "cancel",
            "撤销轮次",
            (RoundState.RUNNING,),
            RoundState.CANCELLED,
            may=INSPECT,
            form="ReasonForm",
            before=rules.CANCELLING,
            says="撤销本轮排查：{reason}",
        ),
    ),
)

OWED = (ReturnState.DUE, ReturnState.RETURNED, ReturnState.MISSING)
MADE = (ReturnState.REPORTED, ReturnState.LATE, ReturnState.SUPPLEMENTED)

RETURN = Workflow(
    area="mediation",
    noun="return",
    label="排查报送",
    states=words(ReturnState),
    start=ReturnState.DUE,
    register=INSPECT,
    born="下达排查任务",
    concluded=frozenset({*MADE, ReturnState.VOID}),
    steps=(
        T(
            "report",
            "报送排查情况",
            OWED,
            ReturnState.REPORTED,
            may=HANDLE,
            form="ReturnForm",
            before=rules.REPORTABLE,
            guards=rules.REPORTING,
            papers=("mediation.inspection",),
            stops=(REPORTING_DUTY,),
            then=("mark_late", "mark_supplement"),
            says="排查发现{found}件，当场化解{solved}件，上报{handed_up}件，{name}签名",
            rank=9,
        ),
        T(
            "zero",
            "零报告",
            OWED,
            ReturnState.REPORTED,
            may=DECLARE,
            form="ZeroForm",
            before=rules.ZERO_REPORTABLE,
            guards=rules.ZERO_REPORTING,
            papers=("mediation.zero_report",),
            stops=(REPORTING_DUTY,),
            then=("mark_late", "mark_supplement"),
            says="零报告，{name}签名",
            rank=8,
        ),
        T(
            "mark_late",
            "迟报",
            (ReturnState.REPORTED,),
            ReturnState.LATE,
            may=BY_RULE,
            guards=(rules.it_came_late,),
            says="超过报送期限，记为迟报",
        ),
        T(
            "mark_supplement",
            "补报",
            (ReturnState.REPORTED,),
            ReturnState.SUPPLEMENTED,
            may=BY_RULE,
            guards=(rules.it_was_supplemented,),
            says="认定未报后报送，记为补报",
        ),
        T("miss", "认定未报", (ReturnState.DUE,), ReturnState.MISSING, may=BY_RULE, says="逾期未报"),
        T("remind", "催报", OWED, "", may=INSPECT, says="催报"),
        T(
            "turn_back",
            "退回报送",
            MADE,
            ReturnState.RETURNED,
            may=INSPECT,
            form="ReasonForm",
            before=rules.RETURN_TURNED_BACK,
            says="退回：{reason}",
        ),
        T(
            "cancel",
            "随轮次撤销",
            OWED,
            ReturnState.VOID,
            may=BY_RULE,
            stops=(REPORTING_DUTY,),
            says="本轮排查已撤销",
        ),
    ),
)
