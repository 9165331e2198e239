"""The pick-list of places: by name, pinyin, first letters or code, the nearest first (选择区划)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from fengqiao.kernel.places.divisions import EVERYWHERE, WIDTHS, Kind, Level, Range, ancestors_of, range_of
from fengqiao.kernel.places.models import Region, RegionVersion
from fengqiao.kernel.places.scope import VILLAGE, NoScope, acting, today

CAP = 300  # candidates of a level that are ranked: who has typed one letter is going to type more
ABOVE = 50  # units that a word of a path may mean
_CITY = WIDTHS[Level.CITY]

# Small ranges (the own city, a chosen county) are read whole along the key, the country through the indexes.
_SEARCH = """
with candidate as ({candidates})
select code from candidate
order by
  case when name = %(word)s or code = %(code_low)s then 0
       when starts_with(name, %(word)s) or starts_with(pinyin, %(word)s)
         or starts_with(initials, %(word)s) or starts_with(code::text, %(word)s) then 1
       else 2 end,
  case when code / 1000 = %(near)s / 1000 then 0
       when code / 1000000 = %(near)s / 1000000 then 1
       when code / 100000000 = %(near)s / 100000000 then 2
       when code / 10000000000 = %(near)s / 10000000000 then 3
       else 4 end,
  level, length(name), code
limit %(limit)s
"""
_LISTED = (
    "level between %(top)s and %(bottom)s and kind <> 'group' and (valid_to is null or valid_to > %(today)s)"
    " and ({ranges})"
)
_ALONG_THE_KEY = """
select code, name, level, pinyin, initials from places_region where ({fits}) and {listed}
"""
_BY_SPELLING = """
select found.* from generate_series(%(top)s::int, %(bottom)s::int) as each(level) cross join lateral (
  select code, name, region.level, pinyin, initials from places_region as region
  where region.level = each.level and {fits} and {listed} limit %(cap)s) as found
"""
_BY_CODE = """
(select code, name, level, pinyin, initials from places_region where {fits} and {listed} order by code limit %(cap)s)
"""
_BY_PAIRS = """
(select code, name, level, pinyin, initials from places_region
 where places_grams(name) @> places_grams(%(word)s) and {fits} and {listed} limit %(cap)s)
