"""The directory in the browser."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from fengqiao.business.offices.models import OfficeProfile
from fengqiao.business.offices.services import found_offices
from fengqiao.kernel.identity.models import Act, Organization
from fengqiao.kernel.places.scope import Scope, within
from tests.business.offices.factories import COUNTY, NEXT_TOWNSHIP, PROVINCE, TOWNSHIP, make_places, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Organization:
    """柳河镇司法所, founded with all others of its province."""
    make_places()
    found_offices(PROVINCE)
    return Organization.objects.get(region=TOWNSHIP)


def signed_in(username: str, code: int, *may: str) -> Client:
    client = Client()
    client.force_login(make_post(username, Organization.objects.get(region=code), *may).user)
    return client


@pytest.fixture
def clerk(office: Organization) -> Client:
    return signed_in("clerk", TOWNSHIP, "system.view")


@pytest.fixture
def administrator(office: Organization) -> Client:
    return signed_in("administrator", COUNTY, "system.view", "system.administer")


def test_the_directory_opens_at_the_own_county(clerk: Client) -> None:
    page = clerk.get(reverse("offices:office-list")).content.decode()

    assert re.findall(r'<a class="t"[^>]*>([^<]*司法所)', page) == [
        "某某县司法局柳河镇司法所",
        "某某县司法局乙乡司法所",
    ]


def test_the_directory_lists_all_bureaus_and_offices(clerk: Client) -> None:
    page = clerk.get(reverse("offices:office-list"), {"view": "all"}).content.decode()

    assert len(re.findall(r'<a class="t"[^>]*>[^<]*司法所', page)) == 4
    assert "甲市柳树区司法局" in page


def test_the_own_view_shows_the_own_range(clerk: Client) -> None:
    page = clerk.get(reverse("offices:office-list"), {"view": "own"}).content.decode()

    assert "某某县司法局柳河镇司法所" in page
    assert "某某县司法局乙乡司法所" not in page


def test_the_directory_asks_the_same_for_one_office_and_for_many(clerk: Client) -> None:
    address, asked = reverse("offices:office-list"), []
    clerk.get(address)

    for view in ("all", "own"):
        with CaptureQueriesContext(connection) as queries:
            clerk.get(address, {"view": view})
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_an_office_shows_where_it_is_and_who_works_there(clerk: Client, office: Organization) -> None:
    OfficeProfile.objects.filter(pk=office.pk).update(phone="010-66000000", size_class="small")

    page = clerk.get(reverse("offices:office", args=[office.pk])).content.decode()

    for words in ("示范省甲市某某县柳河镇", "小型所", "010-66000000", "某某县司法局", "陈某"):
        assert words in page
    assert "维护机构信息" not in page


def test_who_works_elsewhere_stays_unnamed(clerk: Client, office: Organization) -> None:
    other = Organization.objects.get(region=NEXT_TOWNSHIP)
    make_post("other", other)

    page = clerk.get(reverse("offices:office", args=[other.pk])).content.decode()

    assert "在任人员" not in page


def kept() -> list[tuple[str, str, int]]:
    """What is on record of who kept a profile."""
    with within(Scope(ranges=((0, 10**15),))):
        return list(Act.objects.values_list("what", "target", "scope_code"))


def test_an_administrator_keeps_the_profile(administrator: Client, office: Organization) -> None:
    address = reverse("offices:office-edit", args=[office.pk])

    assert "规模分类" in administrator.get(address).content.decode()
    answer = administrator.post(address, {"size_class": "large", "phone": "13900000000", "address": "", "hours": ""})

    assert answer.status_code == 302
    assert OfficeProfile.objects.get(pk=office.pk).size_class == "large"
    assert kept() == [("organization_kept", f"{office.name}：规模分类、办公电话", office.scope_code)]


def test_a_bureau_has_no_size(administrator: Client, office: Organization) -> None:
    bureau = Organization.objects.get(region=COUNTY)
    address = reverse("offices:office-edit", args=[bureau.pk])

    assert "规模分类" not in administrator.get(address).content.decode()
    administrator.post(address, {"phone": "", "address": "县府街1号", "hours": ""})

    assert OfficeProfile.objects.get(pk=bureau.pk).address == "县府街1号"


def test_a_wrong_phone_is_refused_with_the_form(administrator: Client, office: Organization) -> None:
    answer = administrator.post(reverse("offices:office-edit", args=[office.pk]), {"phone": "1390000000"})

    assert answer.status_code == 422
    assert "少 1 位，手机号应为 11 位" in answer.content.decode()
    assert OfficeProfile.objects.get(pk=office.pk).phone == ""
    assert kept() == []


def test_nobody_edits_beyond_the_own_range_or_rights(
    clerk: Client, administrator: Client, office: Organization
) -> None:
    city = Organization.objects.get(kind="city_bureau")

    assert clerk.get(reverse("offices:office-edit", args=[office.pk])).status_code == 404
    assert administrator.get(reverse("offices:office-edit", args=[city.pk])).status_code == 404


@pytest.mark.seed("SC-51")
def test_the_poster_of_an_office_opens_that_very_office(clerk: Client, office: Organization) -> None:
    made = clerk.get(reverse("offices:office-poster", args=[office.pk]))

    pages = PdfReader(io.BytesIO(made.content)).pages
    text = "".join(pages[0].extract_text().split())
    assert (made.headers["Content-Type"], len(pages)) == ("application/pdf", 1)
    for words in ("有纠纷，来说和", "用手机扫一扫，直接到本所", office.name, "http://testserver/portal/o/990101101/"):
        assert words in text
    assert "柳河镇司法所" in Client().get("/portal/o/990101101/").content.decode()
    assert "二维码海报" in clerk.get(reverse("offices:office", args=[office.pk])).content.decode()


def test_nobody_prints_the_poster_of_an_office_beyond_their_range(clerk: Client) -> None:
    other = Organization.objects.get(region=NEXT_TOWNSHIP)

    assert clerk.get(reverse("offices:office-poster", args=[other.pk])).status_code == 404
    assert "二维码海报" not in clerk.get(reverse("offices:office", args=[other.pk])).content.decode()


def test_an_office_that_keeps_a_second_township_serves_it_too(office: Organization) -> None:
    Organization.objects.filter(region=NEXT_TOWNSHIP).update(valid_to=date(2025, 1, 1))
    Organization.objects.filter(pk=office.pk).update(townships=[NEXT_TOWNSHIP])

    found = Client().get("/portal/find/", {"q": "乙乡"}).content.decode()

    assert office.name in found
    assert "/portal/o/990101101/" in found
