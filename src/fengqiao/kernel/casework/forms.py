"""The form of a step, the same for page, phone, interface and test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from fengqiao.kernel.casework.models import Case


class StepForm(forms.Form):
    """The form of a step: what it asks for, with the version it was shown for and the key that makes it happen once."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    despite = forms.CharField(label="仍要继续的理由", max_length=200, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        self.warned: list[str] = []
        super().__init__(*args, **kwargs)

    def warnings(self) -> Sequence[str]:
        """What speaks against the step and may be passed with a reason (提示); asked of what is otherwise in order."""
        return ()

    def full_clean(self) -> None:
        """A warning stops the form until a reason for going on is written."""
        super().full_clean()
        if not self.is_bound or self.errors:
            return
        self.warned = list(self.warnings())
        if self.warned and not self.cleaned_data["despite"].strip():
            self.fields["despite"].widget = forms.TextInput()
            for sentence in self.warned:
                self.add_error(None, sentence)
            self.add_error("despite", "上述提示不影响办理的，请写明继续的理由。")

    def noted(self) -> dict[str, str]:
        """What the event tells of warnings that were passed."""
        if not self.warned:
            return {}
        return {"despite": f"提示：{'；'.join(self.warned)} 继续理由：{self.cleaned_data['despite']}"}

    def given(self) -> dict[str, Any]:
        """What the step's body is given: the cleaned values without version and key."""
        return {name: value for name, value in self.cleaned_data.items() if name not in StepForm.base_fields}
