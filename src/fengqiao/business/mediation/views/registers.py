"""调解组织名册: lists, pages and acts of committees, mediators, rooms and centers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.business.mediation.entries.registers import APPOINTMENT, CENTER, COMMITTEE, ENROL, MEDIATOR, ROOM, Act
from fengqiao.business.mediation.forms.registers import CenterForm, CommitteeForm, RegisterRowForm
from fengqiao.business.mediation.models import Appointment, MediationRoom
from fengqiao.business.mediation.queries import clocks_of, timeline_of
from fengqiao.business.mediation.queries import registers as queries
from fengqiao.business.mediation.services.committee import found_at
from fengqiao.business.mediation.services.places import open_center
from fengqiao.business.mediation.tables import registers as tables
from fengqiao.business.mediation.views.matters import revealed
from fengqiao.kernel.casework.perform import NotNow
from fengqiao.kernel.exchange.deliver import export_listing
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.services import issue
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.ui.listing import Listing, Tab, listing_page
from fengqiao.kernel.ui.page import go, page, problem

VIEW = "mediation.view"
LISTS = (
    ("调委会", "mediation:committee-list"),
    ("调解员", "mediation:mediator-list"),
    ("调解室（点）", "mediation:room-list"),
    ("矛调中心", "mediation:center-list"),
)


@dataclass(frozen=True, slots=True)
class Button:
    """An act that may be done on a page."""

    key: str
    label: str
    url: str


def _list(request: HttpRequest, listing: Listing) -> HttpResponse:
    own = [Tab(label, reverse(name), reverse(name) == request.path) for label, name in LISTS]
    context = {"registers": own, "may": acting().may}
    return listing_page(request, listing, "mediation/register_list.html", context)


@require_GET
@permission(VIEW)
def committee_list(request: HttpRequest) -> HttpResponse:
    """人民调解委员会."""
    return _list(request, tables.COMMITTEES)


@require_GET
@permission(VIEW)
def committee_export(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows."""
    return export_listing(request, tables.SOURCES[0])


@require_GET
@permission(VIEW)
def mediator_list(request: HttpRequest) -> HttpResponse:
    """人民调解员."""
    return _list(request, tables.MEDIATORS)


