"""The interface for machines: the same services, the same refusals, the same range as the pages of the post."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from fengqiao.business.mediation.models import Dispute, IntakeItem
from fengqiao.kernel.identity.door import RANGE_KEY
from fengqiao.kernel.identity.models import Post, Refusal
from fengqiao.kernel.places.scope import now, within
from fengqiao.surfaces.api import door
from tests.business.mediation.factories import VILLAGE, make_case, make_dispute, make_town
from tests.surfaces.machine import Machine

pytestmark = pytest.mark.django_db

FACTS = "张某某在自家院外砌围墙一道，占用两家共用通道约0.8米，李某某通行受阻。"
DISPUTE = {
    "source_detail": "22",
    "dispute_type": "02",
    "subtype": "0205",
    "place_code": VILLAGE,
    "facts_text": FACTS,
    "applicant_name": "李某某",
    "applicant_id_number": "990101198109270029",
    "applicant_phone": "19900000002",
    "respondent_name": "张某某",
    "amount": "1200.50",
}


@pytest.fixture
def town():
    cache.clear()
    return make_town()


@pytest.fixture
def clerk(town):
    return Machine(town.clerk)


def test_without_a_token_nothing_is_answered(town):
    answer = Client().get("/api/v1/mediation/disputes")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "没有令牌，或令牌已失效。"


def test_a_token_that_has_ended_is_refused(clerk):
    with time_machine.travel(now() + timedelta(days=2)):
        assert clerk.get("/tasks").status == 401


def test_a_dispute_is_registered_once_and_read_masked(clerk, town):
    made = clerk.post("/mediation/disputes", DISPUTE, idempotency_key="dispute-0001")
    again = clerk.post("/mediation/disputes", DISPUTE, idempotency_key="dispute-0001")

    assert (made.status, again.status, again.body["id"]) == (201, 201, made.body["id"])
    assert made.body["title"] == "李某某与张某某 邻里纠纷"
    assert made.body["amount"] == "1200.50"
    party = made.body["parties"][0]
    assert (party["phone"], party["id_number"]) == ("199****0002", "990101********0029")
    with within(town.clerk):
        assert Dispute.objects.count() == 1


def test_chinese_is_sent_as_it_is_written(clerk):
    clerk.post("/mediation/disputes", DISPUTE)

    assert "李某某与张某某" in clerk.ask("GET", "/mediation/disputes").content.decode()


def test_a_refused_form_names_its_fields_in_the_words_of_the_page(clerk, town):
    wrong = {**DISPUTE, "applicant_id_number": "990101198109270020", "facts_text": "太短"}

    answer = clerk.post("/mediation/disputes", wrong)

    assert (answer.status, answer.headers["Content-Type"]) == (422, "application/problem+json")
    told = {error["field"]: error["message"] for error in answer.body["errors"]}
    assert told["applicant_id_number"] == "身份证号校验不通过，请核对第18位或改选证件类型。"
    assert set(told) == {"applicant_id_number", "facts_text"}
    with within(town.clerk):
        assert (Dispute.objects.count(), IntakeItem.objects.count()) == (0, 0)


def test_an_item_is_taken_in_once_for_each_external_number(clerk):
    item = {
        "source_detail": "351",
        "external_number": "GD250303-889",
        "narrative": "邻居砌墙占道",
        "place_code": VILLAGE,
    }

    made, twice = clerk.post("/mediation/items", item), clerk.post("/mediation/items", item)
    other = clerk.post("/mediation/items", {**item, "source_detail": "331"})

    assert (made.status, made.body["state"], made.body["number"][:13]) == (201, "pending", "LJ-990101101-")
    assert (twice.status, twice.body["errors"]) == (
        422,
        [{"field": "external_number", "message": "该来源的外部编号已经登记过，不能重复登记。"}],
    )
    assert other.status == 201


def test_a_misspelt_name_is_refused_instead_of_lost(clerk):
    answer = clerk.post("/mediation/items", {"source_detail": "22", "narrative": "邻居砌墙", "place": VILLAGE})

    assert (answer.status, answer.body["errors"]) == (422, [{"field": "place", "message": "没有这一项。"}])


def test_a_matter_tells_its_steps_limits_and_course(clerk, town):
    made = clerk.post("/mediation/disputes", DISPUTE)

    answer = clerk.get(f"/matters/{made.body['id']}")

    assert answer.headers["ETag"] == '"1"'
    assert (answer.body["state_label"], answer.body["version"]) == ("已登记", 1)
    assert answer.body["steps"][0]["key"] == "route"
    assert [limit["duty"] for limit in answer.body["limits"]] == ["mediation.triage"]
    assert [line["sentence"] for line in answer.body["timeline"]] == [f"登记纠纷：{made.body['number']}"]


def test_the_form_of_a_step_is_described_with_its_choices(clerk, town):
    with within(town.clerk):
        case = make_case(town)

    form = clerk.get(f"/matters/{case.pk}/steps/accept").body

    fields = {field["name"]: field for field in form["fields"]}
    assert form["label"] == "受理"
    assert (fields["chief"]["kind"], [each["label"] for each in fields["chief"]["choices"]]) == ("choice", ["马某某"])
    assert not {"version", "idempotency_key"} & set(fields)


def accepted(machine: Machine, case: str) -> dict[str, str]:
    return {
        "chief": machine.choice(case, "accept", "chief", "马某某"),
        "mediator_choice": "committee",
        "accepted_on": now().date().isoformat(),
        "open_mode": "closed",
    }


def test_a_step_is_done_once_and_answers_with_the_matter(clerk, town):
    with within(town.clerk):
        case = make_case(town)
    given = accepted(clerk, case.pk)

    done = clerk.post(f"/matters/{case.pk}/steps/accept", given, if_match='"1"', idempotency_key="accept-0001")
    again = clerk.post(f"/matters/{case.pk}/steps/accept", given, if_match='"1"', idempotency_key="accept-0001")

    assert (done.status, done.body["state"], done.body["version"]) == (200, "accepted", 2)
    assert (again.status, again.body["version"]) == (200, 2)
    assert done.body["number"].endswith("柳河人调字第1号")


def test_a_stale_version_is_told_the_version_of_now(clerk, town):
    with within(town.clerk):
        case = make_case(town)
    given = accepted(clerk, case.pk)
    clerk.step(case.pk, "accept", given)

    stale = clerk.step(case.pk, "end", {"outcome": "22", "end_reason": "申请人撤回申请"}, version=1)

    assert (stale.status, stale.body["version"], stale.body["state"]) == (409, 2, "accepted")
    assert stale.headers["ETag"] == '"2"'


def test_a_step_from_the_wrong_state_says_why_not(clerk, town):
    with within(town.clerk):
        dispute = make_dispute()

    answer = clerk.step(dispute.pk, "close")

    assert (answer.status, answer.body["detail"]) == (409, "本件当前为“已登记”，不能办结。")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"outcome": ["20"], "end_reason": "谈不拢"}, "outcome"),
        ({"outcome": {"a": 1}, "end_reason": "谈不拢"}, "outcome"),
        ({"outcome": "99", "end_reason": "谈不拢"}, "outcome"),
        ({"outcome": "21", "end_reason": "谈不拢", "version": 1}, "version"),
        ({"outcome": "21", "end_reason": "谈不拢", "next_routes": [["court"]]}, "next_routes"),
    ],
)
def test_what_does_not_fit_a_form_is_refused_by_field(clerk, town, given, field):
    with within(town.clerk):
        case = make_case(town)

    answer = clerk.step(case.pk, "end", given)

    assert (answer.status, [error["field"] for error in answer.body["errors"]]) == (422, [field])


def test_a_step_needs_the_version_and_a_key(clerk, town):
    with within(town.clerk):
        case = make_case(town)

    answer = clerk.ask("POST", f"/matters/{case.pk}/steps/decline", {"reason": "refused"})

    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"If-Match", "Idempotency-Key"}


def test_a_key_that_was_used_for_something_else_is_a_conflict(clerk, town):
    clerk.post("/mediation/disputes", DISPUTE, idempotency_key="one-key-0001")

    item = {"source_detail": "22", "narrative": "邻居砌墙占道", "place_code": VILLAGE}
    assert (
        clerk.post("/mediation/items", item, idempotency_key="one-key-0001").status == 201
    )  # the same item, made by it
    with within(town.clerk):
        case = make_case(town)
    assert clerk.step(case.pk, "accept", accepted(clerk, case.pk)).status == 200
    reused = clerk.post(
        f"/matters/{case.pk}/steps/end",
        {"outcome": "22", "end_reason": "撤回"},
        if_match="2",
        idempotency_key="one-key-0001",
    )
    assert (reused.status, reused.body["detail"]) == (409, "该请求编号已用于另一项操作，请刷新页面后重试。")


def test_what_lies_beyond_the_range_is_not_there_and_the_refusal_is_noted(clerk, town):
    made = clerk.post("/mediation/disputes", DISPUTE).body["id"]
    stranger = Machine(town.village_mediator)

    answers = [
        stranger.get(path).status
        for path in (f"/mediation/disputes/{made}", f"/matters/{made}", f"/matters/{made}/steps/route")
    ]
    done = stranger.post(f"/matters/{made}/steps/route", {}, if_match="1")

    assert (answers, done.status) == ([404, 404, 404], 404)
    with within(town.head):
        assert Refusal.objects.filter(post=town.village_mediator.post).count() == 4


def test_a_session_beside_the_token_widens_nothing(clerk, town):
    made = clerk.post("/mediation/disputes", DISPUTE).body["id"]
    stranger = Machine(town.village_mediator)
    stranger.client.force_login(Post.objects.get(pk=town.head.post).user)
    session = stranger.client.session
    until = (now() + timedelta(hours=1)).isoformat()
    session[RANGE_KEY] = [990101101000000, 990101101999999, until, "柳河镇"]
    session.save()

    assert stranger.get(f"/mediation/disputes/{made}").status == 404


def test_a_step_one_may_not_do_is_not_there(town, clerk):
    made = clerk.post("/mediation/disputes", DISPUTE).body["id"]

    county = Machine(town.county)

    assert county.get(f"/mediation/disputes/{made}").status == 200
    assert county.get(f"/matters/{made}/steps/route").status == 404
    assert county.step(made, "route", {}).status == 404


def test_the_inbox_lists_duties_page_by_page(clerk, town, monkeypatch):
    monkeypatch.setattr("fengqiao.surfaces.api.tasks.SIZE", 2)
    with within(town.clerk):
        made = [make_dispute() for _ in range(3)]

    first = clerk.get("/tasks").body
    second = clerk.get(f"/tasks?after={first['next']}").body

    assert [row["duty"] for row in (*first["rows"], *second["rows"])] == ["mediation.triage"] * 3
    assert {row["matter"] for row in (*first["rows"], *second["rows"])} == {str(dispute.pk) for dispute in made}
    assert second["next"] is None


def test_a_list_is_read_page_by_page_with_the_filters_of_the_page(clerk, town):
    with within(town.clerk):
        for _ in range(21):
            make_dispute()

    first = clerk.get("/mediation/disputes?view=open").body
    second = clerk.get(f"/mediation/disputes?view=open&at={first['next']}").body
    none = clerk.get("/mediation/disputes?dispute_type=01").body

    assert (len(first["rows"]), len(second["rows"]), second["next"], first["count"]) == (20, 1, None, 21)
    assert none["rows"] == []


@pytest.mark.parametrize(
    ("period", "status", "value"), [("2026", 200, "0"), ("2026-13", 422, None), ("gestern", 422, None)]
)
def test_a_figure_is_asked_for_a_period(clerk, period, status, value):
    answer = clerk.get(f"/measures/M-MED-02?period={period}")

    assert answer.status == status
    assert answer.body.get("value") == value


def test_figures_count_the_very_matters_they_drill_down_to(clerk, town):
    with within(town.clerk):
        case = make_case(town)
    clerk.step(case.pk, "accept", accepted(clerk, case.pk))
    year = now().year

    whole = clerk.get(f"/measures/M-MED-02?period={year}").body
    elsewhere = clerk.get(f"/measures/M-MED-02?period={year}&unit=990101102000").body
    counted = clerk.get(f"/measures/M-MED-02/matters?period={year}").body
    units = Machine(town.county).get(f"/measures/M-MED-02/units?period={year}").body
    ratio = clerk.get(f"/measures/M-MED-04?period={year}").body

    assert (whole["value"], elsewhere["value"]) == ("1", "0")
    assert [row["id"] for row in counted["rows"]] == [str(case.pk)]
    assert [(unit["name"], unit["value"]) for unit in units] == [("柳河镇", "1")]
    assert (ratio["value"], ratio["above"], ratio["below"]) == ("0.0", "0", "1")
    assert "M-MED-02" in {measure["key"] for measure in clerk.get("/measures").body}
    assert clerk.get("/measures/M-XXX-01?period=2026").status == 404


def test_a_token_has_so_many_requests_a_minute(clerk, monkeypatch):
    monkeypatch.setattr(door, "parameter", lambda key, code: 3)

    with time_machine.travel(now(), tick=False) as clock:
        first = [clerk.get("/tasks").status for _ in range(4)]
        refused = clerk.get("/tasks")
        clock.shift(20)
        after = clerk.get("/tasks").status

    assert first == [200, 200, 200, 429]
    assert (refused.status, refused.headers["Retry-After"]) == (429, "20")
    assert after == 200


def test_a_body_that_is_no_json_is_a_bad_request(clerk):
    answer = clerk.ask("POST", "/mediation/items", b"{", idempotency_key="broken-0001")

    assert (answer.status_code, answer.json()["detail"]) == (400, "请求正文不是有效的 JSON。")


def test_the_description_is_public_and_the_reference_is_for_staff(town):
    schema = Client().get(reverse("api:openapi")).json()
    stranger = Client().get(reverse("api:docs"))
    staff = Client()
    staff.force_login(Post.objects.get(pk=town.clerk.post).user)

    assert schema["openapi"].startswith("3.")
    assert "/api/v1/matters/{uid}/steps/{key}" in schema["paths"]
    assert stranger.status_code == 302
    assert "办理一个环节" in staff.get(reverse("api:docs")).content.decode()


def test_every_operation_declares_its_refusals():
    schema = Client().get(reverse("api:openapi")).json()

    for methods in schema["paths"].values():
        for method, operation in methods.items():
            declared = set(operation["responses"])
            assert {"400", "401", "404", "429"} <= declared
            assert ("409" in declared) == (method != "get")
            assert operation["summary"]


def test_two_machines_at_one_party_overwrite_nothing(clerk, town):
    made = clerk.post("/mediation/disputes", DISPUTE).body
    address = f"/mediation/disputes/{made['id']}/parties/{made['parties'][0]['id']}"
    full = {"side": "applicant", "name": "李某某", "willingness": "agreed"}

    done = clerk.put(address, {**full, "occupation": "教师"}, version=made["version"])
    late = Machine(town.head).put(
        address, {**full, "occupation": "工人", "willingness": "refused"}, version=made["version"]
    )

    assert (done.status, done.body["version"], done.headers["ETag"]) == (200, 2, '"2"')
    assert (late.status, late.headers["ETag"], late.body["version"]) == (409, '"2"', 2)
    assert late.body["detail"].startswith("本件刚被他人修改")
    assert late.body["errors"] == [
        {"field": "occupation", "message": "现在登记的是：教师"},
        {"field": "willingness", "message": "现在登记的是：同意"},
    ]
    with within(town.clerk):
        party = Dispute.objects.get().parties()[0]
        assert (party.occupation, party.willingness) == ("教师", "agreed")


def test_a_party_is_not_changed_without_the_version_that_was_seen(clerk):
    made = clerk.post("/mediation/disputes", DISPUTE).body
    address = f"/mediation/disputes/{made['id']}/parties/{made['parties'][0]['id']}"

    answer = clerk.ask("PUT", address, {"side": "applicant", "name": "李某某"}).json()

    assert [error["field"] for error in answer["errors"]] == ["If-Match"]
