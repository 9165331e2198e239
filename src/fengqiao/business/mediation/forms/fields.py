"""The few kinds of field that mediation's forms are made of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Choices

from fengqiao.business.mediation.rules import wrong_digit
from fengqiao.business.mediation.rules.messages import wrong_id_number
from fengqiao.business.mediation.terms import DisputeSubtype, DisputeType
from fengqiao.kernel.identity.models import User
from fengqiao.kernel.places.scope import acting, today
from fengqiao.kernel.privacy.identifiers import is_mobile


def day(label: str, **more: Any) -> forms.DateField:  # Django's own arguments
    """A day, today unless said otherwise."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def moment(label: str, **more: Any) -> forms.DateTimeField:  # Django's own arguments
    """A moment in Asia/Shanghai."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **more)


def line(label: str, length: int = 100, **more: Any) -> forms.CharField:  # Django's own arguments
    """A line of text."""
    return forms.CharField(label=label, max_length=length, **more)


def own_name() -> str:
    """Who is acting: the name that mostly stands in 记录人, 回访人, 立卷人."""
    user = acting().user
    return User.objects.values_list("name", flat=True).get(pk=user) if user else ""


def text(label: str, rows: int = 4, **more: Any) -> forms.CharField:  # Django's own arguments
    """A narrative over the whole width."""
    field = forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)
    field.wide = True  # type: ignore[attr-defined]  # read by the step's page
    return field


def one(
    label: str, choices: type[Choices], *, open_: bool = False, **more: Any
) -> forms.ChoiceField:  # Django's own arguments
    """One of a code list; `open_` shows the choices side by side."""
    listed = list(choices.choices)
    if open_:
        return forms.ChoiceField(label=label, choices=listed, widget=forms.RadioSelect, **more)
    return forms.ChoiceField(label=label, choices=[("", "请选择"), *listed], **more)


def second_level(label: str = "二级类型") -> forms.ChoiceField:
    """The second level of the dispute's class, listed under its class."""
    field = one(label, DisputeSubtype, required=False)
    by_class = [(kind.label, [(each.value, each.label) for each in kind.subtypes]) for kind in DisputeType]
    field.widget.choices = [("", "按纠纷类型选择"), *(group for group in by_class if group[1])]
    return field


def several(label: str, choices: type[Choices], **more: Any) -> forms.MultipleChoiceField:  # Django's own arguments
    """Several of a code list."""
    field = forms.MultipleChoiceField(
        label=label, choices=list(choices.choices), widget=forms.CheckboxSelectMultiple, **{"required": False, **more}
    )
    field.wide = True  # type: ignore[attr-defined]  # read by the step's page
    return field


def money(label: str, **more: Any) -> forms.DecimalField:  # Django's own arguments
    """An amount in 元 with two decimals."""
    return forms.DecimalField(label=label, min_value=0, max_digits=14, decimal_places=2, **{"required": False, **more})


class IdNumberField(forms.CharField):
    """身份证号: 18 digits with the right check character; 15 digits are refused in forms (decisions §1)."""

    def __init__(self, label: str, **more: Any) -> None:  # Django's own arguments
        super().__init__(label=label, max_length=18, **{"required": False, **more})

    def clean(self, value: Any) -> str:  # what the browser sent
        number = str(super().clean(value)).strip().upper()
        if number and (position := wrong_digit(number, today())):
            raise forms.ValidationError(wrong_id_number(position))
        return number


class PhoneField(forms.CharField):
    """联系电话: a mobile number, or a landline with its area code."""

    def __init__(self, label: str, **more: Any) -> None:  # Django's own arguments
        super().__init__(label=label, max_length=20, **{"required": False, **more})

    def clean(self, value: Any) -> str:  # what the browser sent
        number = str(super().clean(value)).replace(" ", "").replace("-", "")
        if number and not (
            is_mobile(number) or (number.startswith("0") and number.isdigit() and 10 <= len(number) <= 12)
        ):
            raise forms.ValidationError("联系电话应为11位手机号，或带区号的固定电话。")
        return number
