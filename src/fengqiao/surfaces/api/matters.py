"""Any matter of any line: where it stands, what may be done with it now, and every step by one route (办件)."""
# Annotations are read by the interface at start: this page does not postpone them.

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Body, Header, Router, Schema

from fengqiao.kernel.casework.duties import DUTIES
from fengqiao.kernel.casework.flow import T
from fengqiao.kernel.casework.forms import StepForm
from fengqiao.kernel.casework.models import Case, Receipt, Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.casework.registry import case_of, form_of
from fengqiao.kernel.casework.titles import title_for
from fengqiao.kernel.identity.door import permitted
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.places.scope import acting, now
from fengqiao.kernel.ui.steps import actions_of
from fengqiao.kernel.ui.timeline import timeline_of
from fengqiao.surfaces.api.forms import FieldOut, described, fitting

router = Router(tags=["办件"])
HIDDEN = tuple(StepForm.base_fields)

Version = Annotated[str, Header(alias="If-Match", max_length=12, pattern=r'^"?\d{1,9}"?$')]
RequestKey = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=80, pattern=r"^[\x21-\x7e]+$")]


class StepOut(Schema):
    """A step that the post may do; `why` says what stands against it yet."""

    key: str
    label: str
    asks: bool
    why: str


class HappeningOut(Schema):
    """One line of the timeline."""

    at: datetime | None
    sentence: str
    by: str


class LimitOut(Schema):
    """A running limit."""

    duty: str
    label: str
    due_at: datetime | None
    late: bool


class MatterOut(Schema):
    """A matter with its course; `version` goes into If-Match of the next step."""

    id: UUID
    kind: str
    number: str
    title: str
    state: str
    state_label: str
    version: int
    opened_at: datetime
    closed_at: datetime | None
    flags: list[str]
    steps: list[StepOut]
    limits: list[LimitOut]
    timeline: list[HappeningOut]


class StepFormOut(Schema):
    """What a step asks for."""

    key: str
    label: str
    fields: list[FieldOut]


@router.get("/{uid}", response=MatterOut, summary="办件：状态、版本、可办环节、时间线")
@permitted(WORKBENCH)
def matter(request: HttpRequest, response: HttpResponse, uid: UUID) -> MatterOut:
    """Where a matter stands; the ETag is its version."""
    return _shown(response, _readable(uid))


@router.get("/{uid}/steps/{key}", response=StepFormOut, summary="环节的表单")
@permitted(WORKBENCH)
def step_form(request: HttpRequest, uid: UUID, key: str) -> StepFormOut:
    """The fields of a step with their choices, as the page would show them."""
    case = _readable(uid)
    step = _step(case, key)
    form = (form_of(case, step) or StepForm)(case=case)
    return StepFormOut(key=step.key, label=step.label, fields=described(form, without=HIDDEN))


@router.post("/{uid}/steps/{key}", response=MatterOut, summary="办理一个环节")
@permitted(WORKBENCH)
def step(
    request: HttpRequest,
    response: HttpResponse,
    uid: UUID,
    key: str,
    if_match: Version,
    idempotency_key: RequestKey,
    given: Annotated[dict[str, Any] | None, Body()] = None,
) -> MatterOut:
    """Do a step: the JSON goes through the step's own form; the same Idempotency-Key again changes nothing."""
    case = case_of(uid)
    declared = _step(case, key)
    done = {"subject": uid, "post": acting().post, "step": case.flow.kind(key)}
    if Receipt.objects.filter(pk=idempotency_key, **done).exists():  # asked again: the form may no longer fit
        return _shown(response, case)
    hidden = {"version": if_match.strip('"'), "idempotency_key": idempotency_key}
    blank = (form_of(case, declared) or StepForm)(case=case)
    asked = {name: field for name, field in blank.fields.items() if name not in HIDDEN}
    form = type(blank)({**fitting(given or {}, asked), **hidden}, case=case)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    version = form.cleaned_data["version"]
    noted = form.noted()
    done_ = perform(case, key, version=version, idempotency_key=idempotency_key, noted=noted, **form.given())
    return _shown(response, done_)


def _readable(uid: UUID) -> Case:
    case = case_of(uid)
    if f"{case.flow.area}.view" not in acting().may:
        raise PermissionDenied(f"{case.flow.area}.view")
    return case


def _step(case: Case, key: str) -> T:
    """A step of the course that the post may do; any other is not there."""
    try:
        step = case.flow[key]
    except KeyError as unknown:
        raise Http404(key) from unknown
    if step.may not in acting().may:
        raise PermissionDenied(step.may)
    return step


def _shown(response: HttpResponse, case: Case) -> MatterOut:
    response["ETag"] = f'"{case.version}"'
    running = Task.objects.readable().filter(subject=case.pk, done_at=None).order_by("due_at", "id")
    return MatterOut(
        id=case.pk,
        kind=case.flow.key,
        number=case.number,
        title=title_for(case.subject),
        state=case.state,
        state_label=case.state_label,
        version=case.version,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        flags=[word for word, _ in case.flags()],
        steps=[
            StepOut(key=action.key, label=action.label, asks=action.asks, why=action.why) for action in actions_of(case)
        ],
        limits=[
            LimitOut(
                duty=task.duty,
                label=DUTIES[task.duty].label,
                due_at=task.due_at,
                late=task.due_at is not None and task.due_at < now(),
            )
            for task in running
        ],
        timeline=[HappeningOut(at=each.at, sentence=each.words, by=each.note) for each in timeline_of(case.pk)],
    )
