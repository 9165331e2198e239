"""包案台账: the red and orange disputes that a leader answers for."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fengqiao.business.mediation.models import Dispute
from fengqiao.business.mediation.queries import led
from fengqiao.business.mediation.terms import RiskFactor
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.places.scope import now, within
from tests.business.mediation.factories import Town, make_dispute, make_town
from tests.surfaces.seats import seated

pytestmark = pytest.mark.django_db
RED = [RiskFactor.BLOWS, RiskFactor.POLICE_OFTEN, RiskFactor.LONG_GRUDGE, RiskFactor.BAD_HABITS]


@pytest.fixture
def town() -> Town:
    return make_town()


def red_dispute(town: Town) -> Dispute:
    """A red dispute that the head of the office leads."""
    with within(town.head):
        made = make_dispute()
        leader = Post.objects.get(pk=town.head.post)
        return perform(made, "assess", version=made.version, factors=RED, confirmed="red", leader=leader)


def test_who_leads_a_red_dispute_and_when_it_was_last_seen_stands_in_the_list(town: Town):
    led_one = red_dispute(town)
    with within(town.head):
        make_dispute()
        perform(
            led_one,
            "contact",
            version=led_one.version,
            at=now(),
            mode="visit",
            whom="李某某",
            situation="情绪平稳",
            visitor="陈某某",
        )
        (row,) = led()
        assert (row.pk, row.leader.user.name, row.seen_at is not None) == (led_one.pk, "陈某某", True)

    browser = seated(town.head)
    page = browser.get(reverse("mediation:led-list")).content.decode()
    assert "包案领导" in page
    assert led_one.title in page
    assert led_one.title in browser.get(reverse("mediation:led-list") + "?view=mine").content.decode()
    assert "包案台账" in browser.get(reverse("mediation:dispute-list")).content.decode()


def test_the_list_asks_the_same_for_one_and_for_many(town: Town):
    browser, asked = seated(town.head), []
    for _ in range(3):
        red_dispute(town)
        with CaptureQueriesContext(connection) as found:
            browser.get(reverse("mediation:led-list"))
        asked.append(len(found))

    assert asked[1] == asked[2]
