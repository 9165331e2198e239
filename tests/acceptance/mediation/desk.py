"""The desk of 柳河镇 as a machine works it: registering, completing the parties, applying, accepting."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import time_machine
from pypdf import PdfReader

from tests.business.mediation.factories import VILLAGE, moment
from tests.surfaces.machine import Machine

APPLICANT = {
    "side": "applicant",
    "name": "李某某",
    "ethnicity": "汉族",
    "occupation": "务农",
    "id_number": "990101198109270029",
    "phone": "19900000002",
    "address": "柳河村3组12号",
    "willingness": "agreed",
}
RESPONDENT = {
    "side": "respondent",
    "name": "张某某",
    "sex": "男",
    "ethnicity": "汉族",
    "birth_on": "1975-03-12",
    "occupation": "务农",
    "id_number": "990101197503120016",
    "phone": "19900000017",
    "address": "柳河村3组13号",
    "willingness": "agreed",
}
FACTS = "张某某在自家院外砌围墙一道，占用两家共用通道约0.8米，李某某通行受阻。"


@contextmanager
def on(day: date, hour: int = 9) -> Iterator[None]:
    """The office works on this day."""
    with time_machine.travel(moment(day, hour)):
        yield


def open_machine(scope: Any, day: date) -> Machine:  # a scope of the town
    """A token that is valid from this day on."""
    with on(day, 8):
        return Machine(scope, days=366)


def register(machine: Machine, **given: Any) -> str:
    """A dispute of two neighbours with all that acceptance asks of its parties; answers its key."""
    made = machine.post(
        "/mediation/disputes",
        {
            "source_detail": "22",
            "dispute_type": "02",
            "subtype": "0205",
            "place_code": VILLAGE,
            "facts_text": FACTS,
            "applicant_name": "李某某",
            "respondent_name": "张某某",
            **given,
        },
    )
    assert made.status == 201, made.body
    for party, full in zip(made.body["parties"], (APPLICANT, RESPONDENT), strict=True):
        write_party(machine, made.body["id"], party["id"], full)
    return str(made.body["id"])


def write_party(machine: Machine, dispute: str, party: str, full: dict[str, Any]) -> None:
    """What the form asks of one party."""
    version = machine.get(f"/mediation/disputes/{dispute}").body["version"]
    answer = machine.put(f"/mediation/disputes/{dispute}/parties/{party}", full, version=version)
    assert answer.status == 200, answer.body


def apply(machine: Machine, dispute: str, **given: Any) -> str:
    """An application to the village's committee; answers the key of the case."""
    committee = machine.get("/mediation/committees").body[0]["id"]
    made = machine.post(f"/mediation/disputes/{dispute}/cases", {"committee": committee, **given})
    assert made.status == 201, made.body
    return str(made.body["id"])


def accept(machine: Machine, case: str, accepted_on: date) -> None:
    """受理 with the committee's own mediator."""
    given = {
        "chief": machine.choice(case, "accept", "chief", "马某某"),
        "mediator_choice": "committee",
        "accepted_on": accepted_on.isoformat(),
        "open_mode": "closed",
    }
    answer = machine.step(case, "accept", given)
    assert answer.status == 200, answer.body


def limit(machine: Machine, case: str, duty: str = "mediation.limit") -> str:
    """The moment a limit of the case ends, as the interface tells it, in Asia/Shanghai."""
    limits = {each["duty"]: each["due_at"] for each in machine.get(f"/matters/{case}").body["limits"]}
    return str(limits[duty])


def printed(machine: Machine, case: str, paper: str) -> str:
    """What stands on a paper of the case, without blanks and line ends."""
    issued = machine.post(f"/mediation/cases/{case}/papers/{paper}")
    assert issued.status == 201, issued.body
    return text_of(machine.get(f"/papers/{issued.body['id']}").body)


def text_of(pdf: bytes) -> str:
    """The text of a PDF, without blanks and line ends."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
