"""排查 of the last weeks: every week a round in each township, a key period in between, some late, some missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from fengqiao.business.mediation.demo.acts import Story
from fengqiao.business.mediation.demo.bodies import Body, County, Town
from fengqiao.business.mediation.models import InspectionReturn
from fengqiao.business.mediation.rules import FREQUENCY, Span
from fengqiao.business.mediation.services.inspections import close_rounds, organize, organize_by_hand, rule_scope
from fengqiao.business.mediation.terms import InspectionKind, InspectionLevel
from fengqiao.kernel.casework.clock import start_of_day
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.places.scope import Scope

WEEKS = 4
CHAIR, HEAD = "committee_chair", "office_head"
GRACE = timedelta(days=int(FREQUENCY["village"]["grace_days"]))
DUE = timedelta(days=int(FREQUENCY["village"]["due_days"]))
# when a unit hands in, in days from the limit: most in time, some late, some after 未报 was shown, some never
IN_TIME, LATE, AFTERWARDS, NEVER = range(4)
WEIGHTS = (84, 6, 4, 6)


def rounds_of(county: County, roll: Random, until: datetime) -> Iterator[Story]:
    """What is asked of a county's villages week by week, and once of its offices."""
    monday = until.date() - timedelta(until.weekday())
    for week in range(WEEKS):
        for town in county.towns:
            own = Random(roll.random())  # noqa: S311 — its own dice, so that one round changes no other
            yield _week(county, town, own, monday - timedelta(7 * week))
    yield _key_period(county, roll, monday - timedelta(14))


def _week(county: County, town: Town, roll: Random, monday: date) -> Story:
    """定期排查 of one township: its villages report, sign that nothing was found, come late, or do not answer."""
    rule, staffed = rule_scope(county.bureau), [body for body in town.bodies if CHAIR in body.seats]
    span = Span(monday, monday + timedelta(6))
    yield start_of_day(monday) + timedelta(minutes=9), rule
    organize(
        town.office,
        [body.organization for body in staffed],
        kind=InspectionKind.ROUTINE,
        level=InspectionLevel.VILLAGE,
        span=span,
        due_on=span.last + DUE,
    )
    shown = start_of_day(span.last + DUE + GRACE + timedelta(1)) + timedelta(minutes=9)
    for moment, scope in sorted([*_answers(staffed, roll, span), (shown, rule)], key=lambda each: each[0]):
        yield moment, scope
        if scope is rule:
            close_rounds()
        else:
            _answer(roll, monday)


def _answers(staffed: list[Body], roll: Random, span: Span) -> Iterator[tuple[datetime, Scope]]:
    """When which village answers; who never does is left out."""
    limit = start_of_day(span.last + DUE)
    for body in staffed:
        kind = roll.choices((IN_TIME, LATE, AFTERWARDS, NEVER), WEIGHTS)[0]
        at = timedelta(hours=roll.randrange(8, 20), minutes=roll.randrange(60))
        days = {IN_TIME: -roll.randrange(3), LATE: roll.randrange(1, 3), AFTERWARDS: roll.randrange(4, 6)}
        if kind in days:
            yield limit + timedelta(days[kind]) + at, body.seats[CHAIR]


def _answer(roll: Random, monday: date) -> None:
    """The village's own return of the week: its clues are counted; without any it signs a zero report."""
    owed = InspectionReturn.objects.select_related("subject").get(
        kind=InspectionKind.ROUTINE, level=InspectionLevel.VILLAGE, period_start=monday
    )
    households = roll.randrange(8, 60)
    visited: dict[str, Any] = {"households_visited": households, "people_contacted": households + roll.randrange(5, 50)}
    if owed.clues().exists():
        perform(owed, "report", version=owed.version, **visited)
    else:
        perform(owed, "zero", version=owed.version, **(visited if roll.random() < 0.6 else {}))


def _key_period(county: County, roll: Random, monday: date) -> Story:
    """重点时段排查 that the bureau asks of its offices before the harvest."""
    span = Span(monday, monday + timedelta(9))
    yield start_of_day(monday) + timedelta(hours=9, minutes=30), county.seat("county_mediation", county.bureau)
    organize_by_hand(
        kind=InspectionKind.KEY_PERIOD,
        theme="农忙",
        level=InspectionLevel.TOWNSHIP,
        period_start=span.first,
        period_end=span.last,
        due_on=span.last + timedelta(1),
    )
    answers = [
        (start_of_day(span.last) + timedelta(hours=roll.randrange(9, 17), minutes=roll.randrange(60)), town)
        for town in county.towns
    ]
    for moment, town in sorted(answers[1:], key=lambda answer: (answer[0], answer[1].office.scope_code)):
        yield moment, town.seats[HEAD]
        owed = InspectionReturn.objects.select_related("subject").get(
            kind=InspectionKind.KEY_PERIOD, period_start=monday
        )
        perform(owed, "zero", version=owed.version, households_visited=30, people_contacted=roll.randrange(40, 90))
    yield start_of_day(span.last + timedelta(5)), rule_scope(county.bureau)
    close_rounds()
