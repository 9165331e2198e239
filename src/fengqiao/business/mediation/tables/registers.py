"""The lists of the registers (调解组织名册), declared once: page, filters, export."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django_filters import FilterSet

from fengqiao.business.mediation.models import Appointment, MediationCenter, MediationCommittee, MediationRoom, Mediator
from fengqiao.business.mediation.queries import registers as queries
from fengqiao.business.mediation.terms import (
    CommitteeLevel,
    CommitteeState,
    CommitteeType,
    MediatorGrade,
    MediatorKind,
    RoomType,
    Specialty,
)
from fengqiao.kernel.exchange.export import Source
from fengqiao.kernel.places.scope import today
from fengqiao.kernel.ui.filters import AnyOf, OneOf
from fengqiao.kernel.ui.keyset import Order, Rows
from fengqiao.kernel.ui.listing import Column, Empty, Listing, View


class CommitteeFilter(FilterSet):
    """Filters of the committees."""

    committee_type = AnyOf("类型", CommitteeType.choices)
    specialty = AnyOf("专业领域", Specialty.choices)
    level = OneOf("层级", CommitteeLevel.choices)

    class Meta:
        model = MediationCommittee
        fields = ("committee_type", "specialty", "level")


class MediatorFilter(FilterSet):
    """Filters of the mediators."""

    kind = OneOf("专职/兼职", MediatorKind.choices)
    grade = AnyOf("等级", MediatorGrade.choices)
    sex = OneOf("性别", (("男", "男"), ("女", "女")))

    class Meta:
        model = Mediator
        fields = ("kind", "grade", "sex")


class RoomFilter(FilterSet):
    """Filters of the rooms."""

    room_type = AnyOf("类型", RoomType.choices)

    class Meta:
        model = MediationRoom
        fields = ("room_type",)


class CenterFilter(FilterSet):
    """Filters of the centers."""

    level = OneOf("层级", CommitteeLevel.choices)

    class Meta:
        model = MediationCenter
        fields = ("level",)


def named(rows: Rows, text: str) -> Rows:
    """Rows by their name."""
    return rows.filter(name__contains=text)


def kept(rows: Rows) -> Rows:
    """Committees that are not dissolved."""
    return rows.exclude(state=CommitteeState.DISSOLVED)


def ending(rows: Rows) -> Rows:
    """Committees whose term ends soon or has ended."""
    return kept(rows).filter(term_end__lte=queries.expiring())


def engaged(rows: Rows) -> Rows:
    """Mediators with an appointment in force."""
    return rows.filter(Exists(Appointment.objects.filter(queries.in_force(today()), mediator=OuterRef("pk"))))


def leaving(rows: Rows) -> Rows:
    """Mediators of whom an appointment ends soon."""
    soon = Appointment.objects.filter(
        queries.standing(today()), mediator=OuterRef("pk"), expires_on__lte=queries.expiring()
    )
    return rows.filter(Exists(soon))


def open_(rows: Rows) -> Rows:
    """Rooms and centers that are open."""
    return rows.filter(closed_on=None)


def members(row: Any) -> int:  # a committee of the list
    """How many are in office."""
    return sum(each.position is not None for each in queries.engaged_of(row))


def full_time(row: Any) -> int:  # a committee of the list
    """How many full-time mediators it engages."""
    return sum(each.mediator.kind == MediatorKind.FULL_TIME for each in queries.engaged_of(row))


def term_end(row: Any) -> object:  # a committee of the list
    """The end of a term that still matters."""
    return None if row.state == CommitteeState.DISSOLVED else row.term_end


def homes(row: Any) -> str:  # a mediator of the list
    """Where he is engaged."""
    return "、".join(each.committee.name for each in queries.engaged_of(row)) or "—"


def last_day(row: Any) -> object:  # a mediator of the list
    """When the first of his appointments ends."""
    return min((each.expires_on for each in queries.engaged_of(row)), default=None)


PLACE = Order(key="place", label="地点", by="scope_code")
COMMITTEES = Listing(
    key="mediation.committees",
    label="调解组织",
    query=queries.committees,
    columns=(
        Column(label="调委会", value="name", main=True, phone="name", order="place"),
        Column(label="类型", value="get_committee_type_display", key="committee_type", width=130, phone="handler"),
        Column(label="专业领域", value="get_specialty_display", key="specialty", width=100),
        Column(label="委员", value=members, key="members", kind="number", width=70),
        Column(label="专职", value=full_time, key="full_time", kind="number", width=70),
        Column(label="任期届满", value=term_end, key="term_end", kind="deadline", order="term", width=150, phone="due"),
        Column(label="状态", value=queries.chip_of, key="state", kind="chip", width=100, phone="state"),
    ),
    orders=(PLACE, Order(key="term", label="任期届满", by="term_end")),
    default_order="place",
    row_url=lambda row: reverse("mediation:committee", args=[row.pk]),
    filters=CommitteeFilter,
    search=named,
    search_label="搜名称",
    views=(
        View(key="kept", label="在册", narrow=kept),
        View(key="ending", label="即将届满", narrow=ending, counted=True),
        View(key="electing", label="换届中", narrow=lambda rows: rows.filter(state=CommitteeState.ELECTING)),
        View(key="unfiled", label="未备案", narrow=lambda rows: kept(rows).filter(filed_on=None)),
        View(key="all", label="全部"),
    ),
    export="mediation:committee-export",
    empty=Empty(title="还没有调委会", text="设立的人民调解委员会登记后，会出现在这里。", icon="users-group"),
    unit="个",
)
MEDIATORS = Listing(
    key="mediation.mediators",
    label="调解组织",
    query=queries.mediators,
    columns=(
        Column(label="姓名", value=queries.shown_name, key="name", main=True, phone="name"),
        Column(label="性别", value="sex", width=60),
        Column(label="专职/兼职", value="get_kind_display", key="kind", width=90),
        Column(label="等级", value="get_grade_display", key="grade", width=80),
        Column(label="所在调委会", value=homes, key="committees", phone="handler"),
        Column(label="聘期届满", value=last_day, key="expires_on", kind="deadline", width=150, phone="due"),
        Column(label="状态", value=queries.mediator_chip, key="state", kind="chip", width=100, phone="state"),
    ),
    orders=(PLACE,),
    default_order="place",
    row_url=lambda row: reverse("mediation:mediator", args=[row.pk]),
    filters=MediatorFilter,
    search=named,
    search_label="搜姓名",
    views=(
        View(key="engaged", label="在聘", narrow=engaged),
        View(key="leaving", label="聘期将满", narrow=leaving, counted=True),
        View(key="all", label="全部"),
    ),
    export="mediation:mediator-export",
    empty=Empty(title="还没有调解员", text="在调委会的页面登记，或者导入花名册。", icon="users"),
    unit="人",
)
ROOMS = Listing(
    key="mediation.rooms",
    label="调解组织",
    query=queries.rooms,
    columns=(
        Column(label="名称", value="name", main=True, phone="name", order="place"),
        Column(label="类型", value="get_room_type_display", key="room_type", width=180, phone="handler"),
        Column(label="派驻单位", value="host", width=180),
        Column(label="所属调委会", value="committee.name", key="committee"),
        Column(label="状态", value=queries.open_chip, key="state", kind="chip", width=100, phone="state"),
    ),
    orders=(PLACE,),
    default_order="place",
    row_url=lambda row: reverse("mediation:committee", args=[row.committee_id]),
    filters=RoomFilter,
    search=named,
    search_label="搜名称",
    views=(View(key="open", label="正常", narrow=open_), View(key="all", label="全部")),
    empty=Empty(title="还没有调解室、调解点", text="在调委会的页面设立。", icon="building-community"),
    unit="个",
)
CENTERS = Listing(
    key="mediation.centers",
    label="调解组织",
    query=queries.centers,
    columns=(
        Column(label="名称", value="name", main=True, phone="name", order="place"),
        Column(label="层级", value="get_level_display", key="level", width=90, phone="handler"),
        Column(label="依托机构", value="organization.name", key="organization"),
        Column(label="电话", value="phone", kind="code", width=140, phone="due"),
        Column(label="窗口", value="windows", kind="number", width=70),
        Column(label="状态", value=queries.open_chip, key="state", kind="chip", width=100, phone="state"),
    ),
    orders=(PLACE,),
    default_order="place",
    row_url=lambda row: reverse("mediation:center", args=[row.pk]),
    filters=CenterFilter,
    search=named,
    search_label="搜名称",
    views=(View(key="open", label="正常", narrow=open_), View(key="all", label="全部")),
    empty=Empty(
        title="还没有矛调中心", text="依托司法所建成的一站式矛盾纠纷调解中心登记后，会出现在这里。", icon="building"
    ),
    unit="个",
)

SOURCES = tuple(
    Source(key=listing.key, label=label, may="mediation.view", rows=listing.rows_for_export)
    for listing, label in ((COMMITTEES, "人民调解委员会"), (MEDIATORS, "人民调解员"))
)
