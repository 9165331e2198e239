"""The interface keeps its word: whatever is sent, only declared answers come back, and never a defect (契约)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fengqiao.business.mediation.services.intake import receive
from fengqiao.business.mediation.services.prevention import record_prevention
from fengqiao.kernel.casework.registry import CASES
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.identity.partners import add_partner, give_key
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.scope import today, within
from fengqiao.surfaces.api import door
from fengqiao.surfaces.api.interface import INTERFACE
from tests.business.mediation.factories import COUNTY, TOWNSHIP, VILLAGE, make_case, make_dispute, make_post, make_town
from tests.surfaces.machine import ROOT, Machine
from tests.sweep.world import make_round, make_subsidy

pytestmark = pytest.mark.django_db

SCHEMA = INTERFACE.get_openapi_schema()


@dataclass(frozen=True)
class Operation:
    """One operation of the description."""

    method: str
    path: str
    described: dict[str, Any]

    @property
    def declared(self) -> set[int]:
        return {int(status) for status in self.described["responses"]}

    def names(self, place: str) -> list[str]:
        return [each["name"] for each in self.described["parameters"] if each["in"] == place]

    def properties(self) -> list[str]:
        body = self.described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        model = SCHEMA["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], {})
        return sorted(model.get("properties", {}))


def operations() -> Iterator[Operation]:
    for path, methods in SCHEMA["paths"].items():
        for method, described in methods.items():
            yield Operation(method.upper(), path.removeprefix(ROOT), described)


@dataclass(frozen=True)
class Office:
    """A machine of the township office and one of the bureau, and the keys of what lies there."""

    machine: Machine
    county: Machine  # what the bureau handles
    keys: list[str]
    matters: dict[str, str]  # kind of matter -> key


@pytest.fixture
def office(monkeypatch):
    monkeypatch.setattr(door, "take", lambda key, a_minute: None)
    town = make_town()
    with within(town.clerk):
        dispute = make_dispute()
        case = make_case(town, dispute)
        parties = [str(party.pk) for party in dispute.parties()]
        item = receive(source_detail="351", narrative="邻居砌墙占道", place_code=VILLAGE)
        keys = [str(dispute.pk), str(case.pk), *parties, str(town.committee.pk), str(uuid4())]
        prevention = record_prevention(
            dispute, kind="crime", people_count=2, prevented_on=today(), evidence="双方持械对峙，民警到场劝离。"
        )
    with within(town.county):
        made = make_round()
    made |= make_subsidy(town.clerk, town.county, VILLAGE, town.committee, town.mediator)
    matters = {each.flow.key: str(each.pk) for each in (item, dispute, case, prevention)}
    named = {"round": "round", "return": "return", "claim": "claim", "batch": "subsidy_batch", "hint": "hint"}
    matters |= {f"mediation.{noun}": str(made[name]) for noun, name in named.items()}
    return Office(Machine(town.clerk), Machine(town.county), keys, matters)


WORDS = [
    "accept",
    "end",
    "route",
    "mediation.acceptance",
    "M-MED-02",
    "2026",
    "2026-11",
    "02",
    "0205",
    "22",
    "agreed",
    "true",
]
texts = st.one_of(
    st.sampled_from(WORDS), st.text(max_size=30), st.sampled_from(["\x00", "\ud800", "９" * 30, "9" * 400])
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), texts, st.sampled_from([VILLAGE, 2**63, -1, 10**30])
)
anything = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3))
)


def body_of(draw: st.DrawFn, operation: Operation, keys: list[str]) -> bytes:
    """Broken text, any JSON, or an object with the names of the description and any values."""
    shape = draw(st.sampled_from(["bytes", "any", "object", "object", "object"]))
    if shape == "bytes":
        return draw(st.binary(max_size=40))
    if shape == "any":
        return json.dumps(draw(anything)).encode()
    names = [*operation.properties(), "chief", "outcome", "end_reason", "reason", "parties_told", "accepted_on"]
    value = st.one_of(scalars, st.sampled_from(keys), anything)
    return json.dumps(draw(st.dictionaries(st.sampled_from(names), value, max_size=len(names)))).encode()


@pytest.mark.parametrize("operation", list(operations()), ids=lambda it: f"{it.method} {it.path}")
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_sent_only_declared_answers_come_back(office, operation, data):
    draw, key = data.draw, st.sampled_from(office.keys)
    path = operation.path
    for name in operation.names("path"):
        value = draw(st.one_of(key, key, texts.filter(lambda text: text not in (".", ".."))))
        path = path.replace(f"{{{name}}}", quote(value.encode("utf-8", "replace"), safe="") or "-")
    asked = {name: draw(st.one_of(key, texts)) for name in operation.names("query") if draw(st.booleans())}
    headers = {
        "If-Match": draw(st.sampled_from(['"1"', "1", "9", "x", ""])),
        "Idempotency-Key": draw(st.sampled_from([str(uuid4()), "k", ""])),
    }
    query = urlencode({name: value.encode("utf-8", "replace") for name, value in asked.items()})
    body = body_of(draw, operation, office.keys) if operation.method != "GET" else b""

    answer = office.machine.client.generic(
        operation.method,
        f"{ROOT}{path}?{query}",
        body,
        "application/json",
        headers={"Authorization": f"Bearer {office.machine.secret}", **headers},
    )

    assert answer.status_code in operation.declared
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code


@pytest.mark.parametrize(("kind", "key"), [(kind, step.key) for kind, case in CASES.items() for step in case.flow])
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_a_step_is_given_it_is_done_or_refused(office, kind, key, data):
    bureau = kind in ("mediation.batch", "mediation.hint")
    matter, machine = office.matters[kind], office.county if bureau else office.machine
    version = machine.get(f"/matters/{matter}").body["version"]
    form = machine.get(f"/matters/{matter}/steps/{key}")
    names = [field["name"] for field in form.body["fields"]] if form.status == 200 else ["reason"]
    offered = [choice["value"] for field in form.body.get("fields", ()) for choice in field["choices"]]
    dates = ["2026-11-01", "2026-11-01T09:00", "0001-01-01", "9999-12-31", "2026-02-30", "2026-11-01T09:00:00+08:00"]
    value = st.one_of(
        st.sampled_from([*offered, *dates, *office.keys]), scalars, st.lists(st.sampled_from(office.keys))
    )

    values = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(names, value)))
    answer = machine.step(matter, key, json.dumps(values).encode(), version=version)

    assert answer.status in {200, 400, 404, 409, 422}


def test_without_a_token_every_operation_says_so(client):
    for operation in operations():
        path = operation.path
        for name in operation.names("path"):
            path = path.replace(f"{{{name}}}", str(uuid4()))

        assert client.generic(operation.method, f"{ROOT}{path}").status_code == 401


@pytest.fixture
def agency(office):
    """The system of an agency, with one message that it sent."""
    town = Organization.objects.get(name="某县司法局")
    make_post(town, "partner_system")
    with within(scope_of(make_post(town, "administrator"))):
        partner = add_partner(
            name="柳河派出所",
            kind="police_station",
            region=TOWNSHIP,
            role="partner_system",
            sources=["331"],
            receiving=[COUNTY],
            rate=60,
        )
        return give_key(partner, days=1)


@pytest.mark.parametrize(
    "operation", [each for each in operations() if each.path.startswith("/partner")], ids=lambda it: f"{it.method}"
)
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_an_agency_sends_only_declared_answers_come_back(office, agency, operation, data):
    example = SCHEMA["components"]["schemas"]["PartnerItemIn"]["example"]
    path = operation.path.replace("{uid}", data.draw(st.sampled_from(office.keys)))
    changed = data.draw(st.dictionaries(st.sampled_from([*operation.properties(), "other"]), anything, max_size=3))
    body = b"" if operation.method == "GET" else json.dumps(example | changed).encode()
    headers = {"Authorization": f"Bearer {agency}", "Idempotency-Key": data.draw(st.sampled_from([str(uuid4()), "k"]))}

    answer = office.machine.client.generic(operation.method, f"{ROOT}{path}", body, "application/json", headers=headers)

    assert answer.status_code in operation.declared
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"


def test_every_refusal_has_its_example():
    for operation in operations():
        for status, described in operation.described["responses"].items():
            if int(status) >= 400:
                example = described["content"]["application/problem+json"]["example"]
                assert (example["status"], bool(example["detail"])) == (int(status), True)
