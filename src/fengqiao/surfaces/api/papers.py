"""文书: the print of an issued paper, as PDF."""
# Annotations are read by the interface at start: this page does not postpone them.

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from fengqiao.kernel.paperwork.views import paper_print

router = Router(tags=["文书"])
PDF = {"responses": {200: {"description": "OK", "content": {"application/pdf": {"schema": {"type": "string"}}}}}}


@router.get("/{pk}", summary="打印件（PDF）", openapi_extra=PDF)
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An issued paper for whoever may read its matter; the reading is logged."""
    return paper_print(request, pk)
