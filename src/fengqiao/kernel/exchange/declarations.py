"""What can be entered, once: one form and one service behind page, phone, sheet, portal and partner (登记入口)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form

# The values a form has cleaned, by field.
Cleaned = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that can be entered: its form, the service that writes it, who may, and the columns of its sheet.

    `write` takes `idempotency_key` and the cleaned fields as keyword arguments and refuses with sentences. A reader
    turns what people write in a cell into what its field takes, or refuses it with a sentence. `alike` is asked for
    many rows at once and says of each what is registered already, "" for nothing.
    """

    key: str
    label: str
    form: type[Form]
    write: Callable[..., object]
    may: str
    columns: Mapping[str, str] = field(default_factory=dict)  # printed header -> form field
    examples: Mapping[str, str] = field(default_factory=dict)  # form field -> what the sample row shows
    unique: tuple[str, ...] = ()  # form fields that tell two rows of one file apart; none: all of them
    aliases: Mapping[str, str] = field(default_factory=dict)  # another header in use -> printed header
    fixed: Mapping[str, str] = field(default_factory=dict)  # form field that the sheet does not print -> its value
    readers: Mapping[str, Callable[[str], str]] = field(default_factory=dict)  # form field -> reader of its cells
    media: tuple[str, ...] = ()
    alike: Callable[[Sequence[Cleaned]], Sequence[str]] | None = None

    def required(self, header: str) -> bool:
        """Whether the column must be filled."""
        return self.form.base_fields[self.columns[header]].required


# entry key -> entry; filled at start from the modules' declarations
ENTRIES: dict[str, Entry] = {}
