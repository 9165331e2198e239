"""Bureaus and offices are founded from the divisions."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from fengqiao.business.offices import queries
from fengqiao.business.offices.models import OfficeProfile
from fengqiao.business.offices.services import SINCE, Founded, describe, found_offices
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.places.scope import COUNTY as COUNTY_WIDTH
from fengqiao.kernel.places.scope import TOWN, Scope, reach, within
from fengqiao.kernel.places.services import abolish, count_unit, rename
from tests.business.offices.factories import (
    CITY,
    COUNTY,
    DISTRICT,
    NEXT_TOWNSHIP,
    PROVINCE,
    TOWNSHIP,
    make_places,
)

pytestmark = pytest.mark.django_db
CONTACT = {"size_class": "medium", "phone": "010-66000000", "address": "柳河镇正街1号", "hours": "工作日"}


@pytest.fixture(autouse=True)
def places() -> None:
    make_places()


def office_at(code: int) -> Organization:
    return Organization.objects.select_related("parent").get(region=code)


def test_every_counting_unit_gets_its_bureau_or_office() -> None:
    assert found_offices(PROVINCE) == Founded(bureaus=4, offices=4)

    named = {office.region_id: (office.name, office.kind) for office in Organization.objects.all()}
    assert named == {
        PROVINCE: ("示范省司法厅", "province_bureau"),
        CITY: ("甲市司法局", "city_bureau"),
        COUNTY: ("某某县司法局", "county_bureau"),
        TOWNSHIP: ("某某县司法局柳河镇司法所", "office"),
        NEXT_TOWNSHIP: ("某某县司法局乙乡司法所", "office"),
        DISTRICT: ("甲市柳树区司法局", "county_bureau"),
        990102001000: ("甲市柳树区司法局解放路街道司法所", "office"),
        990171001000: ("甲市司法局港城街道司法所", "office"),
    }
    assert OfficeProfile.objects.count() == 8


def test_each_stands_under_the_nearest_bureau() -> None:
    found_offices(PROVINCE)

    chain = {code: office_at(code).parent for code in (PROVINCE, CITY, COUNTY, TOWNSHIP, 990171001000)}
    assert {code: above and above.region_id for code, above in chain.items()} == {
        PROVINCE: None,
        CITY: PROVINCE,
        COUNTY: CITY,
        TOWNSHIP: COUNTY,
        990171001000: CITY,
    }
    office = office_at(TOWNSHIP)
    assert (office.short_name, office.scope_code, office.valid_from) == ("柳河镇司法所", 990101101000000, SINCE)


def test_a_municipality_has_no_bureau_for_the_heading_of_its_districts() -> None:
    assert found_offices(980000000000) == Founded(bureaus=2, offices=0)

    assert office_at(980101000000).name == "某某市东城区司法局"
    assert office_at(980101000000).parent == office_at(980000000000)


def test_founding_again_adds_only_what_an_administrator_switched_on() -> None:
    found_offices(PROVINCE)
    count_unit(990171000000, counted=True)
    rename(TOWNSHIP, "新柳河镇", on=date(2024, 3, 1), document="民函〔2024〕1号")

    assert found_offices(PROVINCE) == Founded(bureaus=1, offices=0)

    assert office_at(990171000000).name == "甲市经济开发区司法局"
    assert office_at(TOWNSHIP).name == "某某县司法局柳河镇司法所"
    assert found_offices(PROVINCE) == Founded(bureaus=0, offices=0)


def test_a_place_with_an_office_is_not_abolished_without_a_successor() -> None:
    found_offices(PROVINCE)

    with pytest.raises(ValidationError, match="该区划下有1个机构"):
        abolish(NEXT_TOWNSHIP, on=date(2024, 3, 1), document="")


def test_the_profile_is_kept_with_its_history() -> None:
    found_offices(PROVINCE)
    office = office_at(TOWNSHIP)

    with within(Scope(ranges=(reach(COUNTY * 1000, COUNTY_WIDTH),))):
        describe(office.pk, **CONTACT)

    profile = OfficeProfile.objects.get(pk=office.pk)
    assert (profile.size_class, profile.phone, profile.address) == ("medium", "010-66000000", "柳河镇正街1号")
    assert str(profile) == f"{office.pk} 中型所"
    labels = OfficeProfile.pgh_event_model.objects.filter(pgh_obj=profile.pk).order_by("pgh_id")
    assert list(labels.values_list("pgh_label", "phone")) == [("insert", ""), ("update", "010-66000000")]


def test_a_stranger_keeps_no_profile() -> None:
    found_offices(PROVINCE)

    with within(Scope(ranges=(reach(NEXT_TOWNSHIP * 1000, TOWN),))), pytest.raises(PermissionDenied):
        describe(office_at(TOWNSHIP).pk, **CONTACT)
    assert OfficeProfile.objects.exclude(phone="").count() == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("柳河", [TOWNSHIP]),
        ("lhz", [TOWNSHIP]),
        ("liuhe", [TOWNSHIP]),
        ("某某县", [COUNTY, TOWNSHIP, NEXT_TOWNSHIP]),
        ("司法厅", [PROVINCE]),
        ("不存在", []),
    ],
)
def test_an_office_is_found_by_name_spelling_or_county(text: str, found: list[int]) -> None:
    found_offices(PROVINCE)

    codes = queries.found(queries.directory(), text).order_by("scope_code").values_list("region", flat=True)
    assert list(codes) == found
