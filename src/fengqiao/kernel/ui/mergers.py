"""The merger wizards (机构合并、区划合并): choose, see what moves, confirm with the document behind it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from fengqiao.kernel.casework.merger import merge_divisions, merge_organizations, preview, preview_divisions
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.places.models import Region, in_force
from fengqiao.kernel.places.scope import one_act, today
from fengqiao.kernel.ui.page import go, page
from fengqiao.kernel.ui.widgets import RegionPicker


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


class DivisionForm(forms.Form):
    """Which division ends, which one goes on for it, from when and on which document."""

    unit = forms.IntegerField(label="被撤销的区划", widget=RegionPicker())
    successor = forms.IntegerField(label="并入的区划", widget=RegionPicker())
    on = forms.DateField(label="合并日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    document = forms.CharField(label="批准文件（文号）", max_length=100)
    confirmed = forms.BooleanField(label="已核对以上移交内容", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        for name in ("unit", "successor"):
            self.fields[name].error_messages["invalid"] = "请从列表中选择区划。"

    def clean_unit(self) -> Region:
        return _division(self.cleaned_data["unit"])

    def clean_successor(self) -> Region:
        return _division(self.cleaned_data["successor"])

    def clean(self) -> dict[str, Any]:
        """The successor is another unit of the same level."""
        given = super().clean() or self.cleaned_data
        unit, successor = given.get("unit"), given.get("successor")
        if unit and successor and (unit == successor or unit.level != successor.level):
            self.add_error("successor", "承接区划须为同级的另一区划。")
        return given


def _division(code: int) -> Region:
    """A unit that is in force today."""
    found = Region.objects.filter(in_force(today()), pk=code).first()
    if found is None:
        raise ValidationError("请从列表中选择现有的区划。")
    return found


@require_http_methods(["GET", "POST"])
@permission(ADMINISTER)
def division_merger(request: HttpRequest) -> HttpResponse:
    """First what would follow, then, once confirmed, the merger itself."""
    form = DivisionForm(request.POST or None, initial={"on": today()})
    shown = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        seen = request.POST.get("seen") == f"{given['unit'].pk}-{given['successor'].pk}"
        confirmed = given.pop("confirmed") and seen  # what is confirmed is what was shown
        try:
            shown = preview_divisions(given["unit"], given["successor"])
            if confirmed:
                with one_act():
                    merge_divisions(**given)
        except PermissionDenied:
            form.add_error(None, "两个区划须都在您的管理范围内；跨范围的合并由上级系统管理员办理。")
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            if confirmed:
                total = shown.total
                words = f"{total.matters} 件事项、{total.posts} 个岗位、{len(shown.moves)} 个机构"
                messages.success(request, f"{shown.unit.name}已并入{shown.successor.name}，移交 {words}。")
                return go(request, request.path)
    context = {"form": form, "preview": shown}
    status = 422 if request.method == "POST" and form.errors else 200
    return page(request, "ui/division_merger.html", context, part="form", status=status)
