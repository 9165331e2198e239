"""纠纷: triage, grading and what becomes of it when its cases end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from fengqiao.business.mediation.flow import BY_RULE, DISPUTE
from fengqiao.business.mediation.models import Dispute, DisputeParty, RiskAssessment
from fengqiao.business.mediation.rules import GradingFacts, risk_of, suggested_difficulty
from fengqiao.business.mediation.terms import Difficulty, DisputeState, Outcome, Risk, Willingness
from fengqiao.kernel.casework.custody import rehome
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.models import Organization, Post
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, also, now, today


def grade(dispute: Dispute, *, parties: int) -> Difficulty:
    """难易程度 by the county's table (3.2); a person may change it, a rule suggests it."""
    row = parameter("mediation.grading", code=dispute.scope_code // 1000, on=today())
    suggested = suggested_difficulty(
        GradingFacts(
            dispute_type=dispute.dispute_type,
            subtype=dispute.subtype,
            amount=dispute.amount or Decimal(0),
            people=max(parties, dispute.people_count),
            risk=dispute.risk,
        ),
        row,
    )
    dispute.difficulty = suggested.difficulty
    Dispute.objects.readable().filter(pk=dispute.pk).update(difficulty=suggested.difficulty)
    return suggested.difficulty


@DISPUTE.does("route")
def route(dispute: Dispute, *, organization: Organization, handler: Post | None = None) -> Mapping[str, str]:
    """分流: the township hands the dispute to one of its committees; custody goes with it."""
    dispute.duty_organization, dispute.handler = organization, handler
    rehome(dispute, organization)
    return {"organization": organization.name}


@DISPUTE.does("assess")
def assess(dispute: Dispute, *, factors: Sequence[str], confirmed: str, reason: str = "") -> Mapping[str, str]:
    """核定风险: factors ticked by a person, score computed, colour confirmed by a person (决策)."""
    row = parameter("mediation.risk", code=dispute.scope_code // 1000, on=today())
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
    dispute.risk = confirmed
    return {"risk": Risk(confirmed).words}


@DISPUTE.does("void")
def void(dispute: Dispute, *, reason: str) -> Mapping[str, str]:
    """作无效处理: a test, no facts, no dispute; kept, not counted."""
    dispute.void_reason = reason
    return {"reason": reason}


def follow_case(dispute: Dispute, outcome: Outcome) -> None:
    """What becomes of a dispute when its case ends follows by rule (decisions §6)."""
    steps = {
        DisputeState.RESOLVED: "resolve",
        DisputeState.UNRESOLVED: "leave",
        DisputeState.TRANSFERRED: "transfer",
        DisputeState.VOID: "void",
        DisputeState.MERGED: "merge",
    }
    step = steps[outcome.dispute_state]
    given = {"reason": outcome.label} if step == "void" else {}
    dispute = Dispute.objects.readable().get(pk=dispute.pk)
    with also(BY_RULE, DISPUTE[step].may):
        perform(dispute, step, version=dispute.version, **given)


def state_willingness(party: DisputeParty, willingness: str) -> None:
    """征询调解意愿: who was asked, when and what was said (人民调解法 第十七条)."""
    subject = lock(party.subject_id)
    party.willingness, party.asked_at, party.asked_by = willingness, now(), acting().post
    party.save(update_fields=["willingness", "asked_at", "asked_by"])
    record(
        subject,
        "mediation.party.ask",
        key=announce(uuid7()),
        name=party.name,
        willingness=Willingness(willingness).label,
    )
