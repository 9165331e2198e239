"""The follower of the journal: consumers behind the head are found, one that fails does not hold up the others."""

from __future__ import annotations

import pytest
from django.db import connection
from structlog.testing import capture_logs

from fengqiao.config import background
from fengqiao.config.background import Follower, lagging
from tests.database import as_role


@pytest.fixture
def consumers(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Two consumers, of which one fails."""
    followed: dict[str, object] = {}
    monkeypatch.setattr(background, "CONSUMERS", {"search": None, "cells": None})

    def follow(feed: object, name: str) -> int:
        followed[name] = feed
        if name == "search":
            raise ValueError("broken consumer")
        return 3

    monkeypatch.setattr(background, "follow", follow)
    return followed


def reach(position: int, **cursors: int) -> None:
    with as_role("fengqiao_owner"), connection.cursor() as cursor:
        cursor.execute("update journal_head set position = %s", [position])
        cursor.execute("delete from journal_cursor")
        for name, reached in cursors.items():
            cursor.execute("insert into journal_cursor (name, position) values (%s, %s)", [name, reached])


@pytest.mark.django_db
def test_only_consumers_behind_the_head_are_called(consumers: dict[str, object]):
    reach(7, search=7, cells=4)
    assert lagging(connection) == ["cells"]

    reach(7, search=7)
    assert lagging(connection) == ["cells"]

    reach(0)
    assert lagging(connection) == []


@pytest.mark.django_db
def test_a_failing_consumer_rests_and_the_others_go_on(consumers: dict[str, object]):
    follower = Follower()

    assert follower._follow(connection, "search") == 0
    assert follower._follow(connection, "cells") == 3

    consumers.clear()
    assert follower._follow(connection, "search") == 0
    assert consumers == {}


@pytest.mark.django_db(databases=["default", "sequencer", "loader"])
def test_rows_outside_the_months_are_said_when_the_head_is_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(background, "strays", lambda feed: ["journal_event_rest"])
    follower = Follower()

    with capture_logs() as logs:
        follower.turn()
        follower.turn()  # not again before the hour is over

    assert logs == [
        {
            "event": "rows outside the monthly partitions",
            "log_level": "error",
            "partitions": ["journal_event_rest"],
        }
    ]
