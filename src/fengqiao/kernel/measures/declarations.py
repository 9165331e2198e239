"""A figure is declared once: its rows are the count, the drill-down and the as-of recomputation (指标)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.apps import apps
from django.db.models import Aggregate, Avg, Count, F, Q, QuerySet, Sum

from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.measures.models import Fact


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open span of days [start, end)."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Figure:
    """One evaluated figure: a value with its unit, and for a ratio both numbers; None is 无分母 and prints as —."""

    key: str
    label: str
    unit: str
    value: Decimal | None
    above: Decimal | None = None
    below: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A count, sum or mean over facts.

    `where` and `unless` are data, `column__lookup` only, so that the same filter compiles to SQL and to Ibis; `at` is
    the date column that puts a row into a period; `total` names the summed column, `mean` two date columns whose
    distance in days is averaged.
    """

    key: str
    label: str
    unit: str
    of: str  # the fact model: "mediation.CaseFact"
    at: str
    kind: str  # the kind of matter behind a row: "mediation.case"
    where: Mapping[str, Any] = field(default_factory=dict)
    unless: Mapping[str, Any] = field(default_factory=dict)  # rows of this kind are not counted
    by: tuple[tuple[str, ...], ...] = ((),)
    total: str = ""
    mean: tuple[str, str] | None = None
    places: int = 0
    scale: int = 1  # 10000 prints 万元

    def facts(
        self, period: Period, *, unit: tuple[int, int] | None = None, position: int | None = None
    ) -> QuerySet[Fact]:
        """The counted rows inside the acting scope: now, or as they stood at a journal position."""
        return self.within(period, unit=unit, position=position).filter(self.condition)

    @property
    def condition(self) -> Q:
        """Which of the rows of a period are counted."""
        return Q(**self.where) & ~Q(**self.unless) if self.unless else Q(**self.where)

    def within(
        self, period: Period, *, unit: tuple[int, int] | None = None, position: int | None = None
    ) -> QuerySet[Fact]:
        """All rows of the period by the same date, counted or not: several figures are read from them at once."""
        model: type[Fact] = apps.get_model(self.of)
        rows = model.objects.filter(**{f"{self.at}__gte": period.start, f"{self.at}__lt": period.end})
        if unit:
            rows = rows.filter(region_code__range=unit)
        if position is None:
            return rows.filter(until_event=None)
        return rows.filter(Q(to_position=None) | Q(to_position__gt=position), from_position__lte=position)

    @property
    def parts(self) -> tuple[Measure, ...]:
        """The measures whose values the figure is printed from."""
        return (self,)

    def expression(self, *, only: Q | None = None) -> Aggregate:
        """What is computed over the counted rows; over those of the rows that `only` names."""
        if self.total:
            return Sum(self.total, filter=only)
        if self.mean:
            first, last = self.mean
            return Avg(F(last) - F(first), filter=only)
        return Count("pk", filter=only)

    def read(self, computed: Decimal | timedelta | int | None) -> Decimal | None:
        """The value of what was computed, unrounded: no row is a sum of 0, but no mean."""
        if isinstance(computed, timedelta):
            return Decimal(computed.total_seconds()) / 86400
        if computed is None and self.mean:
            return None
        return Decimal(computed or 0) / self.scale

    def value(
        self, period: Period, *, unit: tuple[int, int] | None = None, position: int | None = None
    ) -> Decimal | None:
        """The figure itself, unrounded."""
        rows = self.facts(period, unit=unit, position=position)
        return self.read(rows.aggregate(it=self.expression())["it"])

    def printed(self, values: Mapping[str, Decimal | None]) -> Figure:
        """The figure of a value, half up to the stated places."""
        got = values[self.key]
        return Figure(self.key, self.label, self.unit, got if got is None else rounded(got, self.places))

    def figure(self, period: Period, *, unit: tuple[int, int] | None = None, position: int | None = None) -> Figure:
        """The figure as it is printed."""
        return self.printed({self.key: self.value(period, unit=unit, position=position)})

    def subjects(
        self, period: Period, *, unit: tuple[int, int] | None = None, position: int | None = None
    ) -> QuerySet[Subject]:
        """The very matters the figure counts, newest first."""
        rows = self.facts(period, unit=unit, position=position)
        return Subject.objects.filter(pk__in=rows.values("subject")).order_by("-uid")


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """Always Σ ÷ Σ; both numbers are shown, and no denominator prints —."""

    key: str
    label: str
    above: Measure
    below: Measure
    unit: str = "%"
    places: int = 1
    times: int = 100  # 1 prints a mean: 元 per matter

    @property
    def kind(self) -> str:
        """The kind of matter behind its rows."""
        return self.above.kind

    @property
    def parts(self) -> tuple[Measure, ...]:
        """Numerator and denominator."""
        return (self.above, self.below)

    def printed(self, values: Mapping[str, Decimal | None]) -> Figure:
        """Percent or mean, half up to the stated places, with both numbers."""
        above, below = values[self.above.key] or Decimal(0), values[self.below.key] or Decimal(0)
        value = rounded(above * self.times / below, self.places) if below else None
        return Figure(self.key, self.label, self.unit, value, above, below)

    def figure(self, period: Period, *, unit: tuple[int, int] | None = None, position: int | None = None) -> Figure:
        """The figure as it is printed."""
        return self.printed({part.key: part.value(period, unit=unit, position=position) for part in self.parts})

    def subjects(
        self, period: Period, *, unit: tuple[int, int] | None = None, position: int | None = None
    ) -> QuerySet[Subject]:
        """The matters of the denominator: what the rate was measured on."""
        return self.below.subjects(period, unit=unit, position=position)


MEASURES: dict[str, Measure | Ratio] = {}


def rounded(value: Decimal, places: int) -> Decimal:
    """Half up, as official tables round (四舍五入)."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
