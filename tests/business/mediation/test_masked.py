"""Who reads de-identified rows reads no name, number or narrative: on no page and on no route of the interface."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from fengqiao.business.mediation.models import IntakeItem, MediationCase
from fengqiao.business.mediation.services.intake import receive
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.scope import within
from tests.business.mediation.factories import (
    VILLAGE,
    Town,
    accept,
    at,
    make_case,
    make_dispute,
    make_organization,
    make_post,
    make_town,
    mediate,
    term,
)
from tests.surfaces.machine import Machine
from tests.surfaces.seats import client_of

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 8)
PLAIN = ("李某某", "张某某", "马某某", "陈某某", "赵某某", "19900000002", "19900000018", "990101198109270029")
SAID = ("共用通道", "拆除", "水井", "陈述", "互让", "12号")


@pytest.fixture
def town(db: None) -> Town:
    cache.clear()
    return make_town()


@pytest.fixture
def item(town: Town) -> IntakeItem:
    """来件 that names its reporter."""
    with within(at(town.clerk, DAY)):
        return receive(
            source_detail="351",
            narrative="邻居砌围墙占了共用通道。",
            place_code=VILLAGE,
            place_text="村东水井旁",
            reporter_name="赵某某",
            reporter_phone="19900000018",
        )


@pytest.fixture
def case(town: Town) -> MediationCase:
    """A mediation that ended with an oral agreement."""
    with within(at(town.clerk, DAY)):
        case = accept(town, make_case(town, make_dispute(place_text="村东水井旁")))
        case = mediate(case, day=DAY)
        return perform(
            case, "agree_oral", version=case.version, facts_text="围墙占用共用通道。", terms=[term(due_on=DAY)]
        )


@pytest.fixture(params=["city_mediation", "province_mediation"])
def far(request: pytest.FixtureRequest, town: Town) -> Post:
    """A post of the city's or the province's bureau."""
    code, kind = (
        (990100000000, "city_bureau") if request.param.startswith("city") else (990000000000, "province_bureau")
    )
    return make_post(make_organization(code, "某地司法局", kind), request.param, "周某某")


@pytest.fixture
def machine(far: Post) -> Machine:
    return Machine(scope_of(far))


def fields(body: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: body[name] for name in names}


def test_an_item_keeps_its_reporter_and_its_words(machine: Machine, item: IntakeItem):
    assert fields(
        machine.get(f"/mediation/items/{item.pk}").body,
        *("narrative", "place_text", "reporter_name", "reporter_phone", "reporter_id_number", "title"),
    ) == {
        "narrative": "",
        "place_text": "",
        "reporter_name": "赵*某",
        "reporter_phone": "199****0018",
        "reporter_id_number": "",
        "title": "来件",
    }


def test_a_dispute_keeps_its_parties_and_its_words(machine: Machine, case: MediationCase):
    body = machine.get(f"/mediation/disputes/{case.dispute_id}").body

    assert fields(body, "title", "facts_text", "demands", "place_text") == {
        "title": "李*某与张*某 邻里纠纷",
        "facts_text": "",
        "demands": "",
        "place_text": "",
    }
    assert [fields(party, "name", "phone", "id_number", "address", "sensitive") for party in body["parties"]] == [
        {
            "name": "李*某",
            "phone": "199****0002",
            "id_number": "990101********0029",
            "address": "柳河村3组***号",
            "sensitive": [],
        },
        {"name": "张*某", "phone": "199****0017", "id_number": "", "address": "柳河村3组***号", "sensitive": []},
    ]


def test_a_case_keeps_its_mediator_and_what_was_agreed(machine: Machine, case: MediationCase):
    body = machine.get(f"/mediation/cases/{case.pk}").body

    assert fields(body, "title", "chief_mediator") == {"title": "李*某与张*某 邻里纠纷", "chief_mediator": "马*某"}
    (agreed,) = body["agreement"]["terms"]
    assert fields(agreed, "obligor", "obligee", "content") == {"obligor": "张*某", "obligee": "李*某", "content": ""}


def test_a_committee_keeps_who_mediates_there(machine: Machine, town: Town):
    (committee,) = machine.get("/mediation/committees").body

    assert committee["mediators"] == {str(town.mediator.pk): "马*某"}


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/mediation/items", {"title": "来件"}),
        ("/mediation/disputes?view=all", {"title": "邻里纠纷", "handler": "—"}),
        ("/mediation/cases?view=all", {"title": "邻里纠纷", "handler": "陈*某"}),
    ],
)
def test_a_list_keeps_its_names(
    machine: Machine, case: MediationCase, item: IntakeItem, path: str, shown: dict[str, str]
):
    row = machine.get(path).body["rows"][0]

    assert {name: row.get(name) for name in shown} == shown


def test_no_route_gives_away_what_is_hidden(machine: Machine, case: MediationCase, item: IntakeItem):
    paths = (
        "/mediation/items",
        f"/mediation/items/{item.pk}",
        "/mediation/disputes?view=all",
        f"/mediation/disputes/{case.dispute_id}",
        "/mediation/committees",
        "/mediation/cases?view=all",
        f"/mediation/cases/{case.pk}",
        f"/mediation/cases/{case.pk}/papers",
        f"/matters/{case.pk}",
        f"/matters/{case.dispute_id}",
        f"/matters/{item.pk}",
        "/tasks",
        "/measures",
        "/measures/M-MED-02/matters?period=2025",
    )
    told = {}
    for path in paths:
        answer = machine.ask("GET", path)
        assert (path, answer.status_code) == (path, 200)
        told[path] = [word for word in (*PLAIN, *SAID) if word in answer.content.decode()]

    assert {path: words for path, words in told.items() if words} == {}


def test_what_is_hidden_is_not_revealed_and_no_paper_opens(machine: Machine, case: MediationCase):
    party = machine.get(f"/mediation/disputes/{case.dispute_id}").body["parties"][0]["id"]

    refused = machine.post(f"/mediation/disputes/{case.dispute_id}/parties/{party}/reveal", {"reason": "核对送达"})

    assert refused.status == 404


@pytest.mark.parametrize("tab", ["overview", "parties", "course", "papers", "files", "related"])
def test_the_page_of_a_case_keeps_them_too(far: Post, case: MediationCase, tab: str):
    page = client_of(far).get(reverse("mediation:case", args=[case.pk]), {"tab": tab})

    assert page.status_code == 200
    assert [word for word in (*PLAIN, *SAID) if word in page.content.decode()] == []
    assert "马*某" in page.content.decode()  # who mediates
    assert "陈*某" in page.content.decode()  # who handles it


@pytest.mark.parametrize("name", ["dispute-list", "case-list", "item-list", "committee-list", "mediator-list"])
def test_a_list_on_a_page_keeps_them_too(far: Post, case: MediationCase, item: IntakeItem, name: str):
    page = client_of(far).get(reverse(f"mediation:{name}"), {"view": "all"})

    assert page.status_code == 200
    assert [word for word in (*PLAIN, *SAID) if word in page.content.decode()] == []
