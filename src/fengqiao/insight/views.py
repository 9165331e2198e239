"""The search page (检索): what is typed never stands readable in an address."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fengqiao.insight import searching
from fengqiao.kernel.casework.titles import kind_label
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.ui import typed
from fengqiao.kernel.ui.page import page


@require_http_methods(["GET", "POST"])
@permission(WORKBENCH)
def search(request: HttpRequest) -> HttpResponse:
    """检索: all kinds on one page, the newest of each; one kind as a list to be walked through."""
    if request.method == "POST":
        token = typed.sealed(request.POST.get("text", ""))
        return redirect(f"{reverse('insight:search')}?{urlencode({'q': token})}" if token else "insight:search")
    text, kind = typed.opened(request.GET.get("q", "")), request.GET.get("kind", "")
    context = {"title": "检索", "text": text, "token": request.GET.get("q", ""), "masked": acting().masked}
    if kind and kind not in searching.kinds():
        raise Http404(kind)
    if kind and text:
        reading = searching.RESULTS.read(request.GET, request.path)
        listed = {"listing": searching.RESULTS, "reading": reading, "kind": kind_label(kind)}
        return page(request, "insight/search.html", {**context, **listed}, part="rows")
    return page(request, "insight/search.html", {**context, "groups": searching.overview(text) if text else []})
