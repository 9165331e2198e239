"""What comes up while a case is mediated: evidence, recusal, more time, a clock that stands still."""

from __future__ import annotations

from fengqiao.business.mediation import rules
from fengqiao.business.mediation.flow.rights import HANDLE
from fengqiao.business.mediation.terms import CaseState
from fengqiao.kernel.casework.flow import T

IN_HAND = (CaseState.ACCEPTED, CaseState.MEDIATING)

CONDUCT = (
    T(
        "submit_evidence",
        "登记证据材料",
        IN_HAND,
        "",
        may=HANDLE,
        form="EvidenceForm",
        papers=("mediation.evidence",),
        says="证据材料：{name}",
    ),
    T(
        "recuse",
        "登记回避",
        IN_HAND,
        "",
        may=HANDLE,
        form="RecusalForm",
        guards=rules.RECUSING,
        papers=("mediation.recusal",),
        says="{name}回避，{people}接替",
        public=True,
    ),
    T(
        "extend",
        "延长调解期限",
        IN_HAND,
        "",
        may=HANDLE,
        form="ExtensionForm",
        before=(rules.there_is_a_limit,),
        guards=rules.EXTENDING,
        papers=("mediation.extension",),
        says="经当事人同意，调解期限延长至{until}",
        public=True,
    ),
    T(
        "pause",
        "鉴定中止",
        IN_HAND,
        "",
        may=HANDLE,
        form="AppraisalForm",
        before=(rules.there_is_a_limit, rules.limit_is_not_over),
        says="委托鉴定：{said}，调解期限中止",
        public=True,
    ),
    T(
        "resume",
        "恢复计时",
        IN_HAND,
        "",
        may=HANDLE,
        before=(rules.limit_is_paused,),
        says="鉴定结束，调解期限恢复计算至{until}",
        public=True,
    ),
)
