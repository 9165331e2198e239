"""Figures (统计报表): all declared ones of the acting range, and each with the very matters it counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from fengqiao.kernel.exchange.deliver import export_listing
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.measures.declarations import MEASURES, Figure, Measure, Ratio
from fengqiao.kernel.measures.periods import Span, month_of, offered, span, year_before
from fengqiao.kernel.measures.tables import Level, Line, Unit, by_unit, evaluate, is_demonstration, level_below
from fengqiao.kernel.measures.wording import defined
from fengqiao.kernel.places.scope import acting, today
from fengqiao.kernel.ui import words
from fengqiao.kernel.ui.page import page
from fengqiao.surfaces.workbench.counted import COUNTED, SOURCE
from fengqiao.surfaces.workbench.desk import own_measures, printed

Declared = Measure | Ratio


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as a table shows it: its value, both numbers of a ratio, and the page of what it counts."""

    figure: Figure
    url: str
    before: str = ""
    change: str = ""

    @property
    def value(self) -> str:
        """In digits."""
        return printed(self.figure)

    @property
    def both(self) -> str:
        """Both numbers of a ratio: 828 / 1,497."""
        figure = self.figure
        return f"{figure.above:,} / {figure.below:,}" if figure.below is not None else ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the table with its cells."""

    name: str
    cells: list[Cell]
    url: str = ""
    current: bool = False
    share: int = 0  # how long its bar is, of a hundred


def asked_span(request: HttpRequest) -> Span:
    """The period the address asks for; this month where it asks for none."""
    return span(request.GET.get("period", "")) or month_of(today())


@require_GET
@permission(WORKBENCH)
def figure_list(request: HttpRequest) -> HttpResponse:
    """All figures of a period: those of the whole range, or side by side those of the units one level below."""
    chosen, items = asked_span(request), own_measures()
    if not items:
        raise PermissionDenied("没有可查看的统计指标")
    level = level_below()
    by = level is not None and request.GET.get("by") == "unit"
    context = {
        "title": "统计报表",
        "span": chosen,
        "periods": offered(today()),
        "level": level,
        "by_unit": by,
        "items": items,
        "lines": _unit_rows(items, chosen, level) if by and level else [],
        "cells": [] if by else _cells(items, chosen),
        "demonstration": is_demonstration(),
    }
    return page(request, "workbench/figures.html", context)


@require_GET
@permission(WORKBENCH)
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One figure: what it means, how it stands, the units below, and exactly the matters it counts."""
    item = _own(key)
    chosen, level = asked_span(request), level_below()
    unit = (
        next((each for each in level.units if str(each.codes[0]) == request.GET.get("unit")), None) if level else None
    )
    [whole] = evaluate([item], chosen.period)
    [shown] = evaluate([item], chosen.period, unit=unit.codes) if unit else [whole]
    [before] = evaluate([item], year_before(chosen.period, today()), unit=unit.codes if unit else None)
    above = isinstance(item, Ratio) and request.GET.get("part") == "above"
    params = request.GET.copy()
    params["figure"], params["period"] = key, chosen.key
    reading = COUNTED.read(params, request.path)
    context = {
        "item": item,
        "listing": COUNTED,
        "reading": reading,
        "export": f"{reverse('workbench:figure-export', args=[key])}?{reading.query_string}",
        "span": chosen,
        "periods": offered(today()),
        "level": level,
        "unit": unit,
        "cell": Cell(shown, "", printed(before), change(item, before, shown)),
        "ratio": isinstance(item, Ratio),
        "above": above,
        "sides": _sides(item, chosen, unit),
        "definition": defined(item),
        "lines": _bars(item, chosen, level, unit) if level else [],
        "whole": Cell(whole, _url(item, chosen)),
        "demonstration": is_demonstration(),
        "masked": acting().masked,
    }
    return page(request, "workbench/figure.html", {"title": item.label, **context}, part="rows")


@require_GET
@permission(WORKBENCH)
def figure_export(request: HttpRequest, key: str) -> HttpResponse:
    """导出: the list behind a figure, exactly as it is shown."""
    _own(key)
    return export_listing(request, SOURCE)


def change(item: Declared, before: Figure, present: Figure) -> str:
    """The change against the same period: points for a ratio, percent for a count."""
    if before.value is None or present.value is None:
        return ""
    if isinstance(item, Ratio):
        return words.points(before.value, present.value)
    return words.growth(int(before.value), int(present.value))


def _own(key: str) -> Declared:
    item = MEASURES.get(key)
    if item is None:
        raise Http404(key)
    if item not in own_measures():
        raise PermissionDenied(key)
    return item


def _url(item: Declared, chosen: Span, unit: Unit | None = None, part: str = "") -> str:
    asked = {"period": chosen.key} | ({"unit": str(unit.codes[0])} if unit else {}) | ({"part": part} if part else {})
    return f"{reverse('workbench:figure', args=[item.key])}?{urlencode(asked)}"


def _cells(items: list[Declared], chosen: Span) -> list[Cell]:
    present, before = evaluate(items, chosen.period), evaluate(items, year_before(chosen.period, today()))
    return [
        Cell(it, _url(item, chosen), printed(then), change(item, then, it))
        for item, it, then in zip(items, present, before, strict=True)
    ]


def _unit_rows(items: list[Declared], chosen: Span, level: Level) -> list[UnitRow]:
    def row(line: Line) -> UnitRow:
        pairs = zip(items, line.figures, strict=True)
        return UnitRow(line.unit.name, [Cell(it, _url(item, chosen, line.unit)) for item, it in pairs])

    total = [Cell(it, _url(item, chosen)) for item, it in zip(items, evaluate(items, chosen.period), strict=True)]
    return [UnitRow("合计", total), *map(row, by_unit(items, chosen.period, level))]


def _bars(item: Declared, chosen: Span, level: Level, current: Unit | None) -> list[UnitRow]:
    """The units below, the highest first; those without a value last."""
    lines = by_unit([item], chosen.period, level)
    most = max((it.value for line in lines for it in line.figures if it.value is not None), default=0)
    rows = [
        UnitRow(
            line.unit.name,
            [Cell(it, "")],
            _url(item, chosen, line.unit),
            line.unit == current,
            int(it.value * 100 / most) if most and it.value else 0,
        )
        for line in lines
        for it in line.figures
    ]
    return sorted(rows, key=lambda row: (row.cells[0].figure.value is None, -(row.cells[0].figure.value or 0)))


def _sides(item: Declared, chosen: Span, unit: Unit | None) -> Iterator[tuple[str, str, str]]:
    """Numerator and denominator of a ratio: the words, the key in the address, and the list of each."""
    if isinstance(item, Ratio):
        yield "分子", item.above.label, _url(item, chosen, unit, "above")
        yield "分母", item.below.label, _url(item, chosen, unit)
