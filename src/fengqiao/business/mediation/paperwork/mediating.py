"""Papers of the mediation itself: 调查记录, 调解记录, 终止调解告知书."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fengqiao.business.mediation.models import Investigation, MediationCase, MediationMeeting
from fengqiao.business.mediation.paperwork.parties import names_of, paper_moment, paper_span
from fengqiao.business.mediation.paperwork.signed import done_at
from fengqiao.business.mediation.terms import DisputeType, Outcome
from fengqiao.kernel.paperwork.declarations import Paper
from fengqiao.kernel.paperwork.wording import names


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationRecord:
    """人民调解调查记录."""

    at: str
    place: str
    participants: str
    interviewee: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecord:
    """人民调解记录."""

    time: str
    place: str
    reason: str
    sides: str
    participants: str
    told: str
    record: str
    result: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Investigations:
    """人民调解调查记录, a page for each."""

    records: tuple[InvestigationRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings:
    """人民调解记录, a page for each meeting."""

    records: tuple[MeetingRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Termination:
    """终止调解告知书."""

    sides: str
    dispute_type: str
    accepted_on: date | None
    case_number: str
    outcome: str
    reason: str
    routes: tuple[str, ...]
    undisputed: str
    committee: str
    ended_on: date | None
    people: tuple[str, ...]


def investigations(case: MediationCase) -> Investigations:
    """Every investigation, in the order they were made."""
    return Investigations(
        records=tuple(
            InvestigationRecord(
                at=paper_moment(each.at),
                place=each.place,
                participants=each.participants,
                interviewee=each.interviewee,
                record=each.record,
            )
            for each in Investigation.objects.filter(subject=case.pk).order_by("at")
        )
    )


def meetings(case: MediationCase) -> Meetings:
    """Every meeting, in the order they were held."""
    held = MediationMeeting.objects.filter(subject=case.pk).order_by("number")
    return Meetings(records=tuple(_meeting(each) for each in held))


def _meeting(held: MediationMeeting) -> MeetingRecord:
    present = tuple(each["name"] for each in held.present)
    return MeetingRecord(
        time=paper_span(held.started_at, held.ended_at),
        place=held.place,
        reason=held.reason,
        sides=names(present),
        participants=held.participants,
        told=held.told,
        record=held.record,
        result=held.result,
        people=present,
    )


def termination(case: MediationCase) -> Termination:
    """What the parties are told when mediation ends without an agreement."""
    parties = case.dispute.parties_at(done_at(case, "end"))
    return Termination(
        sides=names_of(parties),
        dispute_type=DisputeType(case.dispute_type).label,
        accepted_on=case.accepted_on,
        case_number=case.number,
        outcome=Outcome(case.outcome).label,
        reason=case.end_reason,
        routes=tuple(case.next_routes),
        undisputed=case.undisputed_facts,
        committee=case.committee.name,
        ended_on=case.concluded_on,
        people=tuple(party.name for party in parties),
    )


ALL = (
    Paper(
        key="mediation.investigation",
        label="人民调解调查记录",
        template="investigation.typ",
        context=investigations,
        bundle=5,
    ),
    Paper(key="mediation.meeting", label="人民调解记录", template="meeting.typ", context=meetings, bundle=7),
    Paper(
        key="mediation.termination",
        label="终止调解告知书",
        template="termination.typ",
        context=termination,
        bundle=9,
    ),
)
