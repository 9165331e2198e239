"""Loading history in bulk as the loader role: through a staging table, one import event for each matter (历史数据装载).

COPY cannot enter a table under Row Level Security; it fills a staging table of the same columns, from which one
INSERT goes on under the loader's own policy. The benchmark and demonstration fillers use the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql
from psycopg.types.json import Jsonb

from fengqiao.kernel.exchange.events import IMPORTED
from fengqiao.kernel.places.keys import uuid7

# One value of a row; a dict or a list goes into a JSON column.
Value = Any


def copy_rows(
    connection: BaseDatabaseWrapper, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]
) -> int:
    """COPY rows into a table without policies (a staging table); returns how many."""
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    count = 0
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([Jsonb(value) if isinstance(value, (dict, list)) else value for value in row])
            count += 1
    return count


def load(connection: BaseDatabaseWrapper, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    """Load rows into a table through its staging table; columns that are not named get their defaults.

    Stands in a transaction of the loader's connection, which the caller opens and so decides what goes in together.
    """
    staging = f"staging_{table}"
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    into, staged = sql.Identifier(table), sql.Identifier(staging)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("create temp table {} as select {} from {} with no data").format(staged, names, into))
    count = copy_rows(connection, staging, columns, rows)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("insert into {} ({}) select {} from {}").format(into, names, names, staged))
        cursor.execute(sql.SQL("drop table {}").format(staged))
    return count


def load_events(
    connection: BaseDatabaseWrapper, subjects: Iterable[tuple[UUID, int]], *, source: str, at: datetime
) -> int:
    """One import event for each loaded matter (key, scope code), as its first: the matter is loaded with `seq` 1."""
    rows = ((uuid7(), uid, code, 1, IMPORTED.key, at, None, {"source": source}) for uid, code in subjects)
    columns = ("id", "subject_id", "region_code", "seq", "kind", "at", "post", "data")
    return load(connection, "journal_event", columns, rows)
