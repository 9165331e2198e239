"""Scenario 7 at the desk: a village mediator settles on the spot and registers it on one screen."""

from __future__ import annotations

import time

import pytest

from tests.e2e.conftest import SignIn
from tests.e2e.matters import register_orally


@pytest.mark.scenario("mediation", 7)
def test_an_oral_agreement_is_registered_on_one_screen_and_its_paper_printed(sign_in: SignIn):
    mediator = sign_in("mediator", start="/mediation/disputes/oral/")

    register_orally(mediator, "王某某", "赵某某")

    assert mediator.touches == 8  # of the ten it may take
    mediator.picture("oral-case")
    mediator.press("文书")
    printed = mediator.paper("人民调解口头协议登记表")
    for words in ("人民调解口头协议登记表", "王某某", "赵某某", "赔礼道歉", "柳河村人民调解委员会"):
        assert words in printed, words
    assert "当事人（签名" not in printed


@pytest.mark.seed("SD-38")
def test_on_a_phone_an_oral_agreement_is_registered_in_under_two_minutes(sign_in: SignIn):
    phone = sign_in("mediator", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)

    begun = time.monotonic()
    phone.go("/mediation/disputes/oral/")
    assert phone.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")  # nothing to push aside
    register_orally(phone, "孙某某", "周某某")

    assert time.monotonic() - begun < 120
    assert phone.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    phone.sees("达成口头协议")
