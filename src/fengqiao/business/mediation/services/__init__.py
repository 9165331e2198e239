"""The business's own part of each step, and the few verbs beside the lawful course (人民调解)."""

from fengqiao.business.mediation.services import (
    after,
    agreement,
    case,
    citizen,
    committee,
    conduct,
    confirmation,
    dispute,
    intake,
    matching,
    notices,
    oral,
    partner,
    petition,
    review,
    risk,
)

__all__ = [
    "after",
    "agreement",
    "case",
    "citizen",
    "committee",
    "conduct",
    "confirmation",
    "dispute",
    "intake",
    "matching",
    "notices",
    "oral",
    "partner",
    "petition",
    "review",
    "risk",
]
