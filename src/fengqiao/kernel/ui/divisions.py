"""What becomes of a division (区划变更): set up, renamed, abolished, counted or not, and what is known of it.

Mergers have a page of their own, for offices, people and matters go with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fengqiao.kernel.identity.acts import note
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.models import Act
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.identity.scopes import whole
from fengqiao.kernel.identity.staffing import covers
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import VILLAGE, acting, one_act, today
from fengqiao.kernel.places.services import abolish, count_unit, describe, establish, rename
from fengqiao.kernel.ui.listing import Tab
from fengqiao.kernel.ui.page import go, page
from fengqiao.kernel.ui.widgets import RegionPicker

BEYOND = "该区划不在您的管理范围内，由上级系统管理员办理。"
CHANGES = (
    Act.What.DIVISION_ESTABLISHED,
    Act.What.DIVISION_RENAMED,
    Act.What.DIVISION_ABOLISHED,
    Act.What.DIVISION_COUNTED,
    Act.What.DIVISION_DESCRIBED,
    Act.What.DIVISION_MERGED,
)
SHOWN = 20  # changes on the page
Given = Mapping[str, Any]  # what a form has cleaned


class BasisForm(forms.Form):
    """On which document, and why."""

    document = forms.CharField(label="批准文件（文号）", max_length=100)
    reason = forms.CharField(label="事由", max_length=90, required=False)


class DayForm(BasisForm):
    """From which day on: a change is entered on its day or later."""

    on = forms.DateField(label="生效日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    field_order = ("unit", "code", "name", "on", "document", "reason")

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > today():
            raise ValidationError("生效日期晚于今天，请在生效当日办理。")
        return day


class UnitForm(forms.Form):
    """Which unit of the own range."""

    unit = forms.IntegerField(label="区划", error_messages={"invalid": "请从列表中选择区划。"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        ranges = acting().ranges
        reached = (ranges[0][0] // VILLAGE, ranges[-1][1] // VILLAGE) if ranges else None
        self.fields["unit"].widget = RegionPicker(within=reached)

    def clean_unit(self) -> Region:
        found = Region.objects.filter(pk=self.cleaned_data["unit"], valid_to=None).first()
        if found is None:
            raise ValidationError("请从列表中选择现有的区划。")
        return found


class EstablishForm(DayForm):
    """设立."""

    code = forms.IntegerField(
        label="区划代码", min_value=10**11, max_value=10**12 - 1, help_text="国家统计用区划代码，12位"
    )
    name = forms.CharField(label="名称", max_length=60)


class RenameForm(DayForm, UnitForm):
    """更名."""

    name = forms.CharField(label="新名称", max_length=60)


class AbolishForm(DayForm, UnitForm):
    """撤销 without a successor."""


class CountForm(BasisForm, UnitForm):
    """计数 of counties, 乡镇街道 and villages."""

    counted = forms.TypedChoiceField(
        label="计入同级区划数", choices=(("1", "计入"), ("0", "不计入")), coerce=lambda chosen: chosen == "1"
    )

    field_order = ("unit", "counted", "document", "reason")


class DescribeForm(BasisForm, UnitForm):
    """What is known of a unit; what stays empty is left as it is."""

    short_name = forms.CharField(label="简称", max_length=40, required=False)
    urban_rural = forms.ChoiceField(
        label="城乡分类", choices=(("", "不改动"), *Region.UrbanRural.choices), required=False
    )
    population = forms.IntegerField(label="常住人口（人）", min_value=0, max_value=2 * 10**9, required=False)
    area_km2 = forms.DecimalField(
        label="面积（平方公里）", min_value=0, max_digits=10, decimal_places=2, required=False
    )
    figures_year = forms.IntegerField(label="人口、面积数据年度", min_value=1949, max_value=2100, required=False)

    field_order = (
        "unit",
        "short_name",
        "urban_rural",
        "population",
        "area_km2",
        "figures_year",
        "document",
        "reason",
    )

    def known(self) -> dict[str, Any]:
        """What was filled in."""
        names = ("short_name", "urban_rural", "population", "area_km2", "figures_year")
        return {name: value for name in names if (value := self.cleaned_data.get(name)) not in (None, "")}

    def clean(self) -> dict[str, Any]:
        """Something is filled in, and figures of people and area have their year."""
        given, known = super().clean() or self.cleaned_data, self.known()
        if not known:
            raise ValidationError("请至少填写一项区划信息。")
        if known.keys() & {"population", "area_km2"} and "figures_year" not in known:
            self.add_error("figures_year", "填写人口或面积的，须填写数据年度。")
        return {**given, "known": known}


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that becomes of a division: its form, what it does, and how it is written down."""

    label: str
    form: type[BasisForm]
    what: Act.What
    do: Callable[[Given], tuple[Region, str]]


