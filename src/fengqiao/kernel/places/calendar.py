"""Working days: the week as the yearly notice changes it; a year without a notice is provisional (工作日).

A provisional year (暂定) rests on week-ends and on the statutory days of 全国年节及纪念日放假办法 as revised from 2025;
which days are moved together, and which week-ends are worked for it, only its notice says.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fengqiao.kernel.places.kept import Kept
from fengqiao.kernel.places.models import Day

ONE = timedelta(days=1)
REVISED = 2025  # the first year under the statutory days below
SOLAR = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})  # 元旦、劳动节、国庆节
# 春节 from 除夕 on, 清明节, 端午节, 中秋节: month and day by the calendar of the Purple Mountain Observatory
LUNAR: Mapping[int, frozenset[tuple[int, int]]] = {
    2027: frozenset({(2, 5), (2, 6), (2, 7), (2, 8), (4, 5), (6, 9), (9, 15)}),
    2028: frozenset({(1, 25), (1, 26), (1, 27), (1, 28), (4, 4), (5, 28), (10, 3)}),
    2029: frozenset({(2, 12), (2, 13), (2, 14), (2, 15), (4, 4), (6, 16), (9, 22)}),
}


@dataclass(frozen=True, slots=True)
class _Notices:
    """The days that are named, and the years there is a whole notice for."""

    working: Mapping[date, bool]
    years: frozenset[int]


def _read() -> _Notices:
    days = list(Day.objects.values_list("on", "working", "notified"))
    return _Notices({on: working for on, working, _ in days}, frozenset(on.year for on, _, whole in days if whole))


_kept = Kept(Day, _read)
forget = _kept.forget


def is_working(day: date) -> bool:
    """Whether offices work: make-up days count, week-ends and holidays do not."""
    return _works(_kept.value(), day)


def provisional(year: int) -> bool:
    """Whether the year has no notice yet: its limits follow week-ends and statutory days and are shown as 暂定.

    Asked for every limit on a page, so of the calendar as this process last read it.
    """
    return year not in _kept.glance().years


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
    if (named := notices.working.get(day)) is not None:
        return named
    return day.weekday() < 5 and (day.year in notices.years or not _statutory(day))


def _statutory(day: date) -> bool:
    """法定节假日: known before the notice."""
    return day.year >= REVISED and (day.month, day.day) in SOLAR | LUNAR.get(day.year, frozenset())
