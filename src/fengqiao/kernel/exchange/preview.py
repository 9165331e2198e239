"""What the page of a batch shows: tiles, the problems in order, and the rows around them as a sheet (核对页)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from fengqiao.kernel.exchange.batches import Shown, Tally, shown
from fengqiao.kernel.exchange.models import Batch, Row
from fengqiao.kernel.exchange.sheet import header_text, letter
from fengqiao.kernel.queue.models import Work

STEPS = ("模板", "上传", "核对", "导入", "结果")
SIZE = 50
WRONG = (Row.State.BAD, Row.State.REFUSED)
DOUBTFUL = (Row.State.DOUBTFUL, Row.State.SKIPPED)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the list of problems: where, what, the text that stands there, and what to do about it."""

    place: str
    row: int
    title: str
    advice: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the preview: its text, and how it is marked ("bad", "warn" or nothing)."""

    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the preview."""

    number: int
    mark: str
    cells: list[Cell]
    doubt: str
    skipped: bool


class Preview:
    """One look at a batch: which kind of problems, from which row on, only the rows with problems or all."""

    def __init__(self, batch: Batch, params: QueryDict | Mapping[str, str]) -> None:
        self.batch, self.tally = batch, Tally.of(batch)
        self.doubts = params.get("show") == "doubts"
        self.only = params.get("only") == "1"
        self.start = int(params.get("row", "")) if params.get("row", "").isdecimal() else 0
        self.page = int(params.get("page", "")) if params.get("page", "").isdecimal() else 1
        self.columns = [header_text(header) for header in batch.headers]
        printed = {name: header for header, name in batch.entry.columns.items()}
        self.doubted = {self._place(printed[name]) for name in batch.entry.unique if name in printed}

    @property
    def step(self) -> int:
        """Where the import stands among its five steps."""
        match self.batch.state:
            case Batch.State.UPLOADED | Batch.State.CHECKED:
                return 3
            case Batch.State.FINISHED:
                return 5
            case _:
                return 4

    @property
    def letters(self) -> list[str]:
        """The letters above the columns."""
        return [letter(self.batch.first_column + index) for index in range(len(self.batch.headers))]

    @property
    def total(self) -> int:
        """How many rows were read."""
        return self.tally.total

    @property
    def wrong(self) -> int:
        """How many rows are to be mended."""
        return self.tally.wrong

    @property
    def doubtful(self) -> int:
        """How many rows look registered already."""
        return sum(self.tally[state] for state in DOUBTFUL)

    @property
    def good(self) -> int:
        """How many rows can be imported, or were."""
        return self.tally[Row.State.GOOD] + self.tally[Row.State.WRITTEN]

    @property
    def waiting(self) -> int:
        """How many rows are still to be written."""
        return self.tally[Row.State.GOOD]

    @property
    def known(self) -> int:
        """How many rows came in with an earlier file."""
        return self.tally[Row.State.KNOWN]

    def findings(self) -> list[Finding]:
        """One page of problems in the order of the rows."""
        rows = self.batch.rows.filter(state__in=DOUBTFUL if self.doubts else WRONG).order_by("number")
        first = (self.page - 1) * SIZE
        return [finding for row in shown(self.batch, rows[first : first + SIZE]) for finding in self._of(row)]

    def _of(self, row: Shown) -> list[Finding]:
        found = []
        for problem in row.problems:
            place = self._place(problem.column)
            title, _, advice = problem.sentence.partition("，")
            found.append(
                Finding(
                    place=f"{letter(self.batch.first_column + place)} {row.number}"
                    if place >= 0
                    else f"{row.number} 行",
                    row=row.number,
                    title=title,
                    advice=advice,
                    text=row.texts[place] if 0 <= place < len(row.texts) else "",
                    url=self._url(row=row.number),
                )
            )
        return found

    def _place(self, column: str) -> int:
        wanted = {header_text(column)} | {
            header_text(alias) for alias, header in self.batch.entry.aliases.items() if header == column
        }
        return next((index for index, name in enumerate(self.columns) if column and name in wanted), -1)

    def lines(self) -> list[Line]:
        """The rows of the preview: from the chosen one on."""
        rows = self.batch.rows.exclude(state=Row.State.WRITTEN).order_by("number")
        if self.only:
            rows = rows.filter(state__in=(*WRONG, *DOUBTFUL))
        return [self._line(row) for row in shown(self.batch, rows.filter(number__gte=self.start - 1)[:8])]

    def _line(self, row: Shown) -> Line:
        mark = "warn" if row.state in DOUBTFUL else "bad" if row.state in WRONG else ""
        places = self.doubted if row.state in DOUBTFUL else {self._place(problem.column) for problem in row.problems}
        cells = [Cell(text, mark if index in places else "") for index, text in enumerate(row.texts)]
        doubt = row.problems[0].sentence if row.state in DOUBTFUL and row.problems else ""
        return Line(row.number, mark, cells, doubt, row.state == Row.State.SKIPPED)

    @property
    def older_url(self) -> str:
        """The problems before these."""
        return self._url(page=self.page - 1) if self.page > 1 else ""

    @property
    def newer_url(self) -> str:
        """The problems after these."""
        return self._url(page=self.page + 1) if self.left else ""

    @property
    def left(self) -> int:
        """How many rows with problems follow behind this page."""
        return max(0, (self.doubtful if self.doubts else self.wrong) - self.page * SIZE)

    @property
    def wrong_url(self) -> str:
        """The rows to be mended."""
        return self._url(show="", page="", row="")

    @property
    def doubts_url(self) -> str:
        """The rows that look registered already."""
        return self._url(show="doubts", page="", row="")

    @property
    def only_url(self) -> str:
        """The preview with problem rows only, or with all."""
        return self._url(only="" if self.only else "1")

    def _url(self, **changed: object) -> str:
        now: dict[str, object] = {
            "show": "doubts" if self.doubts else "",
            "only": "1" if self.only else "",
            "row": self.start or "",
            "page": self.page if self.page > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in {**now, **changed}.items() if value})


def pace(work: Work) -> str:
    """约 40 秒，可离开本页，完成后通知."""
    left = work.left
    if left is None:
        return "可离开本页，完成后通知"
    seconds = max(1, round(left.total_seconds()))
    words = f"约 {seconds} 秒" if seconds < 60 else f"约 {round(seconds / 60)} 分钟"
    return f"{words}，可离开本页，完成后通知"
