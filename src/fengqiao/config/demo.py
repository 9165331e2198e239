"""The demonstration (演示数据): one specification, deterministic by seed and start date; every person is invented.

Every office of four provinces stands thin, one county of each is fully staffed. The figures of past years are those
of the four provinces at 1:1000; the last ninety days are lived step by step under a set clock.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from multiprocessing.process import BaseProcess
from typing import Any
from uuid import UUID

import django
import structlog
from django.conf import settings
from django.db import connections, transaction
from django.db.models import F

from fengqiao.config.errors import Refused

log = structlog.get_logger(__name__)

PASSWORD = "Fengqiao-2026"  # noqa: S105 — of invented accounts, printed at every start of a demonstration
DAYS = 90
NICENESS = 10  # in the background, the pages come first
_LOCK = 7_321_002  # advisory lock: one process at a time fills a database

# The way in hundredths: the offices, of each county its committees, its years and its days, the heads of all offices.
_FOUNDED, _STAFFED, _LOADED, _LIVED, _SEATED = 8, 4, 5, 11, 4
# What a database holds before its first office; a filling that broke off is undone down to this.
_REFERENCE = (
    "django_migrations", "django_content_type", "auth_permission", "identity_role", "journal_head",
    "places_region", "places_day", "places_dayevent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Year:
    """Cases accepted in a year; where the province gives the figure, how many of them were guided by the offices,
    settled, or mediated by an industry's committee and not by a township's or village's."""

    year: int
    cases: int
    guided: int | None = None
    settled: int | None = None
    elsewhere: int | None = None


@dataclass(frozen=True, slots=True)
class Province:
    """What the demonstration shows of one province."""

    code: int
    county: int  # the one that is fully staffed
    matters: int  # of the last ninety days
    years: tuple[Year, ...]
    mark: str = ""  # what its accounts end with


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the demonstration, for the print-out, the page of sign-in and the documentation."""

    username: str
    role: str
    at: str  # which organization of the shown township: office, village, county, city, province, police


@dataclass(frozen=True, slots=True)
class Seated:
    """An account with where it sits."""

    username: str
    role: str
    organization: str
    post: UUID


# 四川: townships and villages 210.2 (2021) to 240.3 (2024). 山东: 1,497 in three years, 828 of them guided. 安徽: more
# than 500 settled a year, 98.5 of a hundred. 江苏: 500 a year. The years after are continued evenly, so that this year
# has one to be compared with; of the year in which the ninety days begin, what lies before them is loaded.
SICHUAN = Province(
    510000000000,
    511126000000,
    70,
    tuple(
        Year(year, cases + elsewhere, elsewhere=elsewhere)
        for year, cases, elsewhere in (
            (2021, 210, 12), (2022, 219, 13), (2023, 229, 13), (2024, 240, 14), (2025, 246, 14), (2026, 250, 15),
        )
    ),
)  # fmt: skip
SHANDONG = Province(
    370000000000,
    371311000000,
    20,
    (Year(2022, 480, 265), Year(2023, 499, 276), Year(2024, 518, 287), Year(2025, 525), Year(2026, 530)),
    mark="-sd",
)
ANHUI = Province(
    340000000000,
    341023000000,
    20,
    tuple(Year(year, cases, settled=cases - 8) for year, cases in ((2022, 517), (2023, 524), (2024, 531), (2025, 538))),
    mark="-ah",
)
JIANGSU = Province(320000000000, 320831000000, 20, tuple(Year(year, 500) for year in (2022, 2023, 2024)), mark="-js")
PROVINCES = (SICHUAN, SHANDONG, ANHUI, JIANGSU)
SHOWN = SICHUAN  # its county has the accounts

ACCOUNTS = (
    Account("mediator", "village_mediator", "village"),
    Account("chair", "committee_chair", "village"),
    Account("informant", "clue_reporter", "village"),
    Account("clerk", "office_clerk", "office"),
    Account("head", "office_head", "office"),
    Account("window", "centre_window", "office"),
    Account("partner", "partner", "police"),
    Account("county", "county_mediation", "county"),
    Account("city", "city_mediation", "city"),
    Account("province", "province_mediation", "province"),
    Account("auditor", "auditor", "county"),
    Account("admin", "administrator", "county"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a filling brought about."""

    offices: int
    people: int
    cases: int
    acts: int


def wanted() -> bool:
    """Whether this database is still to be filled: nobody has founded anything in it, or a filling is not finished."""
    from fengqiao.kernel.identity.models import Organization
    from fengqiao.kernel.queue.works import filling

    return filling() is not None or not Organization.objects.exists()


def announce() -> None:
    """Say, before the first page is answered, that a filling will follow: till then nobody works here, nor a worker."""
    from fengqiao.kernel.queue.works import filling

    if filling() is None:
        _new_work()


def _new_work(alias: str = "default") -> None:
    from fengqiao.kernel.queue.models import Work
    from fengqiao.kernel.queue.works import FILLING

    Work.objects.using(alias).create(job=FILLING, label="装入演示数据", total=100)


