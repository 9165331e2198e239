"""The figures of mediation, declared once over the facts of cases (指标 M01–M06、M09)."""

from __future__ import annotations

from dataclasses import replace

from fengqiao.business.mediation.terms import AgreementForm, CommitteeType, Outcome
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
CONCLUDED = replace(ACCEPTED, key="M-MED-04.concluded", label="结案件数", at="concluded_on", where={})
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

ALL = (ACCEPTED, TOWNSHIP_ACCEPTED, GUIDED, GUIDED_SHARE, SUCCESS, RESOLVED, AMOUNT, WRITTEN_RATE, DAYS, LATE_RATE)
