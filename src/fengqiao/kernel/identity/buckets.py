"""So many requests a minute (频次): a token bucket in one row, taken from in one statement, for all processes."""

from __future__ import annotations

import math

from django.db import connection
from django.utils import timezone

MINUTE = 60

TAKE = """
with given as (select %(key)s::text as key, %(rate)s::float as rate, %(at)s::timestamptz as at)
insert into identity_bucket as b (key, "left", filled_at, granted) select key, rate - 1, at, true from given
on conflict (key) do update set
  granted = f.full >= 1,
  "left" = case when f.full >= 1 then f.full - 1 else f.full end,
  filled_at = greatest(b.filled_at, excluded.filled_at)
returning granted, "left"
"""
FULL = (
    'least(%(rate)s::float, b."left"'
    " + greatest(0, extract(epoch from excluded.filled_at - b.filled_at)) * %(rate)s::float / 60)"
)


def take(key: str, a_minute: int) -> int:
    """One request out of a bucket that refills evenly and holds one minute's worth; seconds to wait, 0 if granted."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE.replace("f.full", FULL), {"key": key, "rate": a_minute, "at": timezone.now()})
        granted, left = cursor.fetchone()
    return 0 if granted else max(1, math.ceil((1 - left) * MINUTE / a_minute))
