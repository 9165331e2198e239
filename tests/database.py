"""The databases of a test run: one template per state of the schema, one copy per worker, the application's role."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from fengqiao.config import roles, schema
from fengqiao.config.postgres import Cluster

TESTER = "fengqiao_test"  # may become any role of the house, and is none of them by itself
_SOURCE = Path(roles.__file__).parents[1]


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Act as another database role for the rest of a block, inside the same transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_user")
        before = cursor.fetchone()[0]
        cursor.execute(f'set local role "{role}"')
        yield
        cursor.execute(f'set local role "{before}"')  # an exception rolls back to the savepoint, and the role with it


def state_of_schema() -> str:
    """A digest of everything that shapes the schema: migrations, policies, roles, library versions."""
    digest = hashlib.sha256()
    files = [
        *_SOURCE.glob("**/migrations/*.py"),
        *_SOURCE.glob("kernel/journal/rls*.py"),
        Path(roles.__file__),
        Path(schema.__file__),
        settings.ROOT / "requirements" / "base.txt",
        settings.ROOT / "tests" / "database.py",
    ]
    for path in sorted(files):
        digest.update(str(path.relative_to(settings.ROOT)).encode())
        digest.update(path.read_bytes())
    digest.update(" ".join(settings.INSTALLED_APPS).encode())
    return digest.hexdigest()[:12]


class Databases:
    """Makes, restores and removes the test databases of one worker."""

    def __init__(self, worker: str) -> None:
        self.cluster = None if os.environ.get("FENGQIAO_TEST_SERVER") else Cluster(settings.ROOT / "var" / "test")
        self.server = self.cluster.superuser_url if self.cluster else os.environ["FENGQIAO_TEST_SERVER"]
        self.run = os.environ.get("FENGQIAO_TEST_NAME", "main")
        self.name = f"test_fengqiao_{self.run}_{worker}"

    def set_up(self) -> None:
        """A fresh copy of the migrated template, with Django's connections pointing at it as the application."""
        if self.cluster is not None:
            self.cluster.start()
        with self._superuser() as server:
            if self.cluster is not None:
                self._forget_the_disk(server)
            server.execute("select pg_advisory_lock(hashtext(%s))", [f"fengqiao tests {self.run}"])
            roles.create_roles(server)
            self._create_tester(server)
            self.template = self._template(server)
            self._copy(server)
        self._point_at(self.name, roles.APP)
        connections[DEFAULT_DB_ALIAS].ops.execute_sql_flush = self._restore  # the application may not truncate

    def tear_down(self) -> None:
        """Remove the copy; the template stays for the next run."""
        connections.close_all()
        with self._superuser() as server:
            self._drop(server, self.name)
        if self.cluster is not None:
            self.cluster.stop()

    @contextmanager
    def aside(self, word: str) -> Iterator[psycopg.Connection]:
        """Another copy for as long as the block lasts, every alias in its own role, as in an office at work.

        Gives a superuser's connection to it: reading what an office wrote is not what is tested.
        """
        name, before = f"{self.name}_{word}", {alias: dict(connections[alias].settings_dict) for alias in connections}
        with self._superuser() as server:
            self._drop(server, name)
            roles.create_database(server, name, self.template)
        try:
            for alias, role in settings.ALIASES.items():
                self._point(alias, name, role)
            with self._superuser(name) as reader:
                yield reader
        finally:
            connections.close_all()
            for alias, given in before.items():
                connections[alias].settings_dict.update(given)
            with self._superuser() as server:
                self._drop(server, name)

    def _restore(self, statements: list[str]) -> None:
        """After a test that committed: the copy is thrown away for a new one."""
        connections.close_all()
        with self._superuser() as server:
            self._copy(server)

    def _superuser(self, database: str = "") -> psycopg.Connection:
        return psycopg.connect(self.server, autocommit=True, **({"dbname": database} if database else {}))

    def _forget_the_disk(self, server: psycopg.Connection) -> None:
        """Nothing of a test run outlives the machine; what must survive a crash is tested in clusters of its own.

        Nor does anything look at the tables behind a test's back: its plans are the same at every hour.
        """
        for name in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            if server.execute(sql.SQL("show {}").format(sql.Identifier(name))).fetchone() != ("off",):
                server.execute(sql.SQL("alter system set {} = off").format(sql.Identifier(name)))
        server.execute("select pg_reload_conf()")

    def _create_tester(self, server: psycopg.Connection) -> None:
        if server.execute("select 1 from pg_roles where rolname = %s", [TESTER]).fetchone() is None:
            server.execute(sql.SQL("create role {} login noinherit").format(sql.Identifier(TESTER)))
            for role in roles.ROLES:
                server.execute(sql.SQL("grant {} to {}").format(sql.Identifier(role), sql.Identifier(TESTER)))

    def _template(self, server: psycopg.Connection) -> str:
        """The migrated template of this state; made when it is missing, and older ones of the same run removed."""
        prefix = f"template_fengqiao_{self.run}_"
        wanted = prefix + state_of_schema()
        present = [
            name
            for (name,) in server.execute("select datname from pg_database").fetchall()
            if name.startswith(prefix) and len(name) == len(wanted)
        ]
        if wanted in present:
            return wanted
        for name in present:
            self._drop(server, name)
        building = f"building_fengqiao_{self.run}"
        self._drop(server, building)
        roles.create_database(server, building)
        with self._superuser(building) as database:
            roles.prepare_database(database)
        self._point_at(building, roles.OWNER)
        schema.migrate(DEFAULT_DB_ALIAS)
        connections.close_all()
        server.execute(
            sql.SQL("alter database {} rename to {}").format(sql.Identifier(building), sql.Identifier(wanted))
        )
        return wanted

    def _copy(self, server: psycopg.Connection) -> None:
        self._drop(server, self.name)
        roles.create_database(server, self.name, self.template)

    def _drop(self, server: psycopg.Connection, name: str) -> None:
        server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def _point_at(self, name: str, role: str) -> None:
        """Every alias reaches the same database as the tester, acting as `role`."""
        for alias in connections.databases:
            self._point(alias, name, role)

    def _point(self, alias: str, name: str, role: str) -> None:
        connections[alias].close()
        where = conninfo_to_dict(self.server)
        chosen: dict[str, Any] = connections[alias].settings_dict
        chosen.update(NAME=name, USER=TESTER, PASSWORD="", HOST=where.get("host", ""), PORT=where.get("port", ""))
        kept = {name: value for name, value in chosen["OPTIONS"].items() if name not in ("options", "pool")}
        chosen["OPTIONS"] = {**kept, "options": f"-c role={role}"}
        chosen["TEST"] = {**chosen.get("TEST", {}), "NAME": name}
