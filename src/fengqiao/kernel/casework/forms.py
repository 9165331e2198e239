"""The form of a step, the same for page, phone, interface and test."""

from __future__ import annotations

from typing import Any

from django import forms

from fengqiao.kernel.casework.models import Case


class StepForm(forms.Form):
    """The form of a step: what it asks for, with the version it was shown for and the key that makes it happen once."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, **kwargs)

    def given(self) -> dict[str, Any]:
        """What the step's body is given: the cleaned values without version and key."""
        return {name: value for name, value in self.cleaned_data.items() if name not in StepForm.base_fields}
