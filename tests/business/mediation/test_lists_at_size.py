"""The lists cost the same while the years pile up: one index gives filter and order.

A small table is always read whole; so the database is told to prefer an index, and a sort it still needs is a miss.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from fengqiao.business.mediation.tables import CASES, DISPUTES
from fengqiao.kernel.places.scope import Scope, within
from fengqiao.kernel.ui.listing import Listing
from tests.business.mediation.factories import Town, make_case, make_town

pytestmark = pytest.mark.django_db

LISTS = [
    (DISPUTES, {}),
    (DISPUTES, {"view": "all"}),
    (DISPUTES, {"view": "all", "dispute_type": "08"}),
    (DISPUTES, {"view": "all", "risk": "red"}),
    (CASES, {}),
    (CASES, {"view": "all", "dispute_type": "08"}),
    (CASES, {"view": "all", "outcome": "10"}),
]


@pytest.fixture
def town() -> Town:
    """柳河镇 with a dispute and its case."""
    made = make_town()
    with within(made.clerk):
        make_case(made)
    return made


@pytest.fixture(params=["clerk", "county"])
def scope(request: pytest.FixtureRequest, town: Town) -> Iterator[Scope]:
    """A township and its county, with a database that walks an index wherever there is one."""
    with within(getattr(town, request.param)) as opened:
        with connection.cursor() as cursor:
            cursor.execute("set local enable_seqscan = off; set local enable_bitmapscan = off")
        yield opened


@pytest.mark.parametrize(("listing", "asked"), LISTS, ids=lambda it: it.key if isinstance(it, Listing) else str(it))
def test_a_list_walks_an_index_that_filters_and_orders(scope: Scope, listing: Listing, asked: dict[str, str]) -> None:
    told = [str(rows[:21].explain()) for rows in listing.read(asked).segments()]

    assert [(" on mediation_" in one, "Sort" in one, "Unique" in one) for one in told] == [(True, False, False)]
