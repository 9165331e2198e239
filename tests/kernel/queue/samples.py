"""Jobs of the tests: they count, they fail as they are told, they write down each step they have committed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection

from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import COUNTY, TOWN, Scope, acting, reach
from fengqiao.kernel.queue.jobs import Running, job, periodic
from fengqiao.kernel.queue.models import Work

CODE = 990101101000000
CLERK = Scope(
    ranges=(reach(CODE, TOWN),),
    organization=UUID(int=1),
    post=UUID(int=2),
    user=UUID(int=3),
    may=frozenset({"sample.handle"}),
)
ADMINISTRATOR = Scope(ranges=(reach(CODE, COUNTY),), post=UUID(int=9))

FAILING: list[Exception] = []

TICKS: list[float] = []


@periodic("* * * * *", "每分钟")
def tick() -> None:
    """Every minute."""
    TICKS.append(time.time())


@job(queue="samples", attempts=2)
def count(running: Running, *, steps: int, pause: float = 0.0) -> Mapping[str, Any]:
    """Write one subject a step; a step that is already there is not written again."""
    for number in range(steps):
        with running.step() as step:
            low = acting().ranges[0][0]
            if step.done > number:
                continue
            subject = Subject(scope_code=low, kind="sample", number=f"第{number}步", title=str(acting().post))
            subject.root = subject
            subject.save(force_insert=True)
            step.done += 1
        time.sleep(pause)
    return {"steps": steps}


@job(queue="samples", attempts=2)
def fail(running: Running, *, words: str = "") -> None:
    """Fail: in words the person can read, or as a program does."""
    if words:
        raise ValidationError(words)
    raise RuntimeError("990101199001011234 不能进日志")


def leave(status: str, work: Work) -> None:
    """The queue's row as a worker that is no more left it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set status = %s, worker_id = null where id = %s", [status, work.queued]
        )
