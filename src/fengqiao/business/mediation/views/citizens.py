"""What the office does for parties who follow their matter from outside: 发查询码, 查看当事人意见."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fengqiao.business.mediation import queries
from fengqiao.business.mediation.models import DisputeParty
from fengqiao.business.mediation.services.citizen import hear
from fengqiao.business.mediation.services.following import give_code
from fengqiao.kernel.casework.registry import case_of, page_url
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.ui.page import go, page

HANDLE = "mediation.handle"
MATTERS = ("mediation.intake", "mediation.dispute")


@require_POST
@never_cache
@permission(HANDLE)
def party_code(request: HttpRequest, uid: UUID, party: UUID) -> HttpResponse:
    """发查询码: shown once; another one ends the one before."""
    found = queries.one_dispute(uid)
    known = DisputeParty.objects.select_related("visitor").get(pk=party, subject=found.pk)
    number, code = give_code(found, known)
    address = request.build_absolute_uri(reverse("portal:ask"))
    context = {"dispute": found, "party": known, "number": number, "code": code, "address": address}
    return page(request, "mediation/party_code.html", context)


@require_POST
@permission(HANDLE)
def heard(request: HttpRequest, uid: UUID) -> HttpResponse:
    """已看 what parties said on an item or a dispute."""
    matter = case_of(uid)
    if matter.flow.key not in MATTERS:
        raise Http404(uid)
    hear(matter.subject)
    return go(request, page_url(matter.flow.key, uid))
