"""An office with one matter, for tests of what hangs under a matter."""

from __future__ import annotations

from dataclasses import dataclass

from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import TOWN, Scope, reach

TOWNSHIP = 990101101000


@dataclass(frozen=True)
class Matter:
    """What a paper is issued for: as much of a case as papers know."""

    subject: Subject


def office(code: int = TOWNSHIP, name: str = "柳河镇司法所") -> Organization:
    """The office of a township."""
    region, _ = Region.objects.get_or_create(code=code, defaults={"name": name, "level": 4})
    return Organization.objects.create(kind="office", name=name, region=region)


def clerk(organization: Organization, *may: str) -> Scope:
    """Somebody of the office."""
    ranges = (reach(organization.region_id * 1000, TOWN),)
    return Scope(ranges=ranges, organization=organization.pk, post=uuid7(), may=frozenset(may))


def matter(organization: Organization, number: str = "JF-990101101000-2026-00117") -> Matter:
    """A matter of the office, inside an open scope."""
    subject = Subject(
        kind="specimen.case", number=number, title="相邻通道纠纷", scope_code=organization.region_id * 1000
    )
    subject.root = subject
    subject.save(force_insert=True)
    return Matter(subject)
