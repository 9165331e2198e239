"""Who applied from outside follows the dispute that their item founds or joins (群众端)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from fengqiao.business.mediation.models import Dispute, DisputeParty, IntakeItem
from fengqiao.business.mediation.services.parties import PartyValue
from fengqiao.business.mediation.terms import SourceDetail, Willingness
from fengqiao.kernel.casework.receiving import KEEP
from fengqiao.kernel.casework.referral import give
from fengqiao.kernel.identity.models import Visitor
from fengqiao.kernel.identity.visitors import admit, new_code, renew_code
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.models import Grant, Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import now

REACHED = ("phone", "id_number", "address")
THEIR_OWN = (SourceDetail.SCAN, SourceDetail.KIOSK)  # what visitors send themselves


def let_follow(dispute: Subject, items: Iterable[IntakeItem]) -> None:
    """The visitors of these items may read the dispute from now on, as the party whose name and phone they gave.

    A name alone makes nobody a party: whom the office knows otherwise gets a code from it.
    """
    for item in items:
        for visitor in _visitors_of(item):
            if not Grant.objects.filter(subject=dispute.root_id, holder=visitor.pk).exists():
                give(dispute, dispute.scope_code, visitor.pk, reason="当事人知情", until=now() + KEEP)
            reached = {"name": item.reporter_name, "phone_index": item.reporter_phone_index}
            same = DisputeParty.objects.filter(subject=dispute, visitor=None, phone_index__isnull=False, **reached)
            if party := same.order_by("order").first():
                party.visitor = visitor
                if party.willingness == Willingness.UNSTATED:  # who applies of their own will has said so
                    party.willingness, party.asked_at = Willingness.AGREED, item.received_at
                    party.asked_by = visitor.pk
                party.save(update_fields=["visitor", "willingness", "asked_at", "asked_by"])


def stop_following(dispute: Subject, items: Iterable[IntakeItem]) -> None:
    """The visitors of items that leave the dispute are no party of it any more."""
    for item in items:
        followed = DisputeParty.objects.filter(subject=dispute, visitor__in=[each.pk for each in _visitors_of(item)])
        for party in followed:
            party.visitor = None
            party.save(update_fields=["visitor"])


def _visitors_of(item: IntakeItem) -> Iterable[Visitor]:
    if item.source_detail not in THEIR_OWN:
        return ()
    return Visitor.objects.filter(pk__in=Grant.objects.filter(subject=item.pk).values("holder"))


def give_code(dispute: Dispute, party: DisputeParty) -> tuple[str, str]:
    """发查询码: the party may follow the dispute from outside; a code that was lost is replaced."""
    subject, code = lock(dispute.pk), new_code()
    if party.visitor is None:
        party.visitor = admit(
            uuid7(), area=dispute.flow.area, number=subject.number, code=code, scope_code=abs(subject.scope_code)
        )
        party.save(update_fields=["visitor"])
        give(subject, subject.scope_code, party.visitor.pk, reason="当事人知情", until=now() + KEEP)
    else:
        renew_code(party.visitor, code)
    record(subject, "mediation.party.admit", key=announce(uuid7()), name=party.name)
    return party.visitor.number, code


def completed(item: IntakeItem, parties: Sequence[PartyValue]) -> list[PartyValue]:
    """Parties with the phone, number and address their item gives of them: what came in is not typed again."""
    written = item.mentions.reveal() if item.mentions else ""
    mentioned = json.loads(written) if written.startswith("[") else []
    reporter = {
        "name": item.reporter_name,
        "phone": item.reporter_phone.reveal() if item.reporter_phone else "",
        "id_number": item.reporter_id_number.reveal() if item.reporter_id_number else "",
    }
    known = {each["name"]: each for each in (*mentioned, reporter) if each.get("name")}
    return [_completed(party, known.get(party.name, {})) for party in parties]


def _completed(party: PartyValue, said: dict[str, str]) -> PartyValue:
    missing: dict[str, Any] = {name: said[name] for name in REACHED if said.get(name) and not getattr(party, name)}
    return replace(party, **missing)
