"""What a person means by what they typed in the search box: a number, a telephone, an identity card, words (检索)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django_filters import FilterSet

from fengqiao.kernel.casework.registry import CASES, PAGES
from fengqiao.kernel.casework.searching import CANDIDATES, find
from fengqiao.kernel.casework.titles import kind_label, title_for
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.module.registry import ask
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.privacy.blind import blind_index
from fengqiao.kernel.privacy.identifiers import is_mobile
from fengqiao.kernel.ui import typed
from fengqiao.kernel.ui.keyset import Order
from fengqiao.kernel.ui.listing import Empty, Listing
from fengqiao.kernel.ui.matters import COLUMNS, state_chip, url_of, with_state
from fengqiao.kernel.ui.words import Chip

FEW = 5  # of each kind on the overview
IDENTITY_LENGTHS = (15, 18)


@dataclass(frozen=True, slots=True)
class Hit:
    """A matter on the overview."""

    name: str
    type: str
    number: str
    url: str
    chip: Chip
    holder: str
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind of matter: the newest, how many there are, and what leads to all of them."""

    label: str
    counted: str
    hits: list[Hit]
    more: str


def kinds() -> list[str]:
    """The kinds of matter whose pages the acting post may open."""
    may = acting().may
    return [kind for kind in PAGES if kind in CASES and f"{CASES[kind].flow.area}.view" in may]


def found(text: str) -> QuerySet[Subject]:
    """The matters that a text means, unordered."""
    identified = identifier_of(text)
    if identified and not acting().masked:
        keys = [key for answer in ask("search.identified", *identified) for key in answer]
        if keys:
            return Subject.objects.readable().filter(pk__in=keys)
    return find(text)


def identifier_of(text: str) -> tuple[str, bytes] | None:
    """The kind and the blind index of what looks like a telephone or an identity number."""
    plain = "".join(text.split()).upper()
    if is_mobile(plain):
        return "phone", blind_index("phone", plain)
    if len(plain) in IDENTITY_LENGTHS and plain[:-1].isdecimal():
        return "id_number", blind_index("id_number", plain)
    return None


def overview(text: str) -> list[Group]:
    """What was found, by kind: counting stops at the cap, and of each kind only the newest are read."""
    rows = found(text)
    newest = list(rows.filter(kind__in=kinds()).order_by("-pk").values_list("kind", flat=True)[:CANDIDATES])
    counts, more = Counter(newest), "+" if len(newest) == CANDIDATES else ""
    return [
        Group(
            kind_label(kind),
            f"{counts[kind]}{more}",
            [_hit(subject) for subject in with_state(rows.filter(kind=kind), kind).order_by("-pk")[:FEW]],
            urlencode({"q": typed.sealed(text), "kind": kind}) if counts[kind] > FEW else "",
        )
        for kind in kinds()
        if counts[kind]
    ]


def _hit(subject: Any) -> Hit:  # a subject with the state of its record
    name, _, kind = title_for(subject).partition(" ")
    return Hit(
        name, kind, subject.number, url_of(subject), state_chip(subject), subject.holder or "", subject.opened_at
    )


class OfKind(FilterSet):
    """The parameters of a list of results: the kind of matter, and what was typed, sealed."""

    class Meta:
        model = Subject
        fields = ()

    @cached_property
    def qs(self) -> QuerySet[Subject]:
        """The matters of the kind that the text means."""
        asked = self.data or {}
        kind, text = asked.get("kind", ""), typed.opened(asked.get("q", ""))
        return with_state(found(text).filter(kind=kind), kind) if kind in kinds() else Subject.objects.none()


RESULTS = Listing(
    key="insight.results",
    label="检索结果",
    query=Subject.objects.all,
    columns=COLUMNS,
    orders=(Order(key="newest", label="登记时间", by="pk"),),
    default_order="-newest",
    row_url=url_of,
    filters=OfKind,
    empty=Empty(title="没有找到", text="换一个说法，或只写姓名中的两个字。", icon="search-off"),
)