@require_GET
@permission(VIEW)
def mediator_export(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows."""
    return export_listing(request, tables.SOURCES[1])


@require_GET
@permission(VIEW)
def room_list(request: HttpRequest) -> HttpResponse:
    """调解室、调解点."""
    return _list(request, tables.ROOMS)


@require_GET
@permission(VIEW)
def center_list(request: HttpRequest) -> HttpResponse:
    """一站式矛盾纠纷调解中心."""
    return _list(request, tables.CENTERS)


@require_GET
@permission(VIEW)
def committee(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One committee: its composition as the law wants it, whom it engages, where it sits, what happened."""
    found = queries.one_committee(uid)
    shown = queries.view_of(found)
    buttons = _buttons(COMMITTEE, found, "mediation:committee-act")
    primary = next((each for each in buttons if each.key == queries.next_act(found, shown)), None)
    context = {
        "committee": found,
        "shown": shown,
        "chip": queries.chip_of(found),
        "primary": primary,
        "actions": [each for each in buttons if each is not primary],
        "may_letter": ENROL in acting().may and found.filed_on is not None,
        "may_change": {"mediation.members"} <= acting().may,
        "clocks": clocks_of(found.pk),
        "timeline": timeline_of(found.pk),
        "steps": tables.COMMITTEES.steps(request, found),
        "hidden": acting().masked,
    }
    return page(request, "mediation/committee.html", context)


@require_GET
@permission(VIEW)
def mediator(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One mediator: one record, every appointment, training and discipline."""
    found = queries.one_mediator(uid)
    context = {
        "mediator": found,
        "name": queries.shown_name(found),
        "appointments": queries.appointments_of(found),
        "trainings": queries.trainings_of(found),
        "disciplines": queries.disciplines_of(found),
        "actions": _buttons(MEDIATOR, found, "mediation:mediator-act"),
        "may_change": acting().covers(found.scope_code) and "mediation.members" in acting().may,
        "clocks": clocks_of(found.pk),
        "timeline": timeline_of(found.pk),
        "steps": tables.MEDIATORS.steps(request, found),
        "hidden": acting().masked,
    }
    return page(request, "mediation/mediator.html", context)


@require_GET
@permission(VIEW)
def center(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One center: where it is, whom one finds there, the office it relies on."""
    found = queries.centers().get(pk=uid)
    context = {
        "center": found,
        "chip": queries.open_chip(found),
        "actions": _buttons(CENTER, found, "mediation:center-act"),
        "timeline": timeline_of(found.pk),
        "steps": tables.CENTERS.steps(request, found),
    }
    return page(request, "mediation/center.html", context)


@require_http_methods(["GET", "POST"])
@permission(ENROL)
def committee_new(request: HttpRequest) -> HttpResponse:
    """设立调委会."""
    form = CommitteeForm(request.POST or None)
    if made := _made(request, form, found_at):
        messages.success(request, f"已设立{made.name}，请登记委员后备案。")
        return go(request, reverse("mediation:committee", args=[made.pk]))
    return _form_page(request, form, title="设立调委会", back=reverse("mediation:committee-list"), crumb="调委会")


@require_http_methods(["GET", "POST"])
@permission(ENROL)
def center_new(request: HttpRequest) -> HttpResponse:
    """登记矛调中心."""
    form = CenterForm(request.POST or None)
    if made := _made(request, form, open_center):
        messages.success(request, f"已登记{made.name}。")
        return go(request, reverse("mediation:center", args=[made.pk]))
    return _form_page(request, form, title="登记矛调中心", back=reverse("mediation:center-list"), crumb="矛调中心")


@require_http_methods(["GET", "POST"])
@permission(VIEW)
def committee_act(request: HttpRequest, uid: UUID, act: str) -> HttpResponse:
    """登记调解员、备案、换届、撤销 … of a committee."""
    found = queries.one_committee(uid)
    return _act(request, COMMITTEE, act, found, reverse("mediation:committee", args=[uid]), found.name)


@require_http_methods(["GET", "POST"])
@permission(VIEW)
def mediator_act(request: HttpRequest, uid: UUID, act: str) -> HttpResponse:
    """变更、培训、等级、处理 of a mediator."""
    found = queries.one_mediator(uid)
    return _act(request, MEDIATOR, act, found, reverse("mediation:mediator", args=[uid]), found.name)


@require_http_methods(["GET", "POST"])
@permission(VIEW)
def appointment_act(request: HttpRequest, uid: UUID, act: str) -> HttpResponse:
    """续聘、解聘."""
    found = Appointment.objects.select_related("subject", "mediator", "committee").get(pk=uid)
    back = reverse("mediation:mediator", args=[found.mediator_id])
    return _act(request, APPOINTMENT, act, found, back, f"{found.mediator.name}（{found.committee.name}）")


@require_http_methods(["GET", "POST"])
@permission(VIEW)
def room_act(request: HttpRequest, uid: UUID, act: str) -> HttpResponse:
    """变更、撤销 of a room."""
    found = MediationRoom.objects.select_related("subject").get(pk=uid)
    return _act(request, ROOM, act, found, reverse("mediation:committee", args=[found.committee_id]), found.name)


@require_http_methods(["GET", "POST"])
@permission(VIEW)
def center_act(request: HttpRequest, uid: UUID, act: str) -> HttpResponse:
    """变更、撤销 of a center."""
    found = queries.centers().get(pk=uid)
    return _act(request, CENTER, act, found, reverse("mediation:center", args=[uid]), found.name)


@require_POST
@permission(VIEW)
def mediator_reveal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """查看隐去内容 of a mediator, with a reason that is written down."""
    back = reverse("mediation:mediator", args=[uid])
    return revealed(request, queries.one_mediator(uid), back=back, crumb="调解员")


@require_POST
@permission(ENROL)
def court_letter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """制作通报函: the composition as it stands now."""
    found = queries.one_committee(uid)
    try:
        issued = issue(PAPERS["mediation.court_notice"], found)
    except ValidationError as refused:
        return problem(request, refused)
    return redirect("paperwork:paper-print", issued.pk)


def _buttons(acts: Mapping[str, Act], row: Any, name: str) -> list[Button]:  # a register's row
    """What the acting post may do with a row now; a row that is only lent is only read."""
    me = acting()
    if not me.covers(row.scope_code):
        return []
    return [
        Button(key, act.label, reverse(name, args=[row.pk, key]))
        for key, act in acts.items()
        if act.may in me.may and act.offered(row)
    ]


def _act(
    request: HttpRequest, acts: Mapping[str, Act], key: str, row: Any, back: str, crumb: str
) -> HttpResponse:  # a register's row
    act = acts.get(key)
    if act is None or act.may not in acting().may or not acting().covers(row.subject.scope_code):
        raise Http404(key)  # a row that is only lent is only read
    if not act.offered(row):
        return problem(request, NotNow(f"{crumb}现在不能{act.label}。"))
    form = act.form(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            act.do(row, form)
        except NotNow as refused:
            return problem(request, refused)
        except ValidationError as refused:
            _refuse(form, refused)
        else:
            messages.success(request, f"已{act.label}。")
            return go(request, back)
    return _form_page(request, form, title=act.label, back=back, crumb=crumb)


def _made(request: HttpRequest, form: RegisterRowForm, verb: Callable[..., Any]) -> Any:  # a register's row
    """The row that a valid form makes; None: nothing was sent, or the form says why not."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return verb(**form.given())
    except ValidationError as refused:
        _refuse(form, refused)
        return None


def _refuse(form: forms.Form, refused: ValidationError) -> None:
    """The sentences beside the fields they are about, where the form has those."""
    said = refused.message_dict if hasattr(refused, "error_dict") else {"": refused.messages}
    for name, sentences in said.items():
        form.add_error(name if name in form.fields else None, sentences)


def _form_page(request: HttpRequest, form: forms.Form, *, title: str, back: str, crumb: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "crumb": crumb}
    status = 422 if request.method == "POST" else 200
    return page(request, "mediation/register_form.html", context, part="form", status=status)
