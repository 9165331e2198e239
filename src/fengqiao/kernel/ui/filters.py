"""The filters that fit the one line above a list; django-filter does the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import DateTimeField, QuerySet
from django.forms import CheckboxSelectMultiple
from django_filters import ChoiceFilter, MultipleChoiceFilter

from fengqiao.kernel.places.scope import SHANGHAI, today
from fengqiao.kernel.ui.keyset import field_of

Choice = tuple[str, str] | tuple[str, list[tuple[str, str]]]  # a value with its label, or a group of them
Choices = Sequence[Choice] | Callable[[], Sequence[Choice]]
PERIODS = [("day", "今天"), ("week", "本周"), ("month", "本月"), ("year", "今年"), ("before", "去年")]


class OneOf(ChoiceFilter):
    """One of a list (状态：在办), or all."""

    def __init__(self, label: str, choices: Choices, **more: Any) -> None:
        super().__init__(label=label, choices=choices, empty_label="全部", **more)


class AnyOf(MultipleChoiceFilter):
    """Several of a list (类型：2 项), or all; the column is the row's own, so that no row comes twice."""

    def __init__(self, label: str, choices: Choices, **more: Any) -> None:
        super().__init__(label=label, choices=choices, widget=CheckboxSelectMultiple, distinct=False, **more)


class Period(ChoiceFilter):
    """A time of the calendar (登记时间：今年), in days of Asia/Shanghai."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label=label, choices=PERIODS, empty_label="全部", **more)

    def filter(self, qs: QuerySet[Any, Any], value: str) -> QuerySet[Any, Any]:
        if not value:
            return qs
        first, beyond = period(value, today())
        column = str(self.field_name)
        bounds: tuple[date, date] = (first, beyond)
        if isinstance(field_of(qs, column)[0], DateTimeField):
            bounds = (_midnight(first), _midnight(beyond))
        return qs.filter(**{f"{column}__gte": bounds[0], f"{column}__lt": bounds[1]})


def period(name: str, day: date) -> tuple[date, date]:
    """The first day of a named period around a day, and the first day after it; the week begins on Monday."""
    if name == "day":
        return day, day + timedelta(days=1)
    if name == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    if name == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1)
    year = day.year - (name == "before")
    return date(year, 1, 1), date(year + 1, 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
