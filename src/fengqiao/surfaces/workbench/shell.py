"""The frame of every page of the workbench: who one is, where one may go, what is waiting (工作台外框)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from fengqiao.kernel.casework.duties import climbed
from fengqiao.kernel.identity.door import opened_range, posts_of, scope_for_request
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.identity.permissions import ADMINISTER, AUDIT
from fengqiao.kernel.module.declaration import Nav
from fengqiao.kernel.module.registry import modules
from fengqiao.kernel.places.scope import NoScope, acting
from fengqiao.kernel.queue.works import newly_ended
from fengqiao.kernel.ui.page import NavItem, Seat, Shell

PAGES = {
    "home": "workbench:home",
    "search": "insight:search",
    "bell": "workbench:notices",
    "phone": "mobile:home",
    "switch": "post-switch",
    "account": "account",
    "sign_out": "account_logout",
    "directory": "offices:directory",
}


def shell_for(request: HttpRequest) -> Shell:
    """The frame of a request; before a post is known, or outside a scope, only the brand."""
    post = cast("Post | None", getattr(request, "post", None))
    if not post or not request.user.is_authenticated:
        return Shell(urls=_urls("sign_out"))
    opened = opened_range(request)
    return Shell(
        organization=f"{post.organization.name}（协查：{opened.name}）" if opened else post.organization.name,
        person=request.user.name,
        post=post.role.label,
        posts=tuple(_seats(posts_of(request), post)),
        navigation=_navigation(request),
        bell=_bell(),
        urls=_urls(*PAGES),
    )


def _seats(posts: list[Post], post: Post) -> Iterator[Seat]:
    for each in posts:
        label = f"{each.organization.short_name or each.organization.name} · {each.role.label}"
        yield Seat(id=str(each.pk), label=label, current=each.pk == post.pk)


def _inside() -> bool:
    """Whether a scope is open; a page of one's own account has none and counts nothing."""
    try:
        acting()
    except NoScope:
        return False
    return True


def _navigation(request: HttpRequest) -> tuple[tuple[NavItem, ...], ...]:
    """The lines of work one may use, then figures and administration."""
    may = scope_for_request(request).may
    lines = [_item(request, nav) for module in modules() for nav in module.nav if nav.may in may]
    figures = any(f"{module.key}.view" in may for module in modules() if module.measures)
    behind = []
    if figures:
        behind.append(_page(request, "统计报表", "workbench:figures", "report-analytics"))
    if may & {ADMINISTER, AUDIT}:
        behind.append(_page(request, "所务管理", "administration:index", "settings"))
    home = NavItem(
        label="工作台", url=reverse(PAGES["home"]), icon="home", current=request.path == reverse(PAGES["home"])
    )
    return tuple(group for group in ((home, *lines), tuple(behind)) if group)


def _item(request: HttpRequest, nav: Nav) -> NavItem:
    waiting, late = nav.count() if nav.count and _inside() else (0, 0)
    url = reverse(nav.url)
    current = request.path.startswith(url)
    return NavItem(label=nav.label, url=url, icon=nav.icon, count=late or waiting, late=late > 0, current=current)


def _page(request: HttpRequest, label: str, name: str, icon: str) -> NavItem:
    url = reverse(name)
    return NavItem(label=label, url=url, icon=icon, current=request.path.startswith(url))


def _bell() -> int:
    """Own long work that has ended, and duties that have climbed up to this post: one question."""
    if not _inside():
        return 0
    ended, risen = newly_ended().order_by().values("pk"), climbed().order_by().values("pk")
    return ended.union(risen, all=True).count()


def _urls(*names: str) -> dict[str, str]:
    """The addresses the frame links to; a room that is not in this house has none."""
    found = {}
    for name in names:
        try:
            found[name] = reverse(PAGES[name])
        except NoReverseMatch:
            continue
    return found
