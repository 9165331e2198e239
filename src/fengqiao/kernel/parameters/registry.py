"""What may be set: parameters and code lists, declared by the lines of work with the value that holds everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured, ValidationError

# A value is what JSON can say: typed by each declaration's default, checked when a row is written.
Value = bool | int | float | str | list["Value"] | dict[str, "Value"] | None


@dataclass(frozen=True, slots=True)
class Declared:
    """One parameter as its line declares it; `check` returns the sentence that refuses a value, or None."""

    key: str
    label: str
    default: Value
    article: str = ""
    check: Callable[[Value], str | None] | None = None
    names: Mapping[str, str] = field(default_factory=dict)  # of the items inside a value, as a page shows them

    def validate(self, value: Value) -> None:
        """A row has the shape of the default: the same kind, the same names inside, and passes the line's check."""
        sentence = _misfit(value, self.default, self.label) or (self.check(value) if self.check else None)
        if sentence:
            raise ValidationError({"value": sentence})


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes (代码表) with the entries that hold where a province has changed nothing."""

    key: str
    label: str
    entries: Mapping[str, str] = field(default_factory=dict)


DECLARED: dict[str, Declared] = {}
CODE_LISTS: dict[str, CodeList] = {}


def declare(
    key: str,
    label: str,
    default: Value,
    *,
    article: str = "",
    check: Callable[[Value], str | None] | None = None,
    names: Mapping[str, str] | None = None,
) -> Declared:
    """Declare a parameter at import; the same key for something else is a mistake."""
    declared = Declared(key, label, default, article, check, names or {})
    if DECLARED.setdefault(key, declared) != declared:
        raise ImproperlyConfigured(f"parameter {key} is declared twice")
    return declared


def declare_codes(key: str, label: str, entries: Mapping[str, str]) -> CodeList:
    """Declare a code list at import; the same key for something else is a mistake."""
    declared = CodeList(key, label, dict(entries))
    if CODE_LISTS.setdefault(key, declared) != declared:
        raise ImproperlyConfigured(f"code list {key} is declared twice")
    return declared


def _misfit(value: Value, default: Value, where: str) -> str | None:
    """Where a value has another shape than the default, in words; a default of None takes anything."""
    if default is None:
        return None
    if isinstance(default, dict):
        if not isinstance(value, dict):
            return f"“{where}”应为一组取值。"
        if names := sorted(set(value) ^ set(default)):
            return f"“{where}”的项目不符：{'、'.join(names)}。"
        return next(filter(None, (_misfit(value[name], default[name], f"{where}·{name}") for name in default)), None)
    if isinstance(default, list):
        if not isinstance(value, list):
            return f"“{where}”应为一列取值。"
        return next(filter(None, (_misfit(one, default[0], where) for one in value)), None) if default else None
    kinds = (int, float) if isinstance(default, float) else (type(default),)
    if type(value) not in kinds:
        return f"“{where}”应为{_WORDS[type(default)]}。"
    return None


_WORDS = {bool: "是或否", int: "整数", float: "数字", str: "文字"}
