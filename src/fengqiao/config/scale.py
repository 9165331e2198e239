"""A benchmark database at size (压力测试数据): filled by COPY with indexes and policies put aside, then put back.

Only into an empty database that serves nothing else. The owner's tables stand open while they are filled; when this
is done they are guarded as before, the journal is one unbroken chain and every figure has its facts.
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connections, models

from fengqiao.config.demo import database_name, follow, join, refuse_strangers

OPEN_TABLES = ("journal_event", "mediation_casefact")  # filled beside those that the lines of work name
NAMED_TABLES = ("mediation_mediationcommittee", "mediation_mediator")  # what the filled rows point to
SHARES = 64  # portions of the work, so that no process waits for another
MEMORY = "768MB"
FLIP = 0x2545F4914F6CDD1D & ((1 << 61) - 1)  # an event's key is its subject's with these bits turned


def fill(disputes: int, *, province: int, seed: int = 1, processes: int = 2) -> dict[str, Any]:
    """Fill the database; the report says what was written and how long each part took."""
    from fengqiao.business.mediation.demo import bulk
    from fengqiao.business.offices.services import found_offices

    refuse_strangers()
    watch = _Watch()
    code, until = province * 10**10, datetime.now(UTC)
    found_offices(code)
    towns = bulk.staff_province(code, disputes=disputes, seed=seed, on=until.date(), loader=connections["loader"])
    follow()
    watch.lap("offices")
    tables = [*(model._meta.db_table for model in bulk.TABLES), *OPEN_TABLES]
    put_aside = _open(tables)
    portions = _portions(towns, SHARES if processes > 1 else 1)
    if processes > 1:
        connections.close_all()
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, mp_context=context, initializer=join, initargs=(database_name(),)) as pool:
            for done in [pool.submit(write, portion, seed, until) for portion in portions]:
                done.result()
    else:
        for portion in portions:
            write(portion, seed, until)
    watch.lap("rows")
    late = [each for each in put_aside if each.table in OPEN_TABLES]
    early = [each for each in put_aside if each.table not in OPEN_TABLES]
    _build(early, KEY, hands=2)
    watch.lap("keys")
    with ThreadPoolExecutor(1) as pool:  # the chain is the work of one processor, the indexes of the other
        building = pool.submit(_build, early, INDEX)
        events = _record()
        _count()
        building.result()
    watch.lap("journal, facts, indexes")
    _build(late, KEY)
    _build(late, INDEX, hands=2)
    watch.lap("their indexes")
    _build(put_aside, REFERENCE)
    _close(tables)
    watch.lap("references")
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"vacuum (analyze) {', '.join(tables)}, casework_counter, identity_post, identity_organization")
    watch.lap("analyze")
    return {"disputes": disputes, "events": events, "seconds": round(watch.total), "parts": watch.parts}


class _Watch:
    """How long each part took."""

    def __init__(self) -> None:
        self.started = self.last = time.monotonic()
        self.parts: dict[str, float] = {}

    def lap(self, part: str) -> None:
        """The part that has just ended."""
        now = time.monotonic()
        self.parts[part], self.last = round(now - self.last, 1), now

    @property
    def total(self) -> float:
        """Seconds from the beginning."""
        return self.last - self.started


def write(towns: Sequence[Any], seed: int, until: datetime) -> None:
    """Write a portion of the townships; in a process of its own."""
    from fengqiao.business.mediation.demo.bulk import Filler

    connection = connections["owner"]

    def copy(model: type[models.Model], columns: Iterable[str], lines: Sequence[str]) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        with connection.cursor() as cursor:
            cursor.execute("set synchronous_commit = off")
            with cursor.copy(f"copy {model._meta.db_table} ({names}) from stdin") as stream:
                stream.write("\n".join(lines) + "\n")

    Filler(copy, _crowd(seed, until), seed, until).fill(towns)


@cache
def _crowd(seed: int, until: datetime) -> Sequence[Any]:
    """The people of the benchmark, made once in a process."""
    from fengqiao.business.mediation.demo.bulk import crowd

    return crowd(seed, until.date())


def _portions(towns: Sequence[Any], number: int) -> list[list[Any]]:
    """About equal portions, the heavy townships first."""
    portions: list[list[Any]] = [[] for _ in range(number)]
    weights = [0] * number
    for town in sorted(towns, key=lambda town: -town.disputes):
        place = weights.index(min(weights))
        portions[place].append(town)
        weights[place] += town.disputes
    return [portion for _, portion in sorted(zip(weights, portions, strict=True), key=lambda pair: -pair[0])]


@dataclass(frozen=True, slots=True)
class Aside:
    """A key, an index or a reference that was put aside, with the statement that brings it back."""

    table: str
    kind: str
    statement: str


KEY, INDEX, REFERENCE = "key", "index", "reference"


def _open(tables: Sequence[str]) -> list[Aside]:
    """Put policies, triggers, constraints and indexes aside."""
    aside = []
    with connections["owner"].cursor() as cursor:
        for table in (*tables, *NAMED_TABLES):  # a reference is checked with the eyes of the owner
            cursor.execute(f"alter table {table} no force row level security")
        for table in tables:
            cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(
            "select conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) from pg_constraint"
            " where (conrelid = any(%s::regclass[]) or confrelid = any(%s::regclass[])) and contype in ('f', 'p', 'u')"
            " and conparentid = 0 order by contype",  # foreign keys first
            [list(tables), list(tables)],
        )
        for table, name, kind, definition in cursor.fetchall():
            cursor.execute(f'alter table {table} drop constraint "{name}"')
            statement = f'alter table {table} add constraint "{name}" {definition}'
            aside.append(Aside(table, REFERENCE if kind == "f" else KEY, statement))
        cursor.execute(
            "select indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index"
            " where indrelid = any(%s::regclass[])",
            [list(tables)],
        )
        for table, name, definition in cursor.fetchall():
            cursor.execute(f"drop index {name}")
            aside.append(Aside(table, INDEX, definition.replace(" ON ONLY ", " ON ")))
    return aside


def _build(aside: Sequence[Aside], kind: str, *, hands: int = 1) -> None:
    """Bring back what is of one kind, several at a time where they do not wait for each other."""
    statements = [each.statement for each in aside if each.kind == kind]
    statements.sort(key=lambda statement: " gin " not in statement.lower())  # the longest work first
    with ThreadPoolExecutor(hands) as pool:
        list(pool.map(_run, statements))


def _run(*statements: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"set maintenance_work_mem = '{MEMORY}'")
        for statement in statements:
            cursor.execute(statement)
    connections["owner"].close()


def _close(tables: Sequence[str]) -> None:
    """Guard the tables as before."""
    _run(
        *(f"alter table {table} enable trigger user" for table in tables),
        *(f"alter table {table} force row level security" for table in (*tables, *NAMED_TABLES)),
    )


def _record() -> int:
    """One import event for every subject, placed in the order of time and chained; every consumer has followed."""
    from fengqiao.kernel.exchange.events import IMPORTED
    from fengqiao.kernel.journal.feed import CONSUMERS
    from fengqiao.kernel.journal.sequencer import COLUMNS, Placed, link

    data = {"source": "压力测试"}
    text, epoch = json.dumps(data, ensure_ascii=False), datetime(1970, 1, 1, tzinfo=UTC)
    with connections["loader"].cursor() as reading, connections["owner"].cursor() as writing:
        writing.execute("select position, chain from journal_head")
        position, chain = writing.fetchone()
        chain = bytes(chain)
        with (
            reading.copy(_SUBJECTS) as subjects,
            writing.copy(f"copy journal_event ({COLUMNS}, position, chain) from stdin") as events,
        ):
            subjects.set_types(["uuid", "int8"])
            for uid, scope_code in subjects.rows():
                position += 1
                at = epoch + timedelta(milliseconds=uid.int >> 80)
                event = Placed(UUID(int=uid.int ^ FLIP), uid, scope_code, 1, IMPORTED.key, at, None, data)
                chain = link(chain, event)
                events.write(
                    f"{event.id}\t{uid}\t{scope_code}\t1\t{IMPORTED.key}\t{at.isoformat()}\t\\N\t{text}"
                    f"\t{position}\t\\\\x{chain.hex()}\n"
                )
        writing.execute("update journal_head set position = %s, chain = %s", [position, chain])
        writing.execute(
            "insert into journal_cursor (name, position) select unnest(%s::text[]), %s"
            " on conflict (name) do update set position = excluded.position",
            [list(CONSUMERS), position],
        )
    return int(position)


_SUBJECTS = """
copy (select uid, scope_code from journal_subject where kind in ('mediation.dispute', 'mediation.case') order by uid)
to stdout
"""


def _count() -> None:
    """A fact for every case, as its trigger would have written it, and the last serial of every register."""
    from fengqiao.business.mediation.models import CaseFact

    columns = ", ".join(CaseFact.columns)
    read = ", ".join(f"c.{column}" for column in CaseFact.columns)
    with connections["owner"].cursor() as cursor:
        cursor.execute("set work_mem = '256MB'")
        cursor.execute(
            f"insert into mediation_casefact (id, subject_id, scope_code, region_code, event, from_position, {columns})"  # noqa: S608 — names of our own columns
            f" select e.id, c.subject_id, c.scope_code, c.scope_code, e.id, e.position, {read}"
            " from mediation_mediationcase c join journal_event e on e.subject_id = c.subject_id"
        )
        cursor.execute(
            "insert into casework_counter (register, holder, year, serial)"
            " select register, holder, year, max(serial) from casework_number group by 1, 2, 3"
        )
