"""What comes up while a case is mediated: evidence, recusal, more time (人民调解法 第二十一至二十四条)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fengqiao.business.mediation.flow import CASE
from fengqiao.business.mediation.models import CaseMediator, Evidence, MediationCase, Mediator
from fengqiao.kernel.casework.clock import end_of_day
from fengqiao.kernel.casework.duties import pause, prolong, resume
from fengqiao.kernel.places.scope import local_day, today


@CASE.does("submit_evidence")
def submit_evidence(case: MediationCase, **given: Any) -> Mapping[str, str]:
    """登记证据材料: numbered in the order it came."""
    number = Evidence.objects.filter(subject=case.subject).count() + 1
    return {"name": Evidence.objects.create(subject=case.subject, number=number, **given).name}


@CASE.does("recuse")
def recuse(
    case: MediationCase, *, mediator: Mediator, reason: str, replacement: Mediator | None = None
) -> Mapping[str, str]:
    """登记回避: the one who withdraws stays in the record; the replacement leads where he led."""
    withdrawn = CaseMediator.objects.get(subject=case.subject, mediator=mediator)
    withdrawn.recused, withdrawn.recused_on, withdrawn.recuse_reason = True, today(), reason
    withdrawn.save(update_fields=["recused", "recused_on", "recuse_reason"])
    if replacement is not None:
        CaseMediator.objects.create(subject=case.subject, mediator=replacement)
        if case.chief_mediator_id == mediator.pk:
            case.chief_mediator = replacement
    return {"name": mediator.name, "people": replacement.name if replacement else ""}


@CASE.does("extend")
def extend(case: MediationCase, *, extended_to: date, reason: str, consented: bool = False) -> Mapping[str, str]:
    """延长调解期限: the parties agreed to it, the clock runs on until then."""
    case.extended_to, case.extension_reason = extended_to, reason
    if task := case.limit():
        prolong(task, end_of_day(extended_to))
    return {"until": extended_to.isoformat()}


@CASE.does("pause")
def pause_limit(case: MediationCase, *, appraisal: str) -> Mapping[str, str]:
    """鉴定中止: what is appraised; until the result is there the limit of mediation does not run."""
    if task := case.limit():
        pause(task, reason="鉴定")
    return {"said": appraisal}


@CASE.does("resume")
def resume_limit(case: MediationCase) -> Mapping[str, str]:
    """恢复计时: the appraisal is there, the limit runs on without the days it took."""
    if task := case.limit():
        resume(task)
        return {"until": local_day(task.due_at).isoformat() if task.due_at else ""}
    return {}
