"""Reading the directory (机构名录)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from fengqiao.business.offices.terms import OfficeKind
from fengqiao.kernel.identity.models import Organization, Post, valid
from fengqiao.kernel.places.divisions import Range
from fengqiao.kernel.places.scope import acting, today
from fengqiao.kernel.places.services import holds


def directory() -> QuerySet[Organization]:
    """All bureaus and offices of today with place, superior and profile; open to everybody inside."""
    offices = Organization.objects.filter(valid(today()), kind__in=OfficeKind.values)
    return offices.select_related("region", "parent", "office_profile")


def found(offices: QuerySet[Organization], text: str) -> QuerySet[Organization]:
    """The offices whose name, place, pinyin or first letters fit."""
    word = text.lower()
    fits = Q(name__contains=text) | Q(region__full_name__contains=text)
    return offices.filter(fits | Q(region__pinyin__startswith=word) | Q(region__initials__startswith=word))


def branches(organization: Organization) -> QuerySet[Organization]:
    """The bureaus and offices directly under one, in the order of their codes."""
    return directory().filter(parent=organization).order_by("scope_code")


def staff(organization: Organization) -> QuerySet[Post]:
    """Who works there today; known to those in whose range the organization lies."""
    if not acting().covers(organization.scope_code):
        return Post.objects.none()
    return Post.objects.present().filter(organization=organization).order_by("role", "valid_from", "pk")


@holds("个司法所")
def offices_in(units: Range) -> int:
    """How many offices stand in a range of division codes: their place is not abolished without a successor."""
    return Organization.objects.filter(valid(today()), kind=OfficeKind.OFFICE, region__code__range=units).count()
