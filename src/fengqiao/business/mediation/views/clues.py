"""报线索: the pages of those who report and see nothing but what they reported."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.business.mediation import queries
from fengqiao.business.mediation.forms import ClueForm
from fengqiao.business.mediation.services.clue import report_clue
from fengqiao.business.mediation.tables import CLUES
from fengqiao.kernel.casework.models import ReusedKey
from fengqiao.kernel.casework.perform import fresh_key
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.ui.listing import listing_page
from fengqiao.kernel.ui.page import go, page, problem

CLUE = "mediation.clue"


@require_GET
@permission(CLUE)
def clue_list(request: HttpRequest) -> HttpResponse:
    """我的线索."""
    return listing_page(request, CLUES, "mediation/clue_list.html")


@require_http_methods(["GET", "POST"])
@permission(CLUE)
def clue_new(request: HttpRequest) -> HttpResponse:
    """报线索."""
    form = ClueForm(request.POST or None, request.FILES or None, initial={"idempotency_key": fresh_key()})
    if request.method == "POST" and form.is_valid():
        try:
            made = report_clue(**form.cleaned_data)
        except ReusedKey as reused:
            return problem(request, reused)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"已报送，编号 {made.number}。")
            return go(request, reverse("mediation:clue", args=[made.pk]))
    status = 422 if request.method == "POST" else 200
    return page(request, "mediation/clue_new.html", {"form": form}, part="form", status=status)


@require_GET
@permission(CLUE)
def clue(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One own clue: what was reported, and how far it has come."""
    found = queries.clues().get(pk=uid)
    context = {
        "clue": found,
        "chip": queries.item_chip(found),
        "place": queries.place_name(found.place_code) if found.place_code else "",
        "files": queries.attachments_of(found.pk),
        "timeline": queries.timeline_of(found.pk),
        "steps": CLUES.steps(request, found),
    }
    return page(request, "mediation/clue.html", context)
