"""Records of the past as the loader brings them in: built as models, sealed like any other, loaded by COPY (装载)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from random import Random
from uuid import UUID

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from fengqiao.kernel.exchange.events import IMPORTED
from fengqiao.kernel.exchange.loader import load
from fengqiao.kernel.journal.models import Event, Subject

SOURCE = "演示数据"


def key_at(moment: datetime, roll: Random) -> UUID:
    """A key as it would have been made at a moment of the past (UUIDv7, RFC 9562)."""
    milliseconds, chance = int(moment.timestamp() * 1000), roll.getrandbits(74)
    return UUID(int=milliseconds << 80 | 7 << 76 | (chance >> 62) << 64 | 2 << 62 | chance & (1 << 62) - 1)


def anchor(
    roll: Random, moment: datetime, *, kind: str, title: str, scope_code: int, number: str = "", root: Subject | None
) -> Subject:
    """The subject of a loaded matter; its import event is the first of its history."""
    subject = Subject(uid=key_at(moment, roll), kind=kind, title=title, scope_code=scope_code, number=number, seq=1)
    subject.root = root or subject
    return subject


def import_event(roll: Random, subject: Subject, at: datetime) -> Event:
    """The one event that tells where a loaded matter comes from."""
    return Event(
        id=key_at(at, roll),
        subject=subject,
        region_code=subject.scope_code,
        seq=1,
        kind=IMPORTED.key,
        at=at,
        data={"source": SOURCE},
    )


def load_records(connection: BaseDatabaseWrapper, records: Iterable[models.Model]) -> int:
    """Load records of any tables in one transaction, each table behind those that came before it."""
    tables: dict[type[models.Model], list[models.Model]] = {}
    for record in records:
        tables.setdefault(type(record), []).append(record)
    with transaction.atomic(using=connection.alias):
        for model, own in tables.items():
            columns = [
                field
                for field in model._meta.concrete_fields
                if not field.generated and not isinstance(field, models.AutoField)
            ]
            rows = (
                [column.get_db_prep_save(column.pre_save(record, add=True), connection) for column in columns]
                for record in own
            )
            load(connection, model._meta.db_table, [str(column.column) for column in columns], rows)
    return sum(map(len, tables.values()))
