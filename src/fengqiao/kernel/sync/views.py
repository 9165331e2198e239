"""The one address phones send to, with a token of their own beside every web session (上传)."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fengqiao.kernel.identity import buckets
from fengqiao.kernel.identity.models import Token
from fengqiao.kernel.identity.tokens import token_of, was_ended
from fengqiao.kernel.places.scope import now
from fengqiao.kernel.sync.declarations import CAPTURES
from fengqiao.kernel.sync.services import Envelope, numbers_for, take_in

MOST = 50  # things in one request
A_MINUTE = 300
# What JSON holds.
Json = Any


class Malformed(ValueError):
    """What was sent is no upload: 400 with the sentence."""


@csrf_exempt  # no cookie opens this door
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """上传: 401 when the phone must be registered anew, 410 when it was stopped and has to wipe itself."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = token_of(secret, use=Token.Use.DEVICE) if scheme == "Bearer" else None
    if token is None:
        ended = scheme == "Bearer" and was_ended(secret)
        return _said("本机已被停用。", 410) if ended else _said("本机须重新登记。", 401)
    if wait := buckets.take(f"device:{token.pk}", A_MINUTE):
        return _said(f"请求过于频繁，请{wait}秒后重试。", 429)
    try:
        device_now, envelopes, held = _read(request.body)
    except Malformed as wrong:
        return _said(str(wrong), 400)
    received = now()
    outcomes = [asdict(each) for each in take_in(token, envelopes, skew=device_now - received)]
    answer = {"server_time": received.isoformat(), "outcomes": outcomes, "numbers": numbers_for(token, held)}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


upload.permission = "token"  # type: ignore[attr-defined]  # the sweep reads it: the token is asked for first


def _said(sentence: str, status: int) -> HttpResponse:
    return JsonResponse({"detail": sentence}, status=status, json_dumps_params={"ensure_ascii": False})


def _read(body: bytes) -> tuple[datetime, list[Envelope], dict[str, int]]:
    try:
        sent = json.loads(body.decode())
        json.dumps(sent, ensure_ascii=False).encode()  # half a character has no place in UTF-8
    except (ValueError, RecursionError) as wrong:
        raise Malformed("请求正文不是有效的 JSON。") from wrong
    if not isinstance(sent, dict) or not isinstance(sent.get("envelopes"), list) or len(sent["envelopes"]) > MOST:
        raise Malformed(f"应为一次不超过 {MOST} 件的列表。")
    held = sent.get("held", {})
    if not isinstance(held, dict) or not all(type(count) is int for count in held.values()):
        raise Malformed("编号余量有误。")
    return _moment(sent.get("device_time")), [_envelope(each) for each in sent["envelopes"]], held


def _envelope(each: Json) -> Envelope:
    try:
        values = each["values"]
        envelope = Envelope(
            uid=UUID(each["uid"]),
            entry=str(each["entry"]),
            form=str(each["form"])[:64],
            sequence=int(each["sequence"]),
            post=UUID(each["post"]),
            at=_moment(each["at"]),
            number=str(each.get("number", ""))[:80],
            values=values,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as wrong:
        raise Malformed("采集件缺少内容或格式有误。") from wrong
    if envelope.entry not in CAPTURES or not 0 <= envelope.sequence < 2**31 or not _are_lists(values):
        raise Malformed("采集件缺少内容或格式有误。")
    return envelope


def _are_lists(values: Json) -> bool:
    return isinstance(values, dict) and all(
        isinstance(name, str)
        and isinstance(lines, list)
        and all(isinstance(line, str) and "\x00" not in line for line in lines)
        for name, lines in values.items()
    )


def _moment(text: Json) -> datetime:
    """A moment with its offset; a clock set to 1970 is a moment too."""
    try:
        moment = parse_datetime(text) if isinstance(text, str) else None
    except ValueError as wrong:  # the thirty-second of a month
        raise Malformed("设备时间有误。") from wrong
    if moment is None or moment.tzinfo is None:
        raise Malformed("设备时间有误。")
    return moment
