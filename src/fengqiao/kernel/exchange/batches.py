"""The rows of a sheet: checked in a dry run, then written, every good one once, whatever happens (导入批次)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import psycopg
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import DataError, IntegrityError, transaction
from django.db.models import Count, Max, QuerySet

from fengqiao.kernel.casework.attachments import store
from fengqiao.kernel.casework.perform import NotNow, Stale
from fengqiao.kernel.exchange.checking import Checked, Checker
from fengqiao.kernel.exchange.models import Batch, Row, SealedFile
from fengqiao.kernel.exchange.sheet import Line, Problem, Table, open_table
from fengqiao.kernel.places.scope import now
from fengqiao.kernel.privacy.ciphers import seal

CHECK_STEP = 500
WRITE_STEP = 20

State = Row.State


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the preview shows it."""

    number: int
    state: str
    label: str
    texts: list[str]
    problems: list[Problem]


def keep(kept: SealedFile, content: bytes) -> None:
    """Seal the content of a file and store it."""
    key = kept.data_key()
    if key is None:
        raise FileNotFoundError(kept.pk)
    sealed = seal(content, key, kept.belongs())
    kept.stored = hashlib.sha256(sealed).hexdigest()
    store().save(kept.path, ContentFile(sealed))


def erase(files: QuerySet[Any]) -> None:
    """Destroy the keys of files and with them all that was sealed; the cipher texts go too."""
    for kept in files.exclude(key=None):
        if kept.stored:
            store().delete(kept.path)
        type(kept).objects.filter(pk=kept.pk).update(key=None)


class Checking:
    """The dry run of one batch, step by step; cut off, it goes on behind the last row it kept."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.entry = batch, batch.entry
        table: Table = open_table(batch.content(), batch.name, (*self.entry.columns, *self.entry.aliases))
        self.checker = Checker(self.entry, table.headers)
        self.lines = table.lines()
        self.kept = batch.rows.aggregate(last=Max("number"))["last"] or 0
        self.seen: dict[tuple[object, ...], int] = {}
        self.read = 0

    def some(self, count: int) -> bool:
        """Check the next rows and keep them; False when there are none left."""
        lines = list(islice(self.lines, count))
        if not lines:
            self._finish()
            return False
        self.read += len(lines)
        pairs = [(line, self._checked(line)) for line in lines if not self.checker.is_example(line)]
        self._keep([pair for pair in pairs if pair[0].number > self.kept])
        return True

    def _checked(self, line: Line) -> Checked:
        checked = self.checker.check(line)
        same = self.checker.sameness(line, checked)
        if same is not None and (first := self.seen.setdefault(same, line.number)) != line.number:
            checked.problems.append(Problem(line.number, "", f"与第 {first} 行重复"))
        return checked

    def _keep(self, pairs: Sequence[tuple[Line, Checked]]) -> None:
        digests = {line.number: self.checker.digest(line, checked) for line, checked in pairs}
        known = self._known(digests.values())
        good = [checked for _, checked in pairs if checked.good and digests[checked.number] not in known]
        alike = dict(zip((c.number for c in good), self._alike(good), strict=True))
        rows = []
        for line, checked in pairs:
            doubt = alike.get(line.number, "")
            if not checked.good:
                state = State.BAD
            elif digests[line.number] in known:
                state = State.KNOWN
            else:
                state = State.DOUBTFUL if doubt else State.GOOD
            problems = [[problem.column, problem.sentence] for problem in checked.problems]
            rows.append(
                Row(
                    batch=self.batch,
                    organization=self.batch.organization,
                    entry_key=self.entry.key,
                    number=line.number,
                    digest=digests[line.number],
                    state=state,
                    sealed=_packed(line.texts, problems or ([["", doubt]] if doubt else [])),
                )
            )
        Row.objects.bulk_create(rows)

    def _known(self, digests: Iterable[bytes]) -> set[bytes]:
        written = Row.objects.filter(
            organization=self.batch.organization,
            entry_key=self.entry.key,
            state=State.WRITTEN,
            digest__in=list(digests),
        )
        return {bytes(digest) for digest in written.values_list("digest", flat=True)}

    def _alike(self, good: Sequence[Checked]) -> Sequence[str]:
        return self.entry.alike([c.cleaned for c in good]) if self.entry.alike and good else [""] * len(good)

    def _finish(self) -> None:
        self.batch.state, self.batch.total = Batch.State.CHECKED, self.batch.rows.count()
        self.batch.save(update_fields=["state", "total"])


class Writing:
    """Writing the good rows of one batch, a few in a transaction, each in its own savepoint and under its own key."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.entry = batch, batch.entry
        self.checker = Checker(self.entry, batch.headers)
        if batch.state == Batch.State.CONFIRMED:
            batch.state = Batch.State.RUNNING
            batch.save(update_fields=["state"])

    def some(self, count: int) -> int:
        """Write the next rows; 0 when there are none left and the batch is finished."""
        waiting = self.batch.rows.filter(state=State.GOOD).order_by("number")
        rows = list(waiting.select_for_update()[:count])
        for row in rows:
            row.batch = self.batch
            self._write(row)
        if not rows:
            self.batch.state, self.batch.finished_at = Batch.State.FINISHED, now()
            self.batch.save(update_fields=["state", "finished_at"])
        return len(rows)

    def _write(self, row: Row) -> None:
        texts, _ = _unpacked(row)
        checked = self.checker.check(Line(row.number, tuple(texts)))
        if checked.problems:  # what was right when it was checked need not be right now
            self._refuse(row, texts, [[problem.column, problem.sentence] for problem in checked.problems])
            return
        try:
            with transaction.atomic():
                written = self.entry.write(idempotency_key=f"{self.batch.pk}:{row.number}", **checked.cleaned)
                row.state, row.written = State.WRITTEN, str(getattr(written, "pk", ""))
                row.sealed = ""  # it stands in its own record now
                row.save(update_fields=["state", "written", "sealed"])
        except IntegrityError as clash:
            if _constraint(clash) == "exchange_row_once":  # the same row of another batch was faster
                Row.objects.filter(pk=row.pk).update(state=State.KNOWN)
            else:
                self._refuse(row, texts, [["", "与已有记录冲突，未能写入"]])
        except DataError:
            self._refuse(row, texts, [["", "内容过长或格式不符，未能写入"]])
        except ValidationError as refused:
            self._refuse(row, texts, list(self._told(refused)))
        except PermissionDenied:
            self._refuse(row, texts, [["", "没有登记权限"]])
        except (NotNow, Stale) as refused:
            self._refuse(row, texts, [["", str(refused).rstrip("。")]])

    def _told(self, refused: ValidationError) -> Iterable[list[str]]:
        if hasattr(refused, "error_dict"):
            for name, sentences in refused.message_dict.items():
                yield from ([self.checker.printed.get(name, ""), sentence.rstrip("。")] for sentence in sentences)
        else:
            yield from (["", sentence.rstrip("。")] for sentence in refused.messages)

    def _refuse(self, row: Row, texts: Sequence[str], problems: list[list[str]]) -> None:
        row.state, row.written, row.sealed = State.REFUSED, "", _packed(texts, problems)
        row.save(update_fields=["state", "written", "sealed"])


