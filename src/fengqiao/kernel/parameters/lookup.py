"""The value in force at a place on a day: the most specific valid row, else what the line of work declares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from fengqiao.kernel.parameters.models import Code, Parameter, Ranged
from fengqiao.kernel.parameters.registry import CODE_LISTS, DECLARED
from fengqiao.kernel.places.kept import Kept
from fengqiao.kernel.places.scope import today

Row = TypeVar("Row", bound=Ranged)


@dataclass(frozen=True, slots=True)
class Rule:
    """A value with where it comes from: the article, and the first day of the row that sets it (None: declared)."""

    value: Any  # JSON, shaped as the declared default
    article: str
    since: date | None


def _parameters() -> Mapping[str, Sequence[Parameter]]:
    rows: dict[str, list[Parameter]] = defaultdict(list)
    for row in Parameter.objects.all():
        rows[row.key].append(row)
    return dict(rows)


def _codes() -> Mapping[str, Sequence[Code]]:
    rows: dict[str, list[Code]] = defaultdict(list)
    for row in Code.objects.order_by("position", "code"):
        rows[row.list_key].append(row)
    return dict(rows)


_kept_parameters = Kept(Parameter, _parameters)
_kept_codes = Kept(Code, _codes)


def forget() -> None:
    """The rows were edited here."""
    _kept_parameters.forget()
    _kept_codes.forget()


def rule(key: str, *, code: int, on: date | None = None) -> Rule:
    """What a declared parameter is for a division code on a day (today), and why."""
    declared = DECLARED[key]
    rows = _in_force(_kept_parameters.value().get(key, ()), code, on)
    if not rows:
        return Rule(deepcopy(declared.default), declared.article, None)
    narrowest = rows[-1]
    return Rule(deepcopy(narrowest.value), narrowest.article or declared.article, narrowest.valid_from)


def parameter(key: str, *, code: int, on: date | None = None) -> Any:
    """The value alone."""
    return rule(key, code=code, on=on).value


def codes(list_key: str, *, code: int, on: date | None = None) -> dict[str, str]:
    """The codes in use for a division code on a day (today) with their labels, in their order."""
    found = dict(CODE_LISTS[list_key].entries)
    for row in _in_force(_kept_codes.value().get(list_key, ()), code, on):
        if row.used:
            found[row.code] = row.label
        else:
            found.pop(row.code, None)
    return found


def label_of(list_key: str, entry: str, *, code: int, on: date | None = None) -> str:
    """The label of one code, of one no longer used as well; the code itself when nobody knows it."""
    rows = _in_force(_kept_codes.value().get(list_key, ()), code, on)
    labels = {**CODE_LISTS[list_key].entries, **{row.code: row.label for row in rows}}
    return labels.get(entry, entry)


def _in_force(rows: Iterable[Row], code: int, on: date | None) -> list[Row]:
    """The rows for a place and a day, the widest range first."""
    day = on or today()
    valid = (
        row
        for row in rows
        if row.lo <= code <= row.hi and row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
    )
    return sorted(valid, key=lambda row: row.lo - row.hi)
