"""What happens to matters by the clock: overdue duties climb, old receipts go (到期升级)."""

from __future__ import annotations

from datetime import timedelta

from fengqiao.kernel.casework.duties import escalate
from fengqiao.kernel.casework.models import Receipt
from fengqiao.kernel.places.scope import Scope, now, within
from fengqiao.kernel.queue.jobs import periodic

EVERYWHERE = Scope(ranges=((0, 10**15 - 1),))  # the system itself looks: no person, no rights, every place
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
