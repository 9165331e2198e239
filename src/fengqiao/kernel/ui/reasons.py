"""阅卷理由: a post whose role demands it writes down why, before it opens papers and files of a matter."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from fengqiao.kernel.casework.registry import page_url
from fengqiao.kernel.casework.titles import title_for
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.journal.opening import give_reason
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.ui.page import page


class OpeningForm(forms.Form):
    """阅卷理由."""

    reason = forms.CharField(
        label="阅卷理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="当日有效，与岗位、时间一并记入查阅记录",
    )


@require_http_methods(["GET", "POST"])
@permission(WORKBENCH)
def reason(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask for the reason, then go on to what was to be opened."""
    subject = Subject.objects.readable().get(pk=uid)
    if f"{subject.kind.partition('.')[0]}.view" not in acting().may:
        raise Http404
    back = page_url(subject.kind, uid)
    onward = request.GET.get("next", "")
    form = OpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            give_reason(subject, form.cleaned_data["reason"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            own = url_has_allowed_host_and_scheme(onward, allowed_hosts=None)
            return HttpResponseRedirect(onward if own else back)
    context = {"form": form, "title": title_for(subject), "number": subject.number, "back": back}
    return page(request, "ui/reason.html", context, status=422 if form.errors else 200)
