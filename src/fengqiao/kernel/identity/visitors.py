"""Who comes without an account (办事群众): a number and a query code, shown once, open what was granted to them."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from fengqiao.kernel.identity import buckets
from fengqiao.kernel.identity.models import Visitor
from fengqiao.kernel.places.scope import Scope, acting, now, within
from fengqiao.kernel.privacy.keys import provider

DIGITS = 8
KEEP = timedelta(days=3650)  # as long as a matter is followed


def new_code() -> str:
    """查询码: eight digits, which also somebody who reads little can copy."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def digest_of(number: str, code: str) -> bytes:
    """What is kept of a code: keyed, for eight digits could be tried by whoever held the column."""
    return provider().fingerprint("query_code", f"{_plain(number)}:{_plain(code)}".encode())


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def scope_of_visitor(key: UUID) -> Scope:
    """The scope of a visitor: no range and no permission, what was granted alone."""
    return Scope(post=key)


def acting_visitor() -> Visitor:
    """The visitor who acts; anybody else is `Visitor.DoesNotExist`."""
    return Visitor.objects.get(pk__in=[acting().post])


def admit(
    key: UUID, *, area: str, number: str, code: str, scope_code: int, phone: str = "", by_text: bool = False
) -> Visitor:
    """Let a visitor come back with number and code; again with the same key it is the same visitor."""
    known = Visitor.objects.filter(pk=key).first()
    return known or Visitor.objects.create(
        id=key,
        scope_code=scope_code,
        area=area,
        number=number,
        digest=digest_of(number, code),
        phone=phone,
        by_text=by_text,
        made_at=now(),
        until=now() + KEEP,
    )


def renew_code(visitor: Visitor, code: str) -> None:
    """Another code for a visitor who lost theirs: the one before ends."""
    visitor.digest = digest_of(visitor.number, code)
    visitor.save(update_fields=["digest"])


def visitor_of(number: str, code: str) -> Visitor | None:
    """The visitor behind number and code, found by the digest of both: a wrong number and a wrong code are one."""
    with connection.cursor() as cursor:
        cursor.execute("select identity_visitor_of(%s)", [digest_of(number, code)])
        found = cursor.fetchone()[0]
    return present_visitor(found) if found else None


def present_visitor(key: UUID) -> Visitor | None:
    """A visitor whose time has not run out."""
    with within(scope_of_visitor(key)):
        return Visitor.objects.filter(pk=key, until__gt=now()).first()


def turn(request: HttpRequest, what: str, a_minute: int, *, of: str = "") -> int:
    """One request out of the bucket of a caller, or of what is asked for; seconds to wait, 0 if granted.

    The bucket is named so that neither address nor number can be read again from it.
    """
    counted = _plain(of) if of else str(request.META.get("REMOTE_ADDR", ""))
    return buckets.take(f"{what}:{salted_hmac(what, counted).hexdigest()[:32]}", a_minute)
