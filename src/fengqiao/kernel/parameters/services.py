"""Setting a parameter or a code for a place from a day on (参数设置); nobody sets one beyond the own ranges."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet

from fengqiao.kernel.parameters import lookup
from fengqiao.kernel.parameters.models import Code, Parameter, Ranged
from fengqiao.kernel.parameters.registry import CODE_LISTS, DECLARED, Value
from fengqiao.kernel.places.divisions import EVERYWHERE, Range, range_of
from fengqiao.kernel.places.scope import VILLAGE, acting

Row = TypeVar("Row", bound=Ranged)
NATION = 0  # in place of a division code: everywhere


@transaction.atomic
def set_parameter(key: str, value: Value, *, code: int, on: date, article: str = "") -> Parameter:
    """Let a value hold for a unit and all below it from a day on; the one before it ends that day."""
    if key not in DECLARED:
        raise ValidationError(f"没有参数{key}。")
    DECLARED[key].validate(value)
    low, high = _own(code)
    _end(Parameter.objects.filter(key=key, lo=low, hi=high), on)
    row = Parameter.objects.create(key=key, lo=low, hi=high, value=value, article=article, valid_from=on)
    lookup.forget()
    return row


@transaction.atomic
def end_parameter(key: str, *, code: int, on: date) -> None:
    """Let the wider rule or the declared default hold again from a day on."""
    low, high = _own(code)
    _end(Parameter.objects.filter(key=key, lo=low, hi=high), on)
    lookup.forget()


@transaction.atomic
def set_code(
    list_key: str, entry: str, label: str, *, code: int, on: date, position: int = 0, used: bool = True
) -> Code:
    """Add a code, give one another label, or (`used=False`) offer it no more, for a unit from a day on."""
    if list_key not in CODE_LISTS:
        raise ValidationError(f"没有代码表{list_key}。")
    low, high = _own(code)
    _end(Code.objects.filter(list_key=list_key, code=entry, lo=low, hi=high), on)
    row = Code.objects.create(
        list_key=list_key, code=entry, label=label, lo=low, hi=high, position=position, used=used, valid_from=on
    )
    lookup.forget()
    return row


def _own(code: int) -> Range:
    """The range of a unit, which has to lie in the acting post's own."""
    low, high = range_of(code) if code != NATION else EVERYWHERE
    scopes = acting().ranges
    if not any(first <= low * VILLAGE and high * VILLAGE + VILLAGE - 1 <= last for first, last in scopes):
        raise PermissionDenied("不能设置本机构范围以外的参数。")
    return low, high


def _end(rows: QuerySet[Row], on: date) -> None:
    """End the row that holds on a day; what was set for later days stands in the way."""
    last = rows.select_for_update().order_by("-valid_from").first()
    if last is None or (last.valid_to is not None and last.valid_to <= on):
        return
    if last.valid_from >= on:
        raise ValidationError(f"已有自{last.valid_from}起的设置，启用日期须在其后。")
    last.valid_to = on
    last.save(update_fields=["valid_to"])