def fill_beside() -> BaseProcess:
    """Fill the office in a process of its own while this one serves; it ends with this one."""
    # ended in the middle it leaves its semaphores to the tracker, which clears them away and need not complain
    sys.warnoptions.append("ignore:resource_tracker:UserWarning")
    process = multiprocessing.get_context("spawn").Process(target=_beside, args=(database_name(),))
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # inherited: Ctrl-C is for the server, which ends the others
    process.start()
    signal.signal(signal.SIGINT, before)
    return process


def _beside(database: str) -> None:
    join(database)
    os.nice(NICENESS)
    try:
        fill()
    except Exception as failure:
        if wanted():  # else another process has filled it meanwhile
            log.exception("demonstration failed")
            raise SystemExit(1) from failure


def fill(
    *, seed: int = 1, start: date | None = None, processes: int = 2, provinces: Sequence[Province] = PROVINCES
) -> Told:
    """Fill an empty office with the demonstration: the same for a seed and a start, up to the moment it is filled.

    One that broke off is begun anew, never gone on with.
    """
    with alone():
        _begin()
        try:
            told = _fill(seed, start, processes, provinces)
        except Exception:
            _reach_state("failed", "装入没有完成，重新启动后从头装入。")
            raise
    return told


def _fill(seed: int, start: date | None, processes: int, provinces: Sequence[Province]) -> Told:
    from fengqiao.business.mediation.demo import bodies
    from fengqiao.business.offices import demo as offices
    from fengqiao.kernel.identity.models import Post

    first = start or _today() - timedelta(DAYS)
    _mark_as_demonstration(first)
    codes = [province.code for province in provinces]
    founded = offices.fill(*codes, seed=seed)
    _advance(_FOUNDED)
    shares = [(province, seed, first) for province in provinces]
    if processes > 1:
        connections.close_all()
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, mp_context=context, initializer=join, initargs=(database_name(),)) as pool:
            told = [each.result() for each in [pool.submit(fill_county, *share) for share in shares]]
    else:
        told = [fill_county(*share) for share in shares]
    bodies.seat_heads(*codes, seed=seed)
    _advance(_SEATED)
    follow()
    with transaction.atomic():  # the accounts come with the end: nobody signs in to half an office
        _give_accounts(provinces)
        _reach_state("finished")
    return Told(founded.offices, Post.objects.count(), sum(cases for cases, _ in told), sum(acts for _, acts in told))


def database_name() -> str:
    """The database that is meant, which need not be the one of the settings."""
    return str(connections["default"].settings_dict["NAME"])


def join(database: str) -> None:
    """Begin a process that helps to fill a database; it ends with the one that began it, however that one ended."""
    django.setup()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = database


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # at once: what is not committed must not be


def fill_county(province: Province, seed: int, first: date) -> tuple[int, int]:
    """One county from its first committee to this noon; gives the cases loaded and the acts performed."""
    from fengqiao.business.mediation.demo import bodies, history, recent
    from fengqiao.kernel.places.scope import SHANGHAI

    loader = connections["loader"]
    county = bodies.staff_county(province.county, seed=seed, on=first, loader=loader)
    _advance(_STAFFED)
    years = [history.Past(**asdict(each)).before(first) for each in province.years]
    cases = history.load_history(county, years, seed=seed, until=first, loader=loader)
    _advance(_LOADED)
    with connections["owner"].cursor() as cursor:
        cursor.execute("analyze")  # what was loaded in bulk is planned for at once
    until = datetime.combine(first + timedelta(DAYS), time(17, 30), SHANGHAI)
    until = min(until, datetime.now(SHANGHAI))
    acts = recent.live_county(
        county, matters=province.matters, seed=seed, first=first, until=until, every_state=province == SHOWN
    )
    _advance(_LIVED)
    connections.close_all()
    return cases, acts


def follow() -> None:
    """Place what was recorded and let every consumer of the journal follow, to the end."""
    from fengqiao.config.background import lagging
    from fengqiao.kernel.journal.feed import follow as follow_feed
    from fengqiao.kernel.journal.sequencer import place

    while place(connections["sequencer"]):
        pass
    feed = connections["loader"]
    for name in lagging(feed):
        while follow_feed(feed, name):
            pass


@contextmanager
def alone() -> Iterator[None]:
    """One process fills a database; another one waits here, and finds it filled."""
    own = connections.create_connection("owner")  # kept through the whole filling, whatever is closed meanwhile
    try:
        with own.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [_LOCK])
        yield
    finally:
        own.close()


def _begin() -> None:
    """The filling is taken up: what an earlier one left behind goes first."""
    from fengqiao.kernel.queue.models import Work
    from fengqiao.kernel.queue.works import filling

    before = filling()
    if before is not None and before.state != Work.State.WAITING:
        _undo()
    refuse_strangers()
    announce()
    _reach_state("running")


