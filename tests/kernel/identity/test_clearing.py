"""What has ended is forgotten at night: sessions, and what the cache keeps no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

from fengqiao.kernel.identity.jobs import clear_sessions
from fengqiao.kernel.places.scope import now


@pytest.mark.django_db
def test_ended_sessions_and_stale_counts_go_at_night_and_the_others_stay():
    for key, ends in (("ended", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now() + timedelta(minutes=ends))
    for key in ("stale", "fresh"):
        cache.set(key, 3, timeout=600)
    with connection.cursor() as cursor:
        cursor.execute(
            "update fengqiao_cache set expires = now() - interval '1 minute' where cache_key like %s", ["%:stale"]
        )

    clear_sessions()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
    with connection.cursor() as cursor:
        cursor.execute("select cache_key from fengqiao_cache")
        assert cursor.fetchall() == [(":1:fresh",)]
