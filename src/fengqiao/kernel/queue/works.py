"""Looking at long work: one's own, what has newly ended (通知), and what failed for good (死信)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from asgiref.sync import async_to_sync
from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app

from fengqiao.kernel.places.scope import acting, now
from fengqiao.kernel.queue.jobs import PERIODIC, periodic
from fengqiao.kernel.queue.models import Work

ENDED = (Work.State.FINISHED, Work.State.FAILED, Work.State.STOPPED)
KEPT_DAYS = 90
JOB_HOURS = 72
DEAD_DAYS = 30
PROVINCE = 10**13  # scope codes of one province
FILLING = "demonstration"  # the one work that must end before an office opens


def own_works() -> QuerySet[Work]:
    """The work of the acting post, newest first."""
    return Work.objects.filter(post=acting().post).order_by("-queued_at")


def newly_ended() -> QuerySet[Work]:
    """Own work that has ended and was not looked at: what the bell counts."""
    return own_works().filter(state__in=(Work.State.FINISHED, Work.State.FAILED), seen_at=None)


def unseen() -> int:
    """How many they are."""
    return newly_ended().count()


def see(works: QuerySet[Work]) -> None:
    """They were looked at."""
    works.filter(state__in=ENDED, seen_at=None).update(seen_at=now())


def stop(key: UUID) -> Work:
    """Stop own work after the step at hand; what was done stays done."""
    work = own_works().select_for_update().get(pk=key)
    if not work.ended:
        work.state, work.finished_at, work.message = Work.State.STOPPED, now(), "已按要求停止，已完成的部分保留。"
        work.save(update_fields=["state", "finished_at", "message"])
    return work


def dead_letters() -> QuerySet[Work]:
    """Work in the acting ranges that failed after its last attempt, newest first: for the administrator.

    What runs by the clock, and what a post without a range has begun, belongs to nobody's range: whoever keeps a
    whole province sees it.
    """
    dead = Q(_within_reach(), queued__isnull=False)
    if any(high - low >= PROVINCE - 1 for low, high in acting().ranges):
        dead |= Q(low=0, high=0) & (Q(queued__isnull=False) | Q(job__in=PERIODIC))
    return Work.objects.filter(dead, state=Work.State.FAILED).order_by("-queued_at")


def at_work() -> QuerySet[Work]:
    """Work in the acting ranges that waits or runs, oldest first: for the administrator."""
    open_work = Work.objects.filter(_within_reach(), state__in=(Work.State.WAITING, Work.State.RUNNING))
    return open_work.order_by("queued_at")


def last_of(job: str) -> Work | None:
    """The newest work of a job in the acting ranges that is done."""
    return Work.objects.filter(_within_reach(), job=job, state=Work.State.FINISHED).order_by("-queued_at").first()


def _within_reach() -> Q:
    reach = Q(pk__in=())
    for low, high in acting().ranges:
        reach |= Q(low__gte=low, high__lte=high)
    return reach


def give_up(job: int | None) -> None:
    """The work of a job that is not tried any more."""
    left = Work.objects.filter(queued=job).exclude(state__in=ENDED)
    left.update(state=Work.State.FAILED, message="任务多次中断，已转管理员处理。", finished_at=now())


def revive(work: Work) -> None:
    """Run a dead letter again, from where it stopped."""
    if work.queued is None:
        raise LookupError(work.pk)
    Work.objects.filter(pk=work.pk).update(state=Work.State.WAITING, message="", finished_at=None, seen_at=None)
    async_to_sync(app.job_manager.retry_job_by_id_async)(job_id=work.queued, retry_at=now())


def filling() -> Work | None:
    """The demonstration that is being loaded into this database, or whose loading broke off (演示数据装入)."""
    unfinished = Work.objects.filter(job=FILLING).exclude(state=Work.State.FINISHED)
    return unfinished.order_by("-queued_at").first()


@periodic("17 3 * * *", "清理后台任务记录")
def purge() -> None:
    """Every night: done jobs after three days, failed ones after a month, their progress after three months."""
    forget = async_to_sync(app.job_manager.delete_old_jobs)
    forget(nb_hours=JOB_HOURS, include_cancelled=True, include_aborted=True)
    forget(nb_hours=DEAD_DAYS * 24, include_failed=True)
    Work.objects.filter(state__in=ENDED, finished_at__lt=now() - timedelta(days=KEPT_DAYS)).delete()
