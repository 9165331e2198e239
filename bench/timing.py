"""Timing: what a request takes, which SQL it sends, and what the same SQL takes by itself."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

Statement = tuple[str, Any]  # SQL and its parameters, as psycopg takes them
PAGE_FACTOR, PAGE_EXTRA_MS, PAGE_MOST_MS = 1.5, 40, 200  # decisions §8
WARM = 8  # a statement is prepared at the second time and keeps its plan from the sixth: what a served day is like


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the report."""

    name: str
    scale: int
    role: str
    p50_ms: float
    p95_ms: float
    queries: int
    floor_p95_ms: float
    ratio: float
    target: float
    met: bool


@dataclass
class Series:
    """The times of one question, asked many times in different ways."""

    page: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    queries: int = 0


def percentile(times: Sequence[float], share: float) -> float:
    """The time that so large a share of the times does not exceed."""
    return sorted(times)[max(math.ceil(share * len(times)) - 1, 0)]


def measure(asks: Iterable[Callable[[], object]], *, writes: bool = False) -> Series:
    """Ask every question once, and send the same SQL raw right behind it; what is written is taken back before."""
    series = Series()
    for number, ask in enumerate(asks):
        sent = Recorder()
        began = time.perf_counter()
        with connection.execute_wrapper(sent), _undone() if writes else nullcontext():
            ask()
        took = time.perf_counter() - began
        raw = replay(sent.statements, undo=writes)
        if number >= WARM:
            series.page.append(took * 1000)
            series.floor.append(raw * 1000)
            series.queries = max(series.queries, len(sent.statements))
    return series


class Recorder:
    """Remembers every statement that Django sends."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # Django's own signature
        if not many:
            self.statements.append((sql, params))
        return execute(sql, params, many, context)


@contextmanager
def _undone() -> Iterator[None]:
    """What happens in here has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def replay(statements: Sequence[Statement], *, undo: bool = False) -> float:
    """The seconds the same statements take through psycopg alone; what they write is taken back.

    Nothing else is: with a rollback psycopg forgets what it has prepared, and the next page would be planned anew.
    """
    connection.ensure_connection()
    raw = connection.connection
    with raw.transaction(force_rollback=undo):
        began = time.perf_counter()
        for sql, params in statements:
            with raw.cursor() as cursor:
                cursor.execute(sql, params)
                if cursor.description:
                    cursor.fetchall()
        return time.perf_counter() - began


def judged(name: str, scale: int, role: str, series: Series, *, target: float | None = None) -> Result:
    """The line of a series; a page may take 1.5 times its SQL and 40 ms, never more than 200 ms."""
    p95, floor = percentile(series.page, 0.95), percentile(series.floor, 0.95)
    most = target if target is not None else min(PAGE_FACTOR * floor + PAGE_EXTRA_MS, PAGE_MOST_MS)
    return Result(
        name=name,
        scale=scale,
        role=role,
        p50_ms=round(percentile(series.page, 0.5), 1),
        p95_ms=round(p95, 1),
        queries=series.queries,
        floor_p95_ms=round(floor, 1),
        ratio=round(p95 / floor, 2) if floor else 0.0,
        target=round(most, 1),
        met=p95 <= most,
    )
