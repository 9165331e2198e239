"""What waits for whom (待办): declared with what closes it, its clock and its escalation; one inbox for all lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from fengqiao.kernel.casework.clock import Limit, due, end_of_day, limit_of
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.models import Event, Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, local_day, now, today


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """One kind of 待办: who sees it, which limit it runs under, which events close it, whom it climbs to when late."""

    key: str
    label: str
    page: str  # the name of the page where it is done; takes the matter's key
    act: str  # the verb on its button: 去联系, 填写回访
    may: str  # permission of those who see it
    limit: str = ""  # key of the rule row; none: no clock
    closes: tuple[str, ...] = ()
    late: tuple[tuple[int, str], ...] = ()  # (days after due, permission that then sees it too)


DUTIES: dict[str, Duty] = {}


def register(duties: Iterable[Duty]) -> None:
    """Make duties known; the same key twice is a mistake of the declaration."""
    for duty in duties:
        if DUTIES.setdefault(duty.key, duty) != duty:
            raise ImproperlyConfigured(f"duty {duty.key} is declared twice")


def start(
    subject: Subject,
    key: str,
    *,
    handler: UUID | None = None,
    at: datetime | None = None,
    note: str = "",
    limit: str = "",
    due_at: datetime | None = None,
) -> Task:
    """Open a 待办 and start its clock; one that is open already stays as it is.

    `limit` names another rule row than the duty's own, where the law sets limits by kind of matter.
    """
    if task := Task.objects.readable().filter(subject=subject, duty=key, done_at=None, note=note).first():
        return task
    return open_duty(subject, key, handler=handler, at=at, note=note, limit=limit, due_at=due_at)


def open_duty(
    subject: Subject,
    key: str,
    *,
    handler: UUID | None = None,
    at: datetime | None = None,
    note: str = "",
    limit: str = "",
    due_at: datetime | None = None,
) -> Task:
    """Open a 待办 that cannot be open already: the matter has only just been opened."""
    duty, moment = DUTIES[key], at or now()
    row = limit or duty.limit
    rule = limit_of(row, code=abs(subject.scope_code) // 1000, on=local_day(moment)) if row else None
    return Task.objects.create(
        subject=subject,
        scope_code=subject.scope_code,
        duty=key,
        may=duty.may,
        handler_id=handler if handler and _may_do(handler, duty.may) else None,
        note=note,
        started_at=moment,
        limit=asdict(rule) if rule else {},
        due_at=due_at or (due(rule, moment) if rule else None),
    )


def _may_do(post: UUID, may: str) -> bool:
    """Whether a duty can lie with its matter's handler: what the handler may not do waits for those who may."""
    return Post.objects.filter(pk=post, role__permissions__contains=[may]).exists()


def stop(subject: Subject, *keys: str, note: str = "") -> None:
    """Close the open 待办 of some kinds, or the one of them with this note: what it waited for has happened."""
    said = {"note": note} if note else {}
    _close(Task.objects.readable().filter(subject=subject, duty__in=keys, done_at=None, **said))


def _close(tasks: QuerySet[Task]) -> None:
    moment = now()
    tasks.update(done_at=moment, late=Coalesce(LessThan(F("due_at"), moment), False))


def close_after(subject: Subject, event: Event) -> None:
    """Recording an event closes the duties that wait for it (a follower of the journal)."""
    waiting = [duty.key for duty in DUTIES.values() if event.kind in duty.closes]
    if waiting:
        _close(Task.objects.readable().filter(subject=subject, duty__in=waiting, done_at=None))


def open_duties(matter: UUID, keys: Collection[str]) -> dict[str, bool]:
    """Of some kinds of 待办 those that are open on a matter, and whether they end today or are late.

    Nothing is asked when there are no kinds.
    """
    if not keys:
        return {}
    running = Task.objects.readable().filter(subject=matter, duty__in=keys, done_at=None)
    last = end_of_day(today())
    found: dict[str, bool] = {}
    for duty, due_at in running.values_list("duty", "due_at"):
        found[duty] = found.get(duty, False) or (due_at is not None and due_at <= last)
    return found


def nearest(matters: Collection[UUID], *, whole: bool = False) -> dict[UUID, Task]:
    """Of each matter the 待办 whose limit ends first, what is paused last; `whole`: of its branches too."""
    by = "subject__root" if whole else "subject"
    running = Task.objects.readable().filter(**{f"{by}__in": matters}, done_at=None)
    running = running.exclude(due_at=None, pauses=[])
    found: dict[UUID, Task] = {}
    for task in running.order_by("due_at").annotate(matter=F(by)):
        found.setdefault(task.matter, task)
    return found


