"""Who applied from outside follows the dispute that their item founds or joins (群众端)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from fengqiao.business.mediation.models import DisputeParty, IntakeItem
from fengqiao.business.mediation.services.parties import PartyValue
from fengqiao.kernel.casework.receiving import KEEP
from fengqiao.kernel.casework.referral import give
from fengqiao.kernel.identity.models import Visitor
from fengqiao.kernel.journal.models import Grant, Subject
from fengqiao.kernel.places.scope import now

REACHED = ("phone", "id_number", "address")


def let_follow(dispute: Subject, items: Iterable[IntakeItem]) -> None:
    """The visitors of these items may read the dispute from now on, as the party whose name they gave."""
    for item in items:
        holders = Grant.objects.filter(subject=item.pk).values("holder")
        for visitor in Visitor.objects.filter(pk__in=holders):
            if not Grant.objects.filter(subject=dispute.root_id, holder=visitor.pk).exists():
                give(dispute, dispute.scope_code, visitor.pk, reason="当事人知情", until=now() + KEEP)
            same = DisputeParty.objects.filter(subject=dispute, name=item.reporter_name, visitor=None)
            if party := same.order_by("order").first():
                DisputeParty.objects.filter(pk=party.pk).update(visitor=visitor)


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
