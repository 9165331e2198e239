"""以案定补: claims and who has to look at them, batches with their publicity list and file, hints to look into."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.business.mediation.forms import BatchForm
from fengqiao.business.mediation.queries import hints, shown_title, timeline_of
from fengqiao.business.mediation.queries import subsidy as queries
from fengqiao.business.mediation.services.subsidy import publish
from fengqiao.business.mediation.tables import subsidy as tables
from fengqiao.kernel.casework.models import ReusedKey
from fengqiao.kernel.casework.perform import fresh_key
from fengqiao.kernel.casework.titles import name_for
from fengqiao.kernel.exchange.deliver import export_listing
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.services import issue
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.ui.listing import Listing, Tab, listing_page
from fengqiao.kernel.ui.page import go, page, problem
from fengqiao.kernel.ui.steps import actions_of

VIEW, SUPERVISE = "subsidy.view", "mediation.supervise"
LISTS = (
    ("补贴申报", "mediation:claim-list", VIEW),
    ("发放批次", "mediation:batch-list", SUPERVISE),
    ("异常提示", "mediation:hint-list", SUPERVISE),
)


def _list(request: HttpRequest, listing: Listing) -> HttpResponse:
    may = acting().may
    own = [Tab(label, reverse(name), reverse(name) == request.path) for label, name, needs in LISTS if needs in may]
    context = {"registers": own if len(own) > 1 else [], "may": may}
    return listing_page(request, listing, "mediation/subsidy_list.html", context)


@require_GET
@permission(VIEW)
def claim_list(request: HttpRequest) -> HttpResponse:
    """补贴申报: what waits for me, my own, all."""
    return _list(request, tables.CLAIMS)


@require_GET
@permission(VIEW)
def claim_export(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows."""
    return export_listing(request, tables.CLAIM_SOURCE)


@require_GET
@permission(VIEW)
def claim(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One claim: what it comes to, who is paid, who has looked at it."""
    found = queries.one_claim(uid)
    offered = actions_of(found)
    primary = next((action for action in offered if action.leads), None)
    supervises = SUPERVISE in acting().may
    context = {
        "claim": found,
        "shown": queries.view_of(found),
        "chip": queries.chip_of(found),
        "primary": primary,
        "actions": [action for action in offered if action is not primary and not action.why],
        "blocked": next((action for action in offered if action.waits), None),
        "timeline": timeline_of(uid),
        "steps": tables.CLAIMS.steps(request, found),
        "hidden": acting().masked,
        "may_open_batch": supervises,
        "hints": hints.open_about(found.mediation_case_id) if supervises else [],
    }
    return page(request, "mediation/claim.html", context)


@require_GET
@permission(SUPERVISE)
def batch_list(request: HttpRequest) -> HttpResponse:
    """发放批次."""
    return _list(request, tables.BATCHES)


@require_http_methods(["GET", "POST"])
@permission(SUPERVISE)
def batch_new(request: HttpRequest) -> HttpResponse:
    """编制批次并公示: what is approved, before it goes public."""
    form = BatchForm(request.POST or None, initial={"idempotency_key": fresh_key()})
    if request.method == "POST" and form.is_valid():
        try:
            made = publish(**form.cleaned_data)
        except ReusedKey as reused:
            return problem(request, reused)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, f"{made.name}批次已公示，至{made.public_until}。")
            return go(request, reverse("mediation:batch", args=[made.pk]))
    claims = list(queries.claims_to_pay())
    context = {"form": form, "claims": claims, "total": sum((each.total for each in claims), Decimal(0))}
    status = 422 if request.method == "POST" else 200
    return page(request, "mediation/batch_new.html", context, part="form", status=status)


@require_GET
@permission(SUPERVISE)
def batch(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One batch: the publicity list, the call-backs, what was taken back."""
    found = queries.batches().get(pk=uid)
    offered = actions_of(found)
    context = {
        "batch": found,
        "shown": queries.batch_view(found),
        "headings": queries.HEADINGS,
        "chip": queries.batch_chip(found),
        "primary": next((action for action in offered if action.leads), None),
        "blocked": next((action for action in offered if action.waits), None),
        "timeline": timeline_of(uid),
        "steps": tables.BATCHES.steps(request, found),
    }
    return page(request, "mediation/batch.html", context)


@require_GET
@permission(SUPERVISE)
def batch_export(request: HttpRequest) -> HttpResponse:
    """发放表 for finance: exactly the table of the batch's page."""
    return export_listing(request, tables.PAYMENT_SOURCE)


@require_POST
@permission(SUPERVISE)
def batch_notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """制作公示名单: the list as it stands now, to be posted up."""
    found = queries.batches().get(pk=uid)
    try:
        issued = issue(PAPERS["mediation.publicity"], found)
    except ValidationError as refused:
        return problem(request, refused)
    return redirect("paperwork:paper-print", issued.pk)


@require_GET
@permission(SUPERVISE)
def hint_list(request: HttpRequest) -> HttpResponse:
    """异常提示: what a computer noticed and nobody has looked into yet."""
    return _list(request, tables.HINTS)


@require_GET
@permission(SUPERVISE)
def hint(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One hint with the cases it is about; a person says whether there is anything to it."""
    found = hints.hints().get(pk=uid)
    offered = actions_of(found)
    primary = next((action for action in offered if action.leads), None)
    context = {
        "hint": found,
        "mediator": name_for(found.mediator.name) if found.mediator else "",
        "chip": hints.chip_of(found),
        "cases": [(each, shown_title(each)) for each in hints.cases_of(found)],
        "primary": primary,
        "actions": [action for action in offered if action is not primary],
        "timeline": timeline_of(uid),
        "steps": tables.HINTS.steps(request, found),
    }
    return page(request, "mediation/hint.html", context)
