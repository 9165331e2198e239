"""Between signing in and the page: idle time-out, own password, second factor; and the post at hand (会话)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from fengqiao.kernel.identity.accounts import has_code
from fengqiao.kernel.identity.door import post_of, to_sign_in
from fengqiao.kernel.identity.models import User
from fengqiao.kernel.places.scope import now

SEEN = "seen"
CODE = "code_set"
NOTED_EVERY = 60  # seconds: the session is written at most once a minute
OWN_PAGES = ("account_logout", "account_change_password", "account_reauthenticate", "mfa_activate_totp")


def seated(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give the request its post, and see to it that the person is still there and has what their post demands."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.post = SimpleLazyObject(partial(post_of, request))  # type: ignore[attr-defined]  # for templates
        if not request.user.is_authenticated:
            return get_response(request)
        if _is_idle(request):
            logout(request)
            messages.info(request, f"您已超过 {settings.IDLE_MINUTES} 分钟没有操作，请重新登录。")
            return to_sign_in(request)
        wanted = _wanted(request)
        if wanted and request.path not in {reverse(name) for name in OWN_PAGES}:
            return redirect(wanted)
        return get_response(request)

    return middleware


def _is_idle(request: HttpRequest) -> bool:
    """Whether nothing was asked for longer than the office allows (无操作自动退出)."""
    moment, seen = time.time(), request.session.get(SEEN)
    if seen is not None and moment - seen > settings.IDLE_MINUTES * 60:
        return True
    if seen is None or moment - seen > NOTED_EVERY:
        request.session[SEEN] = moment
    return False


def _wanted(request: HttpRequest) -> str:
    """The page that must be done with first: a password of one's own, then the code a post demands."""
    user = cast(User, request.user)
    if user.must_change_password or now() - user.password_changed_at > timedelta(days=settings.PASSWORD_DAYS):
        return "account_change_password"
    if request.session.get(CODE):
        return ""
    post = post_of(request)
    if post is None or not post.role.needs_code:
        return ""
    if not has_code(user):
        return "mfa_activate_totp"
    request.session[CODE] = True
    return ""
