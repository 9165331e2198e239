"""异常提示 (§8.4): what is unusual in plain values; it opens a look by a person and accuses nobody."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TypeVar
from uuid import UUID

Key = TypeVar("Key", bound=Hashable)
Grams = frozenset[str]

EARTH = 6371.0  # kilometers
_PLAIN = re.compile(r"[\d\W_]+")  # figures, days, sums and punctuation differ in copies too


@dataclass(frozen=True, slots=True, kw_only=True)
class HintTable:
    """The thresholds of a county."""

    days: int = 90
    most: int = 2000
    similarity: float = 0.9
    least_characters: int = 30
    cases_a_day: int = 8
    kilometers: int = 20
    minutes: int = 60
    people: int = 3
    village_percent: int = 40
    least_files: int = 20


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting on the spot of one mediator, with where it was held."""

    mediator: UUID
    case: UUID
    begins: datetime
    ends: datetime
    place: tuple[float, float]


def grams_of(text: str, names: Collection[str] = ()) -> Grams:
    """A text as pairs of characters, without the names, figures and punctuation that copies differ in."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, "")
    bare = _PLAIN.sub("", text)
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1))


def likeness(one: Grams, other: Grams) -> float:
    """How alike two texts are, 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def alike(texts: Mapping[Key, Grams], fresh: Collection[Key], bound: float) -> list[list[Key]]:
    """Groups of texts that are nearly the same, each with a fresh one in it, in the order given."""
    home: dict[Key, Key] = {key: key for key in texts}

    def root(key: Key) -> Key:
        while home[key] != key:
            key = home[key]
        return key

    for one in texts:
        if one not in fresh:
            continue
        for other in texts:
            if other != one and likeness(texts[one], texts[other]) > bound:
                home[root(one)] = root(other)
    groups: dict[Key, list[Key]] = defaultdict(list)
    for key in texts:
        groups[root(key)].append(key)
    return [group for group in groups.values() if len(group) > 1]


def crowded_days(accepted: Iterable[tuple[Key, date]], bound: int) -> dict[tuple[Key, date], int]:
    """Mediators who took up more cases on a day than one can mediate, with how many."""
    return {found: count for found, count in Counter(accepted).items() if count > bound}


def kilometers(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two places by latitude and longitude, as the crow flies."""
    (north, east), (other_north, other_east) = ((math.radians(a), math.radians(b)) for a, b in (one, other))
    half = (
        math.sin((other_north - north) / 2) ** 2
        + math.cos(north) * math.cos(other_north) * math.sin((other_east - east) / 2) ** 2
    )
    return 2 * EARTH * math.asin(math.sqrt(half))


def far_apart(meetings: Iterable[Meeting], *, bound: int, minutes: int) -> list[tuple[Meeting, Meeting]]:
    """Two meetings of one mediator that follow each other too soon for the way between them."""
    by_mediator: dict[UUID, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        by_mediator[meeting.mediator].append(meeting)
    return [
        (first, second)
        for held in by_mediator.values()
        for first, second in pairwise(sorted(held, key=lambda each: each.begins))
        if second.begins - first.ends < timedelta(minutes=minutes) and kilometers(first.place, second.place) > bound
    ]


def shared_phones(given: Iterable[tuple[bytes, str, Key]], people: int) -> dict[bytes, list[Key]]:
    """Phones that so many people of different disputes gave as their own, with those disputes."""
    names: dict[bytes, set[str]] = defaultdict(set)
    disputes: dict[bytes, dict[Key, None]] = defaultdict(dict)
    for phone, name, dispute in given:
        names[phone].add(name)
        disputes[phone][dispute] = None
    return {
        phone: list(disputes[phone])
        for phone, known in names.items()
        if len(known) >= people and len(disputes[phone]) > 1 and len({name[:1] for name in known}) > 1
    }


def leading_villages(places: Iterable[int], *, percent: int, least: int) -> dict[int, tuple[int, int]]:
    """Villages with more of their township's files than is usual: how many of how many.

    A township is looked at when it has enough files, from three villages at least.
    """
    by_town: dict[int, Counter[int]] = defaultdict(Counter)
    for place in places:
        by_town[place // 1000][place] += 1
    found = {}
    for villages in by_town.values():
        total = sum(villages.values())
        if total < least or len(villages) < 3:
            continue
        for village, count in villages.items():
            if count * 100 > percent * total:
                found[village] = (count, total)
    return found


def grown(size: int) -> int:
    """A group is shown again when it has doubled."""
    return size.bit_length()


def quarter_of(day: date) -> str:
    """2025Q2."""
    return f"{day.year}Q{(day.month + 2) // 3}"
