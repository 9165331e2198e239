"""The figures of mediation, declared once over the facts of its matters (指标 M01–M06、M08–M12、M17、M21、M22)."""

from __future__ import annotations

from dataclasses import replace

from fengqiao.business.mediation.terms import (
    AgreementForm,
    ClaimState,
    CommitteeType,
    ConfirmationResult,
    IntakeState,
    Outcome,
    Prevented,
    PreventionState,
    ReturnState,
    Source,
)
from fengqiao.kernel.measures.declarations import Measure, Ratio

SETTLED = [Outcome.AGREED_WRITTEN.value, Outcome.AGREED_ORAL.value]
TOWN_AND_VILLAGE = [
    each.value
    for each in (CommitteeType.VILLAGE, CommitteeType.COMMUNITY, CommitteeType.TOWNSHIP, CommitteeType.STREET)
]
BY = ((), ("dispute_type",), ("source",), ("committee_type",))

ACCEPTED = Measure(
    key="M-MED-02",
    label="调解案件总数",
    unit="件",
    of="mediation.CaseFact",
    at="accepted_on",
    kind="mediation.case",
    unless={"outcome": Outcome.MERGED.value},  # the case it went into is counted
    by=BY,
)
TOWNSHIP_ACCEPTED = replace(
    ACCEPTED, key="M-MED-01", label="镇村两级调处件数", where={"committee_type__in": TOWN_AND_VILLAGE}
)
GUIDED = replace(
    TOWNSHIP_ACCEPTED,
    key="M-MED-17",
    label="司法所指导调处件数",
    where={**TOWNSHIP_ACCEPTED.where, "guided_by_office": True},
)
GUIDED_SHARE = Ratio(key="M-MED-03", label="司法所指导调处占比", above=GUIDED, below=ACCEPTED)
ACCEPTED_SETTLED = replace(ACCEPTED, key="M-MED-04.above", label="调解成功件数", where={"outcome__in": SETTLED})
SUCCESS = Ratio(key="M-MED-04", label="调解成功率", above=ACCEPTED_SETTLED, below=ACCEPTED)
CONCLUDED = replace(
    ACCEPTED, key="M-MED-04.concluded", label="结案件数", at="concluded_on", where={"accepted_on__isnull": False}
)
RESOLVED = replace(CONCLUDED, key="M-MED-05", label="化解件数", where={"outcome__in": SETTLED})
AMOUNT = replace(
    ACCEPTED,
    key="M-MED-18",
    label="协议涉及金额",
    unit="万元",
    at="effective_on",
    where={"outcome__in": SETTLED},
    total="amount_total",
    scale=10000,
    places=2,
)
WRITTEN = replace(
    CONCLUDED,
    key="M-MED-19.above",
    label="书面协议件数",
    where={"outcome__in": SETTLED, "agreement_form": AgreementForm.WRITTEN.value},
)
WRITTEN_RATE = Ratio(key="M-MED-19", label="书面协议率", above=WRITTEN, below=RESOLVED)
DAYS = replace(
    CONCLUDED,
    key="M-MED-16",
    label="平均办理天数",
    unit="天",
    where={"accepted_on__isnull": False},
    mean=("accepted_on", "concluded_on"),
    places=1,
)
LATE = replace(CONCLUDED, key="M-MED-20.above", label="超期结案件数", where={"overdue": True})
LATE_RATE = Ratio(key="M-MED-20", label="超期率", above=LATE, below=CONCLUDED)

CONFIRM_APPLIED = replace(ACCEPTED, key="M-MED-10", label="司法确认申请件数", at="confirm_applied_on")
CONFIRM_DECIDED = replace(
    ACCEPTED,
    key="M-MED-10.decided",
    label="司法确认裁定件数",
    at="confirm_decided_on",
    where={"confirm_result__in": [each.value for each in ConfirmationResult if each.is_decision]},
)
CONFIRMED = replace(
    CONFIRM_DECIDED,
    key="M-MED-10.valid",
    label="司法确认有效件数",
    where={"confirm_result": ConfirmationResult.VALID.value},
)
CONFIRM_RATE = Ratio(key="M-MED-10.rate", label="司法确认率", above=CONFIRMED, below=CONFIRM_DECIDED)
EFFECTIVE = replace(
    ACCEPTED,
    key="M-MED-10.written",
    label="生效书面协议件数",
    at="effective_on",
    where={"agreement_form": AgreementForm.WRITTEN.value},
)
CONFIRM_SHARE = Ratio(key="M-MED-21", label="司法确认申请率", above=CONFIRM_APPLIED, below=EFFECTIVE)

RECEIVED = Measure(
    key="M-MED-22.below",
    label="来件数",
    unit="件",
    of="mediation.IntakeFact",
    at="received_on",
    kind="mediation.intake",
    by=((), ("source",)),
    where={"state__in": [IntakeState.LINKED.value, IntakeState.FOUNDED.value]},
)
JOINED = replace(
    RECEIVED, key="M-MED-22.above", label="并入已有纠纷的来件数", where={"state": IntakeState.LINKED.value}
)
# every dispute has one founding item: what joined a known one is 来件 less 纠纷
REPEATED = Ratio(key="M-MED-22", label="多渠道重复率", above=JOINED, below=RECEIVED)

