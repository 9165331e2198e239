"""Who asks: a token bound to a post, so many requests a minute (令牌、频次)."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from fengqiao.kernel.identity import buckets
from fengqiao.kernel.identity.door import seat
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.identity.tokens import token_of
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.parameters.registry import declare


def _countable(value: object) -> str | None:
    return None if isinstance(value, int) and value > 0 else "应为正整数。"


RATE = declare("api.rate", "接口令牌每分钟请求上限（次）", 600, article="平台规则", check=_countable)


class TooMany(Exception):
    """The token has used up its requests: 429 with the seconds to wait."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(f"请求过于频繁，请{wait}秒后重试。")


class Bearer(HttpBearer):
    """`Authorization: Bearer fq_…`; the request then acts from the token's post, as a page of that post would."""

    def authenticate(self, request: HttpRequest, token: str) -> Post | None:
        """The post behind the token, seated in the request; None is answered with 401."""
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
            raise HttpError(400, "地址中有不允许的字符。")
        found = token_of(token)
        if found is None:
            return None
        post = found.post
        if found.rate:  # the keys of a partner share one bucket: a change of keys brings no second one
            take(f"post:{post.pk}", found.rate)
        else:
            take(f"token:{found.pk}", parameter(RATE.key, code=post.organization.region_id))
        request.session = {}  # type: ignore[assignment]  # a token brings no session: no chosen post, no opened range
        seat(request, post)
        return post


def take(key: str, a_minute: int) -> None:
    """One request out of the caller's bucket."""
    if wait := buckets.take(key, a_minute):
        raise TooMany(wait)
