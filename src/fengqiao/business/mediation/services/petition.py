"""信访事项 that came in as 来件: its sixty days, one extension, and what the petition office is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fengqiao.business.mediation.flow import DISPUTE
from fengqiao.business.mediation.models import Dispute
from fengqiao.business.mediation.services.intake import feedback_due
from fengqiao.kernel.casework.clock import due, limit_of
from fengqiao.kernel.casework.duties import prolong
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.places.scope import local_day, today


@DISPUTE.does("extend_petition")
def extend_petition(dispute: Dispute, *, reason: str) -> Mapping[str, str]:
    """延长信访办理期限: once, thirty days (信访工作条例 第三十四条); the day of telling moves with it."""
    more = limit_of("mediation.limit.petition_extension", code=abs(dispute.scope_code) // 1000, on=today())
    petition = Task.objects.readable().get(subject=dispute.pk, duty="mediation.petition", done_at=None)
    until = due(more, petition.due_at or petition.started_at)
    prolong(petition, until)
    for task in Task.objects.readable().filter(subject=dispute.pk, duty="mediation.petition_feedback", done_at=None):
        prolong(task, feedback_due(dispute, petition) or until)
    return {"until": local_day(until).isoformat(), "reason": reason}


@DISPUTE.does("feed_back")
def feed_back(dispute: Dispute, *, fed_back_on: date, letter: str = "") -> Mapping[str, str]:
    """反馈信访部门: when, and by which letter; the letter itself is an attachment."""
    return {"day": fed_back_on.isoformat(), "letter": f"，{letter}" if letter else ""}
