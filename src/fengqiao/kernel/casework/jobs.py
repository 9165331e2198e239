"""Long and regular work on open matters: limits computed anew, overdue duties climb, old receipts go (期限)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from fengqiao.kernel.casework import referral
from fengqiao.kernel.casework.duties import escalate, recompute, running_into
from fengqiao.kernel.casework.models import Receipt
from fengqiao.kernel.places.scope import Scope, acting, now, within
from fengqiao.kernel.queue.jobs import Running, job, periodic

EVERYWHERE = Scope(ranges=((-(10**15), 10**15),))  # the system itself: no person, no rights, what is sealed too
BATCH = 50  # matters that are locked together while limits are computed anew
KEPT = timedelta(days=30)  # how long a repeated request is recognised


@periodic("*/10 * * * *", "超期待办上报")
def climb() -> None:
    """Overdue 待办 rise to the next level."""
    with within(EVERYWHERE):
        escalate()


@periodic("41 3 * * *", "清理重复提交凭据")
def clear_receipts() -> None:
    """Receipts of requests that nobody repeats any more."""
    with within(EVERYWHERE):
        Receipt.objects.filter(at__lt=now() - KEPT).delete()


@job()
def recompute_limits(running: Running, *, first: str, last: str) -> Mapping[str, Any]:
    """Compute the open limits that run into these days anew, each journaled in its matter.

    The calendar is one for all places, whoever entered it. What an earlier run has moved needs no moving again.
    """
    days = date.fromisoformat(first), date.fromisoformat(last)
    with running.step() as step, _everywhere():
        waiting = (running_into(*days), referral.running_into(*days))
        matters = sorted({key for found in waiting for key in found.values_list("subject_id", flat=True)})
        step.done, step.total = 0, len(matters)
    moved = 0
    for start in range(0, len(matters), BATCH):
        with running.step() as step, _everywhere():
            batch = matters[start : start + BATCH]
            moved += recompute(*days, matters=batch) + referral.recompute(*days, matters=batch)
            step.done = start + len(batch)
    return {"moved": moved}


def _everywhere() -> AbstractContextManager[Scope]:
    """Every place, in the name of who asked."""
    return within(replace(acting(), ranges=EVERYWHERE.ranges))
