"""Reading sheets as offices have them (读表)."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from io import BytesIO

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.kernel.exchange.cells import closed_up, read_moment, reader_of, spelled, tidy
from fengqiao.kernel.exchange.sheet import Problem, Table, letter, open_table
from tests.kernel.exchange.samples import HEADERS, LedgerForm, line, workbook


def table(content: bytes, name: str = "台账.xlsx") -> Table:
    return open_table(content, name, HEADERS)


def moment(hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """A moment of 2 March 2025 as a sheet holds it: without a zone."""
    return datetime.combine(date(2025, 3, 2), time(hour, minute, second))


def comma_separated(*rows: list[object]) -> str:
    return "\n".join(",".join(map(str, row)) for row in rows)


@pytest.mark.parametrize(
    "written", ["2025-03-02", "2025/3/2", "2025年3月2日", "20250302", "45718", "2025.3.2", "2025 - 03 - 02"]
)
def test_a_date_is_read_however_it_is_written(written):
    assert read_moment(written) == moment()


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("2026.13.04", "日期读不出，月份应在 01 至 12，请按 2025-03-02 填写"),
        ("2026-02-30", "日期读不出，2026 年 2 月没有 30 日"),
        ("20260431", "日期读不出，2026 年 4 月没有 31 日"),
        ("去年三月", "日期读不出，请按 2025-03-02 填写"),
        ("25-3-2", "日期读不出，请按 2025-03-02 填写"),
        ("2026-03-02 25:00", "时间读不出，请按 2025-03-02 14:30 填写"),
    ],
)
def test_an_unreadable_date_says_why(written, sentence):
    with pytest.raises(ValidationError) as refused:
        read_moment(written)

    assert refused.value.messages == [sentence]


@given(st.dates(date(1955, 1, 1), date(2099, 12, 31)))
def test_every_day_is_the_same_in_all_five_ways(day):
    ways = [
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        str((day - date(1899, 12, 30)).days),
    ]

    assert {read_moment(way).date() for way in ways} == {day}


def test_a_time_of_day_is_read_where_one_is_given():
    assert read_moment("2025年3月2日14时30分") == moment(14, 30)
    assert read_moment("2025-03-02 14:30:20") == moment(14, 30, 20)
    assert read_moment("45718.604166667") == moment(14, 30)


def test_full_width_and_odd_spaces_are_no_part_of_a_value():
    assert tidy("　９９０１０１Ｘ \u200b\xa0") == "990101X"
    assert closed_up("张　三") == "张 三".replace(" ", "")
    assert closed_up("John Li") == "John Li"
    assert tidy("甲，乙；（丙）") == "甲，乙；（丙）"


def test_a_number_is_spelled_as_the_sheet_shows_it():
    assert [spelled(value) for value in (13800001111.0, 3.5, True, moment(), moment(9, 5))] == [
        "13800001111",
        "3.5",
        "是",
        "2025-03-02",
        "2025-03-02 09:05",
    ]


@pytest.mark.parametrize(
    ("field", "header", "text", "value"),
    [
        ("kind", "纠纷类型", "邻里纠纷", "02"),
        ("kind", "纠纷类型", "03 房屋宅基地纠纷", "03"),
        ("kind", "纠纷类型", "01", "01"),
        ("urgent", "紧急", "是", "on"),
        ("urgent", "紧急", "否", ""),
        ("amount", "金额", "￥12，000.50元", "12000.50"),
        ("happened_on", "发生时间", "2025年3月2日", "2025-03-02"),
        ("story", "主要事实", "第 3 组\n  张 三", "第 3 组\n  张 三"),
    ],
)
def test_a_cell_becomes_what_the_form_takes(field, header, text, value):
    assert reader_of(LedgerForm().fields[field], header)(text) == value


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (forms.IntegerField(), "3", "3"),
        (forms.IntegerField(), "1,200.0", "1200"),
        (forms.DateTimeField(), "2025/3/2 9:05", "2025-03-02 09:05"),
        (forms.MultipleChoiceField(choices=[("a", "甲类"), ("b", "乙类")]), "甲类、乙类，", ["a", "b"]),
        (forms.ChoiceField(choices=[("", "—"), ("一组", [("a", "甲类"), ("b", "乙 类")])]), "乙类", "b"),
    ],
)
def test_other_fields_are_read_in_their_way(field, text, value):
    assert reader_of(field, "人数")(text) == value


@pytest.mark.parametrize(("text", "sentence"), [("3.5", "人数应为整数"), ("NaN", "人数不是数字，请只填数字")])
def test_a_count_is_a_whole_number(text, sentence):
    with pytest.raises(ValidationError) as refused:
        reader_of(forms.IntegerField(), "人数")(text)

    assert refused.value.messages == [sentence]


def test_a_sheet_of_fifty_thousand_rows_is_the_limit():
    rows = comma_separated(HEADERS, *[["甲"] for _ in range(50_001)])

    with pytest.raises(ValidationError) as refused:
        table(rows.encode(), "台账.csv")

    assert refused.value.messages == ["表中有 50001 行，一次最多导入 50000 行，请分成几个文件。"]


@pytest.mark.parametrize(
    ("field", "header", "text", "sentence"),
    [
        ("kind", "纠纷类型", "宅基地纠纷", "纠纷类型不在可选的 3 项中，您是指“房屋宅基地纠纷”？"),
        ("kind", "纠纷类型", "其它", "纠纷类型不在可选的 3 项中，请从模板的下拉列表中选"),
        ("urgent", "紧急", "也许", "紧急只能填“是”或“否”"),
        ("amount", "金额", "约三千", "金额不是数字，请只填数字"),
    ],
)
def test_an_unreadable_cell_says_what_to_do(field, header, text, sentence):
    with pytest.raises(ValidationError) as refused:
        reader_of(LedgerForm().fields[field], header)(text)

    assert refused.value.messages == [sentence]


def test_title_lines_stand_above_the_header():
    lines = list(table(workbook([line("李某某"), line("王某某")], titles=2)).lines())

    assert [(each.number, each.texts[0]) for each in lines] == [(4, "李某某"), (5, "王某某")]


def test_empty_rows_are_no_rows():
    lines = list(table(workbook([line("李某某"), ["　"] * 8, line("王某某")])).lines())

    assert [each.number for each in lines] == [2, 4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_any_encoding_of_an_office(encoding):
    text = comma_separated(HEADERS, line("镕某某", story="㛃𠮷"))

    read = table(text.encode(encoding), "台账.csv")

    assert next(read.lines()).texts == ("镕某某", "", "柳河村", "邻里纠纷", "2026-10-03", "", "", "㛃𠮷")


def test_an_id_number_kept_as_a_number_has_lost_its_end():
    problems = next(table(workbook([line(number=990101198109270028)])).lines()).problems

    assert problems == (Problem(2, "身份证号", "身份证号按数字保存，后几位已丢失，请改为文本格式后重填"),)


def test_merged_cells_are_reported_at_every_row_and_column_they_cover():
    lines = list(table(workbook([line("李某某"), line(""), line("王某某")], merge="A2:A3")).lines())

    assert [problem for each in lines for problem in each.problems] == [
        Problem(2, "申请人", "合并单元格（A2:A3），请取消合并后逐行填写"),
        Problem(3, "申请人", "合并单元格（A2:A3），请取消合并后逐行填写"),
    ]


def test_a_formula_without_a_result_is_reported_and_one_with_a_result_is_read():
    content = workbook([line(amount="=1+2"), line(amount="=B9")])
    archive, out = zipfile.ZipFile(BytesIO(content)), BytesIO()
    with zipfile.ZipFile(out, "w") as patched:  # as a spreadsheet saves it: the first has been calculated
        for name in archive.namelist():
            text = archive.read(name).replace(b"<f>1+2</f><v>0</v>", b"<f>1+2</f><v>3</v>")
            patched.writestr(name, text)

    lines = list(table(out.getvalue()).lines())

    assert (lines[0].texts[5], lines[0].problems) == ("3", ())
    assert lines[1].problems == (Problem(3, "金额", "公式单元格没有算出的结果，请粘贴为数值后再上传"),)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.xlsx", "文件是空的，请重新选择。"),
        (b"PK\x03\x04 nothing", "a.xlsx", "文件打不开：可能已损坏或设有密码，请另存为 .xlsx 后再上传。"),
        (b"%PDF-1.7", "a.pdf", "只能上传 Excel 文件（.xlsx、.xls）或 CSV 文件。"),
        ("序号,备注\n1,无".encode(), "a.csv", "没有找到表头：前 10 行里没有模板中的列名，请用模板填写后再上传。"),
        (b"\xff\xff\x80", "a.csv", "文字编码读不出，请另存为 UTF-8 编码的 CSV 或 .xlsx 后再上传。"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_one_sentence(content, name, sentence):
    with pytest.raises(ValidationError) as refused:
        open_table(content, name, HEADERS)

    assert refused.value.messages == [sentence]


def test_columns_have_the_letters_of_the_sheet():
    assert [letter(number) for number in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
