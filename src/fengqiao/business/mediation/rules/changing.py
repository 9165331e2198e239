"""What 变更协议 asks for: a signed text is changed by a new agreement only (4.4, 人民调解法 第三十一条)."""

from __future__ import annotations

from dataclasses import replace

from fengqiao.business.mediation.rules import messages
from fengqiao.business.mediation.rules.facts import CaseFacts
from fengqiao.business.mediation.rules.guards import (
    WITH_MEDIATOR,
    WITH_TERMS,
    agreement_is_drafted,
    everybody_has_signed,
    nobody_refuses,
    text_names_the_parties,
    wards_have_guardians,
)
from fengqiao.business.mediation.terms import ConfirmationResult


def dispute_is_open(facts: CaseFacts) -> str | None:
    """A dispute that is 已办结 is not opened again: a new quarrel is a new dispute (4.1)."""
    return messages.DISPUTE_CONCLUDED if facts.dispute_concluded else None


def something_is_left(facts: CaseFacts) -> str | None:
    """What is performed in full needs no change."""
    return None if facts.items_left else messages.NOTHING_LEFT


def court_leaves_it_to_the_parties(facts: CaseFacts) -> str | None:
    """What a court examines waits, what it confirmed is enforced; after 驳回 a change is open (民诉法 第二百零六条)."""
    if facts.confirmation is None:
        return None
    if not facts.confirmation.result:
        return messages.CHANGE_BEFORE_THE_COURT
    return messages.CONFIRMED_STAYS if facts.confirmation.result == ConfirmationResult.VALID else None


def change_is_drafted(facts: CaseFacts) -> str | None:
    """There is a 变更协议 to sign, seal or drop."""
    return messages.NO_CHANGE if agreement_is_drafted(replace(facts, agreement=facts.change)) else None


def change_names_the_parties(facts: CaseFacts) -> str | None:
    """The 变更协议 is signed by those it names."""
    return text_names_the_parties(replace(facts, agreement=facts.change))


def change_is_signed(facts: CaseFacts) -> str | None:
    """All parties and the mediator have signed the 变更协议 (第二十九条)."""
    return everybody_has_signed(replace(facts, agreement=facts.change)) if facts.change else None


CHANGEABLE = (nobody_refuses, dispute_is_open, something_is_left, court_leaves_it_to_the_parties, *WITH_MEDIATOR)
CHANGING = WITH_TERMS
SIGNING_CHANGE = (
    nobody_refuses,
    change_is_drafted,
    something_is_left,
    change_names_the_parties,
    wards_have_guardians,
    *WITH_MEDIATOR,
)
SEALING_CHANGE = (nobody_refuses, change_is_drafted, dispute_is_open, something_is_left, change_is_signed)
DROPPING_CHANGE = (change_is_drafted,)
