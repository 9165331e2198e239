"""机构合并: all matters of an organization that ends go to the one that goes on; events keep where they happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError

from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.identity.models import Organization, Post
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, today


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
    for key in _matters(source):
        subject = lock(key)
        record(subject, "casework.merge", key=announce(uuid7()), source=source.name, target=target.name, reason=reason)
        Subject.objects.readable().filter(root=key).update(scope_code=target.scope_code)
    Post.objects.present().filter(organization=source).update(organization=target)
    source.valid_to = on
    source.save(update_fields=["valid_to"])
    return moved


def _matters(source: Organization) -> list[UUID]:
    """The roots that lie at an organization, in the order in which they are locked."""
    own = Subject.objects.readable().filter(scope_code=source.scope_code)
    return sorted(set(own.values_list("root_id", flat=True)))
