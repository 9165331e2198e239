"""A worker killed in the middle of its work: nothing lost, nothing twice."""

from __future__ import annotations

import pytest

from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.queue import works
from fengqiao.kernel.queue.models import Work
from tests.kernel.queue.processes import until, worker
from tests.kernel.queue.samples import ADMINISTRATOR, CLERK, count, leave


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing_and_does_nothing_twice():
    with within(CLERK):
        work = count.enqueue(label="清点", total=60, steps=60, pause=0.03)

    with worker("tests.kernel.queue.samples") as process:
        until(lambda: Work.objects.get(pk=work.pk).done >= 5)
        process.kill()
        process.wait()
    assert Work.objects.get(pk=work.pk).done < 60

    with worker("tests.kernel.queue.samples"):
        until(lambda: Work.objects.get(pk=work.pk).state == "finished")

    with within(CLERK):
        numbers = sorted(Subject.objects.filter(kind="sample").values_list("number", flat=True))
    assert numbers == sorted(f"第{n}步" for n in range(60))


@pytest.mark.django_db(transaction=True)
def test_a_dead_letter_is_run_again_when_the_administrator_says_so():
    with within(CLERK):
        work = count.enqueue(label="清点", total=2, steps=2)
    leave("failed", work)
    Work.objects.filter(pk=work.pk).update(state="failed")

    with within(ADMINISTRATOR):
        works.revive(works.dead_letters().get())
    with worker("tests.kernel.queue.samples"):
        until(lambda: Work.objects.get(pk=work.pk).state == "finished")

    assert Work.objects.get(pk=work.pk).done == 2
