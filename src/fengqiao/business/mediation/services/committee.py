"""Registers of committees and their mediators (人民调解法 第八至十四条): founding, composition, election, notice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from fengqiao.business.mediation.models import Appointment, MediationCase, MediationCommittee, Mediator
from fengqiao.business.mediation.queries import COMMITTEE
from fengqiao.business.mediation.queries import registers as queries
from fengqiao.business.mediation.rules import registers as rules
from fengqiao.business.mediation.services.changes import revise
from fengqiao.business.mediation.terms import (
    AppointmentKind,
    CommitteeLevel,
    CommitteeState,
    CommitteeType,
    EndReason,
    Position,
)
from fengqiao.kernel.casework.clock import end_of_day
from fengqiao.kernel.casework.duties import start, stop
from fengqiao.kernel.casework.perform import NotNow
from fengqiao.kernel.casework.referral import give
from fengqiao.kernel.identity.models import Organization, valid
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import one_act, today
from fengqiao.kernel.privacy.identifiers import birth_of

LEVELS = {
    CommitteeType.VILLAGE: CommitteeLevel.VILLAGE,
    CommitteeType.COMMUNITY: CommitteeLevel.VILLAGE,
    CommitteeType.TOWNSHIP: CommitteeLevel.TOWNSHIP,
    CommitteeType.STREET: CommitteeLevel.TOWNSHIP,
}
FARTHEST = timedelta(days=366)  # nobody announces an end earlier than a year ahead
POSITIONS: Mapping[Position, dict[str, bool]] = {
    Position.CHAIR: {"chair": True},
    Position.DEPUTY: {"deputy": True},
    Position.MEMBER: {},
}


def anchor(kind: str, title: str, scope_code: int) -> Subject:
    """The subject of a register's row: it has events and duties, but no course."""
    subject = Subject(kind=kind, title=title, scope_code=scope_code)
    subject.root = subject
    subject.save(force_insert=True)
    return subject


def level_of(committee_type: str, region: int) -> CommitteeLevel:
    """层级: by the type, and where the type says nothing by the place."""
    if committee_type in LEVELS:
        return LEVELS[CommitteeType(committee_type)]
    if region % queries.COUNTY_CODES == 0:
        return CommitteeLevel.COUNTY
    return CommitteeLevel.TOWNSHIP if region % 1000 == 0 else CommitteeLevel.VILLAGE


def found_committee(
    organization: Organization, *, name: str, term_start: date, term_end: date, **given: Any
) -> MediationCommittee:  # columns
    """设立调委会: the register row of one organization's committee."""
    if said := rules.term_refusal(term_start, term_end):
        raise ValidationError({"term_end": said})
    if MediationCommittee.objects.filter(organization=organization).exists():
        raise ValidationError({"organization": rules.HAS_COMMITTEE})
    refuse_same_name(name, organization.scope_code)
    with one_act():
        subject = anchor("mediation.committee", name, organization.scope_code)
        event = announce(uuid7())
        committee = MediationCommittee.objects.create(
            subject=subject,
            scope_code=organization.scope_code,
            organization=organization,
            name=name,
            term_start=term_start,
            term_end=term_end,
            level=level_of(given["committee_type"], organization.region_id),
            **{"seal_name": name, **given},
        )
        record(subject, "mediation.committee.found", key=event, name=name)
    return committee


def found_at(place: int, *, name: str, short_name: str, established_on: date, **given: Any) -> MediationCommittee:
    """设立调委会 in a place: with it its organization, under the office or bureau that guides it."""
    with one_act():
        home = _body_at(place, name) or Organization.objects.create(
            kind=COMMITTEE,
            name=name,
            short_name=short_name,
            region_id=place,
            serial=next(Organization.objects.free_serials(place)),
            parent=_guide_of(place),
            valid_from=established_on,
        )
        home.refresh_from_db()
        return found_committee(home, name=name, short_name=short_name, established_on=established_on, **given)


def _body_at(place: int, name: str) -> Organization | None:
    """The organization that stands there by this name and has no committee yet."""
    standing = Organization.objects.filter(valid(today()), kind=COMMITTEE, region=place, name=name)
    return standing.exclude(pk__in=MediationCommittee.objects.values("organization")).first()


