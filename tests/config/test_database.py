"""The tests run as the application: Row Level Security binds them as it binds the office."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.database import as_role


def whoami() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_test_acts_as_the_application_role():
    assert whoami() == "fengqiao_app"


@pytest.mark.django_db
def test_another_role_is_lent_for_a_block_and_given_back():
    with as_role("fengqiao_sequencer"):
        assert whoami() == "fengqiao_sequencer"

    assert whoami() == "fengqiao_app"


@pytest.mark.django_db
def test_the_role_comes_back_also_after_a_refusal():
    with pytest.raises(ValueError, match="refused"), as_role("fengqiao_loader"):
        raise ValueError("refused")

    assert whoami() == "fengqiao_app"


@pytest.mark.django_db
def test_like_keeps_its_index_under_row_level_security():
    with connection.cursor() as cursor:
        cursor.execute("select proleakproof from pg_proc where proname = 'textlike'")
        assert cursor.fetchone() == (True,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_commits_is_gone_in_the_next(turn: str):
    from django.contrib.contenttypes.models import ContentType

    assert not ContentType.objects.filter(app_label="left_behind").exists()
    ContentType.objects.create(app_label="left_behind", model=turn)
