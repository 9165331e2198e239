"""The two commands of the README, as a person types them: it opens, it says when it cannot, it closes everything."""

from __future__ import annotations

import csv
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
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from python_calamine import CalamineWorkbook

from fengqiao.config.command import parser
from fengqiao.config.postgres import Cluster
from tests.business.mediation.factories import LI_ID
from tests.business.mediation.ledgers import FACTS
from tests.e2e.lived import CONTENT

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


@dataclass(frozen=True, slots=True)
class Worked:
    """An office with one case in it, and the keys of what was done."""

    home: Path
    done: dict[str, str]


@pytest.fixture(scope="module")
def worked(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Worked:
    """The same home, where people have worked."""
    folder = tmp_path_factory.mktemp("worked") / "home"
    shutil.copytree(home, folder, ignore=shutil.ignore_patterns("run"))
    return Worked(folder, lived(folder, "work"))


def lived(home: Path, *arguments: str) -> dict[str, str]:
    """What people have done in a home, or what is found of it again (see tests/e2e/lived.py)."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.e2e.lived", *arguments],
        env=environment(home, DJANGO_SETTINGS_MODULE="fengqiao.config.settings"),
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return dict(json.loads(said.stdout))


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


def test_a_backup_restored_into_an_empty_home_is_the_same_office(worked: Worked, tmp_path: Path):
    home, done = worked.home, worked.done
    archive, other = tmp_path / "office.tar", tmp_path / "other"
    wanted = ("read", done["attachment"], done["party"], done["paper"])
    before = lived(home, *wanted)
    assert (before["content"], before["id_number"], before["print"]) == (
        CONTENT.decode("latin-1"),
        LI_ID,
        done["print"],
    )

    saved = fengqiao(home, "backup", str(archive), "--json")
    assert saved.returncode == 0, saved.stderr
    assert archive.stat().st_mode & 0o077 == 0

    restored = fengqiao(other, "restore", str(archive), "--json")
    assert restored.returncode == 0, restored.stderr
    told = json.loads(restored.stdout)
    assert told["position"] == told["events"] == json.loads(saved.stdout)["position"] > 0
    assert (other / "secret.key").read_text() == (home / "secret.key").read_text()
    assert lived(other, *wanted) == before
    proved = fengqiao(other, "journal", "verify", "--json")
    assert json.loads(proved.stdout) == {"events": told["events"], "sound": True, "findings": []}


def test_nothing_is_restored_over_an_office(home: Path, tmp_path: Path):
    archive = tmp_path / "office.tar"
    fengqiao(home, "backup", str(archive))

    said = fengqiao(home, "restore", str(archive))

    assert said.returncode == 1
    assert "不是空的" in said.stderr


ROW = {"排查时间": "2026-03-02", "发生时间": "2026-03-01", "发生地": "柳河村", "申请人": "甲某", "被申请人": "乙某"}
ROW |= {"纠纷类型": "邻里纠纷", "二级类型": "界址围墙", "简要情况": FACTS, "涉及人数": "2", "来源": "定期排查"}


def sheet(path: Path, *rows: dict[str, str]) -> str:
    """A ledger as a bureau's program writes it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*ROW, "申请人身份证号"])
        writer.writeheader()
        writer.writerows([{**ROW, **row} for row in rows])
    return str(path)


def test_a_sheet_is_imported_and_the_refused_rows_come_back(worked: Worked, tmp_path: Path):
    clerk, mended = ("--post", worked.done["clerk"], "--json"), tmp_path / "mended.xlsx"
    wrong = {"申请人": "丙某", "申请人身份证号": LI_ID[:-1] + "0"}
    both = sheet(tmp_path / "both.csv", {}, wrong)
    right = sheet(tmp_path / "right.csv", {**wrong, "申请人身份证号": LI_ID})

    first = fengqiao(worked.home, "import", "mediation.ledger", both, *clerk, "--mended", str(mended))
    second = fengqiao(worked.home, "import", "mediation.ledger", right, *clerk)

    assert first.returncode == 1, first.stderr
    told = json.loads(first.stdout)
    assert (told["rows"], told["written"], told["wrong"]) == (2, 1, 1)
    cells = [cell for row in CalamineWorkbook.from_path(mended).get_sheet_by_index(0).to_python() for cell in row]
    assert "丙某" in cells
    assert "甲某" not in cells
    assert any("身份证号校验不通过" in str(cell) for cell in cells)
    assert second.returncode == 0, second.stderr
    told = json.loads(second.stdout)
    assert (told["rows"], told["written"], told["wrong"]) == (1, 1, 0)


def test_a_sheet_is_imported_by_a_post_that_may_only(worked: Worked, tmp_path: Path):
    given = ("import", "mediation.ledger", sheet(tmp_path / "one.csv", {}), "--json", "--post")

    stranger = fengqiao(worked.home, *given, worked.done["administrator"])
    nobody = fengqiao(worked.home, *given, "zhang")

    assert (stranger.returncode, stranger.stderr) == (1, "枫桥：这个岗位不能导入 mediation.ledger。\n")
    assert (nobody.returncode, nobody.stderr) == (1, "枫桥：没有有效的岗位：zhang\n")


def test_a_list_is_exported_as_its_page_shows_it(worked: Worked, tmp_path: Path):
    given, clerk = ("export", "mediation.cases"), ("--post", worked.done["clerk"], "--json")
    file = tmp_path / "cases.csv"

    written = fengqiao(worked.home, *given, str(file), *clerk)
    narrowed = fengqiao(worked.home, *given, str(tmp_path / "none.csv"), *clerk, "--narrow", "state=performed")
    stranger = fengqiao(worked.home, *given, str(file), "--post", worked.done["administrator"])
    unknown = fengqiao(worked.home, "export", "mediation.nothing", str(file), *clerk)
    formless = fengqiao(worked.home, *given, str(tmp_path / "cases.pdf"), *clerk)

    assert written.returncode == 0, written.stderr
    assert json.loads(written.stdout) == {"file": str(file), "rows": 1}
    assert "李某某" in file.read_text(encoding="utf-8-sig")
    assert LI_ID not in file.read_text(encoding="utf-8-sig")
    assert json.loads(narrowed.stdout)["rows"] == 0
    assert (stranger.returncode, stranger.stderr) == (1, "枫桥：这个岗位不能导出 mediation.cases。\n")
    assert (unknown.returncode, "没有可导出的列表 mediation.nothing；有：" in unknown.stderr) == (1, True)
    assert (formless.returncode, formless.stderr) == (1, "枫桥：导出文件名应以 .xlsx 或 .csv 结尾。\n")


def test_a_token_opens_the_interface_for_its_post(worked: Worked):
    clerk = worked.done["clerk"]

    issued = fengqiao(worked.home, "token", clerk, "--label", "联调", "--days", "30", "--json")
    endless = fengqiao(worked.home, "token", clerk, "--days", "367", "--json")
    nobody = fengqiao(worked.home, "token", "zhang", "--json")

    assert issued.returncode == 0, issued.stderr
    told = json.loads(issued.stdout)
    assert (told["post"], told["days"]) == (clerk, 30)
    assert lived(worked.home, "enter", told["token"]) == {"post": clerk, "label": "联调"}
    assert (endless.returncode, endless.stderr) == (1, "枫桥：有效期应为 1 至 366 天。\n")
    assert (nobody.returncode, nobody.stderr) == (1, "枫桥：没有有效的岗位：zhang\n")
