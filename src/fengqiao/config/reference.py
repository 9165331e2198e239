"""What every office needs before its first case: divisions, working days, roles (基础数据)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.db import connections, transaction

from fengqiao.kernel.casework.jobs import EVERYWHERE, recompute_limits
from fengqiao.kernel.identity.roles import load_roles
from fengqiao.kernel.places.loading import DIVISIONS, WORKING_DAYS, load_calendar, load_regions
from fengqiao.kernel.places.scope import within


def load(alias: str = "owner") -> None:
    """Bring divisions, calendar and roles to this version; what a province edited stays."""
    _when_new(alias, "places_region", DIVISIONS, load_regions)
    _when_new(alias, "places_day", WORKING_DAYS, _load_calendar)
    load_roles(alias)


def _load_calendar(alias: str) -> None:
    """The days of the notices; limits that run into a year that became known with this release are computed anew."""
    with transaction.atomic(using=alias):
        if span := load_calendar(alias):
            first, last = (day.isoformat() for day in span)
            with within(EVERYWHERE):
                recompute_limits.enqueue(label="按新一年工作日历重算期限", first=first, last=last)


def _when_new(alias: str, table: str, source: Path, load_table: Callable[[str], object]) -> None:
    """Load a file once; its digest stands as the comment of the table, so a restored database knows it too."""
    digest = f"sha256:{hashlib.sha256(source.read_bytes()).hexdigest()}"
    with connections[alias].cursor() as cursor:
        cursor.execute("select obj_description(%s::regclass)", [table])
        if cursor.fetchone()[0] == digest:
            return
        load_table(alias)
        cursor.execute(f"comment on table {table} is '{digest}'")
