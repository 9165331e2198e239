"""Wrapping all keys anew after a rotation of the master key (换封); forgetting what has ended."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from fengqiao.kernel.identity.models import Bucket
from fengqiao.kernel.places.scope import now
from fengqiao.kernel.privacy.keys import provider
from fengqiao.kernel.privacy.rewrapping import count, rewrap, shelves
from fengqiao.kernel.queue.jobs import Running, job, periodic

ROUNDS = 10  # rows that somebody held are met in the next round
PAUSE_SECONDS = 1.0
QUIET = timedelta(days=1)  # a bucket that old is full again, and no row is a full bucket too


@periodic("47 3 * * *", "清理访问频次记录")
def clear_buckets() -> None:
    """Buckets of callers that have been quiet."""
    Bucket.objects.filter(filled_at__lt=now() - QUIET).delete()


@periodic("53 3 * * *", "清理过期会话")
def clear_sessions() -> None:
    """Sessions that have ended, and what the cache keeps no longer: attempts at signing in, mostly."""
    SessionStore.clear_expired()
    with connection.cursor() as cursor:
        cursor.execute("delete from fengqiao_cache where expires < %s", [now()])


@job()
def rewrap_keys(running: Running) -> Mapping[str, Any]:
    """Walk over every key until no older master key wraps any; says which of those nothing needs any more."""
    with running.step() as step:
        step.done, step.total = 0, sum(count(shelf) for shelf in shelves())
    changed, current = 0, provider().masters()[0]
    for number in range(ROUNDS):
        if number:
            time.sleep(PAUSE_SECONDS)
        rewrapped, under = _round(running, first=number == 0)
        changed += rewrapped
        if set(under) <= {current}:
            break
    old = provider().masters()[1:]
    return {"rewrapped": changed, "under": under, "free": [master for master in old if not under.get(master)]}


def _round(running: Running, *, first: bool) -> tuple[int, dict[str, int]]:
    """Once over everything; gives how many were rewrapped and how many each master key wraps now."""
    changed, under = 0, Counter[str]()
    for shelf in shelves():
        after = None
        while True:
            with running.step() as step:
                portion = rewrap(shelf, after)
                if first:
                    step.done += portion.seen
            changed += portion.changed
            under.update(portion.under)
            if not portion.seen:
                break
            after = portion.last
    return changed, dict(under)
