"""How a bureau and an office are called (机构名称): pure functions of the names of places."""

from __future__ import annotations

MUNICIPALITY = "市"


def province_bureau(province: str) -> str:
    """四川省司法厅, 北京市司法局."""
    return f"{province}司法局" if province.endswith(MUNICIPALITY) else f"{province}司法厅"


def city_bureau(city: str) -> str:
    """成都市司法局."""
    return f"{city}司法局"


def county_bureau(county: str, city: str, *, district: bool) -> str:
    """成都市锦江区司法局, 金堂县司法局: a district is named with its city."""
    return f"{city}{county}司法局" if district else f"{county}司法局"


def office(bureau: str, township: str) -> str:
    """成都市锦江区司法局锦官驿街道司法所; without the bureau it is the short name."""
    return f"{bureau}{township}司法所"
