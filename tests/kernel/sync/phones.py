"""A phone in a test: it has a token of its post, captures, and sends as the real one does."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from fengqiao.kernel.places.scope import Scope, within
from fengqiao.kernel.sync.services import register_device
from tests.business.mediation.factories import VILLAGE

NOISE = {
    "applicant_name": ["王某某"],
    "applicant_sex": ["女"],
    "respondent_name": ["赵某某"],
    "respondent_sex": ["男"],
    "place_code": [str(VILLAGE)],
    "dispute_type": ["02"],
    "subtype": ["0204"],
    "kind": ["apologize"],
    "on_the_spot": ["on"],
}


@dataclass
class Phone:
    """One registered phone of a post."""

    scope: Scope
    secret: str = ""
    token: UUID = field(default_factory=uuid4)
    sequence: int = 0

    def __post_init__(self) -> None:
        with within(self.scope):
            self.secret, token = register_device("红米")
        self.token = token.pk

    def capture(self, values: dict[str, list[str]] | None = None, **given: Any) -> dict[str, Any]:
        """One envelope, as it lies sealed on the phone."""
        self.sequence += 1
        return {
            "uid": str(uuid4()),
            "entry": "mediation.oral",
            "form": "f" * 64,
            "sequence": self.sequence,
            "post": str(self.scope.post),
            "at": timezone.now().isoformat(),
            "values": NOISE if values is None else values,
            **given,
        }

    def send(self, *envelopes: Any, device_time: datetime | None = None, held: Any = None) -> HttpResponse:
        """Send them in one request."""
        body = {
            "device_time": (device_time or timezone.now()).isoformat(),
            "envelopes": list(envelopes),
            "held": held if held is not None else {},
        }
        return self.send_raw(json.dumps(body))

    def send_raw(self, body: str) -> HttpResponse:
        """Whatever stands in the body."""
        headers = {"Authorization": f"Bearer {self.secret}"}
        return Client().post("/sync/", body, content_type="application/json", headers=headers)

    def outcomes(self, *envelopes: Any, **how: Any) -> list[dict[str, Any]]:
        """What became of them."""
        answer = self.send(*envelopes, **how)
        assert answer.status_code == 200, answer.content.decode()
        return list(answer.json()["outcomes"])
