"""What a division code says by itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from fengqiao.kernel.places.divisions import Kind, Level, ancestors_of, counts, is_code, kind_of, level_of, range_of
from fengqiao.kernel.places.loading import Unit, pack, unpack


@pytest.mark.parametrize(
    ("code", "level"),
    [
        (510000000000, Level.PROVINCE),
        (510100000000, Level.CITY),
        (510104000000, Level.COUNTY),
        (510104017000, Level.TOWNSHIP),
        (510104017001, Level.VILLAGE),
        (441900003000, Level.TOWNSHIP),
    ],
)
def test_the_lowest_number_that_is_not_zero_gives_the_level(code: int, level: Level) -> None:
    assert level_of(code) == level


def test_the_units_above_are_named_nearest_first() -> None:
    assert ancestors_of(510104017001) == (510104017000, 510104000000, 510100000000, 510000000000)
    assert ancestors_of(441900003000) == (441900000000, 440000000000)
    assert ancestors_of(510000000000) == ()


def test_a_unit_spans_everything_below_it() -> None:
    assert range_of(510000000000) == (510000000000, 519999999999)
    assert range_of(510104000000) == (510104000000, 510104999999)
    assert range_of(510104017001) == (510104017001, 510104017001)


def test_a_code_has_twelve_digits() -> None:
    assert is_code(510104017001)
    assert not is_code(510104)


@pytest.mark.parametrize(
    ("code", "name", "kind", "counted"),
    [
        (510000000000, "四川省", Kind.PROVINCE, True),
        (513400000000, "凉山彝族自治州", Kind.CITY, True),
        (110100000000, "市辖区", Kind.GROUP, False),
        (500200000000, "县", Kind.GROUP, False),
        (419000000000, "省直辖县级行政区划", Kind.GROUP, False),
        (510121000000, "金堂县", Kind.COUNTY, True),
        (510181000000, "都江堰市", Kind.COUNTY_CITY, True),
        (510104000000, "锦江区", Kind.DISTRICT, True),
        (321171000000, "镇江新区", Kind.ZONE, False),
        (371471000000, "德州天衢新区", Kind.ZONE, False),
        (510104017000, "锦官驿街道", Kind.STREET, True),
        (510121101000, "淮口镇", Kind.TOWN, True),
        (513401202000, "开元乡", Kind.TOWNSHIP, True),
        (340711198000, "郊区直辖村级区划", Kind.GROUP, False),
        (321371400000, "古楚街道", Kind.OTHER, False),
        (320321401000, "大沙河林场", Kind.FARM, False),
        (370571400000, "东营经济开发区", Kind.ZONE, False),
        (510104017001, "水井坊社区居委会", Kind.COMMUNITY, True),
        (370112001201, "柳河村委会", Kind.VILLAGE, True),
        (320321401598, "大沙河林场虚拟生活区", Kind.OTHER, False),
    ],
)
def test_code_and_name_give_the_kind_and_whether_the_unit_counts(
    code: int, name: str, kind: Kind, counted: bool
) -> None:
    assert (kind_of(code, name), counts(code, name)) == (kind, counted)


def test_the_packaged_list_counts_the_real_counties_and_townships_of_the_four_provinces() -> None:
    units = list(unpack())
    levels = Counter(level_of(unit.code) for unit in units)
    counted = Counter((unit.code // 10**10, level_of(unit.code)) for unit in units if counts(unit.code, unit.name))

    assert len(units) == 181_477
    assert levels == {1: 31, 2: 342, 3: 2_975, 4: 41_351, 5: 136_778}
    assert [counted[province, Level.COUNTY] for province in (37, 34, 32, 51)] == [136, 104, 95, 183]
    assert [counted[province, Level.TOWNSHIP] for province in (37, 34, 32, 51)] == [1_813, 1_523, 1_200, 3_101]


def test_a_list_is_packed_in_the_order_of_its_codes_with_its_spelling(tmp_path: Path) -> None:
    pack([(990101000000, "长宁县"), (990000000000, "示范省")], tmp_path / "units.xz")

    assert list(unpack(tmp_path / "units.xz")) == [
        Unit(990000000000, "示范省", ("shi", "fan", "sheng")),
        Unit(990101000000, "长宁县", ("chang", "ning", "xian")),
    ]