def inbox() -> QuerySet[Task]:
    """The acting post's open 待办, most urgent first: its own, its colleagues' unassigned, and what has climbed up."""
    me = acting()
    return (
        Task.objects.held()
        .filter(Q(may__in=me.may) & (Q(handler=None) | Q(handler=me.post)) | _risen_to(me.may), done_at=None)
        .select_related("subject", "handler__user")
        .order_by("due_at", "id")
    )


def climbed() -> QuerySet[Task]:
    """Late 待办 of others that have climbed up to the acting post, most urgent first (超期上报)."""
    me = acting()
    risen = Task.objects.held().filter(_risen_to(me.may), done_at=None, level__gt=0).exclude(may__in=me.may)
    return risen.select_related("subject", "handler__user").order_by("due_at", "id")


def _risen_to(may: frozenset[str]) -> Q:
    """The filter of what has risen as far as somebody with these permissions."""
    found = Q(pk__in=())
    for duty in DUTIES.values():
        if levels := [level for level, (_, permission) in enumerate(duty.late, 1) if permission in may]:
            found |= Q(duty=duty.key, level__gte=min(levels))
    return found


def escalate() -> int:
    """Raise overdue 待办 to the next level of their duty; run by the worker, returns how many rose."""
    risen, moment = 0, now()
    for duty in DUTIES.values():
        for level, (days, _) in enumerate(duty.late, 1):
            risen += Task.objects.filter(
                duty=duty.key, done_at=None, due_at__lt=moment - timedelta(days), level__lt=level
            ).update(level=level)
    return risen


def pause(task: Task, *, reason: str) -> None:
    """Stop the clock (鉴定期间不计入): until `resume` it has no last day, so nothing is late and nothing climbs.

    A step that does this tells it in its own event, as one that lets it run on does.
    """
    if task.limit and not task.paused:
        task.pauses = [*task.pauses, [now().isoformat(), None, reason]]
        task.due_at = None
        task.save(update_fields=["pauses", "due_at"])


def resume(task: Task) -> None:
    """Let the clock run on; the due moment is computed anew, an agreed one moves by the days that do not count."""
    if not task.paused:
        return
    begin, _, reason = task.pauses[-1]
    task.pauses = [*task.pauses[:-1], [begin, now().isoformat(), reason]]
    if task.extended_to:
        task.extended_to += timedelta((today() - local_day(datetime.fromisoformat(begin))).days)
    task.due_at = computed(task)
    task.save(update_fields=["pauses", "extended_to", "due_at"])


def prolong(task: Task, until: datetime) -> None:
    """The clock runs on until then; a step that does this tells it in its own event."""
    task.extended_to = task.due_at = until
    task.save(update_fields=["extended_to", "due_at"])


def extend(task: Task, until: datetime, *, reason: str) -> None:
    """Extend a limit with the reason the rule asks for (延长期限)."""
    subject = lock(task.subject_id)
    prolong(task, until)
    record(
        subject,
        "casework.extend",
        key=announce(uuid7()),
        duty=DUTIES[task.duty].label,
        until=local_day(until).isoformat(),
        reason=reason,
    )


def computed(task: Task) -> datetime | None:
    """The due moment from what is stored: start, limit, pauses, extension."""
    if task.extended_to or not task.limit:
        return task.extended_to or task.due_at
    spans = [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b, _ in task.pauses if b is not None]
    return due(Limit(**task.limit), task.started_at, pauses=spans)


def running_into(first: date, last: date) -> QuerySet[Task]:
    """Open limits that were running on some of these days or end after them."""
    running = Task.objects.filter(done_at=None, due_at__date__gte=first, started_at__date__lte=last)
    return running.exclude(limit={}).order_by("subject_id", "id")


def recompute(first: date, last: date, *, matters: Collection[UUID] | None = None) -> int:
    """The year's holiday notice came: open limits that run into those days are computed anew, each journaled."""
    moved, running = 0, running_into(first, last)
    for task in running if matters is None else running.filter(subject__in=matters):
        if computed(task) == task.due_at:
            continue
        subject = lock(task.subject_id)
        task.refresh_from_db()
        new = computed(task)
        if task.done_at is None and new is not None and new != task.due_at:
            Task.objects.filter(pk=task.pk).update(due_at=new)
            tell_recomputed(subject, DUTIES[task.duty].label, new)
            moved += 1
    return moved


def tell_recomputed(subject: Subject, duty: str, until: datetime) -> None:
    """The event of a limit that a holiday notice moved."""
    record(subject, "casework.recompute", key=announce(uuid7()), duty=duty, until=local_day(until).isoformat())


def words_of(task: Task) -> dict[str, Any]:
    """What a page shows of a limit: its words and the article behind it."""
    if not task.limit:
        return {"limit": "", "article": ""}
    limit = Limit(**task.limit)
    return {"limit": limit.words(), "article": limit.article}
