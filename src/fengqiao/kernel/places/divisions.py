"""What a division code says by itself (统计用区划代码): level, ancestors, range, kind, and whether the unit counts.

A code has 12 digits, PP CC DD TTT VVV: province, city, county, township, village.
"""

from __future__ import annotations

from django.db import models


class Level(models.IntegerChoices):
    """级别, from the province down."""

    PROVINCE = 1, "省级"
    CITY = 2, "地级"
    COUNTY = 3, "县级"
    TOWNSHIP = 4, "乡级"
    VILLAGE = 5, "村级"


class Kind(models.TextChoices):
    """类别, as the unit is spoken of."""

    PROVINCE = "province", "省"
    CITY = "city", "市"
    GROUP = "group", "汇总"
    COUNTY = "county", "县"
    COUNTY_CITY = "county_city", "县级市"
    DISTRICT = "district", "区"
    STREET = "street", "街道"
    TOWN = "town", "镇"
    TOWNSHIP = "township", "乡"
    COMMUNITY = "community", "社区"
    VILLAGE = "village", "村"
    ZONE = "zone", "开发区"
    FARM = "farm", "农林牧场"
    OTHER = "other", "类似单位"


# How many codes one unit of a level spans: 510104017000 // WIDTHS[Level.TOWNSHIP] names the township.
WIDTHS = {Level.PROVINCE: 10**10, Level.CITY: 10**8, Level.COUNTY: 10**6, Level.TOWNSHIP: 10**3, Level.VILLAGE: 1}

Range = tuple[int, int]  # the first and the last code
EVERYWHERE: Range = (10**11, 10**12 - 1)

ENDINGS: dict[Level, tuple[tuple[str, Kind], ...]] = {
    Level.COUNTY: (("市", Kind.COUNTY_CITY), ("区", Kind.DISTRICT)),
    Level.TOWNSHIP: (("镇", Kind.TOWN), ("乡", Kind.TOWNSHIP), ("苏木", Kind.TOWNSHIP)),
}
OTHERWISE = {
    Level.PROVINCE: Kind.PROVINCE,
    Level.CITY: Kind.CITY,
    Level.COUNTY: Kind.COUNTY,
    Level.TOWNSHIP: Kind.STREET,
    Level.VILLAGE: Kind.OTHER,
}
# Headings of the statistics that no authority stands behind: 市辖区 and 县 under a municipality, 县直辖村级区划.
HEADINGS = ("市辖区", "县")
ZONE_WORDS = ("开发", "园区", "新区", "产业园", "工业园", "管理区", "示范区", "度假区", "保税", "高新", "经济区")
FARM_WORDS = ("农场", "林场", "牧场", "渔场", "茶场", "良种场", "原种场", "养殖场", "农垦", "林业局")


def is_code(code: int) -> bool:
    """Whether a number has the twelve digits of a division code."""
    return 10**11 <= code < 10**12


def level_of(code: int) -> Level:
    """The lowest level that is not zero; a township of a city without counties (441900003000) stays a township."""
    if code % 1000:
        return Level.VILLAGE
    if code // 10**3 % 1000:
        return Level.TOWNSHIP
    if code // 10**6 % 100:
        return Level.COUNTY
    return Level.CITY if code // 10**8 % 100 else Level.PROVINCE


def ancestors_of(code: int) -> tuple[int, ...]:
    """The codes above, nearest first, some of which may not exist (441900000000 for 441900003000)."""
    above = (code // width * width for width in reversed(WIDTHS.values()))
    return tuple(dict.fromkeys(found for found in above if found != code))


def range_of(code: int) -> Range:
    """The first and last code of a unit and everything below it."""
    return code, code + WIDTHS[level_of(code)] - 1


def kind_of(code: int, name: str) -> Kind:
    """The kind that code and name give together: 001–399 are 街道, 镇 and 乡, 400–599 what is only like them."""
    level = level_of(code)
    if _is_heading(level, name):
        return Kind.GROUP
    if level is Level.COUNTY and _is_zone_county(code):
        return Kind.ZONE
    if level is Level.VILLAGE and code % 1000 < 400:
        return Kind.COMMUNITY if code % 1000 < 200 else Kind.VILLAGE
    if level is Level.TOWNSHIP and code // 1000 % 1000 >= 400:
        found = ((FARM_WORDS, Kind.FARM), (ZONE_WORDS, Kind.ZONE))
        return next((kind for words, kind in found if any(word in name for word in words)), Kind.OTHER)
    return next((kind for ending, kind in ENDINGS.get(level, ()) if name.endswith(ending)), OTHERWISE[level])


def counts(code: int, name: str) -> bool:
    """Whether the unit counts among the real counties, 乡镇街道 and villages; an administrator may say otherwise.

    Statistical zones have the county numbers 71–79 and the township and village numbers from 400.
    """
    level = level_of(code)
    if _is_heading(level, name):
        return False
    if level is Level.COUNTY:
        return not _is_zone_county(code)
    return code // 1000 % 1000 < 400 if level is Level.TOWNSHIP else code % 1000 < 400


def _is_zone_county(code: int) -> bool:
    return 71 <= code // WIDTHS[Level.COUNTY] % 100 <= 79


def _is_heading(level: Level, name: str) -> bool:
    return (level is Level.CITY and name in HEADINGS) or (level in (Level.CITY, Level.TOWNSHIP) and "直辖" in name)
