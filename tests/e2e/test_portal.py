"""群众端 in the browser: a villager applies on a phone, the clerk takes it up, number and code show how far it is."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import SignIn
from tests.e2e.desk import NARROW, WIDE, Desk, open_desk
from tests.e2e.office import Office
from tests.e2e.test_accessible import in_the_way

OFFICE = "/portal/o/990101101/"
FIRST_LOAD = 250 * 1024
PHONE = {"viewport": NARROW, "is_mobile": True, "has_touch": True}
Visit = Callable[..., Desk]


@pytest.fixture
def visit(office: Office, browser: Browser) -> Iterator[Visit]:
    """Somebody from outside with a browser of their own."""
    desks: list[Desk] = []

    def come(**options: object) -> Desk:
        desks.append(open_desk(browser, office, "citizen", **options))
        return desks[-1]

    yield come
    for desk in desks:
        desk.close()


def apply(citizen: Desk, *, pictures: bool = False) -> tuple[str, str]:
    """申请调解 from the poster to the receipt; gives number and code."""
    seen = citizen.picture_narrow if pictures else lambda name: None
    citizen.go(OFFICE)
    seen("portal-office")
    citizen.page.get_by_role("link", name=re.compile("^申请调解")).click()
    citizen.fill("对方姓名", "张某某")
    citizen.press("下一步")
    citizen.page.get_by_text("邻居之间").click()
    seen("portal-question")
    citizen.press("下一步")
    citizen.fill("事情经过", "他家砌墙占了两家共用的通道，说了几次都不听。")
    citizen.press("下一步")
    citizen.choose("村（社区）", "柳河村")
    citizen.press("下一步")
    citizen.tick("恢复原样")
    citizen.press("下一步")
    citizen.fill("您的姓名", "李某某")
    citizen.fill("您的电话", "19900000002")
    citizen.press("下一步")
    citizen.sees("张某某", "柳河村", "恢复原样", "19900000002")
    citizen.page.get_by_label("以上是我说的").check()
    seen("portal-check")
    citizen.press("送出申请")
    if citizen.page.get_by_label("等于几").count():
        solve(citizen)
    citizen.sees("申请已送到柳河司法所")
    seen("portal-receipt")
    number, code = citizen.page.locator(".fq-ticket dd").all_inner_texts()
    return number, code


def solve(citizen: Desk) -> None:
    """The sum that is asked where somebody has just applied."""
    asked = citizen.page.locator("label", has_text="等于几").inner_text()
    one, two = ("零一二三四五六七八九".index(each) for each in re.findall("[二三四五六七八九]", asked)[:2])
    citizen.page.get_by_label("等于几").fill(str(one + two))
    citizen.press("送出申请")


@pytest.mark.seed("SC-51")
def test_a_villager_applies_by_phone_and_follows_what_becomes_of_it(visit: Visit, sign_in: SignIn):
    citizen = visit(**PHONE)
    begun = time.monotonic()
    number, code = apply(citizen, pictures=True)
    assert time.monotonic() - begun < 120
    citizen.press("记好了")

    clerk = sign_in("clerk", start="/mediation/items/")
    clerk.press(clerk.main.locator("a.t", has_text="他家砌墙占了两家").first.inner_text())
    clerk.sees("扫码/小程序来件", "张某某", "李某某 当事人", "199****0002", number)
    clerk.press("登记为纠纷")
    assert clerk.field("申请人姓名").input_value() == "李某某"
    assert clerk.field("被申请人姓名").input_value() == "张某某"
    clerk.choose("纠纷类型", "邻里纠纷")
    clerk.choose("二级类型", "界址围墙")
    clerk.submit()

    citizen.go("/portal/progress/")
    citizen.fill("受理号", number)
    citizen.fill("查询码", code)
    citizen.press("查看")
    citizen.sees("正在安排", "收到您的申请", "已登记", "柳河司法所")
    assert "风险" not in citizen.page.content()
    citizen.picture_narrow("portal-progress")
    citizen.press("退出")
    citizen.sees("您好，要办什么事？")


def test_it_works_without_script(visit: Visit):
    citizen = visit(java_script_enabled=False, **PHONE)

    number, _ = apply(citizen)

    assert number.startswith("LJ-990101101-")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
def test_nothing_serious_stands_in_a_citizens_way(size: dict[str, int], visit: Visit):
    citizen = visit(bypass_csp=True, viewport=size)
    number, code = apply(citizen)
    start = OFFICE.replace("/o/", "/mediation/")
    pages = {name: f"/portal/{name}" for name in ("", "find/?q=柳河", "find/?q=没有", "o/990101101/", "progress/")}
    questions = {f"question {step}": f"{start}apply/{step}/" for step in range(1, 7)}
    found = in_the_way(
        citizen, {**pages, **questions, "check": f"{start}check/", "receipt": "/portal/mediation/receipt/"}
    )
    citizen.go("/portal/progress/")
    citizen.fill("受理号", number)
    citizen.fill("查询码", code)
    citizen.press("查看")

    assert found + in_the_way(citizen, {"progress": "/portal/mediation/progress/"}) == []


@contextmanager
def loaded(desk: Desk) -> Iterator[list[int]]:
    """The sizes of what a browser without a cache loads, compressed as the office sends it."""
    sizes: list[int] = []
    desk.page.on("response", lambda answer: sizes.append(len(gzip.compress(answer.body()))))
    yield sizes
    desk.page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("path", ["/portal/", OFFICE, "/portal/mediation/990101101/apply/1/"])
def test_the_first_load_stays_under_250_kilobytes(path: str, visit: Visit):
    citizen = visit(**PHONE)
    with loaded(citizen) as sizes:
        citizen.go(path)
        expect(citizen.page.locator("h1")).to_be_visible()

    assert 10_000 < sum(sizes) <= FIRST_LOAD
