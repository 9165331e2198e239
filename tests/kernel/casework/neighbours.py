"""Who else works around 柳河镇: the next township's office, the police, an industry committee, another county."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils import timezone

from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.scope import Scope
from tests.business.mediation.factories import (
    OTHER_TOWNSHIP,
    TOWNSHIP,
    make_organization,
    make_post,
    make_region,
)

NOW = timezone.now()  # grants are judged by the database's own clock
HANDLE = frozenset({"mediation.view", "mediation.handle"})


@dataclass(frozen=True)
class Neighbours:
    """Organizations beyond the office, and a post in each."""

    next_office: Organization
    next_clerk: Scope
    police: Organization
    officer: Scope  # reaches nothing but what is granted
    industry: Organization
    secretary: Scope  # reaches the committee alone
    bank: Organization
    teller: Scope  # a partner that nobody lends anything


def make_neighbours() -> Neighbours:
    """The neighbours, now."""
    make_region(OTHER_TOWNSHIP, "柳湾镇", 4, 990101000000, "town")
    next_office = make_organization(OTHER_TOWNSHIP, "柳湾司法所", "office")
    police = make_organization(TOWNSHIP, "柳河派出所", "police_station", serial=20)
    industry = make_organization(TOWNSHIP, "某行业人民调解委员会", "committee", serial=11)
    bank = make_organization(TOWNSHIP, "某银行", "partner", serial=30)

    def seated(organization: Organization, role: str) -> Scope:
        return replace(scope_of(make_post(organization, role)), at=NOW)

    return Neighbours(
        next_office=next_office,
        next_clerk=seated(next_office, "office_clerk"),
        police=police,
        officer=replace(seated(police, "partner"), may=HANDLE),
        industry=industry,
        secretary=seated(industry, "village_mediator"),
        bank=bank,
        teller=replace(seated(bank, "partner"), may=HANDLE),
    )
