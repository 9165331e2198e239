"""What comes in from outside a range: one record where it is received, and a grant to who sent it (接收)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from fengqiao.kernel.casework.models import Case
from fengqiao.kernel.casework.referral import KEEP, give
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.models import Grant
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, now, within

SomeCase = TypeVar("SomeCase", bound=Case)


def receive(entry: Callable[[], SomeCase], organization: Organization) -> SomeCase:
    """收件: write an entry into the custody of its receiver; the sending post may go on reading it, nothing else.

    The entry is written as the receiver's own, by the sender's hand: its number is the receiver's, its events name the
    sender. Sent twice under one key it is received once.
    """
    me = acting()
    sender, code = me.seat(), organization.scope_code
    with within(replace(me, ranges=((code, code),), organization=organization.pk)):
        case = entry()
        if me.post is None or Grant.objects.filter(subject=case.pk, holder=me.post).exists():
            return case
        give(case.subject, code, me.post, reason="报送后知情", until=now() + KEEP)
        record(lock(case.pk), "casework.receive", key=announce(uuid7()), to=organization.name, sender=sender)
    return case
