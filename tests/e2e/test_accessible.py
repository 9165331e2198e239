"""Every template once with the widest role, on a small screen and on a phone: axe, and no scrolling sideways."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from fengqiao.kernel.places.scope import today
from tests.e2e.conftest import SignIn
from tests.e2e.desk import NARROW, WIDE, Desk
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
    "works": "/exchange/works/",
    "referrals": "/ui/referrals/",
    "restrict": "/ui/restrict/{key}/",
    "directory": "/offices/directory/",
}
BODIES = "/mediation/bodies/"
INSPECTIONS = "/mediation/inspections/"
ROUNDS = f"{INSPECTIONS}rounds/"
HOUSE = "/administration/"
SERIOUS = {"serious", "critical"}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
def test_nothing_serious_stands_in_anybodys_way(size: dict[str, int], known: Known, sign_in: SignIn):
    head = sign_in("head", bypass_csp=True, viewport=size)
    keys = {"office": known.of_office, "village": known.of_village, "key": known.of_office.split("/")[-2]}
    pages = {name: path.format(**keys) for name, path in PAGES.items()}

    assert in_the_way(head, pages) == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
def test_nothing_serious_stands_in_the_registers(size: dict[str, int], sign_in: SignIn):
    county = sign_in("county", start=f"{BODIES}mediators/", bypass_csp=True, viewport=size)
    rows = county.main.locator("a.t")
    mediator = urlsplit(str(rows.first.get_attribute("href"))).path
    county.go(BODIES)
    committee = urlsplit(str(rows.first.get_attribute("href"))).path
    lists = {name: f"{BODIES}{name}" for name in ("", "mediators/", "rooms/", "centers/", "new/", "centers/new/")}
    acts = {act: f"{committee}{act}/" for act in ("enrol", "appoint", "room", "edit", "dissolve")}
    records = {act: f"{mediator}{act}/" for act in ("edit", "train", "grade", "discipline")}

    assert in_the_way(county, {**lists, **acts, **records, "committee": committee, "mediator": mediator}) == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
def test_nothing_serious_stands_in_a_reporters_way(size: dict[str, int], sign_in: SignIn):
    reporter = sign_in("informant", start="/mediation/clues/new/", bypass_csp=True, viewport=size)
    found = in_the_way(reporter, {"home": "/", "clues": "/mediation/clues/", "new": "/mediation/clues/new/"})
    reporter.fill("什么事", "张家在院外砌墙占了两家共用的通道。")
    reporter.submit()
    clue = reporter.page.url.removeprefix(reporter.url)

    assert found + in_the_way(reporter, {"clue": clue}) == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
def test_nothing_serious_stands_in_an_administrators_way(size: dict[str, int], sign_in: SignIn):
    administrator = sign_in("admin", start=f"{HOUSE}roles/", bypass_csp=True, viewport=size)
    pages = {
        name: f"{HOUSE}{name}/" for name in ("roles", "partners", "partners/new", "parameters", "queue", "journal")
    }

    pages |= {"merger": "/ui/mergers/", "division merger": "/ui/mergers/divisions/"}
    pages |= {f"division {act}": f"/ui/divisions/?act={act}" for act in ("establish", "rename", "count", "describe")}
    assert in_the_way(administrator, pages) == []


def in_the_way(desk: Desk, pages: Mapping[str, str]) -> list[str]:
    """What axe calls serious, and what is wider than the screen."""
    found = []
    for name, path in pages.items():
        desk.go(path)
        result = Axe().run(desk.page)
        found += [
            f"{name}: {each['id']} {[node['target'] for node in each['nodes']]}"
            for each in result.response["violations"]
            if each["impact"] in SERIOUS
        ]
        wide = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"{name}: {wide} px too wide")
    return found


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
def test_nothing_serious_stands_at_the_door(size: dict[str, int], browser, office):
    page = browser.new_context(bypass_csp=True, viewport=size).new_page()
    page.goto(f"{office.url}/sign-in/")

    violations = Axe().run(page).response["violations"]
    assert [each["id"] for each in violations if each["impact"] in SERIOUS] == []
    page.context.close()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1366", "390"])
def test_nothing_serious_stands_in_the_way_of_a_zero_report(size: dict[str, int], sign_in: SignIn):
    county = sign_in("county", start=f"{ROUNDS}new/", bypass_csp=True, viewport=size)
    found = in_the_way(county, {"new round": f"{ROUNDS}new/"})
    county.fill("主题", f"欠薪{size['width']}")
    county.submit()
    board = urlsplit(county.page.url).path
    found += in_the_way(county, {"board": board, "rounds": f"{ROUNDS}?view=all"})
    chair = sign_in("chair", start=INSPECTIONS, bypass_csp=True, viewport=size)
    found += in_the_way(chair, {"own returns": INSPECTIONS})
    chair.press(f"签署零报告：专项排查（欠薪{size['width']}） {today()}")
    chair.sees("零报告", "经排查，本单位在本周期内未发现矛盾纠纷。")
    found += in_the_way(chair, {"return": urlsplit(chair.page.url).path})
    county.go(board)

    county.sees("零报告", "100.0%")
    assert found == []
