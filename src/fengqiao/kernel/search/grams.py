"""Chinese text as bigrams: one tokeniser for index and query, so that every two-character name is found (检索)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

VERSION = 1  # other tokens are another version: the feed is then read anew and the index built again
LONGEST = 4000  # characters of one text that are indexed
LONGEST_QUERY = 100
LAST_POSITION = 16383  # what PostgreSQL keeps of a position
POSITIONS = 255  # of one token

_RUN = re.compile(r"[0-9a-z\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def runs(text: str) -> list[str]:
    """The unbroken runs of characters, digits and Latin letters, folded to one spelling (１２号 is 12号)."""
    return _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def pairs(run: str) -> list[str]:
    """The overlapping pairs of a run: 宅基地 is 宅基 基地."""
    return [run[at : at + 2] for at in range(len(run) - 1)]


def tokens(text: str) -> Iterator[tuple[str, int]]:
    """What is indexed, with positions: the pairs of each run, then its last character.

    The last character lets a query of one character find whatever holds it; it also stands between two runs, so that
    no phrase crosses from one into the next.
    """
    said = chain.from_iterable([*pairs(run), run[-1]] for run in runs(text[:LONGEST]))
    yield from zip(said, range(1, LAST_POSITION + 1), strict=False)


def to_vector(text: str) -> str:
    """The text as a tsvector literal."""
    places: dict[str, list[int]] = {}
    for token, at in tokens(text):
        found = places.setdefault(token, [])
        if len(found) < POSITIONS:
            found.append(at)
    return " ".join(f"'{token}':{','.join(map(str, found))}" for token, found in sorted(places.items()))


def to_query(text: str) -> str:
    """What was typed as a tsquery literal, "" when it holds nothing to look for.

    Each run is a phrase of its pairs; a run of one character is the beginning of a token.
    """
    return " & ".join(_phrase(run) for run in runs(text[:LONGEST_QUERY]))


def _phrase(run: str) -> str:
    if len(run) == 1:
        return f"'{run}':*"
    return f"({' <-> '.join(repr(pair) for pair in pairs(run))})"
