"""The few pages every list and form leans on: narrowing a list, saving a view, finding a place, the catalogue."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.places.regions import find_regions
from fengqiao.kernel.places.scope import acting, now
from fengqiao.kernel.ui import catalogue, typed
from fengqiao.kernel.ui.models import SavedView
from fengqiao.kernel.ui.page import page, problem

ASIDE = {"csrfmiddlewaretoken", "next", "text"}


def _post() -> UUID:
    """The post that acts; views are saved for posts, not for systems."""
    post = acting().post
    if post is None:
        raise Http404
    return post


def _back(request: HttpRequest) -> str:
    """The own page the form came from; an address of another house leads home."""
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/"


@require_POST
@permission(WORKBENCH)
def narrow(request: HttpRequest) -> HttpResponse:
    """The filter line of a list: conditions become an address, in which typed words stand sealed."""
    params = QueryDict(mutable=True)
    for key, values in request.POST.lists():
        if key not in ASIDE and any(values):
            params.setlist(key, [value for value in values if value])
    if text := typed.sealed(request.POST.get("text", "")):
        params["q"] = text
    return redirect(f"{_back(request)}?{params.urlencode()}")


@require_POST
@permission(WORKBENCH)
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is shown now under a name of one's own (存视图)."""
    name, query = request.POST.get("name", "").strip(), request.POST.get("params", "")
    view = SavedView(post=_post(), listing=request.POST.get("listing", ""), name=name, query=query)
    try:
        view.full_clean()
    except ValidationError as refused:
        return problem(request, ValidationError([f"视图名称：{said}" for said in refused.messages]))
    view.save()
    return redirect(f"{_back(request)}?{query}")


@require_POST
@permission(WORKBENCH)
def view_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's own saved view away."""
    view = get_object_or_404(SavedView, pk=pk, post=_post(), dropped_at=None)
    view.dropped_at = now()
    view.save(update_fields=["dropped_at"])
    return redirect(_back(request))


@require_GET
@permission(WORKBENCH)
def region_find(request: HttpRequest) -> HttpResponse:
    """What the region picker offers for a name, pinyin initials or a code."""
    asked = request.GET
    text = next((str(value) for key, value in asked.items() if key.endswith("_text")), "").strip()
    low, _, high = asked.get("within", "").partition("-")
    within = (int(low), int(high)) if low.isdecimal() and high.isdecimal() else None
    level = int(asked["level"]) if asked.get("level", "").isdecimal() else None
    found = find_regions(text, within=within, level=level, limit=8)
    return page(request, "ui/regions.html", {"regions": found, "text": text, "list": asked.get("list", "regions")})


@require_GET
@permission("system.catalogue")
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Every component with its demonstration, attributes, slots and code (部件目录)."""
    return page(
        request, "ui/catalogue.html", {"title": "部件目录", "components": catalogue.COMPONENTS, **catalogue.sample()}
    )
