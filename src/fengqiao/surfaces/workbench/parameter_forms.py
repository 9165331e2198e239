"""The form of a parameter: one field for each item of its declared default, and a limit has its three inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from django import forms
from django.http import Http404

from fengqiao.kernel.casework.clock import UNITS
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.parameters.registry import Declared, Value
from fengqiao.kernel.places.scope import VILLAGE, acting
from fengqiao.kernel.ui.widgets import RegionPicker

Path = tuple[str, ...]
LIMIT = {"value", "unit", "roll"}  # the items of a limit, which is one field
SEPARATOR = "、"


class LimitWidget(forms.MultiWidget):
    """The three inputs of a limit."""

    def decompress(self, value: dict[str, Any] | None) -> list[object]:
        return [value["value"], value["unit"], "1" if value["roll"] else ""] if value else [None, None, None]


class LimitField(forms.MultiValueField):
    """A limit (期限): how many, of what, and whether a rest day moves its end."""

    def __init__(self, default: dict[str, Value], **more: Any) -> None:
        self.default = default
        fields = (
            forms.IntegerField(min_value=0, max_value=3650),
            forms.ChoiceField(choices=UNITS.items()),
            forms.ChoiceField(choices=(("", "届满日不顺延"), ("1", "届满日遇节假日顺延")), required=False),
        )
        widgets = [field.widget for field in fields]
        for widget, name in zip(widgets, ("数值", "单位", "届满日"), strict=True):
            widget.attrs["aria-label"] = name
        super().__init__(fields, require_all_fields=False, widget=LimitWidget(widgets), **more)

    def compress(self, data_list: list[Any]) -> Value:
        value, unit, roll = data_list or (self.default["value"], self.default["unit"], "")
        return {**self.default, "value": value, "unit": unit, "roll": bool(roll)}


class ListField(forms.CharField):
    """A list of short texts in one line, divided by 、."""

    def prepare_value(self, value: Any) -> Any:
        return SEPARATOR.join(map(str, value)) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> Any:
        return [part.strip() for part in super().clean(value).split(SEPARATOR) if part.strip()]


class ParameterForm(forms.Form):
    """A value for a place from a day on, filled with what holds there now."""

    code = forms.IntegerField(label="适用区划")
    valid_from = forms.DateField(label="启用日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    article = forms.CharField(label="依据", max_length=200, required=False)

    def __init__(self, declared: Declared, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declared = declared
        low, high = own_range()
        self.fields["code"].widget = RegionPicker(within=(low, high))
        items, present = dict(leaves(declared.default)), dict(leaves(parameter(declared.key, code=low)))
        for path, default in items.items():
            label = " ".join(declared.names.get(name, name) for name in path) or "取值"
            self.fields[_name(path)] = field_of(default, label=label, initial=present.get(path, default))
        self.order_fields(["code", *map(_name, items), "valid_from", "article"])

    def value(self) -> Value:
        """The value in the shape of the default."""
        return self._filled(self.declared.default, ())

    def _filled(self, shape: Value, path: Path) -> Value:
        if _branches(shape):
            return {name: self._filled(item, (*path, name)) for name, item in shape.items()}
        value: Value = self.cleaned_data[_name(path)]
        return value


def _branches(value: Value) -> TypeGuard[dict[str, Value]]:
    return isinstance(value, dict) and not value.keys() >= LIMIT


def leaves(value: Value, path: Path = ()) -> Iterator[tuple[Path, Value]]:
    """The items of a value that have a field each."""
    if not _branches(value):
        yield path, value
        return
    for name, item in value.items():
        yield from leaves(item, (*path, name))


def _name(path: Path) -> str:
    return "-".join(("value", *path))


def field_of(default: Value, *, label: str, initial: Value) -> forms.Field:
    """The form field for an item shaped like its default."""
    match default:
        case bool():
            choices = (("1", "是"), ("", "否"))
            shown = "1" if initial else ""
            return forms.TypedChoiceField(
                label=label,
                initial=shown,
                choices=choices,
                coerce=bool,
                empty_value=False,  # type: ignore[arg-type]  # what an empty choice means, of any type
                required=False,
            )
        case int():
            return forms.IntegerField(label=label, initial=initial)
        case float():
            return forms.FloatField(label=label, initial=initial)
        case dict():
            return LimitField(default, label=label, initial=initial)
        case list() | tuple():
            return ListField(label=label, initial=initial, max_length=400)
        case _:
            return forms.CharField(label=label, initial=initial, max_length=200)


def spoken(value: Value, names: Mapping[str, str]) -> str:
    """A value as the list shows it: 30日, 是, 书面协议 15；口头协议 30."""
    match value:
        case bool():
            return "是" if value else "否"
        case {"value": number, "unit": str(unit), "roll": roll}:
            return f"{number}{UNITS[unit]}{'，遇节假日顺延' if roll else ''}"
        case dict():
            return "；".join(f"{names.get(name, name)} {spoken(item, names)}" for name, item in value.items())
        case list() | tuple():
            return SEPARATOR.join(map(str, value))
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
