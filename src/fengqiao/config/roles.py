"""The roles of the database and what each may do (数据库角色): the one superuser step of an installation.

Owner makes the tables, app serves people, sequencer places events, loader fills in bulk. Run once for a server and once
for each database; running it again changes nothing.
"""

from __future__ import annotations

from typing import LiteralString

import psycopg
from psycopg import sql

OWNER = "fengqiao_owner"
APP = "fengqiao_app"
SEQUENCER = "fengqiao_sequencer"
LOADER = "fengqiao_loader"
ROLES = (OWNER, APP, SEQUENCER, LOADER)

_LOCK = 7_321_001  # advisory lock: two starters on one server take turns

# LIKE, @@ and @> keep their indexes under Row Level Security only when PostgreSQL trusts these not to leak rows.
_LEAKPROOF: tuple[LiteralString, ...] = (
    "textlike(text, text)",
    "ts_match_vq(tsvector, tsquery)",
    "jsonb_contains(jsonb, jsonb)",
)
_EXTENSIONS = ("btree_gin", "btree_gist", "pg_trgm")


def create_roles(server: psycopg.Connection) -> None:
    """Make the missing roles of a server; `server` is an autocommit connection of a superuser."""
    with server.transaction():
        server.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        present = {name for (name,) in server.execute("select rolname from pg_roles").fetchall()}
        for role in ROLES:
            if role not in present:
                server.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))


def create_database(server: psycopg.Connection, name: str, template: str = "template0") -> None:
    """Make an empty database that belongs to the owner role."""
    server.execute(
        sql.SQL("create database {} owner {} template {}").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
        )
    )


def prepare_database(database: psycopg.Connection) -> None:
    """Give the roles their rights in a new database, before its first migration; `database` belongs to a superuser."""
    owner, app, sequencer, loader = (sql.Identifier(role) for role in ROLES)
    with database.transaction():
        database.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        for function in _LEAKPROOF:
            database.execute(sql.SQL("alter function {} leakproof").format(sql.SQL(function)))
        for extension in _EXTENSIONS:
            database.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
        for right, kind, role in (
            ("select, insert, update", "tables", app),
            ("usage", "sequences", app),
            ("select", "tables", sequencer),
            ("all", "tables", loader),
            ("all", "sequences", loader),
        ):
            database.execute(
                sql.SQL("alter default privileges for role {} grant {} on {} to {}").format(
                    owner,
                    sql.SQL(right),
                    sql.SQL(kind),
                    role,
                )
            )
        database.execute(sql.SQL("grant usage on schema public to {}, {}, {}").format(app, sequencer, loader))
        # also in a database that somebody else made
        database.execute(sql.SQL("grant usage, create on schema public to {}").format(owner))
        name = sql.Identifier(database.info.dbname)
        database.execute(sql.SQL("grant create, temporary on database {} to {}").format(name, owner))
        # a name of pg_temp could stand in for one of ours: only who loads through staging makes temporary tables
        database.execute(sql.SQL("revoke temporary on database {} from public").format(name))
        database.execute(sql.SQL("grant temporary on database {} to {}").format(name, loader))
