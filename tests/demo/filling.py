"""The demonstration in a database of its own: the places it needs, filled by its own command, read by SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psycopg

from fengqiao.config import demo, reference
from fengqiao.config.demo import PROVINCES, Province, Told
from fengqiao.kernel.identity.roles import load_roles
from fengqiao.kernel.places.divisions import ancestors_of, range_of
from fengqiao.kernel.places.loading import load_calendar, load_regions, unpack
from fengqiao.kernel.places.scope import SHANGHAI
from tests.database import Databases

FIRST = date(2026, 7, 6)  # the ninety days end with 2026-10-04, long ago whenever this runs
LAST = FIRST + timedelta(demo.DAYS)


@dataclass(frozen=True)
class Filling:
    """A filled database, and when it was filled."""

    reader: psycopg.Connection
    told: Told
    begun_at: datetime

    def rows(self, question: str, *given: object) -> list[tuple[Any, ...]]:
        """The answer to a question."""
        return self.reader.execute(question, given).fetchall()  # type: ignore[arg-type]

    def one(self, question: str, *given: object) -> Any:
        """The only answer to a question."""
        ((answer,),) = self.rows(question, *given)
        return answer

    def all_of(self, question: str, *given: object) -> set[Any]:
        """The first column of an answer."""
        return {row[0] for row in self.rows(question, *given)}


@contextmanager
def filled(
    databases: Databases, word: str, *, provinces: Sequence[Province] = PROVINCES, whole: bool = False, seed: int = 1
) -> Iterator[Filling]:
    """Fill a database beside the worker's own; only the thick counties stand in it unless `whole`."""
    with databases.aside(word) as reader:
        if whole:
            reference.load("owner")
        else:
            _load_counties(provinces)
        begun_at = datetime.now(SHANGHAI)
        yield Filling(reader, demo.fill(seed=seed, start=FIRST, processes=1, provinces=provinces), begun_at)


def _load_counties(provinces: Sequence[Province]) -> None:
    """The units of the counties and what stands above them, working days, roles."""
    ranges = [range_of(province.county) for province in provinces]
    above = {code for province in provinces for code in ancestors_of(province.county)}
    load_regions(
        "owner",
        [one for one in unpack() if one.code in above or any(low <= one.code <= high for low, high in ranges)],
    )
    load_calendar("owner")
    load_roles("owner")
