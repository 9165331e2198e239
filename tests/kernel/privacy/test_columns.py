"""Sealed columns in the table: saved, fetched, deferred, filled in bulk, found by their blind index."""

from __future__ import annotations

import pytest
from django.db import connection

from fengqiao.kernel.identity.models import User
from fengqiao.kernel.places.scope import Scope, within
from fengqiao.kernel.privacy.blind import blind_index

PHONE = "19900000002"


@pytest.fixture(autouse=True)
def _open(db):
    with within(Scope()):
        yield


def person(username: str, phone: str = PHONE) -> User:
    return User(username=username, name="张某某", phone=phone)


def column() -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("select phone from identity_user order by username")
        return [bytes(row[0]) for row in cursor.fetchall()]


def test_the_table_holds_no_plain_value_and_the_record_gives_it_back():
    someone = person("zhang")
    someone.save(force_insert=True)

    assert PHONE.encode() not in column()[0]
    assert (someone.phone.reveal(), User.objects.get().phone.reveal()) == (PHONE, PHONE)


def test_a_person_is_found_by_the_blind_index():
    person("zhang").save(force_insert=True)
    assert User.objects.get(phone_index=blind_index("phone", "199 0000 0002")).username == "zhang"


def test_many_are_sealed_at_once_each_for_its_own_row():
    User.objects.bulk_create([person("a"), person("b", "19900000003"), person("c", "")])

    assert [user.phone.reveal() for user in User.objects.order_by("username")] == [PHONE, "19900000003", ""]
    assert User.objects.filter(phone_index=blind_index("phone", "19900000003")).count() == 1
    assert len(set(column())) == 3


def test_saving_another_column_leaves_the_sealed_one_as_it_is():
    person("zhang").save(force_insert=True)
    before = column()
    fetched = User.objects.get()
    fetched.name = "张某"
    fetched.save()
    assert column() == before


def test_a_deferred_value_is_fetched_when_it_is_asked_for(django_assert_num_queries):
    person("zhang").save(force_insert=True)
    someone = User.objects.defer("phone").get()
    with django_assert_num_queries(1):
        assert someone.phone.reveal() == PHONE
        assert str(someone.phone) == "199****0002"


def test_refreshing_forgets_what_was_assigned():
    person("zhang").save(force_insert=True)
    someone = User.objects.get()
    someone.phone = "19900000009"
    someone.refresh_from_db()
    assert someone.phone.reveal() == PHONE


def test_rows_corrected_in_bulk_are_sealed_too():
    person("zhang").save(force_insert=True)
    someone = User.objects.get()
    someone.phone = "19900000009"
    User.objects.bulk_update([someone], ["phone"])
    assert User.objects.get().phone.reveal() == "19900000009"
    assert b"19900000009" not in column()[0]
