"""以案定补 (§8.5): what a case is worth by the county's table, who is paid, and what stands against it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import wraps
from typing import Any

from fengqiao.business.mediation.rules import messages
from fengqiao.business.mediation.rules.facts import CaseFacts, ClaimFacts
from fengqiao.business.mediation.terms import AgreementForm, Difficulty

CENT = Decimal("0.01")
WHOLE = Decimal(100)


def _by_grade(*amounts: int) -> dict[str, int]:
    return dict(zip([each.value for each in Difficulty], amounts, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class SubsidyTable:
    """The rule row of a county: 难易 × 形式 → 元; what failed is paid a share of the written amount."""

    written: Mapping[str, int] = field(default_factory=lambda: _by_grade(100, 200, 400, 800))
    oral: Mapping[str, int] = field(default_factory=lambda: _by_grade(30, 30, 30, 30))
    failed_percent: int = 30
    call_back_percent: int = 5


def base_of(row: Mapping[str, Any], *, difficulty: str, form: str, success: bool) -> Decimal:
    """补贴标准 of one case."""
    table = SubsidyTable(**row)
    if success and form == AgreementForm.ORAL:
        return Decimal(table.oral[difficulty])
    amount = Decimal(table.written[difficulty])
    return amount if success else (amount * table.failed_percent / 100).quantize(CENT, ROUND_HALF_UP)


def shared(total: Decimal, percents: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """The total by agreed shares, to the cent; the remainder goes to the last."""
    parts = [(total * percent / 100).quantize(CENT, ROUND_DOWN) for percent in percents[:-1]]
    return (*parts, total - sum(parts, Decimal(0)))


def equal_shares(count: int) -> tuple[Decimal, ...]:
    """Equal shares of one hundred, as the form offers them."""
    return shared(WHOLE, [(WHOLE / count).quantize(CENT, ROUND_DOWN)] * count) if count else ()


def drawn(count: int, percent: int) -> int:
    """How many of a batch are called back: the stated share, at least one."""
    return min(count, math.ceil(count * percent / 100)) if percent else 0


def dispute_is_not_subsidised(facts: ClaimFacts) -> str | None:
    """One dispute, one subsidy (一事不重复补贴), whoever claims it and wherever."""
    if facts.taken is None:
        return None
    return messages.paid_before(facts.taken) if facts.taken else messages.CLAIMED_BEFORE


def result_is_payable(facts: ClaimFacts) -> str | None:
    """Paid are agreements; of failures those with the evidence fixed and the parties shown where to go."""
    return None if facts.success or facts.secured else messages.NOT_PAYABLE


def file_did_not_fail(facts: ClaimFacts) -> str | None:
    """A file that was looked at and did not pass is not paid for."""
    return messages.FILE_FAILED if facts.file_passed is False else None


def file_has_passed(facts: ClaimFacts) -> str | None:
    """审定 needs a file that was looked at and passed."""
    return messages.FILE_NOT_REVIEWED if facts.file_passed is None else file_did_not_fail(facts)


def somebody_is_payable(facts: ClaimFacts) -> str | None:
    """A civil servant in office is not paid (现职国家工作人员)."""
    return None if any(not each.civil_servant for each in facts.mediators) else messages.NOBODY_PAYABLE


def shares_are_whole(facts: ClaimFacts) -> str | None:
    """The shares of those who are paid make one hundred."""
    total = sum(facts.shares.values(), Decimal(0))
    return None if total == WHOLE and all(facts.shares.values()) else messages.shares_differ(total)


def payees_have_mediated(facts: ClaimFacts) -> str | None:
    """Whoever mediated is paid, and nobody else; no civil servant among them."""
    known = {each.key: each for each in facts.mediators}
    if not facts.shares.keys() <= known.keys():
        return messages.PAYEE_HAS_NOT_MEDIATED
    barred = [known[key].name for key in facts.shares if known[key].civil_servant]
    return messages.not_payable(barred) if barred else None


def claim_is_not_own(facts: ClaimFacts) -> str | None:
    """Nobody decides on what he is paid or has claimed himself."""
    return messages.OWN_CLAIM if facts.own else None


def adjustment_is_explained(facts: ClaimFacts) -> str | None:
    """奖励 and 扣减 have a reason, and do not turn the sum below nought."""
    if (facts.bonus or facts.deduct) and not facts.adjust_reason.strip():
        return messages.ADJUSTMENT_NEEDS_REASON
    return messages.DEDUCTED_TOO_MUCH if facts.base + facts.bonus < facts.deduct else None


def somebody_denies(facts: ClaimFacts) -> str | None:
    """A denial in the call-back turns the claim back by rule; None: it does."""
    return None if facts.denied else messages.NOBODY_DENIES


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFacts:
    """发放批次 as the guards see it."""

    on: date
    future: bool = False  # the day given is still to come
    public_until: date
    uncalled: int  # drawn for the call-back and not yet confirmed by a party
    claims: int


def publicity_is_over(facts: BatchFacts) -> str | None:
    """公示 runs its five working days before money flows."""
    return None if facts.on > facts.public_until else messages.still_public(facts.public_until)


def call_backs_are_done(facts: BatchFacts) -> str | None:
    """Whoever was drawn is called before anything of the batch is paid."""
    return messages.calls_open(facts.uncalled) if facts.uncalled else None


def payment_is_made(facts: BatchFacts) -> str | None:
    """What is registered as paid has been paid."""
    return messages.DAY_TO_COME if facts.future else None


def something_is_left(facts: BatchFacts) -> str | None:
    """A batch whose every claim went back pays nothing."""
    return None if facts.claims else messages.NOTHING_TO_PAY


def _of_case(guard: Callable[[ClaimFacts], str | None]) -> Callable[[CaseFacts], str | None]:
    """The same condition, asked of an archived case that nothing was claimed for yet."""

    @wraps(guard)
    def asked(facts: CaseFacts) -> str | None:
        return guard(facts.claim) if facts.claim else None

    return asked


REPEATABLE = (dispute_is_not_subsidised, result_is_payable, file_did_not_fail, somebody_is_payable)
SHARING = (payees_have_mediated, shares_are_whole)
CLAIMABLE = tuple(map(_of_case, REPEATABLE))
CLAIMING = tuple(map(_of_case, SHARING))
REVIEWING = (claim_is_not_own,)
APPROVABLE = (claim_is_not_own, file_has_passed)
APPROVING = (adjustment_is_explained,)
DENYING = (somebody_denies,)
PAYABLE = (publicity_is_over, call_backs_are_done, something_is_left)
PAYING = (publicity_is_over, payment_is_made)
