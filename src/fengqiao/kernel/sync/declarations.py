"""The phone's face of what can be entered (移动采集): the same form and the same service, filled in without network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.forms import Form

from fengqiao.kernel.casework.numbers import Register
from fengqiao.kernel.journal.models import Subject


class Enterable(Protocol):
    """An entry, as far as the phone is concerned (kernel/exchange)."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def form(self) -> type[Form]: ...
    @property
    def write(self) -> Callable[..., Any]: ...  # the record it makes: each line's own
    @property
    def may(self) -> str: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """Whose numbers a phone takes ahead: the register, the body that keeps it, what its printed pattern takes."""

    register: Register
    subject: Subject
    given: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Capture:
    """One entry on the phone: its fields under their headings, in the order one says them.

    `when` shows a field, and asks for it, only while another has a value ("kind=pay"; "on_the_spot=" while it is not
    ticked). `title` names what waits for upload, from what was typed. What is `dated` happened when it was captured,
    anything else when it arrives. With a `series` the service takes `number`, one the phone already gave out.
    """

    entry: Enterable
    icon: str
    title: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    when: Mapping[str, str] = field(default_factory=dict)
    dated: bool = False
    series: Callable[[], Series] | None = None
    send: str = "保存"

    @property
    def key(self) -> str:
        """It has the key of its entry."""
        return self.entry.key

    @property
    def fields(self) -> tuple[str, ...]:
        """Its fields, in their order."""
        return tuple(name for _, names in self.groups for name in names)


# entry key -> its capture; filled at start from the modules' declarations
CAPTURES: dict[str, Capture] = {}
