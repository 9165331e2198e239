"""防止激化: recorded on the dispute, signed off by the head of the office, counted from then on (M12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fengqiao.business.mediation.flow.prevention import PREVENTION
from fengqiao.business.mediation.models import Dispute, Prevention
from fengqiao.business.mediation.terms import DisputeState, Prevented
from fengqiao.kernel.casework.duties import start
from fengqiao.kernel.casework.perform import NotNow, open_case
from fengqiao.kernel.places.scope import one_act, today


def record_prevention(
    dispute: Dispute,
    *,
    kind: str,
    people_count: int,
    prevented_on: date,
    evidence: str,
    cases_count: int = 1,
    idempotency_key: str = "",
) -> Prevention:
    """登记防止激化: it waits for the head, and counts nowhere before."""
    if dispute.state in (DisputeState.VOID, DisputeState.MERGED):
        raise NotNow(f"本件当前为“{dispute.state_label}”，不能登记防止激化。")
    with one_act():
        made = open_case(
            Prevention,
            scope_code=dispute.scope_code,
            title=f"{dispute.title} {Prevented(kind).label}",
            root=dispute.subject,
            idempotency_key=idempotency_key,
            dispute=dispute,
            kind=kind,
            cases_count=cases_count,
            people_count=people_count,
            prevented_on=prevented_on,
            evidence=evidence,
        )
        start(made.subject, "mediation.prevention")
    return made


@PREVENTION.does("sign_off")
def sign_off(prevention: Prevention) -> Mapping[str, str]:
    """审核确认 by the head of the office: from here on it stands in the table."""
    prevention.signed_on = today()
    return {
        "kind": Prevented(prevention.kind).label,
        "cases": str(prevention.cases_count),
        "people": str(prevention.people_count),
    }


@PREVENTION.does("turn_down")
def turn_down(prevention: Prevention, *, reason: str) -> Mapping[str, str]:
    """退回核实: kept with its reason, not counted."""
    return {"reason": reason}
