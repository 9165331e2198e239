"""Proof of the journal: the chain holds, nothing is missing, and the daily head kept outside agrees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from fengqiao.kernel.journal.sequencer import COLUMNS, Placed, link, placed_of
from fengqiao.kernel.places.scope import today


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with the journal, at a position."""

    position: int
    sentence: str


def _placed(connection: BaseDatabaseWrapper) -> Iterator[tuple[Placed, bytes]]:
    with connection.cursor() as cursor:
        last = 0
        while True:
            cursor.execute(
                f"select {COLUMNS}, position, chain from journal_event"  # noqa: S608
                " where position > %s order by position limit 5000",
                [last],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            for row in rows:
                yield placed_of(row), bytes(row[9])
            last = rows[-1][8]


def verify(connection: BaseDatabaseWrapper, heads: Path | None = None) -> tuple[int, list[Finding]]:
    """Walk the whole chain; returns the number of events and what is wrong (empty when the journal is sound)."""
    findings: list[Finding] = []
    kept = _kept(heads)
    previous, expected = b"", 0
    for event, chain in _placed(connection):
        expected += 1
        if event.position != expected:
            findings.append(Finding(event.position, f"位置不连续：应为第{expected}号"))
            expected = event.position
        if link(previous, event) != chain:
            findings.append(Finding(event.position, "链值不符：事件内容或顺序被改动"))
        previous = chain
        if kept.pop(event.position, chain.hex()) != chain.hex():
            findings.append(Finding(event.position, "与库外留存的日终链值不符"))
    findings += [Finding(position, "库外留存的日终位置在库中不存在") for position in kept]
    with connection.cursor() as cursor:
        cursor.execute(
            "select subject_id, count(*), max(seq) from journal_event group by subject_id having count(*) <> max(seq)"
        )
        findings += [
            Finding(0, f"事项 {key} 序号有缺：{count} 条，末号 {last}") for key, count, last in cursor.fetchall()
        ]
        cursor.execute("select position, chain from journal_head")
        position, chain = cursor.fetchone()
    if (position, bytes(chain)) != (expected, previous):
        findings.append(Finding(position, "链尾与最后一条事件不符"))
    return expected, findings


def strays(connection: BaseDatabaseWrapper) -> list[str]:
    """The default partitions that hold rows: their months were not made in time, and cannot be made as long as they do.

    Asked as the loader, which alone reads a partition by its own name.
    """
    with connection.cursor() as cursor:
        cursor.execute("select partdefid::regclass::text from pg_partitioned_table where partdefid <> 0 order by 1")
        defaults = [name for (name,) in cursor.fetchall()]
        cursor.execute(" union all ".join(f"(select '{name}' from {name} limit 1)" for name in defaults))  # noqa: S608
        return [name for (name,) in cursor.fetchall()]


def keep_head(connection: BaseDatabaseWrapper, heads: Path) -> None:
    """Write the day's head to a file outside the database; one line a day."""
    with connection.cursor() as cursor:
        cursor.execute("select position, chain from journal_head")
        position, chain = cursor.fetchone()
    days = {line["day"] for line in _lines(heads)}
    if position and (day := today().isoformat()) not in days:
        heads.parent.mkdir(parents=True, exist_ok=True)
        with heads.open("a") as file:
            file.write(json.dumps({"day": day, "position": position, "chain": bytes(chain).hex()}) + "\n")


def kept_heads(heads: Path) -> list[dict[str, str]]:
    """The heads kept outside the database, the latest day first."""
    return sorted(_lines(heads), key=lambda line: line["day"], reverse=True)


def _lines(heads: Path | None) -> list[dict[str, str]]:
    return [json.loads(line) for line in heads.read_text().splitlines()] if heads and heads.exists() else []


def _kept(heads: Path | None) -> dict[int, str]:
    return {int(line["position"]): line["chain"] for line in _lines(heads)}


def report(total: int, findings: list[Finding]) -> dict[str, object]:
    """The machine-readable answer of `fengqiao journal verify --json`."""
    return {"events": total, "sound": not findings, "findings": [asdict(finding) for finding in findings]}
