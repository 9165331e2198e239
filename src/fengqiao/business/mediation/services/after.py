"""After the agreement: performance, follow-up, file, and the end of the dispute (第三十一条)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fengqiao.business.mediation import rules
from fengqiao.business.mediation.flow import CASE
from fengqiao.business.mediation.models import (
    Agreement,
    ArchiveFile,
    FollowUp,
    MediationCase,
    Payment,
    PerformanceItem,
)
from fengqiao.business.mediation.terms import (
    AgreementForm,
    AgreementState,
    ItemState,
    Performance,
    Retention,
    Satisfaction,
)
from fengqiao.kernel.casework.clock import end_of_day
from fengqiao.kernel.casework.duties import start, stop
from fengqiao.kernel.casework.models import Attachment, Number
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.scope import today


def open_follow_up(case: MediationCase, agreement: Agreement) -> None:
    """The first follow-up (4.3): all written agreements and serious risks, of the other oral ones a sample."""
    place, on = case.scope_code // 1000, today()
    percent = parameter("mediation.follow_up_sample", code=place, on=on)
    serial = Number.objects.filter(subject=case.subject, register="mediation.case").values_list("serial", flat=True)
    last = serial.first() or 1
    due = rules.follow_up_due(
        written=agreement.form == AgreementForm.WRITTEN,
        first_due_on=min((item.due_on for item in agreement.items.all()), default=on),
        effective_on=agreement.effective_on or on,
        risk=case.dispute.risk,
        sampled=last * percent // 100 != (last - 1) * percent // 100,
        limits=parameter("mediation.follow_up", code=place, on=on),
    )
    if due:
        start(case.subject, "mediation.follow_up", handler=case.handler_id, due_at=end_of_day(due))


@CASE.does("perform_item")
def perform_item(
    case: MediationCase,
    *,
    item: PerformanceItem,
    done_on: date,
    done_amount: Decimal | None = None,
    proof: Attachment | None = None,
    result: str = ItemState.DONE,
) -> None:
    """登记履行: what was done, when and by which proof, or that it was not or need not be; the last one ends it.

    A sum may be paid in parts: each payment stands by itself, the item says what they come to.
    """
    if result in (ItemState.OVERDUE, ItemState.WAIVED):
        item.state, item.proof = result, proof or item.proof
    else:
        paid = item.done_amount or Decimal(0)
        amount = done_amount if done_amount is not None else item.amount and item.amount - paid
        if amount:
            Payment.objects.create(subject=case.subject, item=item, paid_on=done_on, amount=amount, proof=proof)
        item.done_on, item.proof = max(done_on, item.done_on or done_on), proof or item.proof
        item.done_amount = paid + amount if amount is not None else item.done_amount
        item.state = rules.item_state(item.facts(), today())
    item.save(update_fields=["done_on", "done_amount", "proof", "state"])
    if item.state == ItemState.DONE:
        stop(case.subject, "mediation.performance", note=item.note)
    standing = PerformanceItem.objects.filter(agreement=item.agreement_id)
    case.performance = rules.performance_of([each.facts() for each in standing], today())


@CASE.does("complete")
def complete(case: MediationCase) -> None:
    """履行完毕: the last 履行事项 is done."""
    case.performance = Performance.PERFORMED
    Agreement.objects.filter(subject=case.subject, state=AgreementState.EFFECTIVE).update(
        state=AgreementState.PERFORMED
    )


@CASE.does("follow_up")
def follow_up(case: MediationCase, **given: Any) -> Mapping[str, str]:
    """登记回访."""
    visit = FollowUp.objects.create(subject=case.subject, **{"reason": "协议履行情况", **given})
    case.performance = visit.performance
    return {
        "performance": Performance(visit.performance).label,
        "satisfied": Satisfaction(visit.satisfied).label,
    }


@CASE.does("archive")
def archive(
    case: MediationCase,
    *,
    retention: str,
    filer: str,
    checker: str,
    place: str = "",
    remarks: str = "",
) -> Mapping[str, str]:
    """立卷归档 (一案一卷): light for oral cases (5.2)."""
    ArchiveFile.objects.create(
        subject=case.subject,
        items=[],
        filer=filer,
        filed_on=today(),
        checker=checker,
        retention=retention,
        place=place,
        remarks=remarks,
        light=case.light,
    )
    return {"retention": Retention(retention).words}
