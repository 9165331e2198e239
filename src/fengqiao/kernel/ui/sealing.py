"""限制查阅: the head takes a matter out of every range, names who still reaches it, and lifts it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.kernel.casework.perform import NotNow
from fengqiao.kernel.casework.referral import RESTRICT, lift, restrict
from fengqiao.kernel.casework.registry import case_of, page_url
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.places.scope import TOWN, acting, one_act
from fengqiao.kernel.ui.page import go, page, problem


class RestrictForm(forms.Form):
    """设为限制查阅: why, and which posts of the township still handle it or read it."""

    reason = forms.CharField(label="理由", max_length=150, widget=forms.Textarea(attrs={"rows": 2}))
    handling = forms.ModelMultipleChoiceField(
        label="可以办理的岗位",
        queryset=Post.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="本岗位总可以办理；承办人未列入的，不能再办理本件",
    )
    reading = forms.ModelMultipleChoiceField(
        label="只可查阅的岗位", queryset=Post.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, town: int, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        posts = Post.objects.present().filter(organization__town=town).exclude(pk=acting().own_post())
        posts = posts.select_related("organization", "role", "user")
        for name in ("handling", "reading"):
            self.fields[name].queryset = posts  # type: ignore[attr-defined]  # a model choice

    def holders(self) -> Mapping[UUID, bool]:
        """Who reaches the matter, and whether with the right to handle it."""
        reading = {post.pk: False for post in self.cleaned_data["reading"]}
        return reading | {post.pk: True for post in self.cleaned_data["handling"]} | {acting().own_post(): True}


@require_http_methods(["GET", "POST"])
@permission(RESTRICT)
def restrict_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """设为限制查阅."""
    case = case_of(uid)
    back = page_url(case.flow.key, case.pk)
    form = RestrictForm(request.POST or None, town=abs(case.scope_code) // TOWN)
    if request.method == "POST" and form.is_valid():
        try:
            with one_act():
                restrict(case.pk, holders=form.holders(), reason=form.cleaned_data["reason"])
        except NotNow as refused:
            return problem(request, refused)
        messages.success(request, "已设为限制查阅，只有列明的岗位可以打开。")
        return go(request, back)
    context = {"form": form, "case": case, "back": back}
    return page(request, "ui/restrict.html", context, part="form", status=422 if request.method == "POST" else 200)


@require_POST
@permission(RESTRICT)
def restrict_lift(request: HttpRequest, uid: UUID) -> HttpResponse:
    """解除限制查阅, with its reason."""
    case = case_of(uid)
    try:
        with one_act():
            lift(case.pk, reason=request.POST.get("reason", "").strip())
    except (NotNow, ValidationError) as refused:
        return problem(request, refused)
    messages.success(request, "已解除限制查阅。")
    return go(request, page_url(case.flow.key, case.pk))
