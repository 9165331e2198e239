"""One running office and one browser for all journeys of a worker."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.desk import WIDE, Desk
from tests.e2e.office import PASSWORD, Office, running

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SignIn = Callable[..., Desk]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The journeys share an office, so they run in one worker."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("e2e"))


@pytest.fixture(scope="package")
def office(
    request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureDef, home: Path
) -> Iterator[Office]:
    """柳河司法所, open."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock(), running(worker, home) as opened:
        yield opened


@pytest.fixture(scope="package")
def browser(office: Office) -> Iterator[Browser]:
    """The machine's own Chromium."""
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
            env={**os.environ, "LANGUAGE": "zh_CN"},  # dates are shown as the office writes them
        )
        yield chromium
        chromium.close()


@pytest.fixture
def pictures() -> Path | None:
    """Where pictures of the pages go; only when SCREENSHOTS asks for them."""
    folder = settings.ROOT / "docs" / "screenshots"
    return folder if os.environ.get("SCREENSHOTS") else None


@pytest.fixture
def sign_in(office: Office, browser: Browser, pictures: Path | None) -> Iterator[SignIn]:
    """Sign somebody in at a desk of their own; at the end no console may have complained."""
    desks: list[Desk] = []

    def seat(account: str, *, start: str = "/", **options: object) -> Desk:
        context = browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport=WIDE, **options  # type: ignore[arg-type]  # a test's own
        )
        context.set_default_timeout(10_000)
        desk = Desk(context, context.new_page(), office.url, pictures)
        desks.append(desk)
        desk.go(f"/sign-in/?next={start}")
        desk.fill("账号", account)
        desk.fill("密码", PASSWORD)
        desk.press("登录")
        return desk

    yield seat
    for desk in desks:
        desk.context.close()
    assert [line for desk in desks for line in desk.said] == []
