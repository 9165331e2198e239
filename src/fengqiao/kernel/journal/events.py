"""Recording: every change leaves one event, in its own transaction, under the lock of its matter (日志)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model, Q, Subquery

from fengqiao.kernel.journal.models import Event, Reading, Remark, Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, now

# One value of an event's JSON.
Json = Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A kind of event with its Chinese sentence; `public` ones may be told to the parties."""

    key: str
    sentence: str
    public: bool = False

    def tell(self, data: Mapping[str, Json]) -> str:
        """The sentence of the timeline, with warnings that were passed; what an old event does not hold is left out."""
        told = re.sub(r"\{(\w+)\}", lambda name: str(data.get(name[1]) or ""), self.sentence)
        told = re.sub(r"[：，]+$", "", told.replace("，，", "，").replace("：，", "："))
        return f"{told}（{data['despite']}）" if data.get("despite") else told


KINDS: dict[str, Kind] = {}

# What people are called and what somebody wrote: an event cannot be erased, so these are sealed with the matter beside
# it. `worded` are the changes of columns that hold words.
SEALED = frozenset({"name", "people", "reason", "said", "despite", "worded"})

# What must happen in the same transaction as the event, in rooms above this one (casework closes duties).
Follower = Callable[[Subject, Event], None]
FOLLOWERS: list[Follower] = []


def register(kinds: Iterable[Kind]) -> None:
    """Make kinds known; the same key twice is a mistake of the declaration."""
    for kind in kinds:
        if KINDS.setdefault(kind.key, kind) != kind:
            raise ImproperlyConfigured(f"event kind {kind.key} is declared twice")


def lock(uid: UUID) -> Subject:
    """Lock a matter at its root, then itself; a stranger gets DoesNotExist, which the surfaces answer with 404."""
    root = Subject.objects.readable().filter(pk=uid).values("root_id")
    rows = Subject.objects.readable().select_for_update().filter(Q(pk=uid) | Q(pk=Subquery(root))).order_by("pk")
    for subject in rows:
        if subject.pk == uid:
            return subject
    raise Subject.DoesNotExist(uid)


def announce(key: UUID) -> UUID:
    """Name the event that the next changes belong to, before it is written: facts carry the key of their event.

    From here to the end of the act statements keep one plan: what writes goes by keys, and planning it anew under Row
    Level Security takes longer than doing it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('fengqiao.event', %s, true), set_config('plan_cache_mode', 'force_generic_plan', true)",
            [str(key)],
        )
    return key


def record(subject: Subject, kind: str, /, *, key: UUID | None = None, **data: Json) -> Event:
    """Write one event; the caller holds the subject's lock, so seq is 1, 2, 3 … without a gap."""
    _declared(kind)
    subject.seq += 1
    subject.save(update_fields=["seq", "number"])  # with the number taken in this act
    return _written(subject, kind, key or uuid7(), data)


def born(subject: Subject, kind: str, /, *, key: UUID, **data: Json) -> Event:
    """Write the first event of a matter whose subject was written in this act, with its seq 1."""
    _declared(kind)
    return _written(subject, kind, key, data)


def _declared(kind: str) -> None:
    if kind not in KINDS:
        raise ImproperlyConfigured(f"event kind {kind} is not declared")


def _written(subject: Subject, kind: str, key: UUID, data: Mapping[str, Json]) -> Event:
    said = {name: value for name, value in data.items() if name in SEALED and value}
    event = Event.objects.create(
        id=key,
        subject=subject,
        region_code=abs(subject.scope_code),  # what is sealed happened there all the same
        seq=subject.seq,
        kind=kind,
        at=now(),
        post=acting().post,
        data=plain({name: value for name, value in data.items() if name not in SEALED}),
    )
    if said and subject.key is not None:  # of an erased matter nothing is said any more
        Remark.objects.create(subject=subject, event=event.pk, said=json.dumps(plain(said), ensure_ascii=False))
    for follow in FOLLOWERS:
        follow(subject, event)
    return event


def words_of(events: Iterable[Event]) -> dict[UUID, dict[str, Json]]:
    """What each event tells, with what was sealed beside it; of an erased matter what the events hold alone."""
    told = {event.pk: dict(event.data) for event in events}
    for remark in Remark.objects.filter(event__in=list(told)).select_related("subject"):
        if not remark.said.erased:
            told[remark.event] |= json.loads(remark.said.reveal())
    return told


def log_reading(subject: Subject | None, what: Reading.What, *, detail: str = "", reason: str = "") -> None:
    """Journal that something was read: an opened file, a revealed field, an exported list (查阅记录)."""
    me = acting()
    Reading.objects.create(
        subject=subject,
        scope_code=subject.scope_code if subject else min((low for low, _ in me.ranges), default=0),
        what=what,
        detail=detail[:200],
        reason=reason[:200],
        at=now(),
        post=me.post,
    )


def plain(value: Json) -> Json:
    """A value as JSON keeps it: dates and decimals as text."""
    return json.loads(json.dumps(value, ensure_ascii=False, default=_key_of))


def _key_of(value: object) -> object:
    if isinstance(value, Model):
        return str(value.pk)
    return DjangoJSONEncoder().default(value)
