"""Administration of people, posts and roles (人员与岗位管理): pages over the verbs of kernel/identity/staffing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.kernel.identity import staffing
from fengqiao.kernel.identity.accounts import attempts_left, has_code
from fengqiao.kernel.identity.door import opened_range, permission
from fengqiao.kernel.identity.models import Post, Role, Token, User
from fengqiao.kernel.identity.permissions import ADMINISTER, AUDIT, WORKBENCH, given
from fengqiao.kernel.places.scope import now
from fengqiao.kernel.ui.listing import listing_page
from fengqiao.kernel.ui.page import page, problem
from fengqiao.surfaces.workbench.people_forms import PersonForm, PostForm, RangeForm, RoleForm, TokenForm
from fengqiao.surfaces.workbench.people_tables import ACTS, POSTS, REFUSALS


@require_GET
@permission(ADMINISTER)
def post_list(request: HttpRequest) -> HttpResponse:
    """Who works where, in the own ranges."""
    return listing_page(request, POSTS, "workbench/people_list.html")


@never_cache
@require_http_methods(["GET", "POST"])
@permission(ADMINISTER)
def person_new(request: HttpRequest) -> HttpResponse:
    """新增人员: account, first post and one-time password in one step."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = staffing.add_person(**form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return _secret(request, user, "一次性密码", password)
    context = {"title": "新增人员", "form": form}
    return page(request, "workbench/people_new.html", context, status=422 if form.errors else 200)


