"""Writing down what was done to accounts, posts and roles, and which doors stayed shut (操作记录、拒绝访问)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from fengqiao.kernel.identity.models import Act, Post, Refusal, Visitor
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.identity.visitors import scope_of_visitor
from fengqiao.kernel.places.scope import acting, within


def note(what: Act.What, target: str = "", *, reason: str = "", scope_code: int | None = None) -> Act:
    """Write down an act of the acting post, where the organization it concerns stands (or its own)."""
    me = acting().post
    if me is None:
        raise PermissionDenied("没有岗位，不能办理。")
    post = Post.objects.get(pk=me)
    code = post.organization.scope_code if scope_code is None else scope_code
    return Act.objects.create(post=post, scope_code=code, what=what, target=target[:100], reason=reason[:200])


def note_for(post: Post, what: Act.What, target: str = "") -> None:
    """Write down an act of somebody who has no open scope yet: at sign-in."""
    with within(scope_of(post)):
        Act.objects.create(post=post, scope_code=post.organization.scope_code, what=what, target=target[:100])


def note_refusal(who: Post | Visitor, *, method: str, path: str, reason: str) -> None:
    """Write down a shut door, in a transaction of its own: that of the page has been rolled back."""
    what = {"method": method[:8], "path": path[:200], "reason": reason[:100]}
    if isinstance(who, Visitor):
        with within(scope_of_visitor(who.pk)):
            Refusal.objects.create(visitor=who, scope_code=who.scope_code, **what)
    else:
        with within(scope_of(who)):
            Refusal.objects.create(post=who, scope_code=who.organization.scope_code, **what)
