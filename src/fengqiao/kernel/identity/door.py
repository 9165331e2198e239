"""The door of every page: signed in, seated in a post, allowed, and inside the post's scope (入口).

A stranger gets 404 and a refusal is written down: nobody learns what exists beyond their range.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from itertools import chain
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from fengqiao.kernel.identity.acts import note_refusal
from fengqiao.kernel.identity.models import Post, User, Visitor
from fengqiao.kernel.identity.permissions import AUDITOR, WORKBENCH, readings
from fengqiao.kernel.identity.scopes import Range, scope_of
from fengqiao.kernel.identity.visitors import present_visitor, scope_of_visitor
from fengqiao.kernel.journal.opening import ReasonWanted
from fengqiao.kernel.places.scope import Scope, within

View = Callable[..., HttpResponse]
Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Operation = Callable[Concatenate[HttpRequest, Given], Answer]  # of the interface: it returns a value

POST_KEY = "post"
RANGE_KEY = "opened_range"
VISITOR_KEY = "visitor"
TYPED = "typed."  # how the names begin under which a session carries what a visitor types
SAFE = ("GET", "HEAD", "OPTIONS")
SHUT = (Http404, PermissionDenied, ObjectDoesNotExist)  # not there or not allowed: one answer


@dataclass(frozen=True, slots=True)
class OpenedRange:
    """协查模式: a range an administrator reads for a while, with a reason that was written down."""

    low: int
    high: int
    until: datetime
    name: str

    @property
    def range(self) -> Range:
        return self.low, self.high


class NoPost(Exception):
    """A signed-in person without a post that is valid today."""


def posts_of(request: HttpRequest) -> list[Post]:
    """The posts the signed-in person may work in today; read once a request."""
    known: list[Post] | None = getattr(request, "_posts", None)
    if known is None:
        known = list(Post.objects.present().filter(user=cast(User, request.user)).order_by("valid_from", "pk"))
        request._posts = known  # type: ignore[attr-defined]  # kept for the rest of this request
    return known


def post_of(request: HttpRequest) -> Post | None:
    """The post the person works in now: the one chosen in the session, else their first; None without any."""
    if not request.user.is_authenticated:
        return None
    posts, chosen = posts_of(request), request.session.get(POST_KEY)
    return next((post for post in posts if str(post.pk) == chosen), posts[0] if posts else None)


def seat(request: HttpRequest, post: Post) -> None:
    """Let a request of a machine act from the post its token is bound to."""
    request.user = post.user
    request._posts = [post]  # type: ignore[attr-defined]  # see posts_of


def switch_post(request: HttpRequest, key: str) -> Post:
    """Work in another of one's own posts from now on (切换岗位)."""
    post = next((post for post in posts_of(request) if str(post.pk) == key), None)
    if post is None:
        raise Http404("没有这个岗位。")
    request.session[POST_KEY] = str(post.pk)
    close_range(request)
    return post


def open_range(request: HttpRequest, opened: OpenedRange) -> None:
    """Keep an opened range in the session until it ends by itself."""
    request.session[RANGE_KEY] = [opened.low, opened.high, opened.until.isoformat(), opened.name]


def close_range(request: HttpRequest) -> None:
    """Back to the own range."""
    request.session.pop(RANGE_KEY, None)


def opened_range(request: HttpRequest) -> OpenedRange | None:
    """The range opened in this session, while it lasts."""
    session = getattr(request, "session", None)
    if session is None or RANGE_KEY not in session:
        return None
    low, high, until, name = session[RANGE_KEY]
    opened = OpenedRange(low, high, datetime.fromisoformat(until), name)
    return opened if timezone.now() < opened.until else None


def scope_for_request(request: HttpRequest) -> Scope:
    """The scope of the post a request acts from; in an opened range it reads there, and there only."""
    post = post_of(request)
    if post is None:
        raise NoPost
    scope = scope_of(post)
    opened = opened_range(request)
    return replace(scope, ranges=(opened.range,), may=scope.may | readings()) if opened else scope


def may_enter(request: HttpRequest, scope: Scope, key: str) -> str:
    """Why this post may not use what stands behind a permission; empty when it may."""
    post = post_of(request)
    if key not in scope.may:
        return f"没有权限 {key}"
    looks_only = (post is not None and post.role_id == AUDITOR) or opened_range(request) is not None
    if looks_only and request.method not in SAFE and key != WORKBENCH:
        return "只读岗位不能办理"
    return ""