def _undo(alias: str = "owner") -> None:
    """Take away what a filling left that broke off; nobody has worked with it, for the accounts come last."""
    from fengqiao.kernel.identity.models import User

    if User.objects.filter(username__isnull=False).exists():
        raise Refused("演示数据没有装完，但已经有账号在使用这个数据库：不能清除。请换一个空的数据库。")
    with transaction.atomic(alias), connections[alias].cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
            " and not relispartition and relname <> all(%s)",
            [list(_REFERENCE)],
        )
        tables = ", ".join(f'"{name}"' for (name,) in cursor.fetchall())
        cursor.execute(f"truncate {tables} restart identity")
        cursor.execute("update journal_head set position = 0, chain = ''")
        _new_work(alias)  # with the clearing, so that no worker takes the moment between for the end


def _advance(hundredths: int) -> None:
    """So much further, for who waits at the sign-in page."""
    from fengqiao.kernel.queue.models import Work
    from fengqiao.kernel.queue.works import FILLING

    Work.objects.filter(job=FILLING, state=Work.State.RUNNING).update(done=F("done") + hundredths)


def _reach_state(state: str, message: str = "") -> None:
    from fengqiao.kernel.places.scope import now
    from fengqiao.kernel.queue.models import Work
    from fengqiao.kernel.queue.works import filling

    work = filling()
    if work is None:
        return
    work.state, work.message = state, message
    if state == Work.State.RUNNING:
        work.started_at, work.done = now(), 0
    else:
        work.finished_at, work.done = now(), work.total if state == Work.State.FINISHED else work.done
    work.save()


def refuse_strangers() -> None:
    """Invented data come into an empty place only, and never into production."""
    if settings.PRODUCTION:
        raise Refused("生产环境不能装入演示数据。")
    with connections["sequencer"].cursor() as cursor:
        cursor.execute("select exists (select from journal_event)")
        filled = cursor.fetchone()[0]
    if filled:
        raise Refused("数据库里已经有业务数据，不能装入演示数据。")


def seated() -> list[Seated]:
    """The accounts with their posts, as they are printed at the start."""
    from fengqiao.kernel.identity.models import Post

    order = [account.username for account in ACCOUNTS]
    posts = Post.objects.filter(user__username__in=order)
    rows = [Seated(post.user.username or "", post.role.label, post.organization.name, post.pk) for post in posts]
    return sorted(rows, key=lambda row: order.index(row.username))


def account_lines() -> list[str]:
    """The accounts as a table for people."""
    rows = seated()
    if not rows:
        return []
    marks = "、".join(province.mark for province in PROVINCES if province.mark)
    return [
        f"演示账号（密码均为 {PASSWORD}）：",
        *(f"  {row.username:<10} {row.role}　{row.organization}" for row in rows),
        f"  其他三省的示范县用同样的账号加后缀：{marks}",
    ]


def _today() -> date:
    from fengqiao.kernel.places.scope import today

    return today()


def _mark_as_demonstration(on: date) -> None:
    """Every page that shows a figure says that it is made up (演示)."""
    from fengqiao.kernel.measures.tables import DEMONSTRATION
    from fengqiao.kernel.parameters.services import NATION, set_parameter
    from fengqiao.kernel.places.divisions import EVERYWHERE
    from fengqiao.kernel.places.scope import VILLAGE, Scope, within

    low, high = EVERYWHERE
    with within(Scope(ranges=((low * VILLAGE, high * VILLAGE + VILLAGE - 1),))):
        set_parameter(DEMONSTRATION.key, True, code=NATION, on=on, article="演示")


def _give_accounts(provinces: Sequence[Province]) -> None:
    """Let the people of one township of each county, and those above it, sign in."""
    from django.contrib.auth.hashers import make_password

    password = make_password(PASSWORD)
    for province in provinces:
        _give_county_accounts(province, password)


def _give_county_accounts(province: Province, password: str) -> None:
    from fengqiao.kernel.identity.models import Organization, Post, User

    county = Organization.objects.select_related("parent__parent").get(region=province.county, serial=0, valid_to=None)
    office = Organization.objects.filter(county=province.county // 10**6, kind="office").order_by("scope_code").first()
    assert office is not None and county.parent is not None  # noqa: S101, PT018 — the divisions gave them
    staffed = Post.objects.filter(organization__town=office.town, role="village_mediator")
    village = staffed.order_by("organization__scope_code")[0].organization
    police = Post.objects.filter(organization__town=office.town, role="partner")[0].organization
    where = {
        "office": office,
        "village": village,
        "police": police,
        "county": county,
        "city": county.parent,
        "province": county.parent.parent,
    }
    for account in ACCOUNTS:
        post = Post.objects.get(organization=where[account.at], role=account.role)
        username = f"{account.username}{province.mark}"
        User.objects.filter(pk=post.user_id).update(username=username, password=password)


def report(told: Told) -> dict[str, Any]:
    """The result for programs."""
    accounts = [{**asdict(each), "post": str(each.post)} for each in seated()]
    return {**asdict(told), "password": PASSWORD, "accounts": accounts}
