"""The one sequencer: committed events are placed once, in order, each tied to the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from fengqiao.kernel.journal.events import KINDS, Kind
from fengqiao.kernel.journal.models import Event, Head, Subject
from fengqiao.kernel.journal.sequencer import LOCK, Placed, in_order, link
from fengqiao.kernel.places.scope import within
from tests.kernel.journal.journals import HERE, OFFICE, make_matter, note, place_all

MOMENT = datetime(2025, 5, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "demo.note", Kind(key="demo.note", sentence="记录：{word}"))


@pytest.fixture
def matter(db: None) -> Iterator[Subject]:
    with within(OFFICE):
        yield make_matter()


def event(millisecond: int, subject: int, seq: int) -> Placed:
    """An event as the sequencer reads it: its key says when its server thought it happened."""
    return Placed(
        id=UUID(int=millisecond << 80 | 0x7 << 76 | 0x2 << 62 | subject << 8 | seq),
        subject=UUID(int=subject),
        region_code=HERE,
        seq=seq,
        kind="demo.note",
        at=MOMENT,
        post=None,
        data={},
    )


def test_events_stand_in_the_order_of_time():
    first, second, third = event(1, 1, 1), event(2, 2, 1), event(3, 1, 2)

    assert in_order([third, first, second]) == [first, second, third]


def test_a_matter_keeps_its_own_order_whatever_two_clocks_said():
    # the server that wrote seq 2 was five milliseconds behind
    first, second, third = event(10, 1, 1), event(5, 1, 2), event(12, 1, 3)
    other = event(7, 2, 1)

    assert in_order([first, second, third, other]) == [first, other, second, third]


def test_events_of_one_millisecond_stand_by_matter_and_seq():
    events = [event(1, subject, seq) for subject in (2, 1) for seq in (2, 1)]

    assert [(each.subject.int, each.seq) for each in in_order(events)] == [(1, 1), (1, 2), (2, 1), (2, 2)]


def test_a_link_is_the_digest_of_the_link_before_and_the_event_in_one_spelling():
    placed = replace(event(1, 1, 1), post=UUID(int=7), data={"word": "甲", "amount": 1})
    spelled = (
        '["00000000-0001-7000-8000-000000000101","00000000-0000-0000-0000-000000000001",990101101000000,1,'
        '"demo.note","2025-05-06T01:00:00.000000+00:00","00000000-0000-0000-0000-000000000007",'
        '{"amount":1,"word":"甲"}]'
    )

    assert link(b"before", placed) == hashlib.sha256(b"before" + spelled.encode()).digest()


@pytest.mark.parametrize(
    "changed",
    [
        {"id": UUID(int=1)},
        {"subject": UUID(int=2)},
        {"region_code": 1},
        {"seq": 2},
        {"kind": "demo.other"},
        {"at": MOMENT + timedelta(microseconds=1)},
        {"post": UUID(int=3)},
        {"data": {"word": "乙"}},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_every_part_of_an_event_is_in_its_link(changed: dict[str, object]):
    placed = event(1, 1, 1)

    assert link(b"", placed) != link(b"", replace(placed, **changed))
    assert link(b"", placed) != link(b"x", placed)
    assert link(b"", placed) == link(b"", replace(placed, position=9))


def test_events_are_placed_once_and_chained(matter: Subject):
    for word in "甲乙丙":
        note(matter, word)

    assert place_all() == 3
    assert place_all() == 0

    events = list(Event.objects.order_by("position"))
    assert [(each.position, each.seq) for each in events] == [(1, 1), (2, 2), (3, 3)]
    previous = b""
    for each in events:
        assert each.chain is not None
        previous = link(
            previous,
            Placed(each.id, each.subject_id, each.region_code, each.seq, each.kind, each.at, each.post, each.data),
        )
        assert bytes(each.chain) == previous
    head = Head.objects.get()
    assert (head.position, bytes(head.chain)) == (3, previous)


def test_later_events_go_on_behind_the_head(matter: Subject):
    note(matter)
    place_all()
    note(matter)
    note(make_matter())

    assert place_all() == 2
    assert sorted(Event.objects.values_list("position", flat=True)) == [1, 2, 3]


def test_a_batch_has_its_limit_and_the_rest_follows(matter: Subject):
    for _ in range(5):
        note(matter)

    assert [place_all(limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert [each.seq for each in Event.objects.order_by("position")] == [1, 2, 3, 4, 5]


def test_a_batch_never_places_an_event_before_its_own_matter_s_earlier_one(matter: Subject):
    with within(replace(OFFICE, at=MOMENT)):
        note(matter)
    with within(replace(OFFICE, at=MOMENT - timedelta(seconds=5))):  # the next server's clock is behind
        note(matter)

    while place_all(limit=1):
        pass

    assert [each.seq for each in Event.objects.order_by("position")] == [1, 2]


def test_while_another_sequencer_works_this_one_waits(matter: Subject):
    note(matter)
    where = connection.settings_dict
    with psycopg.connect(
        host=where["HOST"], port=where["PORT"] or None, user=where["USER"], dbname=where["NAME"]
    ) as other:
        other.execute("select pg_advisory_xact_lock(%s)", [LOCK])

        assert place_all() == 0
        other.rollback()

        assert place_all() == 1
