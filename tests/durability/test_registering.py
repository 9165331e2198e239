"""Kill -9 of the web process and of PostgreSQL while people register: what was acknowledged is there, once."""

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
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from fengqiao.config import postgres, roles
from fengqiao.config.postgres import Cluster
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.identity.tokens import issue_token
from tests.business.mediation.factories import LI_ID, VILLAGE, make_town
from tests.database import TESTER

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allow_hosts(["127.0.0.1"])]

REGISTRATIONS = 200
PEOPLE = 4
PATIENCE = 30.0  # seconds until somebody gives up
FORM = {
    "source_detail": "22",
    "dispute_type": "02",
    "subtype": "0205",
    "place_code": VILLAGE,
    "facts_text": "张某某在自家院外砌围墙一道，占用两家共用通道约0.8米，李某某通行受阻。",
    "applicant_name": "李某某",
    "applicant_id_number": LI_ID,
    "respondent_name": "张某某",
}


@dataclass
class Office:
    """The real application on a cluster of its own, and what it has acknowledged."""

    cluster: Cluster
    token: str
    port: int
    web: subprocess.Popen[bytes] | None = None
    acknowledged: dict[str, str] = field(default_factory=dict)

    def open(self) -> None:
        """Start the web server on a free port and wait until it answers."""
        home, source = self.cluster.home, Path(postgres.__file__).parents[2]
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "FENGQIAO"))
        }
        self.web = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "fengqiao.config.asgi:application", "--port", str(self.port)],
            env={
                **environment,
                "FENGQIAO_HOME": str(home),
                "FENGQIAO_DEMO": "off",
                "DJANGO_SETTINGS_MODULE": "fengqiao.config.settings",
                "PYTHONPATH": str(source),
            },
            stdout=subprocess.DEVNULL,
            stderr=(home / "web.log").open("ab"),
        )
        until = time.monotonic() + PATIENCE
        while not self.healthy():
            assert time.monotonic() < until, (home / "web.log").read_text()[-2000:]
            time.sleep(0.05)

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def kill_web(self) -> None:
        """As a machine that loses its power."""
        assert self.web is not None
        self.web.kill()
        self.web.wait()

    def kill_database(self) -> None:
        """The postmaster dies without a word and is started again as the starter does it."""
        pid = self.cluster.postmaster()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        Cluster(self.cluster.home).start()

    def reaches(self, count: int) -> None:
        """Wait until so many registrations are acknowledged."""
        until = time.monotonic() + PATIENCE
        while len(self.acknowledged) < count and time.monotonic() < until:
            time.sleep(0.01)

    def register(self, number: int) -> None:
        """One person at the desk, who sends the form again until it is acknowledged."""
        key, until = f"request-{number:04d}", time.monotonic() + PATIENCE
        while time.monotonic() < until:
            request = urllib.request.Request(
                f"http://127.0.0.1:{self.port}/api/v1/mediation/disputes",
                data=json.dumps(FORM).encode(),
                headers={
                    "Authorization": f"Bearer {self.token}",
                    "Content-Type": "application/json",
                    "Idempotency-Key": key,
                },
            )
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 — our own server
                    self.acknowledged[key] = json.load(answer)["id"]
                    return
            except urllib.error.HTTPError as refused:
                if refused.code < 500:
                    raise
            except (OSError, json.JSONDecodeError):
                pass  # nobody there: ask again
            time.sleep(0.1)
        raise TimeoutError(key)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def moved(home: Path) -> Iterator[Cluster]:
    """The test's own database, tables and rows, in a cluster that may be killed."""
    here, cluster = connection.settings_dict, Cluster(home)
    programs = postgres.find_programs().folder
    source = os.environ.get("FENGQIAO_TEST_SERVER") or Cluster(settings.ROOT / "var" / "test").superuser_url
    with psycopg.connect(source, dbname=str(here["NAME"])) as server:
        dsn = server.info.dsn
    dump = subprocess.run([programs / "pg_dump", f"--dbname={dsn}"], capture_output=True, check=True).stdout
    with cluster.start():
        with psycopg.connect(cluster.superuser_url, autocommit=True) as server:
            server.execute(sql.SQL("create role {}").format(sql.Identifier(TESTER)))
            server.execute(sql.SQL("drop database {}").format(sql.Identifier(postgres.DATABASE)))
            roles.create_database(server, postgres.DATABASE)
        subprocess.run(
            [
                programs / "psql",
                "--quiet",
                "--no-psqlrc",
                "--set=ON_ERROR_STOP=1",
                f"--dbname={postgres.url(home, postgres.SUPERUSER)}",
            ],
            input=dump,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        yield cluster


@pytest.fixture
def office(transactional_db: None, tmp_path: Path) -> Iterator[Office]:
    """柳河司法所 at work: its people, a token of its clerk, its web server."""
    town = make_town()
    token = issue_token(Post.objects.get(pk=town.clerk.post), "耐久试验", 1)
    home = tmp_path / "home"
    home.mkdir()
    connection.close()
    with moved(home) as cluster:
        shutil.copy(Path(settings.HOME) / "keys.json", home / "keys.json")
        office = Office(cluster, token, free_port())
        office.open()
        yield office
        if office.web is not None:
            office.kill_web()


def test_no_acknowledged_registration_is_lost_or_doubled(office: Office):
    def strike() -> None:
        office.reaches(30)
        office.kill_web()
        office.open()
        office.reaches(80)
        office.kill_database()
        office.reaches(130)
        office.kill_web()
        office.kill_database()
        office.open()

    with ThreadPoolExecutor(PEOPLE + 1) as pool:
        struck = pool.submit(strike)
        list(pool.map(office.register, range(REGISTRATIONS)))
        struck.result()

    with psycopg.connect(postgres.url(office.cluster.home, postgres.SUPERUSER)) as server:
        disputes = {str(key) for (key,) in server.execute("select subject_id from mediation_dispute").fetchall()}
        serials = server.execute(
            "select serial from casework_number where register = 'mediation.dispute' order by serial"
        ).fetchall()
        events = server.execute(
            "select count(*), count(distinct subject_id) from journal_event where kind = 'mediation.dispute.register'"
        ).fetchone()
    assert set(office.acknowledged.values()) == disputes
    assert len(office.acknowledged) == len(disputes) == REGISTRATIONS
    assert [serial for (serial,) in serials] == list(range(1, REGISTRATIONS + 1))
    assert events == (REGISTRATIONS, REGISTRATIONS)
