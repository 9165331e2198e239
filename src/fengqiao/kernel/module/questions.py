"""The values that lines of work answer with when a surface asks them all (see QUESTIONS)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class HomeAction:
    """A button beside the greeting (登记纠纷): the first that a post may do is the blue one."""

    label: str
    url: str  # the name of a page
    icon: str
    may: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HomeFigure:
    """A tile of the office's month: a declared measure under its short name (受理)."""

    key: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """One thing that came in: through which channel (12345), what it says, when, and where it is read."""

    channel: str
    icon: str
    title: str
    at: datetime
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrivals:
    """What newly came in to a line and waits to be looked at: the newest, and how many there are on which list."""

    newest: tuple[Incoming, ...]
    total: int
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """An office as people outside know it: its name, where it is, when it is open, how one calls it."""

    organization: UUID
    code: str  # as short as it can be written: it stands in addresses and on posters
    name: str
    place: str
    villages: tuple[tuple[int, str], ...]  # the villages it serves: division code, name
    address: str = ""
    phone: str = ""
    hours: str = ""
