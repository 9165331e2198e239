"""The master keys from the command line: which are needed, a new one, the rest of the rewrapping (主密钥)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fengqiao.config.errors import Refused
from fengqiao.config.sheets import post_named
from fengqiao.kernel.identity.keeping import continue_rewrapping, rotate_keys
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.privacy.keys import provider
from fengqiao.kernel.privacy.rewrapping import tally


def status() -> dict[str, Any]:
    """How many keys each master key wraps; an old one that wraps none is free."""
    current = provider().masters()[0]
    under = tally()
    return {
        "masters": [{"id": master, "current": master == current, "keys": keys} for master, keys in under.items()],
        "free": [master for master, keys in under.items() if not keys and master != current],
    }


def rotate(post: str) -> dict[str, Any]:
    """A new master key, from the post of an administrator of the province; the worker does the rest."""
    scope = scope_of(post_named(post))
    try:
        with within(scope):
            master, work = rotate_keys(reverse("administration:queue"))
    except PermissionDenied as error:
        raise Refused(str(error)) from error
    return {"master": master, "work": str(work.pk)}


def rewrap(post: str) -> dict[str, Any]:
    """Queue the rewrapping again, after it was stopped or failed."""
    scope = scope_of(post_named(post))
    try:
        with within(scope):
            return {"work": str(continue_rewrapping(reverse("administration:queue")).pk)}
    except PermissionDenied as error:
        raise Refused(str(error)) from error
