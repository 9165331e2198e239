"""Changing a register's row: what differs is written and named, what is sealed and left empty stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from fengqiao.kernel.casework.perform import column_label
from fengqiao.kernel.privacy.fields import Sealed


def revise(row: models.Model, given: Mapping[str, Any]) -> str:
    """Assign what differs; returns the words of the columns that do (名称、电话), for the event."""
    changed = []
    for name, value in given.items():
        sealed = isinstance(row._meta.get_field(name), Sealed)
        before = getattr(row, name)
        if sealed and (not value or (before and before.reveal() == value)):
            continue
        if not sealed and before == value:
            continue
        setattr(row, name, value)
        changed.append(column_label(row, name))
    return "、".join(changed)
