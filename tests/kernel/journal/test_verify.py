"""Proof of the journal: whoever changes, cuts or reorders what happened is found out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from fengqiao.kernel.journal.events import KINDS, Kind
from fengqiao.kernel.journal.models import Event, Subject
from fengqiao.kernel.journal.verify import Finding, keep_head, report, strays, verify
from fengqiao.kernel.places.scope import Scope, within
from tests.database import as_role
from tests.kernel.journal.journals import OFFICE, make_matter, note, place_all, tamper

CHANGED = "链值不符：事件内容或顺序被改动"


@pytest.fixture
def matter(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Subject]:
    """A matter of four placed events."""
    monkeypatch.setitem(KINDS, "demo.note", Kind(key="demo.note", sentence="记录：{word}"))
    with within(OFFICE):
        subject = make_matter()
        for word in "甲乙丙丁":
            note(subject, word)
        place_all()
        yield subject


def proved(heads: Path | None = None) -> tuple[int, list[Finding]]:
    """As the machine room reads it."""
    with as_role("fengqiao_sequencer"):
        return verify(connection, heads)


def kept(path: Path) -> Path:
    with as_role("fengqiao_sequencer"):
        keep_head(connection, path)
    return path


def test_a_sound_journal_has_no_findings(matter: Subject, tmp_path: Path):
    heads = kept(tmp_path / "outside" / "heads.jsonl")

    assert proved(heads) == (4, [])
    assert report(*proved(heads)) == {"events": 4, "sound": True, "findings": []}


def test_an_empty_journal_is_sound(db: None, tmp_path: Path):
    assert proved(kept(tmp_path / "heads.jsonl")) == (0, [])
    assert not (tmp_path / "heads.jsonl").exists()


def test_rows_of_a_month_without_a_partition_are_told(matter: Subject):
    def told() -> list[str]:
        with as_role("fengqiao_loader"):
            return strays(connection)

    assert told() == []
    note(matter, key=UUID(int=int(datetime(2099, 1, 1, tzinfo=UTC).timestamp() * 1000) << 80 | 0x7 << 76 | 1))
    assert told() == ["journal_event_rest"]


def test_what_is_not_placed_yet_is_not_missing(matter: Subject):
    note(matter)

    assert proved() == (4, [])


@pytest.mark.parametrize(
    "change",
    [
        """data = '{"word": "改"}'""",
        "kind = 'demo.other'",
        "region_code = 990101102000000",
        "at = at + interval '1 day'",
        "post = null",
    ],
)
def test_a_changed_event_breaks_the_chain_at_its_position(matter: Subject, change: str):
    tamper(f"update journal_event set {change} where position = 2")  # noqa: S608

    assert proved() == (4, [Finding(2, CHANGED)])


def test_a_changed_event_with_a_new_chain_value_breaks_the_next_one(matter: Subject):
    tamper("update journal_event set data = '{}', chain = '\\x00' where position = 2")

    assert proved() == (4, [Finding(2, CHANGED), Finding(3, CHANGED)])


def test_a_removed_event_leaves_a_gap(matter: Subject):
    tamper("delete from journal_event where position = 2")

    total, findings = proved()

    assert [(finding.position, finding.sentence) for finding in findings] == [
        (3, "位置不连续：应为第2号"),
        (3, CHANGED),
        (0, f"事项 {matter.pk} 序号有缺：3 条，末号 4"),
    ]
    assert total == 4


def test_a_cut_tail_does_not_fit_the_head(matter: Subject):
    tamper("delete from journal_event where position >= 3")

    assert proved() == (2, [Finding(4, "链尾与最后一条事件不符")])


def test_a_tail_cut_with_its_head_does_not_fit_the_head_kept_outside(matter: Subject, tmp_path: Path):
    heads = kept(tmp_path / "heads.jsonl")
    tamper("delete from journal_event where position >= 3")
    tamper("update journal_head set position = 2, chain = (select chain from journal_event where position = 2)")

    assert proved() == (2, [])
    assert proved(heads) == (2, [Finding(4, "库外留存的日终位置在库中不存在")])


def test_a_rewritten_chain_does_not_fit_the_head_kept_outside(matter: Subject, tmp_path: Path):
    heads = kept(tmp_path / "heads.jsonl")
    lines = json.loads(heads.read_text())
    heads.write_text(json.dumps({**lines, "chain": "00"}) + "\n")

    assert proved(heads) == (4, [Finding(4, "与库外留存的日终链值不符")])


def test_the_head_is_kept_once_a_day(matter: Subject, tmp_path: Path):
    heads = tmp_path / "heads.jsonl"
    for hour in (1, 15):  # 9:00 and 23:00 in Shanghai
        with within(Scope(at=datetime(2025, 5, 6, hour, tzinfo=UTC))):
            kept(heads)
    note(matter)
    place_all()
    with within(Scope(at=datetime(2025, 5, 6, 16, tzinfo=UTC))):  # midnight has passed
        kept(heads)

    lines = [json.loads(line) for line in heads.read_text().splitlines()]
    assert [(line["day"], line["position"]) for line in lines] == [("2025-05-06", 4), ("2025-05-07", 5)]
    assert lines[1]["chain"] == bytes(Event.objects.get(position=5).chain or b"").hex()
    assert proved(heads) == (5, [])


def test_matters_of_every_place_are_proved_together(matter: Subject):
    far = replace(OFFICE, ranges=((990101102000000, 990101102999999),))
    with within(far):
        note(make_matter(990101102000000))
    place_all()

    assert proved() == (5, [])
