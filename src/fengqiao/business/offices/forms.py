"""The form of an office's profile."""

from __future__ import annotations

from typing import Any

from django import forms

from fengqiao.business.offices.models import OfficeProfile
from fengqiao.business.offices.terms import OfficeKind
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.privacy.identifiers import phone_problem


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # Django takes no argument at run time
    """规模、电话、地址、对外服务时间; a bureau has no size."""

    class Meta:
        model = OfficeProfile
        fields = ("size_class", "phone", "address", "hours")
        help_texts = {"phone": "固定电话请带区号", "hours": "例如：工作日 9:00–12:00，13:30–17:30"}

    def __init__(self, *args: Any, office: Organization, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        if office.kind != OfficeKind.OFFICE:
            del self.fields["size_class"]

    def clean_phone(self) -> str:
        """A number that can be dialled."""
        number: str = self.cleaned_data["phone"]
        if number and (problem := phone_problem(number)):
            raise forms.ValidationError(problem)
        return number

    def profile(self) -> dict[str, str]:
        """What the service keeps."""
        return {"size_class": "", **self.cleaned_data}
