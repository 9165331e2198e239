"""The three verbs of a matter: open it, perform a step, change what was written; nothing else changes a matter."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from fengqiao.kernel.casework.duties import open_duty, start, stop
from fengqiao.kernel.casework.flow import Guard, T
from fengqiao.kernel.casework.models import Amendment, Case, Receipt
from fengqiao.kernel.casework.numbers import Register, next_number
from fengqiao.kernel.journal.events import announce, born, lock, plain, record
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, also, now, one_act, today
from fengqiao.kernel.privacy.fields import Sealed

SomeCase = TypeVar("SomeCase", bound=Case)


class NotNow(Exception):
    """The step is lawful, but not from this state: 409 with the sentence."""

    status = 409


class Stale(Exception):
    """Somebody changed the matter in between: 409, both versions side by side."""

    status = 409

    def __init__(self, case: Case, *, standing: Mapping[str, str] | None = None) -> None:
        self.case = case
        self.standing = dict(standing or {})  # what stands now in the fields that were sent otherwise
        super().__init__("本件刚被他人修改，请核对后再提交；您填写的内容都在。")


def open_case(
    model: type[SomeCase],
    *,
    scope_code: int,
    title: str,
    register: Register | None = None,
    holder: Mapping[str, Any] | None = None,
    root: Subject | None = None,
    idempotency_key: str = "",
    opened_at: datetime | None = None,
    starts: Sequence[str] = (),
    **fields: Any,
) -> SomeCase:
    """Open a matter at the start of its course: subject, number, first event, first duties, in one transaction."""
    flow = model.flow
    if flow.register not in acting().may:
        raise PermissionDenied(flow.register)
    with one_act():
        uid = uuid7()
        claimed = Receipt.claim(idempotency_key, uid, acting().post, flow.kind("register"))
        if claimed != uid:
            return model.objects.readable().select_related("subject").get(pk=claimed)
        if root is not None and root.scope_code < 0:  # what is opened under a sealed matter is sealed with it
            scope_code = -abs(scope_code)
        number = (
            next_number(register, **(holder or {})) if register else None
        )  # after it only new rows: they never wait
        subject = Subject(uid=uid, scope_code=scope_code, kind=flow.key, title=title, seq=1)
        subject.root, subject.number = root or subject, number.text if number else ""
        subject.save(force_insert=True)
        event = announce(uuid7())
        case = model(subject=subject, scope_code=scope_code, state=flow.start, opened_at=opened_at or now(), **fields)
        case.save(force_insert=True)
        if number:
            number.subject = subject
            number.save(force_insert=True)
        born(subject, flow.kind("register"), key=event, number=subject.number)
        for duty in starts:
            open_duty(subject, duty)
    return case


def perform(
    case: SomeCase,
    key: str,
    *,
    version: int,
    idempotency_key: str = "",
    noted: Mapping[str, str] | None = None,
    **given: Any,
) -> SomeCase:
    """Do one step of the course (办理): the only way a state changes; `noted` is told in its event.

    Refuses with PermissionDenied, Stale, NotNow or ValidationError and leaves nothing behind. What a body returns is
    told in the event's sentence: what names people or was written by somebody goes under the names of `SEALED`.
    """
    flow, step, me = case.flow, case.flow[key], acting()
    if step.may not in me.may:
        raise PermissionDenied(step.may)
    with one_act():
        subject = lock(case.pk)
        case = _fresh(case, subject)
        if Receipt.repeats(idempotency_key, subject.pk, me.post, flow.kind(key)):
            return case
        if case.version != version:
            raise Stale(case)
        if refused := why_not(case, step, **given):
            raise refused
        before = _columns(case)
        event = announce(uuid7())
        case.state, case.version = step.target(case.state), version + 1
        if case.state in flow.concluded and case.closed_at is None:
            case.closed_at = now()
        body = flow.bodies.get(key)
        told = (body(case, **given) if body else None) or {}
        announce(event)  # a body may have performed steps of other matters, each under its own event
        case.save()
        if step.stops:
            stop(subject, *step.stops)
        for duty in step.starts:
            start(subject, duty, handler=case.handler_id)
        record(
            subject,
            flow.kind(key),
            key=event,
            state=case.state,
            **_changes(before, _columns(case)),
            **told,
            **(noted or {}),
        )
        for following in step.then:
            if why_not(case, flow[following]) is None:
                with also(flow[following].may):
                    case = perform(case, following, version=case.version)
    return case


def why_not(case: Case, step: T, **given: Any) -> Exception | None:
    """The refusal a step would meet now, or None: read by the step itself and by the page that offers it."""
    if not step.open_for(case):
        return NotNow(f"本件当前为“{case.state_label}”，不能{step.label}。")
    conditions = (*step.before, *step.guards)
    if not conditions:
        return None
    return refusal(conditions, case.facts(**given))


def why_not_yet(case: Case, step: T, facts: Callable[[], object] | None = None) -> Exception | None:
    """Why a step is not offered yet: its state, and what must be true before its form is shown.

    `facts` gives the case's facts where a page asks for many steps and reads them once.
    """
    if not step.open_for(case):
        return NotNow(f"本件当前为“{case.state_label}”，不能{step.label}。")
    conditions = step.before if step.form else (*step.before, *step.guards)
    return refusal(conditions, (facts or case.facts)()) if conditions else None


def refusal(conditions: Sequence[Guard], facts: object) -> ValidationError | None:
    """The sentences of all conditions that do not hold."""
    said = [sentence for guard in conditions if (sentence := guard(facts))]
    return ValidationError(said) if said else None


def amend(
    case: SomeCase,
    fields: Mapping[str, Any],
    *,
    version: int,
    reason: str = "",
    idempotency_key: str = "",
) -> SomeCase:
    """Change what was written: until conclusion a 修改, after it only a 更正 with its reason, printed in the file."""
    flow, me = case.flow, acting()
    if flow.changes not in me.may or not set(fields) <= set(flow.changeable):
        raise PermissionDenied(flow.changes)
    with one_act():
        subject = lock(case.pk)
        case = _fresh(case, subject)
        step = "correct" if case.concluded else "revise"
        if Receipt.repeats(idempotency_key, subject.pk, me.post, f"casework.{step}"):
            return case
        if case.version != version:
            raise Stale(case)
        if case.concluded and not reason.strip():
            raise ValidationError({"reason": "办结后只能更正，请写明更正理由。"})
        changed = {name: value for name, value in fields.items() if _text(getattr(case, name)) != _text(value)}
        if not changed:
            return case
        standing = {name: getattr(case, name) for name in flow.changeable}
        if flow.fits and (wrong := flow.fits({**standing, **changed}, today())):
            raise ValidationError(dict(wrong))
        event = announce(uuid7())
        for name, value in changed.items():
            Amendment.objects.create(
                subject=subject,
                event=event,
                field=name,
                label=column_label(case, name),
                before=_text(getattr(case, name)),
                after=_text(value),
                reason=reason,
                post=me.post,
                at=now(),
            )
            setattr(case, name, value)
        case.version = version + 1
        case.save()
        labels = "、".join(column_label(case, name) for name in changed)
        record(subject, f"casework.{step}", key=event, fields=labels, names=sorted(changed), reason=reason)
        for follow in flow.after_change:
            follow(case, frozenset(changed))
    return case


def column_label(record: models.Model, name: str) -> str:
    """The office's word for a column."""
    field = record._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise LookupError(name)
    return str(field.verbose_name)


