"""The door of a line of work: everything the rest may know of it, as one frozen declaration (模块)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fengqiao.kernel.casework.duties import Duty
from fengqiao.kernel.casework.flow import Workflow
from fengqiao.kernel.casework.models import Case
from fengqiao.kernel.casework.numbers import Register
from fengqiao.kernel.casework.referral import Opener
from fengqiao.kernel.casework.searching import Words
from fengqiao.kernel.exchange.declarations import Entry
from fengqiao.kernel.identity.permissions import RoleDefault
from fengqiao.kernel.journal.events import Kind
from fengqiao.kernel.journal.opening import Reader
from fengqiao.kernel.measures.declarations import Measure, Ratio
from fengqiao.kernel.notice.declarations import Notice
from fengqiao.kernel.paperwork.declarations import Paper
from fengqiao.kernel.sync.declarations import Capture


@dataclass(frozen=True, kw_only=True, slots=True)
class Nav:
    """One entry of the side navigation, shown to those who may; `count` gives (waiting, overdue)."""

    label: str
    url: str
    icon: str
    may: str
    count: Callable[[], tuple[int, int]] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tile:
    """A big button of the phone's home (移动端首页): to a page, to the open duties of some kinds, or to a capture."""

    key: str
    label: str
    icon: str
    may: str
    url: str = ""
    duties: tuple[str, ...] = ()
    capture: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """A part of another page, loaded lazily into a declared slot by its address (面板)."""

    slot: str
    url: str
    label: str
    may: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sending:
    """What the systems of partner agencies may send to a line (协作单位接口)."""

    api: str  # the dotted path of the router for them, mounted at /api/v1/partner/
    role: str  # the role of the post such a system acts from: it reaches nothing but what was granted
    sources: Mapping[str, str]  # code of a source -> its words


@dataclass(frozen=True, kw_only=True, slots=True)
class Portal:
    """What a line does for people who come without an account (群众端)."""

    urls: str  # the dotted room of its public pages, mounted at /portal/<key>/
    label: str  # what one comes for, in plain words
    note: str
    icon: str
    start: str  # the name of the first page; it takes the short code of the office
    progress: str  # the name of the page behind number and query code


@dataclass(frozen=True, kw_only=True)
class Module:
    """One line of work as the kernel, the surfaces and insight see it."""

    key: str
    label: str
    urls: str = ""  # the dotted urls module, mounted at /<key>/
    nav: tuple[Nav, ...] = ()
    phone: tuple[Tile, ...] = ()
    cases: tuple[type[Case], ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)  # kind of matter -> name of its page, which takes the key
    kinds: tuple[Kind, ...] = ()
    entries: tuple[Entry, ...] = ()
    captures: tuple[Capture, ...] = ()
    duties: tuple[Duty, ...] = ()
    papers: tuple[Paper, ...] = ()
    registers: tuple[Register, ...] = ()
    measures: tuple[Measure | Ratio, ...] = ()
    permissions: Mapping[str, str] = field(default_factory=dict)  # area.group -> its words
    roles: Mapping[str, RoleDefault] = field(default_factory=dict)
    opens: Mapping[str, Opener] = field(default_factory=dict)
    answers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    panels: tuple[Panel, ...] = ()
    api: str = ""  # the dotted path of the line's ninja router, mounted at /api/v1/
    sending: Sending | None = None
    portal: Portal | None = None
    notices: tuple[Notice, ...] = ()
    demo: str = ""  # the dotted path of the room that makes its demonstration data
    words: Mapping[str, Words] = field(default_factory=dict)  # kind of matter -> what is found beside number and title

    personal: frozenset[str] = frozenset()  # kinds of matters whose papers and files tell of persons
    reader: Reader | None = None  # what the line keeps from some who see its matters

    @property
    def flows(self) -> tuple[Workflow, ...]:
        """The courses of its matters."""
        return tuple(case.flow for case in self.cases)


# The closed list of questions one room may put to all others without knowing them, with the meaning of their answers.
QUESTIONS = {
    "person.context": "what other lines know of a person (kind of identifier, blind index) -> Sequence[PersonContext]",
    "home.actions": "what a day at the desk begins with -> Sequence[HomeAction]",
    "home.figures": "the figures of an office on the home page -> Sequence[HomeFigure]",
    "home.incoming": "what newly came in -> Arrivals or None",
    "search.identified": "the matters of a person (kind of identifier, blind index) -> Sequence of their keys",
    "office.serving": "the office that serves a place (division code) -> Desk or None",
    "office.behind": "the office behind its short code -> Desk or None",
    "organization.profile": "what a line shows on an organization's page (organization key) -> Sequence[Line]",
}
