"""移动端 in Chromium: small, readable by everybody, and there without network."""

from __future__ import annotations

import gzip
import re
import time

import pytest
from playwright.sync_api import Response

from tests.e2e.conftest import SignIn
from tests.e2e.desk import NARROW, Desk
from tests.e2e.test_accessible import in_the_way

PHONE = {"viewport": NARROW, "is_mobile": True, "has_touch": True}
PIN = "314159"
LIGHT = 250_000  # bytes of the first load, compressed


@pytest.mark.parametrize("account", ["mediator", "informant"])
def test_nothing_serious_stands_in_the_way_on_a_phone(account: str, sign_in: SignIn):
    phone = sign_in(account, start="/m/", bypass_csp=True, **PHONE)
    pages = {name: f"/m/{name}" for name in ("", "duties/", "matters/", "me/", "offline/", "outbox/", "corrections/")}

    capture = phone.page.locator("a[data-kept]").get_attribute("href")

    assert in_the_way(phone, {**pages, "capture": str(capture)}) == []


def test_the_first_load_is_light(sign_in: SignIn):
    phone = sign_in("mediator", start="/account/", service_workers="block", **PHONE)
    phone.context.new_cdp_session(phone.page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    loaded: list[Response] = []
    phone.page.on("response", lambda answer: loaded.append(answer))

    phone.go("/m/")
    phone.page.wait_for_load_state("networkidle")

    assert sum(len(gzip.compress(answer.body())) for answer in loaded) <= LIGHT


def test_the_home_opens_without_network(sign_in: SignIn):
    phone = sign_in("mediator", start="/m/", **PHONE)
    ready(phone)
    phone.context.set_offline(True)

    phone.page.reload()

    phone.sees("口头调解", "回访", "有网络时显示待办。")
    phone.page.get_by_text("没有网络，照常可用").wait_for()
    phone.page.get_by_role("link", name="在办", exact=True).click()
    phone.sees("这一页要有网络才能看")
    phone.said.clear()  # the browser reports what it could not load


def ready(phone: Desk) -> None:
    """The phone has kept what it needs without network."""
    phone.page.locator("html[data-ready]").wait_for()


def tell_pin(phone: Desk, *, new: bool = False) -> None:
    """The PIN of this phone, twice when it is a new one."""
    dialog = phone.page.get_by_role("dialog")
    dialog.get_by_label("口令（6位数字）").fill(PIN)
    if new:
        dialog.get_by_label("再输一次").fill(PIN)
    dialog.get_by_role("button", name="确定").click()
    dialog.wait_for(state="hidden")


def settle(phone: Desk, one: str, other: str) -> list[str]:
    """Scenario 7 typed at human speed; returns everything that was typed."""
    phone.page.get_by_role("link", name="口头调解", exact=True).click()
    typed = [one, other]
    for label, name in (("甲方姓名", one), ("乙方姓名", other)):
        phone.field(label).press_sequentially(name, delay=300)
    phone.choose("发生地", "柳河村")
    phone.choose("纠纷类型", "邻里纠纷")
    phone.choose("为什么事", "噪声")
    phone.tick("赔礼道歉")
    assert not phone.field("金额（元）").is_visible()
    phone.page.get_by_role("button", name="登记，已说和").click()
    return typed


@pytest.mark.scenario("mediation", 7)
@pytest.mark.seed("AH-58")
def test_an_oral_settlement_without_network_is_sealed_numbered_and_arrives_once(sign_in: SignIn):
    phone = sign_in("mediator", start="/m/", **PHONE)
    ready(phone)
    phone.page.get_by_role("link", name="待传").click()
    phone.page.get_by_role("button", name="立即上传").click()
    tell_pin(phone, new=True)
    phone.sees("没有待上传的。")
    phone.page.get_by_role("link", name="首页", exact=True).click()
    phone.context.set_offline(True)

    begun = time.monotonic()
    typed = settle(phone, "王某某", "赵某某")
    phone.sees("已存本机", "王某某与赵某某 口头调解")
    took = time.monotonic() - begun
    number = phone.page.locator("[data-saved-text]").inner_text()

    assert took < 90
    assert max(map(len, typed)) <= 20
    assert re.fullmatch(r"（\d{4}）柳河人调字第\d+号", number)
    at_rest = phone.page.evaluate(
        "async () => JSON.stringify(await store.outbox.toArray(), (_, v) => v instanceof ArrayBuffer"
        " ? new TextDecoder().decode(v) : v)"
    )
    assert "王某某" not in at_rest
    phone.go("/m/")  # as after the browser was killed: the key is gone with the page
    phone.sees("待上传 1 条")
    phone.context.set_offline(False)
    phone.page.get_by_role("link", name="待传").click()
    phone.page.get_by_role("button", name="立即上传").click()
    tell_pin(phone)
    phone.sees("1 条已上传。", f"已上传，编号 {number}")
    phone.page.get_by_role("button", name="立即上传").click()
    phone.sees("没有待上传的。")
    phone.go("/mediation/cases/?view=all")
    assert phone.main.get_by_text(number).count() == 1
    phone.main.get_by_role("link", name="王某某与赵某某").first.click()
    phone.sees("达成口头协议", "移动端采集于")
    phone.press("文书")
    assert number_of_paper(phone)
    phone.said.clear()  # the browser reports what it could not load


def number_of_paper(phone: Desk) -> bool:
    """Paper 9 prints, and no party signs it."""
    printed = phone.paper("人民调解口头协议登记表")
    return "赔礼道歉" in printed and "当事人（签名" not in printed


def test_what_the_office_refuses_is_corrected_on_the_phone(sign_in: SignIn):
    phone = sign_in("chair", start="/m/", **PHONE)
    ready(phone)
    phone.page.get_by_role("link", name="口头调解", exact=True).click()
    phone.fill("甲方姓名", "钱某某")
    phone.fill("乙方姓名", "吴某某")
    phone.choose("纠纷类型", "邻里纠纷")
    phone.choose("为什么事", "噪声")
    phone.tick("交付")
    phone.page.get_by_role("button", name="登记，已说和").click()
    tell_pin(phone, new=True)
    phone.page.get_by_role("link", name="查看待传").click()
    phone.sees("待补正：请写明具体内容。")
    phone.page.get_by_role("link", name="补正").click()
    phone.fill("补充说明", "归还粉碎机")
    phone.page.get_by_role("button", name="登记，已说和").click()
    phone.sees("已登记，编号 ", "没有待补正的。")


def test_signing_out_warns_of_what_would_be_lost_and_wipes_the_phone(sign_in: SignIn):
    phone = sign_in("head", start="/m/", **PHONE)
    ready(phone)
    phone.page.get_by_role("link", name="待传").click()
    phone.page.get_by_role("button", name="立即上传").click()
    tell_pin(phone, new=True)
    phone.sees("没有待上传的。")
    phone.page.get_by_role("link", name="首页", exact=True).click()
    phone.context.set_offline(True)
    settle(phone, "郑某某", "冯某某")
    phone.sees("已存本机")
    phone.context.set_offline(False)
    phone.page.evaluate("vault.key = null")
    phone.go("/m/me/")
    phone.page.get_by_role("button", name="退出登录").click()
    phone.sees("还有 1 条没有上传，退出后会丢失。确定要退出，请再按一次。")
    phone.page.get_by_role("button", name="退出登录").click()
    phone.page.wait_for_url("**/sign-in/**")

    left = phone.page.evaluate("async () => [(await indexedDB.databases()).length, (await caches.keys()).length]")
    assert left == [0, 0]
    phone.said.clear()  # the browser reports what it could not load


@pytest.mark.seed("SD-77")
def test_a_phone_that_was_stopped_wipes_itself_at_the_next_contact(sign_in: SignIn):
    phone = sign_in("colleague", start="/m/", **PHONE)
    ready(phone)
    phone.page.get_by_role("link", name="待传").click()
    phone.page.get_by_role("button", name="立即上传").click()
    tell_pin(phone, new=True)
    phone.sees("没有待上传的。")
    phone.page.route("**/sync/", lambda route: route.fulfill(status=410, json={"detail": "本机已被停用。"}))
    phone.page.get_by_role("button", name="立即上传").click()
    phone.page.wait_for_url("**/sign-in/**")

    left = phone.page.evaluate("async () => [(await indexedDB.databases()).length, (await caches.keys()).length]")
    assert left == [0, 0]
    phone.said.clear()  # the browser reports the refusal
