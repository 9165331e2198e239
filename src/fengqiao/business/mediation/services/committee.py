"""Registers of committees and mediators (人民调解法 第八至十六条)."""

from __future__ import annotations

from datetime import date
from typing import Any

from fengqiao.business.mediation.models import Appointment, MediationCommittee, Mediator
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.keys import uuid7


def _anchor(kind: str, title: str, scope_code: int) -> Subject:
    subject = Subject(kind=kind, title=title, scope_code=scope_code)
    subject.root = subject
    subject.save(force_insert=True)
    return subject


def found_committee(organization: Organization, *, name: str, **given: Any) -> MediationCommittee:  # columns
    """设立调委会: the register row of one organization's committee."""
    subject = _anchor("mediation.committee", name, organization.scope_code)
    event = announce(uuid7())
    committee = MediationCommittee.objects.create(
        subject=subject,
        scope_code=organization.scope_code,
        organization=organization,
        name=name,
        **{"seal_name": name, **given},
    )
    record(subject, "mediation.committee.found", key=event, name=name)
    return committee


def enrol_mediator(committee: MediationCommittee, *, name: str, **given: Any) -> Mediator:  # columns
    """登记调解员: one person, one record; appointments follow."""
    subject = _anchor("mediation.mediator", name, committee.scope_code)
    event = announce(uuid7())
    mediator = Mediator.objects.create(subject=subject, scope_code=committee.scope_code, name=name, **given)
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
    """聘任: a term of at most three years, renewed by a new one (第九条)."""
    subject = lock(mediator.pk)
    appointment = Appointment.objects.create(
        subject=subject,
        mediator=mediator,
        committee=committee,
        kind=kind,
        engaged_on=engaged_on,
        expires_on=expires_on,
        **given,
    )
    record(
        subject,
        "mediation.mediator.appoint",
        key=announce(uuid7()),
        committee=committee.name,
        until=expires_on.isoformat(),
    )
    return appointment
