"""Founding bureaus and offices from the divisions, and keeping their profiles (设立、维护机构)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import DEFAULT_DB_ALIAS, transaction  # noqa: TID251 — founding is done by the loader, in no scope

from fengqiao.business.offices import rules
from fengqiao.business.offices.models import OfficeProfile
from fengqiao.business.offices.terms import OfficeKind
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.places.divisions import Kind, Level, ancestors_of, range_of
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import acting

KINDS = {
    Level.PROVINCE: OfficeKind.PROVINCE_BUREAU,
    Level.CITY: OfficeKind.CITY_BUREAU,
    Level.COUNTY: OfficeKind.COUNTY_BUREAU,
    Level.TOWNSHIP: OfficeKind.OFFICE,
}
SINCE = date(2000, 1, 1)  # derived offices are older than any record of the platform


@dataclass(frozen=True, slots=True)
class Founded:
    """What was newly founded."""

    bureaus: int
    offices: int


def found_offices(*provinces: int, since: date = SINCE, using: str = DEFAULT_DB_ALIAS) -> Founded:
    """A bureau for every province, city and county and an office for every township that counts; what exists stays.

    An office in a zone without a bureau of its own stands under the nearest bureau above it.
    """
    with transaction.atomic(using=using):
        made = [one for province in provinces for one in _missing(province, since, using)]
        Organization.objects.using(using).bulk_create(made, batch_size=2000)
        OfficeProfile.objects.using(using).bulk_create(
            [OfficeProfile(organization=one) for one in made], batch_size=2000
        )
    offices = sum(one.kind == OfficeKind.OFFICE for one in made)
    return Founded(len(made) - offices, offices)


def describe(organization: UUID, *, size_class: str, phone: str, address: str, hours: str) -> OfficeProfile:
    """Keep how an organization of the own range is reached; the history of the row says who was told what, when."""
    office = Organization.objects.get(pk=organization)
    if not acting().covers(office.scope_code):
        raise PermissionDenied("机构不在本机构范围内")
    profile, _ = OfficeProfile.objects.update_or_create(
        organization=office,
        defaults={"size_class": size_class, "phone": phone, "address": address, "hours": hours},
    )
    return profile


def _missing(province: int, since: date, using: str) -> Iterator[Organization]:
    """The organizations a province still lacks, each behind the one above it."""
    units = Region.objects.using(using).filter(
        code__range=range_of(province), level__lte=Level.TOWNSHIP, counts=True, valid_to=None
    )
    standing = Organization.objects.using(using).filter(region__code__range=range_of(province), serial=0, valid_to=None)
    by_code = {office.region_id: office for office in standing}
    names: dict[int, str] = {}
    for unit in units.only("code", "name", "kind", "level").order_by("code"):
        names[unit.code] = unit.name
        if unit.code in by_code:
            continue
        superior = _nearest(unit.code, by_code)
        by_code[unit.code] = Organization(
            kind=KINDS[Level(unit.level)],
            name=_name(unit, superior, names),
            short_name=_short_name(unit),
            parent=superior,
            region=unit,
            valid_from=since,
        )
        yield by_code[unit.code]


def _nearest(code: int, by_code: dict[int, Organization]) -> Organization | None:
    """The organization of the nearest unit above that has one."""
    return next((by_code[above] for above in ancestors_of(code) if above in by_code), None)


def _name(unit: Region, superior: Organization | None, names: dict[int, str]) -> str:
    """What the organization of a unit is called in full."""
    if unit.level == Level.TOWNSHIP:
        return rules.office(superior.name if superior else "", unit.name)
    if unit.level == Level.COUNTY:
        city = next((names[above] for above in ancestors_of(unit.code) if above in names), "")
        return rules.county_bureau(unit.name, city, district=unit.kind == Kind.DISTRICT)
    return rules.city_bureau(unit.name) if unit.level == Level.CITY else rules.province_bureau(unit.name)


def _short_name(unit: Region) -> str:
    """What it is called on the spot."""
    if unit.level == Level.TOWNSHIP:
        return rules.office("", unit.name)
    return rules.province_bureau(unit.name) if unit.level == Level.PROVINCE else rules.city_bureau(unit.name)
