"""Blocks of numbers that phones give out without network (号段), and what becomes of those they do not use."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fengqiao.kernel.casework.models import Counter, Number
from fengqiao.kernel.casework.numbers import REGISTERS, Register
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, now, today
from fengqiao.kernel.sync.models import NumberBlock

UNUSED = "号段到期未使用"


def reserve(
    register: Register, subject: Subject, *, count: int, until: datetime, device: UUID, **given: Any
) -> NumberBlock:
    """预留号段: the next few numbers for a phone; the body whose register it is tells it in its own course."""
    year, holder = today().year, _holder(register, given)
    subject = lock(subject.pk)
    last = Counter.next(register.key, holder, year, count=count)
    block = NumberBlock.objects.create(
        subject=subject,
        register=register.key,
        holder=holder,
        year=year,
        first=last - count + 1,
        last=last,
        given={name: str(value) for name, value in given.items()},
        post=acting().own_post(),
        device=device,
        made_at=now(),
        until=until,
    )
    texts = [text for _, text in unused(block)]
    record(subject, "sync.reserve", key=announce(uuid7()), first=texts[0], last=texts[-1])
    return block


def take_reserved(register: Register, subject: Subject, text: str, *, year: int, **given: Any) -> str:
    """A number out of the post's own blocks; "" when it was used, has run out or is of another series."""
    blocks = NumberBlock.objects.filter(
        register=register.key,
        holder=_holder(register, given),
        year=year,
        post=acting().own_post(),
        closed_at=None,
        until__gt=now(),
    )
    for block in blocks if text else ():
        for serial, each in unused(block):
            if each == text:
                _row(block, subject, serial, text).save(force_insert=True)
                return text
    return ""


def unused(block: NumberBlock) -> list[tuple[int, str]]:
    """What is left of a block: serials with their printed numbers."""
    used = set(
        Number.objects.filter(
            register=block.register, holder=block.holder, year=block.year, serial__range=(block.first, block.last)
        ).values_list("serial", flat=True)
    )
    register = REGISTERS[block.register]
    return [
        (serial, register.text(year=block.year, serial=serial, **block.given))
        for serial in range(block.first, block.last + 1)
        if serial not in used
    ]


def close_blocks() -> int:
    """号段到期: what is left of blocks that have run out becomes 作废, each number with its row in the register."""
    voided = 0
    for block in NumberBlock.objects.filter(closed_at=None, until__lte=now()).order_by("until", "pk"):
        subject, rows = lock(block.subject_id), []
        for serial, text in unused(block):
            row = _row(block, subject, serial, text)
            row.voided_at, row.void_reason = row.issued_at, UNUSED
            rows.append(row)
        Number.objects.bulk_create(rows)
        block.closed_at = now()
        block.save(update_fields=["closed_at"])
        if rows:
            numbers = "、".join(row.text for row in rows)
            record(subject, "casework.void_number", key=announce(uuid7()), number=numbers, reason=UNUSED)
        voided += len(rows)
    return voided


def _holder(register: Register, given: dict[str, Any]) -> str:
    return str(given.get(register.holder, "")) if register.holder else ""


def _row(block: NumberBlock, subject: Subject, serial: int, text: str) -> Number:
    return Number(
        subject=subject,
        register=block.register,
        holder=block.holder,
        year=block.year,
        serial=serial,
        text=text,
        issued_at=now(),
    )
