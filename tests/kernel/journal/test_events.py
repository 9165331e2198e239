"""Recording: one event a change, in the order of its matter, with a sentence for the timeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from fengqiao.kernel.journal.events import KINDS, Kind, announce, lock, log_reading, plain, record, register
from fengqiao.kernel.journal.models import Cursor, Event, Grant, Head, Reading, Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import Scope, within
from tests.kernel.journal.journals import HERE, OFFICE, make_matter, note

MOMENT = datetime(2025, 5, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> Kind:
    kind = Kind(key="demo.note", sentence="记录：{word}，{reason}", public=True)
    monkeypatch.setitem(KINDS, kind.key, kind)
    return kind


@pytest.mark.parametrize(
    ("sentence", "data", "told"),
    [
        ("记录：{word}，{reason}", {"word": "甲", "reason": "乙"}, "记录：甲，乙"),
        ("记录：{word}，{reason}", {"word": "甲"}, "记录：甲"),
        ("记录：{word}，{reason}", {"reason": "乙"}, "记录：乙"),
        ("记录：{word}，{reason}", {}, "记录"),
        ("记录：{word}，{reason}", {"word": None, "reason": ""}, "记录"),
        ("{from}退回：{reason}", {"from": "柳湾司法所", "reason": "不属本镇"}, "柳湾司法所退回：不属本镇"),
        ("{duty}延期至{until}：{reason}", {"duty": "调解期限", "until": "2025-07-05"}, "调解期限延期至2025-07-05"),
        ("第{number}次调解：{result}", {"number": 2, "result": "{word}"}, "第2次调解：{word}"),
        ("办结", {"anything": "else"}, "办结"),
    ],
)
def test_an_event_is_told_with_what_it_holds(sentence: str, data: dict[str, object], told: str):
    assert Kind(key="demo.x", sentence=sentence).tell(data) == told


def test_a_kind_is_declared_once(kind: Kind):
    register([kind])  # the same again is nothing new

    with pytest.raises(ImproperlyConfigured, match=r"event kind demo\.note is declared twice"):
        register([replace(kind, sentence="别的")])
    assert KINDS["demo.note"] is kind


@pytest.mark.django_db
def test_the_events_of_a_matter_are_counted_without_a_gap():
    with within(replace(OFFICE, at=MOMENT)):
        first, second = make_matter(), make_matter()
        for subject in (first, second, first, first):
            note(subject)

        assert [event.seq for event in Event.objects.filter(subject=first).order_by("seq")] == [1, 2, 3]
        assert [event.seq for event in Event.objects.filter(subject=second)] == [1]
        assert Subject.objects.get(pk=first.pk).seq == 3
        event = Event.objects.get(subject=second)
        assert (event.region_code, event.at, event.post, event.data) == (HERE, MOMENT, OFFICE.post, {"word": "甲"})
        assert (event.position, event.chain) == (None, None)
        assert str(event) == f"{second.pk} 1 demo.note"


@pytest.mark.django_db
def test_an_act_that_fails_leaves_no_gap():
    with within(OFFICE):
        subject = make_matter()
        note(subject)
        with pytest.raises(ZeroDivisionError), within(OFFICE):
            raise ZeroDivisionError(note(subject))
        note(subject)

        assert [event.seq for event in Event.objects.order_by("seq")] == [1, 2]


@pytest.mark.django_db
def test_an_undeclared_kind_is_not_recorded():
    with within(OFFICE):
        subject = make_matter()
        with pytest.raises(ImproperlyConfigured, match=r"demo\.unknown is not declared"):
            record(subject, "demo.unknown")

        assert (Event.objects.count(), Subject.objects.get().seq) == (0, 0)


@pytest.mark.django_db
def test_an_event_can_be_named_before_it_is_written():
    with within(OFFICE):
        key = announce(uuid7())
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('fengqiao.event')")
            assert cursor.fetchone() == (str(key),)

        assert note(make_matter(), key=key).pk == key


@pytest.mark.django_db
def test_a_matter_is_locked_with_its_root_and_a_stranger_finds_none():
    with within(OFFICE):
        root = make_matter()
        branch = Subject(scope_code=HERE, kind="demo.part", title="乙", root=root)
        branch.save(force_insert=True)

        assert lock(branch.pk) == branch
        assert lock(root.pk) == root
    with within(Scope()), pytest.raises(Subject.DoesNotExist):
        lock(branch.pk)


@pytest.mark.django_db
def test_what_an_event_holds_is_plain():
    with within(OFFICE):
        subject = make_matter()

        assert plain({"on": date(2025, 5, 6), "amount": Decimal("0.80"), "at": MOMENT, "subject": subject}) == {
            "on": "2025-05-06",
            "amount": "0.80",
            "at": "2025-05-06T01:00:00Z",
            "subject": str(subject.pk),
        }


@pytest.mark.django_db
def test_an_export_without_a_matter_is_logged_at_the_reader_s_place():
    with within(replace(OFFICE, at=MOMENT)):
        log_reading(None, Reading.What.EXPORTED, detail="纠" * 300, reason="季度上报")

        reading = Reading.objects.get()
        assert (reading.subject, reading.scope_code, reading.at, reading.post) == (None, HERE, MOMENT, OFFICE.post)
        assert (reading.detail, reading.reason) == ("纠" * 200, "季度上报")
        assert str(reading) == "导出 " + "纠" * 200


@pytest.mark.django_db
def test_a_matter_is_called_by_number_and_title_and_forgets_its_key_when_erased():
    with within(OFFICE):
        subject = make_matter()
        assert str(subject) == "甲"
        subject.number = "（2025）柳河第1号"
        assert str(subject) == "（2025）柳河第1号 甲"

        key = subject.data_key()
        assert key is not None
        assert len(key) in (16, 32)
        subject.key = None
        assert subject.data_key() is None
        assert Event(subject=subject).data_key() is None


def test_the_small_rows_of_the_journal_are_called_by_what_they_hold():
    assert str(Head(position=7)) == "7"
    assert str(Cursor(name="search", position=7)) == "search 7"
    assert str(Grant(reason="协助", until=MOMENT)) == "协助（至2025-05-06）"
