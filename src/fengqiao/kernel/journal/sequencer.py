"""The one sequencer: it places committed events, once, and ties each to the one before (日志链).

A position is the clock of every figure; nobody hashes or notifies in a business transaction.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.transaction import Atomic

# The advisory lock that makes the sequencer one in the whole deployment.
LOCK = 0x46510001
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Placed:
    """One event as the chain and the feed read it."""

    id: UUID
    subject: UUID
    region_code: int
    seq: int
    kind: str
    at: datetime
    post: UUID | None
    data: dict[str, Any]
    position: int = 0


COLUMNS = "id, subject_id, region_code, seq, kind, at, post, data"


def link(previous: bytes, event: Placed) -> bytes:
    """H(previous, event): SHA-256 over the link before and the event in one fixed spelling."""
    spelled = json.dumps(
        [
            str(event.id),
            str(event.subject),
            event.region_code,
            event.seq,
            event.kind,
            event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            str(event.post) if event.post else None,
            event.data,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(previous + spelled.encode()).digest()


def in_order(events: Sequence[Placed]) -> list[Placed]:
    """Events by time of their key; one matter's own events keep their seq, whatever the clocks of two servers said."""
    slots = sorted(events, key=lambda event: (event.id.int >> 80, event.subject, event.seq))
    queues: dict[UUID, Iterator[Placed]] = {}
    by_subject: dict[UUID, list[Placed]] = defaultdict(list)
    for event in slots:
        by_subject[event.subject].append(event)
    for subject, own in by_subject.items():
        queues[subject] = iter(sorted(own, key=lambda event: event.seq))
    return [next(queues[event.subject]) for event in slots]


def _waiting(cursor: CursorWrapper, limit: int) -> list[Placed]:
    """The next events without a position, and with them whatever happened earlier in the same matters.

    The key of an earlier event can be the greater one, when it was written by a server whose clock was ahead.
    """
    cursor.execute(f"select {COLUMNS} from journal_event where position is null order by id limit %s", [limit])  # noqa: S608
    waiting = {row[0]: placed_of(row) for row in cursor.fetchall()}
    last = {event.subject: event.seq for event in sorted(waiting.values(), key=lambda event: event.seq)}
    if begun := [subject for subject, seq in last.items() if seq > 1]:
        cursor.execute(
            f"select {COLUMNS} from journal_event where position is null and subject_id = any(%s)",  # noqa: S608
            [begun],
        )
        earlier = [placed_of(row) for row in cursor.fetchall()]
        waiting |= {event.id: event for event in earlier if event.seq < last[event.subject]}
    return list(waiting.values())


def place(connection: BaseDatabaseWrapper, *, limit: int = BATCH) -> int:
    """Give positions and chain to committed events that have none; returns how many were placed."""
    with Atomic(connection.alias, savepoint=True, durable=False), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        events = in_order(_waiting(cursor, limit))
        if not events:
            return 0
        cursor.execute("select position, chain from journal_head for update")
        position, chain = cursor.fetchone()
        chain, placed = bytes(chain), []
        for event in events:
            position, chain = position + 1, link(chain, event)
            placed.append((event.id, position, chain))
        keys, positions, chains = zip(*placed, strict=True)
        cursor.execute(
            "update journal_event e set position = p.position, chain = p.chain"
            " from unnest(%s::uuid[], %s::bigint[], %s::bytea[]) p(id, position, chain) where e.id = p.id",
            [list(keys), list(positions), list(chains)],
        )
        cursor.execute("update journal_head set position = %s, chain = %s", [position, chain])
        for stamp in STAMPS:
            cursor.execute(stamp, [list(keys), list(positions)])
        cursor.execute("select pg_notify('fengqiao_feed', %s)", [str(position)])
        return len(events)


# Statements of rooms above that take their position in the same pass: facts are stamped from and to (指标).
STAMPS: list[str] = []


def placed_of(row: tuple[Any, ...]) -> Placed:
    """One event from a row of COLUMNS, with its position behind them where it was asked for."""
    key, subject, region_code, seq, kind, at, post, data, *rest = row
    read: dict[str, Any] = json.loads(data) if isinstance(data, str) else data
    return Placed(key, subject, region_code, seq, kind, at, post, read, rest[0] if rest else 0)
