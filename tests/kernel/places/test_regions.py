"""Finding a place in the pick-list."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from fengqiao.kernel.places.divisions import range_of
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.regions import find_regions
from fengqiao.kernel.places.scope import PROVINCE, TOWN, Scope, reach, within

pytestmark = pytest.mark.usefixtures("places")

VILLAGE, EAST_VILLAGE, TOWNSHIP, COUNTY = 990101101201, 990101201201, 990101101000, 990101000000


def codes(text: str, **given: object) -> list[int]:
    return [place.code for place in find_regions(text, **given)]  # type: ignore[arg-type]  # the arguments of the list


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("柳河", [TOWNSHIP, VILLAGE, EAST_VILLAGE]),
        ("柳河村", [VILLAGE, EAST_VILLAGE]),
        ("liuhe", [TOWNSHIP, VILLAGE]),
        ("LHZ", [TOWNSHIP]),
        ("lhc", [VILLAGE]),
        ("liu he cun", [VILLAGE]),
        ("changning", [990101101202]),
        ("990101101", [TOWNSHIP, VILLAGE, 990101101202]),
        ("990101101201", [VILLAGE]),
        ("６０７", [990102001001]),
        ("某某县 柳河", [TOWNSHIP, VILLAGE, EAST_VILLAGE]),
        ("柳河 柳河村", [VILLAGE]),
        ("mmx lhc", [VILLAGE]),
        ("示范省 乙乡 柳河村", [EAST_VILLAGE]),
        ("乙乡 长宁", []),
        ("无此地 柳河村", []),
        ("100%", []),
    ],
)
def test_a_place_is_found_by_name_spelling_code_or_path(text: str, found: list[int]) -> None:
    assert codes(text) == found


def test_the_nearer_place_comes_first_among_equals() -> None:
    assert codes("柳", near=990102001000) == [990102000000, TOWNSHIP, VILLAGE, EAST_VILLAGE]
    assert codes("柳", near=VILLAGE) == [TOWNSHIP, VILLAGE, 990102000000, EAST_VILLAGE]


def test_the_own_place_of_the_acting_post_is_the_near_one() -> None:
    with within(Scope(ranges=(reach(VILLAGE * 1000, TOWN),))):
        assert codes("柳") == [TOWNSHIP, VILLAGE, 990102000000, EAST_VILLAGE]
    with within(Scope(ranges=())):
        assert codes("柳")[0] == 990102000000


def test_a_range_and_a_level_narrow_the_list() -> None:
    assert codes("柳河", within=range_of(990101201000)) == [EAST_VILLAGE]
    assert codes("村", within=range_of(COUNTY)) == [VILLAGE, 990101101202, EAST_VILLAGE]
    assert codes("某某县 柳河", within=range_of(TOWNSHIP), level=5) == [VILLAGE]
    assert codes("柳河", within=reach(990000000000, PROVINCE), level=4) == [TOWNSHIP]
    assert codes("柳河", within=range_of(440000000000)) == []


def test_an_empty_question_shows_the_range_from_the_top() -> None:
    assert codes("", within=range_of(COUNTY), limit=3) == [COUNTY, TOWNSHIP, 990101201000]
    assert codes("", within=range_of(110000000000)) == [110000000000, 110101000000]


def test_a_place_is_shown_with_what_is_above_it() -> None:
    place = find_regions("东城区")[0]
    village = find_regions("柳河村", limit=1)[0]

    assert (place.full_name, place.path, place.kind) == ("北京市东城区", "北京市", "区")
    assert village.full_name == "示范省甲市某某县柳河镇柳河村委会"
    assert [above.code for above in village.chain] == [990000000000, 990100000000, COUNTY, TOWNSHIP]


def test_what_has_ended_is_offered_no_more() -> None:
    Region.objects.filter(pk=VILLAGE).update(valid_to=date(2024, 1, 1))

    assert codes("柳河") == [TOWNSHIP, EAST_VILLAGE]


def test_the_list_takes_two_questions_to_the_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        codes("柳河")
