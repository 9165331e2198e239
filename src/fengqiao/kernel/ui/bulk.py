"""One act on several rows of a list (批量办理): each row by the verbs of its own matter, the result of each is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from fengqiao.kernel.casework.custody import assign
from fengqiao.kernel.casework.forms import StepForm
from fengqiao.kernel.casework.models import Case, ReusedKey
from fengqiao.kernel.casework.perform import NotNow, Stale, fresh_key, perform
from fengqiao.kernel.casework.registry import form_of, page_url
from fengqiao.kernel.exchange.deliver import export_listing
from fengqiao.kernel.exchange.export import SOURCES
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.models import Organization, Post
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.journal.events import log_reading
from fengqiao.kernel.journal.models import Reading
from fengqiao.kernel.journal.opening import require_piece
from fengqiao.kernel.paperwork.bundles import joined, leaf_of
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.models import Issued
from fengqiao.kernel.places.scope import acting, one_act
from fengqiao.kernel.ui.keyset import Rows
from fengqiao.kernel.ui.listing import LISTINGS, Bulk, Listing, reach
from fengqiao.kernel.ui.page import page, problem, sentences

MOST = 50  # rows a person waits for
EXPORT, PRINT, ASSIGN = "export", "print", "assign"
NONE_CHOSEN = "请先勾选要办理的件。"
TOO_MANY = f"一次最多办理{MOST}件，请分批选择。"
NO_PAPERS = "所选的件还没有制作文书。"


class AssignForm(StepForm):
    """指派: a colleague of the own range who may handle such matters."""

    handler = forms.ModelChoiceField(label="承办人", queryset=Post.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        able = Post.objects.present().filter(role__permissions__contains=[self.case.flow.changes])
        self.fields["handler"].queryset = able.filter(organization__in=Organization.objects.own())  # type: ignore[attr-defined]  # a model choice


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the page tells it: its matter, the version that was seen, what became of it."""

    key: object
    name: str
    number: str
    state: str
    url: str
    version: int
    refused: tuple[str, ...] = ()
    done: bool = False


@require_POST
@permission(WORKBENCH)
def many(request: HttpRequest, listing: str, act: str) -> HttpResponse:
    """The chosen rows: what is asked of all of them, then each done or not, with its reason; nothing half."""
    shown = LISTINGS.get(listing)
    bulk = next((each for each in shown.bulk if each.key == act), None) if shown else None
    if shown is None or bulk is None:
        raise Http404(act)
    if bulk.may and bulk.may not in acting().may:
        raise PermissionDenied(bulk.may)
    agreed = "agreed" in request.POST
    rows = list(_again(shown, request.POST) if agreed else shown.chosen(request.POST, limit=MOST + 1))
    if not rows or len(rows) > MOST:
        return problem(request, ValidationError(TOO_MANY if rows else NONE_CHOSEN))
    if act == EXPORT:
        return export_listing(request, SOURCES[shown.key], _ticked(rows))
    if act == PRINT:
        return _printed(request, rows)
    make, do = _course(bulk, rows[0])
    if not agreed:
        form = make(rows[0], None, {"version": 0, "idempotency_key": fresh_key()})
        return _asked(request, shown, bulk, rows, form)
    nonce = request.POST.get("idempotency_key", "")
    forms_ = [make(row, _data_of(request.POST, row, nonce), None) for row in rows]
    if not forms_[0].is_valid() and len({str(form.errors) for form in forms_}) == 1:  # what is wrong is the form itself
        return _asked(request, shown, bulk, rows, forms_[0], status=422)
    lines = [_line(shown, row, *_tried(do, row, form)) for row, form in zip(rows, forms_, strict=True)]
    done = sum(line.done for line in lines)
    context = {"listing": shown, "bulk": bulk, "lines": lines, "done": done, "left": len(lines) - done}
    return page(request, "ui/bulk_done.html", {**context, "back": _back(request)})


def _again(listing: Listing, posted: QueryDict) -> Rows:
    """The same rows when the act is confirmed: they may have left the view since."""
    return listing.query().filter(pk__in=posted.getlist("row")[: MOST + 1]).order_by("pk")


