"""A running office for the browser journeys: its own database and home, the people of 柳河镇, the real command."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import override_settings
from psycopg.conninfo import conninfo_to_dict

from fengqiao.business.mediation.services.committee import appoint, enrol_mediator, found_committee
from fengqiao.kernel.identity.models import Organization, Post, Role
from fengqiao.kernel.identity.permissions import ADMINISTRATOR, AUDITOR
from fengqiao.kernel.identity.roles import load_roles
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.loading import load_calendar
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import Scope, today, within
from tests.business.mediation.factories import COUNTY, TOWNSHIP, VILLAGE, make_organization, make_post
from tests.database import TESTER, Databases

PASSWORD = "Liuhe-2026-office"
START_SECONDS = 120
PLACES = (
    (990000000000, "某省", 1, None, "province", "mousheng", "ms"),
    (990100000000, "某市", 2, 990000000000, "city", "moushi", "ms"),
    (COUNTY, "某县", 3, 990100000000, "county", "mouxian", "mx"),
    (TOWNSHIP, "柳河镇", 4, COUNTY, "town", "liuhezhen", "lhz"),
    (VILLAGE, "柳河村", 5, TOWNSHIP, "village", "liuhecun", "lhc"),
    (990101101202, "柳溪村", 5, TOWNSHIP, "village", "liuxicun", "lxc"),
    (990101101207, "柳花村", 5, TOWNSHIP, "village", "liuhuacun", "lhc"),
)
SEATS = {  # account -> role, name
    "clerk": ("office_clerk", "陈某某"),
    "colleague": ("office_clerk", "何某某"),
    "head": ("office_head", "孔某某"),
    "chair": ("committee_chair", "马某某"),
    "mediator": ("village_mediator", "郑某某"),
    "informant": ("clue_reporter", "朱某某"),
    "county": ("county_mediation", "林某某"),
    "city": ("city_mediation", "许某某"),
    "province": ("province_mediation", "吕某某"),
    "auditor": (AUDITOR, "施某某"),
    "admin": (ADMINISTRATOR, "管某某"),
}


@dataclass(frozen=True, slots=True)
class Office:
    """Where it answers and where it keeps its things."""

    url: str
    home: Path


@contextmanager
def running(worker: str, home: Path) -> Iterator[Office]:
    """A database of its own with the people in it, and `fengqiao up` on it until the block ends."""
    databases = Databases(f"e2e_{worker}")
    with _connections_kept():
        databases.set_up()
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
            people()
        address = _address(databases)
    try:
        with _served(home, address) as url:
            yield Office(url, home)
    finally:
        with _connections_kept():
            databases.tear_down()


def people() -> None:
    """柳河镇 and its people: a village committee whose mediators are in term, one post of every role."""
    load_calendar()
    load_roles()
    _places()
    province = make_organization(990000000000, "某省司法厅", "province_bureau")
    city = make_organization(990100000000, "某市司法局", "city_bureau", parent=province)
    county = make_organization(COUNTY, "某县司法局", "county_bureau", parent=city)
    office = make_organization(TOWNSHIP, "柳河司法所", "office", parent=county)
    village = make_organization(VILLAGE, "柳河村人民调解委员会", "committee", serial=1, parent=office)
    stands = {
        "province": province,
        "city": city,
        "county": county,
        "auditor": county,
        "admin": county,
        "chair": village,
    }
    stands["mediator"] = stands["informant"] = village
    posts = _seat(stands, office)
    with within(scope_of(posts["county"])):
        _committee(village, posts["mediator"])


def _places() -> None:
    for code, name, level, parent, kind, pinyin, initials in PLACES:
        Region.objects.update_or_create(
            code=code,
            defaults={
                "name": name,
                "full_name": name,
                "level": level,
                "parent_id": parent,
                "kind": kind,
                "pinyin": pinyin,
                "initials": initials,
            },
        )


def _seat(stands: dict[str, Organization], office: Organization) -> dict[str, Post]:
    """One account for every role, all with the same password."""
    posts, kept = {}, make_password(PASSWORD)
    for account, (role, name) in SEATS.items():
        post = make_post(stands.get(account, office), role, name)
        post.user.username, post.user.password = account, kept
        post.user.save()
        posts[account] = post
    Role.objects.update(needs_code=False)
    return posts


def _committee(village: Organization, mediator: Post) -> None:
    begun, ends = today() - timedelta(days=400), today() + timedelta(days=600)
    committee = found_committee(
        village,
        name=village.name,
        short_name="柳河",
        committee_type="1",
        established_on=begun,
        term_start=begun,
        term_end=ends,
    )
    for name, user in (("马某某", None), ("郑某某", mediator.user)):
        enrolled = enrol_mediator(
            committee,
            name=name,
            sex="男",
            kind="part_time",
            birth_on=today() - timedelta(days=50 * 365),
            political="masses",
            user=user,
        )
        appoint(enrolled, committee, kind="member", engaged_on=begun, expires_on=ends, chair=user is None)


def acting_as(account: str) -> Scope:
    """The scope of an account's post, for what a journey finds already done."""
    return scope_of(Post.objects.get(user__username=account))


@contextmanager
def _connections_kept() -> Iterator[None]:
    """Django's connections point at the office's database inside the block only; other tests have their own."""
    kept = {alias: dict(connections.settings[alias]) for alias in connections.settings}
    operations = vars(connections[DEFAULT_DB_ALIAS].ops)
    flush = operations.get("execute_sql_flush")
    try:
        yield
    finally:
        connections.close_all()
        for alias, chosen in kept.items():
            connections.settings[alias].clear()
            connections.settings[alias].update(chosen)
        operations.pop("execute_sql_flush", None)
        if flush:
            operations["execute_sql_flush"] = flush


def _address(databases: Databases) -> str:
    """The database as the command line is given it: a login that may take every role of the house."""
    where = conninfo_to_dict(databases.server)
    port = f":{where['port']}" if where.get("port") else ""
    return f"postgres://{TESTER}@{quote(str(where.get('host', '')), safe='')}{port}/{databases.name}"


@contextmanager
def _served(home: Path, address: str) -> Iterator[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("FENGQIAO_", "DATABASE_"))}
    port = _free_port()
    log = home / "office.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "fengqiao.config.command", "up"],
            env=clean
            | {
                "PYTHONPATH": str(settings.ROOT / "src"),
                "FENGQIAO_HOME": str(home),
                "FENGQIAO_DEMO": "off",
                "DATABASE_URL": address,
                "PORT": str(port),
            },
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
