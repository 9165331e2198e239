"""Papers of a dispute before any mediation: 重大纠纷报告单 (人民调解法 第二十五条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fengqiao.business.mediation.models import Dispute, MajorReport
from fengqiao.business.mediation.paperwork.parties import names_of, paper_moment
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.paperwork.declarations import Paper
from fengqiao.kernel.places.scope import acting, local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerReport:
    """重大纠纷报告单: time, to, facts, danger, measures, contact."""

    number: str
    at: str
    to: str
    sides: str
    facts: str
    danger: str
    measures: str
    contact: str
    organization: str
    on: date


def report(dispute: Dispute) -> DangerReport:
    """The latest report of a dispute."""
    made = MajorReport.objects.filter(subject=dispute.pk).latest("at")
    return DangerReport(
        number=dispute.number,
        at=paper_moment(made.at),
        to=made.to,
        sides=names_of(dispute.parties()),
        facts=made.facts_text,
        danger=made.danger,
        measures=made.measures,
        contact=made.contact,
        organization=Organization.objects.get(pk=acting().seat()).name,
        on=local_day(made.at),
    )


ALL = (Paper(key="mediation.report", label="重大纠纷报告单", template="report.typ", context=report, bundle=17),)
