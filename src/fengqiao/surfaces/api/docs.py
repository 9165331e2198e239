"""What the interface offers: its description for machines, and a page for the staff of the house (接口说明)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from fengqiao.kernel.identity.door import outside, permission
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.ui.page import page
from fengqiao.surfaces.api.interface import INTERFACE
from fengqiao.surfaces.api.problems import refuse


@cache
def schema() -> Mapping[str, Any]:
    """The OpenAPI description; it does not change while the process runs."""
    return INTERFACE.get_openapi_schema()


@require_GET
@outside
def description(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1: what can be asked, not a word of what is kept."""
    return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False})


@csrf_exempt
@outside
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """An address that no operation has is refused as everything else is."""
    return refuse(404, f"接口没有这个地址，可用的地址见 {reverse('api:openapi')}。")


@dataclass(frozen=True, slots=True)
class Line:
    """One operation as the page shows it."""

    group: str
    method: str
    path: str
    summary: str
    takes: str
    answers: str


@require_GET
@permission(WORKBENCH)
def reference(request: HttpRequest) -> HttpResponse:
    """接口说明: every operation with what it takes and answers, for signed-in staff."""
    lines = sorted(_lines(), key=lambda line: line.group)
    groups = [(group, list(members)) for group, members in groupby(lines, lambda line: line.group)]
    return page(
        request, "api/docs.html", {"title": "接口说明", "groups": groups, "about": schema()["info"]["description"]}
    )


def _lines() -> Iterator[Line]:
    for path, methods in schema()["paths"].items():
        for method, operation in methods.items():
            takes = [each["name"] for each in operation["parameters"] if each["in"] != "path"]
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            if body:
                takes.append(body.get("$ref", "JSON").rpartition("/")[2])
            yield Line(
                operation.get("tags", [""])[0],
                method.upper(),
                path,
                operation["summary"],
                "、".join(takes),
                "、".join(map(str, operation["responses"])),
            )
