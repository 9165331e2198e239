"""Many figures at once: every number read one time, and the units one level below side by side (统计表)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, F

from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.measures.declarations import Figure, Measure, Period, Ratio
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.parameters.registry import declare
from fengqiao.kernel.places.models import Region, in_force
from fengqiao.kernel.places.scope import CITY, COUNTY, PROVINCE, TOWN, VILLAGE, acting, today

Declared = Measure | Ratio
Codes = tuple[int, int]

# A demonstration says by a row of this parameter for which places its data are made up.
DEMONSTRATION = declare("measures.demonstration", "演示数据（不是真实统计）", False)

BELOW = {
    PROVINCE: (CITY, "市（州）"),
    CITY: (COUNTY, "县（市、区）"),
    COUNTY: (TOWN, "乡镇（街道）"),
    TOWN: (1, "单位"),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a table: its codes and its name."""

    codes: Codes
    name: str


@dataclass(frozen=True, slots=True)
class Level:
    """The units one level below the acting post: how many scope codes each spans, what they are called together."""

    width: int
    label: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with its figures."""

    unit: Unit
    figures: list[Figure]


def evaluate(items: Sequence[Declared], period: Period, *, unit: Codes | None = None) -> list[Figure]:
    """The figures of one period in the given order: one query for each date that rows are counted by."""
    values: dict[str, Decimal | None] = {}
    for parts in _together(items):
        got = parts[0].within(period, unit=unit).aggregate(**_expressions(parts))
        values |= {part.key: part.read(got[f"m{at}"]) for at, part in enumerate(parts)}
    return [item.printed(values) for item in items]


def by_unit(items: Sequence[Declared], period: Period, level: Level) -> list[Line]:
    """The figures of every unit of a level: one query for each date, whatever the number of units."""
    read: dict[str, dict[int, Decimal | None]] = {}
    for parts in _together(items):
        read |= _per_unit(parts, period, level.width)
    empty = {part.key: part.read(None) for part in _parts(items)}
    lines = []
    for unit in level.units:
        place = unit.codes[0] // level.width
        values = {key: found.get(place, empty[key]) for key, found in read.items()}
        lines.append(Line(unit, [item.printed(values) for item in items]))
    return lines


def _parts(items: Sequence[Declared]) -> list[Measure]:
    return list({part.key: part for item in items for part in item.parts}.values())


def _together(items: Sequence[Declared]) -> list[list[Measure]]:
    """The numbers behind the figures, those that read the same rows of a period side by side."""
    groups: dict[tuple[str, str], list[Measure]] = defaultdict(list)
    for part in _parts(items):
        groups[part.of, part.at].append(part)
    return list(groups.values())


def _expressions(parts: Sequence[Measure]) -> dict[str, Aggregate]:
    return {f"m{at}": part.expression(only=part.condition) for at, part in enumerate(parts)}


def _per_unit(parts: Sequence[Measure], period: Period, width: int) -> dict[str, dict[int, Decimal | None]]:
    rows = parts[0].within(period).annotate(place=F("region_code") / width).values("place").order_by()
    found: list[Any] = list(rows.annotate(**_expressions(parts)))  # a dictionary for each unit
    return {part.key: {row["place"]: part.read(row[f"m{at}"]) for row in found} for at, part in enumerate(parts)}


def level_below() -> Level | None:
    """The units below the acting post: a county's townships, an office's own bodies.

    A post that reaches one organization only, or nothing, has none.
    """
    ranges = acting().ranges
    if not ranges or (widest := max(high - low + 1 for low, high in ranges)) not in BELOW:
        return None
    width, label = BELOW[widest]
    units = _organizations() if width == 1 else _regions(width, ranges)
    return Level(width, label, tuple(units))


def _organizations() -> list[Unit]:
    own = Organization.objects.own().values_list("scope_code", "short_name", "name")
    return [Unit((code, code), short or name) for code, short, name in own]


def _regions(width: int, ranges: Sequence[Codes]) -> list[Unit]:
    level = {CITY: Region.Level.CITY, COUNTY: Region.Level.COUNTY, TOWN: Region.Level.TOWNSHIP}[width]
    below = Region.objects.filter(in_force(today()), level=level, counts=True).order_by("code")
    return [
        Unit((code * VILLAGE, code * VILLAGE + width - 1), name)
        for low, high in ranges
        for code, name in below.filter(code__range=(low // VILLAGE, high // VILLAGE)).values_list("code", "name")
    ]


def is_demonstration() -> bool:
    """Whether the figures of the acting range are made up."""
    low = min((low for low, _ in acting().ranges), default=0)
    return bool(parameter(DEMONSTRATION.key, code=low // VILLAGE))
