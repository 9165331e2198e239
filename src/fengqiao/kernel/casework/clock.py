"""Limits and when they end: hours, office hours, working days, days, months; roll, pauses, extension (期限)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places import calendar
from fengqiao.kernel.places.scope import SHANGHAI, local_day

OPENS, NOON, AFTERNOON, CLOSES = time(9), time(12), time(13, 30), time(17, 30)
END_OF_DAY = time(23, 59, 59)

UNITS = {"hour": "小时", "office_hour": "工作小时", "working_day": "个工作日", "day": "日", "month": "个月"}


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as the law or the province states it; the first day is not counted (民事诉讼法 第八十五条)."""

    value: int
    unit: str = "day"
    roll: bool = False  # a last day that is no working day moves to the next working day
    article: str = ""

    def words(self) -> str:
        """The limit as it is spoken: 30日, 3个工作日; a limit of nought ends the same day."""
        return f"{self.value}{UNITS[self.unit]}" if self.value else "当日"


def limit_of(key: str, *, code: int, on: date) -> Limit:
    """The limit that a province's rule row, valid on that day, sets for a place."""
    row: dict[str, Any] = parameter(key, code=code, on=on)
    return Limit(**row)


def due(limit: Limit, start: datetime, *, pauses: Sequence[tuple[datetime, datetime]] = ()) -> datetime:
    """The last moment of a limit that starts at `start`; whole days end at the end of the day in Asia/Shanghai."""
    first = local_day(start)
    if limit.unit == "hour":
        return start + timedelta(hours=limit.value) + sum((end - begin for begin, end in pauses), timedelta())
    if limit.unit == "office_hour":
        return _office_hours(start, limit.value * 60 + sum(_office_minutes(begin, end) for begin, end in pauses))
    if limit.unit == "working_day":
        paused = sum(_working_days(begin, end) for begin, end in pauses)
        last = calendar.add_working_days(first, limit.value + paused)
    else:
        paused = sum((local_day(end) - local_day(begin)).days for begin, end in pauses)
        last = first + timedelta(limit.value) if limit.unit == "day" else calendar.add_months(first, limit.value)
        last += timedelta(paused)
    if limit.roll:
        last = calendar.roll_forward(last)
    return end_of_day(last)


def end_of_day(day: date) -> datetime:
    """The last moment of a day in Asia/Shanghai."""
    return datetime.combine(day, END_OF_DAY, SHANGHAI)


def start_of_day(day: date) -> datetime:
    """The first moment of a day in Asia/Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def _working_days(begin: datetime, end: datetime) -> int:
    return calendar.working_days_between(local_day(begin), local_day(end))


def _office_hours(start: datetime, minutes: int) -> datetime:
    """Minutes of office time after `start`, over nights, noons and rest days."""
    spans = _office_spans(start)
    begin, end = next(spans)
    while minutes > _minutes(begin, end):
        minutes -= _minutes(begin, end)
        begin, end = next(spans)
    return begin + timedelta(minutes=minutes)


def _office_minutes(begin: datetime, end: datetime) -> int:
    """Minutes of office time within a pause."""
    spans = takewhile(lambda span: span[0] < end, _office_spans(begin))
    return sum(_minutes(opened, min(closed, end)) for opened, closed in spans)


def _minutes(begin: datetime, end: datetime) -> int:
    return int((end - begin).total_seconds()) // 60


def _office_spans(start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Mornings and afternoons of working days from `start` on."""
    at = start.astimezone(SHANGHAI)
    while True:
        if calendar.is_working(at.date()):
            for opens, closes in ((OPENS, NOON), (AFTERNOON, CLOSES)):
                begin = max(at, datetime.combine(at.date(), opens, SHANGHAI))
                end = datetime.combine(at.date(), closes, SHANGHAI)
                if begin < end:
                    yield begin, end
        at = datetime.combine(at.date() + timedelta(1), time(), SHANGHAI)
