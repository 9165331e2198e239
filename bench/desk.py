"""What a clerk of the busiest township and one of its county ask in a day: the questions that are timed."""

from __future__ import annotations

import itertools
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.timing import WARM, Result, Series, judged, measure, percentile
from fengqiao.business.mediation import queries
from fengqiao.business.mediation.demo.bulk import RARE_PHRASE
from fengqiao.business.mediation.demo.invent import dice, quarrel
from fengqiao.business.mediation.services.intake import register
from fengqiao.business.mediation.services.parties import PartyValue
from fengqiao.config.demo import database_name, join
from fengqiao.kernel.identity.models import Post, User
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.ui import typed

ROUNDS = 60
ROLES = {"office_clerk": "township clerk", "county_mediation": "county clerk"}
FILTERS = (
    {"view": "all", "dispute_type": "08"},
    {"view": "all", "state": "closed", "dispute_type": "02"},
    {"view": "red"},
    {"view": "all", "risk": "red"},
    {"view": "open", "first_source": "3"},
    {"view": "all", "opened_at": "month"},
)
# The mix of searches: common and rare names of two characters, a village, a rare phrase, a very common word.
SEARCHES = ("张伟", "王芳", "顾凯", "{village}", RARE_PHRASE, "纠纷", "围墙", "借款 李娜")
REGION_TEXTS = ("柳", "qyjd", "夹江", "51112610", "cun", "sq", "新场镇", "xc")
PICK_LIST_MS, QUERY_LAYER_FACTOR = 50.0, 3
REGISTER_SECONDS, REGISTER_MS = 8.0, 20.0  # fifty registrations a second are one every 20 ms
Ask = Callable[[], object]


class Desk:
    """One person signed in, with the matters of their range."""

    def __init__(self, post: Post) -> None:
        self.post, self.roll = post, Random(7)  # noqa: S311 — which matters are opened
        User.objects.filter(pk=post.user_id).update(password_changed_at=timezone.now())
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.force_login(User.objects.get(pk=post.user_id))
        with within(scope_of(post)):
            self.disputes, self.cases = self._sample(queries.disputes()), self._sample(queries.cases())
            newest = queries.disputes().order_by("-opened_at")[0]
        self.village = str(Region.objects.get(pk=newest.place_code).name)

    def _sample(self, matters: QuerySet[Any]) -> list[UUID]:
        newest: list[UUID] = list(matters.order_by("-opened_at").values_list("pk", flat=True)[:2000])
        return self.roll.sample(newest, min(len(newest), ROUNDS))

    def get(self, url: str, **params: str) -> None:
        """Open a page; anything but the page itself would be timed for nothing."""
        answer = self.client.get(url, params)
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}")

    def pages(self) -> Iterator[tuple[str, Sequence[Ask]]]:
        """The questions by name."""
        disputes, cases = reverse("mediation:dispute-list"), reverse("mediation:case-list")
        regions = reverse("ui:region-find")
        opened = [("mediation:dispute", key) for key in self.disputes]
        opened += [("mediation:case", key) for key in self.cases]
        self.roll.shuffle(opened)
        texts = [text.format(village=self.village) for text in SEARCHES]
        yield "list", _rounds([partial(self.get, disputes), partial(self.get, cases)])
        yield (
            "counts of the views",
            _rounds([partial(self.get, disputes, counts="1"), partial(self.get, cases, counts="1")]),
        )
        yield "filtered list", _rounds([partial(self.get, disputes, **each) for each in FILTERS])
        yield "case page", _rounds([partial(self.get, reverse(name, args=[key])) for name, key in opened])
        yield (
            "text search",
            _rounds([partial(self.get, disputes, view="all", q=typed.sealed(text)) for text in texts]),
        )
        yield "region pick-list", _rounds([partial(self.get, regions, place_text=text) for text in REGION_TEXTS])

    def rows(self) -> None:
        """The rows of the first page, without the page."""
        with within(scope_of(self.post)):
            list(queries.disputes().filter(closed_at=None).order_by("-opened_at", "-pk")[:51])


def _rounds(asks: Sequence[Ask]) -> list[Ask]:
    return list(itertools.islice(itertools.cycle(asks), ROUNDS + WARM))


def busiest() -> tuple[Post, Post, Post]:
    """The clerk of the busiest township, the one of its county, and the clerk of the next busiest township."""
    with connections["loader"].cursor() as cursor:
        cursor.execute("select town from mediation_dispute group by town order by count(*) desc limit 2")
        town, next_town = (found for (found,) in cursor.fetchall())
    clerk, beside = (Post.objects.filter(organization__town=each, role="office_clerk")[0] for each in (town, next_town))
    county = Post.objects.filter(organization__county=town // 1000, role="county_mediation")[0]
    return clerk, county, beside


def run(scale: int) -> Iterator[Result]:
    """Time everything at one size."""
    clerk, county, beside = busiest()
    for post in (clerk, county):
        desk, role = Desk(post), ROLES[post.role_id]
        for name, asks in desk.pages():
            most = PICK_LIST_MS if name == "region pick-list" else None
            yield judged(name, scale, role, measure(asks), target=most)
        series = measure(_rounds([desk.rows]))
        most = QUERY_LAYER_FACTOR * percentile(series.floor, 0.95)
        yield judged("list, query layer", scale, role, series, target=most)
    yield from registering(scale, clerk, beside)


def one_registration(post: Post, roll: Random) -> None:
    """Write down one dispute with both its sides, as the desk does."""
    told = quarrel(roll, "柳河", timezone.localdate())
    sides = ((told.applicant, "applicant"), (told.respondent, "respondent"))
    with within(scope_of(post)):
        register(
            source_detail=told.source_detail,
            facts_text=told.facts,
            dispute_type=told.plot.dispute_type,
            subtype=told.plot.subtype,
            place_code=post.organization.region_id,
            parties=[
                PartyValue(side=side, name=one.name, sex=one.sex, birth_on=one.born_on, phone=one.phone)
                for one, side in sides
            ],
        )


def registering(scale: int, *posts: Post) -> Iterator[Result]:
    """One registration by itself, then how fast one process for each office gets them acknowledged."""
    roll, role = dice("bench", timezone.now().isoformat()), ROLES["office_clerk"]
    series = measure([partial(one_registration, posts[0], roll)] * (ROUNDS // 2), writes=True)
    yield judged("register", scale, role, series)
    connections.close_all()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(posts), mp_context=context, initializer=join, initargs=(database_name(),)) as pool:
        counts = pool.map(register_for, [post.pk for post in posts], range(len(posts)))
        per_second = sum(count / seconds for count, seconds in counts)
    each = Series(page=[1000 / per_second], floor=series.floor, queries=series.queries)
    yield judged("register, one every", scale, role, each, target=REGISTER_MS)


def register_for(key: UUID, number: int) -> tuple[int, float]:
    """One process that registers for some seconds: how many were acknowledged, and in what time."""
    post, roll, count = Post.objects.get(pk=key), dice("bench", number, time.time()), 0
    one_registration(post, roll)
    began = time.perf_counter()
    while time.perf_counter() - began < REGISTER_SECONDS:
        one_registration(post, roll)
        count += 1
    return count, time.perf_counter() - began
