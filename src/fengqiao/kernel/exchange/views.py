"""The pages of import and long work; who may use an entry is decided by the entry (导入页面)."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.kernel.casework.perform import NotNow
from fengqiao.kernel.exchange import imports
from fengqiao.kernel.exchange.batches import rejected
from fengqiao.kernel.exchange.deliver import as_file, exported_file
from fengqiao.kernel.exchange.export import FORMS
from fengqiao.kernel.exchange.models import Batch
from fengqiao.kernel.exchange.pages import answer
from fengqiao.kernel.exchange.preview import STEPS, Preview, pace
from fengqiao.kernel.exchange.template import rejected_rows, template
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.queue.models import Work
from fengqiao.kernel.queue.works import own_works, see, stop

RECENT = 10


class UploadForm(forms.Form):
    """A sheet to be imported."""

    file = forms.FileField(label="台账文件", error_messages={"required": "请选择要导入的文件。"})


@require_http_methods(["GET", "POST"])
@permission(WORKBENCH)
def import_start(request: HttpRequest, entry: str) -> HttpResponse:
    """模板、上传: the template, the upload, and what was imported lately."""
    found = imports.entry_for(entry)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            return redirect(imports.page_of(imports.upload(found, upload.name, upload.read())))
        except ValidationError as refused:
            form.add_error("file", refused)
    recent = Batch.objects.filter(entry_key=entry).exclude(key=None).order_by("-made_at")[:RECENT]
    context = {"entry": found, "form": form, "recent": recent, "steps": STEPS, "title": f"导入{found.label}"}
    return answer(request, "exchange/import_start.html", context, status=422 if form.errors else 200)


@require_GET
@permission(WORKBENCH)
def import_template(request: HttpRequest, entry: str) -> HttpResponse:
    """下载模板."""
    found = imports.entry_for(entry)
    return as_file(template(found), f"{found.label}导入模板.xlsx", FORMS["xlsx"])


@require_GET
@permission(WORKBENCH)
def batch_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """核对、导入、结果: where the batch stands, with every problem by row and column."""
    batch = imports.own_batch(pk)
    work = Work.objects.filter(pk=batch.work).first() if batch.work else None
    if work is not None:
        see(own_works().filter(pk=work.pk))
    preview = Preview(batch, request.GET)
    context = {
        "batch": batch,
        "entry": batch.entry,
        "preview": preview,
        "steps": STEPS,
        "title": f"导入{batch.entry.label}",
        "work": work,
        "pace": pace(work) if work else "",
        "may_confirm": imports.may_confirm(batch),
    }
    return answer(request, "exchange/import_batch.html", context, part="check")


@require_GET
@permission(WORKBENCH)
def batch_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """进度: asked every two seconds; when the work has ended, the whole page is loaded again."""
    batch = imports.own_batch(pk)
    work = get_object_or_404(Work, pk=batch.work)
    if work.ended:
        return HttpResponse(status=204, headers={"HX-Redirect": imports.page_of(batch)})
    context = {"work": work, "pace": pace(work), "batch": batch}
    return answer(request, "exchange/import_progress.html", context)


@require_POST
@permission(WORKBENCH)
def row_decide(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """疑似已登记: import the row all the same, or skip it."""
    batch = imports.own_batch(pk)
    try:
        imports.decide(batch, number, keep_it=request.POST.get("keep") == "1")
    except NotNow as refused:
        messages.error(request, str(refused))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if safe else imports.page_of(batch))


@require_POST
@permission(WORKBENCH)
def batch_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """确认导入: the good rows are written in the background."""
    batch = imports.own_batch(pk)
    try:
        imports.confirm(batch)
    except NotNow as refused:
        messages.error(request, str(refused))
    except ValidationError as refused:
        messages.error(request, "；".join(refused.messages))
    return redirect(imports.page_of(batch))


@require_GET
@permission(WORKBENCH)
def batch_rejected(request: HttpRequest, pk: UUID) -> HttpResponse:
    """下载须改正的行: as they were uploaded, with the reasons beside them."""
    batch = imports.own_batch(pk)
    content = rejected_rows(batch.headers, rejected(batch))
    return as_file(content, f"{batch.name.rpartition('.')[0]}（须改正）.xlsx", FORMS["xlsx"])


@require_GET
@permission(WORKBENCH)
def export_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """下载导出文件: a long export that is ready."""
    return exported_file(pk)


@require_GET
@permission(WORKBENCH)
def work_list(request: HttpRequest) -> HttpResponse:
    """通知: one's own long work; looking at it empties the bell."""
    works = list(own_works()[:50])
    see(own_works())
    return answer(request, "exchange/work_list.html", {"works": works, "title": "后台任务"})


@require_GET
@permission(WORKBENCH)
def work_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One piece of long work with its progress; ended, it leads to its result."""
    work = get_object_or_404(own_works(), pk=pk)
    see(own_works().filter(pk=pk))
    return answer(
        request, "exchange/work_page.html", {"work": work, "pace": pace(work), "title": work.label}, part="at"
    )


@require_POST
@permission(WORKBENCH)
def work_stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """停止: after the step at hand; what was done stays."""
    return redirect(stop(pk).page or "exchange:work-list")
