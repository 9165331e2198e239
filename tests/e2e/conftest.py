"""One running office and one browser for all journeys of a worker."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.desk import Desk, open_desk
from tests.e2e.matters import Known, register, register_orally
from tests.e2e.office import Office, running

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SignIn = Callable[..., Desk]


@pytest.fixture(scope="package")  # the browser holds an event loop, and beside one Django asks no database
def office(request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureDef, home: Path) -> Iterator[Office]:
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
def sign_in(office: Office, browser: Browser) -> Iterator[SignIn]:
    """Sign somebody in at a desk of their own."""
    desks: list[Desk] = []

    def seat(account: str, *, start: str = "/", **options: object) -> Desk:
        desk = open_desk(browser, office, account, **options)
        desks.append(desk)
        desk.sign_in(start)
        return desk

    yield seat
    for desk in desks:
        desk.close()


@pytest.fixture(scope="package")
def known(office: Office, browser: Browser) -> Known:
    """Two matters everybody may look for: one of the office, one of the village's committee."""
    clerk, mediator = open_desk(browser, office, "clerk"), open_desk(browser, office, "mediator")
    clerk.sign_in("/mediation/disputes/new/")
    of_office = register(clerk, "冯某某", "褚某某")
    mediator.sign_in("/mediation/disputes/oral/")
    of_village = register_orally(mediator, "卫某某", "蒋某某")
    clerk.close()
    mediator.close()
    return Known(of_office, of_village)
