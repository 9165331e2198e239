"""Bringing the packaged divisions and working days into the tables, as often as one likes (装载区划、日历)."""

from __future__ import annotations

import csv
import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from fengqiao.kernel.places.divisions import Kind, ancestors_of, counts, kind_of, level_of
from fengqiao.kernel.places.models import SOURCE_YEAR, Day
from fengqiao.kernel.places.spelling import spelled, syllables

FOLDER = Path(__file__).parent / "data"
DIVISIONS = FOLDER / "divisions.tsv.xz"
WORKING_DAYS = FOLDER / "working_days.csv"
NOTICE = "国务院办公厅关于{year}年部分节假日安排的通知"

_STAGING = "create temporary table places_incoming (like places_region including defaults)"
# A unit the office already has keeps the name, parent, dates and switch it was given here.
_UPSERT = """
insert into places_region ({columns})
select {columns} from places_incoming
on conflict (code) do update set
  kind = excluded.kind, pinyin = excluded.pinyin, initials = excluded.initials, source_year = excluded.source_year
where places_region.name = excluded.name
  and (places_region.kind, places_region.pinyin, places_region.initials, places_region.source_year)
      is distinct from (excluded.kind, excluded.pinyin, excluded.initials, excluded.source_year)
"""
_COLUMNS = ("code", "name", "full_name", "level", "parent_id", "kind", "counts", "pinyin", "initials", "source_year")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of the packaged list: code, name and how the name is spelled."""

    code: int
    name: str
    syllables: tuple[str, ...]


def pack(units: Iterable[tuple[int, str]], path: Path) -> None:
    """Write a list of divisions as the compact file the platform carries; done once for a yearly list."""
    lines = (f"{code}\t{name}\t{' '.join(syllables(name))}\n" for code, name in sorted(units))
    with lzma.open(path, "wt", encoding="utf-8", preset=9 | lzma.PRESET_EXTREME) as file:
        file.writelines(lines)


def unpack(path: Path = DIVISIONS) -> Iterator[Unit]:
    """The units of a packed list in the order of their codes: every unit behind the one it belongs to."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            code, name, spelling = line.rstrip("\n").split("\t")
            yield Unit(int(code), name, tuple(spelling.split()))


def load_regions(using: str = DEFAULT_DB_ALIAS, units: Iterable[Unit] | None = None) -> int:
    """Bring a list of divisions into the table and say how many units it named; what is there already stays."""
    rows = list(_rows(units if units is not None else unpack()))
    columns = ", ".join(_COLUMNS)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(_STAGING)
        with cursor.copy(f"copy places_incoming ({columns}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(_UPSERT.format(columns=columns))
        cursor.execute("drop table places_incoming")
        cursor.execute("analyze places_region")  # the pick-list is planned by it at once; only the owner may
    return len(rows)


def _rows(units: Iterable[Unit]) -> Iterator[tuple[object, ...]]:
    """Table rows of units that come behind their parents."""
    full_names: dict[int, str] = {}
    for unit in units:
        parent = next((code for code in ancestors_of(unit.code) if code in full_names), None)
        kind = kind_of(unit.code, unit.name)
        above = full_names.get(parent or 0, "")
        full_names[unit.code] = above if kind == Kind.GROUP else above + unit.name
        yield (
            unit.code, unit.name, full_names[unit.code] or unit.name, level_of(unit.code).value, parent, kind.value,
            counts(unit.code, unit.name), *spelled(list(unit.syllables)), SOURCE_YEAR,
        )  # fmt: skip


def load_calendar(using: str = DEFAULT_DB_ALIAS) -> tuple[date, date] | None:
    """Bring the days of the packaged notices into the calendar; a day that was edited here stays as it is.

    Returns from when to when years became known to a calendar that was in use: limits that run into them are old.
    """
    with WORKING_DAYS.open(encoding="utf-8", newline="") as file:
        days = [
            Day(
                on=date.fromisoformat(row["on"]),
                working=row["working"] == "1",
                name=row["name"],
                notice=NOTICE.format(year=row["on"][:4]),
                notified=True,
            )
            for row in csv.DictReader(file)
        ]
    known = set(Day.objects.using(using).filter(notified=True).values_list("on__year", flat=True))
    Day.objects.using(using).bulk_create(days, ignore_conflicts=True)
    new = {day.on.year for day in days} - known
    Day.objects.using(using).filter(on__year__in=new, notified=False).update(notified=True)
    return (date(min(new), 1, 1), date(max(new), 12, 31)) if known and new else None
