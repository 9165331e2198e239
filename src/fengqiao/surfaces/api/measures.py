"""指标: what is declared, its value for a period and a place, and the very matters behind it."""
# Annotations are read by the interface at start: this page does not postpone them.

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from fengqiao.kernel.casework.titles import title_for
from fengqiao.kernel.identity.door import permitted
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.measures.declarations import MEASURES, Figure, Measure, Ratio
from fengqiao.kernel.measures.periods import Span, span
from fengqiao.kernel.measures.tables import by_unit, level_below
from fengqiao.kernel.places.scope import CITY, COUNTY, PROVINCE, TOWN, VILLAGE, acting, reach

router = Router(tags=["指标"])
SIZE = 50
WIDTHS = (PROVINCE, CITY, COUNTY, TOWN, VILLAGE)

PeriodKey = Annotated[str, Query(alias="period", description="2026-11、2026-Q4 或 2026")]
UnitCode = Annotated[int | None, Query(alias="unit", ge=10**11, lt=10**12, description="12 位区划代码")]


class MeasureOut(Schema):
    """A declared figure."""

    key: str
    label: str
    unit: str
    ratio: bool


class FigureOut(MeasureOut):
    """A figure of a period; a ratio gives both numbers, and no value without a denominator (—)."""

    period: str
    value: Decimal | None
    above: Decimal | None
    below: Decimal | None


class UnitFigureOut(FigureOut):
    """A figure of one unit below the post."""

    code: int
    name: str


class CountedOut(Schema):
    """A matter behind a figure."""

    id: UUID
    kind: str
    number: str
    title: str


class CountedPageOut(Schema):
    """A page of the matters behind a figure; `next` is the `after` of the following page."""

    rows: list[CountedOut]
    next: UUID | None


@router.get("", response=list[MeasureOut], summary="指标目录")
@permitted(WORKBENCH)
def measures(request: HttpRequest) -> list[MeasureOut]:
    """The figures of the lines the post may look at."""
    return [MeasureOut(**_words(measure)) for measure in _readable()]


@router.get("/{key}", response=FigureOut, summary="指标值")
@permitted(WORKBENCH)
def figure(request: HttpRequest, key: str, period: PeriodKey, unit: UnitCode = None) -> FigureOut:
    """The figure of a period, over the whole range of the post or one place in it."""
    measure, asked = _measure(key), _span(period)
    return FigureOut(**_shown(measure, asked, measure.figure(asked.period, unit=_codes(unit))))


@router.get("/{key}/units", response=list[UnitFigureOut], summary="下一级各单位的指标值")
@permitted(WORKBENCH)
def units(request: HttpRequest, key: str, period: PeriodKey) -> list[UnitFigureOut]:
    """The figure of every unit one level below the post."""
    measure, asked, level = _measure(key), _span(period), level_below()
    lines = by_unit([measure], asked.period, level) if level else []
    return [
        UnitFigureOut(
            **_shown(measure, asked, line.figures[0]), code=line.unit.codes[0] // VILLAGE, name=line.unit.name
        )
        for line in lines
    ]


@router.get("/{key}/matters", response=CountedPageOut, summary="指标下钻：所计的办件")
@permitted(WORKBENCH)
def counted(
    request: HttpRequest,
    key: str,
    period: PeriodKey,
    unit: UnitCode = None,
    after: Annotated[UUID | None, Query()] = None,
) -> CountedPageOut:
    """The very matters a figure counts, newest first; of a ratio, those it is measured on."""
    rows = _measure(key).subjects(_span(period).period, unit=_codes(unit)).defer("words", "key")
    found = list((rows.filter(uid__lt=after) if after else rows)[: SIZE + 1])
    return CountedPageOut(
        rows=[
            CountedOut(id=subject.pk, kind=subject.kind, number=subject.number, title=title_for(subject))
            for subject in found[:SIZE]
        ],
        next=found[SIZE - 1].pk if len(found) > SIZE else None,
    )


def _readable() -> Iterator[Measure | Ratio]:
    may = acting().may
    return (each for each in MEASURES.values() if f"{each.kind.partition('.')[0]}.view" in may)


def _measure(key: str) -> Measure | Ratio:
    """A declared figure of a line the post may look at."""
    if key not in MEASURES:
        raise Http404(key)
    measure = MEASURES[key]
    area = measure.kind.partition(".")[0]
    if f"{area}.view" not in acting().may:
        raise PermissionDenied(f"{area}.view")
    return measure


def _span(key: str) -> Span:
    found = span(key)
    if found is None:
        raise ValidationError({"period": "统计期应写成 2026-11、2026-Q4 或 2026。"})
    return found


def _codes(unit: int | None) -> tuple[int, int] | None:
    """The scope codes of a place, whatever its level."""
    if unit is None:
        return None
    code = unit * VILLAGE
    return reach(code, next(width for width in WIDTHS if code % width == 0))


def _words(measure: Measure | Ratio) -> dict[str, Any]:
    return {
        "key": measure.key,
        "label": measure.label,
        "unit": measure.unit,
        "ratio": isinstance(measure, Ratio),
    }


def _shown(measure: Measure | Ratio, asked: Span, it: Figure) -> dict[str, Any]:
    return {**_words(measure), "period": asked.key, "value": it.value, "above": it.above, "below": it.below}
