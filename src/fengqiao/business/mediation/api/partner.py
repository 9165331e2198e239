"""来件 from partner agencies for machines: 110, court, procuratorate, petition, 12345, centre, grid (协作单位接口)."""
# Annotations are read by the interface at start: this page does not postpone them.

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Header, Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from fengqiao.business.mediation.api.schemas import In
from fengqiao.business.mediation.forms.partner import PartnerItemForm
from fengqiao.business.mediation.models import IntakeItem
from fengqiao.business.mediation.services.partner import send, sent_items
from fengqiao.kernel.identity.door import permitted
from fengqiao.kernel.notice.models import Delivery
from fengqiao.kernel.places.scope import acting

SEND = "mediation.send"
SIZE = 50

router = Router(tags=["协作单位"])
RequestKey = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=80, pattern=r"^[\x21-\x7e]+$")]


class MentionIn(In):
    """A person the message names."""

    name: str = ""
    alias: str = ""
    phone: str = ""
    id_number: str = ""
    address: str = ""
    side: str = ""


class PartnerItemIn(In):
    """来件 as an agency sends it; place by code or by words."""

    model_config = ConfigDict(
        extra="forbid",
        str_max_length=4000,
        json_schema_extra={
            "example": {
                "source_detail": "331",
                "external_number": "JQ20250302-0117",
                "channel_received_at": "2025-03-02T08:40:00+08:00",
                "narrative": "报警人称邻居砌墙占道，双方发生争吵，民警到场劝离。",
                "place_code": 990101101201,
                "category": "邻里纠纷",
                "consent_share": True,
                "reporter_name": "李某某",
                "reporter_phone": "19900000002",
                "parties": [{"name": "张某某", "side": "对方"}],
            }
        },
    )

    source_detail: str
    external_number: str
    narrative: str
    channel_received_at: datetime | None = None
    place_code: int | None = None
    place_text: str = ""
    occurred_on: date | None = None
    amount: Decimal | None = None
    people_count: int | None = None
    anonymous: bool = False
    reporter_name: str = ""
    reporter_role: str = ""
    reporter_phone: str = ""
    reporter_id_number: str = ""
    consent_share: bool | None = None
    category: str = ""
    letter_number: str = ""
    answer_by: date | None = None
    materials: Annotated[list[str], Field(max_length=100)] = []
    parties: Annotated[list[MentionIn], Field(max_length=100)] = []


class PartnerItemOut(Schema):
    """Where a message stands; `told` is what was told of it, in order, as the webhook brings it."""

    id: UUID
    number: str
    source_detail: str
    external_number: str
    state: str
    state_label: str
    received_at: datetime
    told: list[dict[str, Any]]

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "0199d2c4-0000-7000-8000-000000000001",
                "number": "LJ-990101101-2025-000001",
                "source_detail": "331",
                "external_number": "JQ20250302-0117",
                "state": "founded",
                "state_label": "新建纠纷",
                "received_at": "2025-03-02T08:41:00+08:00",
                "told": [{"topic": "linked", "dispute": "JF-990101101201-2025-00001"}],
            }
        }
    )


class PartnerPageOut(Schema):
    """A page of own messages; `next` is the `after` of the following page."""

    rows: list[PartnerItemOut]
    next: UUID | None


@router.post("/items", response={200: PartnerItemOut, 201: PartnerItemOut}, summary="报送来件")
@permitted(SEND)
def partner_item_new(request: HttpRequest, idempotency_key: RequestKey, given: PartnerItemIn) -> Status[PartnerItemOut]:
    """201: taken in; 200: was sent before with the same content; 409: the number was sent with other content."""
    form = PartnerItemForm(_answers(given))
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    item, new = send(payload=request.body, idempotency_key=idempotency_key, **form.given())
    return Status(201 if new else 200, *_shown([item]))


@router.get("/items", response=PartnerPageOut, summary="本单位报送的来件")
@permitted(SEND)
def partner_item_list(
    request: HttpRequest,
    external_number: Annotated[str, Query(max_length=60)] = "",
    after: Annotated[UUID | None, Query()] = None,
) -> PartnerPageOut:
    """The newest first; by its own number an agency finds one again."""
    rows = sent_items()
    if external_number:
        rows = rows.filter(external_number=external_number)
    found = list((rows.filter(pk__lt=after) if after else rows)[: SIZE + 1])
    return PartnerPageOut(rows=_shown(found[:SIZE]), next=found[SIZE - 1].pk if len(found) > SIZE else None)


@router.get("/items/{uid}", response=PartnerItemOut, summary="来件办理情况")
@permitted(SEND)
def partner_item(request: HttpRequest, uid: UUID) -> PartnerItemOut:
    """One own message, and what was told of it."""
    return _shown([sent_items().get(pk=uid)])[0]


def _answers(given: PartnerItemIn) -> dict[str, Any]:
    """What was sent, as the form takes it."""
    sent = {name: value for name, value in given.model_dump().items() if value is not None}
    for name in ("materials", "parties"):
        sent[name] = json.dumps(sent[name], ensure_ascii=False)
    return sent


def _shown(items: Sequence[IntakeItem]) -> list[PartnerItemOut]:
    """Messages with what was told of them, in two questions."""
    told: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    written = Delivery.objects.filter(subject__in=[item.pk for item in items], organization=acting().seat())
    written = written.exclude(state=Delivery.State.NEW).select_related("subject").order_by("made_at", "id")
    for each in written:
        if each.body and not each.body.erased:
            told[each.subject_id].append(json.loads(each.body.reveal()))
    return [
        PartnerItemOut(
            id=item.pk,
            number=item.number,
            source_detail=item.source_detail,
            external_number=item.external_number,
            state=item.state,
            state_label=item.state_label,
            received_at=item.received_at,
            told=told[item.pk],
        )
        for item in items
    ]
