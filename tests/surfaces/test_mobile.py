"""移动端: what the phone's home offers whom, and what of it may stay on the phone."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.scope import within
from tests.business.mediation.factories import Town, at, make_case, make_post, make_town
from tests.surfaces.seats import province_post, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


def buttons(client: Client) -> list[str]:
    """The big buttons of the home."""
    return [button.label for button in client.get("/m/").context["buttons"]]


def test_the_home_offers_what_the_post_may_do(town: Town):
    reporter = scope_of(make_post(town.village, "clue_reporter"))

    assert buttons(seated(town.chair)) == ["口头调解", "开始调解", "回访", "排查打卡"]
    assert buttons(seated(reporter)) == ["报线索"]
    assert buttons(province_post("province_mediation")) == []


def test_what_stays_on_the_phone_names_no_party(town: Town):
    with within(town.chair):
        make_case(town)
    client = seated(town.chair)

    assert "李某某" not in client.get("/m/").content.decode()
    assert "李某某" in client.get("/m/duties/?few", headers={"HX-Request": "true"}).content.decode()


def test_the_duties_behind_a_button_are_of_its_kinds(town: Town):
    with within(town.chair):
        make_case(town)
    client = seated(town.chair)

    assert [row.label for row in client.get("/m/duties/?of=mediate").context["rows"]] == ["受理决定"]
    assert client.get("/m/duties/?of=follow-up").context["rows"] == []
    assert client.get("/m/duties/?of=oral").status_code == 404


def test_open_matters_are_listed_kind_by_kind_in_one_question_each(town: Town):
    with within(at(town.chair, date(2026, 3, 2))):
        make_case(town)
        make_case(town)
    client = seated(town.chair)
    client.get("/m/matters/")

    with CaptureQueriesContext(connection) as asked:
        kinds = dict(client.get("/m/matters/").context["kinds"])

    listed = [each["sql"] for each in asked if "closed_at" in each["sql"]]
    assert {label: len(rows) for label, rows in kinds.items()} == {
        "来件": 0,
        "纠纷": 2,
        "调解案件": 2,
        "排查轮次": 0,
        "排查报送": 0,
    }
    assert len(listed) == 5


def test_a_de_identified_post_reads_no_names(town: Town):
    with within(town.chair):
        make_case(town)

    assert "李某某" not in province_post("province_mediation").get("/m/matters/").content.decode()


def test_the_phone_can_install_it():
    manifest = json.loads(Client().get("/m/manifest.webmanifest").content)
    worker = Client().get("/m/worker.js")

    assert (manifest["start_url"], manifest["display"], manifest["lang"]) == ("/m/", "standalone", "zh-CN")
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    assert worker["Content-Type"] == "text/javascript"
    assert "/static/ui/ui.css" in worker.content.decode()


def test_signing_out_leaves_nothing_on_the_phone(town: Town):
    client = seated(town.chair)

    answer = client.post("/m/sign-out/")

    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    assert answer["Clear-Site-Data"] == '"storage"'
    assert client.get("/m/").status_code == 302
