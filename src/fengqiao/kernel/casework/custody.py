"""Where a matter lies: handing it to another organization inside the own range, and naming who handles it (指派)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from fengqiao.kernel.casework.models import Case, Task
from fengqiao.kernel.casework.perform import NotNow, Stale
from fengqiao.kernel.identity.models import Organization, Post
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting


def rehome(case: Case, organization: Organization) -> None:
    """Give custody to an organization inside the acting ranges; beyond them only a referral leads (见 referral.py).

    All that hangs on the matter follows by ON UPDATE CASCADE; events keep the place where they happened.
    """
    if not acting().covers(organization.scope_code):
        raise PermissionDenied("casework.rehome")
    Subject.objects.readable().filter(root=case.subject.root_id).update(scope_code=organization.scope_code)
    case.subject.scope_code = case.scope_code = organization.scope_code


def assign(case: Case, handler: Post, *, may: str, version: int | None = None) -> Case:
    """指派承办人: the open 待办 of the matter go to the new handler; `version` is the one that was seen."""
    if may not in acting().may:
        raise PermissionDenied(may)
    subject = lock(case.pk)
    case = type(case).objects.readable().get(pk=case.pk)
    if version is not None and case.version != version:
        raise Stale(case)
    if case.concluded:
        raise NotNow(f"本件当前为“{case.state_label}”，不能指派。")
    case.subject, case.handler, case.version = subject, handler, case.version + 1
    event = announce(uuid7())
    case.save(update_fields=["handler", "version"])
    Task.objects.readable().filter(subject=subject, done_at=None).update(handler=handler)
    record(subject, "casework.assign", key=event, name=handler.user.name)
    return case
