"""Risk: graded by a person, watched as its colour asks, reported where the law says at once (人民调解法 第二十五条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from fengqiao.business.mediation.flow import DISPUTE
from fengqiao.business.mediation.models import Contact, Dispute, MajorReport, RiskAssessment
from fengqiao.business.mediation.rules import first_contact_limit, risk_of, watch_limit
from fengqiao.business.mediation.terms import FollowUpMode, Risk
from fengqiao.kernel.casework.duties import start, stop
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.scope import acting, now, today


@DISPUTE.does("assess")
def assess(
    dispute: Dispute, *, factors: Sequence[str], confirmed: str, reason: str = "", leader: Post | None = None
) -> Mapping[str, str]:
    """核定风险: factors ticked by a person, score computed, colour confirmed by a person; a red one gets its leader."""
    row = parameter("mediation.risk", code=abs(dispute.scope_code) // 1000, on=today())
    scored = risk_of(factors, row)
    RiskAssessment.objects.create(
        subject=dispute.subject,
        factors=list(factors),
        score=scored.score,
        suggested=scored.risk,
        confirmed=confirmed,
        reason=reason,
        assessed_at=now(),
        assessed_by=acting().post,
    )
    dispute.risk, dispute.leader = confirmed, leader or dispute.leader
    if scored.override:
        start(dispute.subject, "mediation.report", handler=dispute.handler_id)
    _watch(dispute)
    return {"risk": Risk(confirmed).words}


@DISPUTE.does("contact")
def contact(dispute: Dispute, *, at: datetime, mode: str, whom: str, situation: str, visitor: str) -> Mapping[str, str]:
    """登记联系走访: closes the clock of the first contact; a red dispute is seen daily, an orange one weekly."""
    Contact.objects.create(subject=dispute.subject, at=at, mode=mode, whom=whom, situation=situation, visitor=visitor)
    _watch(dispute)
    return {"how": FollowUpMode(mode).label, "name": whom}


@DISPUTE.does("report")
def report(
    dispute: Dispute, *, at: datetime, to: str, facts_text: str, danger: str, measures: str, contact: str
) -> Mapping[str, str]:
    """依第二十五条报告: to the police or another department, at once."""
    MajorReport.objects.create(
        subject=dispute.subject,
        at=at,
        to=to,
        facts_text=facts_text,
        danger=danger,
        measures=measures,
        contact=contact,
    )
    dispute.police_report_at, dispute.police_report_to = at, to
    return {"to": to}


def _watch(dispute: Dispute) -> None:
    """The clock that a colour asks for now: first contact until somebody was spoken to, then the round of visits."""
    stop(dispute.subject, "mediation.first_contact")
    stop(dispute.subject, "mediation.watch")
    if not Contact.objects.filter(subject=dispute.subject).exists():
        limit = first_contact_limit(dispute.risk)
        start(dispute.subject, "mediation.first_contact", handler=dispute.handler_id, limit=limit)
    elif rounds := watch_limit(dispute.risk):
        start(dispute.subject, "mediation.watch", handler=dispute.handler_id, limit=rounds)
