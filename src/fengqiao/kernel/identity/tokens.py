"""Tokens for machines and phones (接口令牌、移动终端令牌): bound to a post, shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection

from fengqiao.kernel.identity.models import Post, Token
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.scope import Scope, now, within

PREFIX = "fq_"
LONGEST = 366  # days
MINUTE = timedelta(minutes=1)


def digest_of(secret: str) -> bytes:
    """What is kept of a token; the secret has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def issue_token(post: Post, label: str, days: int, *, rate: int | None = None, use: str = Token.Use.INTERFACE) -> str:
    """Make a token for a post and return its secret, which nobody can read again."""
    if not 1 <= days <= LONGEST:
        raise ValidationError(f"有效期应为 1 至 {LONGEST} 天。")
    secret, moment = PREFIX + secrets.token_urlsafe(32), now()
    with within(scope_of(post)):
        Token.objects.create(
            post=post,
            scope_code=post.organization.scope_code,
            digest=digest_of(secret),
            use=use,
            label=label,
            created_at=moment,
            until=moment + timedelta(days=days),
            rate=rate,
        )
    return secret


def _found(secret: str) -> tuple[UUID, UUID] | None:
    """Token and post behind a secret, by its digest, so that timing tells nothing of the secret."""
    if not secret.startswith(PREFIX):
        return None
    with connection.cursor() as cursor:
        cursor.execute("select token, post from identity_token_of(%s)", [digest_of(secret)])
        row: tuple[UUID, UUID] | None = cursor.fetchone()
    return row


def token_of(secret: str, *, use: str = Token.Use.INTERFACE) -> Token | None:
    """The valid token of a present post, for this use: a phone's opens no interface and the other way round."""
    found = _found(secret)
    post = Post.objects.present().filter(pk=found[1]).first() if found else None
    if found is None or post is None:
        return None
    with within(scope_of(post)):
        token = Token.objects.get(pk=found[0])
        token.post = post
        if token.use != use or not token.is_valid(now()):
            return None
        if token.last_used_at is None or now() - token.last_used_at > MINUTE:
            Token.objects.filter(pk=token.pk).update(last_used_at=now())
    return token


def post_of_token(secret: str) -> Post | None:
    """The valid post behind a valid token."""
    token = token_of(secret)
    return token.post if token else None


def was_ended(secret: str) -> bool:
    """Whether a token was closed by hand: a lost phone, which then wipes itself; one that only ran out does not."""
    found = _found(secret)
    if found is None:
        return False
    with within(Scope(post=found[1])):
        return Token.objects.filter(pk=found[0], ended_at__isnull=False).exists()


def end_token(token: Token) -> None:
    """Close a token at once."""
    Token.objects.filter(pk=token.pk).update(until=now(), ended_at=now())
