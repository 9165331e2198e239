"""The sheets people get from us: the template of an entry, and the rejected rows with the reason beside each (模板)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

import xlsxwriter
from django import forms
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from fengqiao.kernel.exchange.batches import Shown
from fengqiao.kernel.exchange.cells import choices_of
from fengqiao.kernel.exchange.declarations import Entry

REASON = "原因"
_ROWS_WITH_LISTS = 5000
_LIST_LENGTH = 255  # what a drop-down list may hold by itself; longer ones stand on a sheet of their own
_UNFIT = re.compile(r"[\[\]:*?/\\']")


def template(entry: Entry) -> bytes:
    """The template of an entry: headers, drop-down lists, one example row, and a page that explains each column."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, notes = book.add_worksheet(_fit(entry.label)), book.add_worksheet("填写说明")
        text, head, must = _formats(book)
        fields = entry.form().fields
        sheet.freeze_panes(1, 0)
        for column, (header, name) in enumerate(entry.columns.items()):
            required = fields[name].required
            sheet.set_column(column, column, max(12, len(header) * 2 + 4), text)
            sheet.write_string(0, column, f"{header}*" if required else header, must if required else head)
            sheet.write_string(1, column, entry.examples.get(name, ""), text)
            if labels := list(choices_of(fields[name])):
                _list(book, sheet, column, header, labels)
        _explain(notes, entry, fields, head)
    return out.getvalue()


def rejected_rows(headers: Sequence[str], rows: Iterable[Shown]) -> bytes:
    """The rejected rows as they were uploaded, with the reasons in the first free column; to be mended and uploaded."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("须改正的行")
        text, head, must = _formats(book)
        kept = [index for index, header in enumerate(headers) if header != REASON]
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(kept) - 1, 16, text)
        sheet.set_column(len(kept), len(kept), 60, text)
        for column, index in enumerate(kept):
            sheet.write_string(0, column, headers[index], head)
        sheet.write_string(0, len(kept), REASON, must)
        for line, row in enumerate(rows, 1):
            for column, index in enumerate(kept):
                sheet.write_string(line, column, row.texts[index], text)
            sheet.write_string(line, len(kept), reasons(row), text)
    return out.getvalue()


def reasons(row: Shown) -> str:
    """All that is wrong with a row, in one cell."""
    said = (
        problem.sentence if not problem.column or problem.column in problem.sentence
        else f"{problem.column}：{problem.sentence}"
        for problem in row.problems
    )  # fmt: skip
    return f"第 {row.number} 行：" + "；".join(said)


def _formats(book: Workbook) -> tuple[Format, Format, Format]:
    text = book.add_format({"num_format": "@"})  # as text: an identity number keeps its 18 digits
    head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1})
    must = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1, "font_color": "#B3261E"})
    return text, head, must


def _list(book: Workbook, sheet: Worksheet, column: int, header: str, labels: Sequence[str]) -> None:
    source: object = list(labels)
    if len(",".join(labels)) > _LIST_LENGTH or any("," in label for label in labels):
        lists = book.get_worksheet_by_name("选项") or book.add_worksheet("选项")
        lists.hide()
        lists.write_column(0, column, labels)
        letters = xlsxwriter.utility.xl_col_to_name(column)
        source = f"=选项!${letters}$1:${letters}${len(labels)}"
    sheet.data_validation(
        1, column, _ROWS_WITH_LISTS, column,
        {"validate": "list", "source": source, "error_title": header, "error_message": "请从列表中选择。",
         "error_type": "warning"},
    )  # fmt: skip


def _explain(notes: Worksheet, entry: Entry, fields: dict[str, forms.Field], head: Format) -> None:
    notes.set_column(0, 0, 20)
    notes.set_column(1, 1, 8)
    notes.set_column(2, 3, 50)
    for column, title in enumerate(("列名", "必填", "怎样填", "例")):
        notes.write_string(0, column, title, head)
    for line, (header, name) in enumerate(entry.columns.items(), 1):
        field = fields[name]
        notes.write_string(line, 0, header)
        notes.write_string(line, 1, "必填" if field.required else "")
        notes.write_string(line, 2, str(field.help_text) or _how(field))
        notes.write_string(line, 3, entry.examples.get(name, ""))
    notes.write_string(
        len(entry.columns) + 2, 0, "不要合并单元格，不要用公式；第 2 行是示例，可以直接改掉，没改的不会导入。"
    )


def _how(field: forms.Field) -> str:
    match field:
        case forms.DateTimeField():
            return "日期和时间，如 2025-03-02 14:30"
        case forms.DateField():
            return "日期，如 2025-03-02"
        case forms.MultipleChoiceField() | forms.ModelMultipleChoiceField():
            return "从列表中选，多项用顿号隔开"
        case forms.ChoiceField():
            return "从列表中选"
        case forms.BooleanField():
            return "填“是”或“否”"
        case forms.IntegerField():
            return "只填数字"
        case _:
            return ""


def _fit(label: str) -> str:
    return _UNFIT.sub("", label)[:31] or "导入"
