"""The reads of the registers: committees, mediators, rooms, centers (调解组织名册)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import BooleanField, Exists, Func, OuterRef, Prefetch, Q, QuerySet, Value

from fengqiao.business.mediation.models import (
    Appointment,
    Discipline,
    MediationCenter,
    MediationCommittee,
    MediationRoom,
    Mediator,
    Training,
)
from fengqiao.business.mediation.rules import registers as rules
from fengqiao.business.mediation.terms import AppointmentKind, CommitteeState, MediatorKind, Position
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.titles import name_for
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import acting, today
from fengqiao.kernel.privacy.blind import blind_index
from fengqiao.kernel.ui.words import Chip

COUNTY_CODES = 10**6  # codes of a county
CHIPS = {
    CommitteeState.NORMAL: ("green", "circle-check"),
    CommitteeState.ELECTING: ("amber", "refresh"),
    CommitteeState.DISSOLVED: ("void", "x"),
}


def in_force(on: date) -> Q:
    """The filter of appointments in force on a day."""
    return Q(engaged_on__lte=on, expires_on__gte=on) & (Q(ended_on=None) | Q(ended_on__gt=on))


def standing(on: date) -> Q:
    """The filter of appointments that are not over: in force, or about to begin."""
    return Q(expires_on__gte=on, ended_on=None)


def committees() -> QuerySet[MediationCommittee]:
    """调委会 of the own range with who is engaged there today."""
    engaged = Prefetch(
        "appointments", Appointment.objects.filter(in_force(today())).select_related("mediator"), to_attr="engaged"
    )
    return MediationCommittee.objects.select_related("subject").prefetch_related(engaged)


def mediators() -> QuerySet[Mediator]:
    """调解员 of the own range with their appointments in force."""
    engaged = Prefetch(
        "appointments", Appointment.objects.filter(in_force(today())).select_related("committee"), to_attr="engaged"
    )
    return Mediator.objects.select_related("subject").prefetch_related(engaged)


def rooms() -> QuerySet[MediationRoom]:
    """调解室、调解点 of the own range."""
    return MediationRoom.objects.select_related("committee")


def centers() -> QuerySet[MediationCenter]:
    """矛调中心 of the own range."""
    return MediationCenter.objects.select_related("subject", "organization")


def expiring() -> date:
    """The last day of the time in which a term's end is announced."""
    me = acting()
    place = min((low for low, _ in me.ranges), default=0) // 1000
    return today() + timedelta(days=parameter("mediation.expiry_days", code=place, on=today()))


def one_committee(uid: UUID) -> MediationCommittee:
    """A committee by its key."""
    return committees().select_related("organization").get(pk=uid)


def one_mediator(uid: UUID) -> Mediator:
    """A mediator by his key, own or granted."""
    return Mediator.objects.readable().select_related("subject").get(pk=uid)


def engaged_at(committee: MediationCommittee) -> list[Appointment]:
    """Who is or will be engaged there, the chair first."""
    found = Appointment.objects.filter(standing(today()), committee=committee).select_related("mediator")
    order = [*Position, None]
    return sorted(found, key=lambda each: (order.index(each.position), each.engaged_on, each.pk))


def appointments_of(mediator: Mediator) -> list[Appointment]:
    """Every appointment of a mediator, the newest first."""
    found = Appointment.objects.filter(mediator=mediator).select_related("committee")
    return list(found.order_by("-engaged_on", "-id"))


def members_of(committee: MediationCommittee) -> list[rules.MemberFacts]:
    """委员 who are or will be in office, as the rules see them."""
    return facts_of(engaged_at(committee))


def facts_of(engaged: list[Appointment]) -> list[rules.MemberFacts]:
    """The members among those who are engaged."""
    return [
        rules.MemberFacts(each.mediator.sex, each.mediator.ethnicity, each.position)
        for each in engaged
        if each.position is not None
    ]


@dataclass(frozen=True, slots=True)
class EngagedView:
    """One who is engaged, as a committee's page shows him."""

    pk: UUID
    mediator: UUID
    name: str
    about: str
    expires_on: date
    own: bool  # whether his record lies in the own range; what is only lent is only read


@dataclass(frozen=True, slots=True)
class CommitteeView:
    """What a committee's page shows."""

    members: list[EngagedView]
    others: list[EngagedView]
    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    rooms: list[MediationRoom]
    court: str
    notice_due: bool


