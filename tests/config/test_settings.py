"""Wrong settings stop the start, each with a sentence that names them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PRODUCTION = {
    "FENGQIAO_ENV": "production",
    "FENGQIAO_SECRET_KEY": "s" * 50,
    "FENGQIAO_HOSTS": "fengqiao.example",
    "DATABASE_URL": "postgres://fengqiao_app@db/fengqiao",
    "DATABASE_OWNER_URL": "postgres://fengqiao_owner@db/fengqiao",
    "DATABASE_SEQUENCER_URL": "postgres://fengqiao_sequencer@db/fengqiao",
    "DATABASE_LOADER_URL": "postgres://fengqiao_loader@db/fengqiao",
}


def read(expression: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What settings say in a fresh process with just these variables."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("FENGQIAO_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-c", f"from fengqiao.config import settings as s; print({expression})"],
        env={**clean, "PYTHONPATH": str(settings.ROOT / "src"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_unknown_variable_is_named():
    assert "unknown setting FENGQIAO_HOMES" in read("1", FENGQIAO_HOMES="x").stderr


@pytest.mark.parametrize("name", ["FENGQIAO_ENV", "FENGQIAO_CIPHER"])
def test_a_value_outside_its_list_is_refused(name: str):
    assert f"{name} must be one of" in read("1", **{name: "maybe"}).stderr


def test_production_names_all_it_lacks():
    lacking = [name for name in PRODUCTION if name != "FENGQIAO_ENV"]

    assert f"production needs {', '.join(lacking)}" in read("1", FENGQIAO_ENV="production").stderr


def test_production_keeps_cookies_to_https_and_the_worker_outside():
    said = read("s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.WORKER_INSIDE", **PRODUCTION)

    assert said.stdout == "True True True False\n"


def test_a_secret_comes_from_its_file(tmp_path: Path):
    (tmp_path / "secret").write_text("from a file")

    assert read("s.SECRET_KEY", FENGQIAO_SECRET_KEY_FILE=str(tmp_path / "secret")).stdout == "from a file\n"


def test_without_an_address_each_role_reaches_the_embedded_server(tmp_path: Path):
    said = read("[(d['USER'], d['HOST']) for d in s.DATABASES.values()]", FENGQIAO_HOME=str(tmp_path))

    folder = str(tmp_path / "run")
    assert said.stdout.strip() == str(
        [(f"fengqiao_{role}", folder) for role in ("app", "owner", "sequencer", "loader")]
    )


def test_the_other_roles_follow_the_applications_address():
    said = read("[d['USER'] for d in s.DATABASES.values()]", DATABASE_URL="postgres://fengqiao_app@db/x")

    assert said.stdout.strip() == "['fengqiao_app', 'fengqiao_owner', 'fengqiao_sequencer', 'fengqiao_loader']"


def test_a_login_of_its_own_takes_each_role_when_it_connects():
    said = read(
        "[(d['USER'], d['OPTIONS']['options']) for d in s.DATABASES.values()]", DATABASE_URL="postgres://boss@db/x"
    )

    roles = ("app", "owner", "sequencer", "loader")
    assert said.stdout.strip() == str([("boss", f"-c role=fengqiao_{role}") for role in roles])
