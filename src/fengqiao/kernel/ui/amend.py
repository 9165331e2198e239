"""修改 and 更正 of every line on one page: the changeable columns, the version, after conclusion the reason."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from fengqiao.kernel.casework.models import Amendment, Case, ReusedKey
from fengqiao.kernel.casework.perform import Stale, amend, fresh_key
from fengqiao.kernel.casework.registry import case_of, page_url
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.ui.page import go, page, problem


class AmendForm(forms.ModelForm):  # type: ignore[type-arg]  # the model is known when the form is made
    """What was written, with the version it was read at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    reason = forms.CharField(label="更正理由", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            elif isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
        if self.instance.concluded:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = "已办结，只能更正；更正前后的内容和理由记入卷宗情况说明"
        else:
            del self.fields["reason"]

    def values(self) -> dict[str, Any]:
        """The columns as they are to be."""
        return {name: self.cleaned_data[name] for name in self.instance.flow.changeable}


def form_for(case: Case) -> type[AmendForm]:
    """The form of a matter's changeable columns."""
    made: Any = forms.modelform_factory(type(case), form=AmendForm, fields=list(case.flow.changeable))
    return cast("type[AmendForm]", made)


@require_http_methods(["GET", "POST"])
@permission(WORKBENCH)
def amend_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change what was written; the record itself is only changed by the verb."""
    case = case_of(uid)
    if case.flow.changes not in acting().may or not case.flow.changeable:
        raise PermissionDenied(case.flow.changes)
    initial = {"version": case.version, "idempotency_key": fresh_key()}
    form = form_for(case)(request.POST or None, instance=case_of(uid), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            amend(
                case,
                form.values(),
                version=form.cleaned_data["version"],
                reason=form.cleaned_data.get("reason", ""),
                idempotency_key=form.cleaned_data["idempotency_key"],
            )
        except Stale as stale:
            return problem(request, stale, form=form)
        except ValidationError as refused:
            form.add_error(None, refused)
        except ReusedKey as refused:
            return problem(request, refused)
        else:
            messages.success(request, "已更正。" if case.concluded else "已修改。")
            return go(request, page_url(case.flow.key, case.pk))
    context = {
        "form": form,
        "case": case,
        "back": page_url(case.flow.key, case.pk),
        "title": "更正" if case.concluded else "修改",
        "history": Amendment.objects.filter(subject=uid).order_by("-at"),
    }
    return page(request, "ui/amend.html", context, part="form", status=422 if request.method == "POST" else 200)
