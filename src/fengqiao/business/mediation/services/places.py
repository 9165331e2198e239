"""调解室、调解点 of a committee, and 一站式矛调中心: opened, changed, closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from fengqiao.business.mediation.models import MediationCenter, MediationCommittee, MediationRoom
from fengqiao.business.mediation.rules import registers as rules
from fengqiao.business.mediation.services.changes import revise
from fengqiao.business.mediation.services.committee import anchor
from fengqiao.business.mediation.terms import CommitteeLevel, CommitteeState
from fengqiao.kernel.casework.perform import NotNow
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import one_act


def open_room(committee: MediationCommittee, *, name: str, **given: Any) -> MediationRoom:  # columns
    """设立调解室、调解点."""
    if committee.state == CommitteeState.DISSOLVED:
        raise NotNow(rules.DISSOLVED)
    with one_act():
        subject, event = lock(committee.pk), announce(uuid7())
        room = MediationRoom.objects.create(
            subject=subject, scope_code=subject.scope_code, committee=committee, name=name, **given
        )
        record(subject, "mediation.room.open", key=event, name=name)
    return room


def change_room(room: MediationRoom, **given: Any) -> MediationRoom:  # columns
    """变更调解室、调解点."""
    with one_act():
        subject = lock(room.subject_id)
        if fields := revise(room, given):
            event = announce(uuid7())
            room.save()
            record(subject, "mediation.room.change", key=event, name=room.name, fields=fields)
    return room


def close_room(room: MediationRoom, *, closed_on: date) -> MediationRoom:
    """撤销调解室、调解点."""
    _refuse_early(closed_on, room.opened_on)
    with one_act():
        subject, event = lock(room.subject_id), announce(uuid7())
        room.closed_on = closed_on
        room.save(update_fields=["closed_on"])
        record(subject, "mediation.room.close", key=event, name=room.name)
    return room


def open_center(organization: Organization, *, name: str, **given: Any) -> MediationCenter:  # columns
    """登记矛调中心: a township's or county's center, and the office or bureau it relies on."""
    if MediationCenter.objects.filter(organization=organization).exists():
        raise ValidationError({"organization": rules.HAS_CENTER})
    county = organization.region_id % 10**6 == 0
    with one_act():
        subject = anchor("mediation.center", name, organization.scope_code)
        event = announce(uuid7())
        center = MediationCenter.objects.create(
            subject=subject,
            scope_code=organization.scope_code,
            organization=organization,
            name=name,
            level=CommitteeLevel.COUNTY if county else CommitteeLevel.TOWNSHIP,
            **given,
        )
        record(subject, "mediation.center.open", key=event, name=name)
    return center


def change_center(center: MediationCenter, **given: Any) -> MediationCenter:  # columns
    """变更矛调中心登记."""
    with one_act():
        subject = lock(center.pk)
        if fields := revise(center, given):
            event = announce(uuid7())
            center.save()
            record(subject, "mediation.center.change", key=event, fields=fields)
    return center


def close_center(center: MediationCenter, *, closed_on: date) -> MediationCenter:
    """撤销矛调中心."""
    _refuse_early(closed_on, center.opened_on)
    with one_act():
        subject, event = lock(center.pk), announce(uuid7())
        center.closed_on = closed_on
        center.save(update_fields=["closed_on"])
        record(subject, "mediation.center.close", key=event)
    return center


def _refuse_early(closed_on: date, opened_on: date) -> None:
    if closed_on < opened_on:
        raise ValidationError({"closed_on": rules.TERM_BACKWARD})
