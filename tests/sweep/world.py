"""Two towns in two provinces: what lies within reach of each role, and the same things beyond it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from fengqiao.business.mediation.models import DisputeParty, IntakeItem, MediationCommittee, Mediator, SubsidyClaim
from fengqiao.business.mediation.services.case import apply
from fengqiao.business.mediation.services.clue import report_clue
from fengqiao.business.mediation.services.committee import appoint, enrol_mediator, found_committee
from fengqiao.business.mediation.services.hints import look
from fengqiao.business.mediation.services.inspections import organize_by_hand
from fengqiao.business.mediation.services.places import open_center, open_room
from fengqiao.business.mediation.services.prevention import record_prevention
from fengqiao.business.mediation.services.subsidy import publish
from fengqiao.kernel.casework.attachments import attach
from fengqiao.kernel.casework.jobs import EVERYWHERE
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.casework.referral import refer
from fengqiao.kernel.exchange.batches import keep
from fengqiao.kernel.exchange.models import Batch, Export, Row
from fengqiao.kernel.identity.models import Organization, Post, Role, Token
from fengqiao.kernel.identity.partners import add_partner, give_key, keys_of
from fengqiao.kernel.identity.permissions import ROLES
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.identity.tokens import issue_token
from fengqiao.kernel.notice.models import Delivery
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.services import issue
from fengqiao.kernel.places.loading import load_calendar
from fengqiao.kernel.places.scope import Scope, acting, today, within
from fengqiao.kernel.queue.models import Work
from fengqiao.kernel.sync.models import Captured
from fengqiao.kernel.ui.models import SavedView
from tests.business.mediation.factories import (
    LI,
    ZHANG,
    ZHANG_ID,
    make_dispute,
    make_organization,
    make_post,
    make_region,
)

Objects = dict[str, object]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@dataclass(frozen=True)
class Side:
    """One township with its bureaus, its office, its committee and a matter of every kind."""

    organizations: dict[str, Organization]  # by the reach of the roles that work there
    clerk: Scope
    objects: Objects

    def seat(self, role: str) -> Post:
        """A post of a role where such a role works."""
        post = make_post(self.organizations[ROLES[role].reach], role, name="王某某")
        post.user.username = f"wang-{role}-{post.organization_id.hex[-6:]}"
        post.user.set_password("Bridge-2026-maple")
        post.user.save()
        return post


def make_side(province: int) -> Side:
    """A province of one township; `province` are the first two digits of its codes."""
    load_calendar()
    codes = [
        int(f"{province}{rest}") for rest in ("0000000000", "0100000000", "0101000000", "0101101000", "0101101201")
    ]
    kinds = ("province", "city", "county", "town", "village")
    for level, (code, kind) in enumerate(zip(codes, kinds, strict=True), 1):
        make_region(code, f"{kind}{code}", level, codes[level - 2] if level > 1 else None, kind)
    next_town = codes[3] + 1000
    make_region(next_town, f"town{next_town}", 4, codes[2], "town")
    bureau = make_organization(codes[2], f"{province}县司法局", "county_bureau")
    office = make_organization(codes[3], f"{province}柳河司法所", "office", parent=bureau)
    committee_seat = make_organization(codes[4], f"{province}柳河村调委会", "committee", serial=1, parent=office)
    organizations = {
        Role.Reach.PROVINCE: make_organization(codes[0], f"{province}司法厅", "province_bureau"),
        Role.Reach.CITY: make_organization(codes[1], f"{province}市司法局", "city_bureau"),
        Role.Reach.COUNTY: bureau,
        Role.Reach.PLACE: bureau,
        Role.Reach.OFFICE: office,
        Role.Reach.OWN: committee_seat,
        Role.Reach.NONE: make_organization(codes[3], f"{province}派出所", "police_station", serial=20),
    }
    neighbour = make_organization(next_town, f"{province}柳湾司法所", "office", parent=bureau)
    clerk = scope_of(make_post(office, "office_head"))
    county = scope_of(make_post(bureau, "county_mediation"))
    with within(county):
        committee, mediator = make_committee(committee_seat)
        bodies = {
            "committee": committee.pk,
            "mediator": mediator.pk,
            "appointment": mediator.appointments.get().pk,
            "room": open_room(committee, name="驻所调解室", room_type="police", opened_on=today()).pk,
            "center": open_center(office, name="矛调中心", address="便民服务中心", opened_on=today()).pk,
        }
    with within(scope_of(make_post(neighbour, "office_clerk"))):
        sent = refer(make_dispute(place_code=next_town), to=office, mode="move", kind="office", reason="住在该镇")
    objects: Objects = {"referral": sent.pk, **bodies, **make_matters(clerk, codes[4], committee, mediator)}
    with within(county):
        objects |= make_round()
    objects |= make_subsidy(clerk, county, codes[4], committee, mediator)
    make_post(bureau, "partner_system")  # its role is there
    with within(scope_of(make_post(bureau, "administrator"))):
        objects |= make_partner(codes[3], objects["item"])
    return Side({str(reach): each for reach, each in organizations.items()}, clerk, objects)


def make_committee(organization: Organization) -> tuple[MediationCommittee, Mediator]:
    """A committee with one mediator in term."""
    begun, ends = date(today().year - 1, 1, 1), date(today().year + 1, 12, 31)
    committee = found_committee(
        organization,
        name=organization.name,
        short_name="柳河",
        committee_type="1",
        established_on=begun,
        term_start=begun,
        term_end=ends,
    )
    mediator = enrol_mediator(committee, name="马某某", sex="男", kind="part_time", birth_on=date(1970, 5, 1))
    appoint(mediator, committee, kind="member", engaged_on=begun, expires_on=ends, chair=True)
    return committee, mediator


def make_matters(clerk: Scope, place: int, committee: MediationCommittee, mediator: Mediator) -> Objects:
    """A dispute with its report, a case at work, a paper, a file."""
    reporter = make_post(Organization.objects.get(region=place, serial=1), "clue_reporter")
    with within(scope_of(reporter)):
        clue = make_clue(reporter)
    with within(clerk):
        dispute = make_dispute(place_code=place)
        case = perform(apply(dispute, committee=committee), "accept", version=1, chief=mediator)
        paper = issue(PAPERS["mediation.acceptance"], case)
        prevention = record_prevention(
            dispute, kind="crime", people_count=2, prevented_on=today(), evidence="双方持械对峙，民警到场劝离。"
        )
        return {
            "dispute": dispute.pk,
            "case": case.pk,
            "party": DisputeParty.objects.filter(subject=dispute.pk).order_by("order")[0].pk,
            "item": IntakeItem.objects.get(dispute=dispute.pk).pk,
            "paper": paper.pk,
            "prevention": prevention.pk,
            "code": paper.code,
            "attachment": attach(case.subject, ContentFile(PIXEL, "现场.png")).pk,
            "office": clerk.organization,
            "office_code": str(place // 1000),
            "clue": clue,
        }


def make_round() -> Objects:
    """A round that asks the village, and the return it owes."""
    (made,) = organize_by_hand(
        kind="special",
        theme="欠薪",
        level="village",
        period_start=today(),
        period_end=today(),
        due_on=today(),
    )
    return {"round": made.pk, "return": made.returns.get().pk}


def make_subsidy(clerk: Scope, county: Scope, place: int, committee: MediationCommittee, mediator: Mediator) -> Objects:
    """A case whose file is laid by and reviewed, its claim, and the batch that shows it to the public."""
    with within(clerk):
        parties = [LI, replace(ZHANG, id_number=ZHANG_ID)]
        case = apply(make_dispute(parties, place_code=place), committee=committee)
        case = perform(case, "accept", version=case.version, chief=mediator)
        ended = {
            "outcome": "20",
            "end_reason": "分歧过大",
            "next_routes": ["court"],
            "undisputed_facts": "围墙位置无争议",
        }
        case = perform(case, "end", version=case.version, **ended)
        case = perform(case, "archive", version=case.version, retention="short", filer="马某某", checker="陈某某")
    with within(county):
        case = perform(case, "review", version=case.version, batch="一季度", score=90, authentic="true")
    with within(clerk):
        perform(case, "claim", version=case.version, shares={mediator.pk: Decimal(100)})
        claim = SubsidyClaim.objects.get(mediation_case=case)
    chair = scope_of(make_post(committee.organization, "committee_chair"))
    head = replace(clerk, user=chair.user)  # whoever has claimed does not review
    for scope, step in ((head, "check"), (head, "verify"), (county, "approve")):
        with within(scope):
            claim = perform(claim, step, version=claim.version, opinion="同意")
    with within(county):
        made: Objects = {"claim": claim.pk, "subsidy_batch": publish(name="第一批").pk}
    with within(clerk):
        for _ in range(9):
            case = apply(make_dispute(parties, place_code=place), committee=committee)
            perform(case, "accept", version=case.version, chief=mediator)
    with within(EVERYWHERE):
        return {**made, "hint": look(place // 10**6)[0].pk}


def make_partner(town: int, item: object) -> Objects:
    """An agency whose system sends here, with its key and something it was told."""
    partner = add_partner(
        name=f"{town}法庭",
        kind="court",
        region=town,
        role="partner_system",
        sources=["311"],
        receiving=[town],
        rate=60,
    )
    give_key(partner, days=1)
    with within(EVERYWHERE):
        told = Delivery.objects.create(
            subject_id=item, organization=partner.organization, event=uuid.uuid4(), topic="registered"
        )
    return {"partner": partner.pk, "partner_key": keys_of(partner)[0].pk, "delivery": told.pk}


def make_own(post: Post) -> Objects:
    """What belongs to one post or its organization: batches, exports, work, views, tokens."""
    secret = issue_token(post, "接口", 1)
    with within(scope_of(post)):
        kept = {"organization": post.organization_id, "post": post.pk}
        batch = Batch.objects.create(**kept, name="台账.csv", entry_key="mediation.ledger", state="checked", total=1)
        Row.objects.create(
            batch=batch,
            organization=post.organization_id,
            entry_key=batch.entry_key,
            number=2,
            digest=b"2",
            state="doubtful",
            sealed="[[], []]",
        )
        export = Export.objects.create(
            **kept, name="纠纷.csv", source="mediation.disputes", form="csv", ready_at=timezone.now()
        )
        for file in (batch, export):
            keep(file, "纠纷名称\n".encode())
            file.save()
        return {
            "batch": batch.pk,
            "export": export.pk,
            "work": Work.objects.create(job="demo", post=post.pk, label="导入台账").pk,
            "view": SavedView.objects.create(post=post.pk, listing="mediation.disputes", name="红色").pk,
            "captured": Captured.objects.create(
                id=uuid.uuid4(),
                post=post.pk,
                device=uuid.uuid4(),
                entry="mediation.oral",
                form="f",
                sequence=1,
                device_at=timezone.now(),
                skew=0,
                state="refused",
                content='{"kind": ["pay"]}',
                problems='{"amount": ["支付的请填写金额。"]}',
            ).pk,
            "token": Token.objects.get(post=post.pk).pk,
            "secret": secret,
            "user": post.user_id,
            "post": post.pk,
            **({"clue": make_clue(post)} if "mediation.clue" in acting().may else {}),
        }


def make_clue(post: Post) -> uuid.UUID:
    """A clue that the post has reported."""
    return report_clue(
        source_detail="13",
        narrative="张家在院外砌墙占了两家共用的通道。",
        place_code=post.organization.region_id // 1000 * 1000 + 201,
    ).pk


KNOWN: Objects = {
    "entry": "mediation.ledger",
    "capture": "mediation.oral",
    "form": "dispute",
    "role": "office_clerk",
    "parameter": "mediation.follow_up",
    "listing": "mediation.disputes",
    "bulk_act": "route",
    "measure": "M-MED-02",
    "year": 2026,
    "number": 2,
    "question": 1,
    "what": "agree",
    "area": "mediation",
    "step": "route",
    "case_step": "tell_rights",
    "paper_key": "mediation.acceptance",
    "dispute_paper": "mediation.report",
    "return_paper": "mediation.zero_report",
    "committee_act": "enrol",
    "mediator_act": "train",
    "appointment_act": "release",
    "body_act": "close",
    "dead": uuid.UUID(int=1),
}
# Of these there is no foreign one, only one that does not exist.
UNKNOWN: Objects = {
    **KNOWN,
    **dict.fromkeys(
        (
            "listing",
            "bulk_act",
            "entry",
            "capture",
            "role",
            "parameter",
            "measure",
            "step",
            "case_step",
            "paper_key",
            "dispute_paper",
            "return_paper",
        ),
        "no-such",
    ),
    **dict.fromkeys(("listing", "bulk_act"), "no-such"),
    **dict.fromkeys(("committee_act", "mediator_act", "appointment_act", "body_act"), "no-such"),
    "dead": uuid.UUID(int=2),
}


def beyond(side: Side, post: Post) -> Objects:
    """What the same addresses show of another province."""
    return {**UNKNOWN, **side.objects, **make_own(post)}


def within_reach(side: Side, post: Post) -> Objects:
    """What the addresses show of the own town."""
    return {**KNOWN, **side.objects, **make_own(post)}
