"""One page for every step of every line: the declared form, a refusal in plain words, the matter's page after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fengqiao.kernel.casework.duties import open_duties
from fengqiao.kernel.casework.flow import T
from fengqiao.kernel.casework.forms import StepForm
from fengqiao.kernel.casework.models import Case, ReusedKey
from fengqiao.kernel.casework.perform import NotNow, Stale, fresh_key, perform, refusal, why_not_yet
from fengqiao.kernel.casework.registry import case_of, form_of, page_url
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.places.scope import acting, one_act
from fengqiao.kernel.ui.page import go, page, problem


@dataclass(frozen=True, slots=True)
class Action:
    """One step that the acting post may do now, as the matter's page offers it."""

    key: str
    label: str
    url: str
    asks: bool  # it has a form of its own; otherwise one press does it
    version: int
    nonce: str
    why: str = ""  # why it may not be done yet
    early: str = ""  # why its time has not come, though it may be done
    ranked: bool = True  # it is on the way the course goes; any other is one act among others

    @property
    def leads(self) -> bool:
        """Whether it may be the page's primary button."""
        return self.ranked and not self.why and not self.early

    @property
    def waits(self) -> str:
        """What an act on the way of the course still waits for."""
        return (self.why or self.early) if self.ranked else ""


def actions_of(case: Case) -> list[Action]:
    """What may be done now, the next lawful act first; what is not yet allowed says why."""
    me = acting()
    steps = [step for step in case.flow if step.may in me.may and step.open_for(case)]
    waiting = open_duties(case.pk, {step.duty for step in steps if step.duty})
    steps.sort(key=lambda step: (not waiting.get(step.duty, False), -step.rank))
    facts = cache(case.facts)
    return [_action(case, step, facts, ranked=bool(step.rank) and step.duty in {"", *waiting}) for step in steps]


def _action(case: Case, step: T, facts: Callable[[], object], *, ranked: bool) -> Action:
    refused = why_not_yet(case, step, facts)
    early = refusal(step.early, facts()) if step.early and ranked else None
    return Action(
        step.key,
        step.label,
        reverse("step", args=[case.flow.area, case.pk, step.key]),
        bool(step.form),
        case.version,
        str(fresh_key()),
        _first(refused),
        _first(early),
        ranked,
    )


def _first(refused: Exception | None) -> str:
    """The first thing in the way; the others come in their turn."""
    return next(iter(_sentences(refused)), "").rstrip("。")


def _sentences(refused: Exception | None) -> Iterable[str]:
    if isinstance(refused, ValidationError):
        return [str(message) for message in refused.messages]
    return [str(refused)] if refused else []


@require_http_methods(["GET", "POST"])
@permission(WORKBENCH)
def step(request: HttpRequest, area: str, uid: UUID, key: str) -> HttpResponse:
    """Show a step's form, or do the step. A step one may not do is not there: 404."""
    case = case_of(uid)
    try:
        declared = case.flow[key]
    except KeyError as unknown:
        raise Http404(key) from unknown
    if case.flow.area != area or declared.may not in acting().may:
        raise PermissionDenied(declared.may)
    form_class = form_of(case, declared) or StepForm
    if request.method == "GET":
        if not declared.open_for(case):
            return problem(request, NotNow(f"本件当前为“{case.state_label}”，不能{declared.label}。"))
        return _shown(request, case, declared, form_class(case=case, initial=_hidden(case)))
    form = form_class(request.POST, request.FILES, case=case)
    if not form.is_valid():
        return _shown(request, case, declared, form, status=422)
    version, nonce = form.cleaned_data["version"], form.cleaned_data["idempotency_key"]
    try:
        with one_act():
            perform(case, key, version=version, idempotency_key=nonce, noted=form.noted(), **form.given())
    except ValidationError as refused:
        if not declared.form:
            return problem(request, refused)
        form.add_error(None, refused.messages)
        return _shown(request, case, declared, form, status=422)
    except Stale as stale:
        return problem(request, stale, form=form)
    except (NotNow, ReusedKey) as refused:
        return problem(request, refused)
    messages.success(request, f"已{declared.label}。")
    return go(request, page_url(case.flow.key, case.pk))


def _hidden(case: Case) -> dict[str, object]:
    return {"version": case.version, "idempotency_key": fresh_key()}


def _shown(request: HttpRequest, case: Case, declared: T, form: forms.Form, *, status: int = 200) -> HttpResponse:
    context = {
        "case": case,
        "step": declared,
        "form": form,
        "groups": getattr(form, "groups", ()),
        "back": page_url(case.flow.key, case.pk),
    }
    return page(request, "ui/step.html", context, part="form", status=status)
