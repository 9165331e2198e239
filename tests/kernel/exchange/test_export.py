"""Files of exactly what a list shows, and the way back in (导出)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from fengqiao.kernel.exchange import deliver, imports
from fengqiao.kernel.exchange.batches import shown
from fengqiao.kernel.exchange.export import SOURCES, Source, file_of
from fengqiao.kernel.exchange.jobs import export_rows
from fengqiao.kernel.exchange.models import Export
from fengqiao.kernel.exchange.template import template
from fengqiao.kernel.journal.models import Reading
from fengqiao.kernel.places.scope import now, within
from fengqiao.kernel.queue.jobs import Running
from fengqiao.kernel.queue.models import Work
from tests.kernel.exchange.samples import CLERK, HEADERS, LEDGER, VILLAGES

pytestmark = [pytest.mark.django_db]
LONG = 6000


def rows(params: QueryDict) -> Iterator[Sequence[object]]:
    yield ["姓名", "电话", "金额", "日期"]
    for number in range(int(params.get("count", "2"))):
        yield [f"张**{number}", "138****0000", Decimal("12000.50"), date(2026, 10, 3)]


LIST = Source(key="sample.list", label="纠纷列表", may="sample.register", rows=rows)


def export(query: str, scope=CLERK):
    with within(scope):
        return deliver.export_listing(RequestFactory().get(f"/list/?{query}"), LIST)


def test_a_short_list_is_a_file_at_once_with_who_and_when_on_its_first_line():
    response = export("count=2")

    read = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert read[0][0].endswith("导出，仅限工作使用，不得外传")
    assert read[1:] == [
        ["姓名", "电话", "金额", "日期"],
        ["张**0", "138****0000", 12000.5, date(2026, 10, 3)],
        ["张**1", "138****0000", 12000.5, date(2026, 10, 3)],
    ]
    with within(CLERK):
        reading = Reading.objects.get()
    assert (reading.what, reading.detail, reading.post) == ("exported", "纠纷列表，2 行", CLERK.post)


def test_a_csv_opens_in_a_spreadsheet_and_runs_nothing():
    with within(CLERK):
        content, count = file_of([["姓名"], ["=cmd|'/c calc'!A0"], ["@甲"], [None], [True]], "csv")

    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert content.startswith(b"\xef\xbb\xbf")
    assert lines[1:] == [["姓名"], ["'=cmd|'/c calc'!A0"], ["'@甲"], [""], ["是"]]
    assert count == 4


def test_moments_are_those_of_the_office():
    moments = [["时间"], [datetime(2026, 10, 3, 20, 5, tzinfo=UTC)], [None]]
    with within(CLERK):
        lines, sheet = file_of(moments, "csv")[0], file_of(moments, "xlsx")[0]

    assert lines.decode("utf-8-sig").splitlines()[2] == "2026-10-04 04:05"
    read = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert read[2][0].isoformat(" ", "minutes") == "2026-10-04 04:05"


def test_a_long_list_is_written_in_the_background_for_who_asked():
    response = export(f"count={LONG}&q=李某某")
    assert response.status_code == 302
    with within(CLERK):
        waiting = Export.objects.get()
        work = Work.objects.get(pk=waiting.work)
        assert response.url == f"/exchange/works/{work.pk}/"
        with pytest.raises(Export.DoesNotExist):
            deliver.exported_file(waiting.pk)

    export_rows.run(Running(work.pk, CLERK), {"export": str(waiting.pk)}, last=True)

    with within(CLERK):
        file = deliver.exported_file(waiting.pk)
        assert Reading.objects.get().detail == f"纠纷列表，{LONG} 行"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0)
    assert sheet.height == LONG + 2
    work.refresh_from_db()
    assert (work.state, work.done, work.page) == ("finished", LONG, f"/exchange/export/{waiting.pk}/")


def test_a_list_that_is_too_long_is_refused_with_a_sentence_and_leaves_nothing():
    def endless(params: QueryDict) -> Iterator[Sequence[object]]:
        raise ValidationError("本表超过100000行，不能一次导出。")
        yield ()

    with within(CLERK):
        refused = deliver.export_listing(
            RequestFactory().get("/list/"), replace(LIST, key="sample.endless", rows=endless)
        )
        left = (Reading.objects.count(), Export.objects.count(), Work.objects.count())

    assert (refused.status_code, left) == (422, (0, 0, 0))
    assert "本表超过100000行，不能一次导出。" in refused.content.decode()


def test_who_may_not_see_the_list_may_not_export_it():
    with pytest.raises(PermissionDenied):
        export("count=1", replace(CLERK, may=frozenset()))

    export(f"count={LONG}")
    with within(CLERK):
        waiting = Export.objects.get()
        Export.objects.filter(pk=waiting.pk).update(ready_at=now())
    with within(replace(CLERK, may=frozenset())), pytest.raises(PermissionDenied):
        deliver.exported_file(waiting.pk)


def test_a_declared_list_is_known_by_its_key():
    assert SOURCES["sample.list"] is LIST
    with pytest.raises(ValueError, match="导出重名"):
        Source(key="sample.list", label="另一个", may="sample.register", rows=rows)


names = st.text(st.sampled_from("赵钱孙李周吴郑王冯陈镕㛃"), min_size=2, max_size=4)
ledgers = st.lists(
    st.tuples(
        names,
        st.just(""),
        st.sampled_from(VILLAGES),
        st.sampled_from(["婚姻家庭纠纷", "邻里纠纷", "房屋宅基地纠纷"]),
        st.dates(date(1990, 1, 1), date(2026, 11, 24)),
        st.none() | st.decimals(0, 10**9, places=2),
        st.booleans(),
        st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), max_size=30),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda row: (row[0], row[4]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ledgers, form=st.sampled_from(["xlsx", "csv"]))
def test_what_was_exported_comes_back_in_as_it_was(rows, form):
    with within(CLERK):
        content, count = file_of([HEADERS, *rows], form)
        batch = imports.upload(LEDGER, f"台账.{form}", content)
        checked = shown(batch, batch.rows.order_by("number"))

    assert count == len(rows)
    assert [row.problems for row in checked if row.state == "bad"] == []
    assert [(row.texts[0], row.texts[3], row.texts[4], row.texts[6]) for row in checked] == [
        (name, kind, day.isoformat(), "是" if urgent else "否") for name, _, _, kind, day, _, urgent, _ in rows
    ]
    assert [Decimal(row.texts[5] or "-1") for row in checked] == [-1 if row[5] is None else row[5] for row in rows]


def test_the_template_shows_each_column_with_its_choices_and_how_to_fill_it():
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(template(LEDGER)))

    sheet, notes = (
        workbook.get_sheet_by_name("纠纷台账").to_python(),
        workbook.get_sheet_by_name("填写说明").to_python(),
    )
    assert sheet == [
        ["申请人*", "身份证号", "发生地*", "纠纷类型*", "发生时间*", "金额", "紧急", "主要事实"],
        ["示例人", "", "柳河村", "邻里纠纷", "2026-10-01", "", "", ""],
    ]
    assert notes[4] == ["纠纷类型", "必填", "从列表中选", "邻里纠纷"]
    assert notes[7] == ["紧急", "", "填“是”或“否”", ""]
    assert notes[5] == ["发生时间", "必填", "日期，如 2025-03-02", "2026-10-01"]


def test_a_list_too_long_for_a_cell_stands_on_a_sheet_of_its_own():
    class LongForm(forms.Form):
        """A form with many and with several choices."""

        kind = forms.ChoiceField(choices=[(str(n), f"第{n}类矛盾纠纷") for n in range(60)])
        causes = forms.MultipleChoiceField(choices=[("a", "甲,乙"), ("b", "丙")])
        people = forms.IntegerField()
        called_at = forms.DateTimeField(help_text="接到电话的时间")
        told_at = forms.DateTimeField()

    columns = {"类": "kind", "因": "causes", "人数": "people", "时间": "called_at", "告知": "told_at"}
    entry = replace(LEDGER, form=LongForm, columns=columns, examples={})

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(template(entry)))

    assert workbook.sheet_names == ["纠纷台账", "填写说明", "选项"]
    choices = workbook.get_sheet_by_name("选项").to_python()
    assert (choices[0], choices[59][0]) == (["第0类矛盾纠纷", "甲,乙"], "第59类矛盾纠纷")
    assert [row[2] for row in workbook.get_sheet_by_name("填写说明").to_python()[1:6]] == [
        "从列表中选",
        "从列表中选，多项用顿号隔开",
        "只填数字",
        "接到电话的时间",
        "日期和时间，如 2025-03-02 14:30",
    ]
