"""A sealed column: what an instance shows, what goes into the table, what leaks (nothing)."""

from __future__ import annotations

import copy
import json
import pickle
import uuid

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.forms.models import model_to_dict
from django.test.utils import isolate_apps

from fengqiao.kernel.privacy.blind import blind_index
from fengqiao.kernel.privacy.ciphers import Tampered, new_key
from fengqiao.kernel.privacy.fields import Erased, Sealed

KEY = new_key()


@pytest.fixture
def person():
    """A model with every kind of sealed column, and the key of its matter as a switch."""
    with isolate_apps("fengqiao.kernel.privacy"):

        class Person(models.Model):
            id = models.UUIDField(primary_key=True, default=uuid.uuid4)
            name = models.CharField(max_length=20, default="")
            phone = Sealed("电话", mask="phone", index="phone")
            phone_index = models.BinaryField(null=True)
            number = Sealed(mask="id_number", null=True)
            story = Sealed(blank=False)
            key = KEY

            class Meta:
                app_label = "privacy"

            def __str__(self) -> str:
                return self.name

            def data_key(self) -> bytes | None:
                return self.key

        yield Person


def stored(instance: models.Model, name: str) -> bytes | None:
    """What would be written into the column now."""
    field = instance._meta.get_field(name)
    value = field.get_db_prep_save(field.pre_save(instance, True), connection)
    return None if value is None else bytes(getattr(value, "obj", value))


def loaded(model: type[models.Model], **columns: object) -> models.Model:
    """The instance Django makes of a fetched row."""
    fields = [field for field in model._meta.concrete_fields if field.attname in columns]
    values = [
        field.from_db_value(columns[field.attname], None, connection)
        if isinstance(field, Sealed)
        else columns[field.attname]
        for field in fields
    ]
    return model.from_db("default", [field.attname for field in fields], values)


def test_a_value_is_masked_before_and_after_it_is_sealed_and_told_only_when_asked(person):
    someone = person(phone="19900000002", number="990101197801010016", story="因琐事争执")

    for name, mask, value in [
        ("phone", "199****0002", "19900000002"),
        ("number", "990101********0016", "990101197801010016"),
        ("story", "***", "因琐事争执"),
    ]:
        fresh = getattr(someone, name)
        column = stored(someone, name)
        again = getattr(loaded(person, id=someone.pk, **{name: column}), name)
        assert (str(fresh), fresh.reveal()) == (str(again), again.reveal()) == (mask, value)
        assert value.encode() not in column


def test_the_blind_index_is_kept_beside_the_value(person):
    someone = person(phone="19900000002")
    stored(someone, "phone")
    assert someone.phone_index == blind_index("phone", "19900000002")

    someone.phone = ""
    assert (stored(someone, "phone"), someone.phone_index) == (b"", None)


def test_what_was_not_touched_is_written_back_as_it_is(person):
    someone = person(phone="19900000002")
    column = stored(someone, "phone")
    again = loaded(person, id=someone.pk, phone=column, phone_index=b"kept")
    assert (stored(again, "phone"), again.phone_index) == (column, b"kept")


def test_an_empty_value_is_falsy_and_none_stays_none(person):
    someone = person()
    assert (bool(someone.phone), str(someone.phone), someone.phone.reveal(), someone.number) == (False, "", "", None)
    assert (stored(someone, "phone"), stored(someone, "number")) == (b"", None)
    assert bool(person(phone="1").phone)


def test_a_value_opens_in_its_own_row_and_column_only(person):
    someone = person(phone="19900000002")
    column = stored(someone, "phone")
    for other in (
        loaded(person, id=uuid.uuid4(), phone=column).phone,
        loaded(person, id=someone.pk, number=column).number,
    ):
        with pytest.raises(Tampered):
            other.reveal()


def test_destroying_the_key_erases_the_value_for_good(person):
    someone = person(phone="19900000002")
    again = loaded(person, id=someone.pk, phone=stored(someone, "phone"))
    again.key = None

    assert (again.phone.reveal(), str(again.phone), again.phone.erased) == ("已删除", "已删除", True)
    again.phone = "19900000003"
    with pytest.raises(Erased, match="密钥已销毁"):
        stored(again, "phone")


