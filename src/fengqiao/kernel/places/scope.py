"""Who looks: one value, one context variable, one transaction, and Row Level Security behind it (数据范围)."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Q
from django.utils import timezone

# A scope code has 15 digits: the 12-digit division code and the 3-digit serial of the organization in that place.
# Divided by one of these it names the ancestor: 990101101201000 // TOWN == 990101101.
VILLAGE = 10**3
TOWN = 10**6
COUNTY = 10**9
CITY = 10**11
PROVINCE = 10**13

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")


class NoScope(RuntimeError):
    """A query was made outside `within()`: nobody has said who looks."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who looks, from which post, how far and with which rights."""

    ranges: tuple[tuple[int, int], ...] = ()  # closed, aligned ranges of scope codes: usually one, none for partners
    organization: UUID | None = None
    post: UUID | None = None
    user: UUID | None = None
    may: frozenset[str] = frozenset()
    masked: bool = False  # city and province posts read de-identified rows (脱敏)
    gives_reason: bool = False  # opens papers and files only after it wrote down why (阅卷理由)
    at: datetime | None = None  # a set clock: demonstration data and imports happen when they happened
    in_act: bool = False  # inside an act, which its verbs are part of

    def where(self, *, sealed: bool = False) -> Q:
        """The filter of own lists: equality on a stored ancestor walks the index, a range does not.

        `sealed`: what is sealed in the own ranges too, of which Row Level Security leaves what is granted.
        """
        condition = Q(pk__in=())
        for low, high in self.ranges:
            width = high - low + 1
            if width in (TOWN, COUNTY):
                place, code = ("town", "county")[width == COUNTY], low // width
                condition |= Q(**{f"{place}__in": (code, -code)}) if sealed else Q(**{place: code})
            else:
                condition |= Q(scope_code__range=(low, high))
                if sealed:
                    condition |= Q(scope_code__range=(-high, -low))
        return condition

    def seat(self) -> UUID:
        """The organization the post works for; a scope of the system has none and may not act for one."""
        if self.organization is None:
            raise NoScope("没有所属机构。")
        return self.organization

    def own_post(self) -> UUID:
        """The post that acts; a scope of the system has none."""
        if self.post is None:
            raise NoScope("没有岗位。")
        return self.post

    def covers(self, code: int) -> bool:
        """Whether a scope code lies in the own ranges."""
        return any(low <= code <= high for low, high in self.ranges)


def reach(code: int, width: int) -> tuple[int, int]:
    """The aligned range of `width` scope codes around `code`: a township, a county, a city, a province."""
    low = code // width * width
    return low, low + width - 1


_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


def acting() -> Scope:
    """The open scope; refuses to guess when none is open."""
    scope = _scope.get()
    if scope is None:
        raise NoScope("没有打开数据范围：请在 within() 内访问。")
    return scope


def emit(scope: Scope, using: str = DEFAULT_DB_ALIAS) -> None:
    """Tell PostgreSQL who looks, for the rest of this transaction only."""
    low = min((lo for lo, _ in scope.ranges), default="")
    high = max((hi for _, hi in scope.ranges), default="")
    several = "{" + ",".join(f"[{lo},{hi}]" for lo, hi in scope.ranges) + "}" if len(scope.ranges) > 1 else ""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select set_config('fengqiao.lo', %s, true), set_config('fengqiao.hi', %s, true),"
            " set_config('fengqiao.set', %s, true), set_config('fengqiao.organization', %s, true),"
            " set_config('fengqiao.post', %s, true)",
            [str(low), str(high), several, str(scope.organization or ""), str(scope.post or "")],
        )


@contextmanager
def within(scope: Scope) -> Iterator[Scope]:
    """Open scope and transaction together: requests, jobs, commands, streams and tests come through this door."""
    token = _scope.set(scope)
    try:
        with transaction.atomic():
            emit(scope)
            yield scope
    finally:
        _scope.reset(token)
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.in_atomic_block and not connection.needs_rollback:
            emit(_scope.get() or Scope())  # nested: the outer scope returns


@contextmanager
def also(*permissions: str) -> Iterator[Scope]:
    """Lend the acting post a permission for what follows by rule from its own act (系统步骤); ranges stay."""
    me = acting()
    token = _scope.set(replace(me, may=me.may | frozenset(permissions)))
    try:
        yield acting()
    finally:
        _scope.reset(token)


@contextmanager
def one_act() -> Iterator[None]:
    """Several verbs as one act: all of it happens, or nothing.

    An act inside another is part of it and has no savepoint of its own: when it is refused, the whole act is, and who
    went on all the same would be stopped by the transaction.
    """
    me = acting()
    token = _scope.set(replace(me, in_act=True))
    try:
        with transaction.atomic(savepoint=not me.in_act):
            yield
    finally:
        _scope.reset(token)


def now() -> datetime:
    """The moment of the act: the scope's set clock, else the real one."""
    scope = _scope.get()
    return scope.at if scope is not None and scope.at is not None else timezone.now()


def today() -> date:
    """The day of the act in Asia/Shanghai."""
    return now().astimezone(SHANGHAI).date()


def local_day(moment: datetime) -> date:
    """The day of a moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()
