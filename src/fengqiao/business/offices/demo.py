"""Demonstration of the directory (机构名录): every bureau and office of the provinces, with size, phone and hours."""

from __future__ import annotations

from random import Random

from fengqiao.business.offices.models import OfficeProfile
from fengqiao.business.offices.services import Founded, found_offices
from fengqiao.business.offices.terms import OfficeKind, SizeClass
from fengqiao.kernel.places.divisions import range_of

HOURS = "周一至周五 9:00–12:00、13:30–17:30"
SIZES = {SizeClass.LARGE: 1, SizeClass.MEDIUM: 14, SizeClass.SMALL: 55, SizeClass.BELOW: 30}


def fill(*provinces: int, seed: int) -> Founded:
    """Found what the divisions ask for and describe the offices; phones begin with 0099, which nobody has."""
    founded = found_offices(*provinces)
    roll = Random(f"{seed}·offices")  # noqa: S311 — invented phones
    for province in provinces:
        profiles = list(
            OfficeProfile.objects.filter(organization__region__code__range=range_of(province), hours="")
            .select_related("organization__region")
            .order_by("organization__scope_code")
        )
        for profile in profiles:
            profile.phone = f"0099-{roll.randrange(2_000_000, 8_999_999)}"
            profile.address = f"{profile.organization.region.full_name}便民服务中心"
            profile.hours = HOURS
            if profile.organization.kind == OfficeKind.OFFICE:
                profile.size_class = roll.choices(list(SIZES), list(SIZES.values()))[0]
        OfficeProfile.objects.bulk_create(
            profiles,
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["organization"],
            update_fields=["phone", "address", "hours", "size_class"],
        )
    return founded
