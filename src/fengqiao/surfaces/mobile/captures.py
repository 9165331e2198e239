"""Captures on the phone (移动采集): the blank forms it keeps, what waits on it, what must be corrected (待补正)."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.kernel.casework.models import ReusedKey
from fengqiao.kernel.casework.perform import NotNow, fresh_key
from fengqiao.kernel.identity.door import may_enter, permission
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.places.divisions import Level
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.sync.declarations import CAPTURES, Capture
from fengqiao.kernel.sync.models import Captured
from fengqiao.kernel.sync.services import numbered, register_device, settle, waiting
from fengqiao.kernel.ui.page import go, page, problem
from fengqiao.kernel.ui.widgets import RegionPicker

TOWNSHIP = 1000  # codes of villages in one township


@require_http_methods(["GET", "POST"])
@permission(WORKBENCH)
def capture_new(request: HttpRequest, entry: str) -> HttpResponse:
    """The blank form, which the phone keeps and fills in by itself; a browser without script sends it here."""
    capture = _capture(request, entry)
    form = on_phone(capture.entry.form(request.POST or None, initial={"idempotency_key": fresh_key()}))
    if request.method == "POST" and form.is_valid():
        try:
            made = capture.entry.write(**form.cleaned_data)
        except (ReusedKey, NotNow) as refused:
            return problem(request, refused)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"已登记，编号 {made.number}。")
            return go(request, reverse("mobile:home"))
    return _form_page(request, capture, form, {"kept": True})


@require_GET
@permission(WORKBENCH)
def outbox(request: HttpRequest) -> HttpResponse:
    """待传: the page is blank, the phone fills it in from what lies sealed on it."""
    return page(request, "mobile/outbox.html", {"title": "待传"})


@require_GET
@permission(WORKBENCH)
def correction_list(request: HttpRequest) -> HttpResponse:
    """待补正: what was refused, and why."""
    rows = [(CAPTURES[kept.entry].entry.label, kept, _first(kept)) for kept in waiting()[:50]]
    return page(request, "mobile/corrections.html", {"title": "待补正", "rows": rows})


@require_http_methods(["GET", "POST"])
@permission(WORKBENCH)
def correction(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them on its own form, with what was typed and what refused it; sent again under the same key."""
    kept = waiting().get(pk=pk)
    capture = _capture(request, kept.entry)
    if request.method == "POST":
        typed = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
        settle(kept, typed)
        if kept.state == Captured.State.DONE:
            messages.success(request, f"已登记，编号 {kept.made}。")
            return go(request, reverse("mobile:corrections"))
    form = on_phone(capture.entry.form(MultiValueDict(kept.typed())))
    form.full_clean()
    for name, sentences in kept.refusals().items():
        for sentence in sentences:
            if sentence not in form.errors.get(name, ()):
                form.add_error(name if name in form.fields else None, sentence)
    return _form_page(request, capture, form, {"captured": kept})


@never_cache
@require_POST
@permission(WORKBENCH)
def device_new(request: HttpRequest) -> HttpResponse:
    """登记本机: the token for its uploads, told once to the phone, which seals it."""
    label = request.POST.get("label", "").strip()[:60]
    if not label:
        return JsonResponse({"detail": "请说明是哪一部手机。"}, status=400)
    secret, token = register_device(label)
    return JsonResponse({"secret": secret, "device": str(token.pk), "post": str(token.post_id), "numbered": numbered()})


def capture_url(key: str) -> str:
    """The address of a blank form as it is now: another form has another address, so the phone keeps the right one."""
    capture = CAPTURES[key]
    return f"{reverse('mobile:capture', args=[key])}?v={form_hash(capture, on_phone(capture.entry.form()))}"


def form_hash(capture: Capture, form: forms.Form) -> str:
    """Which form this is: its fields, words and choices, without what is filled in."""
    fields = [
        [name, field.label, field.help_text, field.required, _choices(field)] for name, field in form.fields.items()
    ]
    said = json.dumps([capture.groups, dict(capture.when), fields], default=str, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def on_phone(form: forms.Form) -> forms.Form:
    """The form as it works without network: places of the own townships in a list, today is the day it is opened."""
    for field in form.fields.values():
        if isinstance(field.widget, RegionPicker):
            villages, home = _villages()
            field.widget = forms.Select(choices=[("", "请选择"), *villages])
            field.widget.is_required = field.required
            field.initial = home
        elif isinstance(field, forms.DateField) and field.initial:
            field.initial = None
            field.widget.attrs["data-today"] = ""
    return form


def _villages() -> tuple[list[tuple[int, str]], int | None]:
    """The villages of the own townships, and the own one."""
    home = Organization.objects.get(pk=acting().seat())
    own = [code // TOWNSHIP * TOWNSHIP for code in (home.region_id, *home.townships)]
    villages = [
        village
        for code in own
        for village in Region.objects.filter(
            code__range=(code, code + TOWNSHIP - 1), level=Level.VILLAGE, valid_to=None
        ).values_list("code", "name")
    ]
    return villages, home.region_id if home.region_id % TOWNSHIP else None


def _choices(field: forms.Field) -> list[Any]:
    return list(getattr(field, "choices", None) or getattr(field.widget, "choices", None) or ())


def _capture(request: HttpRequest, key: str) -> Capture:
    capture = CAPTURES.get(key)
    if capture is None:
        raise PermissionDenied("没有这项采集")
    if reason := may_enter(request, acting(), capture.entry.may):
        raise PermissionDenied(reason)
    return capture


def _form_page(request: HttpRequest, capture: Capture, form: forms.Form, more: dict[str, Any]) -> HttpResponse:
    groups = [
        (heading, [(form[name], capture.when.get(name, "")) for name in names]) for heading, names in capture.groups
    ]
    context = {
        "title": capture.entry.label,
        "capture": capture,
        "form": form,
        "hash": form_hash(capture, form),
        "groups": groups,
        **more,
    }
    return page(request, "mobile/capture.html", context, status=422 if request.method == "POST" else 200)


def _first(kept: Captured) -> str:
    return next((sentence for sentences in kept.refusals().values() for sentence in sentences), "")
