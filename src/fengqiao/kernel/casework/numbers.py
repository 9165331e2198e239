"""Numbers without gaps, each with a row in its register (编号、登记簿)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fengqiao.kernel.casework.models import Counter, Number
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import now, today


@dataclass(frozen=True, kw_only=True, slots=True)
class Register:
    """One register of numbers: its printed pattern from year, serial and what the line gives."""

    key: str
    label: str
    text: Callable[..., str]
    holder: str = ""  # which of the given values counts a series of its own: "committee", "village"


REGISTERS: dict[str, Register] = {}


def take_number(register: Register, subject: Subject, *, year: int | None = None, **given: Any) -> str:
    """The next number of the series for a matter that exists."""
    number = next_number(register, year=year, **given)
    number.subject = subject
    number.save(force_insert=True)
    return number.text


def next_number(register: Register, *, year: int | None = None, **given: Any) -> Number:
    """The next number of the series, without a gap even when many register at once; it still needs its matter.

    As late as possible: whoever wants the number after it waits until this act is committed or undone.
    """
    year = year or today().year
    holder = str(given.get(register.holder, "")) if register.holder else ""
    serial = Counter.next(register.key, holder, year)
    text = register.text(year=year, serial=serial, **given)
    return Number(register=register.key, holder=holder, year=year, serial=serial, text=text, issued_at=now())


def void_number(number: Number, *, reason: str) -> None:
    """作废: the number stays in the register and is never given again."""
    subject = lock(number.subject_id)
    number.voided_at, number.void_reason = now(), reason
    number.save(update_fields=["voided_at", "void_reason"])
    record(subject, "casework.void_number", key=announce(uuid7()), number=number.text, reason=reason)
