"""The periods figures are asked for: a month, a quarter, a year (统计期), and the same period of the year before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from fengqiao.kernel.measures.declarations import Period
from fengqiao.kernel.places.calendar import add_months

_KEY = re.compile(r"(20\d\d)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
QUARTERS = "一二三四"
YEARS = 3  # how far back the pick-list goes


@dataclass(frozen=True, slots=True)
class Span:
    """A period with its key in an address (2026-11, 2026-Q4, 2026) and its words."""

    key: str
    label: str
    period: Period

    @property
    def last(self) -> date:
        """Its last day."""
        return self.period.end - timedelta(days=1)


def span(key: str) -> Span | None:
    """The period of a key; None for what is none."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    year, quarter, month = int(found[1]), found[2], found[3]
    if month:
        return _span(key, f"{year}年{int(month)}月", date(year, int(month), 1), 1)
    if quarter:
        return _span(key, f"{year}年第{QUARTERS[int(quarter) - 1]}季度", date(year, int(quarter) * 3 - 2, 1), 3)
    return _span(key, f"{year}年", date(year, 1, 1), 12)


def _span(key: str, label: str, start: date, months: int) -> Span:
    return Span(key, label, Period(start, add_months(start, months)))


def month_of(day: date) -> Span:
    """The month a day lies in."""
    return _span(f"{day:%Y-%m}", f"{day.year}年{day.month}月", day.replace(day=1), 1)


def year_before(period: Period, today: date) -> Period:
    """The same period of the year before; of one that still runs, its days until today (同期)."""
    end = min(period.end, max(today + timedelta(days=1), period.start))
    return Period(add_months(period.start, -12), add_months(end, -12))


def offered(today: date) -> list[tuple[str, list[Span]]]:
    """The periods of the pick-list under their headings, the latest first."""
    years = range(today.year, today.year - YEARS, -1)
    keys = {
        "月": [f"{year}-{month:02d}" for year in years for month in range(12, 0, -1)],
        "季度": [f"{year}-Q{quarter}" for year in years for quarter in range(4, 0, -1)],
        "年": [str(year) for year in years],
    }
    return [
        (heading, [found for key in each if (found := span(key)) and found.period.start <= today])
        for heading, each in keys.items()
    ]
