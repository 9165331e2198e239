"""What runs by the clock: overdue duties climb, old receipts go, limits are computed anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.utils import timezone

from fengqiao.kernel.casework import jobs
from fengqiao.kernel.casework.clock import end_of_day
from fengqiao.kernel.casework.models import Receipt, Referral, Task
from fengqiao.kernel.casework.perform import column_label
from fengqiao.kernel.casework.referral import refer, restrict
from fengqiao.kernel.casework.registry import case_of
from fengqiao.kernel.journal.events import KINDS
from fengqiao.kernel.journal.models import Event, Subject
from fengqiao.kernel.places.scope import NoScope, Scope, within
from fengqiao.kernel.places.services import announce
from fengqiao.kernel.queue.jobs import Running
from fengqiao.kernel.queue.models import Work
from tests.business.mediation.factories import Town, make_dispute, moment
from tests.kernel.casework.neighbours import make_neighbours


def test_an_overdue_duty_climbs_a_level_and_one_in_time_does_not(town: Town):
    with within(town.clerk):
        late, soon = make_dispute(), make_dispute()
        long_ago = timezone.now() - timedelta(days=30)
        Task.objects.filter(subject=late.pk, duty="mediation.triage").update(due_at=long_ago)

    jobs.climb()

    with within(town.clerk):
        levels = dict(Task.objects.filter(duty="mediation.triage").values_list("subject", "level"))
    assert levels[late.pk] > levels[soon.pk] == 0


def test_receipts_are_forgotten_after_thirty_days(town: Town):
    moment_ = timezone.now()
    with within(town.clerk):
        for key, days in (("old", 31), ("young", 29)):
            Receipt.objects.create(
                key=key, subject=uuid4(), post=town.clerk.post, step="x", at=moment_ - timedelta(days)
            )

    jobs.clear_receipts()

    with within(town.clerk):
        assert list(Receipt.objects.values_list("key", flat=True)) == ["young"]


def test_what_has_no_course_is_no_matter_and_no_column_no_label(town: Town):
    with within(town.clerk):
        dispute = make_dispute()
        assert case_of(dispute.pk) == dispute
        with pytest.raises(Subject.DoesNotExist):
            case_of(town.committee.pk)
        with pytest.raises(LookupError):
            column_label(dispute, "cases")


def test_a_scope_of_the_system_acts_for_no_organization():
    with pytest.raises(NoScope, match="没有所属机构。"):
        Scope().seat()


def test_a_holiday_notice_moves_limits_of_every_place_and_what_waits_to_be_signed_for(town: Town):
    near, day = make_neighbours(), date(2025, 5, 6)
    clerk, head = (replace(scope, at=moment(day)) for scope in (town.clerk, town.head))
    with within(clerk):
        disputes = [make_dispute() for _ in range(3)]
        refer(disputes[0], to=near.next_office, mode="move", kind="office", reason="当事人住在该镇")
    assert head.post is not None
    with within(head):
        restrict(disputes[1].pk, holders={head.post: True}, reason="涉未成年人")
        announce({date(2025, 5, 7): (False, "临时假日")}, notice="国办发明电〔2025〕0号")
        work = jobs.recompute_limits.enqueue(label="重算", first="2025-05-07", last="2025-05-07")

    running = Running(work.pk, town.clerk)  # a township's post: the calendar is one for all
    with patch.object(jobs, "BATCH", 2):
        jobs.recompute_limits.run(running, {"first": "2025-05-07", "last": "2025-05-07"}, last=True)

    work.refresh_from_db()
    assert (work.state, work.done, work.total, work.result) == (Work.State.FINISHED, 3, 3, {"moved": 4})
    with within(replace(head, at=None)):
        tasks = Task.objects.readable().filter(duty="mediation.triage")
        assert {task.due_at for task in tasks} == {end_of_day(date(2025, 5, 8))}
        assert Referral.objects.get().due_at == end_of_day(date(2025, 5, 8))
        told = [
            KINDS[event.kind].tell(event.data)
            for event in Event.objects.filter(subject=disputes[0].pk, kind="casework.recompute").order_by("seq")
        ]
        assert told == [
            "节假日安排更新，分流届满日重新计算为2025-05-08",
            "节假日安排更新，流转签收届满日重新计算为2025-05-08",
        ]

    jobs.recompute_limits.run(running, {"first": "2025-05-07", "last": "2025-05-07"}, last=True)
    work.refresh_from_db()
    assert work.result == {"moved": 0}  # cut off and begun again, it finds what it has done