FOUND = replace(ACCEPTED, key="M-MED-06", label="排查发现件数", where={"source": Source.PROACTIVE.value})
FOUND_SHARE = Ratio(key="M-MED-25", label="排查发现占比", above=FOUND, below=ACCEPTED)
CAMPAIGN = replace(
    ACCEPTED, key="M-MED-14", label="专项活动化解件数", where={"campaign__gt": ""}, by=(*BY, ("campaign",))
)
RETURNED = [each.value for each in (ReturnState.REPORTED, ReturnState.LATE, ReturnState.SUPPLEMENTED)]
ASKED = Measure(
    key="M-MED-23.below",
    label="应报送单位数",
    unit="个",
    of="mediation.ReturnFact",
    at="period_end",
    kind="mediation.return",
    unless={"state": ReturnState.VOID.value},
    by=((), ("kind",), ("level",)),
)
SWEEPS = replace(ASKED, key="M-MED-06.sweeps", label="排查次数", unit="次", where={"state__in": RETURNED}, unless={})
ZERO_REPORTS = replace(SWEEPS, key="M-MED-06.zero", label="零报告次数", where={**SWEEPS.where, "zero_report": True})
PREVENTED = replace(SWEEPS, key="M-MED-06.prevented", label="预防纠纷件数", unit="件", total="prevented_disputes")
REPORTED = replace(SWEEPS, key="M-MED-23.above", label="已报送单位数", unit="个")
IN_TIME = replace(REPORTED, key="M-MED-24.above", label="按时报送单位数", where={"state": ReturnState.REPORTED.value})
LATE_RETURNS = replace(
    REPORTED,
    key="M-MED-24.late",
    label="迟报单位数",
    where={"state__in": [ReturnState.LATE.value, ReturnState.SUPPLEMENTED.value]},
)
MISSING = replace(REPORTED, key="M-MED-23.missing", label="未报单位数", where={"state": ReturnState.MISSING.value})
COVERAGE = Ratio(key="M-MED-23", label="排查覆盖率", above=REPORTED, below=ASKED)  # a zero report is a return
PUNCTUALITY = Ratio(key="M-MED-24", label="按时报送率", above=IN_TIME, below=ASKED)

AVERTED = Measure(
    key="M-MED-11",
    label="防止激化件数",
    unit="件",
    of="mediation.PreventionFact",
    at="prevented_on",
    kind="mediation.prevention",
    where={"state": PreventionState.SIGNED.value},
    total="cases_count",
)
AVERTED_PEOPLE = replace(AVERTED, key="M-MED-11.people", label="防止激化人数", unit="人", total="people_count")
BY_KIND: tuple[Measure | Ratio, ...] = tuple(
    replace(
        whole,
        key=f"{whole.key}.{kind.value}",
        label=f"{kind.label}{whole.label[-2:]}",
        where={**whole.where, "kind": kind.value},
    )
    for kind in Prevented
    for whole in (AVERTED, AVERTED_PEOPLE)
)

APPROVED_CLAIMS = Measure(
    key="M-MED-26.below",
    label="审定补贴件数",
    unit="件",
    of="mediation.ClaimFact",
    at="approved_on",
    kind="mediation.claim",
    by=((), ("difficulty",)),
)
PAID_OF_APPROVED = replace(
    APPROVED_CLAIMS, key="M-MED-26.above", label="已发放补贴件数", where={"state": ClaimState.PAID.value}
)
PAID_RATE = Ratio(key="M-MED-26", label="以案定补到位率", above=PAID_OF_APPROVED, below=APPROVED_CLAIMS)
PAID_CLAIMS = replace(PAID_OF_APPROVED, key="M-MED-27.below", label="发放补贴件数", at="paid_on")
PAID_SUM = replace(PAID_CLAIMS, key="M-MED-27.above", label="发放补贴金额", unit="元", total="total", places=2)
PAID_MEAN = Ratio(key="M-MED-27", label="件均补贴金额", above=PAID_SUM, below=PAID_CLAIMS, unit="元", places=2, times=1)

HINTED = Measure(
    key="M-MED-28",
    label="异常提示数",
    unit="条",
    of="mediation.HintFact",
    at="found_on",
    kind="mediation.hint",
    by=((), ("kind",)),
)
HINTS_CLOSED = replace(HINTED, key="M-MED-29", label="异常提示核查数", at="closed_on")

ALL: tuple[Measure | Ratio, ...] = (
    AVERTED,
    AVERTED_PEOPLE,
    *BY_KIND,
    ACCEPTED,
    TOWNSHIP_ACCEPTED,
    GUIDED,
    GUIDED_SHARE,
    SUCCESS,
    RESOLVED,
    AMOUNT,
    WRITTEN_RATE,
    DAYS,
    LATE_RATE,
    CONFIRM_APPLIED,
    CONFIRM_RATE,
    CONFIRM_SHARE,
    REPEATED,
    CAMPAIGN,
    COVERAGE,
    FOUND,
    FOUND_SHARE,
    HINTED,
    HINTS_CLOSED,
    LATE_RETURNS,
    MISSING,
    PAID_MEAN,
    PAID_RATE,
    PREVENTED,
    PUNCTUALITY,
    SWEEPS,
    ZERO_REPORTS,
)
