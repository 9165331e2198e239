"""机构合并、区划合并: what ends hands its matters to what goes on for it; events keep where they happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError

from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.identity.acts import note
from fengqiao.kernel.identity.models import Act, Organization, Post, Token, valid
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.identity.scopes import whole
from fengqiao.kernel.identity.staffing import covers
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.divisions import Level, range_of
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import acting, today
from fengqiao.kernel.places.services import merge


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merger would move, before anybody confirms it."""

    matters: int
    open_tasks: int
    posts: int


def preview(source: Organization) -> Preview:
    """How much hangs on an organization."""
    own = Subject.objects.readable().filter(scope_code=source.scope_code)
    return Preview(
        matters=own.count(),
        open_tasks=Task.objects.readable().filter(scope_code=source.scope_code, done_at=None).count(),
        posts=Post.objects.present().filter(organization=source).count(),
    )


def merge_organizations(source: Organization, target: Organization, *, on: date, reason: str) -> Preview:
    """Merge: matters move with all that hangs on them, posts go on in the new organization, the old one ends that day.

    Both must lie in the acting administrator's range; wider mergers are done a level higher.
    """
    me = acting()
    if ADMINISTER not in me.may or not all(me.covers(each.scope_code) for each in (source, target)):
        raise PermissionDenied(ADMINISTER)
    if source.pk == target.pk:
        raise ValidationError("不能并入本机构自身。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明合并依据（文号）。"})
    if on > today():
        raise ValidationError({"on": "合并日期晚于今天，请在生效当日办理。"})
    moved = preview(source)
    _carry(source.scope_code, target.scope_code, source=source.name, target=target.name, reason=reason)
    Post.objects.present().filter(organization=source).update(organization=target)
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
            merge_organizations(move.organization, move.target, on=on, reason=document)
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
    after = organization.scope_code
    _carry(before, after, source=organization.name, target=successor.full_name, reason=reason)
    Token.objects.filter(post__organization=organization).update(scope_code=after)


def _look_after(unit: Region, successor: Region, planned: DivisionPreview) -> None:
    """The codes below the old unit stay in use: the successor's own organization reaches them from now on."""
    own = Organization.objects.filter(valid(today()), region=successor, serial=0).first()
    if own is None or unit.level == Level.VILLAGE:
        return
    merged = [code for move in planned.moves if move.serial == 0 for code in move.organization.townships]
    own.townships = list(dict.fromkeys(code for code in (*own.townships, unit.pk, *merged) if code != successor.pk))
    own.save(update_fields=["townships"])


def _carry(before: int, after: int, *, source: str, target: str, reason: str) -> None:
    """Move all matters from one place to another, each with its event."""
    for key in _matters(before):
        subject = lock(key)
        record(subject, "casework.merge", key=announce(uuid7()), source=source, target=target, reason=reason)
        Subject.objects.readable().filter(root=key, scope_code=before).update(scope_code=after)


def _matters(code: int) -> list[UUID]:
    """The roots that lie at a place, in the order in which they are locked."""
    own = Subject.objects.readable().filter(scope_code=code)
    return sorted(set(own.values_list("root_id", flat=True)))
