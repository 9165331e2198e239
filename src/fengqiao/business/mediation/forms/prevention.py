"""The form of 防止激化."""

from __future__ import annotations

from typing import Any

from django import forms

from fengqiao.business.mediation.forms.fields import day, one, text
from fengqiao.business.mediation.terms import Prevented
from fengqiao.kernel.places.scope import today


class PreventionForm(forms.Form):
    """登记防止激化: what was prevented, how many cases and people, and by what it is known."""

    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput, required=False)
    kind = one("防止事项", Prevented, open_=True)
    cases_count = forms.IntegerField(label="件数", min_value=1, max_value=1000, initial=1)
    people_count = forms.IntegerField(label="人数", min_value=1, max_value=100_000)
    prevented_on = day("防止日期", initial=today)
    evidence = text(
        "认定依据", min_length=10, max_length=2000, help_text="谁、什么时候、有什么现实危险，做了什么，凭什么认定"
    )

    def clean_prevented_on(self) -> Any:  # a day
        if self.cleaned_data["prevented_on"] > today():
            raise forms.ValidationError("防止日期晚于今天，请核对。")
        return self.cleaned_data["prevented_on"]