def _establish(given: Given) -> tuple[Region, str]:
    _refuse_beyond(given["code"])
    unit = establish(given["code"], given["name"], on=given["on"], document=given["document"])
    return unit, f"{unit.full_name}（{unit.pk}）"


def _rename(given: Given) -> tuple[Region, str]:
    before = given["unit"].full_name
    unit = rename(given["unit"].pk, given["name"], on=given["on"], document=given["document"])
    return unit, f"{before}更名为{unit.name}"


def _abolish(given: Given) -> tuple[Region, str]:
    unit = abolish(given["unit"].pk, on=given["on"], document=given["document"])
    return unit, unit.full_name


def _count(given: Given) -> tuple[Region, str]:
    unit = count_unit(given["unit"].pk, counted=given["counted"])
    return unit, f"{unit.full_name}：{'计入' if unit.counts else '不计入'}"


def _describe(given: Given) -> tuple[Region, str]:
    unit = describe(given["unit"].pk, **given["known"])
    labels = "、".join(str(Region._meta.get_field(name).verbose_name) for name in given["known"])  # type: ignore[union-attr]  # columns
    return unit, f"{unit.full_name}：{labels}"


VERBS: Mapping[str, Verb] = {
    "establish": Verb("设立", EstablishForm, Act.What.DIVISION_ESTABLISHED, _establish),
    "rename": Verb("更名", RenameForm, Act.What.DIVISION_RENAMED, _rename),
    "abolish": Verb("撤销", AbolishForm, Act.What.DIVISION_ABOLISHED, _abolish),
    "count": Verb("计数", CountForm, Act.What.DIVISION_COUNTED, _count),
    "describe": Verb("基础信息", DescribeForm, Act.What.DIVISION_DESCRIBED, _describe),
}


@require_http_methods(["GET", "POST"])
@permission(ADMINISTER)
def divisions(request: HttpRequest) -> HttpResponse:
    """区划变更: one form for each verb, and what was changed before."""
    chosen = request.GET.get("act", "establish")
    verb = VERBS.get(chosen)
    if verb is None:
        raise Http404(chosen)
    form = verb.form(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            with one_act():
                done = _done(verb, form.cleaned_data)
        except PermissionDenied:
            form.add_error(None, BEYOND)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, f"已登记{verb.label}：{done}。")
            return go(request, request.get_full_path())
    changes = Act.objects.filter(what__in=CHANGES).select_related("post__user", "post__organization")
    here = reverse("ui:divisions")
    context = {
        "form": form,
        "verb": verb,
        "tabs": [Tab(each.label, f"{here}?act={key}", key == chosen) for key, each in VERBS.items()],
        "changes": changes.order_by("-at")[:SHOWN],
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "ui/divisions.html", context, part="form", status=status)


def _done(verb: Verb, given: Given) -> str:
    """Do it and write it down, for the place it concerns."""
    if "unit" in given:
        _refuse_beyond(given["unit"].pk)
    unit, what = verb.do(given)
    basis = "；".join(filter(None, (str(given.get("on") or ""), given["document"], given["reason"])))
    note(verb.what, what, reason=basis, scope_code=unit.pk * VILLAGE)
    return what


def _refuse_beyond(code: int) -> None:
    """The unit must lie in the acting administrator's range as a whole."""
    if ADMINISTER not in acting().may or not covers((whole(code),)):
        raise PermissionDenied(BEYOND)