def view_of(committee: MediationCommittee) -> CommitteeView:
    """组成、专职力量、调解室 of a committee, and what the law says of them."""
    engaged = engaged_at(committee)
    facts = facts_of(engaged)
    full_time = sum(each.mediator.kind == MediatorKind.FULL_TIME for each in engaged)
    rooms = list(MediationRoom.objects.filter(committee=committee, closed_on=None).order_by("opened_on", "pk"))
    warnings = [
        *rules.committee_warnings(
            committee.committee_type, facts, full_time=full_time, multi_ethnic=committee.multi_ethnic
        ),
        *(said for room in rooms if (said := rules.room_warning(room.room_type, full_time=full_time))),
        *(
            f"{shown_name(each.mediator)}：{said}"
            for each in engaged
            if (said := rules.education_warning(committee.committee_type, each.mediator.education))
        ),
    ]
    open_ = committee.state != CommitteeState.DISSOLVED
    return CommitteeView(
        members=[_shown(each) for each in engaged if each.kind == AppointmentKind.MEMBER],
        others=[_shown(each) for each in engaged if each.kind != AppointmentKind.MEMBER],
        refusals=rules.composition_refusals(committee.committee_type, facts) if open_ else (),
        warnings=tuple(dict.fromkeys(warnings)) if open_ else (),
        rooms=rooms,
        court=court_of(committee),
        notice_due=Task.objects.filter(subject=committee.pk, duty="mediation.court_notice", done_at=None).exists(),
    )


def _shown(each: Appointment) -> EngagedView:
    person = each.mediator
    about = " · ".join((each.position_label, person.sex, person.get_kind_display()))
    own = acting().covers(person.scope_code)
    return EngagedView(each.pk, person.pk, shown_name(person), about, each.expires_on, own)


def next_act(committee: MediationCommittee, shown: CommitteeView) -> str:
    """What is to be done next with a committee, by its state and what the law says of its composition."""
    if committee.state == CommitteeState.DISSOLVED:
        return "notify" if shown.notice_due else ""
    due = (
        ("elect", committee.state == CommitteeState.ELECTING),
        ("enrol", bool(shown.refusals)),
        ("file", committee.filed_on is None),
        ("notify", shown.notice_due),
        ("begin", committee.term_end <= expiring()),
    )
    return next((key for key, now in due if now), "")


def court_of(committee: MediationCommittee) -> str:
    """所在地基层人民法院 that is told of the composition (第十条)."""
    county = committee.scope_code // 1000 // COUNTY_CODES * COUNTY_CODES
    return f"{Region.objects.values_list('name', flat=True).get(code=county)}人民法院"


def trainings_of(mediator: Mediator) -> QuerySet[Training]:
    """培训 of a mediator, the newest first."""
    return Training.objects.filter(subject=mediator.pk).order_by("-held_on", "-id")


def disciplines_of(mediator: Mediator) -> QuerySet[Discipline]:
    """处理 of a mediator, the newest first."""
    return Discipline.objects.filter(subject=mediator.pk).order_by("-decided_on", "-id")


def chip_of(committee: MediationCommittee) -> Chip:
    """The state of a committee as a chip."""
    state = CommitteeState(committee.state)
    return Chip(state.label, *CHIPS[state])


def open_chip(body: MediationRoom | MediationCenter) -> Chip:
    """Whether a room or center is open."""
    return Chip("撤销", "void", "x") if body.closed_on else Chip("正常", "green", "circle-check")


def mediator_chip(mediator: Mediator) -> Chip:
    """Whether a mediator is engaged today."""
    return Chip("在聘", "green", "circle-check") if engaged_of(mediator) else Chip("未在聘", "", "circle-minus")


def engaged_of(row: Mediator | MediationCommittee) -> list[Appointment]:
    """The appointments in force that a list has fetched."""
    found: list[Appointment] = row.engaged  # type: ignore[union-attr]  # fetched by the list
    return found


def shown_name(mediator: Mediator) -> str:
    """The name as the acting post may read it."""
    return name_for(mediator.name)


def offices_without_center() -> QuerySet[Organization]:
    """Offices and bureaus of the own range that run no center yet."""
    run = Exists(MediationCenter.objects.filter(organization=OuterRef("pk")))
    return Organization.objects.own().filter(~run, kind__in=("office", "county_bureau"))


def person_known(id_number: str, near: Subject) -> bool:
    """Whether somebody with this number is a mediator anywhere: yes or no, never where (decisions §2)."""
    asked = Func(
        Value(blind_index("id_number", id_number)), function="mediation_mediator_known", output_field=BooleanField()
    )
    return bool(Subject.objects.readable().filter(pk=near.pk).values_list(asked, flat=True).get())


def person_of(id_number: str) -> Mediator | None:
    """The mediator with this number in the own range."""
    return (
        Mediator.objects.filter(id_number_index=blind_index("id_number", id_number)).select_related("subject").first()
    )


def engaged_already(rows: Sequence[tuple[UUID, str]]) -> list[bool]:
    """Of each committee and identity number whether the committee engages that person today."""
    keys = [(committee, blind_index("id_number", number)) for committee, number in rows]
    there = Appointment.objects.filter(
        in_force(today()),
        committee__in={committee for committee, _ in keys},
        mediator__id_number_index__in={index for _, index in keys},
    )
    found = there.values_list("committee", "mediator__id_number_index")
    known = {(home, bytes(index)) for home, index in found if index is not None}
    return [key in known for key in keys]