@dataclass(frozen=True)
class Tally:
    """How many rows of a batch are in which state."""

    counts: Mapping[str, int]

    @classmethod
    def of(cls, batch: Batch) -> Tally:
        """Count the rows of a batch."""
        counted = batch.rows.order_by().values("state").annotate(n=Count("id"))
        return cls({line["state"]: line["n"] for line in counted})

    def __getitem__(self, state: str) -> int:
        return self.counts.get(state, 0)

    @cached_property
    def total(self) -> int:
        """All rows."""
        return sum(self.counts.values())

    @property
    def wrong(self) -> int:
        """The rows that come back as a file."""
        return self[State.BAD] + self[State.REFUSED]


def shown(batch: Batch, rows: Iterable[Row]) -> list[Shown]:
    """Rows opened for the preview and the file of rejected rows; an imported row stands in its own record."""
    opened = []
    for row in rows:
        row.batch = batch
        texts, problems = _unpacked(row)
        opened.append(
            Shown(
                number=row.number,
                state=row.state,
                label=str(row.get_state_display()),
                texts=texts,
                problems=[Problem(row.number, column, sentence) for column, sentence in problems],
            )
        )
    return opened


def rejected(batch: Batch) -> Iterable[Shown]:
    """The rows to be mended, in their order."""
    rows = batch.rows.filter(state__in=(State.BAD, State.REFUSED)).order_by("number")
    return shown(batch, rows.iterator(chunk_size=500))


def _constraint(clash: IntegrityError) -> str:
    cause = clash.__cause__
    return (cause.diag.constraint_name or "") if isinstance(cause, psycopg.Error) else ""


def _packed(texts: Sequence[str], problems: Sequence[Sequence[str]]) -> str:
    return json.dumps([list(texts), [list(problem) for problem in problems]], ensure_ascii=False)


def _unpacked(row: Row) -> tuple[list[str], list[list[str]]]:
    plain = row.sealed.reveal()
    if not plain or row.data_key() is None:
        return [], []
    texts, problems = json.loads(plain)
    return texts, problems
