"""The lists of 以案定补 and 异常提示, declared once: page, filters, views, export."""

from __future__ import annotations

from django.urls import reverse
from django_filters import FilterSet

from fengqiao.business.mediation.models import AnomalyHint, SubsidyClaim
from fengqiao.business.mediation.queries import hints
from fengqiao.business.mediation.queries import subsidy as queries
from fengqiao.business.mediation.terms import ClaimState, Difficulty, HintKind
from fengqiao.kernel.casework.searching import matching
from fengqiao.kernel.exchange.export import Source
from fengqiao.kernel.ui.filters import AnyOf, OneOf, Period
from fengqiao.kernel.ui.keyset import Order
from fengqiao.kernel.ui.listing import Column, Empty, Listing, View

MAY = "subsidy.view"


class ClaimFilter(FilterSet):
    """Filters of the claims."""

    state = AnyOf("状态", ClaimState.choices)
    difficulty = OneOf("难易", Difficulty.choices)
    opened_at = Period("申报时间")

    class Meta:
        model = SubsidyClaim
        fields = ("state", "difficulty", "opened_at")


class HintFilter(FilterSet):
    """Filters of the hints."""

    kind = AnyOf("情形", HintKind.choices)
    found_on = Period("提示日期")

    class Meta:
        model = AnomalyHint
        fields = ("kind", "found_on")


OPENED = Order(key="opened", label="申报时间", by="opened_at")
CLAIMS = Listing(
    key="mediation.claims",
    label="以案定补",
    query=queries.claims,
    columns=(
        Column(label="申报编号", value="number", kind="code", main=True, width=220, phone="name"),
        Column(label="卷号", value="case_number", kind="code", width=220),
        Column(label="调委会", value="committee.short_name", key="committee", width=110),
        Column(label="领款人", value=queries.payees_shown, key="payees", phone="handler"),
        Column(label="难易", value="get_difficulty_display", key="difficulty", width=80),
        Column(label="金额（元）", value=queries.amount_of, key="amount", kind="money", width=110, phone="due"),
        Column(label="批次", value="batch_name", key="batch", width=100),
        Column(label="状态", value=queries.chip_of, key="state", kind="chip", width=100, phone="state"),
    ),
    orders=(OPENED,),
    default_order="-opened",
    row_url=lambda row: reverse("mediation:claim", args=[row.pk]),
    filters=ClaimFilter,
    search=matching,
    search_label="搜申报编号",
    views=(
        View(key="waiting", label="待我办理", narrow=queries.waiting, counted=True),
        View(key="mine", label="我的申报", narrow=queries.mine),
        View(key="all", label="全部"),
    ),
    export="mediation:claim-export",
    empty=Empty(
        title="没有补贴申报",
        text="案件归档后，在案件页面申报补贴；轮到您审核的申报会出现在这里。",
        icon="file-certificate",
        action="看调解案件",
        url="mediation:case-list",
    ),
)
BATCHES = Listing(
    key="mediation.batches",
    label="以案定补",
    query=queries.batches,
    columns=(
        Column(label="批次", value="name", main=True, phone="name"),
        Column(label="公示日期", value="public_on", kind="date", width=120),
        Column(label="公示至", value="public_until", kind="date", width=120, phone="due"),
        Column(label="发放日期", value="paid_on", kind="date", width=120),
        Column(label="状态", value=queries.batch_chip, key="state", kind="chip", width=100, phone="state"),
    ),
    orders=(Order(key="opened", label="公示日期", by="opened_at"),),
    default_order="-opened",
    row_url=lambda row: reverse("mediation:batch", args=[row.pk]),
    empty=Empty(title="还没有发放批次", text="县局把已审定的申报编成批次，公示期满后发放。", icon="file-certificate"),
    unit="批",
)

HINTS = Listing(
    key="mediation.hints",
    label="以案定补",
    query=hints.hints,
    columns=(
        Column(label="提示内容", value="what", main=True, phone="name"),
        Column(label="编号", value="number", kind="code", width=200),
        Column(label="情形", value="get_kind_display", key="kind", width=200, phone="handler"),
        Column(label="提示日期", value="found_on", order="opened", kind="date", width=120, phone="due"),
        Column(label="核查", value=hints.chip_of, key="state", kind="chip", width=100, phone="state"),
    ),
    orders=(Order(key="opened", label="提示日期", by="opened_at"),),
    default_order="-opened",
    row_url=lambda row: reverse("mediation:hint", args=[row.pk]),
    filters=HintFilter,
    views=(
        View(key="open", label="待核查", narrow=lambda rows: rows.filter(closed_at=None), counted=True),
        View(key="all", label="全部"),
    ),
    empty=Empty(
        title="没有待核查的异常提示",
        text="系统每天比对近期案件；提示只供核查，不代表有问题，也不对外显示。",
        icon="eye-check",
    ),
    unit="条",
)

CLAIM_SOURCE = Source(key=CLAIMS.key, label="以案定补申报", may=MAY, rows=CLAIMS.rows_for_export)
PAYMENT_SOURCE = Source(
    key="mediation.payments", label="以案定补发放表", may="mediation.supervise", rows=queries.payment_rows
)