def _ticked(rows: Sequence[Any]) -> QueryDict:
    asked = QueryDict(mutable=True)
    asked.setlist("row", [str(row.pk) for row in rows])
    asked["view"] = "all"
    return asked


Make = Callable[[Case, QueryDict | None, dict[str, object] | None], StepForm]
Do = Callable[[Case, StepForm], Any]


def _course(bulk: Bulk, row: Case) -> tuple[Make, Do]:
    """How a row's form is made, and what is done with it."""
    if bulk.key == ASSIGN:
        return partial(_form, AssignForm), partial(_assigned, may=bulk.may)
    step = row.flow[bulk.step]
    return partial(_form, form_of(row, step) or StepForm), partial(_performed, key=step.key)


def _form(kind: type[StepForm], row: Case, posted: QueryDict | None, initial: dict[str, object] | None) -> StepForm:
    return kind(posted, case=row, initial=initial)


def _data_of(posted: QueryDict, row: Case, nonce: str) -> QueryDict:
    """What was filled in once, as it stands for one row: its own version, and a key of its own."""
    given = posted.copy()
    given["version"] = posted.get(f"version-{row.pk}", "")
    given["idempotency_key"] = f"{nonce}:{row.pk}"
    return given


def _assigned(row: Case, form: StepForm, *, may: str) -> None:
    assign(row, form.cleaned_data["handler"], may=may, version=form.cleaned_data["version"])


def _performed(row: Case, form: StepForm, *, key: str) -> None:
    version, nonce = form.cleaned_data["version"], form.cleaned_data["idempotency_key"]
    perform(row, key, version=version, idempotency_key=nonce, noted=form.noted(), **form.given())


def _tried(do: Do, row: Case, form: StepForm) -> tuple[bool, tuple[str, ...]]:
    """Whether it was done, or why not; a row that is refused leaves nothing behind."""
    if not form.is_valid():
        return False, tuple(str(said) for errors in form.errors.values() for said in errors)
    try:
        with one_act():
            do(row, form)
    except (ValidationError, NotNow, Stale, ReusedKey) as refused:
        return False, tuple(sentences(refused))
    except PermissionDenied:
        return False, ("本岗位不能办理本件。",)
    return True, ()


def _line(listing: Listing, row: Case, done: bool = False, refused: tuple[str, ...] = ()) -> Line:
    main = next(column for column in listing.columns if column.main)
    name, url = str(reach(row, main.value)), page_url(row.flow.key, row.pk)
    return Line(row.pk, name, row.number, row.state_label, url, row.version, refused, done)


def _asked(
    request: HttpRequest, listing: Listing, bulk: Bulk, rows: Sequence[Case], form: StepForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "listing": listing,
        "bulk": bulk,
        "form": form,
        "lines": [_line(listing, row) for row in rows],
        "back": _back(request),
    }
    return page(request, "ui/bulk.html", context, status=status)


def _back(request: HttpRequest) -> str:
    """The list the rows were chosen from."""
    back = request.POST.get("back") or request.headers.get("Referer", "")
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/"


def _printed(request: HttpRequest, rows: Sequence[Case]) -> HttpResponse:
    """打印: the issued papers of the chosen matters, matter by matter in the order of the bundle."""
    order = {paper.key: paper.bundle for paper in PAPERS.values()}
    found = Issued.objects.filter(subject__in=[row.pk for row in rows], voided_at=None).select_related("subject")
    papers = sorted(
        (paper for paper in found if not paper.frozen.erased),
        key=lambda paper: (paper.subject_id, order.get(paper.paper, 0), paper.issued_at),
    )
    if not papers:
        return problem(request, ValidationError(NO_PAPERS))
    for paper in papers:
        require_piece(paper)
        log_reading(paper.subject, Reading.What.OPENED, detail=str(paper))
    response = HttpResponse(joined([leaf_of(paper) for paper in papers]), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, "文书.pdf") or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
