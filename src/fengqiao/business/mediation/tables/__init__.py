"""The lists of mediation, declared once: page, filters, views, export and API list."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse
from django_filters import FilterSet

from fengqiao.business.mediation import queries
from fengqiao.business.mediation.models import Dispute, IntakeItem, MediationCase
from fengqiao.business.mediation.queries import lists
from fengqiao.business.mediation.terms import (
    CaseState,
    Difficulty,
    DisputeState,
    DisputeType,
    IntakeState,
    Outcome,
    Risk,
    Source,
)
from fengqiao.kernel.casework.searching import matching
from fengqiao.kernel.casework.titles import name_for, title_for
from fengqiao.kernel.exchange.export import Source as ExportSource
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.ui.filters import AnyOf, OneOf, Period
from fengqiao.kernel.ui.keyset import Order, Rows
from fengqiao.kernel.ui.listing import Bulk, Column, Empty, Listing, View


class DisputeFilter(FilterSet):
    """Filters of the disputes."""

    state = OneOf("状态", DisputeState.choices)
    dispute_type = AnyOf("类型", DisputeType.choices)
    opened_at = Period("登记时间")
    risk = AnyOf("风险", Risk.choices)
    difficulty = OneOf("难易", Difficulty.choices)
    first_source = OneOf("来源", Source.choices)

    class Meta:
        model = Dispute
        fields = ("state", "dispute_type", "opened_at", "risk", "difficulty", "first_source")


class CaseFilter(FilterSet):
    """Filters of the cases."""

    state = OneOf("状态", CaseState.choices)
    dispute_type = AnyOf("类型", DisputeType.choices)
    opened_at = Period("登记时间")
    outcome = AnyOf("结果", Outcome.choices)
    source = OneOf("来源", Source.choices)

    class Meta:
        model = MediationCase
        fields = ("state", "dispute_type", "opened_at", "outcome", "source")


class ItemFilter(FilterSet):
    """Filters of 来件."""

    state = OneOf("状态", IntakeState.choices)
    source = OneOf("来源", Source.choices)
    opened_at = Period("接收时间")

    class Meta:
        model = IntakeItem
        fields = ("state", "source", "opened_at")


def in_hand(rows: Rows) -> Rows:
    """Matters that are not concluded (在办)."""
    return rows.filter(closed_at=None)


def mine(rows: Rows) -> Rows:
    """Matters the acting post handles."""
    return rows.filter(handler=acting().post)


def red(rows: Rows) -> Rows:
    """Red and orange disputes."""
    return rows.filter(risk__in=[Risk.RED, Risk.ORANGE], closed_at=None)


def watched(rows: Rows) -> Rows:
    """稳控: what mediation did not settle and is still red or orange (4.1)."""
    return rows.filter(risk__in=[Risk.RED, Risk.ORANGE], state=DisputeState.UNRESOLVED)


def handler(row: Any) -> str:  # any matter
    """Who handles it."""
    return lists.handler_name(row) or "—"


def leader(row: Any) -> str:  # a dispute of the list
    """Who leads it (包案领导)."""
    return name_for(row.leader.user.name)


def duty_unit(row: Any) -> str:  # a dispute of the list
    """The organization that answers for it."""
    return row.duty_organization.name if row.duty_organization else "—"


VIEW, HANDLE, TRIAGE, ASSIGN = "mediation.view", "mediation.handle", "mediation.triage", "mediation.assign"
WHOLE = "subject__root"  # a dispute waits when one of its cases does
ASSIGNED = Bulk(key="assign", label="指派", icon="user-plus", may=ASSIGN)
PRINTED = Bulk(key="print", label="打印文书", icon="printer", may=HANDLE)
EXPORTED = Bulk(key="export", label="导出", icon="download", may=VIEW)
LIMIT = Column(label="期限", value=lists.limit, key="limit", kind="deadline", width=190, phone="due")

OPENED = Order(key="opened", label="登记时间", by="opened_at")

DISPUTES = Listing(
    key="mediation.disputes",
    label="矛盾纠纷",
    query=queries.disputes,
    columns=(
        Column(label="纠纷名称", value=queries.shown_title, key="title", main=True, phone="name"),
        Column(label="编号", value="number", kind="code", width=210),
        Column(label="状态", value=queries.dispute_chip, key="state", kind="chip", width=100, phone="state"),
        Column(label="风险", value=queries.risk_level, key="risk", kind="risk", width=80),
        LIMIT,
        Column(label="承办人", value=handler, key="handler", width=90, phone="handler"),
        Column(label="登记时间", value="opened_at", order="opened", kind="moment", width=120),
    ),
    orders=(OPENED,),
    default_order="-opened",
    row_url=lambda row: reverse("mediation:dispute", args=[row.pk]),
    filters=DisputeFilter,
    search=matching,
    views=(
        View(key="open", label="全部在办", narrow=in_hand),
        View(key="route", label="待分流", narrow=lists.unrouted, counted=True),
        View(key="soon", label="即将到期", narrow=partial(lists.ending, by=WHOLE), counted=True),
        View(key="late", label="逾期", narrow=partial(lists.late, by=WHOLE), counted=True, late=True),
        View(key="red", label="红橙", narrow=red, counted=True),
        View(key="watch", label="稳控", narrow=watched),
        View(key="mine", label="我承办的", narrow=mine),
        View(key="all", label="全部"),
    ),
    beside=lists.with_all_limits,
    bulk=(Bulk(key="route", label="分流", icon="arrow-right", may=TRIAGE, step="route"), ASSIGNED, EXPORTED),
    export="mediation:dispute-export",
    empty=Empty(
        title="还没有在办的矛盾纠纷",
        text="登记的纠纷、网格和派出所送来的来件立案后，会出现在这里。",
        action="登记纠纷",
        url="mediation:dispute-new",
    ),
)
LED = Listing(
    key="mediation.led",
    label="包案台账",
    query=queries.led,
    columns=(
        Column(label="纠纷名称", value=queries.shown_title, key="title", main=True, phone="name"),
        Column(label="风险", value=queries.risk_level, key="risk", kind="risk", width=80, phone="due"),
        Column(label="状态", value=queries.dispute_chip, key="state", kind="chip", width=100, phone="state"),
        Column(label="包案领导", value=leader, key="leader", width=100, phone="handler"),
        Column(label="责任单位", value=duty_unit, key="duty_organization", width=180),
        Column(label="最近联系走访", value="seen_at", kind="moment", width=130),
        Column(label="登记时间", value="opened_at", order="opened", kind="moment", width=120),
    ),
    orders=(OPENED,),
    default_order="-opened",
    row_url=lambda row: reverse("mediation:dispute", args=[row.pk]),
    search=matching,
    views=(
        View(key="all", label="红橙"),
        View(key="red", label="红", narrow=lambda rows: rows.filter(risk=Risk.RED), counted=True),
        View(key="mine", label="我包案的", narrow=lambda rows: rows.filter(leader=acting().post)),
    ),
    export="mediation:led-export",
    empty=Empty(title="没有领导包案的红橙纠纷", text="核定为红色风险的纠纷须确定包案领导，会出现在这里。"),
)
CASES = Listing(
    key="mediation.cases",
    label="调解案件",
    query=queries.cases,
    columns=(
        Column(label="案件", value=queries.shown_title, key="title", main=True, phone="name"),
        Column(label="卷号", value="number", kind="code", width=220),
        Column(label="调委会", value="committee.short_name", key="committee", width=110),
        Column(label="结果", value="get_outcome_display", key="outcome", width=130),
        Column(label="状态", value=queries.case_chip, key="state", kind="chip", width=100, phone="state"),
        LIMIT,
        Column(label="承办人", value=handler, key="handler", width=90, phone="handler"),
        Column(label="登记时间", value="opened_at", order="opened", kind="moment", width=120),
    ),
    orders=(OPENED,),
    default_order="-opened",
    row_url=lambda row: reverse("mediation:case", args=[row.pk]),
    filters=CaseFilter,
    search=matching,
    views=(
        View(key="open", label="在办", narrow=in_hand),
        View(key="performing", label="履行中", narrow=lambda rows: rows.filter(state=CaseState.PERFORMING)),
        View(key="soon", label="即将到期", narrow=lists.ending, counted=True),
        View(key="late", label="逾期", narrow=lists.late, counted=True, late=True),
        View(key="seal", label="待盖章", narrow=partial(lists.awaiting, duty="mediation.seal"), counted=True),
        View(key="visit", label="待回访", narrow=partial(lists.awaiting, duty="mediation.follow_up"), counted=True),
        View(key="file", label="待归档", narrow=partial(lists.awaiting, duty="mediation.archive"), counted=True),
        View(key="all", label="全部"),
    ),
    beside=lists.with_limits,
    bulk=(ASSIGNED, PRINTED, EXPORTED),
    export="mediation:case-export",
    empty=Empty(
        title="还没有调解案件", text="纠纷申请调解后，会出现在这里。", action="看矛盾纠纷", url="mediation:dispute-list"
    ),
)
ITEMS = Listing(
    key="mediation.items",
    label="来件",
    query=queries.items,
    columns=(
        Column(label="简要情况", value=lambda row: title_for(row.subject), key="title", main=True, phone="name"),
        Column(label="编号", value="number", kind="code", width=210),
        Column(label="来源", value="get_source_detail_display", key="source_detail", width=130, phone="handler"),
        Column(label="状态", value=queries.item_chip, key="state", kind="chip", width=100, phone="state"),
        LIMIT,
        Column(label="接收时间", value="opened_at", order="opened", kind="moment", width=120),
    ),
    orders=(OPENED,),
    default_order="-opened",
    row_url=lambda row: reverse("mediation:item", args=[row.pk]),
    filters=ItemFilter,
    search=matching,
    views=(
        View(key="pending", label="新来件", narrow=lambda rows: rows.filter(state=IntakeState.PENDING), counted=True),
        View(key="same", label="疑似重复", narrow=lists.suspected, counted=True),
        View(key="soon", label="即将到期", narrow=lists.ending, counted=True),
        View(key="late", label="逾期", narrow=lists.late, counted=True, late=True),
        View(key="all", label="全部"),
    ),
    beside=lists.with_limits,
    bulk=(EXPORTED,),
    export="mediation:item-export",
    empty=Empty(
        title="没有待处理的来件",
        text="窗口登记、电话、扫码和部门移送的来件会出现在这里。",
        action="登记纠纷",
        url="mediation:dispute-new",
    ),
)

CLUES = Listing(
    key="mediation.clues",
    label="我的线索",
    query=queries.clues,
    columns=(
        Column(label="线索", value="title", main=True, phone="name"),
        Column(label="编号", value="number", kind="code", width=210),
        Column(label="身份", value="reporter_role", width=150, phone="handler"),
        Column(label="状态", value=queries.item_chip, key="state", kind="chip", width=100, phone="state"),
        Column(label="报送时间", value="opened_at", order="opened", kind="moment", width=120, phone="due"),
    ),
    orders=(OPENED,),
    default_order="-opened",
    row_url=lambda row: reverse("mediation:clue", args=[row.pk]),
    views=(
        View(key="all", label="全部"),
        View(key="pending", label="待处理", narrow=lambda rows: rows.filter(state=IntakeState.PENDING)),
    ),
    empty=Empty(
        title="还没有报送线索",
        text="看到矛盾纠纷的苗头，拍张照片、写几句话就能报送；办到哪一步会显示在这里。",
        action="报线索",
        url="mediation:clue-new",
    ),
    unit="条",
)

SOURCES = tuple(
    ExportSource(key=listing.key, label=listing.label, may="mediation.view", rows=listing.rows_for_export)
    for listing in (DISPUTES, CASES, ITEMS, LED)
)
