"""Limits and when they end, on the real calendar of 2025."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from fengqiao.business.mediation.rules import mediation_limit
from fengqiao.business.mediation.terms import DisputeType, SourceDetail
from fengqiao.kernel.casework.clock import Limit, due, end_of_day, limit_of, start_of_day
from fengqiao.kernel.parameters.services import set_parameter
from fengqiao.kernel.places.loading import load_calendar
from fengqiao.kernel.places.scope import COUNTY, SHANGHAI, Scope, reach, within

LABOR = next(kind for kind in DisputeType if kind.labor)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def calendar(db: None) -> None:
    load_calendar()


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2025, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.scenario("mediation", 5)
@pytest.mark.parametrize(
    ("dispute_type", "source_detail", "begins", "ends"),
    [
        ("02", "22", date(2025, 5, 6), date(2025, 6, 5)),  # ordinary, from acceptance
        ("02", SourceDetail.COURT_ASSIGNED, date(2025, 7, 1), date(2025, 7, 31)),  # 委派, from signing for
        (LABOR, "22", date(2025, 6, 10), date(2025, 6, 25)),  # from the application
        (DisputeType.MEDICAL, "22", date(2025, 9, 15), date(2025, 10, 31)),  # 30 working days
    ],
)
def test_a_mediation_ends_on_the_day_the_law_sets(dispute_type: str, source_detail: str, begins: date, ends: date):
    rule = mediation_limit(dispute_type, source_detail)

    limit = limit_of(rule.key, code=990101101000, on=begins)

    assert due(limit, start_of_day(begins)) == end_of_day(ends)


@pytest.mark.scenario("mediation", 5)
def test_ten_working_days_of_appraisal_are_not_counted():
    limit = limit_of("mediation.limit.medical", code=990101101000, on=date(2025, 9, 15))

    assert due(limit, at(9, 15), pauses=[(at(9, 16), at(9, 29))]) == end_of_day(date(2025, 11, 14))


@pytest.mark.scenario("mediation", 5)
def test_what_was_sent_on_friday_is_signed_for_on_a_sunday_that_is_worked():
    limit = limit_of("casework.limit.sign_for", code=990101101000, on=date(2025, 9, 26))

    assert due(limit, at(9, 26, 16)) == end_of_day(date(2025, 9, 28))


@pytest.mark.parametrize(
    ("limit", "start", "ends"),
    [
        (Limit(30), at(5, 6), date(2025, 6, 5)),
        (Limit(0), at(5, 6), date(2025, 5, 6)),
        (Limit(30), at(9, 5), date(2025, 10, 5)),  # a holiday, where nothing rolls
        (Limit(30, roll=True), at(9, 5), date(2025, 10, 9)),
        (Limit(1, "working_day"), at(9, 30), date(2025, 10, 9)),
        (Limit(2, "working_day"), at(9, 30), date(2025, 10, 10)),
        (Limit(3, "working_day"), at(9, 30), date(2025, 10, 11)),  # a worked Saturday
        (Limit(1, "month"), at(1, 31), date(2025, 2, 28)),  # a day that does not exist
        (Limit(3, "month"), at(5, 6), date(2025, 8, 6)),
        (Limit(1, "month", roll=True), at(9, 2), date(2025, 10, 9)),
        (Limit(1, "day"), datetime(2025, 5, 6, 16, 30, tzinfo=SHANGHAI), date(2025, 5, 7)),
        (Limit(1, "day"), datetime.fromisoformat("2025-05-05T16:30:00+00:00"), date(2025, 5, 7)),  # after midnight here
    ],
)
def test_days_and_months_end_at_the_end_of_a_day(limit: Limit, start: datetime, ends: date):
    assert due(limit, start) == end_of_day(ends)


def test_pauses_push_the_end_by_their_own_days():
    paused = [(at(5, 8), at(5, 12)), (at(5, 20), at(5, 21))]

    assert due(Limit(30), at(5, 6), pauses=paused) == end_of_day(date(2025, 6, 10))
    assert due(Limit(10, "working_day"), at(5, 6), pauses=paused) == end_of_day(date(2025, 5, 23))
    assert due(Limit(24, "hour"), at(5, 6), pauses=[(at(5, 6, 12), at(5, 6, 15))]) == at(5, 7, 12)


@pytest.mark.parametrize(
    ("hours", "start", "ends"),
    [
        (1, at(5, 6, 8), at(5, 6, 10)),  # before the office opens
        (3, at(5, 6), at(5, 6, 12)),
        (2, at(5, 6, 11), at(5, 6, 14, 30)),  # over noon
        (1, at(5, 6, 12, 30), at(5, 6, 14, 30)),
        (7, at(5, 6), at(5, 6, 17, 30)),
        (8, at(5, 6), at(5, 7, 10)),
        (2, at(5, 9, 18), at(5, 12, 11)),  # over a week-end
        (1, at(9, 30, 17), at(10, 9, 9, 30)),  # over the national holiday
        (1, at(9, 28), at(9, 28, 10)),  # a worked Sunday
    ],
)
def test_office_hours_run_from_nine_to_twelve_and_half_past_one_to_half_past_five(
    hours: int, start: datetime, ends: datetime
):
    assert due(Limit(hours, "office_hour"), start) == ends


def test_only_the_office_time_of_a_pause_is_given_back():
    limit = Limit(4, "office_hour")

    assert due(limit, at(5, 6)) == at(5, 6, 14, 30)
    assert due(limit, at(5, 6), pauses=[(at(5, 6, 11), at(5, 6, 14))]) == at(5, 6, 16)
    assert due(limit, at(5, 6), pauses=[(at(5, 6, 17), at(5, 7, 10))]) == at(5, 6, 16)
    assert due(limit, at(5, 6), pauses=[(at(5, 6, 18), at(5, 7, 8))]) == at(5, 6, 14, 30)


def test_hours_run_through_the_night():
    assert due(Limit(2, "hour"), at(5, 6, 23)) == at(5, 7, 1)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (Limit(30), "30日"),
        (Limit(3, "working_day"), "3个工作日"),
        (Limit(2, "hour"), "2小时"),
        (Limit(4, "office_hour"), "4工作小时"),
        (Limit(6, "month"), "6个月"),
    ],
)
def test_a_limit_is_spoken_as_the_office_speaks(limit: Limit, words: str):
    assert limit.words() == words


def test_a_county_sets_its_own_limit_from_a_day_on():
    key = "mediation.limit.acceptance"
    with within(Scope(ranges=(reach(990101000000000, COUNTY),))):
        set_parameter(
            key,
            {"value": 5, "unit": "working_day", "roll": False, "article": "县规定"},
            code=990101000000,
            on=date(2025, 6, 1),
        )

    assert limit_of(key, code=990101101000, on=date(2025, 5, 31)).value == 3
    assert limit_of(key, code=990101101000, on=date(2025, 6, 1)) == Limit(5, "working_day", False, "县规定")
    assert limit_of(key, code=990102101000, on=date(2025, 6, 1)).value == 3
