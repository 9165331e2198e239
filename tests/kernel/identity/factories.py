"""Places, organizations, people and posts for tests, in an invented province 99."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.test import Client

from fengqiao.kernel.identity.models import Organization, Post, Role, User
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import today

PASSWORD = "Bridge-2026-maple"

PROVINCE = 990000000000
CITY = 990100000000
COUNTY = 990101000000
TOWNSHIP = 990101101000
NEXT_TOWNSHIP = 990101102000
FAR_TOWNSHIP = 990102101000
VILLAGE = 990101101201


def make_region(code: int) -> Region:
    """A unit of the given code; its level is how many of its digits say something."""
    steps = ((10**10, 1), (10**8, 2), (10**6, 3), (10**3, 4))
    level = next((level for width, level in steps if code % width == 0), 5)
    region, _ = Region.objects.get_or_create(code=code, defaults={"name": f"甲{code}", "level": level})
    return region


def make_organization(
    code: int = TOWNSHIP, *, serial: int = 0, kind: str = "office", townships: Sequence[int] = ()
) -> Organization:
    """An organization at a place."""
    return Organization.objects.get_or_create(
        region=make_region(code),
        serial=serial,
        defaults={"kind": kind, "name": f"{code}机构{serial}", "townships": list(townships)},
    )[0]


def make_role(
    key: str = "clerk",
    *,
    reach: str = "office",
    may: Sequence[str] = ("demo.view", "demo.handle"),
    needs_code: bool = False,
) -> Role:
    """A role with rights."""
    return Role.objects.update_or_create(
        key=key, defaults={"label": key, "reach": reach, "permissions": list(may), "needs_code": needs_code}
    )[0]


def make_user(username: str = "lhs-chen", **fields: object) -> User:
    """A person who can sign in."""
    known = User.objects.filter(username=username).first()
    return known or User.objects.create_user(username, PASSWORD, name="陈某", **fields)


def make_post(
    *,
    organization: Organization | None = None,
    role: Role | None = None,
    user: User | None = None,
    begun: int = 10,
    until: date | None = None,
    ranges: list[list[int]] | None = None,
) -> Post:
    """A post begun some days ago."""
    return Post.objects.create(
        user=user or make_user(),
        organization=organization or make_organization(),
        role=role or make_role(),
        valid_from=today() - timedelta(days=begun),
        valid_to=until,
        ranges=ranges,
    )


def sign_in(client: Client, username: str = "lhs-chen", password: str = PASSWORD) -> Client:
    """Through the sign-in page, as people do."""
    client.post("/sign-in/", {"login": username, "password": password})
    return client
