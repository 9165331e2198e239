"""Accounts, posts and roles as an administrator keeps them (人员与岗位管理): every verb is written down.

Nobody gives what lies beyond their own range: neither an organization, nor a post that would reach further.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from fengqiao.kernel.identity.accounts import unlock
from fengqiao.kernel.identity.acts import note
from fengqiao.kernel.identity.door import OpenedRange, close_range, open_range
from fengqiao.kernel.identity.models import Act, Organization, Post, Role, Token, User
from fengqiao.kernel.identity.passwords import one_time_password
from fengqiao.kernel.identity.permissions import AUDITOR, PERMISSIONS
from fengqiao.kernel.identity.scopes import Range, place_of, ranges_of
from fengqiao.kernel.identity.tokens import end_token, issue_token
from fengqiao.kernel.places.scope import PROVINCE, acting, now, today

ACCOUNT = re.compile(r"[a-z][a-z0-9._-]{2,39}")
LONGEST_AUDIT = timedelta(days=366)
OPEN_FOR = (30, 60, 120)  # minutes a range may be opened


def covers(ranges: tuple[Range, ...]) -> bool:
    """Whether the acting post reaches all of these ranges itself."""
    own = acting().ranges
    return all(any(low <= lo and hi <= high for low, high in own) for lo, hi in ranges)


def find(text: str, limit: int = 20) -> list[Organization]:
    """Organizations of the own ranges by a part of their name or the beginning of their code."""
    code = text.strip()
    if not code:
        return []
    organizations = Organization.objects.own()
    if code.isdecimal() and len(code) <= 15:
        low, width = int(code), 10 ** (15 - len(code))
        return list(organizations.filter(scope_code__range=(low * width, (low + 1) * width - 1))[:limit])
    return list(organizations.filter(name__contains=code)[:limit])


def people() -> QuerySet[User]:
    """The persons who have or had a post in the own ranges."""
    return User.objects.filter(pk__in=Post.objects.own().values("user"))


def person(key: UUID) -> User:
    """One of them; anybody else does not exist here."""
    return people().get(pk=key)


def wholly_own(user: User) -> bool:
    """Whether every present post of a person lies in the own ranges: else their account is not ours to change."""
    posts = Post.objects.present().filter(user=user)
    return all(acting().covers(post.organization.scope_code) and covers(ranges_of(post)) for post in posts)


def add_person(
    *, name: str, username: str, sex: str, phone: str, organization: Organization, role: Role, until: date | None
) -> tuple[User, str]:
    """新增人员: an account with its first post and a one-time password, which is shown once."""
    if not ACCOUNT.fullmatch(username):
        raise ValidationError({"username": "账号为 3 至 40 位小写字母、数字、点、横线或下划线，以字母开头。"})
    if User.objects.filter(username=username).exists():
        raise ValidationError({"username": "这个账号已有人使用。"})
    user = User(username=username, name=name, sex=sex, phone=phone, must_change_password=True)
    post = _new_post(user, organization, role, until)
    password = one_time_password()
    user.set_password(password)
    user.save()
    note(Act.What.PERSON_ADDED, f"{name}（{username}）", scope_code=organization.scope_code)
    _begin(post)
    return user, password


def add_post(user: User, *, organization: Organization, role: Role, until: date | None) -> Post:
    """新增岗位: a person in a role at an organization of the own ranges, from today."""
    return _begin(_new_post(user, organization, role, until))


def _new_post(user: User, organization: Organization, role: Role, until: date | None) -> Post:
    """A post that may be given, not yet saved."""
    post = Post(user=user, organization=organization, role=role, valid_from=today(), valid_to=until)
    if not acting().covers(organization.scope_code):
        raise ValidationError({"organization": "这个机构不在您的管理范围内。"})
    if not covers(ranges_of(post)):
        raise ValidationError({"role": "这个角色的数据范围超出您的管理范围。"})
    if role.pk == AUDITOR and (until is None or until - today() > LONGEST_AUDIT):
        raise ValidationError({"until": "审计岗位须填截止日期，最长一年。"})
    if until is not None and until <= today():
        raise ValidationError({"until": "截止日期应晚于今天。"})
    if Post.objects.present().filter(user=user.pk, organization=organization, role=role).exists():
        raise ValidationError({"role": "该人员已有这个岗位。"})
    return post


def _begin(post: Post) -> Post:
    post.save()
    note(Act.What.POST_ADDED, str(post), scope_code=post.organization.scope_code)
    return post


def end_post(key: UUID, *, reason: str) -> Post:
    """结束岗位: from today the person no longer works in it; what they did there stays theirs."""
    post = Post.objects.own().get(pk=key)
    if not post.is_present(today()):
        raise ValidationError("这个岗位已经结束。")
    if post.pk == acting().post:
        raise ValidationError("不能结束自己正在使用的岗位。")
    post.valid_to = today()
    post.save(update_fields=["valid_to"])
    Token.objects.filter(post=post, until__gt=now()).update(until=now())
    note(Act.What.POST_ENDED, str(post), reason=reason, scope_code=post.organization.scope_code)
    return post


def reset_password(user: User, *, reason: str) -> str:
    """重置密码: a one-time password, shown once; it must be changed at the next sign-in."""
    _refuse_beyond(user)
    password = one_time_password()
    user.set_password(password)
    user.must_change_password, user.password_changed_at = True, now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    note(Act.What.PASSWORD_RESET, user.name, reason=reason, scope_code=_code_of(user))
    return password


def reset_code(user: User, *, reason: str) -> None:
    """解除动态验证码: for a lost phone; where the role demands a code, the person sets a new one at sign-in."""
    _refuse_beyond(user)
    Authenticator.objects.filter(user=user).delete()
    note(Act.What.CODE_RESET, user.name, reason=reason, scope_code=_code_of(user))


def release(request: HttpRequest, user: User) -> None:
    """解除锁定 after too many failures."""
    _refuse_beyond(user)
    unlock(request, user.username or "")
    note(Act.What.UNLOCKED, user.name, scope_code=_code_of(user))


def set_active(user: User, *, active: bool, reason: str) -> None:
    """停用或启用账号: a closed account ends its sessions with the next page."""
    _refuse_beyond(user)
    if user.pk == acting().user:
        raise ValidationError("不能停用自己的账号。")
    user.is_active = active
    user.save(update_fields=["is_active"])
    word = "启用账号" if active else "停用账号"
    note(Act.What.PERSON_CHANGED, f"{user.name}：{word}", reason=reason, scope_code=_code_of(user))


def give_token(post: Post, *, label: str, days: int) -> str:
    """签发接口令牌 for a post of the own ranges; the secret is shown once."""
    if not covers(ranges_of(post)):
        raise ValidationError("这个岗位的数据范围超出您的管理范围。")
    secret = issue_token(post, label, days)
    note(Act.What.TOKEN_ISSUED, f"{post}：{label}", scope_code=post.organization.scope_code)
    return secret


def take_token(key: UUID) -> Token:
    """停用接口令牌、移动终端."""
    token = Token.objects.select_related("post__user").get(pk=key)
    end_token(token)
    what = Act.What.DEVICE_ENDED if token.use == Token.Use.DEVICE else Act.What.TOKEN_ENDED
    note(what, token.label, scope_code=token.scope_code)
    return token


def may_edit_roles() -> bool:
    """Roles are the province's: only who administers the whole province changes them."""
    return any(high - low + 1 >= PROVINCE for low, high in acting().ranges)


