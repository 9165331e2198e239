"""A table kept in the memory of a process is read again when it has changed, and only then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from fengqiao.kernel.places import kept
from fengqiao.kernel.places.kept import Kept
from fengqiao.kernel.places.models import Day

pytestmark = pytest.mark.django_db


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """A clock that goes on only when told to."""
    moment = [1000.0]
    monkeypatch.setattr(kept.time, "monotonic", lambda: moment[0])
    return lambda seconds: moment.append(moment.pop() + seconds)


def enter(day: int) -> None:
    Day.objects.create(on=date(2027, 1, day), working=False, name="元旦")


def test_many_questions_within_a_second_read_once(
    wait: Callable[[float], None], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    days = Kept(Day, Day.objects.count)

    with django_assert_num_queries(2):
        assert [days.value() for _ in range(50)] == [0] * 50


def test_a_second_later_only_the_version_is_asked(
    wait: Callable[[float], None], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    days = Kept(Day, Day.objects.count)
    days.value()
    wait(1.1)

    with django_assert_num_queries(1):
        assert days.value() == 0


def test_a_change_by_another_process_shows_within_a_second(wait: Callable[[float], None]) -> None:
    days = Kept(Day, Day.objects.count)
    days.value()

    enter(1)

    assert days.value() == 0
    wait(1.1)
    assert days.value() == 1


def test_after_an_edit_here_every_question_asks_until_it_is_surely_over(wait: Callable[[float], None]) -> None:
    days = Kept(Day, Day.objects.count)
    days.value()

    enter(1)
    days.forget()
    assert days.value() == 1
    enter(2)
    assert days.value() == 2
    wait(11)
    days.value()
    enter(3)

    assert days.value() == 2
