"""The lists of 排查, declared once: returns of the units, rounds with how many have reported."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django_filters import FilterSet

from fengqiao.business.mediation.flow.inspections import MADE, OWED
from fengqiao.business.mediation.models import InspectionReturn, InspectionRound
from fengqiao.business.mediation.queries import inspections as queries
from fengqiao.business.mediation.terms import InspectionKind, InspectionLevel, ReturnState, RoundState
from fengqiao.kernel.casework.searching import matching
from fengqiao.kernel.exchange.export import Source
from fengqiao.kernel.ui.filters import AnyOf, OneOf, Period
from fengqiao.kernel.ui.keyset import Order
from fengqiao.kernel.ui.listing import Column, Empty, Listing, View
from fengqiao.kernel.ui.words import NONE


class ReturnFilter(FilterSet):
    """Filters of the returns."""

    state = AnyOf("状态", ReturnState.choices)
    kind = OneOf("类型", InspectionKind.choices)
    period_end = Period("周期")
    level = OneOf("报送单位", InspectionLevel.choices)

    class Meta:
        model = InspectionReturn
        fields = ("state", "kind", "period_end", "level")


class RoundFilter(FilterSet):
    """Filters of the rounds."""

    kind = OneOf("类型", InspectionKind.choices)
    level = OneOf("报送单位", InspectionLevel.choices)
    period_end = Period("周期")

    class Meta:
        model = InspectionRound
        fields = ("kind", "level", "period_end")


def found(row: Any) -> object:  # a return of the list
    """What was found; who has not reported has found nothing that could be told (未报 is not 0)."""
    return row.found_count if row.state in MADE else NONE


def span(row: Any) -> str:  # a return or a round of the list
    """The period in words."""
    return str(row.span.words)


OPENED = Order(key="opened", label="部署时间", by="opened_at")
RETURNS = Listing(
    key="mediation.returns",
    label="排查报送",
    query=queries.returns,
    columns=(
        Column(label="单位", value="organization.name", key="organization", main=True, phone="name"),
        Column(label="排查", value="named", key="kind", width=180, phone="handler"),
        Column(label="周期", value=span, key="period", width=200),
        Column(label="状态", value=queries.return_chip, key="state", kind="chip", width=110, phone="state"),
        Column(label="走访户数", value="households_visited", kind="number", width=90),
        Column(label="发现", value=found, key="found", kind="number", width=70),
        Column(label="报送截止", value="due_at", kind="moment", width=120, phone="due"),
    ),
    orders=(OPENED,),
    default_order="-opened",
    row_url=lambda row: reverse("mediation:return", args=[row.pk]),
    filters=ReturnFilter,
    search=matching,
    search_label="搜单位、编号",
    views=(
        View(key="all", label="全部"),
        View(key="owed", label="待报", narrow=lambda rows: rows.filter(state__in=OWED)),
        View(
            key="missing",
            label="未报",
            narrow=lambda rows: rows.filter(state=ReturnState.MISSING),
            counted=True,
            late=True,
        ),
        View(
            key="late",
            label="迟报补报",
            narrow=lambda rows: rows.filter(state__in=[ReturnState.LATE, ReturnState.SUPPLEMENTED]),
        ),
        View(key="zero", label="零报告", narrow=lambda rows: rows.filter(zero_report=True, state__in=MADE)),
    ),
    export="mediation:return-export",
    empty=Empty(title="还没有排查任务", text="按频次或专项部署的排查任务会出现在这里。", icon="clipboard-check"),
    unit="份",
)
ROUNDS = Listing(
    key="mediation.rounds",
    label="排查轮次",
    query=queries.rounds,
    columns=(
        Column(label="排查", value="named", key="kind", main=True, phone="name"),
        Column(label="周期", value=span, key="period", width=200, phone="handler"),
        Column(label="部署单位", value="organization.name", key="organization", width=160),
        Column(label="报送单位", value="get_level_display", key="level", width=110),
        Column(label="应报", value="asked", kind="number", width=70),
        Column(label="已报", value="made", kind="number", width=70),
        Column(label="迟报", value="late", kind="number", width=70),
        Column(label="未报", value="missing", kind="number", width=70),
        Column(label="状态", value=queries.round_chip, key="state", kind="chip", width=100, phone="state"),
        Column(label="报送截止", value="due_at", kind="moment", width=120, phone="due"),
    ),
    orders=(OPENED,),
    default_order="-opened",
    row_url=lambda row: reverse("mediation:round", args=[row.pk]),
    filters=RoundFilter,
    search=matching,
    search_label="搜轮次、编号",
    views=(
        View(key="running", label="进行中", narrow=lambda rows: rows.filter(state=RoundState.RUNNING)),
        View(key="missing", label="有未报", narrow=lambda rows: rows.filter(missing__gt=0)),
        View(key="all", label="全部"),
    ),
    export="mediation:round-export",
    empty=Empty(
        title="没有进行中的排查", text="按频次生成的定期排查和部署的专项排查会出现在这里。", icon="clipboard-check"
    ),
    unit="轮",
)

SOURCES = tuple(
    Source(key=listing.key, label=listing.label, may="mediation.view", rows=listing.rows_for_export)
    for listing in (RETURNS, ROUNDS)
)
