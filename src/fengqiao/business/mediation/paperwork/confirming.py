"""Papers of 司法确认 (民诉法解释 第三百五十一至三百五十三条): the joint application, the proof of mediation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fengqiao.business.mediation.models import JudicialConfirmation, MediationCase
from fengqiao.business.mediation.paperwork.parties import PartyRow, names_of, party_rows
from fengqiao.business.mediation.paperwork.signed import made_at
from fengqiao.business.mediation.terms import DisputeType, PartySide
from fengqiao.kernel.paperwork.declarations import Paper
from fengqiao.kernel.places.scope import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationApplication:
    """司法确认申请书."""

    parties: tuple[PartyRow, ...]
    committee: str
    agreement_number: str
    effective_on: date | None
    facts: str
    terms: tuple[str, ...]
    court: str
    applicants: tuple[str, ...]
    applied_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MediationProof:
    """主持调解证明."""

    sides: str
    dispute_type: str
    case_number: str
    accepted_on: date | None
    concluded_on: date | None
    mediators: str
    agreement_number: str
    effective_on: date | None
    court: str
    committee: str
    on: date


def standing(case: MediationCase) -> JudicialConfirmation:
    """The application the papers are about: the newest, also when its agreement has been changed since."""
    return JudicialConfirmation.objects.filter(subject=case.pk).latest("applied_on", "id")


def application(case: MediationCase) -> ConfirmationApplication:
    """Both applicants, what they ask, what was agreed, and the court."""
    asked = standing(case)
    parties = case.dispute.parties_at(made_at(asked.pk))
    both = [party for party in parties if party.side != PartySide.THIRD]
    return ConfirmationApplication(
        parties=party_rows(both, asked.applied_on),
        committee=case.committee.name,
        agreement_number=asked.agreement.number,
        effective_on=asked.agreement.effective_on,
        facts=asked.agreement.facts_text,
        terms=tuple(asked.agreement.terms_text.splitlines()),
        court=asked.court,
        applicants=tuple(asked.applicants),
        applied_on=asked.applied_on,
    )


def proof(case: MediationCase) -> MediationProof:
    """That this committee mediated, who did, and what came of it."""
    asked = standing(case)
    mediators = [each.mediator.name for each in case.case_mediators() if not each.recused]
    return MediationProof(
        sides=names_of(case.dispute.parties_at(made_at(asked.pk))),
        dispute_type=DisputeType(case.dispute_type).label,
        case_number=case.number,
        accepted_on=case.accepted_on,
        concluded_on=local_day(asked.agreement.made_at) if asked.agreement.changes_id else case.concluded_on,
        mediators="、".join(mediators),
        agreement_number=asked.agreement.number,
        effective_on=asked.agreement.effective_on,
        court=asked.court,
        committee=case.committee.name,
        on=asked.applied_on,
    )


ALL = (
    Paper(
        key="mediation.confirmation",
        label="司法确认申请书",
        template="confirmation.typ",
        context=application,
        bundle=12,
    ),
    Paper(
        key="mediation.proof",
        label="主持调解证明",
        template="proof.typ",
        context=proof,
        bundle=12,
    ),
)
