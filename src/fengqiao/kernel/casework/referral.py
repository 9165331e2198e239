"""Hand-over inside and outside: move 转办, lend 协办, open 委托; signing for it alone widens a scope (流转)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet

from fengqiao.kernel.casework.clock import due, limit_of
from fengqiao.kernel.casework.duties import tell_recomputed
from fengqiao.kernel.casework.models import Case, Referral
from fengqiao.kernel.casework.perform import NotNow
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.models import Grant, Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, local_day, now, today, within

# What a line opens when a matter of another line is signed for: kind of the referral -> the new matter's subject.
Opener = Callable[[Referral], Subject]
OPENERS: dict[str, Opener] = {}

RESTRICT = "casework.restrict"
SEALED = "限制查阅："  # begins the reason of what is granted for a sealing
AS_SEALED = timedelta(days=36525)  # as long as the matter is sealed: lifting ends it
SIGNING = "casework.limit.sign_for"  # 流转签收期限
SAY_WHY = "请写明退回理由。"
SAY_RESULT = "请写明办理结果、依据和当事人态度。"
KEEP = timedelta(days=365)  # how long a sender may still read what was moved away, a helper what was lent


def refer(
    case: Case,
    *,
    to: Organization,
    mode: Referral.Mode,
    kind: str,
    reason: str,
    requested: str = "",
) -> Referral:
    """Send a matter to another organization; it stays here, and answerable here, until it is signed for (首问负责)."""
    me, subject = acting(), lock(case.pk)
    if me.organization == to.pk:
        raise ValidationError("不能流转给本机构。")
    if waiting(subject).filter(mode=Referral.Mode.MOVE).exists() and mode == Referral.Mode.MOVE:
        raise NotNow("本件已发出转办，尚待对方签收。")
    rule = limit_of(SIGNING, code=abs(subject.scope_code) // 1000, on=today())
    referral = Referral.objects.create(
        subject=subject,
        scope_code=subject.scope_code,
        to_code=to.scope_code,
        organization_id=me.seat(),
        to_organization=to,
        mode=mode,
        kind=kind,
        reason=reason,
        requested=requested,
        sent_at=now(),
        sent_by=me.post,
        due_at=due(rule, now()),
    )
    record(
        subject,
        "casework.refer",
        key=announce(uuid7()),
        mode=Referral.Mode(mode).label,
        to=to.name,
        referral=referral.pk,
    )
    return referral


def running_into(first: date, last: date) -> QuerySet[Referral]:
    """Hand-overs that nobody has signed for yet and whose limit was running on some of these days or ends after."""
    open_ = Referral.objects.filter(signed_at=None, returned_at=None)
    return open_.filter(due_at__date__gte=first, sent_at__date__lte=last).order_by("subject_id", "id")


def recompute(first: date, last: date, *, matters: Collection[UUID]) -> int:
    """The year's holiday notice came: the limits to sign for what was sent are computed anew, each journaled."""
    moved = 0
    for sent in running_into(first, last).filter(subject__in=matters):
        rule = limit_of(SIGNING, code=abs(sent.scope_code) // 1000, on=local_day(sent.sent_at))
        new = due(rule, sent.sent_at)
        if new != sent.due_at:
            subject = lock(sent.subject_id)
            if Referral.objects.filter(pk=sent.pk, signed_at=None, returned_at=None).update(due_at=new):
                tell_recomputed(subject, "流转签收", new)
                moved += 1
    return moved


def waiting(subject: Subject) -> QuerySet[Referral]:
    """Referrals of a matter that nobody has signed for or turned back yet."""
    return Referral.objects.readable().filter(subject=subject, signed_at=None, returned_at=None)


def incoming() -> QuerySet[Referral]:
    """What was sent to the acting organization and waits to be signed for (待签收)."""
    return (
        Referral.objects.readable()
        .filter(Q(to_organization=acting().organization), signed_at=None, returned_at=None)
        .select_related("organization", "to_organization")
        .order_by("sent_at")
    )


def signed() -> QuerySet[Referral]:
    """What the acting organization has signed for, newest first."""
    return (
        Referral.objects.readable()
        .filter(to_organization=acting().organization, signed_at__isnull=False)
        .select_related("organization", "to_organization")
        .order_by("-signed_at")
    )


def outgoing() -> QuerySet[Referral]:
    """What the acting organization has sent, newest first."""
    return (
        Referral.objects.readable()
        .filter(organization=acting().organization)
        .select_related("organization", "to_organization")
        .order_by("-sent_at")
    )


def _received(key: UUID) -> Referral:
    referral = (
        Referral.objects.readable()
        .select_for_update(of=("self",))
        .select_related("organization", "to_organization")
        .get(pk=key, to_organization=acting().organization)
    )
    if referral.signed_at or referral.returned_at:
        raise NotNow("该流转件已签收或已退回。")
    return referral


def sign_for(key: UUID) -> Referral:
    """签收: a move takes the matter with all that hangs on it, a loan grants it, an opening begins a matter here."""
    me = acting()
    sent = Referral.objects.readable().get(pk=key, to_organization=me.organization)
    with within(replace(me, ranges=(*me.ranges, (sent.scope_code, sent.scope_code)))):
        subject = lock(sent.subject_id)
        referral = _received(key)
        until = now() + KEEP
        record(
            subject,
            f"casework.{referral.mode}",
            key=announce(uuid7()),
            to=referral.to_organization.name,
            reason=referral.reason.reveal(),
        )
        match referral.mode:
            case Referral.Mode.MOVE:  # listed children follow by ON UPDATE CASCADE; the sender keeps a reading grant
                whole(subject).update(scope_code=referral.to_code)
                give(subject, referral.to_code, referral.organization_id, reason="转办后知情", until=until)
            case Referral.Mode.LEND:
                helper, reason = referral.to_organization_id, "受托协办"
                give(subject, subject.scope_code, helper, reason=reason, until=until, writes=True)
            case Referral.Mode.OPEN:
                referral.opened = OPENERS[referral.kind](referral)
        referral.signed_at, referral.signed_by = now(), me.post
        referral.save(update_fields=["opened", "signed_at", "signed_by"])
    return referral


def turn_back(key: UUID, *, reason: str) -> Referral:
    """退回: with its reason; the matter never left the sender."""
    me = acting()
    sent = Referral.objects.readable().get(pk=key, to_organization=me.organization)
    if not reason.strip():
        raise ValidationError({"reason": SAY_WHY})
    with within(replace(me, ranges=(*me.ranges, (sent.scope_code, sent.scope_code)))):
        subject = lock(sent.subject_id)
        referral = _received(key)
        referral.returned_at, referral.returned_reason = now(), reason
        referral.save(update_fields=["returned_at", "returned_reason"])
        record(
            subject,
            "casework.turn_back",
            key=announce(uuid7()),
            reason=reason,
            **{"from": referral.to_organization.name},
        )
    return referral


def answer(key: UUID, *, result: str) -> Referral:
    """反馈: result, basis and the parties' attitude go back to the sender."""
    me = acting()
    sent = Referral.objects.readable().get(pk=key, to_organization=me.organization)
    if sent.signed_at is None:
        raise NotNow("请先签收，再反馈。")
    if not result.strip():
        raise ValidationError({"reason": SAY_RESULT})
    with within(replace(me, ranges=(*me.ranges, (sent.scope_code, sent.scope_code)))):
        subject = lock(sent.subject_id)
        referral = Referral.objects.readable().select_for_update(of=("self",)).get(pk=key)
        referral.answered_at, referral.answer = now(), result
        referral.save(update_fields=["answered_at", "answer"])
        record(
            subject,
            "casework.answer",
            key=announce(uuid7()),
            said=result,
            **{"from": sent.to_organization.name},
        )
    return referral


def give(
    subject: Subject, scope_code: int, holder: UUID, *, reason: str, until: datetime, writes: bool = False
) -> Grant:
    """Grant an organization or a post a whole matter, for a case is not understood without its dispute and parties.

    Possible only for what lies in the own ranges.
    """
    return Grant.objects.create(
        subject_id=subject.root_id,
        scope_code=scope_code,
        holder=holder,
        writes=writes,
        reason=reason,
        until=until,
        made_at=now(),
        made_by=acting().post,
    )


def whole(subject: Subject) -> QuerySet[Subject]:
    """The root of a matter and every branch: they are handed over together."""
    return Subject.objects.readable().filter(root=subject.root_id)


def restrict(key: UUID, *, holders: Mapping[UUID, bool], reason: str) -> None:
    """限制查阅 (sealed): a negated scope code takes the matter out of every range; only named holders reach it."""
    subject, me = lock(key), acting()
    if not any(holders.get(own) for own in (me.organization, me.post) if own):
        raise ValidationError("限制查阅后本岗位仍须能办理：请把本机构或本岗位列为授权对象。")
    if subject.scope_code < 0:
        raise NotNow("本件已是限制查阅。")
    if not me.covers(subject.scope_code):
        raise PermissionDenied(RESTRICT)
    until = now() + AS_SEALED
    for holder, writes in holders.items():
        give(subject, subject.scope_code, holder, reason=SEALED + reason, until=until, writes=writes)
    record(subject, "casework.restrict", key=announce(uuid7()), reason=reason)
    whole(subject).update(scope_code=-subject.scope_code)


def lift(key: UUID, *, reason: str) -> None:
    """解除限制查阅: the matter lies in its ranges again, and what was granted for its sealing ends."""
    subject, me = lock(key), acting()
    if not reason:
        raise ValidationError({"reason": "请写明解除理由。"})
    if subject.scope_code > 0:
        raise NotNow("本件没有限制查阅。")
    given = Grant.objects.filter(subject=subject.root_id, until__gt=now())
    if not me.covers(-subject.scope_code) or not given.filter(holder__in=[me.organization, me.post], writes=True):
        raise PermissionDenied(RESTRICT)
    record(subject, "casework.lift", key=announce(uuid7()), reason=reason)
    whole(subject).update(scope_code=-subject.scope_code)
    given.filter(reason__startswith=SEALED).update(until=now())
