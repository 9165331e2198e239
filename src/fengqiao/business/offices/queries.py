"""Reading the directory (机构名录)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from fengqiao.business.offices.terms import OfficeKind
from fengqiao.kernel.identity.models import Organization, Post, serving, valid
from fengqiao.kernel.module.questions import Desk
from fengqiao.kernel.places.divisions import WIDTHS, Level, Range
from fengqiao.kernel.places.models import Region, in_force
from fengqiao.kernel.places.scope import acting, today
from fengqiao.kernel.places.services import holds

SCOPE_DIGITS = 15


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


def desk_serving(place: int) -> Desk | None:
    """The office that serves a township or a village of it, also one that keeps the township beside its own."""
    township = place // WIDTHS[Level.TOWNSHIP] * WIDTHS[Level.TOWNSHIP]
    return _desk(directory().filter(serving(township), kind=OfficeKind.OFFICE).order_by("scope_code").first())


def desk_behind(code: str) -> Desk | None:
    """The office behind its short code: the scope code, the zeros at its end left out or not."""
    if not (code.isascii() and code.isdecimal() and len(code) <= SCOPE_DIGITS):
        return None
    scope_code = int(code.ljust(SCOPE_DIGITS, "0"))
    return _desk(directory().filter(scope_code=scope_code, kind=OfficeKind.OFFICE).first())


def _desk(office: Organization | None) -> Desk | None:
    if office is None:
        return None
    served = [office.region_id, *office.townships]
    villages = Region.objects.filter(in_force(today()), parent__in=served).order_by("code")
    profile = getattr(office, "office_profile", None)
    return Desk(
        organization=office.pk,
        code=short_code(office.scope_code),
        name=office.name,
        place=office.region.full_name,
        villages=tuple(villages.values_list("code", "name")),
        address=profile.address if profile else "",
        phone=profile.phone if profile else "",
        hours=profile.hours if profile else "",
    )


def short_code(scope_code: int) -> str:
    """The scope code without the zeros at its end: nine digits for the office of a township."""
    return str(scope_code).rstrip("0")


@holds("个机构")
def organizations_in(units: Range) -> int:
    """How many organizations stand in a range of division codes: their place is not abolished without a successor."""
    return Organization.objects.filter(valid(today()), region__code__range=units).count()
