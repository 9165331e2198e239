"""What can be entered, once: page, sheet, phone, portal and partner are faces of one form and one service (录入)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that can be entered: its form, the service that writes it, who may, and the columns of its sheet."""

    key: str
    label: str
    form: type[Form]
    write: Callable[..., Any]
    may: str
    columns: Mapping[str, str] = field(default_factory=dict)  # printed header -> form field
    examples: Mapping[str, str] = field(default_factory=dict)  # form field -> what the sample row shows
    unique: tuple[str, ...] = ()  # form fields that tell two rows of one file apart
    media: tuple[str, ...] = ()


ENTRIES: dict[str, Entry] = {}
