"""`fengqiao demo-reset`: the old data go, and programs are told the new accounts."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from fengqiao.config import demo, up
from fengqiao.config.command import main

ACCOUNTS = {"password": "once", "accounts": [{"username": "county"}]}


@pytest.fixture
def resetting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """The command over a home with data; what fills an office is proved by its own tests."""
    for name in ("postgres", "files"):
        (tmp_path / name).mkdir()
    (tmp_path / "journal-heads.jsonl").write_text("{}")
    monkeypatch.setattr(up, "office", lambda: nullcontext(tmp_path))
    monkeypatch.setattr(up, "prepare", lambda: None)
    monkeypatch.setattr(demo, "fill", lambda: None)
    monkeypatch.setattr(demo, "report", lambda told: ACCOUNTS)
    monkeypatch.setattr(demo, "account_lines", lambda: ["演示账号："])

    def run(*arguments: str, **given: Any) -> str:
        with override_settings(HOME=tmp_path, EMBEDDED=True, PRODUCTION=False, **given):
            assert main(["demo-reset", "--yes", *arguments]) == 0
        assert not any((tmp_path / name).exists() for name in ("postgres", "files", "journal-heads.jsonl"))
        return capsys.readouterr().out

    return run


def test_a_program_reads_the_new_accounts_and_nothing_else(resetting: Callable[..., str]):
    assert json.loads(resetting("--json", DEMONSTRATION=True)) == ACCOUNTS


def test_a_person_reads_how_long_it_takes_and_the_accounts(resetting: Callable[..., str]):
    assert resetting(DEMONSTRATION=True) == "正在装入演示数据（一至四分钟）……\n演示账号：\n"


def test_without_a_demonstration_the_office_stays_empty(resetting: Callable[..., str]):
    assert json.loads(resetting("--json", DEMONSTRATION=False)) == {"accounts": []}


def test_data_of_a_given_server_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "files").mkdir()

    with override_settings(HOME=tmp_path, EMBEDDED=False):
        assert main(["demo-reset", "--yes", "--json"]) == 1

    assert "只用于自带数据库的演示环境" in capsys.readouterr().err
    assert (tmp_path / "files").exists()
