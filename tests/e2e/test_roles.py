"""F1: what each role sees after signing in, and no more (domain page §2)."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import SignIn
from tests.e2e.matters import FACTS, Known, phone_of

NEW, ORAL, DISPUTES = "/mediation/disputes/new/", "/mediation/disputes/oral/", "/mediation/disputes/"
MAY = {  # account: registers, mediates, reads the office's matter, reads the village's, sees names
    "mediator": (True, True, False, True, True),
    "chair": (True, True, False, True, True),
    "clerk": (True, True, True, True, True),
    "head": (True, True, True, True, True),
    "county": (False, False, True, True, True),
    "city": (False, False, True, True, False),
    "province": (False, False, True, True, False),
    "auditor": (False, False, True, True, True),
}


@pytest.mark.parametrize("account", MAY)
def test_a_role_sees_what_the_domain_grants_and_no_more(account: str, known: Known, sign_in: SignIn):
    registers, mediates, office, village, names = MAY[account]

    desk = sign_in(account)

    desk.picture(f"home-{account}")
    assert desk.status(NEW) == (200 if registers else 404)
    assert desk.status(ORAL) == (200 if mediates else 404)
    assert desk.status(known.of_office) == (200 if office else 404)
    assert desk.status(known.of_village) == (200 if village else 404)
    desk.go(f"{DISPUTES}?view=all")
    listed = desk.main.inner_text()
    assert ("冯某某" in listed) is (office and names)
    assert ("登记纠纷" in desk.buttons()) is registers
    desk.go(known.of_village)
    shown = desk.main.inner_text()
    assert ("卫某某" in shown) is names
    if office:
        desk.go(known.of_office)
        shown = desk.main.inner_text()
        assert ("冯某某" in shown) is names
        assert (FACTS in shown) is names
        assert phone_of("冯某某") not in desk.page.content()
    assert ("添加" in desk.buttons()) is mediates


@pytest.mark.parametrize(
    ("account", "acts"), [("county", {"移送"}), ("city", set()), ("province", set()), ("auditor", set())]
)
def test_above_the_office_nobody_handles_a_matter(account: str, acts: set[str], known: Known, sign_in: SignIn):
    desk = sign_in(account, start=known.of_office)

    assert desk.main.locator("h1").is_visible()
    assert desk.buttons() - {""} == acts  # the button of the menu has no words


def test_a_hidden_number_is_shown_for_a_reason_that_is_written_down(known: Known, sign_in: SignIn):
    county = sign_in("county", start=f"{known.of_office}?tab=parties")

    county.main.locator("summary", has_text="查看隐去内容").first.click()
    county.fill("查看隐去内容的理由", "核实当事人身份")
    county.press("查看隐去内容")

    county.sees(phone_of("冯某某"), "本次查看已记入查阅记录")
    county.picture("revealed")
