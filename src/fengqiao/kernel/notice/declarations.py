"""What a line of work tells the agencies that sent something (回告), declared by kind of event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fengqiao.kernel.journal.models import Event

# The subject an event happened to and the database alias to read from -> (matter that was sent, its sender).
Whom = Callable[[UUID, str], Sequence[tuple[UUID, UUID]]]
# The event and the matter that was sent -> what is told of it, as JSON; no personal data beyond what was sent.
Body = Callable[[Event, UUID], Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One thing that is told: after which events, to whom, in which words."""

    topic: str
    label: str
    kinds: tuple[str, ...]
    whom: Whom
    body: Body


NOTICES: dict[str, Notice] = {}  # kind of event -> its notice; filled at start from the modules' declarations
LABELS: dict[str, str] = {}  # topic -> its words


def register(notice: Notice) -> None:
    """Make a notice known."""
    NOTICES.update(dict.fromkeys(notice.kinds, notice))
    LABELS[notice.topic] = notice.label
