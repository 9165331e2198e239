"""Two small provinces of invented units, and posts in their offices."""

from __future__ import annotations

from datetime import date

from fengqiao.kernel.identity.models import Organization, Post, Role, User
from fengqiao.kernel.places.loading import Unit, load_regions
from fengqiao.kernel.places.spelling import syllables

PROVINCE, CITY, COUNTY, DISTRICT = 990000000000, 990100000000, 990101000000, 990102000000
TOWNSHIP, NEXT_TOWNSHIP = 990101101000, 990101201000
UNITS = {
    PROVINCE: "示范省",
    CITY: "甲市",
    COUNTY: "某某县",
    TOWNSHIP: "柳河镇",
    990101101201: "柳河村委会",
    NEXT_TOWNSHIP: "乙乡",
    990101400000: "高新技术开发区",
    DISTRICT: "柳树区",
    990102001000: "解放路街道",
    990171000000: "甲市经济开发区",
    990171001000: "港城街道",
    980000000000: "某某市",
    980100000000: "市辖区",
    980101000000: "东城区",
}


def make_places() -> None:
    """The units above."""
    load_regions(units=[Unit(code, name, tuple(syllables(name))) for code, name in sorted(UNITS.items())])


def make_post(username: str, organization: Organization, *may: str, reach: str = "place") -> Post:
    """A person in a role with these rights."""
    role = Role.objects.create(key=username, label="工作人员", reach=reach, permissions=list(may))
    user = User.objects.create_user(username, "Bridge-2026-maple", name="陈某")
    return Post.objects.create(user=user, organization=organization, role=role, valid_from=date(2025, 1, 1))
