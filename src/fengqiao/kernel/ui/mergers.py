"""The merger wizard (机构合并): choose, see what moves, confirm with the document behind it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from fengqiao.kernel.casework.merger import merge_organizations, preview
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.places.scope import one_act, today
from fengqiao.kernel.ui.page import go, page


class MergeForm(forms.Form):
    """Which organization ends, which goes on, from when and on whose decision."""

    source = forms.ModelChoiceField(label="被合并机构", queryset=Organization.objects.none(), empty_label="请选择")
    target = forms.ModelChoiceField(label="并入机构", queryset=Organization.objects.none(), empty_label="请选择")
    on = forms.DateField(label="合并日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label="依据（文号）", max_length=200)
    confirmed = forms.BooleanField(label="已核对下列移交数量", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        own = Organization.objects.own()
        for name in ("source", "target"):
            self.fields[name].queryset = own  # type: ignore[attr-defined]  # a model choice


@require_http_methods(["GET", "POST"])
@permission(ADMINISTER)
def merger(request: HttpRequest) -> HttpResponse:
    """First what would move, then, once confirmed, the move itself."""
    form = MergeForm(request.POST or None, initial={"on": today()})
    shown = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        shown = preview(given["source"])
        if given.pop("confirmed"):
            try:
                with one_act():
                    moved = merge_organizations(**given)
            except ValidationError as refused:
                form.add_error(None, refused.messages)
            else:
                messages.success(request, f"已合并，移交 {moved.matters} 件事项、{moved.posts} 个岗位。")
                return go(request, request.path)
    context = {"form": form, "preview": shown}
    status = 422 if request.method == "POST" and form.errors else 200
    return page(request, "ui/merger.html", context, part="form", status=status)
