"""机构合并、区划合并: what ends hands its matters to what goes on for it; events keep where they happened."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet

from fengqiao.kernel.casework.models import Referral, Task
from fengqiao.kernel.identity.acts import note
from fengqiao.kernel.identity.models import Act, Organization, Post, Token, valid
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.identity.scopes import whole
from fengqiao.kernel.identity.staffing import covers
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.models import Grant, Subject
from fengqiao.kernel.places.divisions import Level, range_of
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import Scope, acting, now, today, within
from fengqiao.kernel.places.services import merge


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merger would move, before anybody confirms it."""

    matters: int
    open_tasks: int
    posts: int
    sealed: int = 0  # 限制查阅, beside the matters
    lent: int = 0  # matters of others that it helps with or reads
    waiting: int = 0  # hand-overs sent to it that nobody has signed for


def preview(source: Organization) -> Preview:
    """How much hangs on an organization."""
    _refuse_beyond_own(source)
    with _holding(source):
        own = Subject.objects.readable()
        return Preview(
            matters=own.filter(scope_code=source.scope_code).count(),
            open_tasks=Task.objects.readable().filter(scope_code=source.scope_code, done_at=None).count(),
            posts=Post.objects.present().filter(organization=source).count(),
            sealed=own.filter(scope_code=-source.scope_code).count(),
            lent=_lent(source).values("subject").distinct().count(),
            waiting=_waiting(source).count(),
        )


def merge_organizations(source: Organization, target: Organization, *, on: date, reason: str) -> Preview:
    """机构合并: matters move with all that hangs on them, posts go on in the new organization, the old one ends.

    Both must lie in the acting administrator's range; wider mergers are done a level higher.
    """
    _refuse_beyond_own(source, target)
    if source.pk == target.pk:
        raise ValidationError("不能并入本机构自身。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明合并依据（文号）。"})
    if on > today():
        raise ValidationError({"on": "合并日期晚于今天，请在生效当日办理。"})
    moved = _merge(source, target, on=on, reason=reason)
    what = f"{source.name}并入{target.name}"
    note(Act.What.ORGANIZATION_MERGED, what, reason=reason, scope_code=target.scope_code)
    return moved


def _merge(source: Organization, target: Organization, *, on: date, reason: str) -> Preview:
    """What hangs on the one goes to the other."""
    moved = preview(source)
    _carry(source, target, source.scope_code, into=target.name, reason=reason)
    Post.objects.present().filter(organization=source).update(organization=target)
    Token.objects.filter(post__organization=target).update(scope_code=target.scope_code)
    source.valid_to = on
    source.save(update_fields=["valid_to"])
    return moved


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of one organization of a division that ends: merged into another one, or seated elsewhere."""

    organization: Organization
    target: Organization | None
    serial: int
    moved: Preview


@dataclass(frozen=True, slots=True)
class DivisionPreview:
    """What a merger of divisions would move, before anybody confirms it."""

    unit: Region
    successor: Region
    below: int
    moves: tuple[Move, ...]
    staying: int

    @property
    def total(self) -> Preview:
        """Over all organizations that move."""
        moved = [move.moved for move in self.moves]
        return Preview(
            matters=sum(each.matters for each in moved),
            open_tasks=sum(each.open_tasks for each in moved),
            posts=sum(each.posts for each in moved),
            sealed=sum(each.sealed for each in moved),
            lent=sum(each.lent for each in moved),
            waiting=sum(each.waiting for each in moved),
        )


def preview_divisions(unit: Region, successor: Region) -> DivisionPreview:
    """What follows when a division is merged: its bureau or office merges, its other organizations take a new seat.

    What stands below keeps its code and its place under the successor.
    """
    _refuse_beyond(unit, successor)
    low, high = range_of(unit.pk)
    standing = Organization.objects.filter(valid(today()))
    going_on = standing.filter(region=successor, serial=0).first()
    free = Organization.objects.free_serials(successor.pk)
    moves = []
    for organization in standing.filter(region=unit).order_by("serial"):
        own = organization.serial == 0
        target = going_on if own else None
        serial = 0 if own else next(free)
        moves.append(Move(organization, target, serial, preview(organization)))
    return DivisionPreview(
        unit=unit,
        successor=successor,
        below=Region.objects.filter(code__range=(low + 1, high), valid_to=None).count(),
        moves=tuple(moves),
        staying=standing.filter(region__code__range=(low + 1, high)).count(),
    )


def merge_divisions(unit: Region, successor: Region, *, on: date, document: str) -> DivisionPreview:
    """区划合并: the unit ends that day; what lies below, its organizations, people and matters follow the successor.

    The organization that goes on looks after the codes of the old unit too, until the yearly list gives new ones.
    """
    planned = preview_divisions(unit, successor)
    if not document.strip():
        raise ValidationError({"document": "请写明批准文件（文号）。"})
    if on > today():
        raise ValidationError({"on": "合并日期晚于今天，请在生效当日办理。"})
    merge(unit.pk, into=successor.pk, on=on, document=document)
    for move in planned.moves:
        if move.target is not None:
            _merge(move.organization, move.target, on=on, reason=document)
            move.organization.branches.filter(valid(today())).update(parent=move.target)
        else:
            _seat(move.organization, successor, move.serial, document)
    _look_after(unit, successor, planned)
    note(Act.What.DIVISION_MERGED, f"{unit.full_name}并入{successor.full_name}", reason=document)
    return planned


def _refuse_beyond(unit: Region, successor: Region) -> None:
    """Both divisions must lie in the acting administrator's range as wholes."""
    if ADMINISTER not in acting().may or not covers((whole(unit.pk), whole(successor.pk))):
        raise PermissionDenied(ADMINISTER)


