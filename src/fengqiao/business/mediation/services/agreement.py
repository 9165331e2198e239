"""调解协议: drafted, signed, sealed, in force (人民调解法 第二十八至三十三条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from fengqiao.business.mediation import rules
from fengqiao.business.mediation.events import AGREEMENT_NUMBER
from fengqiao.business.mediation.flow import CASE
from fengqiao.business.mediation.models import Agreement, MediationCase, Payment, PerformanceItem
from fengqiao.business.mediation.rules import messages
from fengqiao.business.mediation.services.after import open_follow_up
from fengqiao.business.mediation.services.case import conclude
from fengqiao.business.mediation.terms import AgreementForm, AgreementState, ItemState, Outcome
from fengqiao.kernel.casework.clock import due, end_of_day, limit_of, start_of_day
from fengqiao.kernel.casework.duties import start, stop
from fengqiao.kernel.casework.models import Number
from fengqiao.kernel.casework.numbers import take_number, void_number
from fengqiao.kernel.paperwork.models import Issued
from fengqiao.kernel.paperwork.services import void as void_paper
from fengqiao.kernel.places.scope import local_day, now, today


def write(
    case: MediationCase,
    *,
    form: str,
    facts_text: str,
    terms: Sequence[rules.TermFacts],
    responsibility: str = "",
    changes: Agreement | None = None,
    change_reason: str = "",
) -> Agreement:
    """One agreement with its 履行事项; the printed sentences are made from the terms."""
    agreement = Agreement.objects.create(
        subject=case.subject,
        form=form,
        facts_text=facts_text,
        responsibility=responsibility,
        terms_text=rules.terms_text(terms),
        mode_text=rules.mode_text(terms),
        copies=rules.copies(case.dispute.parties().count()),
        amount_total=rules.sum_of(terms),
        changes=changes,
        change_reason=change_reason,
        made_at=now(),
    )
    items = PerformanceItem.objects.bulk_create(
        PerformanceItem(
            subject=case.subject,
            agreement=agreement,
            order=order,
            obligor=term.obligor,
            obligee=term.obligee,
            kind=term.kind,
            content=term.content,
            amount=term.amount,
            instalment=term.instalment,
            due_on=term.due_on or today(),
            done_on=min(term.due_on or today(), today()) if term.on_the_spot else None,
            done_amount=term.amount if term.on_the_spot else None,
            proof_id=term.proof,
            state=ItemState.DONE if term.on_the_spot else ItemState.PENDING,
        )
        for order, term in enumerate(terms, 1)
    )
    Payment.objects.bulk_create(
        Payment(subject=case.subject, item=item, paid_on=item.done_on, amount=item.done_amount, proof_id=item.proof_id)
        for item in items
        if item.done_on and item.done_amount
    )
    agreement.number = take_number(
        AGREEMENT_NUMBER,
        case.subject,
        year=today().year,
        committee=case.committee_id,
        short_name=case.committee.short_name,
    )
    agreement.save(update_fields=["number"])
    return agreement


@CASE.does("draft")
def draft(
    case: MediationCase,
    *,
    facts_text: str,
    terms: Sequence[rules.TermFacts],
    responsibility: str = "",
    amount_total: Decimal | None = None,  # the guards compare it with the terms
) -> Mapping[str, str]:
    """生成协议书: an unsigned draft before it is replaced; the signed one stays."""
    _give_up_draft(case, reason="重新生成协议书")
    agreement = write(
        case,
        form=AgreementForm.WRITTEN,
        facts_text=facts_text,
        terms=terms,
        responsibility=responsibility,
    )
    agreement.state = AgreementState.TO_SIGN
    agreement.save(update_fields=["state"])
    return {"number": agreement.number}


@CASE.does("sign")
@CASE.does("sign_change")
def sign(
    case: MediationCase,
    *,
    party_signs: Sequence[Mapping[str, str]],
    mediator_signs: Sequence[Mapping[str, str]],
    recorder: str,
) -> Mapping[str, str]:
    """登记签名: each party and the mediator with the day and the manner (签名、盖章或按指印)."""
    agreement = _to_sign(case)
    agreement.party_signs = [*agreement.party_signs, *party_signs]
    agreement.mediator_signs = [*agreement.mediator_signs, *mediator_signs]
    agreement.recorder, agreement.text_at = recorder, agreement.text_at or _printed_at(agreement) or now()
    if {sign["party"] for sign in agreement.party_signs} >= {
        str(party.pk) for party in case.dispute.parties_at(agreement.text_at)
    }:
        agreement.state = AgreementState.TO_SEAL
    agreement.save(update_fields=["party_signs", "mediator_signs", "recorder", "text_at", "state"])
    return {"people": "、".join(sign["name"] for sign in (*party_signs, *mediator_signs))}


@CASE.does("seal")
def seal(case: MediationCase, *, sealed_on: date) -> Mapping[str, str]:
    """确认盖章: the agreement takes effect with the last of signatures and seal (第二十九条)."""
    return {"effective": _take_effect(case, _to_sign(case), sealed_on).isoformat()}


def _take_effect(case: MediationCase, agreement: Agreement, sealed_on: date) -> date:
    agreement.sealed_on = sealed_on
    effective = rules.effective_on(
        [date.fromisoformat(each["on"]) for each in agreement.party_signs],
        [date.fromisoformat(each["on"]) for each in agreement.mediator_signs],
        sealed_on,
    )
    if effective is None:
        raise ValidationError(messages.NO_AGREEMENT)
    agreement.effective_on = effective
    limit = limit_of(rules.CONFIRMATION.key, code=abs(case.scope_code) // 1000, on=today())
    agreement.confirm_deadline = local_day(due(limit, start_of_day(effective)))
    agreement.state = AgreementState.EFFECTIVE
    agreement.save(update_fields=["sealed_on", "effective_on", "confirm_deadline", "state"])
    return effective


@CASE.does("change")
def change(
    case: MediationCase,
    *,
    change_reason: str,
    facts_text: str,
    terms: Sequence[rules.TermFacts],
    responsibility: str = "",
    amount_total: Decimal | None = None,  # the guards compare it with the terms
) -> Mapping[str, str]:
    """变更协议 (4.4): a new written agreement; the signed one holds until this one is signed and sealed."""
    _give_up_draft(case, reason="重新制作变更协议")
    old = _in_hand(case)
    agreement = write(
        case,
        form=AgreementForm.WRITTEN,
        facts_text=facts_text,
        terms=terms,
        responsibility=responsibility,
        changes=old,
        change_reason=change_reason,
    )
    agreement.state = AgreementState.TO_SIGN
    agreement.save(update_fields=["state"])
    return {"number": agreement.number, "old": old.number}


@CASE.does("seal_change")
def seal_change(case: MediationCase, *, sealed_on: date) -> Mapping[str, str]:
    """确认变更协议盖章: from now on the case stands by it; what was open of the old one is superseded."""
    agreement, old = _to_sign(case), _in_hand(case)
    effective = _take_effect(case, agreement, sealed_on)
    old.state = AgreementState.CHANGED
    old.save(update_fields=["state"])
    old.items.exclude(state__in=[each for each in ItemState if each.over]).update(state=ItemState.SUPERSEDED)
    stop(case.subject, "mediation.performance")
    stop(case.subject, "mediation.follow_up")
    case.outcome = Outcome.AGREED_WRITTEN
    _stand_by(case, agreement)
    return {"number": agreement.number, "effective": effective.isoformat(), "old": old.number}


@CASE.does("drop_change")
def drop_change(case: MediationCase, *, reason: str) -> Mapping[str, str]:
    """终止变更协议: the parties do not sign it; the agreement in force stays as it is."""
    return {"number": _give_up_draft(case, reason=reason), "reason": reason}


def _give_up_draft(case: MediationCase, *, reason: str) -> str:
    """作废 the text that was not signed by all, with its number; returns the number, "" when there was none."""
    draft = Agreement.to_sign(case.pk)
    if draft is None:
        return ""
    draft.state = AgreementState.VOID
    draft.save(update_fields=["state"])
    for printed in _prints_of(draft):
        void_paper(printed, reason=reason)
    for number in Number.objects.filter(subject=case.subject, text=draft.number, voided_at=None):
        void_number(number, reason=reason)
    case.subject.refresh_from_db(fields=["seq"])  # each has an event of its own
    return draft.number


@CASE.does("agree")
def agree(case: MediationCase) -> Mapping[str, str]:
    """登记达成书面协议: outcome, amounts, what is to be performed and when it is asked after."""
    agreement = _in_hand(case)
    _settle(case, agreement, Outcome.AGREED_WRITTEN)
    return {"effective": agreement.effective_on.isoformat() if agreement.effective_on else ""}


@CASE.does("agree_oral")
def agree_oral(
    case: MediationCase,
    *,
    facts_text: str,
    terms: Sequence[rules.TermFacts],
    agreed_at: datetime | None = None,
    amount_total: Decimal | None = None,  # the guards compare it with the terms
) -> None:
    """登记口头协议 (第二十八条): in force when the parties agree; the mediator records it, nobody must sign."""
    agreement = write(case, form=AgreementForm.ORAL, facts_text=facts_text, terms=terms)
    agreement.agreed_at = agreed_at or now()
    agreement.effective_on = local_day(agreement.agreed_at)
    agreement.state = AgreementState.EFFECTIVE
    agreement.save(update_fields=["agreed_at", "effective_on", "state"])
    _settle(case, agreement, Outcome.AGREED_ORAL)


def _settle(case: MediationCase, agreement: Agreement, outcome: Outcome) -> None:
    case.outcome = outcome
    conclude(case, max(agreement.effective_on or today(), case.accepted_on or date.min))  # not the day it is entered
    _stand_by(case, agreement)


def _stand_by(case: MediationCase, agreement: Agreement) -> None:
    """What figures and 待办 read of the agreement in force."""
    case.agreement_form = agreement.form
    case.effective_on, case.amount_total = agreement.effective_on, agreement.amount_total
    case.performance = rules.performance_of([item.facts() for item in agreement.items.all()], today())
    for item in agreement.items.exclude(state=ItemState.DONE):
        start(case.subject, "mediation.performance", note=item.note, due_at=end_of_day(item.due_on))
    open_follow_up(case, agreement)


def _printed_at(agreement: Agreement) -> datetime | None:
    """When the text was printed that is signed now: the last print of this agreement."""
    return _prints_of(agreement).order_by("-issued_at").values_list("issued_at", flat=True).first()


def _prints_of(agreement: Agreement) -> QuerySet[Issued]:
    """The prints of an agreement that waits to be signed: made after it, for there is none after it."""
    paper = "mediation.change" if agreement.changes_id else "mediation.agreement"
    return Issued.objects.filter(
        subject=agreement.subject_id, paper=paper, voided_at=None, issued_at__gte=agreement.made_at
    )


def _in_hand(case: MediationCase) -> Agreement:
    agreement = Agreement.in_hand(case.pk)
    if agreement is None:
        raise Agreement.DoesNotExist(case.pk)
    return agreement


def _to_sign(case: MediationCase) -> Agreement:
    agreement = Agreement.to_sign(case.pk)
    if agreement is None:
        raise Agreement.DoesNotExist(case.pk)
    return agreement
