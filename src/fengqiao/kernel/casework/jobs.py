"""Long and regular work on open matters: limits computed anew, overdue duties climb, old receipts go (期限)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from fengqiao.kernel.casework.duties import escalate, recompute
from fengqiao.kernel.casework.models import Receipt
from fengqiao.kernel.places.scope import Scope, now, within
from fengqiao.kernel.queue.jobs import Running, job, periodic

EVERYWHERE = Scope(ranges=((-(10**15), 10**15),))  # the system itself: no person, no rights, what is sealed too
KEPT = timedelta(days=30)  # how long a repeated request is recognised


@periodic("*/10 * * * *")
def climb() -> None:
    """Overdue 待办 rise to the next level."""
    with within(EVERYWHERE):
        escalate()


@periodic("41 3 * * *")
def clear_receipts() -> None:
    """Receipts of requests that nobody repeats any more."""
    with within(EVERYWHERE):
        Receipt.objects.filter(at__lt=now() - KEPT).delete()


@job()
def recompute_limits(running: Running, *, first: str, last: str) -> Mapping[str, Any]:
    """Compute the open limits that run into these days anew, each journaled in its matter."""
    with running.step() as step:
        moved = recompute(date.fromisoformat(first), date.fromisoformat(last))
        step.done = step.total = moved
    return {"moved": moved}
