"""Signing in and one's own account (登录、账号与安全): allauth's steps behind the office's pages."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.account.views import LoginView, PasswordChangeView, ReauthenticateView
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fengqiao.kernel.identity.accounts import has_code
from fengqiao.kernel.identity.acts import note_for
from fengqiao.kernel.identity.door import outside, permission, post_of, posts_of, signed_in, switch_post
from fengqiao.kernel.identity.models import Act, User
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.queue.models import Work
from fengqiao.kernel.queue.works import filling
from fengqiao.kernel.ui.page import page

CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "6", "placeholder": ""}


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """账号登录."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # the form's own arguments
        super().__init__(*args, **kwargs)
        self.fields["login"].label, self.fields["password"].label = "账号", "密码"
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写{field.label}。"


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """动态验证码 at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # the form's own arguments
        super().__init__(*args, **kwargs)
        self.fields["code"].label, self.fields["code"].widget.attrs = "动态验证码", {**CODE, "autofocus": True}


class AgainForm(ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The password once more, before the account's security is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # the form's own arguments
        super().__init__(*args, **kwargs)
        self.fields["password"].label, self.fields["password"].help_text = "密码", ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}


class AgainByCodeForm(ReauthenticateByCodeForm):  # type: ignore[misc]  # allauth ships no types
    """The code once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # the form's own arguments
        super().__init__(*args, **kwargs)
        self.fields["code"].label, self.fields["code"].widget.attrs = "动态验证码", CODE


class SetCodeForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """启用动态验证码."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # the form's own arguments
        super().__init__(*args, **kwargs)
        self.fields["code"].label, self.fields["code"].widget.attrs = "手机显示的 6 位验证码", CODE


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """修改密码."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # the form's own arguments
        super().__init__(*args, **kwargs)
        for name, label in (("oldpassword", "当前密码"), ("password1", "新密码"), ("password2", "再输一次新密码")):
            self.fields[name].label, self.fields[name].help_text = label, ""
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = "至少 10 位，含大写字母、小写字母、数字、其他符号中的三类，不含账号。"

    def clean(self) -> dict[str, Any]:
        """The new one is another one."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("password1") and cleaned.get("password1") == cleaned.get("oldpassword"):
            raise ValidationError({"password1": "新密码不能与当前密码相同。"})
        return cast(dict[str, Any], cleaned)


class SetCode(ActivateTOTPView):  # type: ignore[misc]  # allauth ships no types
    """Once only; after it, on to the workbench. An administrator takes a lost code away."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # the view's own arguments
        if has_code(cast(User, request.user)):
            return redirect("account")
        return cast(HttpResponse, super().dispatch(request, *args, **kwargs))

    def get_success_url(self) -> str:
        return "/"


class OwnPassword(PasswordChangeView):  # type: ignore[misc]  # allauth ships no types
    """After it, on to the workbench; the change is written down."""

    def get_default_success_url(self) -> str:
        return "/"

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        if (post := post_of(self.request)) is not None:
            note_for(post, Act.What.PASSWORD_CHANGED)
        return cast(HttpResponse, response)


class SignIn(LoginView):  # type: ignore[misc]  # allauth ships no types
    """登录; while the demonstration is being loaded its accounts are not there yet, and the page says so."""

    def get_context_data(self, **given: Any) -> dict[str, Any]:  # the view's own context
        return {**super().get_context_data(**given), "loading": _loading()}


def _loading() -> Work | None:
    return filling() if settings.DEMONSTRATION else None


sign_in = outside(SignIn.as_view(template_name="workbench/signin.html", form_class=SignInForm))
code = outside(AuthenticateView.as_view(template_name="workbench/signin_code.html", form_class=CodeForm))
set_code = signed_in(SetCode.as_view(template_name="workbench/signin_set_code.html", form_class=SetCodeForm))
again = signed_in(ReauthenticateView.as_view(template_name="workbench/signin_again.html", form_class=AgainForm))
again_by_code = signed_in(
    ReauthenticateByCodeView.as_view(template_name="workbench/signin_again.html", form_class=AgainByCodeForm)
)
password = signed_in(OwnPassword.as_view(template_name="workbench/signin_password.html", form_class=PasswordForm))


@require_GET
@never_cache
@outside
def loading(request: HttpRequest) -> HttpResponse:
    """How far the demonstration is loaded (演示数据装入): asked again by the sign-in page until it is over."""
    return page(request, "workbench/signin_loading.html", {"loading": _loading(), "over": True})


@require_POST
@signed_in
def sign_out(request: HttpRequest) -> HttpResponse:
    """退出登录."""
    logout(request)
    return redirect("account_login")


@require_POST
@signed_in
def post_switch(request: HttpRequest) -> HttpResponse:
    """切换岗位: the same person, another range and other rights; back to the home page, which both have."""
    switch_post(request, request.POST.get("post", ""))
    return redirect("/")


@require_GET
@never_cache
@permission(WORKBENCH)
def account(request: HttpRequest) -> HttpResponse:
    """账号与安全: what the house knows of this account."""
    user = cast(User, request.user)
    context = {"title": "账号与安全", "user": user, "posts": posts_of(request), "has_code": has_code(user)}
    return page(request, "workbench/account.html", context)
