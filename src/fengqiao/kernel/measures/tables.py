"""Many figures at once: every number read one time, and the units one level below side by side (统计表)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F

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
    """The figures of one period in the given order; a number that several figures need is read once."""
    values = {part.key: part.value(period, unit=unit) for part in _parts(items)}
    return [item.printed(values) for item in items]


def by_unit(items: Sequence[Declared], period: Period, level: Level) -> list[Line]:
    """The figures of every unit of a level: one query for each number, whatever the number of units."""
    read = {part.key: _per_unit(part, period, level.width) for part in _parts(items)}
    empty = {part.key: part.read(None) for part in _parts(items)}
    lines = []
    for unit in level.units:
        place = unit.codes[0] // level.width
        values = {key: found.get(place, empty[key]) for key, found in read.items()}
        lines.append(Line(unit, [item.printed(values) for item in items]))
    return lines


def _parts(items: Sequence[Declared]) -> list[Measure]:
    return list({part.key: part for item in items for part in item.parts}.values())


def _per_unit(measure: Measure, period: Period, width: int) -> dict[int, Decimal | None]:
    rows = measure.facts(period).annotate(place=F("region_code") / width).values("place").order_by()
    return {place: measure.read(it) for place, it in rows.annotate(it=measure.expression()).values_list("place", "it")}


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
