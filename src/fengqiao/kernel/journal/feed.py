"""The one feed: everything that follows a change reads placed events behind a cursor of its own, exactly once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import Atomic

from fengqiao.kernel.journal.sequencer import COLUMNS, Placed, placed_of

Consumer = Callable[[BaseDatabaseWrapper, Sequence[Placed]], None]
CONSUMERS: dict[str, Consumer] = {}


def consumer(name: str) -> Callable[[Consumer], Consumer]:
    """Declare a follower of the feed: it gets events in order, in one transaction with its cursor."""

    def declare(function: Consumer) -> Consumer:
        if name in CONSUMERS:
            raise ImproperlyConfigured(f"consumer {name} is declared twice")
        CONSUMERS[name] = function
        return function

    return declare


def follow(connection: BaseDatabaseWrapper, name: str, *, limit: int = 1000) -> int:
    """Let one consumer take its next events; returns how many."""
    with Atomic(connection.alias, savepoint=True, durable=False), connection.cursor() as cursor:
        cursor.execute("insert into journal_cursor (name, position) values (%s, 0) on conflict do nothing", [name])
        cursor.execute("select position from journal_cursor where name = %s for update", [name])
        position = cursor.fetchone()[0]
        cursor.execute(
            f"select {COLUMNS}, position from journal_event where position > %s order by position limit %s",  # noqa: S608
            [position, limit],
        )
        events = [placed_of(row) for row in cursor.fetchall()]
        if events:
            CONSUMERS[name](connection, events)
            cursor.execute("update journal_cursor set position = %s where name = %s", [events[-1].position, name])
        return len(events)
