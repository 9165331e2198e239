"""How allauth signs people in here: by account and password, locked after failures, codes sealed (登录)."""

from __future__ import annotations

import base64
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fengqiao.kernel.identity.acts import note_for
from fengqiao.kernel.identity.models import Act, Post, User
from fengqiao.kernel.places.scope import now
from fengqiao.kernel.privacy.keys import provider

WRONG = "账号或密码不正确。"
APP, FAILED = "allauth.account", "login_failed"


def failure_rate() -> ratelimit.Rate:
    """How many failures lock an account, and for how long (ACCOUNT_RATE_LIMITS, login_failed per key)."""
    rates = ratelimit.get_rates(app=APP, action=FAILED)
    return next(rate for rate in rates if rate.per == "key")


def attempts_left(request: HttpRequest, username: str) -> int:
    """How many more failures an account name has, whether or not anybody has that name."""
    rate = failure_rate()
    key = ratelimit.get_cache_key(request, app=APP, action=FAILED, rate=rate, key=username.lower())
    failures: list[float] = cache.get(key, [])
    return int(rate.amount) - len(failures)


def unlock(request: HttpRequest, username: str) -> None:
    """Forget the failures of an account name (解除锁定)."""
    ratelimit.clear(request, app=APP, action=FAILED, key=username.lower())


def has_code(user: User) -> bool:
    """Whether sign-in asks this person for a code (动态验证码)."""
    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP]))


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-in of staff: nobody signs up, nothing tells whether an account exists, an administrator helps."""

    error_messages = {  # allauth's attribute
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "incorrect_password": "密码不正确。",
        "enter_current_password": "当前密码不正确。",
        "incorrect_code": "验证码不正确，请输入手机上当前显示的 6 位数字。",
        "rate_limited": "操作过于频繁，请稍后再试。",
        "too_many_login_attempts": "登录失败次数过多，已锁定。",
    }

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """The sentence of a refusal; a failed sign-in says how many attempts are left."""
        left = getattr(self, "left", None)
        if code == "too_many_login_attempts" or (code == "username_password_mismatch" and left == 0):
            minutes = int(failure_rate().duration // 60)
            sentence = f"登录失败次数过多，已锁定 {minutes} 分钟，请稍后再试，或联系本单位系统管理员解除锁定。"
            return ValidationError(sentence, code="too_many_login_attempts")
        if code == "username_password_mismatch" and left is not None:
            return ValidationError(f"账号或密码不正确，还可再试 {left} 次。", code=code)
        return cast(ValidationError, super().validation_error(code, *args))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # allauth's signature
        """Remember how many attempts are left, for the sentence."""
        self.left = attempts_left(request, credentials.get("username", ""))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # allauth's signature
        """Failures count for the account name over all addresses of the service."""
        return str(credentials.get("username", "")).lower()

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """An account that was closed answers like one that does not exist."""
        messages.error(request, WRONG)
        return redirect("account_login")

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse:  # allauth's
        """Write down who signed in, from the post they begin in."""
        post = Post.objects.present().filter(user=cast(User, user)).order_by("valid_from", "pk").first()
        if post is not None:
            note_for(post, Act.What.SIGNED_IN)
        return cast(HttpResponse, super().post_login(request, user, **more))

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A password one has chosen oneself."""
        person = cast(User, user)
        person.set_password(password)
        person.must_change_password, person.password_changed_at = False, now()
        person.save(update_fields=["password", "must_change_password", "password_changed_at"])

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:  # allauth's
        """allauth's own messages are not ours; the pages say what has happened."""


class Codes(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Second factors: the secret of a code stands sealed under the master key."""

    error_messages = {  # allauth's attribute
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "验证码不正确，请输入手机上当前显示的 6 位数字。",
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret for the table."""
        return base64.b64encode(provider().wrap(text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again."""
        return provider().unwrap(base64.b64decode(encrypted_text)).decode()
