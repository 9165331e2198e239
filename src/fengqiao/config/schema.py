"""Bringing a database to the present state of the house: tables, cache, rights (升级数据库)."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connections

from fengqiao.config import roles

# The rows that may be deleted beside those the rooms themselves name: web sessions, cached counts, second factors.
_EPHEMERAL = ("django_session", "fengqiao_cache", "mfa_authenticator")

_MONTHS_AHEAD = 36  # partitions of events, readings and facts that every upgrade makes sure of


def migrate(alias: str = "owner") -> None:
    """Run the migrations as the owner; a lock held by a long report stops them within seconds, not the office."""
    with connections[alias].cursor() as cursor:
        cursor.execute("set lock_timeout = '10s'")
    call_command("migrate", database=alias, verbosity=0, interactive=False)
    call_command("createcachetable", database=alias, verbosity=0)
    with connections[alias].cursor() as cursor:
        for table in _EPHEMERAL:
            cursor.execute(f"grant delete on {table} to {roles.APP}")
        cursor.execute(
            "select fengqiao_partitions(c.relname::text, date_trunc('year', now())::date, %s)"
            " from pg_partitioned_table p join pg_class c on c.oid = p.partrelid",
            [_MONTHS_AHEAD],
        )
    connections[alias].close()
