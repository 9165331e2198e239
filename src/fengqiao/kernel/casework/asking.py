"""A question of many conditions that is asked of one record after the other: put together once (查询)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

_KEY = UUID("00000000-0000-4000-8000-000000000000")  # stands for the key until one is asked for


class Question:
    """The one row that a query gives for a record.

    Django takes longer to put a statement of many conditions together than PostgreSQL to answer it, so that is done
    once; only the key changes. The query must depend on nothing else: no scope's equality, no day, no person.
    """

    def __init__(self, of: Callable[[UUID], QuerySet[Any, Any]]) -> None:
        self._of = of
        self._asked: tuple[str, tuple[Any, ...]] | None = None

    def ask(self, key: UUID) -> tuple[Any, ...]:
        """The row of a record as the acting post may read it; the caller knows that there is one."""
        if self._asked is None:
            self._asked = self._of(_KEY).query.sql_with_params()
        statement, params = self._asked
        with connection.cursor() as cursor:
            cursor.execute(statement, [key if each == _KEY else each for each in params])
            found: tuple[Any, ...] | None = cursor.fetchone()
        if found is None:
            raise LookupError(key)
        return found
