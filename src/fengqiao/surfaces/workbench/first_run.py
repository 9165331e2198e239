"""The first days of an office: what is to be set up, in its order, until the first matter is registered (开始使用)."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.module.registry import ask
from fengqiao.kernel.places import calendar
from fengqiao.kernel.places.scope import acting, today


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up: what it is good for, whether it is done, and where the acting post does it."""

    label: str
    text: str
    done: bool
    url: str = ""
    act: str = ""


def steps() -> list[Step]:
    """The steps of a new office; none any more once it has a matter, and none for who reaches no office."""
    me = acting()
    if not me.ranges or Subject.objects.exists():
        return []
    year = today().year
    administers = ADMINISTER in me.may
    first = next((action for answer in ask("home.actions") for action in answer if action.may in me.may), None)
    return [
        Step(
            "登记人员和岗位",
            "本机构的同事各有账号，按岗位看到自己该办的事。",
            Post.objects.own().exclude(user=me.user).exists(),
            reverse("people:person-new") if administers else "",
            "新增人员",
        ),
        Step(
            "核对工作日历",
            f"{year} 年的放假和调休决定各项期限的届满日。",
            not calendar.provisional(year),
            reverse("administration:calendar", args=[year]) if administers else "",
            "查看工作日历",
        ),
        Step(
            "登记第一件",
            "登记后，待办、期限和统计都由系统生成。",
            False,
            reverse(first.url) if first else "",
            first.label if first else "",
        ),
    ]
