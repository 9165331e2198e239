"""Keys of business rows: RFC 9562 version 7, in order of time, never backwards."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from fengqiao.kernel.places.keys import moment_of, uuid7
from fengqiao.kernel.places.scope import Scope, within

MOMENT = datetime(2025, 5, 6, 1, 2, 3, 456000, tzinfo=UTC)


def test_a_key_names_its_version_and_variant():
    key = uuid7()

    assert (key.version, key.variant) == (7, uuid.RFC_4122)


@time_machine.travel(MOMENT, tick=False)
def test_a_key_holds_the_millisecond_it_was_made():
    assert moment_of(uuid7()) == 1746493323456


@time_machine.travel(MOMENT, tick=False)
def test_keys_of_one_millisecond_go_up():
    keys = [uuid7() for _ in range(10_000)]

    assert keys == sorted(set(keys))
    assert {moment_of(key) for key in keys} == {1746493323456}


def test_keys_of_several_threads_are_all_different_and_each_thread_s_own_go_up():
    made: list[list[uuid.UUID]] = []
    threads = [threading.Thread(target=lambda: made.append([uuid7() for _ in range(2_000)])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(own == sorted(own) for own in made)
    assert len({key for own in made for key in own}) == 8_000


@pytest.mark.django_db
def test_keys_follow_the_set_clock_backwards_and_forwards():
    with within(Scope(at=MOMENT)):
        past = uuid7()
    with within(Scope(at=MOMENT + timedelta(days=1))):
        next_day = uuid7()

    assert moment_of(past) == 1746493323456
    assert moment_of(next_day) == 1746493323456 + 86_400_000
    assert past < next_day < uuid7()
