"""From JSON to a form and from a form to its description: machine and page go through the same form (表单)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from ninja import Schema

# What JSON holds.
Json = Any

SHOWN = 200  # choices of one field that are listed
SEVERAL = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
KINDS: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.DateTimeField, "datetime"),
    (forms.DateField, "date"),
    (forms.BooleanField, "boolean"),
    (forms.MultipleChoiceField, "choices"),
    (forms.ModelMultipleChoiceField, "choices"),
    (forms.ChoiceField, "choice"),
    (forms.ModelChoiceField, "choice"),
    (forms.DecimalField, "decimal"),
    (forms.IntegerField, "integer"),
    (forms.FileField, "file"),
)


class ChoiceOut(Schema):
    """One value a field may have."""

    value: str
    label: str


class FieldOut(Schema):
    """One field of a step's form, in official words."""

    name: str
    label: str
    kind: str
    required: bool
    help: str = ""
    choices: list[ChoiceOut] = []


def fitting(given: Mapping[str, Json], known: Mapping[str, forms.Field]) -> dict[str, Json]:
    """The answers as a page would send them: known fields, plain values as text, lists where several may be chosen."""
    wrong: dict[str, str] = {}
    for name, value in given.items():
        if name not in known:
            wrong[name] = "没有这一项。"
        elif isinstance(value, dict):
            wrong[name] = "应为一个值，不是对象。"
        elif isinstance(value, bool) and not isinstance(known[name], forms.BooleanField):
            wrong[name] = "应为文字、数字或日期，不是“是”或“否”。"
        elif isinstance(value, list) and not isinstance(known[name], SEVERAL):
            wrong[name] = "只能填一个值。"
        elif isinstance(value, list) and any(isinstance(one, (dict, list)) for one in value):
            wrong[name] = "应为值的列表。"
    if wrong:
        raise ValidationError(wrong)
    return {name: _sent(value) for name, value in given.items() if value is not None}


def _sent(value: Json) -> str | bool | list[str]:
    """A value as a browser sends it; only a tick stays what it is."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return value if isinstance(value, bool) else str(value)


def described(form: forms.Form, *, without: Iterable[str]) -> list[FieldOut]:
    """What a form asks for."""
    return [_described(name, field) for name, field in form.fields.items() if name not in set(without)]


def _described(name: str, field: forms.Field) -> FieldOut:
    return FieldOut(
        name=name,
        label=str(field.label or name),
        kind=next((kind for shape, kind in KINDS if isinstance(field, shape)), "text"),
        required=field.required,
        help=str(field.help_text),
        choices=[
            ChoiceOut(value=str(value), label=str(label))
            for value, label in islice(getattr(field, "choices", ()), SHOWN)
            if str(value)
        ],
    )