def _seat(organization: Organization, successor: Region, serial: int, reason: str) -> None:
    """An organization takes its seat at the successor; its matters come along."""
    before = organization.scope_code
    organization.region, organization.serial = successor, serial
    organization.save(update_fields=["region", "serial"])
    organization.refresh_from_db()
    _carry(organization, organization, before, into=successor.full_name, reason=reason)
    Token.objects.filter(post__organization=organization).update(scope_code=organization.scope_code)


def _look_after(unit: Region, successor: Region, planned: DivisionPreview) -> None:
    """The codes below the old unit stay in use: the successor's own organization reaches them from now on."""
    own = Organization.objects.filter(valid(today()), region=successor, serial=0).first()
    if own is None or unit.level == Level.VILLAGE:
        return
    merged = [code for move in planned.moves if move.serial == 0 for code in move.organization.townships]
    own.townships = list(dict.fromkeys(code for code in (*own.townships, unit.pk, *merged) if code != successor.pk))
    own.save(update_fields=["townships"])


def _refuse_beyond_own(*organizations: Organization) -> None:
    """Every organization must lie in the acting administrator's range."""
    me = acting()
    if ADMINISTER not in me.may or not all(me.covers(each.scope_code) for each in organizations):
        raise PermissionDenied(ADMINISTER)


def _carry(source: Organization, target: Organization, before: int, *, into: str, reason: str) -> None:
    """Move all matters from one place to another, each with its event; sealed ones stay sealed there.

    What was lent to the organization, and what waits for it, lies anywhere: for this act the scope reaches the places
    of these matters, and the new holder's grants and hand-overs are all that changes there.
    """
    after = target.scope_code
    with _holding(source):
        sent = Referral.objects.readable().filter(Q(organization=source) | Q(to_organization=source))
        lent = set(_lent(source).values_list("subject", flat=True)) if source.pk != target.pk else set()
        keys = lent | set(_waiting(source).values_list("subject", flat=True))
        codes = set(sent.values_list("scope_code", flat=True)) | set(_lent(source).values_list("scope_code", flat=True))
    with _reaching(-before, -after, *codes):
        for key in sorted(keys | _matters(before)):
            subject = lock(key)
            record(subject, "casework.merge", key=announce(uuid7()), source=source.name, target=into, reason=reason)
            if abs(subject.scope_code) == before:
                moved = Subject.objects.readable().filter(root=subject.root_id)
                moved.update(scope_code=after if subject.scope_code > 0 else -after)
        _lent(source).update(holder=target.pk)
        sent = Referral.objects.readable()
        sent.filter(to_organization=source).update(to_organization=target, to_code=after)
        sent.filter(organization=source).update(organization=target)


def _matters(code: int) -> set[UUID]:
    """The roots that lie at a place, sealed ones too."""
    own = Subject.objects.readable().filter(scope_code__in=(code, -code))
    return set(own.values_list("root_id", flat=True))


def _lent(organization: Organization) -> QuerySet[Grant]:
    """What it may read or help with today."""
    return Grant.objects.filter(holder=organization.pk, until__gt=now())


def _waiting(organization: Organization) -> QuerySet[Referral]:
    """What was sent to it and is neither signed for nor turned back."""
    return Referral.objects.readable().filter(to_organization=organization, signed_at=None, returned_at=None)


def _holding(organization: Organization) -> AbstractContextManager[Scope]:
    """The scope that sees what an organization of the own range was lent and sent, and its sealed matters."""
    me, code = acting(), organization.scope_code
    return within(replace(me, organization=organization.pk, ranges=(*me.ranges, (-code, -code))))


def _reaching(*codes: int) -> AbstractContextManager[Scope]:
    """The scope that reaches single places beyond the own ranges."""
    me = acting()
    return within(replace(me, ranges=(*me.ranges, *((code, code) for code in codes))))
