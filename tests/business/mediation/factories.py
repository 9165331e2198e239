"""A township with its office, its village committee and its people, as the domain page's scenarios name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from fengqiao.business.mediation.models import (
    Agreement,
    Dispute,
    MediationCase,
    MediationCommittee,
    Mediator,
)
from fengqiao.business.mediation.rules import TermFacts
from fengqiao.business.mediation.services.case import apply
from fengqiao.business.mediation.services.committee import appoint, enrol_mediator, found_committee
from fengqiao.business.mediation.services.intake import register
from fengqiao.business.mediation.services.parties import PartyValue
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.models import Organization, Post, Role, User
from fengqiao.kernel.identity.permissions import ROLES
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.loading import load_calendar
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import SHANGHAI, Scope, within

COUNTY, TOWNSHIP, VILLAGE, OTHER_VILLAGE = 990101000000, 990101101000, 990101101201, 990101101202
OTHER_TOWNSHIP = 990101102000
LI_ID, ZHANG_ID = "990101198109270029", "990101197503120016"


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a day in Asia/Shanghai."""
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def at(scope: Scope, day: date, hour: int = 9) -> Scope:
    """The same post, on a set day."""
    return replace(scope, at=moment(day, hour))


def make_region(code: int, name: str, level: int, parent: int | None = None, kind: str = "village") -> Region:
    """A unit of the fictional county 99…."""
    region, _ = Region.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "full_name": name,
            "level": level,
            "parent_id": parent,
            "kind": kind,
            "pinyin": "",
            "initials": "",
        },
    )
    return region


def make_organization(
    code: int, name: str, kind: str, *, serial: int = 0, parent: Organization | None = None
) -> Organization:
    """An organization in a place, valid since 2020."""
    return Organization.objects.create(
        kind=kind,
        name=name,
        short_name=name[:2],
        region_id=code,
        serial=serial,
        parent=parent,
        valid_from=date(2020, 1, 1),
    )


def make_post(organization: Organization, role: str, name: str = "陈某某") -> Post:
    """A person in a role at an organization, since 2020."""
    declared = ROLES[role]
    Role.objects.get_or_create(
        key=role,
        defaults={
            "label": declared.label,
            "permissions": list(declared.may),
            "reach": declared.reach,
            "masked": declared.masked,
            "gives_reason": declared.gives_reason,
        },
    )
    user = User.objects.create_user(None, name=name)
    return Post.objects.create(user=user, organization=organization, role_id=role, valid_from=date(2020, 1, 1))


@dataclass(frozen=True)
class Town:
    """柳河镇 with 柳河村: one office, one village committee, the posts that work there."""

    office: Organization
    village: Organization
    committee: MediationCommittee
    mediator: Mediator
    clerk: Scope
    head: Scope
    chair: Scope
    village_mediator: Scope
    county: Scope


def make_town() -> Town:
    """柳河镇 990101101 as the scenarios have it; the mediator's term runs from 2024 to 2027."""
    load_calendar()
    make_region(990000000000, "某省", 1, kind="province")
    make_region(990100000000, "某市", 2, 990000000000, "city")
    make_region(COUNTY, "某县", 3, 990100000000, "county")
    make_region(TOWNSHIP, "柳河镇", 4, COUNTY, "town")
    make_region(VILLAGE, "柳河村", 5, TOWNSHIP)
    make_region(OTHER_VILLAGE, "柳溪村", 5, TOWNSHIP)
    bureau = make_organization(COUNTY, "某县司法局", "county_bureau")
    office = make_organization(TOWNSHIP, "柳河司法所", "office", parent=bureau)
    village = make_organization(VILLAGE, "柳河村人民调解委员会", "committee", serial=1, parent=office)
    clerk, head = (scope_of(make_post(office, role)) for role in ("office_clerk", "office_head"))
    county = scope_of(make_post(bureau, "county_mediation"))
    chair, mediating = (scope_of(make_post(village, role)) for role in ("committee_chair", "village_mediator"))
    with within(replace(county, at=moment(date(2024, 1, 2)))):
        committee = found_committee(
            village,
            name="柳河村人民调解委员会",
            short_name="柳河",
            committee_type="1",
            established_on=date(2024, 1, 2),
            term_start=date(2024, 1, 2),
            term_end=date(2027, 1, 1),
        )
        mediator = enrol_mediator(
            committee, name="马某某", sex="男", kind="part_time", birth_on=date(1970, 5, 1), political="masses"
        )
        appoint(
            mediator, committee, kind="member", engaged_on=date(2024, 1, 2), expires_on=date(2027, 1, 1), chair=True
        )
    return Town(office, village, committee, mediator, clerk, head, chair, mediating, county)


