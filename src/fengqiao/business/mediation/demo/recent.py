"""The last ninety days (近九十天): every matter lives its lawful course under a set clock, done by the right people.

Whatever lies after the last moment has not happened yet: that is how inboxes fill.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from random import Random

from fengqiao.business.mediation.demo.acts import Desk, Story, office_hour
from fengqiao.business.mediation.demo.bodies import County
from fengqiao.business.mediation.demo.invent import dice
from fengqiao.business.mediation.demo.rounds import rounds_of
from fengqiao.business.mediation.demo.stories import (
    dangerous,
    declined,
    doubled,
    fails,
    helped,
    merged,
    oral,
    refused,
    reported,
    rescheduled,
    stalls,
    void,
    waits,
    written,
)
from fengqiao.business.mediation.demo.subsidies import batch
from fengqiao.business.mediation.services.hints import look
from fengqiao.business.mediation.terms import Outcome
from fengqiao.kernel.casework.duties import escalate
from fengqiao.kernel.places.scope import COUNTY, PROVINCE, Scope, reach, within

KINDS: dict[Callable[[Desk, datetime], Story], int] = {
    oral: 34,
    written: 26,
    reported: 11,
    helped: 3,
    dangerous: 7,
    fails: 6,
    declined: 2,
    stalls: 4,
    waits: 4,
    refused: 3,
}


@dataclass(frozen=True, slots=True)
class Told:
    """A story told only so far: begun so many days before the end, it stands still after so many acts."""

    story: Callable[[Desk, datetime], Story]
    acts: int
    days: int


ALWAYS = (
    Told(written, 1, 20),  # 已登记, late
    Told(written, 1, 0),  # 已登记
    Told(written, 2, 20),  # 已分流
    Told(written, 3, 20),  # 待受理
    Told(written, 4, 20),  # 已受理
    Told(written, 6, 45),  # 调解中, over its thirty days
    Told(partial(dangerous, always_red=True), 2, 5),  # 红
    Told(partial(fails, with_outcome=Outcome.FAILED), 8, 60),  # 未化解, 已终止
    Told(partial(fails, with_outcome=Outcome.DIVERTED), 8, 60),  # 已转出
    Told(declined, 3, 20),  # 不予受理
    Told(merged, 5, 30),  # 已归并
    Told(void, 2, 20),  # 无效
    Told(doubled, 3, 20),  # 已关联
    Told(partial(oral, printed=True), 9, 70),
    Told(partial(written, printed=True), 12, 70),
    Told(rescheduled, 15, 50),  # 变更协议
)


def relive(stories: Iterable[Story], *, until: datetime) -> int:
    """Let every story happen, act by act in the order of time, until a moment; returns how many acts there were."""
    waiting: list[tuple[datetime, int, Scope, Story]] = []
    acts = 0
    for order, story in enumerate(stories):
        moment, scope = next(story)
        waiting.append((moment, order, scope, story))
    heapq.heapify(waiting)
    while waiting and waiting[0][0] <= until:
        moment, order, scope, story = heapq.heappop(waiting)
        with within(replace(scope, at=moment)):
            following = next(story, None)
        acts += 1
        if following:
            heapq.heappush(waiting, (following[0], order, following[1], story))
    return acts


def live_county(
    county: County, *, matters: int, seed: int, first: date, until: datetime, every_state: bool = False
) -> int:
    """What a county goes through in the days from `first`; returns the number of acts.

    With `every_state` the first matters are told so far that each state of a dispute and a case stands at the end.
    """
    roll = dice(seed, "recent", county.bureau.region_id)
    told = ALWAYS if every_state else ()
    stories = [*_told_so_far(county, roll, told, until), *_stories(county, roll, matters - len(told), first, until)]
    stories += rounds_of(county, dice(seed, "rounds", county.bureau.region_id), until)
    acts = relive([*stories, *_batches(county, roll, until)], until=until)
    low, high = reach(county.bureau.scope_code, PROVINCE)
    with within(Scope(ranges=((low, high),), at=until)):
        escalate()
        look(county.bureau.scope_code // COUNTY)
    return acts


def _batches(county: County, roll: Random, until: datetime) -> Iterator[Story]:
    """Two batches of subsidies: one is paid, one is still shown to the public."""
    for days in (32, 2):
        own = Random(roll.random())  # noqa: S311
        yield batch(Desk(county, county.towns[0], own), office_hour(own, until.date() - timedelta(days)))


def _told_so_far(county: County, roll: Random, told: Sequence[Told], until: datetime) -> Iterator[Story]:
    for place, each in enumerate(told):
        own = Random(roll.random())  # noqa: S311
        begins = office_hour(own, until.date() - timedelta(each.days))
        story = each.story(Desk(county, county.towns[place % len(county.towns)], own), begins)
        yield islice(story, each.acts + 1)  # it does an act when it is asked for the next


def _stories(county: County, roll: Random, matters: int, first: date, until: datetime) -> Iterator[Story]:
    for place in range(matters):
        own = Random(roll.random())  # noqa: S311 — its own dice, so that one story changes no other
        town = county.towns[place % len(county.towns)]
        begins = office_hour(own, first + timedelta(round(own.uniform(0, (until.date() - first).days))))
        kind = own.choices(list(KINDS), list(KINDS.values()))[0]
        yield kind(Desk(county, town, own), begins)
    for town in county.towns:  # this morning's post at every office
        own = Random(roll.random())  # noqa: S311
        yield waits(Desk(county, town, own), min(office_hour(own, until.date()), until - timedelta(minutes=30)))
