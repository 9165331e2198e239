"""One interface under /api/v1: the routes all lines share, and the router each line declares (接口)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.module_loading import import_string
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from fengqiao.kernel.module.registry import modules, sendings
from fengqiao.surfaces.api import matters, measures, papers, problems, tasks
from fengqiao.surfaces.api.door import Bearer
from fengqiao.surfaces.api.problems import MEDIA_TYPE, TITLES, Problem

# What JSON holds.
Json = Any

EXAMPLES = {
    400: "请求正文不是有效的 JSON。",
    401: "没有令牌，或令牌已失效。",
    404: "不存在，或不在数据范围内。",
    409: "该请求编号已用于另一项操作，请刷新页面后重试。",
    422: "外部编号缺少这一项。",
    429: "请求过于频繁，请3秒后重试。",
}

DESCRIPTION = (
    "与页面同一套服务。令牌绑定岗位：数据范围、权限和脱敏与该岗位一致，范围外一律 404。"
    "金额为字符串，日期为 2025-03-02，时间带时区。"
    "办理环节须带 If-Match（所见版本）和 Idempotency-Key（重发不重办）。"
)


class Renderer(JSONRenderer):
    """Chinese as it is written."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class Reader(Parser):
    """JSON as it is laid down: no NaN, no half characters, nothing the database could not keep."""

    def parse_body(self, request: HttpRequest) -> Json:
        """The body; whatever cannot be read is answered with 400."""
        parsed = json.loads(request.body.decode(), parse_constant=_refuse)
        written = json.dumps(parsed, ensure_ascii=False)
        written.encode()  # half a character has no place in UTF-8
        if "\\u0000" in written:
            _refuse("NUL")
        return parsed


def _refuse(value: str) -> NoReturn:
    raise ValueError(value)


class Interface(NinjaAPI):
    """The interface whose description declares every refusal of every operation."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description, with the refusals that any operation may answer with."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"].setdefault("schemas", {}).update(_problem_schemas())
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                operation["responses"] |= {status: _refusal(status) for status in _refusals(method, operation)}
        return schema


def _problem_schemas() -> dict[str, Any]:
    whole = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**whole.pop("$defs"), "Problem": whole}


def _refusals(method: str, operation: Mapping[str, Any]) -> list[int]:
    """A reading cannot be out of date; what takes nothing cannot be filled in wrongly."""
    known = [400, 401, 404, 429]
    if method != "get":
        known.append(409)
    if operation["parameters"] or "requestBody" in operation:
        known.append(422)
    return sorted(known)


def _refusal(status: int) -> dict[str, Any]:
    example = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "detail": EXAMPLES[status],
        "errors": [],
    }
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}
    return {"description": TITLES[status], "content": content}


def build() -> Interface:
    """The interface of this house, with the lines of work that declare a router."""
    interface = Interface(
        title="枫桥接口",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        openapi_url=None,
        auth=Bearer(),
        renderer=Renderer(),
        parser=Reader(),
        urls_namespace="api",
    )
    problems.install(interface)
    interface.add_router("/matters", matters.router)
    interface.add_router("/tasks", tasks.router)
    interface.add_router("/measures", measures.router)
    interface.add_router("/papers", papers.router)
    for module in modules():
        if module.api:
            interface.add_router(f"/{module.key}", import_string(module.api))
    for sending in sendings():
        interface.add_router("/partner", import_string(sending.api))
    return interface


INTERFACE = build()
