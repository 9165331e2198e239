"""What waits for whom: opened with its clock, closed by what it waits for, raised when late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from fengqiao.business.mediation.models import MediationCase
from fengqiao.kernel.casework import duties
from fengqiao.kernel.casework.clock import end_of_day, start_of_day
from fengqiao.kernel.casework.duties import (
    DUTIES,
    Duty,
    climbed,
    escalate,
    extend,
    inbox,
    nearest,
    pause,
    recompute,
    resume,
    start,
    stop,
)
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.places import calendar
from fengqiao.kernel.places.scope import Scope, within
from fengqiao.kernel.places.services import announce
from fengqiao.kernel.ui import words
from tests.business.mediation.factories import Town, at, make_case, make_dispute, moment
from tests.kernel.casework.matters import DAY, last_event, placed_case, sentence_of

FRIDAY = date(2025, 5, 9)  # three working days after DAY


@pytest.fixture
def clerk(town: Town) -> Scope:
    return at(town.clerk, DAY)


@pytest.fixture
def case(town: Town, clerk: Scope) -> MediationCase:
    with within(clerk):
        return make_case(town, make_dispute())


def decision(case: MediationCase) -> Task:
    return Task.objects.get(subject=case.pk, duty="mediation.decision")


def told(case: MediationCase) -> str:
    event = last_event(case.pk)
    return sentence_of(event)


def test_a_duty_opens_with_its_rule_as_it_stands_that_day(clerk: Scope, case):
    with within(clerk):
        task = decision(case)

        assert task.limit == {"value": 3, "unit": "working_day", "roll": False, "article": "平台规则"}
        assert (task.started_at, task.due_at, task.scope_code) == (
            start_of_day(DAY),
            end_of_day(FRIDAY),
            case.scope_code,
        )
        assert duties.words_of(task) == {"limit": "3个工作日", "article": "平台规则"}
        assert str(task) == "mediation.decision"


def test_an_open_duty_is_not_opened_twice_unless_it_is_another_of_its_kind(clerk: Scope, case):
    with within(clerk):
        assert start(case.subject, "mediation.decision", at=moment(FRIDAY)) == decision(case)
        other = start(case.subject, "mediation.decision", note="第二件")
        stop(case.subject, "mediation.decision")
        again = start(case.subject, "mediation.decision")

        assert Task.objects.filter(subject=case.pk, duty="mediation.decision").count() == 3
        assert {task.pk for task in Task.objects.filter(subject=case.pk, done_at=None)} == {again.pk}
        assert other.note == "第二件"


def test_a_duty_without_a_limit_has_no_clock(clerk: Scope, case):
    with within(clerk):
        task = start(case.subject, "mediation.seal")
        given = start(case.subject, "mediation.follow_up", due_at=end_of_day(FRIDAY))

        assert (task.due_at, task.limit, duties.words_of(task)) == (None, {}, {"limit": "", "article": ""})
        assert (given.due_at, given.limit) == (end_of_day(FRIDAY), {})


def test_recording_what_a_duty_waits_for_closes_it(clerk: Scope, case):
    with within(at(clerk, FRIDAY)):
        perform(case, "decline", version=1, reason="court")

        task = decision(case)
        assert (task.done_at, task.late) == (moment(FRIDAY), False)


def test_a_duty_done_after_its_day_was_late(clerk: Scope, case):
    with within(at(clerk, FRIDAY + timedelta(3))):
        perform(case, "decline", version=1, reason="court")

        assert decision(case).late is True


def test_a_step_starts_and_stops_its_own_duties(town: Town, clerk: Scope):
    with within(clerk):
        case = placed_case(town, "mediating")
        for duty in ("mediation.limit", "mediation.rights", "mediation.seal"):
            start(case.subject, duty)

        perform(case, "end", version=1, outcome="20", end_reason="分歧过大。", next_routes=["court"])

        open_ = Task.objects.filter(subject=case.pk, done_at=None)
        assert [(task.duty, task.due_at) for task in open_] == [("mediation.archive", end_of_day(date(2025, 6, 5)))]


def test_an_inbox_holds_the_own_and_the_unassigned_by_urgency(town: Town, clerk: Scope, case):
    with within(clerk):
        stop(case.dispute.subject, "mediation.triage")
        colleague = start(case.subject, "mediation.seal", handler=town.head.post)
        own = start(case.subject, "mediation.archive", handler=clerk.post)
        first = start(case.subject, "mediation.follow_up", due_at=moment(DAY))

        assert list(inbox()) == [first, decision(case), own]
    with within(at(town.head, DAY)):
        assert list(inbox()) == [first, decision(case), colleague]  # without a day: last
    with within(replace(clerk, may=frozenset({"mediation.view"}))):
        assert list(inbox()) == []


def test_a_late_duty_climbs_step_by_step(town: Town, clerk: Scope, case):
    head = replace(town.head, may=frozenset({"mediation.close"}))
    county = replace(town.county, may=frozenset({"mediation.supervise"}))

    def seen(scope: Scope, days: float) -> list[str]:
        with within(at(scope, FRIDAY + timedelta(days))):
            return [task.duty for task in inbox() if task.subject_id == case.pk]

    def rise(days: float) -> int:
        with within(at(clerk, FRIDAY + timedelta(days))):
            return Task.objects.filter(subject=case.pk).count() and escalate()

    with within(clerk):
        stop(case.dispute.subject, "mediation.triage")
    assert rise(1) == 0  # the day after is the first late one
    assert (seen(head, 1), seen(county, 1)) == ([], [])
    assert rise(2) == 1
    assert (seen(head, 2), seen(county, 2)) == (["mediation.decision"], [])
    assert rise(2) == 0
    assert rise(4) == 1
    assert (seen(head, 4), seen(county, 4)) == (["mediation.decision"], ["mediation.decision"])
    with within(at(county, FRIDAY + timedelta(4))):
        assert [task.duty for task in climbed()] == ["mediation.decision"]
    with within(clerk):
        assert decision(case).level == 2
        assert list(climbed()) == []


def test_a_paused_clock_stands_still_and_runs_on_where_it_stood(town: Town, clerk: Scope, case):
    with within(at(clerk, date(2025, 5, 7))):
        task = decision(case)
        pause(task, reason="鉴定")
        pause(task, reason="再次中止")  # it stands already
        assert (len(task.pauses), task.due_at, task.paused) == (1, None, "鉴定")
        assert str(words.running(task, moment(date(2025, 5, 7)))) == "已中止（鉴定）"

    with within(at(clerk, date(2025, 7, 1))):
        stop(case.dispute.subject, "mediation.triage")
        assert (escalate(), nearest([case.pk])[case.pk].pk) == (0, task.pk)

    with within(at(clerk, date(2025, 5, 14))):
        task = decision(case)
        resume(task)
        resume(task)  # it runs already

        task = decision(case)
        assert (task.due_at, task.paused) == (end_of_day(date(2025, 5, 16)), "")  # five working days were not counted


def test_what_is_done_while_its_clock_stands_was_not_late(clerk: Scope, case):
    with within(clerk):
        pause(decision(case), reason="鉴定")
    with within(at(clerk, date(2025, 7, 1))):
        stop(case.subject, "mediation.decision")

        assert Task.objects.get(subject=case.pk, duty="mediation.decision").late is False


def test_an_extended_limit_ends_on_the_day_it_was_extended_to_and_moves_by_a_pause(clerk: Scope, case):
    with within(clerk):
        task = decision(case)
        extend(task, end_of_day(date(2025, 5, 20)), reason="案情复杂")
        assert told(case) == "受理决定延期至2025-05-20：案情复杂"

        pause(task, reason="鉴定")
    with within(at(clerk, DAY + timedelta(4))):
        resume(decision(case))
        assert decision(case).due_at == end_of_day(date(2025, 5, 24))


def test_a_new_holiday_moves_the_limits_that_run_into_it(clerk: Scope, case):
    with within(clerk):
        stop(case.dispute.subject, "mediation.triage")
        ordinary = start(case.subject, "mediation.limit", limit="mediation.limit.ordinary")
        before = Event.objects.count()
        announce({date(2025, 5, 8): (False, "临时假日")}, notice="国办发明电〔2025〕0号")

        assert recompute(date(2025, 5, 8), date(2025, 5, 8)) == 1

        assert decision(case).due_at == end_of_day(date(2025, 5, 12))
        assert told(case) == "节假日安排更新，受理决定届满日重新计算为2025-05-12"
        assert Task.objects.get(pk=ordinary.pk).due_at == end_of_day(date(2025, 6, 5))  # days do not ask for holidays
        assert Event.objects.count() == before + 1
        assert recompute(date(2025, 5, 8), date(2025, 5, 8)) == 0


def test_a_holiday_moves_neither_what_is_done_nor_what_was_extended(clerk: Scope, case):
    with within(clerk):
        stop(case.dispute.subject, "mediation.triage")
        extend(decision(case), end_of_day(FRIDAY), reason="案情复杂")
        announce({date(2025, 5, 8): (False, "临时假日")}, notice="国办发明电〔2025〕0号")

        assert recompute(date(2025, 5, 8), date(2025, 5, 8)) == 0


def test_a_limit_that_runs_into_a_year_without_a_notice_says_so(town: Town, clerk: Scope):
    calendar.forget()
    with within(replace(clerk, at=moment(date(2026, 12, 30)))):
        case = make_case(town, make_dispute())
        task = decision(case)
        thirty = start(case.subject, "mediation.limit", limit="mediation.limit.ordinary")

        assert (task.due_at, task.provisional) == (end_of_day(date(2027, 1, 5)), True)  # 元旦 rests
        assert str(words.running(task, moment(date(2026, 12, 30)))) == "剩 6 天（暂定）"
        assert thirty.provisional is False  # days run over holidays
        extend(task, end_of_day(date(2027, 1, 20)), reason="案情复杂")
        assert Task.objects.get(pk=task.pk).provisional is False


def test_a_duty_is_declared_once():
    duty = DUTIES["mediation.decision"]
    duties.register([duty])

    with pytest.raises(ImproperlyConfigured, match=r"duty mediation\.decision is declared twice"):
        duties.register([Duty(key=duty.key, label="别的", page=duty.page, act=duty.act, may=duty.may)])
