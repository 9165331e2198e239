"""What every test stands on: its own database under the application's role, closed sockets, a home of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.database import Databases


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureDef) -> Iterator[None]:
    """The worker's database, migrated once per state of the schema (see tests/database.py)."""
    databases = Databases(getattr(request.config, "workerinput", {}).get("workerid", "main"))
    with django_db_blocker.unblock():
        databases.set_up()
    yield
    with django_db_blocker.unblock():
        databases.tear_down()


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keys and files of a run live in a folder of their own, never in the data of the office."""
    before = settings.HOME
    settings.HOME = tmp_path_factory.mktemp("home")
    yield settings.HOME
    settings.HOME = before


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser and server tests may reach this machine; all others reach nothing but unix sockets."""
    for item in items:
        if {"e2e", "config"} & set(item.path.parts):
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "localhost", "::1"]))
