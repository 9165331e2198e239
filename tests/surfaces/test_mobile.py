"""移动端: what the phone's home offers whom, and what of it may stay on the phone."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fengqiao.business.mediation.models import MediationCase
from fengqiao.kernel.identity.models import Token
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.sync.services import waiting
from tests.business.mediation.factories import VILLAGE, Town, at, make_case, make_post, make_town
from tests.kernel.sync.phones import NOISE, Phone
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
    assert {label: len(rows) for label, rows in kinds.items() if rows} == {"纠纷": 2, "调解案件": 2}
    assert len(listed) == len(kinds) == 9


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


def test_a_blank_form_is_kept_under_an_address_of_its_own(town: Town):
    client = seated(town.chair)
    (oral, *_) = client.get("/m/").context["buttons"]
    form = client.get(oral.url)
    other = seated(town.clerk).get("/m/").context["buttons"][0].url

    assert oral.url == f"/m/capture/mediation.oral/?v={form.context['hash']}"
    place = form.context["form"]["place_code"]
    assert [value for value, _ in place.field.widget.choices] == ["", VILLAGE, VILLAGE + 1]
    assert place.value() == VILLAGE
    assert other == oral.url  # the same fields and villages are the same form
    assert client.get("/m/capture/mediation.clue/").status_code == 404


def test_a_browser_without_script_sends_the_form_itself(town: Town):
    client = seated(town.chair)
    typed = {name: values[0] for name, values in NOISE.items()}

    assert client.post("/m/capture/mediation.oral/", {**typed, "kind": "pay"}).status_code == 422
    made = client.post("/m/capture/mediation.oral/", {**typed, "idempotency_key": "k" * 20})

    assert (made.status_code, made["Location"]) == (302, "/m/")
    assert "已登记，编号 " in client.get("/m/").content.decode()


def test_what_was_refused_is_corrected_on_its_own_form_and_written_once(town: Town):
    phone, client = Phone(town.chair), seated(town.chair)
    sent = phone.capture({**NOISE, "kind": ["pay"]})
    phone.outcomes(sent)
    address = f"/m/corrections/{sent['uid']}/"
    typed = {name: values[0] for name, values in NOISE.items()}

    assert client.get("/m/").context["corrections"] == 1
    assert "支付的请填写金额。" in client.get("/m/corrections/").content.decode()
    shown = client.get(address).content.decode()
    assert "王某某" in shown
    assert shown.count("支付的请填写金额。") == 2  # at its field, and above
    assert client.post(address, {**typed, "kind": "pay"}).status_code == 422
    corrected = client.post(address, {**typed, "kind": "pay", "amount": "200"})

    assert (corrected.status_code, corrected["Location"]) == (302, "/m/corrections/")
    assert client.post(address, {**typed, "kind": "pay", "amount": "200"}).status_code == 404
    assert phone.outcomes(sent)[0]["state"] == "done"
    with within(town.chair):
        assert (MediationCase.objects.count(), waiting().count()) == (1, 0)


def test_a_phone_is_registered_for_the_post_at_work_and_signed_out_with_it(town: Town):
    client = seated(town.chair)
    nameless = client.post("/m/device/", {})
    given = client.post("/m/device/", {"label": "Linux; Android 14; 红米"}).json()

    client.post("/m/sign-out/", {"device": given["device"]})

    with within(town.chair):
        token = Token.objects.get(pk=given["device"])
    assert nameless.status_code == 400
    assert (given["post"], given["numbered"], token.use) == (str(town.chair.post), ["mediation.oral"], "device")
    assert token.ended_at is not None
