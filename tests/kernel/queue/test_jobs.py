"""Long work: queued with its cause, run under the scope of who asked, never lost (后台任务)."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException, JobAborted

from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import COUNTY, TOWN, Scope, now, reach, within
from fengqiao.kernel.queue import works
from fengqiao.kernel.queue.jobs import Failed, Running, packed, unpacked
from fengqiao.kernel.queue.models import Work
from fengqiao.kernel.queue.worker import DEADLY, run_worker, sweep
from tests.kernel.queue.processes import until
from tests.kernel.queue.samples import ADMINISTRATOR, CLERK, CODE, TICKS, count, fail, leave


def run(work: Work, job=count, *, last: bool = False, **given) -> Work:
    """What a worker does with a queued job."""
    kept = ProcrastinateJob.objects.get(pk=work.queued).args
    job.run(Running(work.pk, unpacked(kept["scope"])), given or kept["given"], last=last)
    work.refresh_from_db()
    return work


@pytest.mark.django_db
def test_a_job_runs_under_the_scope_of_who_asked():
    with within(CLERK):
        work = count.enqueue(label="清点", total=3, steps=3)

    work = run(work)

    with within(CLERK):
        assert [s.title for s in Subject.objects.filter(kind="sample")] == [str(CLERK.post)] * 3
    assert (work.state, work.done, work.total, work.result) == ("finished", 3, 3, {"steps": 3})


@pytest.mark.django_db
def test_the_queue_keeps_keys_and_scope_only():
    with within(replace(CLERK, masked=True)):
        work = count.enqueue(label="清点", steps=3)

    kept = ProcrastinateJob.objects.get(pk=work.queued)

    assert kept.args == {
        "work": str(work.pk),
        "given": {"steps": 3},
        "scope": {
            "ranges": [[990101101000000, 990101101999999]],
            "organization": str(CLERK.organization),
            "post": str(CLERK.post),
            "user": str(CLERK.user),
            "may": ["sample.handle"],
            "masked": True,
            "gives_reason": False,
        },
    }


@pytest.mark.parametrize("scope", [CLERK, Scope(), replace(CLERK, ranges=(*CLERK.ranges, reach(CODE + TOWN, TOWN)))])
def test_a_scope_comes_back_from_the_queue_as_it_went_in(scope):
    assert unpacked(json.loads(json.dumps(packed(scope)))) == scope


@pytest.mark.django_db
def test_what_is_undone_was_never_queued():
    with within(CLERK):
        count.enqueue(label="清点", steps=3)
        transaction.set_rollback(True)

    assert (Work.objects.count(), ProcrastinateJob.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_refusal_in_words_ends_the_work_and_is_no_dead_letter():
    with within(CLERK):
        work = fail.enqueue(label="导出", words="没有可导出的记录。")

    work = run(work, fail)

    assert (work.state, work.message) == ("failed", "没有可导出的记录。")
    with within(ADMINISTRATOR):
        assert not works.dead_letters().exists()


@pytest.mark.django_db
def test_the_unforeseen_is_tried_again_and_then_a_dead_letter_for_the_administrator(caplog):
    with within(CLERK):
        work = fail.enqueue(label="导出")

    with pytest.raises(Failed) as first:
        run(work, fail)
    work.refresh_from_db()
    assert (work.state, work.message) == ("waiting", "系统繁忙，稍后自动重试。")

    with pytest.raises(Failed):
        run(work, fail, last=True)

    work.refresh_from_db()
    assert (work.state, work.message) == ("failed", "系统多次尝试未能完成，已转管理员处理。")
    assert "RuntimeError" in str(first.value)
    assert "990101199001011234" not in caplog.text + str(first.value)
    with within(ADMINISTRATOR):
        assert list(works.dead_letters()) == [work]
    with within(replace(ADMINISTRATOR, ranges=(reach(CODE + COUNTY, COUNTY),))):
        assert not works.dead_letters().exists()


@pytest.mark.django_db
def test_stopped_work_ends_after_its_step():
    with within(CLERK):
        work = count.enqueue(label="清点", total=5, steps=5)
        works.stop(work.pk)

    work = run(work)

    assert (work.state, work.done, work.message) == ("stopped", 0, "已按要求停止，已完成的部分保留。")


@pytest.mark.django_db
def test_another_posts_work_cannot_be_stopped():
    with within(CLERK):
        work = count.enqueue(label="清点", steps=5)

    with within(replace(CLERK, post=UUID(int=8))), pytest.raises(Work.DoesNotExist):
        works.stop(work.pk)


@pytest.mark.django_db
def test_the_bell_counts_what_has_ended_and_was_not_seen():
    with within(CLERK):
        done, _ = count.enqueue(label="清点", steps=1), count.enqueue(label="清点", steps=1)
    run(done)

    with within(CLERK):
        assert works.unseen() == 1
        works.see(works.own_works())
        assert works.unseen() == 0
        assert [work.label for work in works.own_works()] == ["清点", "清点"]


def test_the_time_left_follows_the_pace_so_far():
    work = Work(state="running", done=100, total=400, started_at=now() - timedelta(seconds=10))

    assert work.left is not None
    assert round(work.left.total_seconds()) == 30
    assert Work(state="waiting", total=400).left is None


@pytest.mark.django_db
def test_the_nightly_purge_forgets_what_is_long_over():
    with within(CLERK):
        old, fresh = count.enqueue(label="旧", steps=1), count.enqueue(label="新", steps=1)
        Work.objects.filter(pk=old.pk).update(state="finished", finished_at=now() - timedelta(days=91))
        Work.objects.filter(pk=fresh.pk).update(state="finished", finished_at=now() - timedelta(days=89))

    works.purge()

    assert list(Work.objects.values_list("label", flat=True)) == ["新"]


@pytest.mark.django_db
def test_a_worker_that_is_stopped_gives_its_work_back():
    with within(CLERK):
        work = count.enqueue(label="清点", total=2, steps=2)

    with pytest.raises(JobAborted):
        count.run(Running(work.pk, CLERK, leave=lambda: True), {"steps": 2}, last=False)

    work.refresh_from_db()
    assert (work.state, work.message, str(work)) == ("waiting", "服务正在重启，稍后继续。", "清点")


@pytest.mark.django_db
def test_work_that_is_not_in_the_queue_cannot_be_revived():
    with pytest.raises(LookupError):
        works.revive(Work(state="failed"))


@pytest.mark.django_db(transaction=True)
def test_a_worker_inside_the_process_takes_up_what_a_dead_one_left():
    with within(CLERK):
        left, late = (count.enqueue(label="清点", total=1, steps=1) for _ in range(2))
    leave("doing", left)  # as a worker that died

    asyncio.run(run_worker(1, wait=False, stalled_after=1.0))

    left.refresh_from_db()
    late.refresh_from_db()
    assert (left.state, late.state) == ("finished", "finished")


@pytest.mark.django_db(transaction=True)
def test_work_that_kills_worker_after_worker_is_left_to_the_administrator():
    with within(CLERK):
        work = count.enqueue(label="清点", total=1, steps=1)
    leave("doing", work)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set attempts = %s where id = %s", [DEADLY, work.queued])

    asyncio.run(run_worker(1, wait=False, stalled_after=1.0))

    work.refresh_from_db()
    assert (work.state, work.message) == ("failed", "任务多次中断，已转管理员处理。")
    assert ProcrastinateJob.objects.get(pk=work.queued).status == "failed"
    with within(ADMINISTRATOR):
        assert list(works.dead_letters()) == [work]


@pytest.mark.django_db
def test_what_fails_by_the_clock_is_told_once_until_it_succeeds(monkeypatch):
    name = "tests.kernel.queue.samples.tick"
    task = app.tasks[name]

    def told() -> list[tuple[str, str]]:
        return list(Work.objects.filter(job=name).values_list("label", "state"))

    monkeypatch.setattr("tests.kernel.queue.samples.TICKS", None)
    for _ in range(2):
        with pytest.raises(AttributeError):
            task(0)
    assert told() == [("每分钟", "failed")]
    with within(replace(ADMINISTRATOR, ranges=(reach(CODE // 10**13 * 10**13, 10**13),))):
        assert works.dead_letters().get().message.startswith("定时任务未能完成")
    with within(ADMINISTRATOR):
        assert not works.dead_letters().exists()

    monkeypatch.undo()
    task(0)
    assert told() == [("每分钟", "finished")]


@pytest.mark.django_db(transaction=True)
def test_a_running_worker_sweeps_what_others_left():
    with within(CLERK):
        fresh = count.enqueue(label="清点", total=1, steps=1)

    def finished() -> bool:
        return Work.objects.get(pk=fresh.pk).state == "finished"

    def die() -> None:
        until(lambda: ProcrastinateJob.objects.get(pk=fresh.queued).status == "succeeded")
        leave("doing", fresh)
        Work.objects.filter(pk=fresh.pk).update(state="waiting")

    async def work_for_a_while() -> None:
        working = asyncio.create_task(run_worker(1, stalled_after=0.3))
        for step in (partial(until, finished), die, partial(until, finished), lambda: connection.close()):
            await asyncio.to_thread(step)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

    asyncio.run(work_for_a_while())

    assert finished()


def test_sweeping_goes_on_after_the_database_was_away(monkeypatch):
    answers = iter([ConnectorException(), asyncio.CancelledError()])

    async def recover(*given: object) -> int:
        raise next(answers)

    monkeypatch.setattr("fengqiao.kernel.queue.worker.recover", recover)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(sweep(app, 0.0))


@pytest.mark.django_db(transaction=True)
def test_a_periodic_job_runs_by_the_clock():
    TICKS.clear()

    async def work_until_it_ticks() -> None:
        working = asyncio.create_task(run_worker(1))
        await asyncio.to_thread(until, lambda: bool(TICKS))
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

    asyncio.run(work_until_it_ticks())