"""
_FITS_CODE = "code between %(code_low)s and %(code_high)s"
_FITS_PINYIN = "pinyin like %(begins)s"
_FITS_INITIALS = "initials like %(begins)s"
_FITS_NAME = "name like %(begins)s"
_FITS_INSIDE = "name like %(contains)s"
_COMMITTEE = re.compile("(民委员会|委会)$")  # the ending that places_grams leaves out


@dataclass(frozen=True, slots=True)
class Above:
    """A unit that another one belongs to."""

    code: int
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as the pick-list offers it, with the units above it from the province down."""

    code: int
    name: str
    level: int
    kind: str
    full_name: str
    chain: tuple[Above, ...]

    @property
    def path(self) -> str:
        """The units above in one line: 四川省 成都市 锦江区."""
        return " ".join(above.name for above in self.chain)


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a word is looked for: ranges, levels, and the place that nearness is measured from (0: none)."""

    ranges: tuple[Range, ...]
    top: int
    bottom: int
    near: int


def find_regions(
    text: str, *, within: Range | None = None, level: int | None = None, limit: int = 20, near: int | None = None
) -> list[Place]:
    """Units in force whose name, pinyin, first letters or code fit; best first: the same, begins so, contains it.

    `within` is a range of division codes. Several words are a path that ends with the unit itself: 柳河 柳河村. Among
    equals the nearer to `near` comes first: a division code; the acting post's own place when none is given.
    """
    words = unicodedata.normalize("NFKC", text).lower().split()
    own = _own_place() if near is None else near
    where = _Where(
        ranges=(within or EVERYWHERE,),
        top=level or Level.PROVINCE,
        bottom=level or Level.VILLAGE,
        near=own if within is None or within[0] <= own <= within[1] else within[0],
    )
    if not words:
        return _places(_first(where, limit))
    found = _find_path(words, where, limit)
    if not found and len(words) > 1 and all(word.isascii() for word in words):
        found = _find("".join(words), where, limit)  # "liu he cun" is one name
    return _places(found)


def name_on(code: int, on: date) -> str:
    """What a unit was called on a day, in full; old papers keep the words of their time."""
    version = RegionVersion.objects.filter(region=code, valid_to__gt=on).order_by("valid_to").first()
    return version.full_name if version else Region.objects.values_list("full_name", flat=True).get(pk=code)


def _own_place() -> int:
    """Where the acting post stands; nowhere outside a scope and for posts without a range."""
    try:
        ranges = acting().ranges
    except NoScope:
        return 0
    return ranges[0][0] // VILLAGE if ranges else 0


def _first(where: _Where, limit: int) -> list[int]:
    """What an empty question shows: the units of the range, from the top."""
    units = Region.objects.filter(code__range=where.ranges[0], level__range=(where.top, where.bottom), valid_to=None)
    return list(units.exclude(kind=Kind.GROUP).order_by("level", "code").values_list("code", flat=True)[:limit])


def _find_path(words: Sequence[str], where: _Where, limit: int) -> list[int]:
    """The units the last word fits, inside those the words before it fit."""
    ranges: tuple[Range, ...] = (EVERYWHERE,)
    for word in words[:-1]:
        above = _find(word, _Where(ranges, Level.PROVINCE, Level.TOWNSHIP, where.near), ABOVE)
        ranges = tuple(range_of(code) for code in above)
        if not ranges:
            return []
    inside = tuple(_overlap(ranges, where.ranges[0]))
    return _find(words[-1], _Where(inside, where.top, where.bottom, where.near), limit) if inside else []


def _find(word: str, where: _Where, limit: int) -> list[int]:
    """The codes of the units one word fits, best first."""
    own = where.near // _CITY * _CITY
    small = all(high - low < _CITY for low, high in where.ranges)
    whole = where.ranges if small else tuple(_overlap(where.ranges, (own, own + _CITY - 1)))
    ways = list(_ways(word))
    parts = [_ALONG_THE_KEY.format(fits=" or ".join(fits for _, fits in ways), listed=_listed(whole))] if whole else []
    if not small:
        parts += [search.format(fits=fits, listed=_listed(where.ranges, "code + 0")) for search, fits in ways if search]
    escaped = word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    digits = word if word.isdecimal() else "0"
    with connection.cursor() as cursor:
        cursor.execute(
            _SEARCH.format(candidates=" union ".join(parts)),
            {
                "word": word,
                "begins": f"{escaped}%",
                "contains": f"%{escaped}%",
                "code_low": int(digits.ljust(12, "0")),
                "code_high": int(digits.ljust(12, "9")),
                "top": where.top,
                "bottom": where.bottom,
                "near": where.near,
                "today": today(),
                "cap": CAP,
                "limit": limit,
            },
        )
        return [code for (code,) in cursor.fetchall()]


def _ways(word: str) -> Iterator[tuple[str, str]]:
    """How a word may fit a unit: the search that an index serves, if any does, and the condition."""
    if word.isascii() and not word.isdecimal():
        yield _BY_SPELLING, _FITS_PINYIN
        yield _BY_SPELLING, _FITS_INITIALS
        return
    if word.isdecimal() and len(word) <= 12:
        yield _BY_CODE, _FITS_CODE
    yield _BY_SPELLING, _FITS_NAME
    yield _BY_PAIRS if len(_COMMITTEE.sub("", word)) > 1 else "", _FITS_INSIDE


def _listed(ranges: Iterable[Range], code: str = "code") -> str:
    """The condition of what may be offered at all; `code + 0` keeps the planner from walking a province by its key."""
    return _LISTED.format(ranges=" or ".join(f"{code} between {low:d} and {high:d}" for low, high in ranges))


def _overlap(ranges: Iterable[Range], other: Range) -> Iterator[Range]:
    """What ranges share with another one."""
    for low, high in ranges:
        if low <= other[1] and other[0] <= high:
            yield max(low, other[0]), min(high, other[1])


def _places(codes: Sequence[int]) -> list[Place]:
    """The units of some codes in their order, with what is above them: one query."""
    wanted = {*codes, *(above for code in codes for above in ancestors_of(code))}
    known = {unit.code: unit for unit in Region.objects.filter(code__in=wanted)}
    return [
        Place(
            code=code,
            name=known[code].name,
            level=known[code].level,
            kind=known[code].get_kind_display(),
            full_name=known[code].full_name,
            chain=tuple(
                Above(above, known[above].name)
                for above in reversed(ancestors_of(code))
                if above in known and known[above].kind != Kind.GROUP
            ),
        )
        for code in codes
    ]
