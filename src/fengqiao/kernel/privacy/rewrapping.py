"""After a rotation: every key that an older master key wrapped is wrapped anew, batch by batch (换封).

Nothing sealed is touched, only the wrapping of the keys. Rows that a page holds at the moment are passed over and met
in the next round, so nobody waits and nothing deadlocks; a key that was destroyed meanwhile stays destroyed. All rows
are concerned, whatever their scope: this is the loader's work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, transaction

from fengqiao.kernel.privacy.keys import new_wrapped, provider, rewrapped

ALIAS = "loader"
BATCH = 500


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where wrapped keys stand: a table, its primary key, how one is read and how it is written."""

    table: str
    key: str
    read: str
    write: str


# The secrets of second factors are wrapped by the master key itself (kernel/identity/accounts.py).
CODES = Shelf(
    "mfa_authenticator",
    "id",
    "decode(data->>'secret', 'base64')",
    "data = jsonb_set(data, '{secret}', to_jsonb(translate(encode(%s, 'base64'), E'\\n', '')))",
)


@dataclass(frozen=True, slots=True)
class Portion:
    """What a batch has met: where it ended, how many keys, how many of them rewrapped, and who wraps them now."""

    last: Any
    seen: int
    changed: int
    under: Mapping[str, int]


def shelves() -> list[Shelf]:
    """All of them: the models with a key of their own, and the second factors."""
    columns = [
        Shelf(model._meta.db_table, model._meta.pk.attname, field.attname, f"{field.attname} = %s")
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.default is new_wrapped
    ]
    return [*columns, CODES]


def count(shelf: Shelf) -> int:
    """How many keys stand there."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(f"select count({shelf.read}) from {shelf.table}")  # noqa: S608 — names of our own columns
        return int(cursor.fetchone()[0])


def rewrap(shelf: Shelf, after: Any, size: int = BATCH) -> Portion:
    """Rewrap the stale ones of the next keys, in one short transaction."""
    keys = provider()
    with transaction.atomic(ALIAS):
        found = _next(shelf, after, size)
        stale = {key: wrapped for key, wrapped in found if not keys.current(wrapped)}
        fresh = {key: rewrapped(stale[key]) for key in _locked(shelf, list(stale))}
        with connections[ALIAS].cursor() as cursor:
            cursor.executemany(
                f"update {shelf.table} set {shelf.write} where {shelf.key} = %s and {shelf.read} = %s",  # noqa: S608
                [(wrapped, key, stale[key]) for key, wrapped in fresh.items()],
            )
    under = Counter(keys.master(fresh.get(key, wrapped)) for key, wrapped in found)
    return Portion(found[-1][0] if found else None, len(found), len(fresh), under)


def tally() -> dict[str, int]:
    """How many keys each master key wraps that is kept or that anything still needs; the current one first."""
    keys = provider()
    under: Counter[str] = Counter()
    for shelf in shelves():
        for found in _walk(shelf):
            under.update(keys.master(wrapped) for _, wrapped in found)
    return {master: under[master] for master in dict.fromkeys((*keys.masters(), *under))}


def _walk(shelf: Shelf) -> Iterator[list[tuple[Any, bytes]]]:
    after = None
    while found := _next(shelf, after, 10 * BATCH):
        yield found
        after = found[-1][0]


def _next(shelf: Shelf, after: Any, size: int) -> list[tuple[Any, bytes]]:
    """The next keys in the order of their rows."""
    beyond = f"and {shelf.key} > %s" if after is not None else ""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            f"select {shelf.key}, {shelf.read} from {shelf.table} where {shelf.read} is not null {beyond}"  # noqa: S608
            f" order by {shelf.key} limit %s",
            [*([after] if after is not None else []), size],
        )
        return [(key, bytes(wrapped)) for key, wrapped in cursor.fetchall()]


def _locked(shelf: Shelf, wanted: list[Any]) -> list[Any]:
    """Those of the rows nobody holds; they are held from now to the end of the batch."""
    if not wanted:
        return []
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            f"select {shelf.key} from {shelf.table} where {shelf.key} = any(%s)"  # noqa: S608
            f" order by {shelf.key} for update skip locked",
            [wanted],
        )
        return [key for (key,) in cursor.fetchall()]
