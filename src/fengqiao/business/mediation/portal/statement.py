"""What a party says and brings from outside: 同意、不想调解、选调解员、司法确认、评价、补充材料."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fengqiao.business.mediation.forms.citizen import STATEMENTS, MaterialForm
from fengqiao.business.mediation.queries.citizen import offers, own_matter
from fengqiao.business.mediation.services.citizen import add_material, state
from fengqiao.business.mediation.terms.citizen import StatementKind
from fengqiao.kernel.casework.perform import NotNow
from fengqiao.kernel.identity.door import visiting
from fengqiao.kernel.identity.visitors import turn
from fengqiao.kernel.ui.page import busy, page

SAID_A_MINUTE, FILES_A_MINUTE = 10, 10  # of one caller


@require_http_methods(["GET", "POST"])
@never_cache
@visiting
def say(request: HttpRequest, what: str) -> HttpResponse:
    """One question, one answer; what may not be said now is not there."""
    matter = own_matter()
    if what not in StatementKind.values:
        raise Http404(what)
    kind = StatementKind(what)
    if kind not in offers(matter):
        messages.info(request, "这一步现在不用办。")
        return redirect("mediation-portal:progress")
    form = STATEMENTS[kind](request.POST if request.method == "POST" else None, matter=matter)
    if request.method == "POST" and form.is_valid():
        if wait := turn(request, "portal.say", SAID_A_MINUTE):
            return busy(request, wait)
        state(matter, kind, **form.given())
        messages.success(request, form.done)
        return redirect("mediation-portal:progress")
    status = 422 if request.method == "POST" else 200
    return page(request, "mediation/portal_say.html", {"title": form.ask, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@visiting
def material(request: HttpRequest) -> HttpResponse:
    """补充材料."""
    matter = own_matter()
    form = MaterialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if wait := turn(request, "portal.file", FILES_A_MINUTE):
            return busy(request, wait)
        try:
            add_material(matter, form.cleaned_data["file"], form.cleaned_data["label"])
        except ValidationError as refused:
            form.add_error("file", refused.messages)
        except NotNow as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "材料收到了。")
            return redirect("mediation-portal:progress")
    status = 422 if request.method == "POST" else 200
    return page(request, "mediation/portal_material.html", {"title": "补充材料", "form": form}, status=status)
