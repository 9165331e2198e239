"""检索: the search page finds by kind what a post may see, and no typed word stands in an address."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client

from fengqiao.business.mediation.models import Dispute
from fengqiao.config.roles import LOADER, SEQUENCER
from fengqiao.insight.searching import identifier_of
from fengqiao.kernel.casework.searching import CONSUMER
from fengqiao.kernel.journal.feed import follow
from fengqiao.kernel.journal.sequencer import place
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.privacy.blind import blind_index
from tests.business.mediation.factories import (
    LI_ID,
    OTHER_TOWNSHIP,
    Town,
    make_case,
    make_dispute,
    make_organization,
    make_post,
    make_region,
    make_town,
)
from tests.database import as_role
from tests.surfaces.seats import client_of, county_administrator, province_post, seated

pytestmark = pytest.mark.django_db

TITLE = "李某某与张某某"


@pytest.fixture
def town() -> Town:
    """柳河镇 with seven disputes and one case, indexed."""
    made = make_town()
    with within(made.clerk):
        make_case(made)
        for _ in range(6):
            make_dispute()
    with as_role(SEQUENCER):
        place(connection)
    with as_role(LOADER):
        follow(connection, CONSUMER)
    return made


def searched(client: Client, text: str) -> str:
    """The page that answers what was typed into the box."""
    return client.post("/search/", {"text": text}, follow=True).content.decode()


def test_what_is_typed_is_sealed_in_the_address(town: Town) -> None:
    response = seated(town.clerk).post("/search/", {"text": "李某某"})

    assert response.status_code == 302
    assert re.fullmatch(r"/search/\?q=[\w%=-]+", response["Location"])


def test_results_stand_by_kind(town: Town) -> None:
    page = searched(seated(town.clerk), "李某某")

    assert page.index("<h2>纠纷</h2>") < page.index("<h2>调解案件</h2>")
    assert "1 件</span>" in page
    assert page.count('class="t" href="/mediation/disputes/') == 5  # the newest; the rest behind 全部
    assert "全部 7 件" in page


def test_one_kind_is_a_list_to_walk_through(town: Town) -> None:
    client = seated(town.clerk)
    more = re.search(r'href="(/search/\?q=[^"]+kind=mediation.dispute)"', searched(client, "李某某"))

    page = client.get(more[1].replace("&amp;", "&")).content.decode()

    assert "共 <b>7</b> 件" in page


def test_a_number_leads_to_its_matter_alone(town: Town) -> None:
    with within(town.clerk):
        number = Dispute.objects.select_related("subject").order_by("-pk")[0].number

    page = searched(seated(town.clerk), number)

    assert "1 件</span>" in page
    assert "<h2>调解案件</h2>" not in page


def test_a_telephone_or_identity_number_is_looked_for_by_its_index() -> None:
    assert identifier_of("199 0000 0002") == ("phone", blind_index("phone", "19900000002"))
    assert identifier_of(LI_ID) == ("id_number", blind_index("id_number", LI_ID))
    assert identifier_of("李某某") is None
    assert identifier_of("990101101201") is None


def test_a_neighbour_finds_nothing(town: Town) -> None:
    make_region(OTHER_TOWNSHIP, "石桥镇", 4, kind="town")
    other = make_post(make_organization(OTHER_TOWNSHIP, "石桥司法所", "office"), "office_clerk")

    assert "没有找到" in searched(client_of(other), "李某某")


def test_a_de_identified_post_is_told_to_search_by_number(town: Town) -> None:
    page = searched(province_post("province_mediation"), "李某某")

    assert "只能按完整编号检索" in page
    assert TITLE not in page


def test_who_works_in_no_line_finds_none_of_its_matters(town: Town) -> None:
    assert "没有找到" in searched(county_administrator(), "李某某")


def test_a_kind_one_may_not_open_is_not_there(town: Town) -> None:
    client = seated(town.clerk)
    address = client.post("/search/", {"text": "李某某"})["Location"]

    assert client.get(f"{address}&kind=mediation.mediator").status_code == 404
    assert client.get("/search/").status_code == 200
    assert client.post("/search/", {"text": " "})["Location"] == "/search/"
