"""The pages of the directory."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.business.offices import queries
from fengqiao.business.offices.forms import ProfileForm
from fengqiao.business.offices.paperwork import poster
from fengqiao.business.offices.services import describe
from fengqiao.business.offices.tables import OFFICES
from fengqiao.business.offices.terms import OfficeKind
from fengqiao.kernel.identity.acts import note
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.models import Act
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.ui.listing import listing_page
from fengqiao.kernel.ui.page import go, page

VIEW = "system.view"


@require_GET
@permission(VIEW)
def office_list(request: HttpRequest) -> HttpResponse:
    """机构名录."""
    return listing_page(request, OFFICES)


@require_GET
@permission(VIEW)
def office(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One bureau or office: where it is, how it is reached, what stands under it."""
    found = get_object_or_404(queries.directory(), pk=pk)
    context = {
        "title": found.name,
        "office": found,
        "profile": getattr(found, "office_profile", None),
        "branches": queries.branches(found),
        "staff": queries.staff(found),
        "may_edit": ADMINISTER in acting().may and acting().covers(found.scope_code),
        "has_poster": found.kind == OfficeKind.OFFICE and acting().covers(found.scope_code),
        "steps": OFFICES.steps(request, found),
    }
    return page(request, "offices/office.html", context)


@require_GET
@permission(VIEW)
def office_poster(request: HttpRequest, pk: UUID) -> HttpResponse:
    """二维码海报 of an office in the own range, as PDF to be printed."""
    found = get_object_or_404(queries.directory(), pk=pk, kind=OfficeKind.OFFICE)
    desk = queries.desk_behind(str(found.scope_code))
    if desk is None or not acting().covers(found.scope_code):
        raise Http404
    path = reverse("portal:office", args=[desk.code])
    base = settings.PUBLIC_URL.rstrip("/")
    response = HttpResponse(
        poster(desk, base + path if base else request.build_absolute_uri(path)), content_type="application/pdf"
    )
    response["Content-Disposition"] = content_disposition_header(False, f"{desk.name}二维码海报.pdf") or "inline"
    return response


@require_http_methods(["GET", "POST"])
@permission(ADMINISTER)
def office_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """维护机构信息."""
    found = get_object_or_404(queries.directory(), pk=pk)
    if not acting().covers(found.scope_code):
        raise Http404
    form = ProfileForm(request.POST or None, instance=getattr(found, "office_profile", None), office=found)
    if request.method == "POST" and form.is_valid():
        describe(found.pk, **form.profile())
        changed = "、".join(str(form.fields[name].label) for name in form.changed_data)
        note(Act.What.ORGANIZATION_KEPT, f"{found.name}：{changed or '未改动'}", scope_code=found.scope_code)
        messages.success(request, "机构信息已保存。")
        return go(request, reverse("offices:office", args=[found.pk]))
    context = {"title": "维护机构信息", "office": found, "form": form}
    return page(request, "offices/office_edit.html", context, part="form", status=422 if form.errors else 200)
