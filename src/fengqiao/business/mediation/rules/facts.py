"""The plain values that guards read: one frozen picture of a case or a dispute, taken by its model (`facts()`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from fengqiao.business.mediation.terms import (
    AgreementForm,
    Capacity,
    Difficulty,
    ItemKind,
    ItemState,
    PartySide,
    Risk,
    Willingness,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """One party as the guards see it: no number, phone or address, only what is wrong with them."""

    name: str
    side: str = PartySide.APPLICANT
    willingness: str = Willingness.UNSTATED
    born_on: date | None = None
    stated_age: int | None = None
    capacity: str = Capacity.FULL
    guardian: str = ""
    rights_told: bool = False
    wrong_digit: int = 0  # position in the identity number that does not fit; 0: right, or another document
    missing: tuple[str, ...] = ()  # labels of the form's fields that are still empty


@dataclass(frozen=True, slots=True, kw_only=True)
class MediatorFacts:
    """One mediator of the case, with the appointment to its committee; without one both days are None."""

    name: str
    engaged_on: date | None = None
    expires_on: date | None = None
    recused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFacts:
    """One thing that was agreed, and how far it is done."""

    obligor: str
    obligee: str
    kind: str = ItemKind.PAY
    content: str = ""
    amount: Decimal | None = None
    instalment: int | None = None
    due_on: date | None = None
    on_the_spot: bool = False
    proof: UUID | None = None  # the voucher in the file (凭证)
    done_on: date | None = None
    done_amount: Decimal | None = None
    state: str = ItemState.PENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who has to sign, and when he did."""

    name: str
    on: date | None = None
    by: str = ""  # the guardian who signs for him


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """The agreement a step is about: drafted, given with the step, or standing."""

    form: str = AgreementForm.WRITTEN
    agreed_on: date | None = None
    terms: tuple[TermFacts, ...] = ()
    total: Decimal = Decimal(0)
    party_signs: tuple[Signature, ...] = ()
    mediator_signs: tuple[Signature, ...] = ()
    sealed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationFacts:
    """司法确认 as it stands: applied for, taken up, decided."""

    applied_on: date
    accepted_on: date | None = None
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeFacts:
    """A mediator of the case whom a subsidy may be paid to."""

    key: UUID
    name: str
    civil_servant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """以案定补 of one case with what the step gives."""

    success: bool = False
    secured: bool = False  # failed, but evidence is fixed and the parties were told where else to go
    file_passed: bool | None = None  # None: nobody has looked at the file yet
    taken: str | None = None  # the batch that paid the dispute; "": a claim is on its way; None: neither
    mediators: tuple[PayeeFacts, ...] = ()
    shares: Mapping[UUID, Decimal] = field(default_factory=dict)  # percent of each who is to be paid
    own: bool = False  # the acting person is paid by it or has claimed it
    base: Decimal = Decimal(0)
    bonus: Decimal = Decimal(0)
    deduct: Decimal = Decimal(0)
    adjust_reason: str = ""
    denied: bool = False  # a party said in the call-back that nothing was mediated


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """调解案件 with what the step gives."""

    on: date
    state: str = ""
    dispute_type: str = ""
    source_detail: str = ""
    difficulty: str = Difficulty.SIMPLE
    risk: str = Risk.BLUE
    by_light_path: bool = False  # 口头登记 on one screen: what it does not ask for stays 未填 (decisions §6)
    light: bool = False  # 简易 and 口头: light bundle (5.2)
    applied_on: date | None = None
    accepted_on: date | None = None
    parties: tuple[PartyFacts, ...] = ()
    mediators: tuple[MediatorFacts, ...] = ()
    conflict_declared: bool = False
    conflict_consented: bool = False
    court_accepted: bool = False
    entrust_letter: bool = False
    committee_is_party: bool = False
    meetings: int = 0
    agreement: AgreementFacts | None = None
    replaces_signed: bool = False  # an agreement in force would be written over instead of changed by a new one
    item: TermFacts | None = None  # 履行事项 of which something is recorded now
    result: str = ""  # what is recorded of it
    paid_now: Decimal | None = None  # what is paid of it now
    items_left: int = 0  # 履行事项 of the agreement in force that are still open
    change: AgreementFacts | None = None  # 变更协议 that is not in force yet
    dispute_concluded: bool = False
    outcome: str = ""
    next_routes: tuple[str, ...] = ()
    end_reason: str = ""
    survivor: bool = False  # the dispute it is merged into is named
    by_office: bool = False  # the acting post is one of the office
    papers: frozenset[str] = field(default_factory=frozenset)  # keys of the papers in the file
    identified: bool = False  # 身份证明 of every party is in the file
    follow_up_due: bool = False
    follow_up_from: date | None = None  # the first day of performance: who asks earlier gives a reason
    confirm_deadline: date | None = None
    confirmation: ConfirmationFacts | None = None
    applicants: tuple[str, ...] = ()  # who asks the court to confirm
    unfit: tuple[str, ...] = ()  # what would keep a court from confirming, as ticked
    court_day: date | None = None  # the day of what the court or the party did now
    enforcement_deadline: date | None = None
    withdraws: bool = False  # a mediator is about to withdraw
    remaining: int = 0  # mediators who act after that
    limit_on: date | None = None  # the last day of the limit of mediation
    limit_paused: bool = False
    extended_to: date | None = None
    extension_consented: bool = False
    reviewed_in: str = ""  # the batch that has looked at the file already, if it is the one given
    own_file: bool = False  # the acting organization made the file, or guides who made it
    claim: ClaimFacts | None = None  # once the file is laid by


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeFacts:
    """来件 as the guards see it."""

    on: date
    objection_until: date | None = None  # the last day to object to a petition that was passed on


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFacts:
    """纠纷 with what the step gives."""

    on: date
    state: str = ""
    dispute_type: str = ""
    subtype: str = ""
    placed: bool = False
    duty_organization: bool = False
    undecided_matches: int = 0
    risk: str = Risk.BLUE
    difficulty: str = Difficulty.SIMPLE
    suggested: str = ""  # color by score
    confirmed: str = ""  # color a person gives it now
    reason: str = ""
    leader: bool = False  # 包案领导 is named
    dangerous: bool = False  # an override factor is ticked, now or since the last report (第二十五条)
    items: tuple[TermFacts, ...] = ()
    follow_up_due: bool = False
    follow_up_done: bool = False
    by_office: bool = False  # the acting post is one of the office
    by_head: bool = False  # the acting post is the head of the office
    petition_due_on: date | None = None  # the last day for a petition that runs
    petition_extended: bool = False
    feedback_waits: bool = False  # the petition office waits to be told
