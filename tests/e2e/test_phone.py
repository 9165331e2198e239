"""移动端 in Chromium: small, readable by everybody, and there without network."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Response

from tests.e2e.conftest import SignIn
from tests.e2e.desk import NARROW
from tests.e2e.test_accessible import in_the_way

PHONE = {"viewport": NARROW, "is_mobile": True, "has_touch": True}
LIGHT = 250_000  # bytes of the first load, compressed


@pytest.mark.parametrize("account", ["mediator", "informant"])
def test_nothing_serious_stands_in_the_way_on_a_phone(account: str, sign_in: SignIn):
    phone = sign_in(account, start="/m/", bypass_csp=True, **PHONE)
    pages = {name: f"/m/{name}" for name in ("", "duties/", "matters/", "me/", "offline/")}

    assert in_the_way(phone, pages) == []


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
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.page.reload()
    phone.page.wait_for_load_state("networkidle")
    phone.context.set_offline(True)

    phone.page.reload()

    phone.sees("口头调解", "回访", "有网络时显示待办。")
    phone.page.get_by_text("没有网络，照常可用").wait_for()
    phone.page.get_by_role("link", name="在办", exact=True).click()
    phone.sees("这一页要有网络才能看")
    phone.said.clear()  # the browser reports what it could not load
