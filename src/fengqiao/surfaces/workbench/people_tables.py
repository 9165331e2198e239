"""The lists of the administration pages, declared once."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django_filters import FilterSet

from fengqiao.kernel.casework.receiving import VISITORS
from fengqiao.kernel.identity.models import Act, Post, Refusal, Role, valid
from fengqiao.kernel.places.scope import today
from fengqiao.kernel.ui.filters import OneOf, Period
from fengqiao.kernel.ui.keyset import Order
from fengqiao.kernel.ui.listing import Column, Empty, Listing, View
from fengqiao.kernel.ui.words import Chip

IN_OFFICE, LEFT = Chip("在任", "green", "check"), Chip("已离任")


class PostFilters(FilterSet):
    """Narrowing by role."""

    role = OneOf("角色", [])

    class Meta:
        model = Post
        fields = ("role",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # django-filter's own arguments
        super().__init__(*args, **kwargs)
        self.filters["role"].extra["choices"] = list(Role.objects.order_by("label").values_list("pk", "label"))


class ActFilters(FilterSet):
    """Narrowing by kind and time."""

    what = OneOf("事项", Act.What.choices)
    at = Period("时间")

    class Meta:
        model = Act
        fields = ("what", "at")


class RefusalFilters(FilterSet):
    """Narrowing by time."""

    at = Period("时间")

    class Meta:
        model = Refusal
        fields = ("at",)


def _found(posts: QuerySet[Post], text: str) -> QuerySet[Post]:
    words = Q(user__name__contains=text) | Q(user__username__startswith=text.lower())
    return posts.filter(words | Q(organization__name__contains=text))


def _acts() -> QuerySet[Act]:
    return Act.objects.select_related("post__user", "post__organization", "post__role")


def _refusals() -> QuerySet[Refusal]:
    return Refusal.objects.select_related("post__user", "post__organization", "post__role")


def _who(refusal: Refusal) -> str:
    return refusal.post.user.name if refusal.post else VISITORS


NEWEST = (Order(key="at", label="时间", by="at"),)
WHO = (
    Column(label="人员", value="post.user.name", phone="handler"),
    Column(label="机构", value="post.organization.name"),
    Column(label="角色", value="post.role.label"),
)

POSTS = Listing(
    key="people.posts",
    label="人员与岗位",
    query=Post.objects.own,
    columns=(
        Column(label="姓名", value="user.name", note="user.username", main=True, phone="name"),
        Column(label="机构", value="organization.name", phone="handler"),
        Column(label="角色", value="role.label"),
        Column(label="任职日期", value="valid_from", kind="date", order="since"),
        Column(label="离任日期", value="valid_to", kind="date"),
        Column(
            label="状态",
            value=lambda post: IN_OFFICE if post.is_present(today()) else LEFT,
            kind="chip",
            phone="state",
        ),
    ),
    orders=(Order(key="since", label="任职日期", by="valid_from"),),
    default_order="-since",
    row_url=lambda post: reverse("people:person-show", args=[post.user_id]),
    filters=PostFilters,
    search=_found,
    search_label="搜姓名、账号、机构",
    views=(
        View(key="present", label="在任", narrow=lambda posts: posts.filter(valid(today()))),
        View(key="left", label="已离任", narrow=lambda posts: posts.exclude(valid(today()))),
    ),
    empty=Empty(title="本辖区还没有人员", text="新增的人员和岗位在这里。", icon="users"),
    unit="个岗位",
)

ACTS = Listing(
    key="people.acts",
    label="操作记录",
    query=_acts,
    columns=(
        Column(label="事项", value="get_what_display", main=True, phone="name"),
        Column(label="对象", value="target"),
        *WHO,
        Column(label="事由", value="reason"),
        Column(label="时间", value="at", kind="moment", order="at", phone="due"),
    ),
    orders=NEWEST,
    default_order="-at",
    filters=ActFilters,
    empty=Empty(title="还没有操作记录", text="登录、任职、权限、机构和参数的变动在这里。", icon="history"),
    unit="条",
)

REFUSALS = Listing(
    key="people.refusals",
    label="拒绝访问记录",
    query=_refusals,
    columns=(
        Column(label="地址", value="path", note="method", main=True, phone="name"),
        Column(label="人员", value=_who, key="post.user.name", phone="handler"),
        *WHO[1:],
        Column(label="原因", value="reason", phone="state"),
        Column(label="时间", value="at", kind="moment", order="at", phone="due"),
    ),
    orders=NEWEST,
    default_order="-at",
    filters=RefusalFilters,
    empty=Empty(title="没有拒绝访问的记录", text="越权或超范围的访问会记在这里。", icon="shield-check"),
    unit="条",
)
