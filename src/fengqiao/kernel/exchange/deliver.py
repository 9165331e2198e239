"""Answering a request for an export: the file at once, or in the background when the list is long (导出本表)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import content_disposition_header

from fengqiao.kernel.exchange.batches import erase
from fengqiao.kernel.exchange.export import FORMS, SOURCES, Source, file_of, journaled, split
from fengqiao.kernel.exchange.jobs import export_rows
from fengqiao.kernel.exchange.models import Export
from fengqiao.kernel.exchange.pages import answer
from fengqiao.kernel.places.scope import acting, now, today

AT_ONCE = 5000  # rows a person waits for
KEPT_DAYS = 7


def export_listing(request: HttpRequest, source: Source, asked: QueryDict | None = None) -> HttpResponse:
    """Exactly what the list shows, as XLSX or (`form=csv`) CSV; more than 5,000 rows are written in the background."""
    me = acting()
    if source.may not in me.may or me.organization is None or me.post is None:
        raise PermissionDenied(source.may)
    form = "csv" if request.GET.get("form") == "csv" else "xlsx"
    asked = (request.GET if asked is None else asked).copy()
    asked.pop("form", None)
    try:
        rows, long = split(iter(source.rows(asked)), AT_ONCE)
    except ValidationError as refused:  # nothing is exported, and nothing is journaled
        return answer(request, "ui/problem.html", {"sentences": refused.messages, "status": 422}, status=422)
    if not long:
        content, count = file_of(rows, form, label=source.label)
        journaled(source, count)
        return as_file(content, f"{source.label}{today():%Y%m%d}.{form}", FORMS[form])
    own = Export.objects.filter(organization=me.organization, post=me.post)
    erase(own.filter(made_at__lt=now() - timedelta(days=KEPT_DAYS)))
    export = Export(
        organization=me.organization,
        post=me.post,
        name=f"{source.label}{today():%Y%m%d}.{form}",
        source=source.key,
        asked=asked.urlencode(),
        form=form,
    )
    page = reverse("exchange:export-file", args=[export.pk])
    export.save(force_insert=True)
    export.work = export_rows.enqueue(label=f"导出 {source.label}", page=page, export=str(export.pk)).pk
    export.save(update_fields=["work"])
    return HttpResponseRedirect(reverse("exchange:work", args=[export.work]))


def exported_file(key: UUID) -> HttpResponse:
    """A long export that is ready: for the post that asked, while it still may."""
    me = acting()
    export = Export.objects.exclude(key=None).get(pk=key, ready_at__isnull=False)  # its policy: the own ones
    if SOURCES[export.source].may not in me.may:
        raise PermissionDenied(export.source)
    return as_file(export.content(), export.name, FORMS[export.form])


def as_file(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to be saved, kept by no cache."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
