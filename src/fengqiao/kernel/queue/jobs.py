"""Declaring and queuing jobs: deferred in the request's transaction, run later under the scope of who asked (任务).

    @job(queue="imports")
    def write_rows(running: Running, *, batch: str) -> Mapping[str, Any]:
        while ...:
            with running.step() as step:      # scope and transaction of one step; progress is committed with it
                step.done += 20

    write_rows.enqueue(label="导入台账", total=400, batch=str(batch.pk))

A job may be cut off at any moment and is then run again from its beginning: what a step has committed,
the next run finds. Arguments are keys and counts, never personal data: the queue's tables have no Row Level Security.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from django.core.exceptions import ValidationError
from django.db.models.functions import Coalesce
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted
from procrastinate.tasks import Task

from fengqiao.kernel.places.scope import Scope, acting, now, within
from fengqiao.kernel.queue.models import Work

log = structlog.get_logger(__name__)

ATTEMPTS = 5
BACK_OFF = 3  # seconds, raised to the power of the attempt: 3, 9, 27, 81

PERIODIC: dict[str, str] = {}  # what runs by the clock: its name and its label
AGAIN_BY_CLOCK = "定时任务未能完成，到点会再次运行；持续出现请查看服务日志。"

# The values a job is given and gives back: what JSON keeps.
Json = Any


class Stopped(Exception):
    """The person stopped the work."""


class Failed(Exception):
    """A job failed; says where, never with which values."""


@dataclass(slots=True)
class Step:
    """What one step of a job has reached; `done` is the count since the beginning of the work."""

    done: int
    total: int


class Running:
    """A job at work: opens its scope step by step and keeps its progress."""

    def __init__(self, work: UUID, scope: Scope, *, leave: Callable[[], bool] = lambda: False) -> None:
        self.work, self.scope, self._leave = work, scope, leave

    @contextmanager
    def step(self) -> Iterator[Step]:
        """One short transaction inside the scope of who asked; between two steps the work can be stopped or moved."""
        if self._leave():
            raise JobAborted
        with within(self.scope):
            work = Work.objects.select_for_update().get(pk=self.work)
            if work.state == Work.State.STOPPED:
                raise Stopped
            step = Step(work.done, work.total)
            yield step
            Work.objects.filter(pk=self.work).update(done=step.done, total=step.total)

    def begin(self) -> None:
        """The work is taken up, for the first time or again."""
        with within(self.scope):
            Work.objects.filter(pk=self.work).exclude(state=Work.State.STOPPED).update(
                state=Work.State.RUNNING, started_at=Coalesce("started_at", now()), finished_at=None, message=""
            )

    def end(self, state: Work.State, message: str = "", result: Mapping[str, Json] | None = None) -> None:
        """The work is over, or waits for its next attempt."""
        finished = None if state == Work.State.WAITING else now()
        with within(self.scope):
            Work.objects.filter(pk=self.work).exclude(state=Work.State.STOPPED).update(
                state=state, message=message[:200], result=dict(result or {}), finished_at=finished
            )

    def refuse(self, sentence: str) -> None:
        """The work cannot be done, for a reason the person can mend; trying again would change nothing."""
        self.end(Work.State.FAILED, sentence)
        with within(self.scope):
            Work.objects.filter(pk=self.work).update(queued=None)


# The work itself: it takes the running work and its own arguments; what it returns is kept as the result.
Body = Callable[..., Mapping[str, Json] | None]


class Job:
    """A declared job."""

    def __init__(self, body: Body, queue: str, attempts: int) -> None:
        self.body, self.attempts = body, attempts
        self.name = f"{body.__module__}.{body.__name__}"
        self._task: Task[..., None, ...] = app.task(
            name=self.name,
            queue=queue,
            pass_context=True,
            retry=RetryStrategy(max_attempts=attempts, exponential_wait=BACK_OFF),
        )(self._run)

    def enqueue(self, *, label: str, total: int = 0, page: str = "", **given: Json) -> Work:
        """Queue the job under the acting scope; it is committed with the transaction that is open, or not at all."""
        me = acting()
        work = Work.objects.create(
            job=self.name,
            post=me.post,
            low=min((low for low, _ in me.ranges), default=0),
            high=max((high for _, high in me.ranges), default=0),
            label=label[:120],
            total=total,
            page=page,
        )
        work.queued = self._task.configure(lock=str(work.pk)).defer(work=str(work.pk), scope=packed(me), given=given)
        work.save(update_fields=["queued"])
        return work

    def run(self, running: Running, given: Mapping[str, Json], *, last: bool) -> None:
        """Run it once: a refusal in words ends the work; what was unforeseen is tried again if any try is left."""
        try:
            running.begin()
            result = self.body(running, **given)
        except Stopped:
            return
        except ValidationError as refused:
            running.refuse("；".join(refused.messages))
            return
        except JobAborted:
            running.end(Work.State.WAITING, "服务正在重启，稍后继续。")
            raise
        except Exception as failure:
            frames = [f"{frame.name} {frame.lineno}" for frame in traceback.extract_tb(failure.__traceback__)]
            log.error(
                "job failed", job=self.name, work=str(running.work), failure=type(failure).__name__, frames=frames
            )
            if last:
                running.end(Work.State.FAILED, "系统多次尝试未能完成，已转管理员处理。")
            else:
                running.end(Work.State.WAITING, "系统繁忙，稍后自动重试。")
            raise Failed(f"{type(failure).__name__} in {frames[-1]}") from None
        running.end(Work.State.FINISHED, result=result)

    def _run(self, context: JobContext, *, work: str, scope: Mapping[str, Json], given: Mapping[str, Json]) -> None:
        running = Running(UUID(work), unpacked(scope), leave=context.should_abort)
        self.run(running, given, last=context.job.attempts >= self.attempts)


def job(*, queue: str = "default", attempts: int = ATTEMPTS) -> Callable[[Body], Job]:
    """Declare a job of this room; jobs stand in a module `jobs.py`, which every process imports at start."""

    def declare(body: Body) -> Job:
        return Job(body, queue, attempts)

    return declare


def periodic(cron: str, label: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Run a function by the clock, once for all workers; it opens the scope it needs by itself.

    When it fails, the administrator reads its label among what was not done (未完成的任务), until it succeeds again.
    """

    def declare(body: Callable[[], None]) -> Callable[[], None]:
        name = f"{body.__module__}.{body.__name__}"
        PERIODIC[name] = label

        def run(timestamp: int) -> None:
            failed = Work.objects.filter(job=name, state=Work.State.FAILED)
            try:
                body()
            except Exception:
                if not failed.update(finished_at=now()):
                    Work.objects.create(
                        job=name, label=label, state=Work.State.FAILED, message=AGAIN_BY_CLOCK, finished_at=now()
                    )
                raise
            failed.update(state=Work.State.FINISHED, message="", finished_at=now())

        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name, lock=name)(run))
        return body

    return declare


def packed(scope: Scope) -> dict[str, Json]:
    """A scope as the arguments of a job keep it."""
    return {
        "ranges": [list(pair) for pair in scope.ranges],
        "organization": str(scope.organization) if scope.organization else None,
        "post": str(scope.post) if scope.post else None,
        "user": str(scope.user) if scope.user else None,
        "may": sorted(scope.may),
        "masked": scope.masked,
        "gives_reason": scope.gives_reason,
    }


def unpacked(kept: Mapping[str, Json]) -> Scope:
    """The scope a job was queued under."""
    return Scope(
        ranges=tuple((low, high) for low, high in kept["ranges"]),
        organization=UUID(kept["organization"]) if kept["organization"] else None,
        post=UUID(kept["post"]) if kept["post"] else None,
        user=UUID(kept["user"]) if kept["user"] else None,
        may=frozenset(kept["may"]),
        masked=kept["masked"],
        gives_reason=kept["gives_reason"],
    )
