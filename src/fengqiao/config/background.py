"""What runs beside the pages: the sequencer, the feed and the daily head of the journal (后台).

The same thread works inside the web process of a small office and inside `fengqiao worker` of a province; however many
run, the sequencer's advisory lock and the consumers' cursors let one at a time do each thing.
"""

from __future__ import annotations

import threading
import time

import structlog
from django.conf import settings
from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from fengqiao.kernel.journal.feed import CONSUMERS, follow
from fengqiao.kernel.journal.sequencer import place
from fengqiao.kernel.journal.verify import keep_head, strays

log = structlog.get_logger(__name__)

_IDLE_SECONDS = 0.2
_AFTER_FAILURE_SECONDS = 5.0
_HEAD_SECONDS = 3600.0


class Follower:
    """Places what was committed and lets every consumer follow, until it is stopped."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._resting: dict[str, float] = {}  # a consumer that failed waits, the others go on
        self._head_at = 0.0

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """End after the batch at hand."""
        self._stop.set()
        self._thread.join()

    def turn(self) -> int:
        """One round: place, feed, keep the head; returns how much there was to do."""
        placed = place(connections["sequencer"])
        feed = connections["loader"]
        followed = sum(self._follow(feed, name) for name in lagging(feed))
        if time.monotonic() >= self._head_at:
            keep_head(feed, settings.HOME / "journal-heads.jsonl")
            if found := strays(feed):
                log.error("rows outside the monthly partitions", partitions=found)
            self._head_at = time.monotonic() + _HEAD_SECONDS
        return placed + followed

    def _follow(self, feed: BaseDatabaseWrapper, name: str) -> int:
        if time.monotonic() < self._resting.get(name, 0.0):
            return 0
        try:
            return follow(feed, name)
        except Exception:
            log.exception("consumer failed", consumer=name)
            self._resting[name] = time.monotonic() + _AFTER_FAILURE_SECONDS
            return 0

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                try:
                    idle = not self.turn()
                except Error:  # the database restarts; come back to it
                    log.exception("journal cannot reach the database")
                    connections.close_all()
                    self._stop.wait(_AFTER_FAILURE_SECONDS)
                else:
                    if idle:
                        self._stop.wait(_IDLE_SECONDS)
        finally:
            connections.close_all()


def lagging(connection: BaseDatabaseWrapper) -> list[str]:
    """The consumers whose cursor is behind the head."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select h.position, c.name, c.position from journal_head h left join journal_cursor c on true",
        )
        rows = cursor.fetchall()
    head = rows[0][0] if rows else 0
    reached = {name: position for _, name, position in rows}
    return [name for name in CONSUMERS if reached.get(name, 0) < head]
