"""The phone's pages (移动端): a home of big buttons, what waits, what is open; each answered in a few questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from fengqiao.kernel.casework.duties import inbox
from fengqiao.kernel.casework.models import NEWEST
from fengqiao.kernel.casework.registry import page_url
from fengqiao.kernel.casework.titles import title_for
from fengqiao.kernel.identity.door import permission, posts_of
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.module.declaration import Tile
from fengqiao.kernel.module.registry import modules
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.sync.services import waiting
from fengqiao.kernel.ui.page import page
from fengqiao.surfaces.mobile.captures import capture_url
from fengqiao.surfaces.workbench.desk import TaskRow, row_of

FEW, MANY = 3, 50


@dataclass(frozen=True, slots=True)
class Button:
    """A tile as the home shows it; a capture's blank form is kept on the phone."""

    label: str
    icon: str
    url: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One open matter: what it is called, its number, how far it is, where it is read."""

    title: str
    number: str
    state: str
    url: str


@require_GET
@permission(WORKBENCH)
def home(request: HttpRequest) -> HttpResponse:
    """首页: no name stands on it, for the phone keeps this page; what waits is asked for when there is network."""
    context = {"title": "首页", "buttons": list(_buttons()), "corrections": waiting().count()}
    return page(request, "mobile/home.html", context)


@require_GET
@permission(WORKBENCH)
def duty_list(request: HttpRequest) -> HttpResponse:
    """我的待办, all of them or those behind one button of the home; on the home the most urgent three."""
    tile = _tile(request.GET["of"]) if "of" in request.GET else None
    few = "few" in request.GET
    context = {
        "title": tile.label if tile else "我的待办",
        "rows": _duties(tile.duties if tile else (), FEW if few else MANY),
        "few": few,
    }
    return page(request, "mobile/duties.html", context, part="rows" if few else None)


@require_GET
@permission(WORKBENCH)
def matter_list(request: HttpRequest) -> HttpResponse:
    """在办: the newest open matters of the own range, kind by kind."""
    return page(request, "mobile/matters.html", {"title": "在办", "kinds": list(_open_matters())})


@require_GET
@permission(WORKBENCH)
def me(request: HttpRequest) -> HttpResponse:
    """我的: who works here in which post, and the way out."""
    return page(request, "mobile/me.html", {"title": "我的", "posts": posts_of(request)})


def _tiles() -> Iterator[Tile]:
    may = acting().may
    return (tile for module in modules() for tile in module.phone if tile.may in may)


def _tile(key: str) -> Tile:
    tile = next((each for each in _tiles() if each.key == key and each.duties), None)
    if tile is None:
        raise Http404(key)
    return tile


def _buttons() -> Iterator[Button]:
    for tile in _tiles():
        if tile.capture:
            yield Button(tile.label, tile.icon, capture_url(tile.capture), kept=True)
        elif tile.duties:
            yield Button(tile.label, tile.icon, f"{reverse('mobile:duties')}?{urlencode({'of': tile.key})}")
        else:
            yield Button(tile.label, tile.icon, reverse(tile.url))


def _duties(kinds: tuple[str, ...], most: int) -> list[TaskRow]:
    found = inbox().filter(duty__in=kinds) if kinds else inbox()
    return [row_of(task) for task in found.defer("subject__words", "subject__key")[:most]]


def _open_matters() -> Iterator[tuple[str, list[MatterRow]]]:
    """One question for each kind of matter the post may look into."""
    may = acting().may
    for module in modules():
        for kind in module.cases if f"{module.key}.view" in may else ():
            found = kind.objects.filter(closed_at=None).select_related("subject").order_by(*NEWEST)
            rows = [
                MatterRow(title_for(case.subject), case.number, case.state_label, page_url(kind.flow.key, case.pk))
                for case in found[:MANY]
            ]
            yield kind.flow.label, rows
