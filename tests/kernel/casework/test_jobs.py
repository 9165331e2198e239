"""What runs by the clock: overdue duties climb, old receipts go, limits are computed anew."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from fengqiao.kernel.casework import jobs
from fengqiao.kernel.casework.models import Receipt, Task
from fengqiao.kernel.casework.perform import column_label
from fengqiao.kernel.casework.registry import case_of
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import NoScope, Scope, within
from tests.business.mediation.factories import Town, make_dispute


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
    now = timezone.now()
    with within(town.clerk):
        for key, days in (("old", 31), ("young", 29)):
            Receipt.objects.create(key=key, subject=uuid4(), post=town.clerk.post, step="x", at=now - timedelta(days))

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