def open_town() -> Town:
    """柳河镇, its villages under their full names."""
    town = make_town()
    Region.objects.filter(pk=VILLAGE).update(full_name="某省某市某县柳河镇柳河村")
    return town


LI = PartyValue(
    side="applicant",
    name="李某某",
    sex="女",
    ethnicity="汉族",
    birth_on=date(1981, 9, 27),
    occupation="务农",
    id_number=LI_ID,
    phone="19900000002",
    address="柳河村3组12号",
    willingness="agreed",
)
ZHANG = PartyValue(
    side="respondent",
    name="张某某",
    sex="男",
    ethnicity="汉族",
    birth_on=date(1975, 3, 12),
    occupation="务农",
    phone="19900000017",
    address="柳河村3组13号",
    willingness="agreed",
)


def make_dispute(parties: Sequence[PartyValue] = (LI, ZHANG), **given: Any) -> Dispute:
    """A dispute about a wall between two neighbours, registered by the acting post."""
    return register(
        **{
            "source_detail": "22",
            "facts_text": "张某某在自家院外砌围墙一道，占用两家共用通道约0.8米，李某某通行受阻。",
            "dispute_type": "02",
            "subtype": "0205",
            "place_code": VILLAGE,
            "parties": parties,
            **given,
        }
    )


def make_case(town: Town, dispute: Dispute | None = None, **given: Any) -> MediationCase:
    """An application that waits for acceptance."""
    return apply(dispute or make_dispute(), committee=town.committee, **given)


def accept(town: Town, case: MediationCase, **given: Any) -> MediationCase:
    """受理 with the committee's own mediator."""
    return perform(case, "accept", version=case.version, chief=town.mediator, **given)


def term(**given: Any) -> TermFacts:
    """张某某 takes the wall down within a month."""
    return TermFacts(
        **{
            "obligor": "张某某",
            "obligee": "李某某",
            "kind": "restore",
            "content": "拆除围墙并恢复通道",
            "due_on": date(2025, 3, 31),
            **given,
        }
    )


def mediate(case: MediationCase, *, day: date, result: str = "①") -> MediationCase:
    """Rights told, one meeting held."""
    parties = list(case.dispute.parties())
    case = perform(case, "tell_rights", version=case.version, parties=parties)
    return perform(
        case,
        "meet",
        version=case.version,
        started_at=moment(day),
        place="柳河村调解室",
        record="双方陈述了争议经过，调解员释明相邻关系的规定，双方同意互让。",
        result=result,
        present=parties,
        recorder="陈某某",
    )


def signs(case: MediationCase, on: date) -> list[dict[str, str]]:
    """All parties sign by hand on a day."""
    return [
        {"party": str(party.pk), "name": party.name, "on": on.isoformat(), "how": "签名"}
        for party in case.dispute.parties()
    ]


def signed(case: MediationCase, town: Town, *, on: date, sealed_on: date) -> MediationCase:
    """Signed by all on one day, sealed on another."""
    case = perform(
        case,
        "sign",
        version=case.version,
        party_signs=signs(case, on),
        mediator_signs=[{"name": town.mediator.name, "on": on.isoformat()}],
        recorder="陈某某",
    )
    return perform(case, "seal", version=case.version, sealed_on=sealed_on)


def agreement_of(case: MediationCase) -> Agreement:
    """The agreement the case has now."""
    agreement = Agreement.in_hand(case.pk)
    assert agreement is not None
    return agreement
