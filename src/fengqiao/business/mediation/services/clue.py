"""报线索: a clue goes to the committee of the place, else to its office; the reporter follows it and sees no more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File

from fengqiao.business.mediation.flow import RECEIVE
from fengqiao.business.mediation.models import IntakeItem
from fengqiao.business.mediation.queries import receiver_at
from fengqiao.business.mediation.rules import messages
from fengqiao.business.mediation.services import intake
from fengqiao.business.mediation.terms import SourceDetail
from fengqiao.kernel.casework.attachments import attach
from fengqiao.kernel.casework.receiving import receive
from fengqiao.kernel.casework.referral import KEEP
from fengqiao.kernel.identity.models import Organization, User
from fengqiao.kernel.places.scope import acting

# What a reporter is, by the channel of the clue.
ROLES: Mapping[str, str] = {SourceDetail.GRID: "网格员", SourceDetail.INFORMANT: "信息员/法律明白人"}
TOWN = 1000  # codes of villages in one township


def report_clue(
    *,
    source_detail: str,
    narrative: str,
    place_code: int,
    people: str = "",
    photo: File[bytes] | None = None,
    idempotency_key: str = "",
    **given: Any,  # columns
) -> IntakeItem:
    """报送线索: what, where, who and when, with a photo; a reporter speaks for the own township."""
    me = acting()
    home = Organization.objects.get(pk=me.seat())
    if home.region_id // TOWN != place_code // TOWN:
        raise ValidationError({"place_code": messages.CLUE_ELSEWHERE})
    receiver = receiver_at(place_code)
    if receiver is None:
        raise ValidationError({"place_code": messages.NO_RECEIVER})
    name = User.objects.values_list("name", flat=True).get(pk=me.user) if me.user else ""

    def entry() -> IntakeItem:
        item = intake.receive(
            source_detail=source_detail,
            narrative=narrative,
            place_code=place_code,
            idempotency_key=idempotency_key,
            office=receiver,
            reporter_name=name,
            reporter_role=ROLES[source_detail],
            mentions=json.dumps([{"name": each} for each in names_in(people)], ensure_ascii=False),
            **given,
        )
        if photo is not None:
            attach(item.subject, photo, organization=receiver.pk, label="现场照片")
        return item

    return receive(entry, receiver, may=RECEIVE, to_post=True, keep=KEEP)


def names_in(text: str) -> list[str]:
    """The people a reporter names, apart by 、 or a comma or a blank."""
    for mark in "，,；;\n\t ":
        text = text.replace(mark, "、")
    return [name for name in text.split("、") if name]
