"""Parameters as an administrator keeps them (参数): declared by the lines of work, set by place from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.kernel.identity.acts import note
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.models import Act
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.parameters.models import Parameter
from fengqiao.kernel.parameters.registry import DECLARED
from fengqiao.kernel.parameters.services import end_parameter, set_parameter
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import VILLAGE, acting, today
from fengqiao.kernel.ui.page import page, problem
from fengqiao.surfaces.workbench.parameter_forms import ParameterForm, article_of, own_range, spoken


def own_rows(key: str = "") -> QuerySet[Parameter]:
    """Rows that hold for the acting range: those inside it and those of the units around it."""
    low, high = own_range()
    rows = Parameter.objects.filter(lo__lte=high, hi__gte=low).order_by("key", "lo", "-valid_from")
    return rows.filter(key=key) if key else rows


@require_GET
@permission(ADMINISTER)
def parameter_list(request: HttpRequest) -> HttpResponse:
    """All declared parameters with their default and how many rows of the own range depart from it."""
    rows = list(own_rows().values_list("key", flat=True))
    listed = [
        (each, spoken(each.default, each.names), article_of(each), rows.count(each.key)) for each in DECLARED.values()
    ]
    context = {"title": "参数", "parameters": sorted(listed, key=lambda line: line[0].key)}
    return page(request, "workbench/parameters.html", context)


@require_http_methods(["GET", "POST"])
@permission(ADMINISTER)
def parameter_page(request: HttpRequest, key: str) -> HttpResponse:
    """One parameter: its rows by place and time, and a new row."""
    declared = DECLARED.get(key)
    if declared is None:
        raise Http404(key)
    form = ParameterForm(declared, request.POST or None, initial={"code": own_range()[0], "valid_from": today()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            set_parameter(key, form.value(), code=given["code"], on=given["valid_from"], article=given["article"])
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            what = f"{declared.label}：{spoken(form.value(), declared.names)}"
            place = given["code"] * VILLAGE or None
            note(Act.What.PARAMETER_SET, what, reason=_basis(given), scope_code=place)
            messages.success(request, f"已保存“{declared.label}”，自 {given['valid_from']} 起适用。")
            return redirect("administration:parameter", key)
    rows = list(own_rows(key))
    names = dict(Region.objects.filter(code__in={row.lo for row in rows}).values_list("code", "full_name"))
    context = {
        "title": declared.label,
        "declared": declared,
        "default": spoken(declared.default, declared.names),
        "article": article_of(declared),
        "rows": [(row, names.get(row.lo, "全国"), spoken(row.value, declared.names), _is_own(row)) for row in rows],
        "form": form,
        "today": today(),
    }
    return page(request, "workbench/parameter.html", context, status=422 if form.errors else 200)


@require_POST
@permission(ADMINISTER)
def parameter_end(request: HttpRequest, key: str) -> HttpResponse:
    """停用: the wider rule or the default holds again from today."""
    row = get_object_or_404(own_rows(key), pk=request.POST.get("row"))
    try:
        end_parameter(key, code=row.lo, on=today())
    except ValidationError as refused:
        return problem(request, refused)
    place = row.lo * VILLAGE or None
    note(Act.What.PARAMETER_ENDED, DECLARED[key].label, reason=f"自{today()}起停用", scope_code=place)
    return redirect("administration:parameter", key)


def _basis(given: Mapping[str, Any]) -> str:
    """From which day on, and under which article."""
    return f"自{given['valid_from']}起" + (f"，{given['article']}" if given["article"] else "")


def _is_own(row: Parameter) -> bool:
    return row.valid_to is None and acting().covers(row.lo * VILLAGE) and acting().covers(row.hi * VILLAGE)
