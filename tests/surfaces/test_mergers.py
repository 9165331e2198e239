"""Mergers of divisions: what is shown before, what follows after, and who may not (区划合并)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fengqiao.business.mediation.models import Dispute
from fengqiao.kernel.identity.models import Act, Organization, Post
from fengqiao.kernel.identity.scopes import ranges_of, scope_of
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.places.models import Region, RegionVersion
from fengqiao.kernel.places.regions import name_on
from fengqiao.kernel.places.scope import today, within
from tests.business.mediation.factories import (
    COUNTY,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    Town,
    make_dispute,
    make_organization,
    make_post,
    make_region,
    make_town,
)
from tests.kernel.casework.matters import sentence_of
from tests.surfaces.seats import client_of, seated

pytestmark = pytest.mark.django_db

PAGE = "/ui/mergers/divisions/"
FAR = 990102101000


@pytest.fixture
def town() -> Town:
    """柳河镇, its industry committee, and 清溪镇 with an office beside it."""
    town = make_town()
    make_organization(TOWNSHIP, "柳河镇道路交通调委会", "committee", serial=1, parent=town.office)
    make_region(OTHER_TOWNSHIP, "清溪镇", 4, COUNTY, "town")
    make_organization(OTHER_TOWNSHIP, "清溪司法所", "office")
    make_organization(OTHER_TOWNSHIP, "清溪镇人民调解委员会", "committee", serial=1)
    Region.objects.filter(pk=TOWNSHIP).update(full_name="某省某市某县柳河镇")
    Region.objects.filter(pk=OTHER_TOWNSHIP).update(full_name="某省某市某县清溪镇")
    Region.objects.filter(pk=VILLAGE).update(full_name="某省某市某县柳河镇柳河村")
    return town


@pytest.fixture
def administrator(town: Town) -> Post:
    return make_post(Organization.objects.get(region=COUNTY, serial=0), "administrator", "管某某")


def choice(**given: object) -> dict[str, object]:
    chosen = {"unit": TOWNSHIP, "successor": OTHER_TOWNSHIP, "on": today().isoformat(), "document": "民函〔2026〕3号"}
    chosen |= given
    return {"seen": f"{chosen['unit']}-{chosen['successor']}", **chosen}


def test_before_anything_moves_the_page_says_what_will(town: Town, administrator: Post):
    with within(town.clerk):
        make_dispute()

    page = client_of(administrator).post(PAGE, choice()).content.decode()

    assert "某省某市某县柳河镇并入某省某市某县清溪镇" in page
    assert "2 件事项，其中 1 项待办；2 个岗位" in page  # the report and the dispute
    assert "下辖 2 个区划改隶清溪镇" in page
    assert "其中的 1 个机构原地不动" in page
    assert "并入清溪司法所" in page
    assert "迁入清溪镇" in page
    assert "确认合并" in page
    assert Region.objects.get(pk=TOWNSHIP).valid_to is None


def test_what_is_confirmed_is_what_was_shown(town: Town, administrator: Post):
    shown_another = choice(confirmed="on", seen=f"{OTHER_TOWNSHIP}-{TOWNSHIP}")

    page = client_of(administrator).post(PAGE, shown_another).content.decode()

    assert "确认合并" in page
    assert f'value="{TOWNSHIP}-{OTHER_TOWNSHIP}"' in page
    assert Region.objects.get(pk=TOWNSHIP).valid_to is None


def test_once_confirmed_region_organizations_people_and_matters_follow(town: Town, administrator: Post):
    with within(town.clerk):
        dispute = make_dispute()
        happened = dispute.subject.scope_code

    response = client_of(administrator).post(PAGE, choice(confirmed="on"))

    assert response.status_code == 302
    ended, office = Region.objects.get(pk=TOWNSHIP), Organization.objects.get(region=OTHER_TOWNSHIP, serial=0)
    assert (ended.valid_to, ended.merged_into_id) == (today(), OTHER_TOWNSHIP)
    assert Region.objects.get(pk=VILLAGE).full_name == "某省某市某县清溪镇柳河村"
    assert name_on(VILLAGE, today() - timedelta(1)) == "某省某市某县柳河镇柳河村"
    assert RegionVersion.objects.filter(document="民函〔2026〕3号").count() == 3
    town.office.refresh_from_db()
    town.village.refresh_from_db()
    assert (town.office.valid_to, office.townships) == (today(), [TOWNSHIP])
    assert (town.village.region_id, town.village.parent) == (VILLAGE, office)
    industry = Organization.objects.get(name="柳河镇道路交通调委会")
    assert (industry.region_id, industry.serial, industry.parent) == (OTHER_TOWNSHIP, 2, office)
    clerk = scope_of(Post.objects.get(pk=town.clerk.post))
    assert clerk.organization == office.pk
    with within(clerk):  # the same person goes on with the same matter
        moved = Dispute.objects.get(pk=dispute.pk)
        events = list(Event.objects.filter(subject=dispute.pk).order_by("seq"))
        assert sentence_of(events[-1]) == "柳河司法所并入清溪司法所：民函〔2026〕3号"
    assert moved.scope_code == office.scope_code
    assert {event.region_code for event in events} == {happened}
    with within(scope_of(administrator)):
        assert [(act.what, act.target) for act in Act.objects.all()] == [
            ("division_merged", "某省某市某县柳河镇并入某省某市某县清溪镇")
        ]


def test_the_office_that_goes_on_reaches_the_villages_of_the_old_township(town: Town, administrator: Post):
    with within(replace(town.village_mediator, at=None)):
        dispute = make_dispute()
    neighbour = make_post(Organization.objects.get(region=OTHER_TOWNSHIP, serial=0), "office_clerk", "周某某")
    with within(scope_of(neighbour)):
        assert not Dispute.objects.filter(pk=dispute.pk).exists()

    client_of(administrator).post(PAGE, choice(confirmed="on"))

    neighbour = Post.objects.get(pk=neighbour.pk)
    assert ranges_of(neighbour) == (
        (990101102000000, 990101102999999),
        (990101101000000, 990101101999999),
    )
    with within(scope_of(neighbour)):
        assert Dispute.objects.get(pk=dispute.pk).scope_code // 10**6 == TOWNSHIP // 1000


def test_a_merged_county_leaves_its_townships_to_the_bureau_that_goes_on(town: Town):
    make_region(990102000000, "东县", 3, 990100000000, "county")
    make_organization(990102000000, "东县司法局", "county_bureau")
    city = make_organization(990100000000, "某市司法局", "city_bureau")
    root = make_post(city, "administrator", "管某某")

    response = client_of(root).post(PAGE, choice(unit=COUNTY, successor=990102000000, confirmed="on"))

    assert response.status_code == 302
    county = Post.objects.get(pk=town.county.post)
    assert county.organization.name == "东县司法局"
    assert ranges_of(county) == (
        (990102000000000, 990102999999999),
        (990101000000000, 990101999999999),
    )
    town.office.refresh_from_db()
    assert town.office.parent == county.organization


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"successor": TOWNSHIP}, "承接区划须为同级的另一区划"),
        ({"successor": COUNTY}, "承接区划须为同级的另一区划"),
        ({"successor": 880000000000}, "请从列表中选择现有的区划"),
        ({"unit": "柳"}, "请从列表中选择区划"),
        ({"on": "2999-01-01", "confirmed": "on"}, "合并日期晚于今天"),
        ({"document": ""}, "这个字段是必填项"),
        ({"successor": FAR}, "两个区划须都在您的管理范围内"),
    ],
)
def test_what_cannot_be_merged_is_refused_with_a_sentence(
    town: Town, administrator: Post, given: dict[str, object], sentence: str
):
    make_region(FAR, "远镇", 4, None, "town")

    response = client_of(administrator).post(PAGE, choice(**given))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Region.objects.get(pk=TOWNSHIP).valid_to is None
    assert not RegionVersion.objects.exists()


def test_who_does_not_administer_finds_no_such_page(town: Town):
    for scope in (town.clerk, town.head, town.county):
        assert seated(scope).get(PAGE).status_code == 404
        assert seated(scope).post(PAGE, choice(confirmed="on")).status_code == 404
    assert Region.objects.get(pk=TOWNSHIP).valid_to is None


def test_both_mergers_stand_on_the_first_page_of_the_administration(administrator: Post):
    page = client_of(administrator).get("/administration/").content.decode()

    assert PAGE in page
    assert '"/ui/mergers/"' in page
