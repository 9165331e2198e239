"""What every test stands on: its own database under the application's role, closed sockets, a home of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from tests.database import Databases
from tests.seed_report import SeedReport

STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"  # found where they lie, nothing collected


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureDef) -> Iterator[Databases]:
    """The worker's database, migrated once per state of the schema (see tests/database.py)."""
    databases = Databases(getattr(request.config, "workerinput", {}).get("workerid", "main"))
    with django_db_blocker.unblock():
        databases.set_up()
    yield databases
    with django_db_blocker.unblock():
        databases.tear_down()


@pytest.fixture(scope="session")
def django_db_setup(databases: Databases) -> None:
    """Tests with a database have the worker's."""


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keys and files of a run live in a folder of their own, never in the data of the office; sign-in is cheap."""
    home = tmp_path_factory.mktemp("home")
    with override_settings(
        HOME=home,
        MEDIA_ROOT=home / "files",
        STATIC_ROOT=None,
        WHITENOISE_USE_FINDERS=True,
        STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": STATIC}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ALLOWED_HOSTS=["testserver", "127.0.0.1", "localhost"],
    ):
        yield home


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--seed-report` runs the tests of the seed map only and prints its rows."""
    parser.addoption("--seed-report", action="store_true", help="print each row of the seed map with its tests")


def pytest_configure(config: pytest.Config) -> None:
    """The report is a plugin of its own, here and in every worker."""
    if config.getoption("seed_report"):
        config.pluginmanager.register(SeedReport(), "seed-report")


# What takes longest begins first, so that every worker has work until the end.
LONGEST = ("e2e", "demo", "durability", "sweep", "contract", "concurrency")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser and server tests may reach this machine; all others reach nothing but unix sockets."""
    for item in items:
        if {"e2e", "config"} & set(item.path.parts):
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "localhost", "::1"]))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    folder = item.path.relative_to(item.config.rootpath / "tests").parts[0]
    return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)
