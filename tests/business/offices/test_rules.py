"""How bureaus and offices are called."""

from __future__ import annotations

import pytest

from fengqiao.business.offices.rules import city_bureau, county_bureau, office, province_bureau


@pytest.mark.parametrize(
    ("province", "bureau"),
    [("四川省", "四川省司法厅"), ("西藏自治区", "西藏自治区司法厅"), ("北京市", "北京市司法局")],
)
def test_a_municipality_has_a_bureau_where_a_province_has_a_department(province: str, bureau: str) -> None:
    assert province_bureau(province) == bureau


def test_a_district_is_named_with_its_city_and_a_county_alone() -> None:
    assert city_bureau("凉山彝族自治州") == "凉山彝族自治州司法局"
    assert county_bureau("锦江区", "成都市", district=True) == "成都市锦江区司法局"
    assert county_bureau("金堂县", "成都市", district=False) == "金堂县司法局"


def test_an_office_is_named_after_bureau_and_township() -> None:
    assert office("成都市锦江区司法局", "锦官驿街道") == "成都市锦江区司法局锦官驿街道司法所"
    assert office("", "锦官驿街道") == "锦官驿街道司法所"
