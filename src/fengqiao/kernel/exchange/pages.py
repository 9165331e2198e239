"""How the pages of this room are put into the frame of the workbench, which stands above it (页面)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Page(Protocol):
    """The signature of `kernel.ui.page.page`."""

    def __call__(
        self,
        request: HttpRequest,
        template: str,
        context: Mapping[str, Any] | None = None,
        *,
        part: str | None = None,
        status: int = 200,
    ) -> HttpResponse: ...


_provided: list[Page] = []


def provide_page(page: Page) -> None:
    """The interface says, at start, how a page is answered."""
    _provided[:] = [page]


def answer(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page in its frame, or the part htmx asks for; in a house without an interface, the bare page."""
    if _provided:
        return _provided[0](request, template, context, part=part, status=status)
    return render(request, template, dict(context), status=status)
