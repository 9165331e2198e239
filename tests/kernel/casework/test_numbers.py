"""Numbers without gaps, each with a row in its register."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from fengqiao.kernel.casework.models import Counter, Number
from fengqiao.kernel.casework.numbers import Register, take_number, void_number
from fengqiao.kernel.journal.models import Event, Subject
from fengqiao.kernel.places.scope import Scope, within
from tests.business.mediation.factories import moment
from tests.kernel.casework.matters import DAY, sentence_of
from tests.kernel.journal.journals import OFFICE, make_matter

pytestmark = pytest.mark.django_db

REGISTER = Register(
    key="demo.matter",
    label="事项编号",
    text=lambda *, year, serial, office: f"〔{year}〕{office}第{serial}号",
    holder="office",
)
PLAIN = Register(key="demo.plain", label="流水号", text=lambda *, year, serial: f"{year}-{serial:04d}")
SCOPE = Scope(ranges=OFFICE.ranges, post=OFFICE.post, at=moment(DAY))


def serials(register: Register) -> list[int]:
    return list(Number.objects.filter(register=register.key).order_by("serial").values_list("serial", flat=True))


def test_every_holder_and_every_year_counts_from_one():
    with within(SCOPE):
        subject = make_matter()
        taken = [
            take_number(REGISTER, subject, office="柳河"),
            take_number(REGISTER, subject, office="柳河"),
            take_number(REGISTER, subject, office="柳湾"),
            take_number(REGISTER, subject, office="柳河", year=2024),
            take_number(PLAIN, subject),
        ]

        assert taken == [
            "〔2025〕柳河第1号",
            "〔2025〕柳河第2号",
            "〔2025〕柳湾第1号",
            "〔2024〕柳河第1号",
            "2025-0001",
        ]
        number = Number.objects.get(register="demo.plain")
        assert (number.subject, number.holder, number.year, number.serial) == (subject, "", 2025, 1)
        assert (str(number), number.issued_at, number.voided_at) == ("2025-0001", moment(DAY), None)
        assert str(Counter.objects.get(register="demo.plain")) == "demo.plain  2025"


def test_an_act_that_fails_gives_its_number_back():
    with within(SCOPE):
        subject = make_matter()
        take_number(PLAIN, subject)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError(take_number(PLAIN, subject))
        take_number(PLAIN, subject)

        assert serials(PLAIN) == [1, 2]


def test_a_void_number_stays_in_the_register_and_is_never_given_again():
    with within(SCOPE):
        subject = make_matter()
        take_number(PLAIN, subject)
        number = Number.objects.get()

        void_number(number, reason="打印错误")

        assert take_number(PLAIN, subject) == "2025-0002"
        kept = Number.objects.get(serial=1)
        assert (kept.text, kept.voided_at, kept.void_reason) == ("2025-0001", moment(DAY), "打印错误")
        event = Event.objects.get(subject=subject)
        assert sentence_of(event) == "编号作废：2025-0001，打印错误"
        assert Subject.objects.get(pk=subject.pk).seq == 1


def test_the_register_itself_refuses_a_number_twice():
    with within(SCOPE):
        subject = make_matter()
        take_number(PLAIN, subject)
        with pytest.raises(IntegrityError, match="casework_number_once"), transaction.atomic():
            Number.objects.create(subject=subject, register="demo.plain", year=2025, serial=1, text="2025-0001")
