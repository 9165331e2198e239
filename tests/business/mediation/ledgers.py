"""排查台账 as offices send them: thousands of rows, five ways to write a day, and one row in twenty that is wrong."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import xlsxwriter

from fengqiao.kernel.exchange.batches import rejected
from fengqiao.kernel.exchange.models import Batch
from fengqiao.kernel.privacy.identifiers import check_character

HEADERS = (
    "序号", "排查时间", "发生时间", "发生地", "申请人", "申请人身份证号", "申请人电话", "被申请人",
    "纠纷类型", "二级类型", "简要情况", "涉及人数", "来源",
)  # fmt: skip
FIRST = date(2026, 1, 5)
EPOCH = date(1899, 12, 30)
FACTS = "排查中发现，双方因院墙界址发生争执，多次口角，经村民小组长劝说后暂时平息，仍有隔阂。"
SPELLINGS: tuple[Callable[[date], str | int], ...] = (
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day:%Y.%m.%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: (day - EPOCH).days,  # as a spreadsheet keeps it
)
EVERY = 20  # each twentieth row is wrong
NO_FORMULA = "公式单元格没有算出的结果，请粘贴为数值后再上传"
NO_VILLAGE = "本辖区没有“青石村”，请填写村（社区）名称或12位区划代码"


@dataclass
class Ledger:
    """A sheet with what must be said of it."""

    content: bytes
    good: int
    problems: set[tuple[int, str, str]] = field(default_factory=set)  # row, column, sentence
    days: dict[str, date] = field(default_factory=dict)  # applicant -> day of the dispute


def problems(batch: Batch) -> set[tuple[int, str, str]]:
    """What is said of the rows that must be mended: row, column, sentence."""
    return {(said.row, said.column, said.sentence) for row in rejected(batch) for said in row.problems}


def number_of(serial: int, *, wrong: bool = False) -> str:
    """An identity number of the fictional county, right or with a wrong last character."""
    first = f"990101{1960 + serial % 40}0315{serial % 1000:03d}"
    right = check_character(first)
    return first + ("0" if right != "0" else "1") if wrong else first + right


def make_ledger(rows: int, village: str = "柳河村") -> Ledger:
    """A ledger of so many rows below its title, one in twenty wrong, each kind of mistake in turn."""
    out, ledger = io.BytesIO(), Ledger(b"", 0)
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_string(0, 0, "柳河镇矛盾纠纷排查登记台账")
        sheet.write_row(1, 0, HEADERS)
        for serial in range(rows):
            _write(sheet, serial, village, ledger)
    ledger.content = out.getvalue()
    return ledger


def _write(sheet: xlsxwriter.worksheet.Worksheet, serial: int, village: str, ledger: Ledger) -> None:
    line, day = serial + 2, FIRST + timedelta(days=serial % 90)
    cells: dict[str, str | int] = {
        "序号": serial + 1,
        "排查时间": f"{day + timedelta(days=1):%Y-%m-%d}",
        "发生时间": SPELLINGS[serial % 5](day),
        "发生地": village if serial % 3 else f"柳河镇{village}",
        "申请人": f"甲{serial}",
        "申请人身份证号": number_of(serial),
        "申请人电话": f"199{serial:08d}",
        "被申请人": f"乙{serial}",
        "纠纷类型": "邻里纠纷",
        "二级类型": "界址围墙",
        "简要情况": FACTS,
        "涉及人数": 2,
        "来源": "定期排查",
    }
    merged = ""
    if serial % EVERY == EVERY - 1:
        merged = _spoil(cells, serial, ledger)
    else:
        ledger.good += 1
        ledger.days[str(cells["申请人"])] = day
    for column, header in enumerate(HEADERS):
        if header == merged:
            sheet.merge_range(line, column, line, column + 1, cells[header])
        elif not (merged and HEADERS[column - 1] == merged):
            sheet.write(line, column, cells[header])


def _spoil(cells: dict[str, str | int], serial: int, ledger: Ledger) -> str:
    """Make a row wrong; returns the header from which two cells are merged, if that is what is wrong with it."""
    row = serial + 3
    merged = ""
    match serial // EVERY % 7:
        case 0:
            cells["申请人身份证号"] = number_of(serial, wrong=True)
            told = [(row, "申请人身份证号", "身份证号校验不通过，请核对第18位或改选证件类型")]
        case 1:
            cells["发生地"] = "青石村"
            told = [(row, "发生地", NO_VILLAGE)]
        case 2:
            cells["发生时间"] = "2026年13月1日"
            told = [(row, "发生时间", "日期读不出，月份应在 01 至 12，请按 2025-03-02 填写")]
        case 3:
            cells["发生时间"] = "上月底"
            told = [(row, "发生时间", "日期读不出，请按 2025-03-02 填写")]
        case 4:
            first = serial - 1
            day = FIRST + timedelta(days=first % 90)
            cells |= {"申请人": f"甲{first}", "被申请人": f"乙{first}", "发生时间": f"{day:%Y-%m-%d}"}
            told = [(row, "", f"与第 {row - 1} 行重复")]
        case 5:
            cells["申请人电话"] = '=CONCATENATE("199","00000001")'
            told = [(row, "申请人电话", NO_FORMULA)]
        case _:
            merged = "纠纷类型"
            span = f"合并单元格（I{row}:J{row}），请取消合并后逐行填写"
            told = [(row, "纠纷类型", span), (row, "二级类型", span)]
    ledger.problems |= set(told)
    return merged
