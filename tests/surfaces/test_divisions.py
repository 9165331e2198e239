"""区划变更 on its page: set up, renamed, abolished, counted and described, each with its document and on record."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from fengqiao.kernel.identity.models import Act
from fengqiao.kernel.places.models import Region, RegionVersion
from fengqiao.kernel.places.regions import name_on
from fengqiao.kernel.places.scope import Scope, today, within
from tests.business.mediation.factories import (
    COUNTY,
    OTHER_TOWNSHIP,
    OTHER_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    Town,
    make_region,
    make_town,
)
from tests.surfaces.seats import county_administrator, seated

pytestmark = pytest.mark.django_db

PAGE = "/ui/divisions/"
NEW = 990101103000
FAR = 990201101000


@pytest.fixture
def town() -> Town:
    town = make_town()
    make_region(OTHER_TOWNSHIP, "清溪镇", 4, COUNTY, "town")
    make_region(FAR, "远镇", 4, None, "town")
    for code, name in (
        (COUNTY, "某省某市某县"),
        (TOWNSHIP, "某省某市某县柳河镇"),
        (VILLAGE, "某省某市某县柳河镇柳河村"),
    ):
        Region.objects.filter(pk=code).update(full_name=name)
    return town


@pytest.fixture
def root(town: Town) -> Client:
    return county_administrator()


def dated(**given: object) -> dict[str, object]:
    return {"on": today().isoformat(), "document": "民函〔2026〕3号", "reason": "城镇建设", **given}


def on_record() -> list[tuple[str, str, str, int]]:
    with within(Scope(ranges=((0, 10**15),))):
        return list(Act.objects.values_list("what", "target", "reason", "scope_code"))


def test_a_new_township_stands_under_its_county_with_day_and_document(root: Client):
    response = root.post(f"{PAGE}?act=establish", dated(code=NEW, name="新设镇"))

    assert (response.status_code, response.url) == (302, f"{PAGE}?act=establish")
    unit = Region.objects.get(pk=NEW)
    assert (unit.full_name, unit.valid_from, unit.source_year) == ("某省某市某县新设镇", today(), today().year)
    version = RegionVersion.objects.get(region=NEW)
    assert (version.change, version.document, version.valid_to) == ("establish", "民函〔2026〕3号", today())
    basis = f"{today()}；民函〔2026〕3号；城镇建设"
    assert on_record() == [("division_established", f"某省某市某县新设镇（{NEW}）", basis, NEW * 1000)]
    page = root.get(PAGE).content.decode()
    assert "设立区划" in page
    assert basis in page


def test_a_renamed_township_keeps_its_old_name_for_old_days(root: Client):
    assert root.post(f"{PAGE}?act=rename", dated(unit=TOWNSHIP, name="新柳河镇")).status_code == 302

    assert Region.objects.get(pk=VILLAGE).full_name == "某省某市某县新柳河镇柳河村"
    assert name_on(VILLAGE, today() - timedelta(1)) == "某省某市某县柳河镇柳河村"
    assert [act[:2] for act in on_record()] == [("division_renamed", "某省某市某县柳河镇更名为新柳河镇")]


def test_an_empty_village_is_abolished_and_one_with_a_committee_is_not(root: Client):
    assert root.post(f"{PAGE}?act=abolish", dated(unit=OTHER_VILLAGE)).status_code == 302
    refused = root.post(f"{PAGE}?act=abolish", dated(unit=VILLAGE))

    assert Region.objects.get(pk=OTHER_VILLAGE).valid_to == today()
    assert refused.status_code == 422
    assert "该区划下有1个机构，须指定承接区划后方可撤销" in refused.content.decode()
    assert Region.objects.get(pk=VILLAGE).valid_to is None
    assert [act[0] for act in on_record()] == ["division_abolished"]


def test_a_zone_is_taken_out_of_the_count(root: Client):
    given = {"unit": OTHER_TOWNSHIP, "counted": "0", "document": "统计口径通知"}

    assert root.post(f"{PAGE}?act=count", given).status_code == 302

    assert Region.objects.get(pk=OTHER_TOWNSHIP).counts is False
    assert on_record() == [("division_counted", "清溪镇：不计入", "统计口径通知", OTHER_TOWNSHIP * 1000)]


def test_what_is_known_of_a_unit_is_kept_and_what_stays_empty_is_left(root: Client):
    Region.objects.filter(pk=TOWNSHIP).update(short_name="柳河")
    known = {"population": "32150", "area_km2": "86.50", "figures_year": "2025", "urban_rural": "121"}

    given = {"unit": TOWNSHIP, "document": "统计年鉴", **known}
    assert root.post(f"{PAGE}?act=describe", given).status_code == 302

    unit = Region.objects.get(pk=TOWNSHIP)
    assert (unit.short_name, unit.population, unit.area_km2) == ("柳河", 32150, Decimal("86.50"))
    assert (unit.figures_year, unit.get_urban_rural_display(), unit.source_year) == (2025, "镇中心区", 2023)
    assert on_record()[0][:2] == (
        "division_described",
        "某省某市某县柳河镇：城乡分类、常住人口（人）、面积（平方公里）、数据年度",
    )


@pytest.mark.parametrize(
    ("act", "given", "sentence"),
    [
        ("establish", {"code": "9901", "name": "新镇"}, "确保该值大于或等于"),
        ("establish", {"code": TOWNSHIP, "name": "新镇"}, "已经使用"),
        ("establish", {"code": 990201102000, "name": "新镇"}, "不在您的管理范围内"),
        ("rename", {"unit": FAR, "name": "新镇"}, "不在您的管理范围内"),
        ("rename", {"unit": 880000000000, "name": "新镇"}, "请从列表中选择现有的区划"),
        ("rename", {"unit": TOWNSHIP, "name": "新镇", "on": "2999-01-01"}, "生效日期晚于今天"),
        ("rename", {"unit": TOWNSHIP, "name": "新镇", "document": ""}, "这个字段是必填项"),
        ("abolish", {"unit": 990100000000}, "不在您的管理范围内"),
        ("count", {"unit": FAR, "counted": "0"}, "不在您的管理范围内"),
        ("describe", {"unit": TOWNSHIP}, "请至少填写一项区划信息"),
        ("describe", {"unit": TOWNSHIP, "population": "1"}, "须填写数据年度"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_leaves_nothing(
    root: Client, act: str, given: dict[str, object], sentence: str
):
    before = list(Region.objects.order_by("pk").values_list())

    response = root.post(f"{PAGE}?act={act}", dated(**given))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert list(Region.objects.order_by("pk").values_list()) == before
    assert not RegionVersion.objects.exists()
    assert on_record() == []


def test_who_does_not_administer_finds_no_such_page(town: Town):
    for scope in (town.clerk, town.head, town.county):
        assert seated(scope).get(PAGE).status_code == 404
        assert seated(scope).post(f"{PAGE}?act=rename", dated(unit=TOWNSHIP, name="新镇")).status_code == 404
    assert Region.objects.get(pk=TOWNSHIP).name == "柳河镇"


def test_the_page_stands_in_the_administration_and_knows_its_verbs_only(root: Client):
    assert PAGE in root.get("/administration/").content.decode()
    for act in ("establish", "rename", "abolish", "count", "describe"):
        assert root.get(f"{PAGE}?act={act}").status_code == 200
    assert root.get(f"{PAGE}?act=dissolve").status_code == 404
