"""A small made-up county beside a few real units, loaded as the packaged list is."""

from __future__ import annotations

import pytest

from fengqiao.kernel.places import calendar
from fengqiao.kernel.places.loading import Unit, load_calendar, load_regions
from fengqiao.kernel.places.spelling import syllables

UNITS = {
    110000000000: "北京市",
    110100000000: "市辖区",
    110101000000: "东城区",
    440000000000: "广东省",
    441900000000: "东莞市",
    441900003000: "东城街道",
    990000000000: "示范省",
    990100000000: "甲市",
    990101000000: "某某县",
    990101101000: "柳河镇",
    990101101201: "柳河村委会",
    990101101202: "长宁村委会",
    990101201000: "乙乡",
    990101201201: "东柳河村村民委员会",
    990101400000: "高新技术开发区",
    990102000000: "柳树区",
    990102001000: "解放路街道",
    990102001001: "607社区居委会",
    990171000000: "甲市经济开发区",
}


@pytest.fixture
def places(db: None) -> None:
    """The units above, in force."""
    load_regions(units=[Unit(code, name, tuple(syllables(name))) for code, name in UNITS.items()])


@pytest.fixture
def notices(db: None) -> None:
    """The working calendar as it is packaged."""
    load_calendar()
    calendar.forget()
