"""The lawful course of a matter, declared once: buttons, refusals, timeline, diagram, API and the fence read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

import pgtrigger
from django.core.exceptions import ImproperlyConfigured

from fengqiao.kernel.journal.events import Kind
from fengqiao.kernel.places.scope import local_day


class Matter(Protocol):
    """What a course reads of a matter."""

    state: str
    opened_at: datetime


# Plain values in, the sentence to show out, or None. What a guard reads is the line's own facts value.
Guard = Callable[[Any], str | None]
Body = Callable[..., Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class T:
    """One step (办理环节): from which states to which, who may, what must be true, what it starts, stops and prints."""

    key: str
    label: str
    src: tuple[str, ...]
    dst: str  # "" keeps the state: a step that only adds to the matter
    may: str
    before: tuple[Guard, ...] = ()  # what must be true before the form is offered
    guards: tuple[Guard, ...] = ()  # what must be true with what the form gives
    form: str = ""
    papers: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    then: tuple[str, ...] = ()  # steps that follow by rule as soon as their guards allow
    says: str = ""
    public: bool = False
    rank: int = 0  # the highest rank that may be done now is the page's primary button
    duty: str = ""  # leads only while this 待办 is open; on its last day, and when it is late, before all others
    early: tuple[Guard, ...] = ()  # why its time has not come yet: it may be done, and never leads
    since: date = date.min
    until: date = date.max  # judged by the day the matter was opened: old matters keep their course

    def open_for(self, case: Matter) -> bool:
        """Whether the step is lawful from the matter's state, under the law of the day it was opened."""
        return case.state in self.src and self.since <= local_day(case.opened_at) < self.until

    def target(self, state: str) -> str:
        """The state after the step."""
        return self.dst or state


@dataclass(frozen=True, eq=False, kw_only=True)
class Workflow:
    """All states and steps of one kind of matter."""

    area: str
    noun: str  # the record's word in keys: "case" in "mediation.case.accept"
    label: str
    states: Mapping[str, str]
    start: str
    steps: tuple[T, ...]
    register: str  # permission to open one
    born: str = "登记"
    concluded: frozenset[str] = frozenset()  # from here on only 更正 changes what was written
    changes: str = ""  # permission to change what was written; none: it is never changed
    changeable: tuple[str, ...] = ()  # the columns that may be changed
    fits: Callable[[Mapping[str, Any], date], Mapping[str, str]] | None = None  # what is wrong with them, by column
    bodies: dict[str, Body] = field(default_factory=dict)
    after_change: list[Callable[[Any, frozenset[str]], None]] = field(default_factory=list)

    def __getitem__(self, key: str) -> T:
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

    def __iter__(self) -> Iterator[T]:
        return iter(self.steps)

    @property
    def key(self) -> str:
        """The kind of the matter: `mediation.case`."""
        return f"{self.area}.{self.noun}"

    def kind(self, step: str) -> str:
        """The journal kind of a step."""
        return f"{self.key}.{step}"

    def kinds(self) -> list[Kind]:
        """The journal kinds that this course records."""
        return [
            Kind(key=self.kind("register"), sentence=f"{self.born}：{{number}}", public=True),
            *(Kind(key=self.kind(step.key), sentence=step.says or step.label, public=step.public) for step in self),
        ]

    def does(self, key: str) -> Callable[[Body], Body]:
        """Declare the business's own part of a step; its keyword arguments are what the step's form gives."""

        def declare(function: Body) -> Body:
            if self[key].key in self.bodies:
                raise ImproperlyConfigured(f"{self.key}.{key} has two bodies")
            self.bodies[key] = function
            return function

        return declare

    def follows_change(self, function: Callable[[Any, frozenset[str]], None]) -> Callable[[Any, frozenset[str]], None]:
        """Declare what follows in the line when columns of a matter were changed."""
        self.after_change.append(function)
        return function

    def edges(self) -> list[tuple[str, str]]:
        """Every change of state that was ever lawful."""
        return sorted({(source, step.dst) for step in self for source in step.src if step.dst and step.dst != source})

    def fence(self) -> list[pgtrigger.Trigger]:
        """What may not happen is refused by the database too: no jump past an edge, birth only at the start."""
        not_loading = "current_user <> 'fengqiao_loader'"
        return [
            pgtrigger.FSM(name="course", field="state", transitions=self.edges()),
            pgtrigger.Protect(
                name="birth",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(f"NEW.state <> '{self.start}' and {not_loading}"),
            ),
        ]
