"""文书: the print of an issued paper, as PDF."""
# Annotations are read by the interface at start: this page does not postpone them.

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

from fengqiao.kernel.identity.door import permitted
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.journal.opening import give_reason
from fengqiao.kernel.paperwork.models import Issued
from fengqiao.kernel.paperwork.views import print_of

router = Router(tags=["文书"])
PDF = {"responses": {200: {"description": "OK", "content": {"application/pdf": {"schema": {"type": "string"}}}}}}


class ReasonIn(Schema):
    """阅卷理由."""

    reason: str


@router.get("/{pk}", summary="打印件（PDF）", openapi_extra=PDF)
@permitted(WORKBENCH)
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An issued paper for whoever may read its matter; the reading is logged. Some posts give their reason first."""
    return print_of(request, pk)


@router.post("/{pk}/reason", summary="阅卷理由", response={204: None})
@permitted(WORKBENCH)
def paper_reason(request: HttpRequest, pk: UUID, body: ReasonIn) -> Status[None]:
    """Why the papers and files of this paper's matter are opened; it holds for the day."""
    issued = get_object_or_404(Issued.objects.select_related("subject"), pk=pk)
    give_reason(issued.subject, body.reason)
    return Status(204, None)
