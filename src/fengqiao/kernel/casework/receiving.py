"""What comes in from beyond a range: an agency, a clue reporter, a citizen opens a matter at an office (接收)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from django.core.exceptions import PermissionDenied

from fengqiao.kernel.casework.models import Case
from fengqiao.kernel.casework.referral import give
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.models import Grant, Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import Scope, acting, now, within

SomeCase = TypeVar("SomeCase", bound=Case)
KEEP = timedelta(days=3650)  # how long an agency may read what it sent
VISITORS = "群众"


def receive(
    entry: Callable[[], SomeCase],
    organization: Organization,
    *,
    may: str,
    to_post: bool = False,
    keep: timedelta = KEEP,
) -> SomeCase:
    """接收: `entry` opens one matter in the receiver's scope, the sender keeps a reading grant; both are journaled.

    `may` is the permission that opening asks for: the sender holds it for this act alone. The grant goes to the
    sender's organization, or to the post alone (`to_post`: a clue reporter). The same request again changes nothing.
    """
    me, code = acting(), organization.scope_code
    holder = me.post if to_post else me.organization
    if holder is None:
        raise PermissionDenied("没有岗位，不能报送。")
    with within(replace(me, ranges=(*me.ranges, (code, code)), may=me.may | {may})):
        case = entry()
        if Grant.objects.filter(subject=case.subject.root_id, holder=holder).exists():
            return case
        subject = lock(case.pk)
        give(subject, subject.scope_code, holder, reason="报送后知情", until=case.opened_at + keep)
        sender = Organization.objects.get(pk=me.seat()).name if me.organization else VISITORS
        record(subject, "casework.receive", key=announce(uuid7()), sender=sender, to=organization.name)
        case.subject.seq = subject.seq
    return case


@contextmanager
def in_custody(subject: Subject) -> Iterator[Scope]:
    """What the holder of a grant does in the own matter (当事人自己办理): where it lies, for this act alone."""
    me, code = acting(), subject.scope_code
    if me.post is None or not Grant.objects.filter(subject=subject.root_id, holder=me.post, until__gt=now()).exists():
        raise PermissionDenied("没有授权，不能办理。")
    with within(replace(me, ranges=(*me.ranges, (code, code)))) as scope:
        yield scope
