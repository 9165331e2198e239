"""Who looks: opened by one door, closed again, and nothing outside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Q

from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import (
    CITY,
    COUNTY,
    PROVINCE,
    TOWN,
    VILLAGE,
    NoScope,
    Scope,
    acting,
    also,
    emit,
    now,
    one_act,
    reach,
    today,
    within,
)

OFFICE = Scope(ranges=(reach(990101101000000, TOWN),), organization=UUID(int=1), post=UUID(int=2))
TWO = Scope(ranges=(reach(990101101000000, TOWN), reach(990101103000000, TOWN)))
SETTINGS = ("lo", "hi", "set", "organization", "post")


def told() -> dict[str, str]:
    """What PostgreSQL was told of who looks."""
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(f"current_setting('fengqiao.{name}', true)" for name in SETTINGS))
        return dict(zip(SETTINGS, (value or "" for value in cursor.fetchone()), strict=True))


def make_subject(code: int) -> Subject:
    subject = Subject(scope_code=code, kind="demo.matter", title="甲")
    subject.root = subject
    subject.save(force_insert=True)
    return subject


def fail_halfway() -> None:
    with one_act():
        make_subject(990101101000000)
        raise ZeroDivisionError


def test_reach_is_the_aligned_range_around_a_code():
    code = 990101101201007

    assert reach(code, VILLAGE) == (990101101201000, 990101101201999)
    assert reach(code, TOWN) == (990101101000000, 990101101999999)
    assert reach(code, COUNTY) == (990101000000000, 990101999999999)
    assert reach(code, CITY) == (990100000000000, 990199999999999)
    assert reach(code, PROVINCE) == (990000000000000, 999999999999999)


def test_own_lists_ask_for_the_township_or_the_county_by_equality():
    assert OFFICE.where() == Q(pk__in=()) | Q(town=990101101)
    assert Scope(ranges=(reach(990101000000000, COUNTY),)).where() == Q(pk__in=()) | Q(county=990101)
    assert TWO.where() == Q(pk__in=()) | Q(town=990101101) | Q(town=990101103)


def test_own_lists_ask_by_range_where_neither_fits():
    city, committee = reach(990101000000000, CITY), (990101101201001, 990101101201001)

    assert Scope(ranges=(city,)).where() == Q(pk__in=()) | Q(scope_code__range=city)
    assert Scope(ranges=(committee,)).where() == Q(pk__in=()) | Q(scope_code__range=committee)


def test_a_scope_without_ranges_asks_for_nothing():
    assert Scope().where() == Q(pk__in=())


def test_a_scope_covers_the_codes_of_its_ranges_only():
    assert TWO.covers(990101101000000)
    assert TWO.covers(990101103999999)
    assert not TWO.covers(990101102000000)
    assert not TWO.covers(-990101101000000)
    assert not Scope().covers(990101101000000)


def test_outside_within_nobody_acts_and_no_list_answers():
    with pytest.raises(NoScope, match="没有打开数据范围"):
        acting()
    with pytest.raises(NoScope):
        Subject.objects.all()
    with pytest.raises(NoScope):
        Subject.objects.readable()
    assert list(Subject.objects.none()) == []


@pytest.mark.django_db(transaction=True)
def test_within_opens_the_transaction_and_closes_it_again():
    assert not connection.in_atomic_block

    with within(OFFICE) as scope:
        assert connection.in_atomic_block
        assert scope is OFFICE is acting()

    assert not connection.in_atomic_block
    assert told() == dict.fromkeys(SETTINGS, "")


@pytest.mark.django_db
def test_postgresql_is_told_who_looks():
    with within(OFFICE):
        assert told() == {
            "lo": "990101101000000",
            "hi": "990101101999999",
            "set": "",
            "organization": str(UUID(int=1)),
            "post": str(UUID(int=2)),
        }
    with within(TWO):
        assert told() == {
            "lo": "990101101000000",
            "hi": "990101103999999",
            "set": "{[990101101000000,990101101999999],[990101103000000,990101103999999]}",
            "organization": "",
            "post": "",
        }


@pytest.mark.django_db
def test_the_outer_scope_returns_after_an_inner_one():
    with within(OFFICE):
        with within(TWO):
            assert acting() is TWO
            assert told()["hi"] == "990101103999999"
        assert acting() is OFFICE
        assert told()["hi"] == "990101101999999"
    assert told() == dict.fromkeys(SETTINGS, "")


@pytest.mark.django_db
def test_the_outer_scope_returns_after_a_failure_inside():
    with within(OFFICE):
        with pytest.raises(ZeroDivisionError), within(TWO):
            raise ZeroDivisionError
        assert acting() is OFFICE
        assert told()["hi"] == "990101101999999"
    with pytest.raises(NoScope):
        acting()


@pytest.mark.django_db
def test_an_empty_scope_sees_nothing():
    with within(OFFICE):
        subject = make_subject(990101101000000)
        assert list(Subject.objects.all()) == [subject]

    with within(Scope()):
        assert list(Subject.objects.all()) == []
        assert list(Subject.objects.readable()) == []


@pytest.mark.django_db
def test_an_office_of_two_townships_sees_both_and_not_the_one_between():
    with within(Scope(ranges=(reach(990101000000000, COUNTY),))):
        first, between, second = (make_subject(990101101000000 + n * TOWN) for n in range(3))

    with within(TWO):
        assert set(Subject.objects.all()) == {first, second}
        assert set(Subject.objects.readable()) == {first, second}
        assert not Subject.objects.readable().filter(pk=between.pk).exists()


@pytest.mark.django_db
def test_row_level_security_answers_nothing_when_nobody_said_who_looks():
    with within(OFFICE):
        make_subject(990101101000000)
        emit(Scope())

        with connection.cursor() as cursor:
            cursor.execute("select count(*) from journal_subject")
            assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_also_lends_permissions_for_its_block_only():
    may = frozenset({"demo.view"})
    with within(replace(OFFICE, may=may)):
        with also("demo.rule") as outer:
            assert outer.may == {"demo.view", "demo.rule"}
            with also("demo.close", "demo.rule"):
                assert acting().may == {"demo.view", "demo.rule", "demo.close"}
                assert acting().ranges == OFFICE.ranges
            assert acting().may == {"demo.view", "demo.rule"}
        assert acting().may == may

        with pytest.raises(ZeroDivisionError), also("demo.rule"):
            raise ZeroDivisionError
        assert acting().may == may


@pytest.mark.django_db
def test_several_verbs_are_one_act():
    with within(OFFICE):
        with pytest.raises(ZeroDivisionError):
            fail_halfway()

        assert list(Subject.objects.all()) == []


@pytest.mark.django_db
def test_a_set_clock_is_the_moment_and_the_day_of_the_act():
    late = datetime(2025, 5, 6, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai

    with within(replace(OFFICE, at=late)):
        assert now() == late
        assert today() == date(2025, 5, 7)
    assert now() > datetime(2025, 5, 7, tzinfo=UTC)
