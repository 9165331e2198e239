"""The form of a parameter: its fields follow the declared default, a limit has its three inputs."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import Http404

from fengqiao.kernel.casework.clock import UNITS
from fengqiao.kernel.parameters.registry import Declared, Value
from fengqiao.kernel.places.scope import VILLAGE, acting
from fengqiao.kernel.ui.widgets import RegionPicker


class ParameterForm(forms.Form):
    """A value for a place from a day on; the fields of the value follow the declared default."""

    code = forms.IntegerField(label="适用区划")
    valid_from = forms.DateField(label="启用日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    article = forms.CharField(label="依据", max_length=200, required=False)

    def __init__(self, declared: Declared, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declared = declared
        low, high = own_range()
        self.fields["code"].widget = RegionPicker(within=(low, high))
        self.fields["value"] = field_of(declared.default)
        self.order_fields(["code", "value", "valid_from", "article"])

    def clean_value(self) -> Value:
        """The value in the shape of the default."""
        value: Value = self.cleaned_data["value"]
        return value


class LimitField(forms.MultiValueField):
    """A limit (期限): how many, of what, and whether a rest day moves its end."""

    def __init__(self, default: dict[str, Any]) -> None:
        self.default = default
        fields = (
            forms.IntegerField(min_value=1, max_value=3650),
            forms.ChoiceField(choices=UNITS.items()),
            forms.ChoiceField(choices=(("", "届满日不顺延"), ("1", "届满日遇节假日顺延")), required=False),
        )
        widgets = [field.widget for field in fields]
        super().__init__(fields, label="取值", require_all_fields=False, widget=LimitWidget(widgets), initial=default)

    def compress(self, data_list: list[Any]) -> Value:
        value, unit, roll = data_list or (self.default["value"], self.default["unit"], "")
        return {**self.default, "value": value, "unit": unit, "roll": bool(roll)}


class LimitWidget(forms.MultiWidget):
    """Its three inputs."""

    def decompress(self, value: dict[str, Any] | None) -> list[object]:
        return [value["value"], value["unit"], "1" if value["roll"] else ""] if value else [None, None, None]


def field_of(default: Value) -> forms.Field:
    """The form field for a value shaped like a declared default."""
    match default:
        case bool():
            return forms.TypedChoiceField(
                label="取值",
                choices=(("1", "是"), ("", "否")),
                coerce=bool,
                required=False,
                initial="1" if default else "",
            )
        case int():
            return forms.IntegerField(label="取值", initial=default)
        case float():
            return forms.FloatField(label="取值", initial=default)
        case str():
            return forms.CharField(label="取值", max_length=200, initial=default)
        case {"value": _, "unit": _, "roll": _}:
            return LimitField(default)
        case _:
            return forms.JSONField(label="取值", initial=default, widget=forms.Textarea(attrs={"rows": 8}))


def spoken(value: Value) -> str:
    """A value as the list shows it: 30日, 是, 10."""
    match value:
        case bool():
            return "是" if value else "否"
        case {"value": number, "unit": str(unit), "roll": roll}:
            return f"{number}{UNITS[unit]}{'，遇节假日顺延' if roll else ''}"
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def article_of(declared: Declared) -> str:
    """The article behind the default; a limit names it itself."""
    match declared.default:
        case {"article": str(article)}:
            return article
        case _:
            return declared.article


def own_range() -> tuple[int, int]:
    """The division codes of the acting ranges, from the first to the last."""
    ranges = acting().ranges
    if not ranges:
        raise Http404
    return min(low for low, _ in ranges) // VILLAGE, max(high for _, high in ranges) // VILLAGE
