"""The pages of an import, from the template to the result (导入页面)."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from python_calamine import CalamineWorkbook

from fengqiao.kernel.exchange import pages
from fengqiao.kernel.exchange.jobs import write_rows
from fengqiao.kernel.exchange.models import Batch
from fengqiao.kernel.exchange.preview import pace
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.scope import now, within
from fengqiao.kernel.queue import works
from fengqiao.kernel.queue.jobs import Running
from fengqiao.kernel.queue.models import Work
from tests.kernel.exchange.samples import line, workbook
from tests.kernel.identity.factories import make_organization, make_post, make_role, make_user

pytestmark = [pytest.mark.django_db]
START = "/exchange/import/sample.ledger/"


def seated(username: str = "lhs-chen", may: tuple[str, ...] = ("sample.register",), key: str = "clerk") -> Client:
    """A person at their desk."""
    user = make_user(username)
    make_post(user=user, organization=make_organization(), role=make_role(key, may=may))
    client = Client()
    client.force_login(user)
    return client


def scope(username: str = "lhs-chen"):
    return scope_of(Post.objects.get(user__username=username))


def upload(client: Client, content: bytes, name: str = "柳河镇2026年10月台账.xlsx"):
    return client.post(START, {"file": SimpleUploadedFile(name, content)})


def run(batch: str) -> None:
    """What the worker does."""
    with within(scope()):
        work = Batch.objects.get(pk=batch).work
    write_rows.run(Running(work, scope()), {"batch": batch}, last=True)


def test_from_the_template_to_the_result():
    client = seated()
    assert "还没有导入过" in client.get(START).content.decode()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{START}template/").content))
    assert sheet.sheet_names[0] == "纠纷台账"

    page = upload(client, workbook([line("甲某"), line("乙某", kind="宅基地纠纷")])).url
    shown = client.get(page).content.decode()
    assert "D 3" in shown
    assert "纠纷类型不在可选的 3 项中" in shown
    assert "您是指“房屋宅基地纠纷”？" in shown
    assert 'num">2<small>' in shown
    assert "导入 1 行" in shown
    assert "下载 1 行去改" in shown

    assert client.post(f"{page}confirm/").url == page
    batch = page.split("/")[-2]
    assert "可离开本页，完成后通知" in client.get(page).content.decode()
    assert "0 / 1 行" in client.get(f"{page}progress/").content.decode()
    run(batch)

    with within(scope()):
        assert works.unseen() == 1
    assert client.get(f"{page}progress/", headers={"HX-Request": "true"})["HX-Redirect"] == page
    assert "导入完成" in client.get(page).content.decode()
    with within(scope()):
        assert works.unseen() == 0
    rejected = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{page}rejected/").content))
    assert rejected.get_sheet_by_index(0).to_python()[1][-1] == (
        "第 3 行：纠纷类型不在可选的 3 项中，您是指“房屋宅基地纠纷”？"
    )


def test_a_file_that_is_no_sheet_is_refused_on_the_page():
    answer = upload(seated(), b"%PDF-1.7", "台账.pdf")

    assert answer.status_code == 422
    assert "只能上传 Excel 文件（.xlsx、.xls）或 CSV 文件。" in answer.content.decode()


def test_no_file_is_refused_on_the_page():
    answer = seated().post(START, {})

    assert answer.status_code == 422
    assert "请选择要导入的文件。" in answer.content.decode()


def test_a_row_that_looks_registered_is_decided_on_the_page():
    client = seated()
    page = upload(client, workbook([line("甲某")])).url
    client.post(f"{page}confirm/")
    run(page.split("/")[-2])
    page = upload(client, workbook([line("甲某", day="2026-10-09")])).url
    assert "仍然导入" in client.get(f"{page}?show=doubts").content.decode()

    answer = client.post(f"{page}rows/2/", {"keep": "1", "next": f"{page}?show=doubts"})

    assert answer.url == f"{page}?show=doubts"
    assert "导入 1 行" in client.get(page).content.decode()
    assert client.post(f"{page}rows/2/", {"keep": "0", "next": "https://evil.example/"}).url == page


def test_a_stopped_import_goes_on_when_asked():
    client = seated()
    page = upload(client, workbook([line("甲某"), line("乙某")])).url
    client.post(f"{page}confirm/")
    with within(scope()):
        work = Work.objects.get()
    assert client.post(f"/exchange/works/{work.pk}/stop/").url == page

    shown = client.get(page).content.decode()
    assert "已按要求停止，已完成的部分保留。" in shown
    assert "继续导入 2 行" in shown
    client.post(f"{page}confirm/")
    run(page.split("/")[-2])

    assert "导入完成" in client.get(page).content.decode()


def test_a_sheet_without_a_good_row_cannot_be_confirmed():
    client = seated()
    page = upload(client, workbook([line("甲某", village="青石村")])).url

    client.post(f"{page}confirm/")

    shown = client.get(f"{page}?only=1").content.decode()
    assert "没有可导入的行，请改正后重新上传。" in shown
    assert "显示全部行" in shown


def test_confirming_twice_says_why_not():
    client = seated()
    page = upload(client, workbook([line("甲某")])).url
    client.post(f"{page}confirm/")

    client.post(f"{page}confirm/")

    assert "本批当前为“等待导入”，不能确认导入。" in client.get(page).content.decode()
    assert Work.objects.count() == 1
    client.post(f"{page}rows/2/", {"keep": "1"})
    assert "本批已确认导入，不能再改。" in client.get(page).content.decode()
    assert client.get(f"/exchange/export/{page.split('/')[-2]}/").status_code == 404


def test_who_may_not_register_finds_no_import_page():
    stranger = seated("lhs-zhang", may=(), key="guest")

    assert [stranger.get(START).status_code, stranger.get(f"{START}template/").status_code] == [404, 404]
    assert seated().get("/exchange/import/sample.unknown/").status_code == 404


def test_the_list_of_long_work_is_ones_own():
    client = seated()
    page = upload(client, workbook([line("甲某")])).url
    client.post(f"{page}confirm/")
    with within(scope()):
        work = Work.objects.get()

    assert "导入 柳河镇2026年10月台账.xlsx" in client.get("/exchange/works/").content.decode()
    assert "0 / 1 行" in client.get(f"/exchange/works/{work.pk}/").content.decode()
    other = seated("lhs-zhang")
    assert "没有后台任务" in other.get("/exchange/works/").content.decode()
    assert other.get(f"/exchange/works/{work.pk}/").status_code == 404
    assert other.post(f"/exchange/works/{work.pk}/stop/").status_code == 404


def test_the_time_left_is_told_in_words():
    begun = now() - timedelta(seconds=20)

    assert pace(Work(state="running", done=100, total=300, started_at=begun)) == "约 40 秒，可离开本页，完成后通知"
    assert pace(Work(state="running", done=10, total=300, started_at=begun)) == "约 10 分钟，可离开本页，完成后通知"
    assert pace(Work(state="waiting", total=300)) == "可离开本页，完成后通知"


def test_the_interface_puts_the_pages_into_its_frame(monkeypatch):
    framed: list[str] = []

    def page(request, template, context=None, *, part=None, status=200):
        framed.append(template)
        return HttpResponse("框架", status=status)

    monkeypatch.setattr(pages, "_provided", [])
    pages.provide_page(page)

    assert seated().get(START).content.decode() == "框架"
    assert framed == ["exchange/import_start.html"]


def test_without_an_interface_the_bare_page_is_answered(monkeypatch):
    monkeypatch.setattr(pages, "_provided", [])

    assert seated().get(START).status_code == 200
