"""A small table kept in the memory of the process, read again when it has changed (进程内缓存)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db.models import Count, Max, Model

T = TypeVar("T")
TRUSTED_FOR = 1.0  # seconds between two questions whether the table has changed
GLANCED_AT = 60.0  # seconds that a copy serves where nothing is computed from it


class Kept(Generic[T]):
    """What `read` makes of a table, with the table's history as its version: every change appends a row to it."""

    def __init__(self, table: type[Model], read: Callable[[], T]) -> None:
        self._history: type[Model] = table.pgh_event_model  # type: ignore[attr-defined]  # set by pghistory.track
        self._read = read
        self._copy: tuple[tuple[int, ...], T] | None = None
        self._trusted_until = self._edited_until = self._read_at = 0.0

    def value(self) -> T:
        """The table as it stands, at most a second old."""
        copy, moment = self._copy, time.monotonic()
        if copy is not None and moment < self._trusted_until:
            return copy[1]
        version = self._version()
        if copy is None or copy[0] != version:
            copy = self._copy = (version, self._read())
        self._read_at = moment
        self._trusted_until = 0.0 if moment < self._edited_until else moment + TRUSTED_FOR
        return copy[1]

    def glance(self) -> T:
        """The table as it was last read here, at most a minute ago: for marks on a page."""
        copy = self._copy
        return copy[1] if copy is not None and time.monotonic() < self._read_at + GLANCED_AT else self.value()

    def forget(self) -> None:
        """The table was edited here, in a transaction that may yet fail: ask every time until that is surely over."""
        self._copy, self._trusted_until = None, 0.0
        self._edited_until = time.monotonic() + 10 * TRUSTED_FOR

    def _version(self) -> tuple[int, ...]:
        """Keys are drawn in another order than changes are committed, so the number of rows counts as well."""
        found = self._history._default_manager.aggregate(last=Max("pgh_id"), rows=Count("pgh_id"))
        return found["last"] or 0, found["rows"]
