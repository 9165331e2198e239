"""Hand-overs of every line on one page: send, sign for, turn back, answer (流转)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.kernel.casework.models import Referral
from fengqiao.kernel.casework.perform import NotNow
from fengqiao.kernel.casework.referral import (
    SAY_RESULT,
    SAY_WHY,
    answer,
    incoming,
    outgoing,
    refer,
    sign_for,
    signed,
    turn_back,
)
from fengqiao.kernel.casework.registry import case_of, page_url
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.models import Organization, valid
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import COUNTY, acting, one_act, today
from fengqiao.kernel.ui.page import go, page, problem

REFER = "casework.refer"


class ReferForm(forms.Form):
    """流转单: to whom, how, why, what is asked."""

    to = forms.ModelChoiceField(label="接收单位", queryset=Organization.objects.none(), empty_label="请选择")
    mode = forms.ChoiceField(
        label="方式",
        choices=[(Referral.Mode.LEND, "协办：仍由本单位承办"), (Referral.Mode.MOVE, "转办：签收后由对方承办")],
        widget=forms.RadioSelect,
        initial=Referral.Mode.LEND,
    )
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    requested = forms.CharField(
        label="请求事项", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, county: int, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        near = Organization.objects.all().filter(valid(today()), county=county).exclude(pk=acting().seat())
        self.fields["to"].queryset = near  # type: ignore[attr-defined]  # a model choice


class ReturnForm(forms.Form):
    """退回: why."""

    reason = forms.CharField(label="退回理由", max_length=200, error_messages={"required": SAY_WHY})


class AnswerForm(forms.Form):
    """反馈: result, basis and the parties' attitude."""

    reason = forms.CharField(label="反馈内容", max_length=1000, error_messages={"required": SAY_RESULT})


@require_GET
@permission(REFER)
def referral_list(request: HttpRequest) -> HttpResponse:
    """流转: what waits to be signed for here, what was signed for, what was sent."""
    context = {"waiting": incoming(), "signed": signed()[:50], "sent": outgoing()[:50], "hidden": acting().masked}
    return page(request, "ui/referral_list.html", context)


@require_http_methods(["GET", "POST"])
@permission(REFER)
def referral_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """发出流转."""
    case = case_of(uid)
    form = ReferForm(request.POST or None, county=abs(case.scope_code) // COUNTY)
    if request.method == "POST" and form.is_valid():
        try:
            with one_act():
                refer(case, kind=case.flow.key, **form.cleaned_data)
        except (NotNow, ValidationError) as refused:
            return problem(request, refused)
        messages.success(request, "已发出，对方签收前仍由本单位负责。")
        return go(request, page_url(case.flow.key, case.pk))
    context = {"form": form, "case": case, "back": page_url(case.flow.key, case.pk)}
    return page(request, "ui/referral_new.html", context, part="form", status=422 if request.method == "POST" else 200)


@require_POST
@permission(REFER)
def referral_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """签收: from here on the matter, or a part in it, is ours."""
    try:
        with one_act():
            referral = sign_for(pk)
    except NotNow as refused:
        return problem(request, refused)
    messages.success(request, "已签收。")
    subject = Subject.objects.readable().get(pk=referral.opened_id or referral.subject_id)
    return go(request, page_url(subject.kind, subject.pk))


@require_POST
@permission(REFER)
def referral_return(request: HttpRequest, pk: UUID) -> HttpResponse:
    """退回, with its reason."""
    _sent_here(pk)
    form = ReturnForm(request.POST)
    try:
        with one_act():
            turn_back(pk, reason=said_in(form))
    except (NotNow, ValidationError) as refused:
        return problem(request, refused)
    messages.success(request, "已退回。")
    return go(request, reverse("ui:referral-list"))


@require_POST
@permission(REFER)
def referral_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """反馈: result, basis and the parties' attitude."""
    _sent_here(pk)
    form = AnswerForm(request.POST)
    try:
        with one_act():
            answer(pk, result=said_in(form))
    except (NotNow, ValidationError) as refused:
        return problem(request, refused)
    messages.success(request, "已反馈。")
    return go(request, reverse("ui:referral-list"))


def _sent_here(pk: UUID) -> None:
    """What was sent to others is not there, whatever the form says."""
    Referral.objects.readable().only("pk").get(pk=pk, to_organization=acting().organization)


def said_in(form: forms.Form) -> str:
    """What the form of a button says; what is wrong with it is refused."""
    if not form.is_valid():
        raise ValidationError(form.errors.as_data()["reason"])
    said: str = form.cleaned_data["reason"]
    return said
