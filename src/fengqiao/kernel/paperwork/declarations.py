"""What a line of work says of a paper it issues (文书)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

# A case of any line; its own package knows more.
SomeCase = Any


def _nothing(case: SomeCase) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """One official form: what it is called, what it says, where its number comes from and its place in the bundle.

    `template` is a path below the package root, as `business/mediation/paperwork/agreement.typ`; a bare name is looked
    for in the `paperwork` folder of the area in `key`. `context` turns the case into a frozen dataclass or plain
    values; `register` names the number register and `numbering` gives what its pattern needs.
    """

    key: str
    label: str
    template: str
    context: Callable[[SomeCase], object]
    register: str = ""
    numbering: Callable[[SomeCase], Mapping[str, Any]] = _nothing
    bundle: int = 0
    copies: int = 1

    @property
    def source(self) -> str:
        """The template below the package root."""
        if "/" in self.template:
            return self.template
        return f"business/{self.key.partition('.')[0]}/paperwork/{self.template}"


PAPERS: dict[str, Paper] = {}  # filled from the modules at start
