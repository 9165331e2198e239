"""The pages of 排查: what a unit still owes, the board of a round, one return."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.business.mediation.flow.inspections import INSPECT
from fengqiao.business.mediation.forms import RoundForm
from fengqiao.business.mediation.queries import clocks_of, papers_of_return, timeline_of
from fengqiao.business.mediation.queries import inspections as queries
from fengqiao.business.mediation.services import inspections as services
from fengqiao.business.mediation.tables.inspections import RETURNS, ROUNDS, SOURCES
from fengqiao.kernel.casework.models import ReusedKey
from fengqiao.kernel.casework.perform import fresh_key
from fengqiao.kernel.exchange.deliver import export_listing
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.services import issue
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.ui.listing import Tab, listing_page
from fengqiao.kernel.ui.page import go, page, problem
from fengqiao.kernel.ui.steps import actions_of

VIEW, HANDLE = "mediation.view", "mediation.handle"


def _tabs(request: HttpRequest) -> list[Tab]:
    lists = (("报送", "mediation:return-list"), ("轮次", "mediation:round-list"))
    return [Tab(label, reverse(name), reverse(name) == request.path) for label, name in lists]


@require_GET
@permission(VIEW)
def return_list(request: HttpRequest) -> HttpResponse:
    """排查报送: on top what the own unit owes, each with its zero report in one tap."""
    may = acting().may
    owed = [(each, fresh_key()) for each in queries.owed()] if HANDLE in may else []
    context = {"lists": _tabs(request), "may": may, "owed": owed}
    return listing_page(request, RETURNS, "mediation/return_list.html", context)


@require_GET
@permission(VIEW)
def return_export(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows."""
    return export_listing(request, SOURCES[0])


@require_GET
@permission(VIEW)
def round_list(request: HttpRequest) -> HttpResponse:
    """排查轮次: how many have reported, how many are late, how many are missing."""
    context = {"lists": _tabs(request), "may": acting().may}
    return listing_page(request, ROUNDS, "mediation/return_list.html", context)


@require_GET
@permission(VIEW)
def round_export(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows."""
    return export_listing(request, SOURCES[1])


@require_http_methods(["GET", "POST"])
@permission(INSPECT)
def round_new(request: HttpRequest) -> HttpResponse:
    """部署专项排查、重点时段排查."""
    form = RoundForm(request.POST or None, initial={"idempotency_key": fresh_key()})
    back = reverse("mediation:round-list")
    if request.method == "POST" and form.is_valid():
        try:
            made = services.organize_by_hand(**form.cleaned_data)
        except ReusedKey as reused:
            return problem(request, reused)
        if made:
            messages.success(request, f"已部署排查 {len(made)} 轮。")
            return go(request, reverse("mediation:round", args=[made[0].pk]) if len(made) == 1 else back)
        form.add_error("level", "范围内没有应报送的单位。")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "title": "部署排查", "back": back, "crumb": "排查轮次"}
    return page(request, "mediation/register_form.html", context, part="form", status=status)


@require_GET
@permission(VIEW)
def board(request: HttpRequest, uid: UUID) -> HttpResponse:
    """一轮排查: who reported, who is late, who is missing."""
    found = queries.one_round(uid)
    town = request.GET.get("town", "")
    shown = queries.board_of(found, int(town) if town.isascii() and town.isdecimal() else None)
    actions = actions_of(found)
    context = {
        "round": found,
        "chip": queries.round_chip(found),
        "board": shown,
        "town": town,
        "units": [(row, queries.return_chip(row)) for row in shown.units],
        "owing": shown.whole.missing + shown.whole.returned + shown.whole.waiting,
        "may_remind": INSPECT in acting().may,
        "actions": actions,
        "timeline": timeline_of(found.pk),
        "steps": ROUNDS.steps(request, found),
    }
    return page(request, "mediation/round.html", context)


@require_POST
@permission(INSPECT)
def round_remind(request: HttpRequest, uid: UUID) -> HttpResponse:
    """催报: those alone who have not reported."""
    count = services.remind(queries.one_round(uid))
    messages.success(request, f"已催报 {count} 个单位。" if count else "应报单位均已报送。")
    return go(request, reverse("mediation:round", args=[uid]))


@require_GET
@permission(VIEW)
def one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One return: what was asked, what was reported, the clues it counts."""
    found = queries.one_return(uid)
    actions = actions_of(found)
    primary = next((action for action in actions if action.leads), None)
    context = {
        "return": found,
        "chip": queries.return_chip(found),
        "primary": primary,
        "actions": [action for action in actions if action is not primary and not action.why],
        "blocked": next((action for action in actions if action.waits), None),
        "clues": found.clues().select_related("subject").order_by("received_at")[:200],
        "papers": papers_of_return(found),
        "may_print": HANDLE in acting().may,
        "clocks": clocks_of(found.pk),
        "timeline": timeline_of(found.pk),
        "steps": RETURNS.steps(request, found),
        "hidden": acting().masked,
    }
    return page(request, "mediation/return.html", context)


@require_POST
@permission(HANDLE)
def return_paper(request: HttpRequest, uid: UUID, paper: str) -> HttpResponse:
    """排查登记表、零报告单: frozen on first printing."""
    found = queries.one_return(uid)
    if paper not in found.papers():
        raise Http404(paper)
    try:
        issued = issue(PAPERS[paper], found)
    except ValidationError as refused:
        return problem(request, refused)
    return redirect("paperwork:paper-print", issued.pk)
