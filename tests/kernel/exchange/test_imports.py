"""An import: dry run with every problem by row and column, then every good row once (导入)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from fengqiao.kernel.casework.attachments import store
from fengqiao.kernel.casework.perform import NotNow
from fengqiao.kernel.exchange import imports
from fengqiao.kernel.exchange.batches import Checking, Tally, keep, rejected, shown
from fengqiao.kernel.exchange.jobs import check_rows, write_rows
from fengqiao.kernel.exchange.models import Batch
from fengqiao.kernel.exchange.template import rejected_rows, template
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.privacy.identifiers import check_character
from fengqiao.kernel.queue.jobs import Running
from fengqiao.kernel.queue.models import Work
from tests.kernel.exchange.samples import CLERK, HEADERS, LEDGER, line, workbook

pytestmark = [pytest.mark.django_db]


def uploaded(content: bytes, name: str = "柳河镇2026年10月台账.xlsx", scope=CLERK) -> Batch:
    with within(scope):
        batch = imports.upload(LEDGER, name, content)
    if batch.work is not None:
        check_rows.run(Running(batch.work, scope), {"batch": str(batch.pk)}, last=True)
    with within(scope):
        return Batch.objects.get(pk=batch.pk)


def written(batch: Batch, scope=CLERK) -> Work:
    with within(scope):
        work = imports.confirm(batch)
    write_rows.run(Running(work.pk, scope), {"batch": str(batch.pk)}, last=True)
    work.refresh_from_db()
    return work


def tally(batch: Batch) -> dict[str, int]:
    with within(CLERK):
        return dict(Tally.of(batch).counts)


def problems(batch: Batch) -> list[tuple[int, str, str]]:
    with within(CLERK):
        rows = shown(batch, batch.rows.order_by("number"))
    return [(problem.row, problem.column, problem.sentence) for row in rows for problem in row.problems]


def names() -> list[str]:
    with within(CLERK):
        return sorted(Subject.objects.filter(kind="ledger").values_list("title", flat=True))


def test_the_dry_run_names_row_column_and_reason_of_every_problem_and_writes_nothing():
    batch = uploaded(
        workbook(
            [
                line("李某某", f"99010119851112003{check_character('99010119851112003')}"),
                line("张某某", "990101198109270028"),
                line("赵某某", day="2026.13.04"),
                line("郑某某", kind="宅基地纠纷"),
                line("冯某某", amount="约三千", village="青石村"),
                line("", "99010119740419"),
                line("尤某某", day="2027-10-14"),
                line("李某某", story="再报一次"),
            ]
        )
    )

    assert problems(batch) == [
        (3, "身份证号", "身份证号校验码不符：末位为“8”，按前 17 位应为“9”"),
        (4, "发生时间", "日期读不出，月份应在 01 至 12，请按 2025-03-02 填写"),
        (5, "纠纷类型", "纠纷类型不在可选的 3 项中，您是指“房屋宅基地纠纷”？"),
        (6, "发生地", "发生地不在柳河镇，没有“青石村”"),
        (6, "金额", "金额不是数字，请只填数字"),
        (7, "申请人", "缺申请人"),
        (7, "身份证号", "身份证号少 4 位，应为 18 位"),
        (8, "发生时间", "发生时间在今天之后，请核对年份"),
        (9, "", "与第 2 行重复"),
    ]
    assert (batch.state, batch.total, names()) == ("checked", 8, [])
    assert str(batch) == "柳河镇2026年10月台账.xlsx"
    with within(CLERK):
        assert [str(row) for row in batch.rows.order_by("number")[:2]] == ["2 可导入", "3 须改正"]


def test_good_rows_are_written_once_and_the_bad_come_back_as_a_file():
    batch = uploaded(workbook([line("甲某"), line("乙某", village="青石村"), line("丙某", day=46298)]))

    work = written(batch)

    assert names() == ["丙某", "甲某"]
    assert (work.state, work.done, work.result) == ("finished", 2, {"written": 2, "bad": 1})
    with within(CLERK):
        file = rejected_rows(batch.headers, rejected(batch))
    again = uploaded(file, "须改正的行.xlsx")
    assert again.headers == [*HEADERS, "原因"]
    assert problems(again) == [(2, "发生地", "发生地不在柳河镇，没有“青石村”")]
    with within(CLERK):
        assert shown(again, again.rows.all())[0].texts[-1] == "第 3 行：发生地不在柳河镇，没有“青石村”"


def test_the_same_file_again_finds_all_its_rows_already_there():
    content = workbook([line("甲某"), line("乙某")])
    first = uploaded(content)
    assert uploaded(content).pk == first.pk  # nothing written yet: the same batch
    written(first)

    second = uploaded(content)

    assert second.pk != first.pk
    assert tally(second) == {"known": 2}
    with within(CLERK), pytest.raises(ValidationError, match="没有可导入的行"):
        imports.confirm(second)
    assert names() == ["乙某", "甲某"]


def test_a_mended_file_brings_in_only_what_was_not_in_however_it_is_spelled():
    written(uploaded(workbook([line("甲某", day="2026-10-03"), line("乙某", village="青石村")])))

    mended = uploaded(workbook([line("甲 某", day="2026年10月3日"), line("乙某", village="柳溪村")]))

    assert tally(mended) == {"known": 1, "good": 1}
    written(mended)
    assert names() == ["乙某", "甲某"]


def test_two_batches_confirmed_side_by_side_write_a_row_once():
    first, second = uploaded(workbook([line("甲某")])), uploaded(workbook([line("甲某")], titles=1))
    assert (tally(first), tally(second)) == ({"good": 1}, {"good": 1})

    written(first)
    written(second)

    assert names() == ["甲某"]
    assert tally(second) == {"known": 1}


def test_what_the_service_refuses_comes_back_with_its_sentence():
    batch = uploaded(
        workbook([line(name) for name in ("甲某", "拒绝", "不是时候", "无权", "有误", "过长", "冲突", "乙某")])
    )

    written(batch)

    assert tally(batch) == {"written": 2, "refused": 6}
    assert problems(batch) == [
        (3, "申请人", "申请人已列入不予受理名单"),
        (4, "", "本月台账已报送，不能再登记"),
        (5, "", "没有登记权限"),
        (6, "", "本行与在办事项冲突"),
        (7, "", "内容过长或格式不符，未能写入"),
        (8, "", "与已有记录冲突，未能写入"),
    ]


def test_a_row_that_looks_registered_waits_for_a_decision():
    written(uploaded(workbook([line("周某某"), line("吴某某")])))
    batch = uploaded(workbook([line("周某某", day="2026-10-05"), line("吴某某", day="2026-10-05"), line("新某某")]))
    assert tally(batch) == {"doubtful": 2, "good": 1}
    assert problems(batch)[0] == (2, "", "与已登记的事项当事人相同")

    with within(CLERK):
        imports.decide(batch, 2, keep_it=True)
        imports.decide(batch, 3, keep_it=False)
    written(batch)

    assert tally(batch) == {"written": 2, "skipped": 1}
    assert names() == ["吴某某", "周某某", "周某某", "新某某"]


def test_a_long_sheet_is_checked_in_the_background_and_goes_on_where_it_was_cut_off():
    content = workbook([line(f"甲{n}", village="柳河村" if n % 20 else "青石村") for n in range(1200)])
    with within(CLERK):
        batch = imports.upload(LEDGER, "台账.xlsx", content)
    assert batch.state == "uploaded"
    with within(CLERK):
        Checking(batch).some(500)

    check_rows.run(Running(batch.work, CLERK), {"batch": str(batch.pk)}, last=True)

    assert tally(batch) == {"good": 1140, "bad": 60}
    assert Work.objects.get(pk=batch.work).state == "finished"


def test_the_example_of_the_template_is_not_imported_and_its_headers_are_understood():
    assert tally(uploaded(template(LEDGER), "模板.xlsx")) == {}


def test_nothing_of_a_row_stands_readable_in_the_database_or_on_the_disk(settings):
    batch = uploaded(workbook([line("李某某", "990101198109270028")]))

    with within(CLERK):
        row = batch.rows.get()
        assert b"990101198109270028" not in bytes(row.sealed.for_column())
        with store().open(batch.path) as stream:
            assert stream.read(2) != b"PK"
        assert batch.content()[:2] == b"PK"


def test_another_organization_sees_nothing_of_it():
    batch = uploaded(workbook([line("甲某")]))

    with within(replace(CLERK, organization=UUID(int=0x99))):
        with pytest.raises(Batch.DoesNotExist):
            imports.own_batch(batch.pk)
        assert batch.rows.count() == 0


def test_who_may_not_register_may_not_import():
    with within(replace(CLERK, may=frozenset())), pytest.raises(PermissionDenied):
        imports.entry_for(LEDGER.key)
    with within(CLERK), pytest.raises(PermissionDenied):
        imports.entry_for("sample.unknown")


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        (["申请人", "发生地", "备注"], "缺少必填的列：纠纷类型、发生时间。请用模板填写后再上传。"),
        ([*HEADERS, "申请人*"], "“申请人”列出现两次，请删去一列。"),
    ],
)
def test_a_sheet_without_its_columns_is_refused(headers, sentence):
    with within(CLERK), pytest.raises(ValidationError) as refused:
        imports.upload(LEDGER, "台账.xlsx", workbook([line()], headers=headers))

    assert refused.value.messages == [sentence]


def test_headers_are_found_in_any_order_and_spelling():
    headers = ["发生日期：", "纠纷类型（必填）", " 发 生 地 ", "申请人＊", "备注"]
    batch = uploaded(workbook([["20261003", "邻里纠纷", "柳河村", "甲某", "无"]], headers=headers))

    assert tally(batch) == {"good": 1}


def test_what_became_wrong_since_the_check_is_refused_when_it_is_written(monkeypatch):
    batch = uploaded(workbook([line("甲某", village="桥头村"), line("乙某")]))
    monkeypatch.setattr("tests.kernel.exchange.samples.VILLAGES", ("柳河村",))

    written(batch)

    assert tally(batch) == {"written": 1, "refused": 1}
    assert problems(batch) == [(2, "发生地", "发生地不在柳河镇，没有“桥头村”")]


def test_a_problem_of_the_whole_row_names_no_column(monkeypatch):
    def clean(form):
        if form.cleaned_data.get("urgent") and not form.cleaned_data.get("story"):
            raise ValidationError("紧急事项须写明主要事实。")
        return form.cleaned_data

    monkeypatch.setattr(LEDGER.form, "clean", clean)
    batch = uploaded(workbook([line("甲某", urgent="是"), line("乙某", urgent="是", amount="约三千")]))

    assert problems(batch) == [(2, "", "紧急事项须写明主要事实"), (3, "金额", "金额不是数字，请只填数字")]


def test_a_merged_cell_is_a_problem_of_its_rows_only():
    batch = uploaded(workbook([line("甲某"), line(""), line("乙某")], merge="A2:A3"))

    assert problems(batch) == [
        (2, "申请人", "合并单元格（A2:A3），请取消合并后逐行填写"),
        (3, "申请人", "合并单元格（A2:A3），请取消合并后逐行填写"),
    ]
    assert tally(batch) == {"bad": 2, "good": 1}


def test_nobody_without_an_organization_imports_and_no_file_is_too_large():
    with within(replace(CLERK, organization=None)), pytest.raises(PermissionDenied):
        imports.upload(LEDGER, "台账.xlsx", workbook([line()]))
    with within(CLERK), pytest.raises(ValidationError) as refused:
        imports.upload(LEDGER, "台账.xlsx", bytes(20 * 1024 * 1024 + 1))
    assert refused.value.messages == ["文件为 21 MB，不得超过 20 MB。"]


def test_a_decision_comes_before_the_confirmation():
    batch = uploaded(workbook([line("甲某")]))
    with within(CLERK):
        imports.confirm(batch)

    with within(CLERK), pytest.raises(NotNow, match="本批已确认导入，不能再改。"):
        imports.decide(imports.own_batch(batch.pk), 2, keep_it=True)


def test_a_batch_is_confirmed_once():
    batch = uploaded(workbook([line("甲某")]))
    with within(CLERK):
        imports.confirm(batch)

    with within(CLERK), pytest.raises(NotNow, match="本批当前为“等待导入”，不能确认导入。"):
        imports.confirm(batch)


def test_old_batches_are_erased_with_their_key_when_the_next_one_comes():
    old = uploaded(workbook([line("旧某", village="青石村")]))
    with within(CLERK):
        Batch.objects.filter(pk=old.pk).update(made_at="2026-01-01T00:00:00Z")

    uploaded(workbook([line("新某")]))

    with within(CLERK):
        erased = Batch.objects.get(pk=old.pk)
        assert erased.key is None
        assert not store().exists(erased.path)
        assert [row.texts for row in shown(erased, erased.rows.all())] == [[]]
        with pytest.raises(FileNotFoundError):
            erased.content()
        with pytest.raises(FileNotFoundError):
            keep(erased, b"")
