"""Working days: the week as the yearly notice changes it; a year without a notice is provisional (工作日)."""

from __future__ import annotations

import time
from calendar import monthrange
from datetime import date, timedelta

from django.db.models import Max

from fengqiao.kernel.places.models import Day

FRESH_FOR = 2.0  # seconds a process trusts its copy of the calendar

_copy: dict[date, bool] = {}
_years: set[int] = set()
_state: list[object] = [None, 0.0]  # version, when it was last asked


def _days() -> dict[date, bool]:
    """The exceptions of the calendar, read once per process and again when a row has changed."""
    if time.monotonic() - float(str(_state[1])) > FRESH_FOR:
        version = Day.objects.aggregate(at=Max("updated_at"))["at"]
        if version != _state[0] or not _copy:
            _copy.clear()
            _copy.update(Day.objects.values_list("on", "working"))
            _years.clear()
            _years.update(day.year for day in _copy)
            _state[0] = version
        _state[1] = time.monotonic()
    return _copy


def forget() -> None:
    """Read the calendar again at the next question (after an edit, in tests)."""
    _copy.clear()
    _state[:] = [None, 0.0]


def is_working(day: date) -> bool:
    """Whether offices work on a day: make-up days count, week-ends and holidays do not."""
    return _days().get(day, day.weekday() < 5)


def provisional(year: int) -> bool:
    """Whether the year has no notice yet: its limits are computed by the week alone and shown as 暂定."""
    _days()
    return year not in _years


def add_working_days(day: date, count: int) -> date:
    """The count-th working day after a day; the day itself is not counted."""
    while count > 0:
        day += timedelta(1)
        count -= is_working(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """Working days in [first, last): the length of a pause in working days."""
    return sum(is_working(first + timedelta(n)) for n in range((last - first).days))


def roll_forward(day: date) -> date:
    """The day itself when offices work, else the next day they do (期限届满日顺延)."""
    while not is_working(day):
        day += timedelta(1)
    return day


def add_months(day: date, count: int) -> date:
    """The same day of a later month; one that does not exist ends on the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
