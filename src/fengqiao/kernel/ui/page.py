"""Answering with a page: the whole of it, the part htmx asked for, or a refusal in plain words."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm, Field, ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from fengqiao.kernel.ui import words
from fengqiao.kernel.ui.words import Difference


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """A line of the side navigation; the count is red only when something is overdue."""

    label: str
    url: str
    icon: str = "point"
    count: int = 0
    late: bool = False
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A post the person may work in (岗位)."""

    id: str
    label: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Shell:
    """What surrounds a page of the workbench: who one is, where one may go and what is waiting."""

    brand: str = "枫桥工作平台"
    organization: str = ""
    person: str = ""
    post: str = ""
    posts: tuple[Seat, ...] = ()
    navigation: tuple[tuple[NavItem, ...], ...] = ()
    bell: int = 0
    urls: Mapping[str, str] = dataclasses.field(
        default_factory=dict
    )  # home, search, bell, phone, switch, account, sign_out, directory


_provider: list[Callable[[HttpRequest], Shell]] = []


def provide_shell(provider: Callable[[HttpRequest], Shell]) -> None:
    """The workbench says, at start, how the frame of a request is filled; this room cannot see the doors above it."""
    _provider[:] = [provider]


def shell_of(request: HttpRequest) -> Shell:
    """The frame of this request; a house without a workbench has an empty one."""
    return _provider[0](request) if _provider else Shell()


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page: not when it restores its history, nor when it loads a whole page."""
    headers = request.headers
    whole = "HX-History-Restore-Request" in headers or "HX-Boosted" in headers
    return headers.get("HX-Request") == "true" and not whole


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, or its named partial when htmx asks for it; rendered here, inside the open scope."""
    name = f"{template}#{part}" if part and wants_part(request) else template
    frame = {"shell": SimpleLazyObject(lambda: shell_of(request))}
    response = render(request, name, {**frame, **(context or {})}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def go(request: HttpRequest, url: str) -> HttpResponse:
    """After saving, on to where the next step is; htmx would follow a redirect into its target, so it is told to go."""
    if not wants_part(request):
        return redirect(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response


def problem(request: HttpRequest, exception: Exception, *, form: BaseForm | None = None) -> HttpResponse:
    """A refused step in plain words: 409 or 422, as the exception says.

    htmx puts it above what was typed, which stays; without JavaScript it is a page of its own with the way back. When
    somebody else was faster and the form is given, both versions stand side by side, and the form may be sent again on
    top of the present one: a decision of the person, who has now read it.
    """
    status = int(getattr(exception, "status", 422 if isinstance(exception, ValidationError) else 409))
    record = getattr(exception, "case", None)
    differences = compare(form, record) if form is not None and record is not None else []
    version = getattr(record, "version", None) if form is not None else None
    context = {"sentences": sentences(exception), "differences": differences, "status": status, "version": version}
    response = page(request, "ui/problem.html", context, part="said", status=status)
    if wants_part(request):
        response["HX-Retarget"], response["HX-Reswap"] = "#problem", "innerHTML show:top"
    return response


def busy(request: HttpRequest, wait: int) -> HttpResponse:
    """Too many requests from one caller of the public face: when to come again (频次)."""
    response = page(request, "ui/busy.html", {"title": "请稍等", "wait": wait}, status=429)
    response["Retry-After"] = str(wait)
    return response


def sentences(exception: Exception) -> list[str]:
    """The sentences of a refusal; an exception that says nothing still says something to the person."""
    if isinstance(exception, ValidationError):
        return [str(message) for message in exception.messages]
    return [str(exception)] if str(exception) else ["现在不能办理，请刷新后再试。"]


def compare(form: BaseForm, record: object) -> list[Difference]:
    """Where the form and the record now differ, in the words of the form's labels."""
    found = []
    for bound in form.visible_fields():
        if not hasattr(record, bound.name):
            continue
        cleaned = getattr(form, "cleaned_data", {})
        mine, theirs = cleaned.get(bound.name, bound.value()), getattr(record, bound.name)
        if (mine or None) != (theirs or None):
            found.append(Difference(str(bound.label), _said(mine, bound.field), _said(theirs, bound.field)))
    return [difference for difference in found if difference.mine != difference.theirs]


def _said(value: object, form_field: Field) -> str:
    """A value as the person reads it: the label of a choice, never a key."""
    if value in (None, "", []):
        return words.NONE
    if isinstance(form_field, ModelChoiceField):
        return str(value)
    choices = dict(getattr(form_field, "choices", ()))
    many = value if isinstance(value, (list, tuple)) else [value]
    return "、".join(str(choices.get(one, choices.get(str(one), one))) for one in many)
