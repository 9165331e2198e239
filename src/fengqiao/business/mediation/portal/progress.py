"""办理进度: what a visitor sees of their own matter."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fengqiao.business.mediation.queries.citizen import own_matter, own_paper, progress_of
from fengqiao.kernel.identity.door import visiting
from fengqiao.kernel.journal.events import log_reading
from fengqiao.kernel.journal.models import Reading
from fengqiao.kernel.paperwork.services import render
from fengqiao.kernel.ui.page import page


@require_GET
@never_cache
@visiting
def progress(request: HttpRequest) -> HttpResponse:
    """办理进度; that it was read is journaled."""
    matter = own_matter()
    log_reading(matter.subject, Reading.What.OPENED, detail="群众端查询进度")
    context = {"title": "办理进度", "matter": matter, "progress": progress_of(matter)}
    return page(request, "mediation/portal_progress.html", context)


@require_GET
@never_cache
@visiting
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """我的文书: the print of a paper of one's own; the reading is journaled."""
    issued = own_paper(own_matter(), pk)
    log_reading(issued.subject, Reading.What.OPENED, detail=f"群众端查看{issued.title}")
    response = HttpResponse(render(issued), content_type="application/pdf")
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response
