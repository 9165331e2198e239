"""Working days as the yearly notices name them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fengqiao.kernel.places.calendar import (
    add_months,
    add_working_days,
    is_working,
    provisional,
    roll_forward,
    working_days_between,
)
from fengqiao.kernel.places.loading import load_calendar
from fengqiao.kernel.places.models import Day
from fengqiao.kernel.places.services import announce

pytestmark = pytest.mark.usefixtures("notices")


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_the_working_days_of_its_notice(year: int, days: int) -> None:
    assert working_days_between(date(year, 1, 1), date(year + 1, 1, 1)) == days


def test_holidays_rest_and_make_up_days_work() -> None:
    october = [date(2025, 10, day) for day in range(1, 13) if is_working(date(2025, 10, day))]

    assert october == [date(2025, 10, 9), date(2025, 10, 10), date(2025, 10, 11)]
    assert is_working(date(2025, 9, 28))
    assert not is_working(date(2025, 9, 27))


@pytest.mark.parametrize(("count", "due"), [(30, date(2025, 10, 31)), (40, date(2025, 11, 14)), (0, date(2025, 9, 15))])
def test_working_days_are_counted_from_the_next_day(count: int, due: date) -> None:
    assert add_working_days(date(2025, 9, 15), count) == due


def test_the_working_day_after_a_friday_may_be_a_sunday() -> None:
    assert add_working_days(date(2025, 9, 26), 1) == date(2025, 9, 28)


@pytest.mark.parametrize(
    ("last", "rolled"),
    [
        (date(2025, 10, 1), date(2025, 10, 9)),
        (date(2025, 9, 27), date(2025, 9, 28)),
        (date(2025, 10, 9), date(2025, 10, 9)),
    ],
)
def test_a_last_day_of_rest_moves_to_the_next_working_day(last: date, rolled: date) -> None:
    assert roll_forward(last) == rolled


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
    ],
)
def test_a_date_that_does_not_exist_ends_on_the_last_day_of_the_month(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_a_year_without_a_notice_is_provisional_and_rests_on_statutory_days() -> None:
    assert [provisional(year) for year in (2019, 2020, 2026, 2027)] == [True, False, False, True]
    assert not is_working(date(2027, 1, 2))
    rest = [day for n in range(365) if (day := date(2027, 1, 1) + timedelta(n)).weekday() < 5 and not is_working(day)]
    assert [f"{day:%m-%d}" for day in rest] == ["01-01", "02-05", "02-08", "04-05", "06-09", "09-15", "10-01"]
    assert is_working(date(2019, 1, 1))  # the law of then was another


def test_a_year_whose_moon_is_not_tabled_rests_on_the_solar_days() -> None:
    assert [is_working(date(2030, 5, day)) for day in (1, 2, 3)] == [False, False, True]


def test_a_known_year_follows_its_notice_alone() -> None:
    announce({date(2027, 10, 1): (True, "国庆节"), date(2027, 1, 1): (False, "元旦")}, notice="通知", year=2027)

    assert [is_working(date(2027, 10, 1)), is_working(date(2027, 5, 3)), is_working(date(2027, 6, 9))] == [True] * 3


def test_a_new_notice_is_in_force_at_once() -> None:
    assert add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 4)

    days = {date(2027, 1, 1): (False, "元旦"), date(2027, 1, 3): (True, "元旦"), date(2028, 1, 1): (False, "元旦")}
    announce(days, notice="2027年通知", year=2027)

    assert add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 3)
    assert [provisional(year) for year in (2027, 2028)] == [False, True]


def test_one_day_by_hand_makes_no_year_known_and_no_known_year_provisional() -> None:
    announce({date(2027, 3, 1): (False, "防汛"), date(2026, 1, 4): (False, "元旦")}, notice="县通告")

    assert not is_working(date(2027, 3, 1))
    assert [provisional(year) for year in (2026, 2027)] == [False, True]
    assert not is_working(date(2027, 6, 9))


def test_a_release_with_a_new_notice_says_which_limits_are_old() -> None:
    assert load_calendar() is None  # nothing new
    Day.objects.filter(on__year=2026).update(notified=False)

    assert load_calendar() == (date(2026, 1, 1), date(2026, 12, 31))

    Day.objects.update(notified=False)
    assert load_calendar() is None  # a new office has no limits yet


def test_a_corrected_day_keeps_its_history_and_survives_the_loader() -> None:
    announce({date(2026, 1, 4): (False, "元旦")}, notice="更正")

    load_calendar()

    assert not is_working(date(2026, 1, 4))
    assert list(Day.pgh_event_model.objects.filter(on=date(2026, 1, 4)).order_by("pgh_id").values_list("working")) == [
        (True,),
        (False,),
    ]


def test_a_day_says_what_it_is() -> None:
    days = Day.objects.filter(on__in=[date(2025, 9, 28), date(2025, 10, 1)]).order_by("on")

    assert [str(day) for day in days] == ["2025-09-28 国庆节（上班）", "2025-10-01 国庆节"]
