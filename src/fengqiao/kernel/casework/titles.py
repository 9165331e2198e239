"""The names of matters and of people as the acting post may read them (脱敏)."""

from __future__ import annotations

from fengqiao.kernel.casework.registry import CASES
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.privacy.masks import HIDDEN, mask_name, masked_title


def title_for(subject: Subject) -> str:
    """The title; a post that reads de-identified rows gets its names masked, or the kind of matter alone."""
    if not acting().masked:
        return subject.title
    shown = masked_title(subject.title)
    return shown if shown != HIDDEN else kind_label(subject.kind)


def name_for(name: str) -> str:
    """A person's name, party, mediator or staff; a post that reads de-identified rows gets it masked."""
    return mask_name(name) if acting().masked else name


def kind_label(kind: str) -> str:
    """What a kind of matter is called (调解案件)."""
    return CASES[kind].flow.label if kind in CASES else ""