def _guide_of(place: int) -> Organization | None:
    """The office of the township, above it the bureau of the county."""
    above = [place // 1000 * 1000, place // queries.COUNTY_CODES * queries.COUNTY_CODES]
    standing = Organization.objects.filter(valid(today()), region__in=above, serial=0)
    return standing.order_by("-region").first()


def refuse_same_name(name: str, scope_code: int, *, but: UUID | None = None) -> None:
    """Within a county a name belongs to one committee."""
    standing = MediationCommittee.objects.filter(name=name).exclude(state=CommitteeState.DISSOLVED).exclude(pk=but)
    if standing.filter(county=scope_code // 10**9).exists():
        raise ValidationError({"name": rules.SAME_NAME})


def change_committee(committee: MediationCommittee, **given: Any) -> MediationCommittee:  # columns
    """变更登记: name and seal, address, phone, unit; the composition has verbs of its own."""
    refuse_same_name(given.get("name", committee.name), committee.scope_code, but=committee.pk)
    with one_act():
        subject = lock(committee.pk)
        if fields := revise(committee, given):
            event = announce(uuid7())
            committee.save()
            if committee.name != subject.title:
                subject.title = committee.name
                subject.save(update_fields=["title"])
            record(subject, "mediation.committee.change", key=event, fields=fields)
    return committee


def file_committee(committee: MediationCommittee, *, filed_on: date) -> MediationCommittee:
    """备案 at the county bureau: possible when the composition is lawful; the court is to be told."""
    with one_act():
        subject = lock(committee.pk)
        committee.refresh_from_db()
        if committee.filed_on is not None:
            raise NotNow(rules.ALREADY_FILED)
        if refused := rules.composition_refusals(committee.committee_type, queries.members_of(committee)):
            raise ValidationError(list(refused))
        event = announce(uuid7())
        committee.filed_on = filed_on
        committee.save(update_fields=["filed_on"])
        record(subject, "mediation.committee.file", key=event, on=filed_on.isoformat())
        start(subject, "mediation.court_notice")
    return committee


def notify_court(committee: MediationCommittee, *, notified_on: date) -> MediationCommittee:
    """通报人民法院 (第十条): the local basic court knows the composition."""
    with one_act():
        subject = lock(committee.pk)
        event = announce(uuid7())
        committee.court_notified_on = notified_on
        committee.save(update_fields=["court_notified_on"])
        record(
            subject,
            "mediation.committee.notify_court",
            key=event,
            court=queries.court_of(committee),
            on=notified_on.isoformat(),
        )
    return committee


def enrol_mediator(
    committee: MediationCommittee, *, name: str, id_number: str = "", birth_on: date | None = None, **given: Any
) -> Mediator:  # columns
    """登记调解员: one person, one record; appointments follow."""
    born = birth_on or (birth_of(id_number) if id_number else None)
    if born and (said := rules.age_refusal(born, today())):
        raise ValidationError({"id_number": said})
    if id_number and queries.person_known(id_number, committee.subject):
        raise ValidationError({"id_number": rules.KNOWN_PERSON})
    with one_act():
        subject = anchor("mediation.mediator", name, committee.scope_code)
        event = announce(uuid7())
        mediator = Mediator.objects.create(
            subject=subject,
            scope_code=committee.scope_code,
            name=name,
            id_number=id_number,
            birth_on=born,
            **given,
        )
        record(subject, "mediation.mediator.enrol", key=event, name=name)
    return mediator


def appoint(
    mediator: Mediator,
    committee: MediationCommittee,
    *,
    kind: str,
    engaged_on: date,
    expires_on: date,
    **given: Any,  # columns
) -> Appointment:
    """聘任、推选: a term of at most three years, renewed by a new one (第九条)."""
    with one_act():
        subject, body = lock_both(mediator.pk, committee.pk)
        committee.refresh_from_db()
        if committee.state == CommitteeState.DISSOLVED:
            raise NotNow(rules.DISSOLVED)
        appointment = Appointment(
            subject=subject,
            mediator=mediator,
            committee=committee,
            kind=kind,
            engaged_on=engaged_on,
            expires_on=expires_on,
            **given,
        )
        _refuse_appointment(appointment)
        _engage(appointment)
        record(
            body,
            "mediation.committee.join",
            key=announce(uuid7()),
            position=appointment.position_label,
            name=mediator.name,
            until=expires_on.isoformat(),
        )
        _tell_court(committee, body, appointment)
    return appointment


def lock_both(mediator: UUID, committee: UUID) -> tuple[Subject, Subject]:
    """Mediator and committee, locked in the order of their keys."""
    locked = {key: lock(key) for key in sorted((mediator, committee))}
    return locked[mediator], locked[committee]


def _refuse_appointment(appointment: Appointment) -> None:
    committee, engaged_on, expires_on = appointment.committee, appointment.engaged_on, appointment.expires_on
    if said := rules.term_refusal(engaged_on, expires_on):
        raise ValidationError({"expires_on": said})
    again = Appointment.objects.filter(mediator=appointment.mediator, committee=committee, ended_on=None)
    if known := again.filter(expires_on__gte=engaged_on).first():
        raise ValidationError({"engaged_on": rules.STILL_ENGAGED.format(known.expires_on)})
    if appointment.position is None:
        return
    if expires_on > committee.term_end:
        raise ValidationError({"expires_on": rules.BEYOND_TERM.format(committee.term_end)})
    members = queries.members_of(committee)
    if said := rules.joining_refusal(committee.committee_type, members, appointment.position):
        raise ValidationError(said)


def _engage(appointment: Appointment, *, kind: str = "mediation.mediator.appoint") -> None:
    """Keep an appointment; a committee elsewhere may read the record of whom it engages, as long as it does."""
    subject, committee, expires_on = appointment.subject, appointment.committee, appointment.expires_on
    event = announce(uuid7())
    appointment.save(force_insert=True)
    record(subject, kind, key=event, committee=committee.name, until=expires_on.isoformat())
    if subject.scope_code != committee.scope_code:
        until = end_of_day(expires_on)
        give(subject, subject.scope_code, committee.organization_id, reason="聘任该调解员", until=until)


def _tell_court(committee: MediationCommittee, body: Subject, appointment: Appointment) -> None:
    if committee.filed_on is not None and appointment.position is not None:
        start(body, "mediation.court_notice")


def renew(appointment: Appointment, *, engaged_on: date, expires_on: date, certificate_number: str = "") -> Appointment:
    """续聘: a new term behind the old one, in the same position."""
    committee = appointment.committee
    with one_act():
        subject, body = lock_both(appointment.mediator_id, committee.pk)
        appointment.refresh_from_db()
        if appointment.ended_on is not None:
            raise NotNow(rules.ENDED)
        if said := rules.term_refusal(engaged_on, expires_on):
            raise ValidationError({"expires_on": said})
        if appointment.position is not None and expires_on > committee.term_end:
            raise ValidationError({"expires_on": rules.BEYOND_TERM.format(committee.term_end)})
        appointment.ended_on, appointment.end_reason = max(engaged_on, appointment.engaged_on), EndReason.EXPIRED
        appointment.save(update_fields=["ended_on", "end_reason"])
        following = Appointment(
            subject=subject,
            mediator=appointment.mediator,
            committee=committee,
            kind=appointment.kind,
            chair=appointment.chair,
            deputy=appointment.deputy,
            certificate_number=certificate_number or appointment.certificate_number,
            engaged_on=engaged_on,
            expires_on=expires_on,
            renews=appointment,
        )
        _engage(following, kind="mediation.mediator.renew")
        stop(subject, "mediation.renewal", note=committee.name)
        _tell_court(committee, body, following)
    return following


def release(appointment: Appointment, *, ended_on: date, end_reason: str) -> Appointment:
    """解聘、离任: from this day on the mediator no longer acts for the committee."""
    committee, mediator = appointment.committee, appointment.mediator
    with one_act():
        subject, body = lock_both(mediator.pk, committee.pk)
        appointment.refresh_from_db()
        if appointment.ended_on is not None:
            raise NotNow(rules.ENDED)
        if ended_on < appointment.engaged_on:
            raise ValidationError({"ended_on": rules.TERM_BACKWARD})
        appointment.ended_on, appointment.end_reason = ended_on, end_reason
        appointment.save(update_fields=["ended_on", "end_reason"])
        reason = EndReason(end_reason).label
        record(subject, "mediation.mediator.release", key=announce(uuid7()), committee=committee.name, reason=reason)
        record(
            body,
            "mediation.committee.leave",
            key=announce(uuid7()),
            position=appointment.position_label,
            name=mediator.name,
            reason=reason,
        )
        stop(subject, "mediation.renewal", note=committee.name)
        _tell_court(committee, body, appointment)
    return appointment


def begin_election(committee: MediationCommittee, *, began_on: date) -> MediationCommittee:
    """开始换届: the members stay in office until the new committee is elected."""
    with one_act():
        subject = lock(committee.pk)
        committee.refresh_from_db()
        if committee.state != CommitteeState.NORMAL:
            raise NotNow(f"本调委会当前为“{committee.get_state_display()}”，不能开始换届。")
        event = announce(uuid7())
        committee.state = CommitteeState.ELECTING
        committee.save(update_fields=["state"])
        record(subject, "mediation.committee.begin_election", key=event, on=began_on.isoformat())
    return committee


def elect(
    committee: MediationCommittee,
    *,
    term_start: date,
    term_end: date,
    members: Sequence[Mediator],
    chair: Mediator,
    deputies: Collection[Mediator] = (),
) -> MediationCommittee:
    """换届: the old members' terms end, the new ones' begin; composition as 第八条 has it."""
    positions = {
        each: Position.CHAIR if each == chair else Position.DEPUTY if each in deputies else Position.MEMBER
        for each in members
    }
    facts = [rules.MemberFacts(each.sex, each.ethnicity, position) for each, position in positions.items()]
    if chair not in positions:
        raise ValidationError({"chair": rules.CHAIR_NOT_CHOSEN})
    if said := rules.term_refusal(term_start, term_end):
        raise ValidationError({"term_end": said})
    if refused := rules.composition_refusals(committee.committee_type, facts):
        raise ValidationError(list(refused))
    with one_act():
        for key in sorted({committee.pk, *(each.pk for each in positions)}):
            lock(key)
        committee.refresh_from_db()
        if committee.state != CommitteeState.ELECTING:
            raise NotNow(rules.NOT_ELECTING)
        _conclude_terms(committee, term_start, staying={each.pk for each in positions})
        event = announce(uuid7())
        committee.term_start, committee.term_end, committee.state = term_start, term_end, CommitteeState.NORMAL
        committee.save(update_fields=["term_start", "term_end", "state"])
        for mediator, position in positions.items():
            _engage(
                Appointment(
                    subject=lock(mediator.pk),
                    mediator=mediator,
                    committee=committee,
                    kind=AppointmentKind.MEMBER,
                    engaged_on=term_start,
                    expires_on=term_end,
                    **POSITIONS[position],
                )
            )
        body = lock(committee.pk)
        announce(event)
        names = "、".join(each.name for each in positions)
        record(body, "mediation.committee.elect", key=event, people=names, until=term_end.isoformat())
        if committee.filed_on is not None:
            start(body, "mediation.court_notice")
    return committee


def _conclude_terms(committee: MediationCommittee, on: date, *, staying: Collection[UUID]) -> None:
    open_ = Appointment.objects.filter(committee=committee, kind=AppointmentKind.MEMBER, ended_on=None)
    for each in open_.select_related("mediator"):
        reason = EndReason.EXPIRED if each.mediator_id in staying else EndReason.REELECTED
        each.ended_on, each.end_reason = max(on, each.engaged_on), reason
        each.save(update_fields=["ended_on", "end_reason"])
        if each.mediator_id not in staying:
            record(
                lock(each.mediator_id),
                "mediation.mediator.release",
                key=announce(uuid7()),
                committee=committee.name,
                reason=reason.label,
            )


def dissolve(committee: MediationCommittee, *, dissolved_on: date, reason: str) -> MediationCommittee:
    """撤销: nothing may be open; every appointment and every room of the committee ends."""
    open_ = MediationCase.objects.filter(committee=committee, closed_at=None).count()
    if open_:
        raise NotNow(rules.OPEN_CASES.format(open_))
    with one_act():
        lock(committee.pk)
        committee.refresh_from_db()
        if committee.state == CommitteeState.DISSOLVED:
            raise NotNow(rules.DISSOLVED)
        standing = Appointment.objects.filter(committee=committee, ended_on=None).select_related(
            "mediator", "committee"
        )
        for each in standing.order_by("mediator"):
            release(each, ended_on=max(dissolved_on, each.engaged_on), end_reason=EndReason.DISSOLVED)
        subject, event = lock(committee.pk), announce(uuid7())
        committee.rooms.filter(closed_on=None).update(closed_on=dissolved_on)
        committee.state, committee.dissolved_on = CommitteeState.DISSOLVED, dissolved_on
        committee.dissolve_reason = reason
        committee.save(update_fields=["state", "dissolved_on", "dissolve_reason"])
        record(subject, "mediation.committee.dissolve", key=event, reason=reason)
        if committee.filed_on is not None:
            start(subject, "mediation.court_notice")
    return committee


def remind() -> None:
    """What ends within ninety days is to be renewed: 换届 of a committee, 续聘 of those it engages."""
    day = today()
    committees = MediationCommittee.objects.filter(state=CommitteeState.NORMAL, term_end__lte=day + FARTHEST)
    for committee in committees.select_related("subject").order_by("pk"):
        _remind(committee.subject, "mediation.term", day, committee.term_end)
    engaged = Appointment.objects.filter(ended_on=None, expires_on__range=(day, day + FARTHEST))
    for each in engaged.exclude(kind=AppointmentKind.MEMBER).select_related("subject", "committee").order_by("pk"):
        _remind(each.subject, "mediation.renewal", day, each.expires_on, note=each.committee.name)


def _remind(subject: Subject, duty: str, day: date, ends: date, *, note: str = "") -> None:
    ahead: int = parameter("mediation.expiry_days", code=subject.scope_code // 1000, on=day)
    if ends <= day + timedelta(days=ahead):
        start(subject, duty, note=note, due_at=end_of_day(ends))
