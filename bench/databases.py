"""One database for each size, filled once, migrated in place and kept until its filling changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from fengqiao.config import reference, roles, scale, schema
from fengqiao.config.demo import follow
from fengqiao.config.postgres import Cluster

PROVINCE = 51
_SOURCE = Path(roles.__file__).parents[1]


def _filling() -> str:
    """A digest of what fills a database."""
    digest = hashlib.sha256()
    for path in sorted([*_SOURCE.glob("business/*/demo/bulk.py"), Path(scale.__file__)]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def sized(disputes: int, say: Callable[[str], object]) -> Iterator[str]:
    """Work in the database of a size; the one the office itself uses is left alone."""
    own = str(connections["default"].settings_dict["NAME"])
    name = f"fengqiao_bench_{disputes}"
    with psycopg.connect(_server(), autocommit=True) as server:
        known = server.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [name]
        ).fetchone()
        filled = known is not None and known[0] == _filling()
        if not filled:
            server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            roles.create_database(server, name)
            with psycopg.connect(make_conninfo(_server(), dbname=name), autocommit=True) as database:
                roles.prepare_database(database)
        _point_at(name)
        try:
            schema.migrate()
            reference.load()
            if not filled:
                say(f"正在装入 {disputes:,} 件纠纷……")
                told = scale.fill(disputes, province=PROVINCE)
                say(f"用时 {told['seconds']} 秒：{told['parts']}")
                server.execute(
                    sql.SQL("comment on database {} is {}").format(sql.Identifier(name), sql.Literal(_filling()))
                )
            follow()  # what the last run registered is placed and indexed, as the worker would have done
            yield name
        finally:
            _point_at(own)


def _server() -> str:
    """Where a superuser may make databases: the home's own server, else that of DATABASE_URL."""
    if settings.EMBEDDED:
        return Cluster(settings.HOME).superuser_url
    given = settings.DATABASES["default"]
    return make_conninfo(
        host=given["HOST"] or None,
        port=given["PORT"] or None,
        user=given["USER"] or None,
        password=given["PASSWORD"] or None,
        dbname="postgres",
    )


def _point_at(name: str) -> None:
    connections.close_all()
    connections["default"].close_pool()  # type: ignore[attr-defined]  # PostgreSQL's wrapper has a pool
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name
