"""Divisions change with a day and a document, and old records keep their words."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from fengqiao.kernel.places import services
from fengqiao.kernel.places.divisions import Range
from fengqiao.kernel.places.loading import Unit, load_regions
from fengqiao.kernel.places.models import Region, RegionVersion, in_force
from fengqiao.kernel.places.regions import find_regions, name_on
from fengqiao.kernel.places.services import abolish, count_unit, describe, establish, merge, rename
from fengqiao.kernel.places.spelling import spelled, syllables

pytestmark = pytest.mark.usefixtures("places")

TOWN, TOWNSHIP, VILLAGE, COUNTY = 990101101000, 990101201000, 990101201201, 990101000000
DAY = date(2024, 3, 1)


def test_the_loader_derives_parent_level_kind_and_full_name() -> None:
    unit = Region.objects.get(pk=441900003000)

    assert (unit.level, unit.parent_id, unit.kind, unit.full_name) == (
        4,
        441900000000,
        "street",
        "广东省东莞市东城街道",
    )
    assert (unit.pinyin, unit.initials, unit.counts) == ("dongchengjiedao", "dcjd", True)
    assert (unit.source_year, unit.short_name, unit.population) == (2023, "", None)
    assert str(unit) == "东城街道"


def test_loading_again_leaves_what_was_changed_here() -> None:
    rename(TOWN, "新柳河镇", on=DAY, document="民函〔2024〕1号")
    count_unit(TOWNSHIP, counted=False)
    describe(TOWNSHIP, short_name="乙", population=12000, figures_year=2022)

    assert load_regions(units=[Unit(TOWN, "柳河镇", ("x",)), Unit(TOWNSHIP, "乙乡", ("yi", "siang"))]) == 2

    assert (Region.objects.get(pk=TOWN).name, Region.objects.get(pk=TOWN).pinyin) == ("新柳河镇", "xinliuhezhen")
    assert (Region.objects.get(pk=TOWNSHIP).short_name, Region.objects.get(pk=TOWNSHIP).population) == ("乙", 12000)
    assert (Region.objects.get(pk=TOWNSHIP).counts, Region.objects.get(pk=TOWNSHIP).pinyin) == (False, "yisiang")


def test_a_renamed_county_renames_what_lies_below_and_keeps_the_old_words() -> None:
    rename(COUNTY, "新县", on=DAY, document="国函〔2024〕2号")

    assert Region.objects.get(pk=VILLAGE).full_name == "示范省甲市新县乙乡东柳河村村民委员会"
    assert name_on(VILLAGE, date(2024, 2, 29)) == "示范省甲市某某县乙乡东柳河村村民委员会"
    assert name_on(VILLAGE, DAY) == "示范省甲市新县乙乡东柳河村村民委员会"
    assert find_regions("xinx")[0].code == COUNTY


def test_a_merged_township_ends_and_its_villages_go_to_the_successor() -> None:
    merge(TOWNSHIP, into=TOWN, on=DAY, document="民函〔2024〕3号")

    ended, village = Region.objects.get(pk=TOWNSHIP), Region.objects.get(pk=VILLAGE)
    assert (ended.valid_to, ended.merged_into_id) == (DAY, TOWN)
    assert (village.parent_id, village.valid_to) == (TOWN, None)
    assert village.full_name == "示范省甲市某某县柳河镇东柳河村村民委员会"
    assert name_on(VILLAGE, date(2024, 1, 31)) == "示范省甲市某某县乙乡东柳河村村民委员会"
    assert list(Region.objects.filter(in_force(date(2024, 2, 29)), pk=TOWNSHIP)) == [ended]
    assert not Region.objects.filter(in_force(DAY), pk=TOWNSHIP).exists()


def test_a_unit_merges_only_into_another_one_of_its_level() -> None:
    for into in (TOWNSHIP, COUNTY):
        with pytest.raises(ValidationError, match="承接区划须为同级的另一区划"):
            merge(TOWNSHIP, into=into, on=DAY, document="")
    assert RegionVersion.objects.count() == 0


def test_an_empty_unit_is_abolished_with_all_below_it() -> None:
    abolish(TOWNSHIP, on=DAY, document="民函〔2024〕4号")

    assert set(Region.objects.filter(valid_to=DAY).values_list("pk", flat=True)) == {TOWNSHIP, VILLAGE}
    assert str(RegionVersion.objects.get(region=TOWNSHIP)) == "乙乡 2024-03-01 撤销"


def test_a_unit_with_offices_is_not_abolished_without_a_successor(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Range] = []
    monkeypatch.setattr(services, "HOLDERS", {})
    services.holds("个司法所")(lambda units: 1 if not asked.append(units) else 0)
    services.holds("件记录")(lambda units: 312)
    services.holds("名人员")(lambda units: 0)

    with pytest.raises(ValidationError) as refused:
        abolish(TOWNSHIP, on=DAY, document="")

    assert refused.value.messages == ["该区划下有1个司法所、312件记录，须指定承接区划后方可撤销"]
    assert asked == [(990101201000, 990101201999)]
    assert Region.objects.get(pk=TOWNSHIP).valid_to is None


def test_changes_are_entered_in_the_order_of_their_days() -> None:
    rename(TOWN, "新柳河镇", on=DAY, document="")

    with pytest.raises(ValidationError, match="须按日期先后登记"):
        rename(COUNTY, "新县", on=date(2024, 2, 1), document="")


def test_an_ended_or_unknown_unit_does_not_change() -> None:
    abolish(TOWNSHIP, on=DAY, document="")

    with pytest.raises(ValidationError, match="乙乡已于2024-03-01撤销"):
        rename(TOWNSHIP, "丙乡", on=date(2024, 5, 1), document="")
    with pytest.raises(ValidationError, match="未找到该区划，请先导入区划"):
        rename(990109000000, "丁县", on=DAY, document="")


def test_a_new_unit_stands_under_the_lowest_one_above_it() -> None:
    unit = establish(990101102000, "新设镇", on=DAY)

    assert (unit.parent_id, unit.full_name, unit.kind, unit.initials) == (
        COUNTY,
        "示范省甲市某某县新设镇",
        "town",
        "xsz",
    )
    with pytest.raises(ValidationError, match="设立，变更日期须在其后"):
        rename(unit.pk, "改名镇", on=DAY, document="")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (9901, "区划代码须为12位数字"),
        (TOWN, "区划代码990101101000已经使用"),
        (980000000000, "未找到该区划，请先导入区划"),
    ],
)
def test_a_new_unit_needs_a_free_code_under_a_known_one(code: int, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        establish(code, "新设镇", on=DAY)


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("重庆市", "chongqingshi", "cqs"),
        ("长宁县", "changningxian", "cnx"),
        ("长子县", "zhangzixian", "zzx"),
        ("朝阳区", "chaoyangqu", "cyq"),
        ("成都市", "chengdushi", "cds"),
        ("单县", "shanxian", "sx"),
        ("六安市", "luanshi", "las"),
        ("607社区", "607shequ", "6sq"),
        ("隆阜（3）社区", "longfu3shequ", "lf3sq"),
    ],
)
def test_a_place_is_spelled_as_the_place_is_called(name: str, pinyin: str, initials: str) -> None:
    assert spelled(syllables(name)) == (pinyin, initials)
