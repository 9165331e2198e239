"""A demonstration whose loading broke off is undone before it is begun anew; nothing a person did is ever undone."""

from __future__ import annotations

import pytest
from django.db import connection

from fengqiao.config import demo
from fengqiao.config.errors import Refused
from fengqiao.kernel.identity.models import Organization, User
from fengqiao.kernel.identity.roles import load_roles
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.queue.models import Work
from fengqiao.kernel.queue.works import FILLING
from tests.database import as_role
from tests.kernel.identity.factories import TOWNSHIP, make_region, make_user
from tests.kernel.journal.journals import OFFICE, make_matter

pytestmark = pytest.mark.django_db


def rows() -> dict[str, int]:
    """How many rows each table has that has any, as the loader sees them."""
    with as_role("fengqiao_loader"), connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
            " and not relispartition"
        )
        counted = {}
        for (name,) in cursor.fetchall():
            cursor.execute(f'select count(*) from "{name}"')  # noqa: S608 — names of our own tables
            counted[name] = cursor.fetchone()[0]
    return {name: count for name, count in counted.items() if count}


def undo() -> None:
    with as_role("fengqiao_owner"):
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")  # one transaction: references are checked at its end else
        demo._undo("default")


def test_what_is_kept_is_what_a_new_database_holds():
    assert set(rows()) <= set(demo._REFERENCE)


def test_a_filling_that_broke_off_leaves_nothing_but_the_reference_data():
    load_roles()
    new = rows()
    with within(OFFICE):
        make_matter()
    User.objects.create_user(None, name="虚构")
    Work.objects.create(job=FILLING, label="装入演示数据", state=Work.State.RUNNING, done=40, total=100)
    assert set(rows()) - set(new) == {"journal_subject", "identity_user", "queue_work"}

    undo()

    assert rows() == {**new, "queue_work": 1}
    assert (Work.objects.get().state, Work.objects.get().done) == ("waiting", 0)


def test_where_somebody_has_an_account_nothing_is_undone():
    make_user()
    Work.objects.create(job=FILLING, label="装入演示数据", state=Work.State.FAILED, total=100)

    with pytest.raises(Refused, match="已经有账号"):
        undo()

    assert Work.objects.count() == User.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "wanted"), [("waiting", True), ("running", True), ("failed", True), ("finished", False)]
)
def test_an_office_is_filled_when_it_is_empty_or_half_filled(state: str, wanted: bool):
    assert demo.wanted()

    Organization.objects.create(kind="office", name="某所", region=make_region(TOWNSHIP))
    assert not demo.wanted()

    Work.objects.create(job=FILLING, label="装入演示数据", state=state, total=100)
    assert demo.wanted() is wanted
