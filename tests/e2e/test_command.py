"""The two commands of the README, as a person types them: it opens, it says when it cannot, it closes everything."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from fengqiao.config.command import parser
from fengqiao.config.postgres import Cluster

COMMANDS = (
    "up", "upgrade", "worker", "assets", "admin", "demo", "demo-reset",
    "journal", "keys", "backup", "restore", "import", "export", "token",
)  # fmt: skip


def environment(home: Path, **more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("FENGQIAO_", "DATABASE_"))}
    return {
        **clean,
        "PYTHONPATH": str(settings.ROOT / "src"),
        "FENGQIAO_HOME": str(home),
        "FENGQIAO_DEMO": "off",
        **more,
    }


def fengqiao(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fengqiao.config.command", *arguments],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def health(port: int) -> dict[str, object]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
        return dict(json.load(answer))


@contextmanager
def office(home: Path, **more: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running `fengqiao up` that answers."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "fengqiao.config.command", "up"],
        env=environment(home, PORT=str(port), **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        until = time.monotonic() + 180
        while True:
            try:
                health(port)
                break
            except (urllib.error.URLError, ConnectionError):
                assert process.poll() is None, process.communicate()[0]
                assert time.monotonic() < until
                time.sleep(0.2)
        yield process, port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was opened once: tables and reference data are there."""
    home = tmp_path_factory.mktemp("office")
    with office(home):
        pass
    return home


@pytest.fixture
def copy(home: Path, tmp_path: Path) -> Path:
    """The same home once more, for a test that puts something into it."""
    return Path(shutil.copytree(home, tmp_path / "copy", ignore=shutil.ignore_patterns("run")))


def loading(port: int, least: int, state: str = "running") -> dict[str, object]:
    """How far the demonstration is, once it has reached so much."""
    until = time.monotonic() + 300
    while True:
        told = health(port)["loading"]
        if isinstance(told, dict) and told["state"] == state and told["done"] >= least:
            return told
        assert time.monotonic() < until, told
        time.sleep(0.2)


def helpers(pid: int) -> list[int]:
    """The processes below one, all the way down."""
    own = [int(each) for path in Path(f"/proc/{pid}/task").glob("*/children") for each in path.read_text().split()]
    return [each for child in own for each in (child, *helpers(child))]


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def left_of(pids: list[int]) -> list[int]:
    """Which of them live on, a moment after the one they helped has ended: they see that it has."""
    until = time.monotonic() + 5
    while any(map(lives, pids)) and time.monotonic() < until:
        time.sleep(0.1)
    return [each for each in pids if lives(each)]


def test_it_answers_and_ctrl_c_stops_everything(home: Path):
    with office(home) as (process, port):
        assert health(port)["status"] == "ok"
        assert Cluster(home).postmaster() is not None

    assert process.returncode == 0
    assert Cluster(home).postmaster() is None


def test_a_plain_kill_stops_everything_too(home: Path):
    with office(home) as (process, _):
        process.terminate()
        process.wait(60)

        assert Cluster(home).postmaster() is None


def test_the_second_start_takes_less_than_ten_seconds(home: Path):
    before = time.monotonic()

    with office(home):
        assert time.monotonic() - before < 10


def test_after_a_kill_of_the_office_the_next_one_takes_over(home: Path):
    with office(home) as (process, _):
        process.kill()
        process.wait()
        assert Cluster(home).postmaster() is not None

        with office(home) as (_, port):
            assert health(port)["status"] == "ok"

    assert Cluster(home).postmaster() is None


def test_the_first_page_comes_before_the_demonstration_which_a_kill_makes_begin_anew(copy: Path):
    with office(copy, FENGQIAO_DEMO="on") as (process, port):
        assert health(port)["loading"] is not None
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/").read().decode()
        assert "正在装入演示数据" in page
        founded = loading(port, 8)["done"]
        while founded == 8:  # a county has begun
            founded = loading(port, 8)["done"]
        beside = [each for each in helpers(process.pid) if "postgres" not in Path(f"/proc/{each}/cmdline").read_text()]
        process.kill()
        process.wait()
        assert beside
        assert left_of(beside) == []

        with office(copy, FENGQIAO_DEMO="on") as (again, port):
            until = time.monotonic() + 60
            while loading(port, 0)["done"] >= founded:  # till the half office is cleared away
                assert time.monotonic() < until
            beside = helpers(again.pid)
            again.send_signal(signal.SIGINT)
            again.wait(60)

            assert again.returncode == 0
            assert left_of(beside) == []

    assert Cluster(copy).postmaster() is None


