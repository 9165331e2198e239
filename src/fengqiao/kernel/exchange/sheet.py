"""Reading a sheet as people have it: XLSX, XLS or CSV, title lines above, columns in any order, merged cells (读表).

Every problem comes with its row, its column and a sentence; the row numbers and column letters are those of the file.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from fengqiao.kernel.exchange.cells import spelled, tidy

ROWS_LIMIT = 50_000
HEADER_WITHIN = 10  # title lines stand above the header, not more
_DIGITS_KEPT = 10**15  # a spreadsheet keeps 15 digits of a number; what is longer must be text
_ENCODINGS = ("utf-8-sig", "gb18030")
_MARKS = re.compile(r"[*＊:：\s]|[（(](?:必填|选填|可不填)[）)]")
_FORMULA = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f\b[^>]*?(?:/>|>.*?</f>)\s*(?:<v>([^<]*)</v>)?', re.S)
_INERT = re.compile(r"^'([=+\-@])")  # an export writes a text that would be a formula with an apostrophe
_SHEET_PART = "xl/worksheets/sheet{}.xml"

Cell = str | int | float | bool | date | object


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell, or in the row where no column is named."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: its number in the file, its texts in the order of the headers, what is wrong with cells."""

    number: int
    texts: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A raw sheet: its rows, where they begin in the file, and what a plain value does not say."""

    rows: Sequence[Sequence[Cell]]
    first_row: int = 0
    first_column: int = 0
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)  # those without a result, (row, column)


class Table:
    """A sheet whose header was found."""

    def __init__(self, grid: Grid, at: int, headers: Sequence[str]) -> None:
        self.grid, self.at, self.headers = grid, at, tuple(headers)
        self.merged = dict(_merged_cells(grid))

    @property
    def height(self) -> int:
        """How many rows stand below the header, empty ones included."""
        return len(self.grid.rows) - self.at - 1

    def lines(self) -> Iterator[Line]:
        """The rows below the header that are not empty."""
        width = len(self.headers)
        for index in range(self.at + 1, len(self.grid.rows)):
            values = [*self.grid.rows[index][:width], *[""] * (width - len(self.grid.rows[index]))]
            number = self.grid.first_row + index + 1
            problems = tuple(self._problems(number, values))
            texts = tuple(map(spelled, values))
            if any(texts) or problems:
                yield Line(number, texts, problems)

    def _problems(self, number: int, values: Sequence[Cell]) -> Iterator[Problem]:
        for index, (header, value) in enumerate(zip(self.headers, values, strict=True)):
            place = (number - 1, self.grid.first_column + index)
            if (span := self.merged.get(place)) and header:
                yield Problem(number, header, f"合并单元格（{span}），请取消合并后逐行填写")
            elif place in self.grid.formulas:
                yield Problem(number, header, "公式单元格没有算出的结果，请粘贴为数值后再上传")
            elif isinstance(value, float) and abs(value) >= _DIGITS_KEPT:
                yield Problem(number, header, f"{header}按数字保存，后几位已丢失，请改为文本格式后重填")


def header_text(value: Cell) -> str:
    """A header as it is compared: without spaces, stars and remarks like （必填）."""
    return _MARKS.sub("", tidy(str(value))).upper()


def letter(column: int) -> str:
    """The letter of a column counted from 0: A, B … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def open_table(content: bytes, name: str, wanted: Iterable[str]) -> Table:
    """The table of a file: in the sheet and at the row that match the wanted headers best; refused in one sentence."""
    known = {header_text(header) for header in wanted}
    best: tuple[int, Grid, int] | None = None
    for grid in _grids(content, name):
        for at, row in enumerate(grid.rows[:HEADER_WITHIN]):
            matches = len(known & {header_text(value) for value in row})
            if matches and (best is None or matches > best[0]):
                best = (matches, grid, at)
    if best is None:
        raise ValidationError("没有找到表头：前 10 行里没有模板中的列名，请用模板填写后再上传。")
    _, grid, at = best
    headers = [tidy(str(value)).replace("\n", "") for value in grid.rows[at]]
    table = Table(grid, at, headers)
    if table.height > ROWS_LIMIT:
        raise ValidationError(f"表中有 {table.height} 行，一次最多导入 {ROWS_LIMIT} 行，请分成几个文件。")
    return table


def _grids(content: bytes, name: str) -> Iterator[Grid]:
    if not content:
        raise ValidationError("文件是空的，请重新选择。")
    if content[:4] == b"PK\x03\x04" or content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        yield from _workbook(content)
    elif name.lower().endswith((".csv", ".txt")):
        yield Grid(_csv(content))
    else:
        raise ValidationError("只能上传 Excel 文件（.xlsx、.xls）或 CSV 文件。")


def _workbook(content: bytes) -> Iterator[Grid]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            for index, _ in enumerate(workbook.sheet_names):
                sheet = workbook.get_sheet_by_index(index)
                if sheet.start is not None:
                    yield _grid(sheet, content, index)
    except CalamineError:
        raise ValidationError("文件打不开：可能已损坏或设有密码，请另存为 .xlsx 后再上传。") from None


def _grid(sheet: CalamineSheet, content: bytes, index: int) -> Grid:
    first_row, first_column = sheet.start or (0, 0)
    return Grid(
        rows=list(sheet.to_python(skip_empty_area=True)),
        first_row=first_row,
        first_column=first_column,
        merged=sheet.merged_cell_ranges or (),
        formulas=frozenset(_bare_formulas(content, index)),
    )


def _bare_formulas(content: bytes, index: int) -> Iterator[tuple[int, int]]:
    """The cells whose formula has no result: nothing, an error, or the 0 that programs write which do not calculate."""
    part, text = _SHEET_PART.format(index + 1), b""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = archive.read(part) if part in archive.namelist() else b""
    for found in _FORMULA.finditer(text) if b"<f" in text else ():
        if found[3] in (None, b"", b"0") or found[3].startswith(b"#"):
            yield int(found[2]) - 1, _column(found[1].decode())


def _column(name: str) -> int:
    number = 0
    for character in name:
        number = number * 26 + ord(character) - 64
    return number - 1


def _csv(content: bytes) -> list[list[str]]:
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=first.count)
        return [[_INERT.sub(r"\1", cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    raise ValidationError("文字编码读不出，请另存为 UTF-8 编码的 CSV 或 .xlsx 后再上传。")


def _merged_cells(grid: Grid) -> Iterator[tuple[tuple[int, int], str]]:
    for (top, left), (bottom, right) in grid.merged:
        span = f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}"
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield (row, column), span
