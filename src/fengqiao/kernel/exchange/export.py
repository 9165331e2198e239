"""Files of exactly what a list shows: row by row, masked as shown, with who and when on the first line (导出)."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path

import xlsxwriter
from django.conf import settings
from django.http import QueryDict
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fengqiao.kernel.exchange.batches import keep
from fengqiao.kernel.exchange.cells import spelled
from fengqiao.kernel.exchange.models import Export
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.journal.events import log_reading
from fengqiao.kernel.journal.models import Reading
from fengqiao.kernel.places.scope import SHANGHAI, acting, now

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_RISKY = ("=", "+", "-", "@")  # a cell that begins so would be run as a formula by whoever opens the file

Rows = Iterable[Sequence[object]]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A list that can be exported: its headings first, then its rows, for the parameters of its page."""

    key: str
    label: str
    may: str
    rows: Callable[[QueryDict], Iterator[Sequence[object]]]

    def __post_init__(self) -> None:
        if SOURCES.setdefault(self.key, self) is not self:
            raise ValueError(f"{self.key}: 导出重名")


SOURCES: dict[str, Source] = {}


def watermark() -> str:
    """Who exported, for which post and when: on the first line of every file."""
    posts = Post.objects.filter(pk__in=[acting().post]).values_list("organization__name", "user__name")
    who = " ".join(next(iter(posts), ()))
    moment = now().astimezone(SHANGHAI)
    return f"{who} {moment:%Y-%m-%d %H:%M} 导出，仅限工作使用，不得外传".strip()


def file_of(rows: Rows, form: str, *, label: str = "导出") -> tuple[bytes, int]:
    """The rows as a file, headings first, and how many rows it has."""
    counted = _Counted(rows)
    content = _xlsx(counted, label) if form == "xlsx" else _csv(counted)
    return content, max(counted.lines - 1, 0)


class _Counted:
    """Rows that are counted while they pass."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.lines = rows, 0

    def __iter__(self) -> Iterator[Sequence[object]]:
        for row in self.rows:
            self.lines += 1
            yield row


def _xlsx(rows: Rows, label: str) -> bytes:
    """Row by row in constant memory; what the writer puts aside lies in a folder only the service may read."""
    folder = Path(settings.HOME) / "exports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch, io.BytesIO() as out:
        options = {"constant_memory": True, "tmpdir": scratch, "default_date_format": "yyyy-mm-dd"}
        with xlsxwriter.Workbook(out, options) as book:
            sheet, moment = book.add_worksheet(label[:31]), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            mark = watermark()
            sheet.write_string(0, 0, mark)
            sheet.set_footer(f"&L{mark}&R第 &P 页")
            for line, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    _write(sheet, line, column, value, moment)
        return out.getvalue()


def _write(sheet: Worksheet, line: int, column: int, value: object, moment: Format) -> None:
    match value:
        case None:
            return
        case int() | float() | Decimal() if not isinstance(value, bool):
            sheet.write_number(line, column, value)
        case datetime():
            local = value.astimezone(SHANGHAI).replace(tzinfo=None) if value.tzinfo else value
            sheet.write_datetime(line, column, local, moment)
        case date():
            sheet.write_datetime(line, column, value)
        case _:
            sheet.write_string(line, column, spelled(value))


def _csv(rows: Rows) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([watermark()])
    writer.writerows([_inert(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _inert(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return f"{value.astimezone(SHANGHAI) if value.tzinfo else value:%Y-%m-%d %H:%M}"
        case str() if value.startswith(_RISKY):
            return f"'{value}"
        case str():
            return value
        case _:
            return spelled(value)


def journaled(source: Source, count: int) -> None:
    """Every export is kept in the read log: which list, how many rows."""
    log_reading(None, Reading.What.EXPORTED, detail=f"{source.label}，{count} 行")


def fill(export: Export) -> int:
    """Write a long list into the sealed file of its export."""
    source = SOURCES[export.source]
    rows = source.rows(QueryDict(export.asked.reveal()))
    content, count = file_of(rows, export.form, label=source.label)
    keep(export, content)
    export.rows, export.ready_at = count, now()
    export.save(update_fields=["stored", "rows", "ready_at"])
    journaled(source, count)
    return count


def split(rows: Iterator[Sequence[object]], limit: int) -> tuple[Rows, bool]:
    """The rows, and whether there are more than the limit (and the heading); nothing beyond it has been read."""
    first = [row for _, row in zip(range(limit + 2), rows, strict=False)]
    return chain(first, rows), len(first) > limit + 1
