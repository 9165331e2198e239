"""当事人: one party as a form or a sheet gives it, and its row."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from fengqiao.business.mediation.models import DisputeParty
from fengqiao.business.mediation.terms import PartySide, Willingness
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import acting, now


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyValue:
    """当事人 as a form or a sheet gives it, in the order of the form."""

    side: str = PartySide.APPLICANT
    kind: str = "natural"
    name: str = ""
    alias: str = ""
    sex: str = ""
    ethnicity: str = ""
    birth_on: date | None = None
    stated_age: int | None = None
    occupation: str = ""
    document: str = "id"
    id_number: str = ""
    phone: str = ""
    address: str = ""
    capacity: str = "full"
    guardian: str = ""
    willingness: str = Willingness.UNSTATED
    sensitive: tuple[str, ...] = ()
    uscc: str = ""
    legal_representative: str = ""
    representative_title: str = ""
    proxy_name: str = ""
    proxy_relation: str = ""
    proxy_scope: tuple[str, ...] = ()


def add_party(subject: Subject, value: PartyValue, *, order: int) -> DisputeParty:
    """One 当事人 of a dispute; number, phone and address are sealed with the matter."""
    given = {each.name: getattr(value, each.name) for each in fields(value)}
    given["sensitive"], given["proxy_scope"] = list(value.sensitive), list(value.proxy_scope)
    return DisputeParty.objects.create(
        subject=subject,
        order=order,
        asked_at=now() if value.willingness != Willingness.UNSTATED else None,
        asked_by=acting().post,
        **given,
    )
