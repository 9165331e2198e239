"""申请调解: one question a screen, what was typed is kept in the session, sealed, until it is sent."""

from __future__ import annotations

import secrets
import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.business.mediation.forms.citizen import QUESTIONS, SUMS, CheckForm, Question
from fengqiao.business.mediation.services.citizen import apply_from_outside
from fengqiao.kernel.identity.door import TYPED, public
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.identity.visitors import new_code, present_visitor, turn
from fengqiao.kernel.module.questions import Desk
from fengqiao.kernel.module.registry import ask
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.privacy.carried import carried, carry, drop
from fengqiao.kernel.ui.page import busy, page

DRAFT, RECEIPT = f"{TYPED}application", f"{TYPED}receipt"
SENT_A_MINUTE, ASKED_A_MINUTE = 6, 1  # of one caller: applications; those that are taken without a sum


@require_GET
@never_cache
@public
def begin(request: HttpRequest, office: str) -> HttpResponse:
    """A new application at this office: what an earlier one said is gone."""
    _desk(office)
    drop(request.session, DRAFT)
    return redirect("mediation-portal:question", office, 1)


@require_http_methods(["GET", "POST"])
@never_cache
@public
def question(request: HttpRequest, office: str, step: int) -> HttpResponse:
    """One question; Back shows what was answered."""
    desk = _desk(office)
    if not 1 <= step <= len(QUESTIONS):
        raise Http404(step)
    draft = _draft(request, desk)
    kind = QUESTIONS[step - 1]
    form = kind(request.POST if request.method == "POST" else draft["said"].get(kind.__name__), desk=desk)
    if request.method == "POST" and form.is_valid():
        draft["said"][kind.__name__] = {name: form.cleaned_data[name] for name in form.fields}
        carry(request.session, DRAFT, draft)
        if step == len(QUESTIONS) or "back" in request.GET:
            return redirect("mediation-portal:check", office)
        return redirect("mediation-portal:question", office, step + 1)
    context = {
        "title": form.ask,
        "desk": desk,
        "form": form,
        "step": step,
        "steps": range(1, len(QUESTIONS) + 1),
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "mediation/portal_question.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@public
def check(request: HttpRequest, office: str) -> HttpResponse:
    """核对: all answers on one screen, then they are sent, once."""
    desk = _desk(office)
    draft = _draft(request, desk)
    answers = [kind(draft["said"].get(kind.__name__), desk=desk) for kind in QUESTIONS]
    for place, answer in enumerate(answers, 1):
        if not answer.is_bound or not answer.is_valid():
            return redirect("mediation-portal:question", office, place)
    if request.method == "POST" and (wait := turn(request, "portal.apply", SENT_A_MINUTE)):
        return busy(request, wait)
    form = CheckForm(request.POST or None, sum_of=tuple(draft["sum"]) if draft.get("sum") else None)
    if request.method == "POST" and form.is_valid():
        if form.by_program:
            return redirect("portal:home")
        if _needs_sum(request, draft):
            draft["sum"] = secrets.choice(SUMS)
            form = CheckForm({"willing": "on"}, sum_of=draft["sum"])
        else:
            _send(request, desk, draft, answers)
            return redirect("mediation-portal:receipt")
    carry(request.session, DRAFT, draft)
    context = {"title": "核对一遍", "desk": desk, "form": form, "lines": [_line(each) for each in answers]}
    status = 422 if request.method == "POST" else 200
    return page(request, "mediation/portal_check.html", context, status=status)


@require_GET
@never_cache
@public
def receipt(request: HttpRequest) -> HttpResponse:
    """回执: the number, and the code, which nobody can read again later."""
    given = carried(request.session, RECEIPT)
    if not given or time.time() - given["at"] > settings.IDLE_MINUTES * 60:
        drop(request.session, RECEIPT)
        return redirect("portal:ask")
    return page(request, "mediation/portal_receipt.html", {"title": "申请已送到", **given})


def _desk(code: str) -> Desk:
    desk: Desk | None = next(filter(None, ask("office.behind", code)), None)
    if desk is None:
        raise Http404(code)
    return desk


def _draft(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """What was typed for this office so far, with the key and the code the visitor will have: sent twice is once."""
    draft = carried(request.session, DRAFT)
    if draft.get("office") == desk.code:
        return draft
    return {"office": desk.code, "visitor": str(uuid7()), "code": new_code(), "said": {}}


def _needs_sum(request: HttpRequest, draft: dict[str, Any]) -> bool:
    """Whether somebody there has just applied; the same application sent again is not another one."""
    quick = not draft.get("sum") and turn(request, "portal.sum", ASKED_A_MINUTE) > 0
    return quick and present_visitor(UUID(draft["visitor"])) is None


def _send(request: HttpRequest, desk: Desk, draft: dict[str, Any], answers: list[Question]) -> None:
    given = {name: value for form in answers for name, value in form.cleaned_data.items()}
    office = Organization.objects.get(pk=desk.organization)
    item = apply_from_outside(UUID(draft["visitor"]), draft["code"], office=office, **given)
    shown = {"number": item.number, "code": draft["code"], "office": desk.name, "at": time.time()}
    carry(request.session, RECEIPT, shown)


def _line(form: Question) -> tuple[str, list[str]]:
    """An answer as the check screen repeats it."""
    said: list[str] = []
    for name, field in form.fields.items():
        value = form.cleaned_data[name]
        given = [str(each) for each in (value if isinstance(value, list) else [value]) if each not in (None, "")]
        labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        said += [labels.get(each, each) for each in given]
    return form.short, said
