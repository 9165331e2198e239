"""The value in force at a place on a day: the most specific valid row, else the declared default."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from django.db.models import Max

from fengqiao.kernel.parameters.models import Parameter
from fengqiao.kernel.parameters.registry import DECLARED
from fengqiao.kernel.places.scope import today

FRESH_FOR = 2.0  # seconds a process trusts its copy of the rows

_rows: dict[str, list[Parameter]] = {}
_state: list[object] = [None, 0.0]


def forget() -> None:
    """Read the rows again at the next question (after an edit, in tests)."""
    _rows.clear()
    _state[:] = [None, 0.0]


def _rows_of(key: str) -> list[Parameter]:
    if time.monotonic() - float(str(_state[1])) > FRESH_FOR:
        version = Parameter.objects.aggregate(at=Max("updated_at"))["at"]
        if version != _state[0]:
            _rows.clear()
            for row in Parameter.objects.all():
                _rows.setdefault(row.key, []).append(row)
            _state[0] = version
        _state[1] = time.monotonic()
    return _rows.get(key, [])


def parameter(key: str, *, code: int, on: date | None = None) -> Any:  # noqa: ANN401 — any JSON value
    """The value of a declared parameter for a 12-digit division code on a day."""
    day, declared = on or today(), DECLARED[key]
    valid = [
        row
        for row in _rows_of(key)
        if row.lo <= code <= row.hi and row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
    ]
    return (
        min(valid, key=lambda row: (row.hi - row.lo, -row.valid_from.toordinal())).value if valid else declared.default
    )
