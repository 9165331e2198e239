"""The directory, declared once: page, filters and rows for the API."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django_filters import FilterSet

from fengqiao.business.offices import queries
from fengqiao.business.offices.terms import OfficeKind, SizeClass
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.ui.filters import OneOf
from fengqiao.kernel.ui.keyset import Order, Rows
from fengqiao.kernel.ui.listing import Column, Empty, Listing, View

CITY = 100  # counties in one city, as codes of six digits run


class OfficeFilter(FilterSet):
    """Narrowing by kind and size."""

    kind = OneOf("类别", OfficeKind.choices)
    size = OneOf("规模", SizeClass.choices, field_name="office_profile__size_class")

    class Meta:
        model = Organization
        fields = ("kind",)


def kind(office: Any) -> str:  # a row of the list
    """The kind in its official words."""
    return OfficeKind(office.kind).label


def own(offices: Rows) -> Rows:
    """Those in the own ranges."""
    return offices.filter(acting().where())


def near(offices: Rows) -> Rows:
    """Those of the own county; of a city or a province all in its range."""
    home = Organization.objects.filter(pk__in=[acting().organization]).values_list("county", flat=True).first()
    return offices.filter(county=home) if home and home % CITY else own(offices)


OFFICES = Listing(
    key="offices.directory",
    label="机构名录",
    query=queries.directory,
    columns=(
        Column(label="名称", value="name", main=True, phone="name"),
        Column(label="所在地", value="region.full_name", key="place", phone="handler"),
        Column(label="类别", value=kind, key="kind", phone="state"),
        Column(label="规模", value="office_profile.get_size_class_display", key="size_class", width=90),
        Column(label="电话", value="office_profile.phone", key="phone", kind="code", width=140, phone="due"),
        Column(label="机构代码", value="scope_code", key="code", kind="code", order="code", width=150),
    ),
    orders=(Order(key="code", label="机构代码", by="scope_code"),),
    default_order="code",
    row_url=lambda office: reverse("offices:office", args=[office.pk]),
    filters=OfficeFilter,
    search=queries.found,
    search_label="搜名称、拼音、县区",
    views=(
        View(key="near", label="本县（市、区）", narrow=near),
        View(key="own", label="本辖区", narrow=own),
        View(key="all", label="全部"),
    ),
    empty=Empty(title="还没有机构", text="按区划设立的司法局和司法所在这里。", icon="building-bank"),
    unit="个",
)