def _fresh(case: SomeCase, subject: Subject) -> SomeCase:
    fresh = type(case).objects.readable().get(pk=subject.pk)
    fresh.subject = subject
    return fresh


def _columns(case: Case) -> dict[str, Any]:
    """What is told of a record's change: its columns but the sealed ones and narratives."""
    return {
        field.name: field.value_from_object(case)
        for field in case._meta.concrete_fields
        if not isinstance(field, (Sealed, models.TextField, models.GeneratedField))
        and field.name not in {"subject", "version", "scope_code", "state"}
    }


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, list[Any]]]:
    """Columns that changed: codes, dates and figures for the event, words for what is sealed beside it."""
    changed = {name: [before[name], value] for name, value in after.items() if before[name] != value}
    worded = {name: both for name, both in changed.items() if any(map(_is_worded, both))}
    return {"changed": {name: both for name, both in changed.items() if name not in worded}, "worded": worded}


def _is_worded(value: object) -> bool:
    """Whether a value holds more than codes: every code and every date is ASCII."""
    return not json.dumps(plain(value), ensure_ascii=False).isascii()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, models.Model):
        return str(value.pk)
    return str(value.reveal() if hasattr(value, "reveal") else value)


def fresh_key() -> UUID:
    """An idempotency key for a form that is about to be shown."""
    return uuid7()
