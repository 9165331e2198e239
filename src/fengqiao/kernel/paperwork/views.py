"""The public verify page, and the print of an issued paper."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseGone
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from fengqiao.kernel.identity.door import permission, public
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.journal.events import log_reading
from fengqiao.kernel.journal.models import Reading
from fengqiao.kernel.journal.opening import require_piece
from fengqiao.kernel.paperwork.models import Issued
from fengqiao.kernel.paperwork.services import render as printed
from fengqiao.kernel.paperwork.services import verify
from fengqiao.kernel.places.scope import acting


@require_GET
@public
def verify_page(request: HttpRequest, code: str = "") -> HttpResponse:
    """文书查验: what a code belongs to, without a word about persons."""
    asked = code or request.GET.get("code", "")
    found = verify(asked) if asked else None
    status = 404 if asked and found is None else 200
    response = render(request, "paperwork/verify.html", {"asked": asked, "found": found}, status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_GET
@permission(WORKBENCH)
def paper_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """打印文书."""
    return print_of(request, pk)


def print_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An issued paper as PDF for whoever may read its matter; the reading is logged."""
    issued = get_object_or_404(Issued.objects.select_related("subject"), pk=pk)
    if f"{issued.paper.partition('.')[0]}.view" not in acting().may:
        raise Http404
    require_piece(issued)
    if issued.frozen.erased:
        return HttpResponseGone("本件的个人信息已删除，文书不能再打印。", content_type="text/plain; charset=utf-8")
    log_reading(issued.subject, Reading.What.OPENED, detail=str(issued))
    response = HttpResponse(printed(issued), content_type="application/pdf")
    disposition = content_disposition_header("download" in request.GET, f"{issued.title}.pdf")
    response["Content-Disposition"] = disposition or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
