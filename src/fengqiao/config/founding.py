"""The first organization and the first administrator of a new database (首次开通): from then on people add people."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from fengqiao.business.offices.services import found_offices
from fengqiao.config.demo import alone
from fengqiao.config.errors import Refused
from fengqiao.kernel.identity.acts import note
from fengqiao.kernel.identity.models import Act, Organization, Post, Role, User
from fengqiao.kernel.identity.passwords import one_time_password
from fengqiao.kernel.identity.permissions import ADMINISTRATOR
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.identity.staffing import ACCOUNT
from fengqiao.kernel.places.divisions import WIDTHS, Level
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.queue.works import filling

REASON = "首次开通（命令行）"


def open_office(code: int, *, username: str, name: str) -> dict[str, Any]:
    """Found the bureaus and offices of the province, and give its first administrator an account.

    The password is given once; what was done stands in the log of the new post.
    """
    if not ACCOUNT.fullmatch(username):
        raise Refused("账号为 3 至 40 位小写字母、数字、点、横线或下划线，以字母开头。")
    _refuse_half_filled()
    with alone(), transaction.atomic():
        _refuse_second()
        region = _region(code)
        province = code // WIDTHS[Level.PROVINCE] * WIDTHS[Level.PROVINCE]
        founded = found_offices(province)
        bureau = Organization.objects.get(region=region, serial=0, valid_to=None)
        password = one_time_password()
        user = User(username=username, name=name, must_change_password=True)
        user.set_password(password)
        user.save()
        post = Post.objects.create(user=user, organization=bureau, role=Role.objects.get(pk=ADMINISTRATOR))
        with within(scope_of(post)):
            founding = f"{REASON}，设立机构 {founded.bureaus + founded.offices} 个"
            note(Act.What.PERSON_ADDED, f"{name}（{username}）", reason=founding)
            note(Act.What.POST_ADDED, str(post), reason=REASON)
    return {
        "username": username,
        "password": password,
        "organization": bureau.name,
        "post": str(post.pk),
        "bureaus": founded.bureaus,
        "offices": founded.offices,
    }


def _refuse_half_filled() -> None:
    if filling() is not None:
        raise Refused("演示数据正在装入或没有装完，不能开通：请换一个空的数据库。")


def _refuse_second() -> None:
    """Whoever administers already gives the next one their post, on a page, within their own range."""
    first = Post.objects.present().filter(role=ADMINISTRATOR).first()
    if first is not None:
        raise Refused(f"已经有系统管理员（{first.organization.name}）：请由其在“人员与岗位”中新增人员。")
    if User.objects.filter(username__isnull=False).exists():
        raise Refused("数据库里已经有账号，不能再首次开通。")


def _region(code: int) -> Region:
    """Where the administrator sits: a bureau, not an office."""
    region = Region.objects.filter(pk=code, valid_to=None, counts=True).first()
    if region is None:
        raise Refused(f"没有这个区划：{code}。请填 12 位区划代码，如 510000000000。")
    if region.level > Level.COUNTY:
        raise Refused(f"{region.full_name}不是县级以上区划：系统管理员设在县级以上司法行政机关。")
    return region