@pytest.mark.full
def test_a_demonstration_begun_anew_is_the_same_as_one_filled_at_once(home: Path, copy: Path, tmp_path: Path):
    other = Path(shutil.copytree(home, tmp_path / "other", ignore=shutil.ignore_patterns("run")))
    with office(copy, FENGQIAO_DEMO="on") as (process, port):
        loading(port, 30)
        process.kill()
        process.wait()
        with office(copy, FENGQIAO_DEMO="on") as (_, port):
            until = time.monotonic() + 600
            while health(port)["loading"] is not None:
                assert time.monotonic() < until
                time.sleep(1)
            position = health(port)["position"]

    filled = fengqiao(other, "demo", "--json")
    with office(other) as (_, port):
        assert (filled.returncode, health(port)["position"]) == (0, position)
    assert len(json.loads(filled.stdout)["accounts"]) == 12


def test_the_first_administrator_gets_a_password_once_and_a_second_one_is_refused(copy: Path):
    given = ("admin", "--region", "510000000000", "--username", "zhang", "--name", "张某")
    opened = fengqiao(copy, *given, "--json")
    again = fengqiao(copy, *given)

    assert opened.returncode == 0, opened.stderr
    told = json.loads(opened.stdout)
    assert (told["organization"], told["username"], len(told["password"])) == ("四川省司法厅", "zhang", 14)
    assert again.returncode == 1
    assert "已经有系统管理员（四川省司法厅）" in again.stderr


def test_a_new_master_key_takes_over_every_older_one_in_the_background(copy: Path):
    fengqiao(copy, "admin", "--region", "510000000000", "--username", "zhang", "--name", "张某")
    (before,) = json.loads(fengqiao(copy, "keys", "status", "--json").stdout)["masters"]
    assert (before["current"], before["keys"]) == (True, 1)

    with office(copy):
        made = fengqiao(copy, "keys", "rotate", "--post", "zhang", "--json")
        until = time.monotonic() + 60
        while not (told := json.loads(fengqiao(copy, "keys", "status", "--json").stdout))["free"]:
            assert time.monotonic() < until, told

    assert made.returncode == 0, made.stderr
    master = json.loads(made.stdout)["master"]
    assert [(key["id"], key["current"], key["keys"]) for key in told["masters"]] == [
        (master, True, 1),
        (before["id"], False, 0),
    ]
    assert told["free"] == [before["id"]]


def test_a_busy_port_is_named_with_a_way_out(home: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        said = fengqiao(home, "up", PORT=str(port))

    assert said.returncode == 1
    assert f"端口 {port} 已被占用" in said.stderr
    assert f"PORT={port + 1} make run" in said.stderr


def test_a_port_that_is_none_is_refused(home: Path):
    said = fengqiao(home, "up", PORT="八千")

    assert (said.returncode, said.stderr) == (1, "枫桥：PORT=八千 不是端口号（1–65535）。\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([command, "--help"])

    assert ended.value.code == 0
    assert f"usage: fengqiao {command}" in capsys.readouterr().out


def test_the_journal_of_a_new_office_is_sound(home: Path):
    said = fengqiao(home, "journal", "verify", "--json")

    assert said.returncode == 0
    assert json.loads(said.stdout)["sound"] is True


def test_a_backup_restored_into_an_empty_home_is_the_same_office(home: Path, tmp_path: Path):
    archive, other = tmp_path / "office.tar", tmp_path / "other"

    saved = fengqiao(home, "backup", str(archive), "--json")
    assert saved.returncode == 0, saved.stderr
    assert archive.stat().st_mode & 0o077 == 0

    restored = fengqiao(other, "restore", str(archive), "--json")
    assert restored.returncode == 0, restored.stderr
    assert json.loads(restored.stdout)["position"] == json.loads(saved.stdout)["position"]
    assert (other / "secret.key").read_text() == (home / "secret.key").read_text()
    assert json.loads(fengqiao(other, "journal", "verify", "--json").stdout)["sound"] is True


def test_nothing_is_restored_over_an_office(home: Path, tmp_path: Path):
    archive = tmp_path / "office.tar"
    fengqiao(home, "backup", str(archive))

    said = fengqiao(home, "restore", str(archive))

    assert said.returncode == 1
    assert "不是空的" in said.stderr
