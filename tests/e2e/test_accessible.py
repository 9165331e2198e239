"""Every template once with the widest role, on a small screen and on a phone: axe, and no scrolling sideways."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import SignIn
from tests.e2e.desk import NARROW, WIDE
from tests.e2e.matters import Known

PAGES = {
    "home": "/",
    "notices": "/notices/",
    "figures": "/figures/",
    "figure": "/figures/M-MED-02/",
    "disputes": "/mediation/disputes/?view=all",
    "nothing found": "/mediation/disputes/?q=没有这样的事",
    "cases": "/mediation/cases/?view=all",
    "items": "/mediation/items/?view=all",
    "register": "/mediation/disputes/new/",
    "oral": "/mediation/disputes/oral/",
    "matter": "{office}",
    "parties": "{office}?tab=parties",
    "course": "{village}?tab=course",
    "papers": "{village}?tab=papers",
    "files": "{village}?tab=files",
    "related": "{village}?tab=related",
    "apply": "{office}apply/",
    "party": "{office}parties/new/",
    "account": "/account/",
    "import": "/exchange/import/mediation.ledger/",
    "works": "/exchange/work/",
    "referrals": "/ui/referrals/",
    "directory": "/offices/directory/",
}
SERIOUS = {"serious", "critical"}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
def test_nothing_serious_stands_in_anybodys_way(size: dict[str, int], known: Known, sign_in: SignIn):
    head = sign_in("head", bypass_csp=True, viewport=size)
    found = []
    for name, path in PAGES.items():
        head.go(path.format(office=known.of_office, village=known.of_village))
        result = Axe().run(head.page)
        found += [
            f"{name}: {each['id']} {[node['target'] for node in each['nodes']]}"
            for each in result.response["violations"]
            if each["impact"] in SERIOUS
        ]
        wide = head.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"{name}: {wide} px too wide")

    assert found == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
def test_nothing_serious_stands_at_the_door(size: dict[str, int], browser, office):
    page = browser.new_context(bypass_csp=True, viewport=size).new_page()
    page.goto(f"{office.url}/sign-in/")

    violations = Axe().run(page).response["violations"]
    assert [each["id"] for each in violations if each["impact"] in SERIOUS] == []
    page.context.close()
