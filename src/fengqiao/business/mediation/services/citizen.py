"""群众端: a citizen applies at an office and follows what becomes of it, without an account."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from fengqiao.business.mediation.flow import RECEIVE
from fengqiao.business.mediation.models import IntakeItem
from fengqiao.business.mediation.services import intake
from fengqiao.business.mediation.terms import ReporterRole, SourceDetail
from fengqiao.business.mediation.terms.citizen import Trouble, Wish
from fengqiao.kernel.casework.receiving import KEEP, receive
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.identity.visitors import admit, scope_of_visitor
from fengqiao.kernel.places.scope import within

AREA = "mediation"


def apply_from_outside(
    visitor: UUID,
    code: str,
    *,
    office: Organization,
    other_name: str,
    other_phone: str,
    trouble: str,
    story: str,
    village: int | None,
    place_text: str,
    wishes: Sequence[str],
    wish_text: str,
    name: str,
    phone: str,
    at_kiosk: bool = False,
) -> IntakeItem:
    """申请调解 from outside: an item in the office's queue; the same visitor again is the same item."""

    def entry() -> IntakeItem:
        return intake.receive(
            source_detail=SourceDetail.KIOSK if at_kiosk else SourceDetail.SCAN,
            narrative=f"{story}\n希望：{wished(wishes, wish_text)}",
            place_code=village,
            place_text=place_text,
            category=Trouble(trouble).label,
            idempotency_key=str(visitor),
            office=office,
            reporter_name=name,
            reporter_role=ReporterRole.PARTY.label,
            reporter_phone=phone,
            mentions=json.dumps([{"name": other_name, "phone": other_phone, "side": "对方"}], ensure_ascii=False),
        )

    with within(scope_of_visitor(visitor)):
        item = receive(entry, office, may=RECEIVE, to_post=True, keep=KEEP)
        admit(visitor, area=AREA, number=item.number, code=code, scope_code=office.scope_code, phone=phone)
    return item


def wished(wishes: Sequence[str], more: str) -> str:
    """想怎么解决 in one line."""
    return "；".join([*(Wish(each).label for each in wishes), *filter(None, [more.strip()])])
