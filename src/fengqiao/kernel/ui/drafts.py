"""Keeping what is being typed (草稿): saved while one types, offered again when the form is opened next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from fengqiao.kernel.casework.drafts import drop_draft, keep_draft
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.permissions import WORKBENCH


@require_POST
@permission(WORKBENCH)
def draft_save(request: HttpRequest, form: str) -> HttpResponse:
    """Keep what was typed so far; answers with the words beside the title."""
    keep_draft(form, {name: str(value) for name, value in request.POST.items()})
    return HttpResponse(f"草稿已存 {timezone.localtime():%H:%M}", content_type="text/html; charset=utf-8")


@require_POST
@permission(WORKBENCH)
def draft_drop(request: HttpRequest, form: str) -> HttpResponse:
    """放弃草稿."""
    drop_draft(form)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})
