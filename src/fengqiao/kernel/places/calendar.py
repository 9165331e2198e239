"""Working days: the week as the yearly notice changes it; a year without a notice is provisional (工作日)."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fengqiao.kernel.places.kept import Kept
from fengqiao.kernel.places.models import Day

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Notices:
    """The days that the notices name, and the years there is a notice for."""

    working: Mapping[date, bool]
    years: frozenset[int]


def _read() -> _Notices:
    working = dict(Day.objects.values_list("on", "working"))
    return _Notices(working, frozenset(day.year for day in working))


_kept = Kept(Day, _read)
forget = _kept.forget


def is_working(day: date) -> bool:
    """Whether offices work: make-up days count, week-ends and holidays do not."""
    return _works(_kept.value(), day)


def provisional(year: int) -> bool:
    """Whether the year has no notice yet: its limits follow the week alone and are shown as 暂定."""
    return year not in _kept.value().years


def add_working_days(day: date, count: int) -> date:
    """The count-th working day after a day, which itself is not counted; the day itself for 0."""
    notices = _kept.value()
    while count > 0:
        day += ONE
        count -= _works(notices, day)
    return day


def roll_forward(day: date) -> date:
    """The day itself when offices work, else the next day they do (期限届满日顺延)."""
    notices = _kept.value()
    while not _works(notices, day):
        day += ONE
    return day


def working_days_between(first: date, last: date) -> int:
    """How many days of [first, last) are working days: the length of a pause."""
    notices = _kept.value()
    return sum(_works(notices, first + n * ONE) for n in range((last - first).days))


def add_months(day: date, count: int) -> date:
    """The same day of another month; a day that month does not have becomes its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _works(notices: _Notices, day: date) -> bool:
    return notices.working.get(day, day.weekday() < 5)
