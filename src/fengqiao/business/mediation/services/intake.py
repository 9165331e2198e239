"""来件 to 纠纷: everything that comes in is registered, as its channel sent it (全量登记)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from fengqiao.business.mediation.events import DISPUTE_NUMBER, INTAKE_NUMBER
from fengqiao.business.mediation.flow import INTAKE, RECEIVE
from fengqiao.business.mediation.models import Dispute, IntakeItem
from fengqiao.business.mediation.queries.inspections import campaign_at
from fengqiao.business.mediation.rules import GradingFacts, numbering
from fengqiao.business.mediation.services.dispute import graded
from fengqiao.business.mediation.services.following import completed, let_follow
from fengqiao.business.mediation.services.parties import PartyValue, add_party
from fengqiao.business.mediation.terms import DisputeState, DisputeType, PartySide, SourceDetail
from fengqiao.kernel.casework.duties import start
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.perform import open_case, perform
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.scope import acting, also, local_day, now, one_act, today

UNDECIDED = (DisputeState.REGISTERED, DisputeState.ROUTED, DisputeState.UNRESOLVED)
KNOWN_NUMBER = "该来源的外部编号已经登记过，不能重复登记。"


def receive(
    *,
    source_detail: str,
    narrative: str,
    place_code: int | None,
    received_at: datetime | None = None,
    idempotency_key: str = "",
    office: Organization | None = None,
    **given: Any,
) -> IntakeItem:
    """登记来件: one message from one channel, its number, and the duty to decide on it; here, or at another office."""
    home = office or Organization.objects.get(pk=acting().seat())
    detail = SourceDetail(source_detail)
    try:
        item = open_case(
            IntakeItem,
            scope_code=home.scope_code,
            title=narrative[:40],
            register=INTAKE_NUMBER,
            holder={"township": home.scope_code // 10**6},
            idempotency_key=idempotency_key,
            source=detail.source,
            source_detail=detail,
            narrative=narrative,
            place_code=place_code,
            received_at=received_at or now(),
            starts=("mediation.intake",),
            **given,
        )
    except IntegrityError as clash:
        if "mediation_intake_external" not in str(clash):
            raise
        raise ValidationError({"external_number": KNOWN_NUMBER}) from clash
    if detail.from_court:
        start(item.subject, "mediation.reply", at=item.received_at)
    elif detail == SourceDetail.PETITION:
        start(item.subject, "mediation.objection", at=item.received_at)
    return item


def _campaign_of(item: IntakeItem, place: int) -> str:
    """What a special round finds is a normal dispute that bears the name of the campaign."""
    special = item.source_detail == SourceDetail.SPECIAL_INSPECTION
    return campaign_at(place, local_day(item.received_at)) if special else ""


@INTAKE.does("found")
def found(
    item: IntakeItem,
    *,
    dispute_type: str,
    subtype: str = "",
    facts_text: str = "",
    demands: str = "",
    subject_key: str = "",
    parties: Sequence[PartyValue] = (),
    place_code: int | None = None,
    place_text: str = "",
    occurred_on: date | None = None,
    found_on: date | None = None,
    amount: Decimal | None = None,
    people_count: int | None = None,
    title: str = "",
    village: int | None = None,
) -> Mapping[str, str]:
    """新建纠纷: the item founds a dispute of its own; number, first source, first duties."""
    place = place_code or item.place_code or item.scope_code // 1000
    amount = amount if amount is not None else item.amount
    people_count = people_count or item.people_count or max(2, len(parties))
    facts = GradingFacts(
        dispute_type=dispute_type,
        subtype=subtype,
        amount=amount or Decimal(0),
        people=max(len(parties), people_count),
    )
    dispute = open_case(
        Dispute,
        scope_code=item.scope_code,
        title=title
        or numbering.title(
            [p.name for p in parties if p.side == PartySide.APPLICANT],
            [p.name for p in parties if p.side == PartySide.RESPONDENT],
            DisputeType(dispute_type),
        ),
        register=DISPUTE_NUMBER,
        holder={"village": place},
        dispute_type=dispute_type,
        subtype=subtype,
        first_source=item.source,
        first_source_detail=item.source_detail,
        campaign=_campaign_of(item, place),
        facts_text=facts_text or item.narrative,
        demands=demands,
        subject_key=subject_key,
        place_code=place,
        place_text=place_text or item.place_text,
        occurred_on=occurred_on or item.occurred_on,
        found_on=found_on or today(),
        amount=amount,
        people_count=people_count,
        difficulty=graded(item.scope_code // 1000, facts),
        starts=("mediation.triage",),
    )
    for order, party in enumerate(completed(item, parties), 1):
        add_party(dispute.subject, party, order=order)
    item.dispute = dispute.subject
    let_follow(dispute.subject, [item])
    await_sender(item, dispute)
    return {"dispute": dispute.number}


def await_sender(item: IntakeItem, dispute: Dispute) -> None:
    """What the sender of 来件 waits for goes on with its dispute.

    A court waits three days for 受理 or 不受理. A petition is routed in fifteen days and ends in sixty, and its office
    is told ten days before (信访工作条例 第二十二、三十四条).
    """
    detail = SourceDetail(item.source_detail)
    if detail.from_court and dispute.state in UNDECIDED:
        start(dispute.subject, "mediation.court_decision", at=item.received_at)
    if detail != SourceDetail.PETITION:
        return
    if dispute.state == DisputeState.REGISTERED:
        start(dispute.subject, "mediation.petition_route", at=item.received_at)
    petition = start(dispute.subject, "mediation.petition", at=item.received_at)
    start(dispute.subject, "mediation.petition_feedback", due_at=feedback_due(dispute, petition))


def feedback_due(dispute: Dispute, petition: Task) -> datetime | None:
    """When the petition office is told: some days before the petition must be over."""
    days = parameter("mediation.petition_feedback_days", code=abs(dispute.scope_code) // 1000, on=today())
    return petition.due_at - timedelta(days) if petition.due_at else None


def register(
    *,
    source_detail: str,
    facts_text: str,
    dispute_type: str,
    place_code: int,
    parties: Sequence[PartyValue],
    idempotency_key: str = "",
    received_at: datetime | None = None,
    external_number: str = "",
    **given: Any,
) -> Dispute:
    """登记纠纷 at the desk: the item and the dispute it founds, in one act."""
    with one_act():
        item = receive(
            source_detail=source_detail,
            narrative=facts_text,
            place_code=place_code,
            received_at=received_at,
            idempotency_key=idempotency_key,
            external_number=external_number,
            reporter_name=parties[0].name if parties else "",
            reporter_phone=parties[0].phone if parties else "",
            reporter_id_number=parties[0].id_number if parties else "",
            reporter_role="当事人" if parties else "",
        )
        if item.dispute_id is None:
            with also(RECEIVE):
                item = perform(
                    item,
                    "found",
                    version=item.version,
                    dispute_type=dispute_type,
                    facts_text=facts_text,
                    place_code=place_code,
                    parties=parties,
                    **given,
                )
    return Dispute.objects.readable().select_related("subject").get(pk=item.dispute_id)


@INTAKE.does("void")
@INTAKE.does("turn_back")
def refuse_item(item: IntakeItem, *, reason: str) -> Mapping[str, str]:
    """作无效处理、退回来源单位: kept with its reason, not counted."""
    return {"reason": reason}
