"""Telling an agency (回告): signed, sent again with longer and longer pauses, each delivery under one number for ever.

The worker claims a delivery, sends it, notes the answer: three short steps. If it dies in between, the delivery is due
again and arrives under the same number, by which the agency knows it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import QuerySet

from fengqiao.kernel.casework.jobs import EVERYWHERE
from fengqiao.kernel.identity.models import Organization, Partner
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.notice.declarations import NOTICES
from fengqiao.kernel.notice.models import Delivery, Endpoint
from fengqiao.kernel.places.scope import now, within

log = structlog.get_logger(__name__)

PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180, 360, 720, 1440))
PATIENCE = 10  # seconds for an answer
LOOPBACK = ("127.0.0.1", "localhost")
State = Delivery.State


def set_endpoint(partner: Partner, url: str) -> str:
    """登记回告地址: a new secret, shown once; the one before ends."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ValidationError({"url": "回告地址应以 https:// 开头。"})
    secret = "fw_" + secrets.token_urlsafe(32)
    endpoint = Endpoint.objects.filter(pk=partner.organization_id).first() or Endpoint(
        organization_id=partner.organization_id, scope_code=partner.scope_code
    )
    endpoint.url, endpoint.secret, endpoint.changed_at = url, secret, now()
    endpoint.save()
    return secret


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over time and body: neither can be changed, nor an old message be sent again unnoticed."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def deliveries(organization: Organization) -> QuerySet[Delivery]:
    """回告记录 of an agency, the newest first."""
    return Delivery.objects.filter(organization=organization).select_related("subject").order_by("-made_at", "-id")


def replay(delivery: Delivery) -> None:
    """重发: the same content under the same number."""
    state = State.WAITING if delivery.body else State.NEW
    Delivery.objects.filter(pk=delivery.pk).update(state=state, attempts=0, due_at=now())


def send_due() -> int:
    """Send whatever is due, one after the other; returns how many were taken by their agencies."""
    taken = 0
    while (claimed := _claim()) is not None:
        delivery, endpoint = claimed
        taken += _send(delivery, endpoint)
    return taken


def _claim() -> tuple[Delivery, Endpoint] | None:
    """The next due delivery, put off as if it had failed, so that whoever dies now loses nothing."""
    while True:
        with within(EVERYWHERE):
            due = Delivery.objects.filter(state__in=(State.NEW, State.WAITING), due_at__lte=now())
            locked = due.select_for_update(skip_locked=True, of=("self",)).select_related("subject")
            delivery = locked.order_by("due_at", "id").first()
            if delivery is None:
                return None
            endpoint = Endpoint.objects.filter(pk=delivery.organization_id).first()
            if _put_off(delivery, kept=endpoint is None) and endpoint is not None:
                return delivery, endpoint


def _put_off(delivery: Delivery, *, kept: bool) -> bool:
    """Write what is new and set the next turn; what cannot be written does not stand in the way of the others."""
    delivery.attempts += 1
    delivery.due_at = now() + PAUSES[min(delivery.attempts, len(PAUSES)) - 1]
    if delivery.state == State.NEW:
        try:
            delivery.body = json.dumps(_written(delivery), ensure_ascii=False)
        except (ObjectDoesNotExist, LookupError, ValueError) as failure:
            log.exception("notice cannot be written", delivery=str(delivery.pk))
            if delivery.attempts >= len(PAUSES):
                delivery.state, delivery.answer = State.FAILED, f"未能生成（{type(failure).__name__}）"
            delivery.save(update_fields=["state", "due_at", "attempts", "answer"])
            return False
    delivery.state = State.KEPT if kept else State.WAITING
    delivery.save(update_fields=["body", "state", "due_at", "attempts"])
    return True


def _written(delivery: Delivery) -> Mapping[str, Any]:
    """What is told, frozen with its first sending."""
    event = Event.objects.get(pk=delivery.event)
    told = NOTICES[event.kind].body(event, delivery.subject_id)
    return {"delivery": str(delivery.pk), "topic": delivery.topic, "at": event.at.isoformat(), **told}


def _send(delivery: Delivery, endpoint: Endpoint) -> bool:
    body, timestamp = delivery.body.reveal().encode(), str(int(time.time()))
    request = urllib.request.Request(  # noqa: S310 — set_endpoint takes https only
        endpoint.url,
        body,
        {
            "Content-Type": "application/json; charset=utf-8",
            "Fengqiao-Delivery": str(delivery.pk),
            "Fengqiao-Timestamp": timestamp,
            "Fengqiao-Signature": f"v1={signature(endpoint.secret.reveal(), timestamp, body)}",
        },
    )
    try:
        with _OPENER.open(request, timeout=PATIENCE) as answer:
            status, word = answer.status, ""
    except urllib.error.HTTPError as refused:
        status, word = refused.code, ""
        refused.close()
    except (OSError, ValueError) as failure:  # not reached, not understood
        status, word = 0, type(failure).__name__
    done = status in range(200, 300)
    with within(EVERYWHERE):
        mine = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING, attempts=delivery.attempts)
        if done:
            mine.update(state=State.DELIVERED, delivered_at=now(), answer=f"HTTP {status}")
        else:
            last = delivery.attempts >= len(PAUSES)
            answer = f"HTTP {status}" if status else f"未连通（{word}）"
            mine.update(state=State.FAILED if last else State.WAITING, answer=answer)
            log.warning("notice not taken", delivery=str(delivery.pk), attempt=delivery.attempts, status=status)
    return done


class _Stay(urllib.request.HTTPRedirectHandler):
    """Nothing signed for one address goes on to another."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:  # urllib's own arguments
        return None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)
