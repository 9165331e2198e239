"""The frozen context of a paper: plain values, one spelling, one digest (冻结)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from fengqiao.kernel.paperwork.wording import paper_date
from fengqiao.kernel.places.scope import SHANGHAI

# A value as JSON keeps it.
Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]


def plain(value: object) -> Plain:
    """A builder's value as the paper keeps it: days in the words of papers, sums with two decimals, no records."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return paper_date(value.astimezone(SHANGHAI).date() if hasattr(value, "astimezone") else value)
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    raise TypeError(f"文书内容只能是普通值，不能是 {type(value).__name__}。")


def canonical(value: Plain) -> str:
    """One spelling for one value: sorted keys, no blanks, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(frozen: str) -> str:
    """文件校验: the SHA-256 of what is frozen."""
    return hashlib.sha256(frozen.encode()).hexdigest()
