"""Small matters that only have a history, and the roles that place and follow it."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from fengqiao.kernel.journal.events import lock, record
from fengqiao.kernel.journal.models import Event, Subject
from fengqiao.kernel.journal.sequencer import place
from fengqiao.kernel.places.scope import TOWN, Scope, reach
from tests.database import as_role

HERE = 990101101000000
OFFICE = Scope(ranges=(reach(HERE, TOWN),), post=UUID(int=7))
EVERYWHERE = Scope(ranges=((0, 10**15 - 1),))


def make_matter(code: int = HERE) -> Subject:
    """A matter without a course."""
    subject = Subject(scope_code=code, kind="demo.matter", title="甲")
    subject.root = subject
    subject.save(force_insert=True)
    return subject


def note(subject: Subject, word: str = "甲", *, key: UUID | None = None) -> Event:
    """One event under the matter's lock."""
    return record(lock(subject.pk), "demo.note", key=key, word=word)


def place_all(limit: int = 5000) -> int:
    """As the sequencer."""
    with as_role("fengqiao_sequencer"):
        return place(connection, limit=limit)


def tamper(command: str) -> None:
    """As somebody who has got hold of the database itself: no policy and no missing right stops them."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    with as_role("fengqiao_owner"), connection.cursor() as cursor:
        for table in ("journal_event", "journal_head"):
            cursor.execute(f"alter table {table} no force row level security")
        cursor.execute(command)
        cursor.execute("alter table journal_event force row level security")
