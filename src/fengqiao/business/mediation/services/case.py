"""调解案件: acceptance, rights, inquiries and meetings (人民调解法 第十七至二十五条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from fengqiao.business.mediation import rules
from fengqiao.business.mediation.events import CASE_NUMBER
from fengqiao.business.mediation.flow import BY_RULE, CASE, DISPUTE, TRIAGE
from fengqiao.business.mediation.models import (
    CaseMediator,
    Dispute,
    DisputeParty,
    IntakeItem,
    Investigation,
    MediationCase,
    MediationCommittee,
    MediationMeeting,
    Mediator,
    bodies_of,
)
from fengqiao.business.mediation.queries.matching import undecided_of
from fengqiao.business.mediation.rules import messages
from fengqiao.business.mediation.services.dispute import follow_case, refuse_grading
from fengqiao.business.mediation.terms import (
    AcceptMode,
    DisputeState,
    MediatorChoice,
    NextRoute,
    NotAcceptReason,
    OpenMode,
    Outcome,
    PrintedResult,
    Source,
)
from fengqiao.kernel.casework.clock import start_of_day
from fengqiao.kernel.casework.custody import rehome
from fengqiao.kernel.casework.duties import start, stop
from fengqiao.kernel.casework.numbers import take_number
from fengqiao.kernel.casework.perform import open_case, perform
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.journal.events import lock
from fengqiao.kernel.places.scope import acting, also, local_day, now, one_act, today
from fengqiao.kernel.sync.blocks import take_reserved

CASE.follows_change(refuse_grading)


def acts_for_office() -> bool:
    """Whether the act is one of the office (司法所指导): its staff, and nobody else, may triage."""
    return TRIAGE in acting().may


def apply(
    dispute: Dispute,
    *,
    committee: MediationCommittee,
    accept_mode: str = AcceptMode.ORAL,
    applied_on: date | None = None,
    court_accepted: bool = False,
    entrust_letter: str = "",
    idempotency_key: str = "",
) -> MediationCase:
    """申请、主动启动: one committee's mediation of one dispute begins; the number comes with acceptance."""
    if (bodies := bodies_of(dispute.parties())) and committee.is_among(bodies):
        raise ValidationError(messages.COMMITTEE_IS_PARTY)
    case = open_case(
        MediationCase,
        scope_code=dispute.scope_code,
        title=dispute.title,
        root=dispute.subject,
        idempotency_key=idempotency_key,
        dispute=dispute,
        committee=committee,
        dispute_type=dispute.dispute_type,
        source=dispute.first_source,
        source_detail=dispute.first_source_detail,
        committee_type=committee.committee_type,
        difficulty=dispute.difficulty,
        people_count=dispute.people_count,
        campaign=dispute.campaign,
        applied_on=applied_on or today(),
        accept_mode=AcceptMode.PROACTIVE if dispute.first_source == Source.PROACTIVE else accept_mode,
        guided_by_office=dispute.state == DisputeState.ROUTED or acts_for_office(),
        court_accepted=court_accepted,
        entrust_letter=entrust_letter,
        handler=dispute.handler,
    )
    limit = rules.acceptance_limit(case.difficulty)
    start(case.subject, "mediation.decision", limit=limit.key, at=start_of_day(case.applied_on))
    return case


def apply_at(dispute: Dispute, *, committee: MediationCommittee, **given: Any) -> MediationCase:  # as apply takes
    """申请调解 at the township's desk: the committee gets the dispute in hand, for its people must see it."""
    with one_act():
        return apply(_handed_to(dispute, committee), committee=committee, **given)


def _handed_to(dispute: Dispute, committee: MediationCommittee) -> Dispute:
    home = committee.organization
    if abs(dispute.scope_code) == home.scope_code or dispute.scope_code < 0 or not acting().covers(home.scope_code):
        return dispute
    if dispute.state in (DisputeState.REGISTERED, DisputeState.UNRESOLVED):
        with also(TRIAGE):
            undecided = undecided_of(dispute)
            return perform(dispute, "route", version=dispute.version, organization=home, undecided_matches=undecided)
    lock(dispute.pk)
    rehome(dispute, home)
    return Dispute.objects.readable().select_related("subject").get(pk=dispute.pk)


