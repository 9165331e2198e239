"""What agencies are told of what they sent (回告): 收到、关联纠纷、受理、不受理、退回、办结."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from fengqiao.business.mediation.models import Agreement, Dispute, IntakeItem, MediationCase
from fengqiao.business.mediation.terms import NotAcceptReason, Outcome
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.journal.events import words_of
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.notice.declarations import Notice

ITEM, CASE = "mediation.intake", "mediation.case"


def senders(subject: UUID, using: str) -> Sequence[tuple[UUID, UUID]]:
    """The item itself, or every item of the dispute a case belongs to: one reply closes all linked orders."""
    cases = MediationCase.objects.db_manager(using).readable().filter(pk=subject)
    items = IntakeItem.objects.db_manager(using).readable().filter(sender__isnull=False)
    found = items.filter(Q(pk=subject) | Q(dispute__in=cases.values("dispute"))).order_by("pk")
    return [(item, sender) for item, sender in found.values_list("pk", "sender") if sender]


def about(item: UUID) -> dict[str, Any]:
    """What every notice begins with; `number` is ours, `external_number` the sender's."""
    found = IntakeItem.objects.readable().select_related("subject").get(pk=item)
    return {
        "item": str(item),
        "number": found.number,
        "source_detail": found.source_detail,
        "external_number": found.external_number,
        "state": found.state,
        "state_label": found.state_label,
    }


def registered(event: Event, item: UUID) -> Mapping[str, Any]:
    """收到: where it lies."""
    subject = IntakeItem.objects.readable().values_list("scope_code", flat=True).get(pk=item)
    office = Organization.objects.filter(scope_code=abs(subject), valid_to=None).first()
    return {**about(item), "office": office.name if office else ""}


def linked(event: Event, item: UUID) -> Mapping[str, Any]:
    """关联纠纷: its number, and how the mediation of it ended if it is over."""
    found = IntakeItem.objects.readable().get(pk=item)
    dispute = Dispute.objects.readable().select_related("subject").get(pk=found.dispute_id)
    ended = (
        MediationCase.objects.readable().filter(dispute=dispute).exclude(outcome="").order_by("-concluded_on").first()
    )
    return {**about(item), "dispute": dispute.number, **(_result(ended) if ended else {})}


def returned(event: Event, item: UUID) -> Mapping[str, Any]:
    """退回、无效: with the reason."""
    return {**about(item), "reason": words_of([event])[event.pk].get("reason", "")}


def accepted(event: Event, item: UUID) -> Mapping[str, Any]:
    """受理 by a committee."""
    case = MediationCase.objects.readable().select_related("committee", "subject").get(pk=event.subject_id)
    return {
        **about(item),
        "case": case.number,
        "committee": case.committee.name,
        "accepted_on": case.accepted_on.isoformat() if case.accepted_on else "",
    }


def declined(event: Event, item: UUID) -> Mapping[str, Any]:
    """不予受理: with its lawful reason."""
    case = MediationCase.objects.readable().get(pk=event.subject_id)
    return {**about(item), "reason": NotAcceptReason(case.decline_reason).label}


def concluded(event: Event, item: UUID) -> Mapping[str, Any]:
    """办结: result, basis and the parties' attitude."""
    return {**about(item), **_result(MediationCase.objects.readable().get(pk=event.subject_id))}


def _result(case: MediationCase) -> dict[str, Any]:
    outcome = Outcome(case.outcome)
    agreement = Agreement.in_hand(case.pk) if outcome.is_success else None
    if agreement is not None and agreement.number:
        basis = f"人民调解协议书 {agreement.number}"
    else:
        basis = "人民调解法 第二十八条" if outcome.is_success else "人民调解法 第二十六条"
    return {
        "outcome": outcome.value,
        "result": outcome.label,
        "basis": basis,
        "attitude": outcome.attitude,
        "concluded_on": case.concluded_on.isoformat() if case.concluded_on else "",
    }


def _notice(topic: str, label: str, body: Any, *kinds: str) -> Notice:
    return Notice(topic=topic, label=label, kinds=kinds, whom=senders, body=body)


ALL = (
    _notice("registered", "收到", registered, f"{ITEM}.register"),
    _notice("linked", "关联纠纷", linked, f"{ITEM}.found", f"{ITEM}.link"),
    _notice("returned", "退回", returned, f"{ITEM}.turn_back", f"{ITEM}.void"),
    _notice("accepted", "调委会受理", accepted, f"{CASE}.accept"),
    _notice("declined", "不予受理", declined, f"{CASE}.decline"),
    _notice("concluded", "办结", concluded, f"{CASE}.agree", f"{CASE}.agree_oral", f"{CASE}.end"),
)
