"""The reads of 防止激化."""

from __future__ import annotations

from uuid import UUID

from fengqiao.business.mediation.models import Dispute, Prevention
from fengqiao.business.mediation.queries import still_read
from fengqiao.business.mediation.terms import PreventionState
from fengqiao.kernel.ui.words import Chip

CHIPS = {
    PreventionState.PENDING: ("amber", "clock-hour-4"),
    PreventionState.SIGNED: ("green", "check"),
    PreventionState.RETURNED: ("line", "x"),
}


def preventions_of(dispute: Dispute) -> list[Prevention]:
    """防止激化 of a dispute, in the order they were recorded."""
    return list(Prevention.objects.readable().filter(dispute=dispute.pk).select_related("subject").order_by("pk"))


def one_prevention(uid: UUID) -> Prevention:
    """One 防止激化 with its dispute."""
    related = ("subject", "dispute__subject", "handler__user")
    found = Prevention.objects.readable().filter(still_read("dispute__closed_at"))
    return found.select_related(*related).get(pk=uid)


def chip(prevention: Prevention) -> Chip:
    """Its state as a chip."""
    return Chip(prevention.state_label, *CHIPS[PreventionState(prevention.state)])
