"""The pages of 防止激化: recorded on a dispute, looked at and signed off."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.business.mediation import queries
from fengqiao.business.mediation.forms import PreventionForm
from fengqiao.business.mediation.queries import preventions
from fengqiao.business.mediation.services.prevention import record_prevention
from fengqiao.kernel.casework.models import ReusedKey
from fengqiao.kernel.casework.perform import NotNow, fresh_key
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.ui.page import go, page, problem
from fengqiao.kernel.ui.steps import actions_of

VIEW, HANDLE = "mediation.view", "mediation.handle"


@require_http_methods(["GET", "POST"])
@permission(HANDLE)
def prevention_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """登记防止激化."""
    found = queries.one_dispute(uid)
    form = PreventionForm(request.POST or None, initial={"idempotency_key": fresh_key()})
    if request.method == "POST" and form.is_valid():
        try:
            record_prevention(found, **form.cleaned_data)
        except (ReusedKey, NotNow) as refused:
            return problem(request, refused)
        messages.success(request, "已登记，待所长审核后计入统计。")
        return go(request, reverse("mediation:dispute", args=[uid]))
    context = {
        "form": form,
        "title": "登记防止激化",
        "crumb": queries.shown_title(found),
        "back": reverse("mediation:dispute", args=[uid]),
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "mediation/register_form.html", context, part="form", status=status)


@require_GET
@permission(VIEW)
def prevention(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One 防止激化 with its grounds and the head's word."""
    found = preventions.one_prevention(uid)
    steps = actions_of(found)
    primary = next((action for action in steps if action.leads), None)
    context = {
        "prevention": found,
        "title": found.get_kind_display(),
        "crumb": queries.shown_title(found.dispute),
        "chip": preventions.chip(found),
        "primary": primary,
        "actions": [action for action in steps if action is not primary and not action.why],
        "hidden": acting().masked,
        "timeline": queries.timeline_of(found.pk),
    }
    return page(request, "mediation/prevention.html", context)