def edit_role(role: Role, *, permissions: list[str], masked: bool, gives_reason: bool, needs_code: bool) -> Role:
    """修改角色权限: from now on the declaration no longer changes this role."""
    if not may_edit_roles():
        raise ValidationError("角色权限由省级系统管理员修改。")
    if unknown := sorted(set(permissions) - set(PERMISSIONS)):
        raise ValidationError(f"没有权限 {'、'.join(unknown)}。")
    before = set(role.permissions)
    role.permissions = sorted(permissions)
    role.masked, role.gives_reason, role.needs_code, role.edited_at = masked, gives_reason, needs_code, now()
    role.save(update_fields=["permissions", "masked", "gives_reason", "needs_code", "edited_at"])
    added, taken = sorted(set(permissions) - before), sorted(before - set(permissions))
    changes = [f"加 {'、'.join(added)}"] * bool(added) + [f"减 {'、'.join(taken)}"] * bool(taken)
    note(Act.What.ROLE_CHANGED, role.label, reason="；".join(changes))
    return role


def look_into(request: HttpRequest, organization: Organization, *, minutes: int, reason: str) -> OpenedRange:
    """进入协查模式: read what an organization of the own ranges reads, for a while and for a reason."""
    low, high = place_of(organization)
    if not covers(((low, high),)):
        raise ValidationError("这个机构不在您的管理范围内。")
    if minutes not in OPEN_FOR:
        raise ValidationError("请选择协查时长。")
    opened = OpenedRange(low, high, now() + timedelta(minutes=minutes), organization.name)
    open_range(request, opened)
    note(
        Act.What.RANGE_OPENED,
        f"{organization.name}，{minutes} 分钟",
        reason=reason,
        scope_code=organization.scope_code,
    )
    return opened


def look_away(request: HttpRequest) -> None:
    """退出协查模式."""
    close_range(request)
    note(Act.What.RANGE_CLOSED)


def _refuse_beyond(user: User) -> None:
    if not wholly_own(user):
        raise ValidationError("该人员还有范围以外的岗位，请由上级系统管理员办理。")


def _code_of(user: User) -> int:
    """Where a person belongs in the log: their latest post in the own ranges."""
    code: int = Post.objects.own().filter(user=user).latest("valid_from").organization.scope_code
    return code