@require_GET
@permission(ADMINISTER)
def person_show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person: posts, account, tokens."""
    return _person(request, staffing.person(pk))


@require_GET
@permission(ADMINISTER)
def organization_find(request: HttpRequest) -> HttpResponse:
    """What a form offers while the name of an organization is typed."""
    return page(request, "workbench/organizations.html", {"found": staffing.find(request.GET.get("organization", ""))})


@require_POST
@permission(ADMINISTER)
def post_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """新增岗位."""
    user, form = staffing.person(pk), PostForm(request.POST)
    if form.is_valid():
        try:
            staffing.add_post(user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return redirect("people:person-show", pk)
    return _person(request, user, form=form)


@require_POST
@permission(ADMINISTER)
def post_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """结束岗位."""
    try:
        post = staffing.end_post(pk, reason=request.POST.get("reason", ""))
    except ValidationError as refused:
        return problem(request, refused)
    return redirect("people:person-show", post.user_id)


@never_cache
@require_POST
@permission(ADMINISTER)
def password_reset(request: HttpRequest, pk: UUID) -> HttpResponse:
    """重置密码: shown once, to be handed over in person."""
    user = staffing.person(pk)
    try:
        password = staffing.reset_password(user, reason=request.POST.get("reason", ""))
    except ValidationError as refused:
        return problem(request, refused)
    return _secret(request, user, "一次性密码", password)


@require_POST
@permission(ADMINISTER)
def code_reset(request: HttpRequest, pk: UUID) -> HttpResponse:
    """解除动态验证码."""
    try:
        staffing.reset_code(staffing.person(pk), reason=request.POST.get("reason", ""))
    except ValidationError as refused:
        return problem(request, refused)
    return redirect("people:person-show", pk)


@require_POST
@permission(ADMINISTER)
def account_unlock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """解除锁定."""
    try:
        staffing.release(request, staffing.person(pk))
    except ValidationError as refused:
        return problem(request, refused)
    return redirect("people:person-show", pk)


@require_POST
@permission(ADMINISTER)
def account_switch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """停用或启用账号."""
    user = staffing.person(pk)
    try:
        staffing.set_active(user, active=not user.is_active, reason=request.POST.get("reason", ""))
    except ValidationError as refused:
        return problem(request, refused)
    return redirect("people:person-show", pk)


@never_cache
@require_POST
@permission(ADMINISTER)
def token_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """签发接口令牌: shown once."""
    post, form = Post.objects.own().get(pk=pk), TokenForm(request.POST)
    try:
        form.full_clean()
        if form.errors:
            raise ValidationError([str(error) for errors in form.errors.values() for error in errors])
        secret = staffing.give_token(post, **form.cleaned_data)
    except ValidationError as refused:
        return problem(request, refused)
    return _secret(request, post.user, "接口令牌", secret)


@require_POST
@permission(ADMINISTER)
def token_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """停用接口令牌."""
    return redirect("people:person-show", staffing.take_token(pk).post.user_id)


@require_GET
@permission(ADMINISTER)
def role_list(request: HttpRequest) -> HttpResponse:
    """All roles with what each may do: a matrix of the declared catalogue."""
    roles = list(Role.objects.order_by("label"))
    rows = [
        {"key": key, "label": label, "cells": [(role.label, key in role.permissions) for role in roles]}
        for key, label in sorted(given())
    ]
    context = {"title": "角色与权限", "roles": roles, "rows": rows, "may_edit": staffing.may_edit_roles()}
    return page(request, "workbench/role_list.html", context)


@require_http_methods(["GET", "POST"])
@permission(ADMINISTER)
def role_edit(request: HttpRequest, key: str) -> HttpResponse:
    """修改角色权限 (province only)."""
    role = get_object_or_404(Role, pk=key)
    form = RoleForm(request.POST or None, initial=RoleForm.values_of(role))
    if request.method == "POST" and form.is_valid():
        try:
            staffing.edit_role(role, **form.cleaned_data)
        except ValidationError as refused:
            return problem(request, refused)
        return redirect("people:role-list")
    context = {"title": role.label, "role": role, "form": form, "may_edit": staffing.may_edit_roles()}
    return page(request, "workbench/role_edit.html", context, status=422 if form.errors else 200)


@require_GET
@permission(AUDIT)
def act_list(request: HttpRequest) -> HttpResponse:
    """操作记录 of the own ranges."""
    return listing_page(request, ACTS, "workbench/log_list.html", {"refusals": False})


@require_GET
@permission(AUDIT)
def refusal_list(request: HttpRequest) -> HttpResponse:
    """拒绝访问记录 of the own ranges."""
    return listing_page(request, REFUSALS, "workbench/log_list.html", {"refusals": True})


@require_http_methods(["GET", "POST"])
@permission(ADMINISTER)
def range_open(request: HttpRequest) -> HttpResponse:
    """协查模式: read with an organization's eyes, for a reason and for a while."""
    form = RangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = staffing.look_into(request, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.info(request, f"已进入协查模式：{opened.name}，只能查看。")
            return redirect("people:range-open")
    context = {"title": "协查模式", "form": form, "opened": opened_range(request)}
    return page(request, "workbench/range.html", context, status=422 if form.errors else 200)


@require_POST
@permission(WORKBENCH)
def range_close(request: HttpRequest) -> HttpResponse:
    """退出协查模式."""
    staffing.look_away(request)
    return redirect("people:range-open")


def _person(request: HttpRequest, user: User, *, form: PostForm | None = None) -> HttpResponse:
    posts = list(Post.objects.own().filter(user=user).order_by("-valid_from", "pk"))
    context = {
        "title": user.name,
        "person": user,
        "posts": posts,
        "tokens": Token.objects.filter(post__in=posts, until__gt=now()).select_related(
            "post__organization", "post__role"
        ),
        "form": form or PostForm(),
        "token_form": TokenForm(),
        "locked": bool(user.username) and attempts_left(request, user.username or "") <= 0,
        "has_code": has_code(user),
        "ours": staffing.wholly_own(user),
    }
    return page(request, "workbench/person.html", context, status=422 if form else 200)


def _secret(request: HttpRequest, user: User, label: str, secret: str) -> HttpResponse:
    """The one page that shows a new secret; it is kept nowhere."""
    context = {"title": label, "label": label, "secret": secret, "person": user}
    return page(request, "workbench/secret.html", context)