@contextmanager
def entered(request: HttpRequest, key: str) -> Iterator[Scope]:
    """Inside: allowed, with scope and transaction open. Whatever is not there or not allowed is 404 and noted."""
    scope, post = scope_for_request(request), cast(Post, post_of(request))
    try:
        if reason := may_enter(request, scope, key):
            raise PermissionDenied(reason)
        with within(scope):
            yield scope
    except SHUT as refused:
        _shut(request, post, refused)


def _shut(request: HttpRequest, who: Post | Visitor, refused: Exception) -> NoReturn:
    """404, and a note of who asked for what."""
    reason = str(refused) if isinstance(refused, PermissionDenied) else "不存在或不在数据范围内"
    note_refusal(who, method=str(request.method), path=request.path, reason=reason)
    raise Http404 from refused


def permission(key: str) -> Callable[[View], View]:
    """Guard a view by a permission `area.group`: the outermost thing every page of the house has in common."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # a view's own arguments
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if post_of(request) is None:
                return render(request, "identity/no_post.html", status=403)
            if not _legible(request):
                return HttpResponseBadRequest("提交的内容中有不允许的字符。", content_type="text/plain; charset=utf-8")
            try:
                with entered(request, key):
                    return view(request, *args, **kwargs)
            except ReasonWanted as wanted:
                back = urlencode({"next": request.get_full_path()})
                return redirect(f"{reverse('ui:reason', args=[wanted.subject.pk])}?{back}")

        return _marked(guarded, key)

    return guard


def permitted(key: str) -> Callable[[Operation[Given, Answer]], Operation[Given, Answer]]:
    """The same door for an operation of the interface, whose token has seated the request; it returns a value."""

    def guard(operation: Operation[Given, Answer]) -> Operation[Given, Answer]:
        @wraps(operation)
        def guarded(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> Answer:
            with entered(request, key):
                return operation(request, *args, **kwargs)

        return guarded

    return guard


def _legible(request: HttpRequest) -> bool:
    """Whether what was sent is text: nobody types a NUL, and no text column can keep one."""
    sent = chain(*(values for query in (request.GET, request.POST) for _, values in query.lists()))
    return not any("\x00" in str(value) for value in sent)


def public(view: View) -> View:
    """Open a page to everybody: inside an empty scope, which sees no record but what a verified code opens."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # a view's own arguments
        if not _legible(request):
            return HttpResponseBadRequest("提交的内容中有不允许的字符。", content_type="text/plain; charset=utf-8")
        with within(Scope()):
            return view(request, *args, **kwargs)

    return _marked(guarded, "public")


def visiting(view: View) -> View:
    """A page of somebody who has shown number and query code in this session; anybody else is asked for them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # a view's own arguments
        visitor = visitor_in(request)
        if visitor is None:
            return redirect(settings.VISITOR_URL)
        if not _legible(request):
            return HttpResponseBadRequest("提交的内容中有不允许的字符。", content_type="text/plain; charset=utf-8")
        try:
            with within(scope_of_visitor(visitor.pk)):
                return view(request, *args, **kwargs)
        except SHUT as refused:
            _shut(request, visitor, refused)

    return _marked(guarded, "public")


def visitor_in(request: HttpRequest) -> Visitor | None:
    """The visitor of this session, while they are there: who did nothing for a while is asked again."""
    key, seen = request.session.get(VISITOR_KEY, ("", 0.0))
    visitor = present_visitor(UUID(key)) if key and time.time() - seen <= settings.IDLE_MINUTES * 60 else None
    if visitor is None:
        request.session.pop(VISITOR_KEY, None)
    else:
        request.session[VISITOR_KEY] = (key, time.time())
    return visitor


def let_in(request: HttpRequest, visitor: UUID) -> None:
    """Remember in the session who has shown number and code; the session gets a new key."""
    request.session.cycle_key()
    request.session[VISITOR_KEY] = (str(visitor), time.time())


def see_off(request: HttpRequest) -> None:
    """Forget the visitor and all they typed: a shared screen shows the next one nothing (不留个人信息)."""
    for name, _ in list(request.session.items()):
        if name == VISITOR_KEY or name.startswith(TYPED):
            del request.session[name]


def outside(view: View) -> View:
    """A page before the door (sign-in, second factor): open to everybody, without scope or transaction."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # a view's own arguments
        return view(request, *args, **kwargs)

    return _marked(guarded, "public")


def signed_in(view: View) -> View:
    """A page of one's own account: signed in, with or without a post, without a scope."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # a view's own arguments
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return _marked(guarded, "signed_in")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back here afterwards; htmx loads it as a whole page."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("account_login")})
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def _marked(view: View, key: str) -> View:
    view.permission = key  # type: ignore[attr-defined]  # the sweep reads it
    return view
