"""The follower that writes down what is to be told: one row for each sender, in one transaction with its cursor."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from fengqiao.kernel.journal.feed import consumer
from fengqiao.kernel.journal.sequencer import Placed
from fengqiao.kernel.notice.declarations import NOTICES
from fengqiao.kernel.notice.models import Delivery
from fengqiao.kernel.places.scope import Scope, within


@consumer("notice")
def note(feed: BaseDatabaseWrapper, events: Sequence[Placed]) -> None:
    """Every event that is declared to be told becomes a delivery to whoever sent a matter it belongs to."""
    with within(Scope()):  # the feed's own role sees every row; the scope only satisfies the managers
        rows = [
            Delivery(subject_id=matter, organization_id=sender, event=event.id, topic=notice.topic)
            for event in events
            if (notice := NOTICES.get(event.kind))
            for matter, sender in notice.whom(event.subject, feed.alias)
        ]
    Delivery.objects.using(feed.alias).bulk_create(rows, ignore_conflicts=True)
