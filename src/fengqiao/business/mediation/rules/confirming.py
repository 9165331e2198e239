"""What 司法确认 asks for (人民调解法 第三十三条、民事诉讼法 第二百零五条): facts in, the sentence out, or None."""

from __future__ import annotations

from fengqiao.business.mediation.rules import messages
from fengqiao.business.mediation.rules.checks import confirmation_refusal
from fengqiao.business.mediation.rules.facts import CaseFacts
from fengqiao.business.mediation.rules.guards import nothing_is_being_changed
from fengqiao.business.mediation.terms import AgreementForm, ConfirmationResult, PartySide, Unfit


def can_be_confirmed(facts: CaseFacts) -> str | None:
    """Only a written agreement, and only while its thirty days run."""
    agreement, deadline = facts.agreement, facts.confirm_deadline
    if agreement is None:
        return messages.NO_AGREEMENT
    if agreement.form == AgreementForm.ORAL or deadline is None:
        return messages.ORAL_NOT_CONFIRMED
    return confirmation_refusal(form=agreement.form, applicants=(), sides=0, deadline=deadline, on=facts.on)


def nothing_is_before_the_court(facts: CaseFacts) -> str | None:
    """One application at a time; what was confirmed or dismissed is not asked again."""
    if facts.confirmation is None:
        return None
    if not facts.confirmation.result:
        return messages.BEFORE_THE_COURT
    return messages.DECIDED_ALREADY if ConfirmationResult(facts.confirmation.result).is_decision else None


def both_parties_apply(facts: CaseFacts) -> str | None:
    """双方当事人共同申请: whoever has a right or a duty by the agreement."""
    sides = [party.name for party in facts.parties if party.side != PartySide.THIRD]
    applying = [name for name in sides if name in facts.applicants]
    return None if len(applying) == len(sides) else messages.one_applicant_only("、".join(applying) or "无人")


def a_court_could_confirm(facts: CaseFacts) -> str | None:
    """The pre-check of the domain page 9.3, ticked by a person before the application is printed."""
    return messages.unfit_to_confirm(Unfit(ground).label for ground in facts.unfit) if facts.unfit else None


def court_has_not_answered(facts: CaseFacts) -> str | None:
    """An application waits for the court's word on taking it up."""
    if facts.confirmation is None or facts.confirmation.result:
        return messages.NOT_APPLIED
    return messages.TAKEN_UP_ALREADY if facts.confirmation.accepted_on else None


def court_has_not_decided(facts: CaseFacts) -> str | None:
    """An application is before the court, taken up or not: it may be withdrawn before."""
    waits = facts.confirmation is not None and not facts.confirmation.result
    return None if waits else messages.NOT_APPLIED


def days_of_the_court_follow(facts: CaseFacts) -> str | None:
    """The court answers after the application and decides after its answer."""
    standing = facts.confirmation
    if standing is None or facts.court_day is None:
        return None
    if facts.court_day > facts.on:
        return messages.DAY_TO_COME
    return messages.COURT_DAY_TOO_EARLY if facts.court_day < (standing.accepted_on or standing.applied_on) else None


def confirmed_and_not_kept(facts: CaseFacts) -> str | None:
    """强制执行 rests on a ruling that confirms the agreement."""
    confirmed = facts.confirmation is not None and facts.confirmation.result == ConfirmationResult.VALID
    return None if confirmed else messages.NOT_CONFIRMED


def enforcement_is_in_time(facts: CaseFacts) -> str | None:
    """Two years from the last instalment (民事诉讼法 第二百五十条)."""
    late = facts.enforcement_deadline is not None and (facts.court_day or facts.on) > facts.enforcement_deadline
    return messages.enforcement_too_late(facts.enforcement_deadline) if late and facts.enforcement_deadline else None


CONFIRMABLE = (nothing_is_before_the_court, nothing_is_being_changed, can_be_confirmed)
CONFIRMING = (both_parties_apply, a_court_could_confirm)
ANSWERABLE = (court_has_not_answered,)
RULABLE = (court_has_not_decided,)
COURT_DAYS = (days_of_the_court_follow,)
ENFORCEABLE = (confirmed_and_not_kept,)
ENFORCING = (days_of_the_court_follow, enforcement_is_in_time)
