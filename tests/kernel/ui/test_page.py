"""Pages, their parts and their refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, DecimalField, Form, ModelChoiceField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory

from fengqiao.kernel.ui import page as pages
from fengqiao.kernel.ui.listing import Listing, View, listing_page
from fengqiao.kernel.ui.models import SavedView
from fengqiao.kernel.ui.page import NavItem, Seat, Shell, compare, go, page, problem, provide_shell, sentences
from tests.kernel.ui.test_listing import declare, fill, scope

__all__ = ["scope"]
pytestmark = pytest.mark.urls("tests.kernel.ui.urls")


class NotNow(Exception):
    status = 409


class Stale(Exception):
    status = 409

    def __init__(self, case: object) -> None:
        self.case = case
        super().__init__("本件刚被他人修改，请核对后再提交；您填写的内容都在。")


class Edited(Form):
    phone = CharField(label="联系电话")
    type = ChoiceField(label="纠纷类型", choices=[("02", "邻里纠纷"), ("03", "房屋宅基地纠纷")])
    amount = DecimalField(label="涉及金额（元）", required=False)
    view = ModelChoiceField(label="视图", queryset=SavedView.objects.none(), required=False)
    note = CharField(label="备注", required=False)


@pytest.fixture
def frame() -> Iterator[list[HttpRequest]]:
    """A workbench frame that remembers for which requests it was built."""
    asked: list[HttpRequest] = []

    def shell(request: HttpRequest) -> Shell:
        asked.append(request)
        home = NavItem(label="工作台", url="/home/", icon="home", current=True)
        late = NavItem(label="矛盾纠纷", url="/list/", icon="users-group", count=2, late=True)
        return Shell(
            organization="柳河司法所",
            person="陈某某",
            post="司法所工作人员",
            posts=(Seat(id="1", label="司法所工作人员", current=True), Seat(id="2", label="柳河村调解员")),
            navigation=((home,), (late,)),
            bell=3,
            urls={"search": "/find/", "bell": "/bell/", "switch": "/switch/", "sign_out": "/out/", "account": "/me/"},
        )

    before = list(pages._provider)
    provide_shell(shell)
    yield asked
    pages._provider[:] = before


def lists(key: str) -> Listing:
    """A list with rows to show."""
    fill([1, 2, 3, 4])
    return declare(key, export="ui:narrow")


def test_a_browser_gets_the_whole_page_in_its_frame(scope: object, frame: list[HttpRequest]) -> None:
    response = listing_page(RequestFactory().get("/list/"), lists("test.page"))
    text = response.content.decode()

    assert response.status_code == 200
    assert response["Vary"] == "HX-Request"
    for said in (
        "柳河司法所",
        "陈某某 · 司法所工作人员",
        'aria-current="page"',
        "柳河村调解员",
        "通知 3 条",
        "跳到正文",
    ):
        assert said in text
    assert 'class="n late">2' in text
    assert len(frame) == 1


def test_htmx_gets_the_rows_and_the_frame_is_not_even_built(scope: object, frame: list[HttpRequest]) -> None:
    response = listing_page(RequestFactory().get("/list/", headers={"HX-Request": "true"}), lists("test.part"))
    text = response.content.decode()

    assert text.count("<tr>") == 4  # the heading and three rows
    assert "<html" not in text
    assert "第 1–3 件，共 <b>4</b> 件" in text
    assert frame == []


@pytest.mark.parametrize("header", ["HX-History-Restore-Request", "HX-Boosted"])
def test_htmx_gets_the_whole_page_when_it_restores_or_loads_one(scope: object, header: str) -> None:
    request = RequestFactory().get("/list/", headers={"HX-Request": "true", header: "true"})

    assert "<html" in listing_page(request, lists("test.restore")).content.decode()


def test_words_written_into_an_address_by_hand_do_not_stay_there(scope: object) -> None:
    response = listing_page(RequestFactory().get("/list/?text=张某某&named=a"), lists("test.hand"))

    assert response.status_code == 302
    assert response["Location"].startswith("/list/?named=a&q=")
    assert "text=" not in response["Location"]


def test_an_empty_list_explains_and_a_narrowed_one_offers_the_way_back(scope: object) -> None:
    listing = declare("test.empty")

    assert "这里还没有记录" in listing_page(RequestFactory().get("/list/"), listing).content.decode()
    narrowed = listing_page(RequestFactory().get("/list/?named=a"), listing).content.decode()
    assert "没有符合条件的记录" in narrowed
    assert "清空条件" in narrowed


def test_a_refusal_is_a_sentence_with_its_status(scope: object) -> None:
    request = RequestFactory().post("/case/")

    late = problem(request, NotNow("本件当前为“已登记”，不能办结。"))
    wrong = problem(request, ValidationError(["双方未签名。", "还缺告知书。"]))

    assert (late.status_code, wrong.status_code) == (409, 422)
    assert "本件当前为“已登记”，不能办结。" in late.content.decode()
    assert "返回上一页" in late.content.decode()
    assert "<li>双方未签名。</li><li>还缺告知书。</li>" in wrong.content.decode()
    assert sentences(RuntimeError()) == ["现在不能办理，请刷新后再试。"]


def test_htmx_puts_a_refusal_above_what_was_typed(scope: object) -> None:
    response = problem(RequestFactory().post("/case/", headers={"HX-Request": "true"}), NotNow("不能办结。"))

    assert response["HX-Retarget"] == "#problem"
    assert "<html" not in response.content.decode()


def test_two_versions_stand_side_by_side_and_only_where_they_differ(scope: object) -> None:
    form = Edited({"phone": "19900000031", "type": "02", "amount": "5000", "note": "一"})
    record = SimpleNamespace(phone="19900000013", type="03", amount=Decimal("5000.00"), view=None)

    response = problem(RequestFactory().post("/case/"), Stale(record), form=form)
    form.is_valid()

    assert [(found.label, found.mine, found.theirs) for found in compare(form, record)] == [
        ("联系电话", "19900000031", "19900000013"),
        ("纠纷类型", "邻里纠纷", "房屋宅基地纠纷"),
    ]
    assert response.status_code == 409
    assert "两处内容不同，请您决定" in response.content.decode()


def test_a_version_may_be_empty_or_a_record(scope: object) -> None:
    form = Edited({"phone": "1", "type": "02", "amount": "", "view": ""})
    form.is_valid()
    view = SavedView(name="常看")

    found = compare(form, SimpleNamespace(amount=Decimal("3"), view=view))

    assert [(one.mine, one.theirs) for one in found] == [("—", "3"), ("—", "常看")]


def test_a_house_without_a_workbench_has_an_empty_frame(scope: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_provider", [])

    assert (
        "枫桥工作平台"
        in page(RequestFactory().get("/"), "ui/problem.html", {"sentences": ["不能办结。"]}).content.decode()
    )


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (400, "提交的内容不完整"),
        (403, "这一步没有办成"),
        (404, "没有找到"),
        (409, "本件刚有变化"),
        (500, "系统出了问题"),
    ],
)
def test_error_pages_speak_chinese_and_need_nothing(code: int, said: str) -> None:
    text = render_to_string(f"{code}.html")

    assert f"<h1>{said}</h1>" in text
    assert "回工作台" in text
    assert "None" not in text


@pytest.mark.parametrize("shell", ["portal", "mobile"])
def test_phone_and_portal_have_their_own_shells(shell: str) -> None:
    text = render_to_string(f"ui/{shell}.html", {"title": "申请调解", "shell": Shell(organization="柳河司法所")})

    assert "fq-phone" in text
    assert "申请调解" in text
    assert '<main class="fq-scroll" id="main"' in text


def test_after_saving_one_lands_on_the_next_page_with_and_without_htmx() -> None:
    plain = go(RequestFactory().post("/case/"), "/next/")
    told = go(RequestFactory().post("/case/", headers={"HX-Request": "true"}), "/next/")

    assert (plain.status_code, plain["Location"]) == (302, "/next/")
    assert (told.status_code, told["HX-Redirect"]) == (204, "/next/")


def test_the_counts_of_the_views_come_after_the_page(scope: object) -> None:
    fill([1, 2])
    listing = declare("test.counts", views=(View(key="all", label="全部", counted=True),))

    whole = listing_page(RequestFactory().get("/list/?named=a"), listing).content.decode()
    counts = listing_page(RequestFactory().get("/list/?named=a&counts=1"), listing).content.decode()

    assert 'hx-get="/list/?named=a&amp;counts=1" hx-trigger="load"' in whole
    assert 'class="n is-coming"></span>' in whole
    assert "<html" not in counts
    assert "hx-trigger" not in counts
    assert re.search(r'class="n">\d+</span>', counts)
    assert 'name="params" value="named=a"' in counts
