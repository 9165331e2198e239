"""待办 of the token's post."""
# Annotations are read by the interface at start: this page does not postpone them.

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router, Schema

from fengqiao.kernel.casework.duties import DUTIES, inbox, words_of
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.titles import title_for
from fengqiao.kernel.identity.door import permitted
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.places.scope import acting, now

router = Router(tags=["待办"])
SIZE = 50


class TaskOut(Schema):
    """What is to be done, on which matter, until when."""

    id: UUID
    duty: str
    label: str
    act: str
    note: str
    matter: UUID
    kind: str
    title: str
    due_at: datetime | None
    late: bool
    limit: str
    article: str


class TasksOut(Schema):
    """A page of the inbox; `next` is the `after` of the following page."""

    rows: list[TaskOut]
    next: UUID | None


@router.get("", response=TasksOut, summary="待办，最急的在前")
@permitted(WORKBENCH)
def tasks(request: HttpRequest, after: Annotated[UUID | None, Query()] = None) -> TasksOut:
    """The open duties of the post, most urgent first; those without a limit come last."""
    rows = inbox()
    if after is not None:
        last = Task.objects.get(pk=after)
        later = Q(due_at=None) if last.due_at else Q(due_at=None, id__gt=last.pk)
        if last.due_at:
            later |= Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, id__gt=last.pk)
        rows = rows.filter(later)
    found = list(rows[: SIZE + 1])
    return TasksOut(rows=[_row(task) for task in found[:SIZE]], next=found[SIZE - 1].pk if len(found) > SIZE else None)


def _row(task: Task) -> TaskOut:
    duty, said = DUTIES[task.duty], words_of(task)
    return TaskOut(
        id=task.pk,
        duty=task.duty,
        label=duty.label,
        act=duty.act,
        note="" if acting().masked else task.note,
        matter=task.subject_id,
        kind=task.subject.kind,
        title=title_for(task.subject),
        due_at=task.due_at,
        late=task.due_at is not None and task.due_at < now(),
        limit=said["limit"],
        article=said["article"],
    )
