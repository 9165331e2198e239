"""The lawful course: every step of mediation runs from its own states, with its own permission, and from no other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import ProgrammingError, transaction

from fengqiao.business.mediation.flow import CASE, DISPUTE, INTAKE
from fengqiao.kernel.casework.flow import T, Workflow
from fengqiao.kernel.casework.models import Case
from fengqiao.kernel.casework.perform import NotNow, perform
from fengqiao.kernel.journal.events import announce
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import SHANGHAI, Scope, within
from tests.business.mediation.factories import Town
from tests.kernel.casework.matters import (
    CASE_STEPS,
    DISPUTE_STEPS,
    INTAKE_STEPS,
    Ground,
    last_event,
    placed_case,
    placed_dispute,
    placed_intake,
    seat,
    trace,
)

Place = Callable[[Town, str], Case]
COURSES: tuple[tuple[Workflow, Place, dict[str, Ground]], ...] = (
    (INTAKE, placed_intake, INTAKE_STEPS),
    (DISPUTE, placed_dispute, DISPUTE_STEPS),
    (CASE, placed_case, CASE_STEPS),
)
EVERY = [
    pytest.param(step, state, place, grounds.get(step.key, Ground()), id=f"{flow.noun}-{step.key}-{state}")
    for flow, place, grounds in COURSES
    for step in flow
    for state in flow.states
]
LAWFUL = [each for each in EVERY if each.values[1] in each.values[0].src]
LAWFUL = [each for each in EVERY if each.values[1] in each.values[0].src]


def desk(town: Town, step: T) -> Scope:
    """Where a step is done: files are reviewed by the county, everything else is done at the office."""
    return town.county if step.may == "mediation.supervise" else town.clerk


NAMES = ("李某某", "张某某", "马某某", "陈某某", "孙某某", "王某某")
BODIES = {"court", "court_number", "to", "batch", "place"}  # of authorities and places, not of persons


def words(given: object) -> Iterator[str]:
    """What a form says in words."""
    if isinstance(given, str) and not given.isascii():
        yield given
    elif isinstance(given, Mapping):
        for name, value in given.items():
            yield from words(value) if name not in BODIES else ()
    elif isinstance(given, list | tuple):
        for value in given:
            yield from words(value)
    elif is_dataclass(given) and not isinstance(given, type):
        yield from words(asdict(given))


def held_of_persons(given: Mapping[str, object]) -> list[str]:
    """Names and narratives in the events so far, which last for ever: none may stand there."""
    told = " ".join(json.dumps(event.data, ensure_ascii=False) for event in Event.objects.all())
    return [word for word in (*NAMES, *words(given)) if word in told]


@pytest.mark.parametrize(("step", "state", "place", "ground"), EVERY)
def test_a_step_runs_only_from_its_own_states(town: Town, step: T, state: str, place: Place, ground: Ground):
    with within(seat(desk(town, step), step.may, *({"mediation.triage"} if step.key == "close" else ()))):  # 司法所
        case = place(town, state)
        if state in step.src:
            given = ground.given(town, case)

            done = perform(case, step.key, version=1, **given)

            assert held_of_persons(given) == []
            follows = bool(step.then) and state in case.flow[step.then[0]].src
            assert done.state == (ground.then if follows else step.target(state))
            assert (done.version, last_event(case.pk).data["state"]) == (3 if follows else 2, done.state)
        else:
            before = trace(case)

            with pytest.raises(NotNow, match=f"本件当前为“{case.state_label}”，不能{step.label}。"):
                perform(case, step.key, version=1, idempotency_key="first")

            assert trace(case) == before  # refused means: nothing happened


@pytest.mark.parametrize(
    ("step", "state", "place", "ground"), [each for each in LAWFUL if each.values[1] == each.values[0].src[0]]
)
def test_a_step_asks_for_its_own_permission(town: Town, step: T, state: str, place: Place, ground: Ground):
    others = {each.may for flow, _, _ in COURSES for each in flow} - {step.may}
    with within(seat(town.clerk, *others)):
        case = place(town, state)
        given = ground.given(town, case)
        before = trace(case)

        with pytest.raises(PermissionDenied, match=step.may):
            perform(case, step.key, version=1, **given)

        assert trace(case) == before


@pytest.mark.parametrize(
    ("flow", "place"), [(flow, place) for flow, place, _ in COURSES], ids=("intake", "dispute", "case")
)
def test_a_jump_by_sql_past_the_fence_is_refused_and_every_lawful_edge_is_let_through(
    town: Town, flow: Workflow, place: Place
):
    edges = set(flow.edges())
    with within(seat(town.clerk)):
        for source in flow.states:
            for target in flow.states:
                case = place(town, source)
                rows = type(case).objects.filter(pk=case.pk)
                if source == target or (source, target) in edges:
                    with transaction.atomic():
                        announce(uuid7())
                        assert rows.update(state=target) == 1
                else:
                    with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
                        rows.update(state=target)


STEP = T("try", "试办", ("a", "b"), "c", may="demo.handle")


def flow_of(*steps: T) -> Workflow:
    return Workflow(
        area="demo",
        noun="matter",
        label="事项",
        states={"a": "甲", "b": "乙", "c": "丙"},
        start="a",
        steps=steps,
        register="demo.register",
    )


def test_a_course_names_its_kinds_and_its_steps():
    flow = flow_of(STEP, T("note", "记录", ("c",), "", may="demo.handle", says="记录：{word}", public=True))

    assert (flow.key, flow.kind("try")) == ("demo.matter", "demo.matter.try")
    assert flow["note"].target("c") == "c"
    assert flow["try"].target("a") == "c"
    assert [(kind.key, kind.sentence, kind.public) for kind in flow.kinds()] == [
        ("demo.matter.register", "登记：{number}", True),
        ("demo.matter.try", "试办", False),
        ("demo.matter.note", "记录：{word}", True),
    ]
    with pytest.raises(KeyError, match="nothing"):
        flow["nothing"]


def test_the_fence_holds_every_edge_that_was_ever_lawful():
    flow = flow_of(STEP, T("back", "退回", ("c",), "a", may="demo.handle", until=date(2020, 1, 1)))

    assert flow.edges() == [("a", "c"), ("b", "c"), ("c", "a")]


def test_a_step_has_one_body():
    flow = flow_of(STEP)

    @flow.does("try")
    def first(case: object) -> None:
        """The business's own part."""

    assert flow.bodies == {"try": first}
    with pytest.raises(ImproperlyConfigured, match=r"demo\.matter\.try has two bodies"):
        flow.does("try")(first)
    with pytest.raises(KeyError, match="nothing"):
        flow.does("nothing")(first)


class Opened:
    """A matter as far as a course reads it."""

    def __init__(self, opened_at: datetime, state: str = "a") -> None:
        self.opened_at, self.state = opened_at, state


@pytest.mark.parametrize(
    ("opened_at", "lawful"),
    [
        (datetime(2026, 6, 30, 23, 59, tzinfo=SHANGHAI), False),
        (datetime(2026, 7, 1, 0, 0, tzinfo=SHANGHAI), True),
        (datetime(2027, 6, 30, 23, 59, tzinfo=SHANGHAI), True),
        (datetime(2027, 7, 1, 0, 0, tzinfo=SHANGHAI), False),
    ],
)
def test_the_law_of_the_day_a_matter_was_opened_decides(opened_at: datetime, lawful: bool):
    since, until = date(2026, 7, 1), date(2027, 7, 1)
    dated = T("online", "在线确认", ("a",), "c", may="demo.handle", since=since, until=until)

    assert dated.open_for(Opened(opened_at)) is lawful
    assert not dated.open_for(Opened(opened_at, "c"))
