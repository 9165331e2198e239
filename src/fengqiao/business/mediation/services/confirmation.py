"""司法确认: the joint application and what the court makes of it (人民调解法 第三十三条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from fengqiao.business.mediation.flow import CASE
from fengqiao.business.mediation.models import Agreement, JudicialConfirmation, MediationCase
from fengqiao.business.mediation.terms import ConfirmationResult
from fengqiao.kernel.casework.clock import start_of_day
from fengqiao.kernel.casework.duties import start
from fengqiao.kernel.casework.models import Attachment
from fengqiao.kernel.places.scope import today


@CASE.does("confirm")
def confirm(
    case: MediationCase,
    *,
    applicants: Sequence[str],
    court: str,
    mode: str,
    applied_on: date | None = None,
    unfit: Sequence[str] = (),
) -> Mapping[str, str]:
    """申请司法确认: both parties, one court, within thirty days."""
    agreement = Agreement.in_hand(case.pk)
    if agreement is None:
        raise Agreement.DoesNotExist(case.pk)
    applied_on = applied_on or today()
    JudicialConfirmation.objects.create(
        subject=case.subject,
        agreement=agreement,
        applicants=list(applicants),
        applied_on=applied_on,
        mode=mode,
        court=court,
    )
    case.confirm_applied_on = applied_on
    start(case.subject, "mediation.court_answer", handler=case.handler_id, at=start_of_day(applied_on))
    return {"court": court}


@CASE.does("court_answer")
def court_answer(
    case: MediationCase, *, accepted: bool, court_day: date, court_number: str = "", objection: str = ""
) -> Mapping[str, str]:
    """登记法院答复: taken up under its number, or not."""
    standing = _standing(case)
    standing.court_number, standing.objection = court_number, objection
    if accepted:
        standing.accepted_on = court_day
        start(case.subject, "mediation.ruling", handler=case.handler_id, at=start_of_day(court_day))
    else:
        standing.result, standing.decided_on = ConfirmationResult.NOT_ACCEPTED, court_day
        case.confirm_result, case.confirm_decided_on = standing.result, court_day
    standing.save()
    return {"answer": f"受理，{court_number}" if accepted else "不予受理"}


@CASE.does("ruling")
def ruling(
    case: MediationCase, *, result: str, court_day: date, ruling: Attachment | None = None, objection: str = ""
) -> Mapping[str, str]:
    """登记裁定: confirmed, dismissed, or the application ended without a decision."""
    standing = _standing(case)
    standing.result, standing.decided_on, standing.ruling = result, court_day, ruling
    standing.objection = objection or standing.objection
    standing.save()
    case.confirm_result, case.confirm_decided_on = result, court_day
    return {"result": ConfirmationResult(result).label}


@CASE.does("enforce")
def enforce(case: MediationCase, *, court_day: date) -> Mapping[str, str]:
    """登记申请执行: one party refused to perform what the court had confirmed."""
    standing = _standing(case)
    standing.enforcement_on = court_day
    standing.save(update_fields=["enforcement_on"])
    return {"day": court_day.isoformat()}


def _standing(case: MediationCase) -> JudicialConfirmation:
    standing = JudicialConfirmation.in_hand(case.pk)
    if standing is None:
        raise JudicialConfirmation.DoesNotExist(case.pk)
    return standing
