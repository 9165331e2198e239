"""The one feed: a consumer reads every placed event once, in one transaction with what it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from fengqiao.kernel.journal.events import KINDS, Kind
from fengqiao.kernel.journal.feed import CONSUMERS, consumer, follow
from fengqiao.kernel.journal.models import Cursor, Subject
from fengqiao.kernel.journal.sequencer import Placed
from fengqiao.kernel.places.scope import within
from tests.database import as_role
from tests.kernel.journal.journals import HERE, OFFICE, make_matter, note, place_all


@pytest.fixture
def matter(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Subject]:
    monkeypatch.setitem(KINDS, "demo.note", Kind(key="demo.note", sentence="记录：{word}"))
    with within(OFFICE):
        yield make_matter()


class Ledger:
    """A consumer that writes down what it was told; it stumbles over 坏 until it is mended."""

    def __init__(self) -> None:
        self.read: list[Placed] = []
        self.mended = False

    def __call__(self, connection: BaseDatabaseWrapper, events: Sequence[Placed]) -> None:
        with connection.cursor() as cursor:
            for event in events:
                cursor.execute("update journal_subject set title = title || %s", [event.data["word"]])
                if event.data["word"] == "坏" and not self.mended:
                    raise ZeroDivisionError
        self.read += events


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    ledger = Ledger()
    monkeypatch.setitem(CONSUMERS, "ledger", ledger)
    return ledger


def go_on(limit: int = 1000) -> int:
    """As the worker's feed."""
    with as_role("fengqiao_loader"):
        return follow(connection, "ledger", limit=limit)


def cursor_of() -> int:
    return Cursor.objects.get(name="ledger").position


def test_a_consumer_reads_placed_events_once_and_in_order(matter: Subject, ledger: Ledger):
    for word in "甲乙丙":
        note(matter, word)
    assert go_on() == 0  # nothing is placed yet
    place_all()

    assert [go_on(limit=2), go_on(limit=2), go_on(limit=2)] == [2, 1, 0]

    assert [(event.position, event.seq, event.data) for event in ledger.read] == [
        (1, 1, {"word": "甲"}),
        (2, 2, {"word": "乙"}),
        (3, 3, {"word": "丙"}),
    ]
    assert {(event.subject, event.region_code, event.post) for event in ledger.read} == {(matter.pk, HERE, OFFICE.post)}
    assert cursor_of() == 3


def test_a_consumer_that_fails_midway_takes_its_effect_and_its_cursor_back(matter: Subject, ledger: Ledger):
    for word in "甲乙坏丁":
        note(matter, word)
    place_all()
    go_on(limit=1)

    with pytest.raises(ZeroDivisionError):
        go_on()

    assert (cursor_of(), Subject.objects.get().title) == (1, "甲甲")
    ledger.mended = True
    assert go_on() == 3
    assert (cursor_of(), Subject.objects.get().title) == (4, "甲甲乙坏丁")
    assert [event.seq for event in ledger.read] == [1, 2, 3, 4]


def test_each_consumer_has_a_cursor_of_its_own(matter: Subject, ledger: Ledger, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(CONSUMERS, "other", lambda connection, events: None)
    note(matter)
    place_all()
    go_on()
    note(matter)
    place_all()

    with as_role("fengqiao_loader"):
        assert follow(connection, "other") == 2
    assert go_on() == 1


def test_the_application_moves_no_cursor(matter: Subject, ledger: Ledger):
    with pytest.raises(Exception, match="permission denied"), within(OFFICE):
        follow(connection, "ledger")


def test_a_consumer_is_declared_once(monkeypatch: pytest.MonkeyPatch, ledger: Ledger):
    with pytest.raises(ImproperlyConfigured, match="consumer ledger is declared twice"):
        consumer("ledger")(ledger)

    monkeypatch.delitem(CONSUMERS, "ledger")
    assert consumer("ledger")(ledger) is ledger
    assert CONSUMERS["ledger"] is ledger