@CASE.does("accept")
def accept(
    case: MediationCase,
    *,
    chief: Mediator,
    mediators: Sequence[Mediator] = (),
    accepted_on: date | None = None,
    mediator_choice: str = MediatorChoice.COMMITTEE,
    conflict_declared: bool = False,
    conflict_consented: bool = False,
    open_mode: str = OpenMode.CLOSED,
    summary: bool = False,
    by_light_path: bool = False,
    number: str = "",
) -> Mapping[str, str]:
    """受理: mediators named, the number of the acceptance's year taken, the dispute enters mediation."""
    case.accepted_on = accepted_on or today()
    case.chief_mediator, case.mediator_choice, case.open_mode = chief, mediator_choice, open_mode
    case.handler = case.handler or handler_for(chief, case.committee)
    case.light_path = by_light_path
    case.conflict_declared, case.conflict_consented = conflict_declared, conflict_consented
    case.guided_by_office |= acts_for_office()
    for mediator in {chief.pk: chief, **{each.pk: each for each in mediators}}.values():
        CaseMediator.objects.create(subject=case.subject, mediator=mediator)
    dispute = Dispute.objects.readable().get(pk=case.dispute_id)
    with also(BY_RULE):
        perform(dispute, "mediate", version=dispute.version)
    series = {"committee": case.committee_id, "short_name": case.committee.short_name}
    year, subject = case.accepted_on.year, case.subject
    reserved = number and take_reserved(CASE_NUMBER, subject, number, year=year, **series)
    subject.number = reserved or take_number(CASE_NUMBER, subject, year=year, **series)
    limit = rules.mediation_limit(case.dispute_type, case.source_detail, summary=summary)
    first = {"applied_on": case.applied_on, "signed_for_on": signed_for_on(case)}.get(limit.start, case.accepted_on)
    start(case.subject, "mediation.limit", handler=case.handler_id, limit=limit.key, at=start_of_day(first))
    return {"name": chief.name, "number": case.subject.number}


def signed_for_on(case: MediationCase) -> date:
    """签收日: when the court's materials were received at the desk; what came by the platform, when it was taken in."""
    sent = IntakeItem.objects.readable().filter(dispute=case.dispute_id, source_detail=case.source_detail)
    item = sent.order_by("received_at").first()
    if item is None:
        return case.accepted_on or today()
    return local_day((item.closed_at if item.sender_id else None) or item.received_at)


def handler_for(chief: Mediator, committee: MediationCommittee) -> Post | None:
    """承办人: the chief mediator where he has a post in the committee, else whoever accepts in his stead."""
    me = acting().post
    own = Post.objects.present().filter(user=chief.user_id, organization=committee.organization_id).first()
    return own or (Post.objects.get(pk=me) if me else None)


@CASE.does("decline")
def decline(case: MediationCase, *, reason: str) -> Mapping[str, str]:
    """不予受理: with its lawful reason."""
    case.decline_reason = reason
    dispute = case.dispute
    stop(dispute.subject, "mediation.court_decision", "mediation.acceptance")
    if dispute.state in DISPUTE["route"].src:  # another way is found for it
        start(dispute.subject, "mediation.triage")
    return {"reason": NotAcceptReason(reason).label}


@CASE.does("tell_rights")
def tell_rights(case: MediationCase, *, parties: Sequence[DisputeParty], how: str = "书面") -> Mapping[str, str]:
    """告知权利义务 (第二十三、二十四条): each party by signature or recorded oral notice."""
    for party in parties:
        party.rights_told_at, party.rights_told_how = now(), how
        party.save(update_fields=["rights_told_at", "rights_told_how"])
    return {"people": "、".join(party.name for party in parties)}


@CASE.does("investigate")
def investigate(case: MediationCase, **given: Any) -> Mapping[str, str]:
    """记录调查."""
    return {"name": Investigation.objects.create(subject=case.subject, **given).interviewee}


@CASE.does("meet")
def meet(
    case: MediationCase,
    *,
    started_at: datetime,
    place: str,
    record: str,
    result: str,
    present: Sequence[DisputeParty],
    **given: Any,
) -> Mapping[str, str]:
    """记录调解: one meeting, who came, what was said, how it ended."""
    case.guided_by_office |= acts_for_office()
    number = MediationMeeting.objects.filter(subject=case.subject).count() + 1
    MediationMeeting.objects.create(
        subject=case.subject,
        number=number,
        started_at=started_at,
        place=place,
        record=record,
        result=result,
        present=[{"party": str(party.pk), "name": party.name} for party in present],
        **{"reason": case.title, **given},
    )
    return {"number": str(number), "result": PrintedResult(result).label}


@CASE.does("end")
def end(
    case: MediationCase,
    *,
    outcome: str,
    end_reason: str,
    next_routes: Sequence[str] = (),
    undisputed_facts: str = "",
    survivor: Dispute | None = None,
) -> Mapping[str, str]:
    """终止调解 (第二十六条): the reason, the routes told, facts nobody disputes; 并入他案 names the other dispute."""
    case.outcome, case.end_reason, case.undisputed_facts = outcome, end_reason, undisputed_facts
    case.next_routes = [NextRoute(route).value for route in next_routes]
    joined = {"survivor": survivor, "ended": case.pk} if outcome == Outcome.MERGED else {}
    conclude(case, today(), reason=end_reason[:200], **joined)
    return {"outcome": Outcome(outcome).label}


def conclude(case: MediationCase, on: date, **given: Any) -> None:  # as follow_case takes
    """结案: its day, whether it was in time, and what follows for the dispute."""
    case.concluded_on = on
    limit = case.limit()
    case.overdue = bool(limit and limit.due_at and local_day(limit.due_at) < on)
    if case.accepted_on is not None:
        follow_case(case.dispute, Outcome(case.outcome), **given)