def test_a_secret_taken_over_by_another_row_is_sealed_anew(person):
    someone, other = person(phone="19900000002"), person()
    stored(someone, "phone")
    other.phone = someone.phone
    column = stored(other, "phone")
    assert loaded(person, id=other.pk, phone=column).phone.reveal() == "19900000002"

    someone.key = None
    other.phone = someone.phone
    assert not other.phone


def test_nothing_gives_the_value_away(person):
    someone = person(phone="19900000002", name="张某某")
    secret = someone.phone

    assert (repr(secret), f"{secret}", f"{secret:>12}") == ("<Secret phone>", "199****0002", " 199****0002")
    assert secret != "19900000002"
    assert "19900000002" not in repr(someone.__dict__)
    assert "phone" not in model_to_dict(someone)
    for leak in (pickle.dumps, json.dumps):
        with pytest.raises(TypeError):
            leak(secret)
    with pytest.raises(TypeError, match="未保存的个人信息不能序列化"):
        pickle.dumps(someone.__dict__)
    assert copy.deepcopy(secret) is secret


def test_secrets_are_equal_when_they_are_the_same_sealed_value(person):
    someone = person(phone="19900000002")
    assert someone.phone == someone.phone
    assert someone.phone != person(phone="19900000002").phone
    column = stored(someone, "phone")
    assert someone.phone == loaded(person, id=someone.pk, phone=column).phone
    assert len({someone.phone, loaded(person, id=someone.pk, phone=column).phone}) == 1


def test_only_text_may_be_assigned_and_only_a_record_may_write(person):
    with pytest.raises(TypeError, match="phone 只接受文本"):
        person(phone=19900000002)
    with pytest.raises(TypeError, match=r"须通过记录写入，不能用 update\(\)"):
        person._meta.get_field("phone").get_db_prep_save("19900000002", connection)


def test_nobody_filters_by_the_sealed_column(person):
    with pytest.raises(FieldError, match=r"请用 phone_index 与 blind_index\(\) 查询"):
        person.objects.filter(phone="19900000002")
    assert str(person.objects.filter(number__isnull=True).values("pk").query).endswith("IS NULL")


def test_validation_judges_presence_only(person):
    with pytest.raises(ValidationError) as refused:
        person(phone="1").clean_fields(exclude=["number", "phone_index", "name"])
    assert list(refused.value.message_dict) == ["story"]

    someone = person(story="因琐事争执")
    someone.clean_fields(exclude=["number", "phone_index", "name"])
    assert someone.story.reveal() == "因琐事争执"


def test_a_dump_carries_the_sealed_value(person):
    someone = person(phone="19900000002")
    assert person._meta.get_field("number").value_to_string(someone) == ""
    assert "19900000002" not in person._meta.get_field("phone").value_to_string(someone)


def test_a_declaration_that_cannot_work_is_refused_at_start(person):
    with isolate_apps("fengqiao.kernel.privacy"):

        class Loose(models.Model):
            id = models.BigAutoField(primary_key=True)
            code_index = models.BinaryField(null=True)
            code = Sealed(index="unknown")

            class Meta:
                app_label = "privacy"

            def __str__(self) -> str:
                return str(self.pk)

        found = [problem.id for problem in Loose._meta.get_field("code").check()]
    assert found == ["privacy.E001", "privacy.E002", "privacy.E003", "privacy.E004"]
    assert person._meta.get_field("phone").check() == []


def test_mask_and_index_are_part_of_the_declaration(person):
    phone = person._meta.get_field("phone")
    assert person.phone.field is phone
    _, path, _, options = phone.deconstruct()
    assert (path, options["mask"], options["index"]) == ("fengqiao.kernel.privacy.fields.Sealed", "phone", "phone")
    assert phone.clone().deconstruct()[1:] == phone.deconstruct()[1:]
