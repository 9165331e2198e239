"""协作单位接口: agencies whose systems send here, their keys, where they listen, what they were told."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.kernel.identity import partners
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.models import Partner
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.module.registry import sendings
from fengqiao.kernel.notice.declarations import LABELS
from fengqiao.kernel.notice.models import Delivery, Endpoint
from fengqiao.kernel.notice.sending import deliveries, replay, set_endpoint
from fengqiao.kernel.ui.page import page, problem
from fengqiao.surfaces.workbench.partner_forms import EndpointForm, KeyForm, PartnerForm, RangeForm, sources

SHOWN = 100  # deliveries on one page


@require_GET
@permission(ADMINISTER)
def partner_list(request: HttpRequest) -> HttpResponse:
    """The agencies of the own ranges."""
    words = dict(sources())
    rows = [(each, "、".join(words.get(code, code) for code in each.sources)) for each in partners.partners()]
    return page(request, "workbench/partners.html", {"title": "协作单位接口", "rows": rows})


@require_http_methods(["GET", "POST"])
@permission(ADMINISTER)
def partner_new(request: HttpRequest) -> HttpResponse:
    """新增协作单位."""
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = partners.add_partner(role=sendings()[0].role, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return redirect("administration:partner", made.pk)
    context = {"title": "新增协作单位", "form": form}
    return page(request, "workbench/partner_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission(ADMINISTER)
def partner(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One agency: what it may send, its keys, where it listens, what it was told."""
    found = _partner(pk)
    form = RangeForm(request.POST or None, initial=RangeForm.values_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            partners.change_partner(found, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return redirect("administration:partner", pk)
    told = [(each, LABELS.get(each.topic, each.topic)) for each in deliveries(found.organization)[:SHOWN]]
    context = {
        "title": found.organization.name,
        "partner": found,
        "form": form,
        "keys": partners.keys_of(found),
        "endpoint": Endpoint.objects.filter(pk=found.organization_id).first(),
        "told": told,
    }
    return page(request, "workbench/partner.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@permission(ADMINISTER)
def partner_key_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """签发、换发密钥: shown once."""
    found, form = _partner(pk), KeyForm(request.POST)
    if not form.is_valid():
        return problem(request, _errors(form))
    return _secret(request, found, "接口密钥", partners.give_key(found, **form.cleaned_data))


@require_POST
@permission(ADMINISTER)
def partner_key_end(request: HttpRequest, pk: UUID, key: UUID) -> HttpResponse:
    """停用密钥."""
    partners.take_key(_partner(pk), key)
    return redirect("administration:partner", pk)


@never_cache
@require_POST
@permission(ADMINISTER)
def partner_endpoint(request: HttpRequest, pk: UUID) -> HttpResponse:
    """登记回告地址: the secret of its signatures is shown once."""
    found, form = _partner(pk), EndpointForm(request.POST)
    try:
        if not form.is_valid():
            raise _errors(form)
        secret = set_endpoint(found, **form.cleaned_data)
    except ValidationError as refused:
        return problem(request, refused)
    return _secret(request, found, "签名密钥", secret)


@require_POST
@permission(ADMINISTER)
def delivery_replay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """重发."""
    delivery = get_object_or_404(Delivery, pk=pk)
    found = get_object_or_404(partners.partners(), organization=delivery.organization_id)
    replay(delivery)
    return redirect("administration:partner", found.pk)


def _partner(pk: UUID) -> Partner:
    return get_object_or_404(partners.partners(), pk=pk)


def _errors(form: forms.Form) -> ValidationError:
    return ValidationError([str(error) for errors in form.errors.values() for error in errors])


def _secret(request: HttpRequest, found: Partner, label: str, secret: str) -> HttpResponse:
    """The one page that shows a new secret; it is kept nowhere else in words."""
    context = {"title": label, "secret": secret, "partner": found}
    return page(request, "workbench/partner_secret.html", context)
