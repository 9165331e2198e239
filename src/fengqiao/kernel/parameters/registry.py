"""What may be set: each parameter is declared with its words, its default and the article behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured, ValidationError


@dataclass(frozen=True, slots=True)
class Declared:
    """One parameter as its line declares it."""

    key: str
    label: str
    default: Any
    article: str = ""

    def check(self, value: object) -> None:
        """A row has the shape of the default: the same kind, the same names inside."""
        if type(value) is not type(self.default) and not (
            isinstance(value, int | float) and isinstance(self.default, int | float) and not isinstance(value, bool)
        ):
            raise ValidationError({"value": f"“{self.label}”的取值类型不符。"})
        if isinstance(value, dict) and set(value) != set(self.default):
            names = "、".join(sorted(set(value) ^ set(self.default)))
            raise ValidationError({"value": f"“{self.label}”的项目不符：{names}。"})


DECLARED: dict[str, Declared] = {}


def declare(key: str, label: str, default: Any, *, article: str = "") -> Declared:  # noqa: ANN401 — any JSON value
    """Declare a parameter; the same key twice is a mistake."""
    declared = Declared(key, label, default, article)
    if DECLARED.setdefault(key, declared) != declared:
        raise ImproperlyConfigured(f"parameter {key} is declared twice")
    return declared
