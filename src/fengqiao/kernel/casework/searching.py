"""Finding matters by words: the feed keeps the index fresh, lists and the search page read it (检索)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Count, F, Func, Q, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast

from fengqiao.kernel.journal.feed import consumer
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.journal.sequencer import Placed
from fengqiao.kernel.places.scope import COUNTY, Scope, acting, within
from fengqiao.kernel.search.grams import VERSION, to_query, to_vector

FOUND = 200  # a search counts up to here and then says 200+
CANDIDATES = FOUND + 1  # matters that it looks at, the newest first
LOOK = 1000  # the newest matters that every search looks into: they hold a common word often enough
FAR = 8_000  # as far as it walks for what they hold now and then; what is rarer the index of words finds sooner
CONSUMER = f"search.{VERSION}"  # another version of the tokens has a cursor of its own and begins at the first event

# What a line adds to number and title of its matters: their keys and the database alias to read from -> text by key.
Words = Callable[[Sequence[UUID], str], Mapping[UUID, str]]
WORDS: dict[str, Words] = {}  # kind of matter -> its words; filled at start from the modules' declarations


@consumer(CONSUMER)
def refresh(feed: BaseDatabaseWrapper, events: Sequence[Placed]) -> None:
    """Write the index of every matter that something happened to; what has not changed is not written."""
    with feed.cursor() as cursor:
        cursor.execute(
            "select uid, kind, number, title from journal_subject where uid = any(%s) order by uid for no key update",
            [list({event.subject for event in events})],
        )
        rows = cursor.fetchall()
        added = _added({uid: kind for uid, kind, *_ in rows}, feed.alias)
        vectors = [to_vector(f"{number} {title} {added.get(uid, '')}") for uid, _, number, title in rows]
        cursor.execute(
            "update journal_subject s set words = t.words::tsvector from unnest(%s::uuid[], %s::text[]) t(uid, words)"
            " where s.uid = t.uid and s.words is distinct from t.words::tsvector",
            [[uid for uid, *_ in rows], vectors],
        )


def _added(kinds: Mapping[UUID, str], using: str) -> dict[UUID, str]:
    """What the lines add, one question for each kind."""
    found: dict[UUID, str] = {}
    with within(Scope()):  # the feed's own role sees every row; the scope only satisfies the managers
        for kind in sorted(set(kinds.values()) & WORDS.keys()):
            found.update(WORDS[kind]([uid for uid, of in kinds.items() if of == kind], using))
    return found


class Holds(Func):
    """`words @@ query`: the vector of a row holds what was typed."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()

    def __init__(self, column: str, query: str) -> None:
        super().__init__(F(column), Cast(Value(query), SearchQueryField()))


@cache
def trusted() -> bool:
    """Whether PostgreSQL uses the index of words under Row Level Security: `@@` is marked leakproof (config/roles.py).

    Where no superuser could mark it, candidates come from the reviewed function find_subjects.
    """
    with connection.cursor() as cursor:
        cursor.execute("select proleakproof from pg_proc where oid = 'ts_match_vq(tsvector, tsquery)'::regprocedure")
        return bool(cursor.fetchone()[0])


class Among(Func):
    """`pk = any(keys)`: one parameter for however many keys, so that the statement stays the same."""

    template = "(%(expressions)s))"
    arg_joiner = " = any("
    output_field = BooleanField()

    def __init__(self, keys: Sequence[UUID]) -> None:
        super().__init__(F("pk"), Value(list(keys), output_field=ArrayField(UUIDField())))


def find(text: str) -> QuerySet[Subject]:
    """The matters of the acting range that a text means: by number, by key, else by words; unordered.

    Posts that read de-identified rows find by number and key only: a name that finds something would have been told.
    """
    text = text.strip()
    exact = Subject.objects.readable().filter(_named(text))
    if acting().masked or exact.exists():
        return exact
    return Subject.objects.readable().filter(Among(candidates(text)))


def matching(rows: QuerySet[Any, Any], text: str) -> QuerySet[Any, Any]:
    """The matters of a list that a text means, in the same way."""
    exact = Subject.objects.readable().filter(_named(text.strip()))
    if acting().masked or exact.exists():
        return rows.filter(subject__in=exact)
    return rows.filter(Among(candidates(text, kind=rows.model.flow.key)))


def candidates(text: str, kind: str = "") -> list[UUID]:
    """The newest matters of the acting range, or lent to it, that hold the words; of one kind where it is named.

    However common a word and however many matters there are: no more than CANDIDATES are given. The index of words
    knows no order and must fetch all that hold a word; so a common one is looked for along the newest matters.
    """
    query = to_query(text)
    if not query:
        return []
    if not acting().ranges:
        return _indexed(Subject.objects.lent(), query, kind)
    keys, whole = _walked(query, kind, LOOK)
    far = LOOK * CANDIDATES * 5 // (len(keys) * 4) if keys else FAR  # a quarter more than should be enough
    if not whole and far < FAR:
        keys, whole = _walked(query, kind, far)
    if whole:
        return keys[:CANDIDATES]
    # read as the policy reads: the equality of the manager would have the database read a whole town instead of a word
    rows = Subject.objects.readable().filter(_counties())
    return _indexed(rows, query, kind) if trusted() else _from_function(query, kind)


def _walked(query: str, kind: str, far: int) -> tuple[list[UUID], bool]:
    """Those of the newest matters of the acting range that hold the words, and whether there need be no others."""
    held = Q(Holds("words", query)) & (Q(kind=kind) if kind else Q())
    newest = Subject.objects.order_by("-pk")[:far]
    seen = newest.aggregate(all=Count("pk"), keys=ArrayAgg("pk", filter=held, order_by="-pk", default=Value([])))
    return seen["keys"], seen["all"] < far or len(seen["keys"]) >= CANDIDATES


def _indexed(rows: QuerySet[Subject], query: str, kind: str) -> list[UUID]:
    """The newest matters that hold the words, by their index.

    The keys are ordered as text: an order that an index gives would tempt the database to walk along it.
    """
    rows = rows.filter(Holds("words", query), *([Q(kind=kind)] if kind else []))
    return list(rows.order_by(Cast("pk", TextField()).desc()).values_list("pk", flat=True)[:CANDIDATES])


def _named(text: str) -> Q:
    """The matter whose number or key the text is."""
    try:
        return Q(number=text, number__gt="") | Q(pk=UUID(text))
    except ValueError:
        return Q(number=text, number__gt="")


def _counties() -> Q:
    """The counties of the acting ranges: the index of words begins with them. A wider range reads them all."""
    counties = {code // COUNTY for pair in acting().ranges for code in pair}
    narrow = all(low // COUNTY == high // COUNTY for low, high in acting().ranges)
    return Q(county__in=counties) if narrow else Q()


def _from_function(query: str, kind: str) -> list[UUID]:
    """The same from the function that checks the ranges itself."""
    with connection.cursor() as cursor:
        cursor.execute("select * from find_subjects(%s::tsquery, %s, %s)", [query, kind, CANDIDATES])
        return [uid for (uid,) in cursor.fetchall()]
