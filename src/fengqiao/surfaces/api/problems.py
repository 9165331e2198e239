"""How the interface says no: application/problem+json (RFC 9457) with the sentences of the pages (拒绝)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as Misread

from fengqiao.kernel.casework.models import ReusedKey
from fengqiao.kernel.casework.perform import NotNow, Stale
from fengqiao.kernel.journal.opening import ReasonWanted
from fengqiao.surfaces.api.door import TooMany

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "请求读不出",
    401: "令牌无效",
    404: "没有这个事项",
    409: "现在不能办理",
    422: "填写有误",
    429: "请求过于频繁",
}
MISREAD = {
    "missing": "缺少这一项。",
    "extra_forbidden": "没有这一项。",
    "uuid_parsing": "应为标识号（UUID）。",
    "date_from_datetime_parsing": "应为日期，如 2025-03-02。",
    "datetime_from_date_parsing": "应为时间，如 2025-03-02T09:00:00+08:00。",
    "int_parsing": "应为整数。",
    "decimal_parsing": '应为金额，如 "2000.00"。',
}


class FieldProblem(Schema):
    """What is wrong with one field; an empty name means the whole."""

    field: str
    message: str


class Problem(Schema):
    """A refusal."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []
    version: int | None = None  # the matter's version now, when it was changed in between
    state: str | None = None


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The refusal as it is sent."""
    body = json.dumps(problem.model_dump(exclude_none=True), ensure_ascii=False)
    return HttpResponse(body, status=problem.status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def refuse(
    status: int, detail: str, *, errors: list[FieldProblem] | None = None, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """A refusal in one sentence, with what is wrong in each field."""
    return answer(Problem(title=TITLES[status], status=status, detail=detail, errors=errors or []), headers)


def install(interface: NinjaAPI) -> None:
    """Give every exception that means a refusal its answer; anything else is a defect and stays one (500)."""
    handlers: dict[type[Exception], Any] = {  # each takes its own kind of exception
        AuthenticationError: _unknown,
        HttpError: lambda request, refused: refuse(refused.status_code, _sentence(refused)),
        Http404: lambda request, refused: refuse(404, "没有这个事项，或不在您的数据范围内。"),
        Misread: _misread,
        ValidationError: _invalid,
        DataError: lambda request, refused: refuse(422, "内容过长或格式不符。"),
        Stale: _stale,
        NotNow: lambda request, refused: refuse(409, str(refused)),
        ReusedKey: lambda request, refused: refuse(409, str(refused)),
        ReasonWanted: lambda request, refused: refuse(409, str(refused)),
        TooMany: lambda request, refused: refuse(429, str(refused), headers={"Retry-After": str(refused.wait)}),
    }
    for exception, handler in handlers.items():
        interface.add_exception_handler(exception, handler)


def _unknown(request: HttpRequest, refused: AuthenticationError) -> HttpResponse:
    return refuse(401, "没有令牌，或令牌已失效。", headers={"WWW-Authenticate": "Bearer"})


def _sentence(refused: HttpError) -> str:
    return "请求正文不是有效的 JSON。" if refused.message.startswith("Cannot parse") else refused.message


def _misread(request: HttpRequest, refused: Misread) -> HttpResponse:
    errors = [
        FieldProblem(field=str(error["loc"][-1]), message=MISREAD.get(error["type"], "格式不对。"))
        for error in refused.errors
    ]
    return refuse(422, "请求不符合接口说明。", errors=errors)


def _invalid(request: HttpRequest, refused: ValidationError) -> HttpResponse:
    errors = list(_fields(refused))
    return refuse(422, "".join(error.message for error in errors), errors=errors)


def _fields(refused: ValidationError) -> Iterator[FieldProblem]:
    if not hasattr(refused, "error_dict"):
        yield from (FieldProblem(field="", message=str(message)) for message in refused.messages)
        return
    for name, messages in refused.message_dict.items():
        field = "" if name == NON_FIELD_ERRORS else name
        yield from (FieldProblem(field=field, message=str(message)) for message in messages)


def _stale(request: HttpRequest, refused: Stale) -> HttpResponse:
    case = refused.case
    problem = Problem(
        title=TITLES[409],
        status=409,
        detail=str(refused),
        errors=[FieldProblem(field=name, message=f"现在登记的是：{text}") for name, text in refused.standing.items()],
        version=case.version,
        state=case.state,
    )
    return answer(problem, {"ETag": f'"{case.version}"'})
