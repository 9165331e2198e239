"""Administration beside people and roles (所务管理): its first page, and work that failed for good."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.jobs import rewrap_keys
from fengqiao.kernel.identity.permissions import ADMINISTER, AUDIT, WORKBENCH
from fengqiao.kernel.places.scope import acting, today
from fengqiao.kernel.queue.works import at_work, dead_letters, last_of, revive
from fengqiao.kernel.ui.page import page

SHOWN = 100  # dead letters on one page


@dataclass(frozen=True, slots=True)
class Door:
    """A part of the administration on its first page."""

    label: str
    text: str
    icon: str
    url: str
    may: str


def doors() -> list[Door]:
    """All parts the acting post may enter."""
    offered = (
        Door("人员与岗位", "账号、任职、重置密码", "users", reverse("people:post-list"), ADMINISTER),
        Door("角色与权限", "各角色能办什么、看多远", "key", reverse("people:role-list"), ADMINISTER),
        Door(
            "工作日历",
            "放假、调休和期限届满日",
            "calendar",
            reverse("administration:calendar", args=[today().year]),
            ADMINISTER,
        ),
        Door(
            "参数",
            "期限、权重、抽样比例等",
            "adjustments-horizontal",
            reverse("administration:parameter-list"),
            ADMINISTER,
        ),
        Door(
            "协作单位接口",
            "外单位系统的密钥、回告",
            "building",
            reverse("administration:partner-list"),
            ADMINISTER,
        ),
        Door("机构合并", "把撤并机构的事项移交承接机构", "arrow-merge", reverse("ui:merger"), ADMINISTER),
        Door("区划合并", "乡镇、街道、县区撤并", "map-2", reverse("ui:division-merger"), ADMINISTER),
        Door("区划变更", "设立、更名、撤销、计数和基础信息", "map-pin", reverse("ui:divisions"), ADMINISTER),
        Door("后台任务", "进行中和多次未完成的任务", "server", reverse("administration:queue"), ADMINISTER),
        Door("日志核验", "日志链是否完整、日终链值", "shield-check", reverse("administration:journal"), AUDIT),
        Door("办理和查阅记录", "按编号看一件办了什么、谁看过", "history", reverse("administration:readings"), AUDIT),
        Door("操作记录", "登录、任职、权限、机构和参数的变动", "list-details", reverse("people:act-list"), AUDIT),
        Door("拒绝访问记录", "越权或超范围的访问", "ban", reverse("people:refusal-list"), AUDIT),
        Door("协查模式", "限时按某机构范围查看", "eye", reverse("people:range-open"), ADMINISTER),
    )
    return [door for door in offered if door.may in acting().may]


@require_GET
@permission(WORKBENCH)
def index(request: HttpRequest) -> HttpResponse:
    """所务管理: what this post may keep or look through."""
    if not (found := doors()):
        raise PermissionDenied(ADMINISTER)
    return page(request, "workbench/administration.html", {"title": "所务管理", "doors": found})


@require_GET
@permission(ADMINISTER)
def queue_list(request: HttpRequest) -> HttpResponse:
    """后台任务: what runs, what failed after its last attempt and waits for the administrator, the last rotation."""
    context = {
        "title": "后台任务",
        "running": at_work()[:SHOWN],
        "works": dead_letters()[:SHOWN],
        "rewrapped": last_of(rewrap_keys.name),
    }
    return page(request, "workbench/queue.html", context, part="running")


@require_POST
@permission(ADMINISTER)
def queue_revive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """重新运行."""
    work = get_object_or_404(dead_letters().filter(queued__isnull=False), pk=pk)
    revive(work)
    messages.success(request, f"“{work.label}”已重新排队。")
    return redirect("administration:queue")
