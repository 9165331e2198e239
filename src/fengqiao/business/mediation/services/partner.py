"""来件 from partner agencies (协作单位): received at the nearest office, once, whatever is sent again (3.3, 6)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Length, StrIndex

from fengqiao.business.mediation.flow import RECEIVE
from fengqiao.business.mediation.models import IntakeItem
from fengqiao.business.mediation.services.intake import receive as take_in
from fengqiao.kernel.casework.attachments import attach
from fengqiao.kernel.casework.models import ReusedKey
from fengqiao.kernel.casework.perform import NotNow
from fengqiao.kernel.casework.receiving import receive
from fengqiao.kernel.identity.models import Organization, Partner, serving, valid
from fengqiao.kernel.identity.partners import acting_partner
from fengqiao.kernel.places.divisions import WIDTHS, Level
from fengqiao.kernel.places.models import Region, in_force
from fengqiao.kernel.places.scope import VILLAGE, acting, today

PAYLOAD = "原始报文"
CHANGED = "该外部编号已经报送过，内容与上次不同。原件不能修改，补充情况请用新的外部编号报送。"
OFFICE, BUREAU = "office", "county_bureau"


def sent_items() -> QuerySet[IntakeItem]:
    """What the acting agency sent, the newest first."""
    own = IntakeItem.objects.lent().filter(sender=acting().seat())
    return own.select_related("subject").order_by("-subject")


def send(
    *,
    payload: bytes,
    source_detail: str,
    external_number: str,
    place_code: int | None,
    place_text: str,
    idempotency_key: str,
    **given: Any,
) -> tuple[IntakeItem, bool]:
    """报送: the item, and whether it is new; the same number again is the same item, with other content 409."""
    partner = acting_partner()
    if source_detail not in partner.sources:
        raise ValidationError({"source_detail": "本单位未登记这个来源。"})
    if known := _known(source_detail, external_number):
        return _same(known, payload), False
    office = nearest_office(partner, place_code, place_text)

    def entry() -> IntakeItem:
        item = take_in(
            office=office,
            sender=partner.organization,
            source_detail=source_detail,
            external_number=external_number,
            place_code=place_code if place_code and place_code % 1000 else None,
            place_text=place_text,
            idempotency_key=hashlib.sha256(f"{partner.pk}:{idempotency_key}".encode()).hexdigest(),
            **given,
        )
        if (item.source_detail, item.external_number) != (source_detail, external_number):
            raise ReusedKey
        return item if item.payload_id else _kept(item, payload, office)

    try:
        return receive(entry, office, may=RECEIVE), True
    except ValidationError:
        if known := _known(source_detail, external_number):  # another delivery of it was faster
            return _same(known, payload), False
        raise


def _known(source_detail: str, external_number: str) -> IntakeItem | None:
    return sent_items().filter(source_detail=source_detail, external_number=external_number).first()


def _same(item: IntakeItem, payload: bytes) -> IntakeItem:
    """An item that was sent before, if it says the same; of an erased one nobody can tell."""
    kept = item.payload
    if kept is not None and kept.data_key() and json.loads(kept.content()) != json.loads(payload):
        raise NotNow(CHANGED)
    return item


def _kept(item: IntakeItem, payload: bytes, office: Organization) -> IntakeItem:
    """The message as it came, sealed with the item."""
    message = ContentFile(payload, name=f"{PAYLOAD}.json")
    item.payload = attach(item.subject, message, organization=office.pk, label=PAYLOAD, media_type="application/json")
    item.save(update_fields=["payload"])
    return item


def nearest_office(partner: Partner, place_code: int | None, place_text: str) -> Organization:
    """The office of the township, also one that keeps it beside its own; the county bureau where none is known."""
    code = place_code or place_named(partner, place_text)
    township = code // WIDTHS[Level.TOWNSHIP] * WIDTHS[Level.TOWNSHIP] if code else 0
    county = (code or partner.ranges[0][0] // VILLAGE) // WIDTHS[Level.COUNTY] * WIDTHS[Level.COUNTY]
    present = Organization.objects.filter(valid(today())).order_by("scope_code")
    office = present.filter(serving(township), kind=OFFICE).first()
    office = office or present.filter(kind=BUREAU, region=county).first()
    if office is None or not partner.reaches(office.scope_code):
        raise ValidationError({"place_code": "这个地点不在本单位登记的接收范围内。"})
    return office


def place_named(partner: Partner, text: str) -> int | None:
    """The township or village that a text names, the longest name first; None when it names several or none."""
    if not text:
        return None
    reached = Q(pk__in=())
    for low, high in partner.ranges:
        reached |= Q(code__range=(low // VILLAGE, high // VILLAGE))
    named = (
        Region.objects.filter(in_force(today()), reached, level__gte=Level.TOWNSHIP)
        .annotate(found=StrIndex(Value(text), "name"))
        .filter(found__gt=0)
        .order_by("-level", Length("name").desc())
    )
    found = list(named.values_list("code", "level", "parent__name")[:20])
    lowest = [each for each in found if each[1] == found[0][1]]
    sure = lowest if len(lowest) == 1 else [each for each in lowest if each[2] and each[2] in text]
    return sure[0][0] if len(sure) == 1 else None
