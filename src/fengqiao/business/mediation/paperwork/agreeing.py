"""Papers of the agreement: 协议书, 口头协议登记表, 回访记录."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fengqiao.business.mediation.models import Agreement, FollowUp, MediationCase
from fengqiao.business.mediation.paperwork.parties import PartyRow, deputies_of, names_of, paper_moment, party_rows
from fengqiao.business.mediation.paperwork.signed import made_at, printed_at
from fengqiao.business.mediation.terms import (
    AgreementForm,
    AgreementState,
    FollowUpAction,
    FollowUpMode,
    PartySide,
    Performance,
    Satisfaction,
)
from fengqiao.kernel.paperwork.declarations import Paper
from fengqiao.kernel.paperwork.wording import small_number
from fengqiao.kernel.places.scope import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAgreement:
    """人民调解协议书."""

    number: str
    parties: tuple[PartyRow, ...]
    facts: str
    responsibility: str
    terms: tuple[str, ...]
    performance: str
    copies: str
    committee: str
    signers: tuple[str, ...]
    sealed_on: date | None
    changes: str = ""  # the agreement it changes: kind and number
    change_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAgreements:
    """人民调解协议书（变更）, a page for each."""

    agreements: tuple[WrittenAgreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OralAgreement:
    """人民调解口头协议登记表."""

    number: str
    parties: tuple[PartyRow, ...]
    facts: str
    terms: tuple[str, ...]
    performance: str
    committee: str
    agreed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRecord:
    """人民调解回访记录."""

    sides: str
    agreement_number: str
    reason: str
    at: str
    situation: str
    committee: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUps:
    """人民调解回访记录, a page for each visit."""

    records: tuple[FollowUpRecord, ...]


def first_agreement(case: MediationCase, form: AgreementForm) -> Agreement:
    """What was agreed first, also when it has been changed since; without it there is nothing to print."""
    made = Agreement.objects.filter(subject=case.pk, form=form, changes=None).exclude(state=AgreementState.VOID)
    return made.latest("made_at")


def written_agreement(case: MediationCase) -> WrittenAgreement:
    """The agreement as it is signed and sealed (人民调解法 第二十九条)."""
    return _written(case, first_agreement(case, AgreementForm.WRITTEN))


def change_agreements(case: MediationCase) -> ChangeAgreements:
    """变更协议: the one that waits to be signed alone, else all that took effect, each with the one it changes."""
    made = Agreement.objects.filter(subject=case.pk, changes__isnull=False).exclude(state=AgreementState.VOID)
    found = list(made.select_related("changes").order_by("made_at"))
    waiting = [each for each in found if each.pending_change]
    return ChangeAgreements(agreements=tuple(_written(case, each) for each in waiting or found))


def _written(case: MediationCase, agreement: Agreement) -> WrittenAgreement:
    old = agreement.changes
    paper = {AgreementForm.WRITTEN: "《人民调解协议书》", AgreementForm.ORAL: "《人民调解口头协议登记表》"}
    parties = case.dispute.parties_at(agreement.settled_at)
    rows = party_rows(parties, local_day(agreement.made_at))
    return WrittenAgreement(
        number=agreement.number,
        parties=rows,
        facts=agreement.facts_text,
        responsibility=agreement.responsibility,
        terms=tuple(agreement.terms_text.splitlines()),
        performance=agreement.mode_text,
        copies=small_number(agreement.copies),
        committee=case.committee.name,
        signers=(*(row.role for row in rows), *deputies_of(parties, lambda party: PartySide(party.side).label)),
        sealed_on=agreement.sealed_on,
        changes=f"{paper[AgreementForm(old.form)]}（编号：{old.number}）" if old else "",
        change_reason=agreement.change_reason,
    )


def oral_agreement(case: MediationCase) -> OralAgreement:
    """The mediator's record of an oral agreement, as first printed; the parties need not sign (第二十八条)."""
    agreement = first_agreement(case, AgreementForm.ORAL)
    agreed_on = local_day(agreement.agreed_at or agreement.made_at)
    return OralAgreement(
        number=agreement.number,
        parties=party_rows(case.dispute.parties_at(printed_at(case, "mediation.oral")), agreed_on),
        facts=agreement.facts_text,
        terms=tuple(agreement.terms_text.splitlines()),
        performance=agreement.mode_text,
        committee=case.committee.name,
        agreed_on=agreed_on,
    )


def follow_ups(case: MediationCase) -> FollowUps:
    """Every follow-up, with what was seen, how content the parties are and what was done."""
    agreed = Agreement.objects.filter(subject=case.pk, effective_on__isnull=False).exclude(state=AgreementState.VOID)
    agreed = agreed.order_by("effective_on", "made_at")
    return FollowUps(
        records=tuple(
            FollowUpRecord(
                sides=names_of(case.dispute.parties_at(made_at(visit.pk))),
                agreement_number=_in_force(agreed, local_day(visit.at)),
                reason=visit.reason,
                at=paper_moment(visit.at),
                situation=f"{visit.situation}\n{_told(visit)}",
                committee=case.committee.name,
                on=local_day(visit.at),
            )
            for visit in FollowUp.objects.filter(subject=case.pk).order_by("at")
        )
    )


def _in_force(agreed: Iterable[Agreement], on: date) -> str:
    """The number of the agreement that held on a day, "" when there was none yet."""
    held = [each.number for each in agreed if each.effective_on and each.effective_on <= on]
    return held[-1] if held else ""


def _told(visit: FollowUp) -> str:
    return (
        f"方式：{FollowUpMode(visit.mode).label}；履行情况：{Performance(visit.performance).label}；"
        f"满意度：{Satisfaction(visit.satisfied).label}；处理：{FollowUpAction(visit.action).label}。"
    )


ALL = (
    Paper(
        key="mediation.agreement",
        label="人民调解协议书",
        template="agreement.typ",
        context=written_agreement,
        bundle=8,
    ),
    Paper(
        key="mediation.oral",
        label="人民调解口头协议登记表",
        template="oral.typ",
        context=oral_agreement,
        bundle=9,
    ),
    Paper(
        key="mediation.change",
        label="人民调解协议书（变更）",
        template="change.typ",
        context=change_agreements,
        bundle=9,
    ),
    Paper(
        key="mediation.follow_up",
        label="人民调解回访记录",
        template="follow_up.typ",
        context=follow_ups,
        bundle=11,
    ),
)
