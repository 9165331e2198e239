"""A machine at the interface: it holds the token of a post and speaks JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.identity.tokens import issue_token
from fengqiao.kernel.places.scope import Scope

ROOT = "/api/v1"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any  # JSON
    headers: Any  # the headers of a response


class Machine:
    """One token and what is done with it."""

    def __init__(self, scope: Scope, *, days: int = 1) -> None:
        self.secret = issue_token(Post.objects.get(pk=scope.post), "测试", days)
        self.client = Client()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """A request as it stands on the wire."""
        sent = {
            "authorization": f"Bearer {self.secret}",
            **{name.replace("_", "-"): it for name, it in headers.items()},
        }
        return self.client.generic(
            method, f"{ROOT}{path}", b"" if body is None else _json(body), "application/json", headers=sent
        )

    def get(self, path: str) -> Answer:
        """Read something."""
        return _answer(self.ask("GET", path))

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """Do something, under a key of its own."""
        return _answer(self.ask("POST", path, body, **{"idempotency_key": str(uuid4()), **headers}))

    def put(self, path: str, body: Any, *, version: int) -> Answer:
        """Change something, as it was read in this version."""
        return _answer(self.ask("PUT", path, body, if_match=f'"{version}"'))

    def step(self, matter: str, key: str, body: Any = None, *, version: int | None = None) -> Answer:
        """One step of a matter, from the version it has now unless another is given."""
        seen = version if version is not None else self.get(f"/matters/{matter}").body["version"]
        return self.post(f"/matters/{matter}/steps/{key}", body or {}, if_match=f'"{seen}"')

    def choice(self, matter: str, key: str, field: str, label: str) -> str:
        """The value of a choice by its label, as the form of a step offers it."""
        fields = {each["name"]: each for each in self.get(f"/matters/{matter}/steps/{key}").body["fields"]}
        return next(each["value"] for each in fields[field]["choices"] if each["label"] == label)

    def papers(self, case: str) -> dict[str, Any]:
        """The papers of a case by their keys."""
        return {paper["key"]: paper for paper in self.get(f"/mediation/cases/{case}/papers").body}


def _json(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()


def _answer(response: HttpResponse) -> Answer:
    body = response.json() if response.content and "json" in response["Content-Type"] else response.content
    return Answer(response.status_code, body, response.headers)
