"""What the lists show beside the rows and narrow them by: limits and 待办, read along the index of what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from fengqiao.business.mediation.models import DisputeParty, IntakeItem, MediationCase
from fengqiao.business.mediation.terms import DisputeState, IntakeState
from fengqiao.kernel.casework.clock import end_of_day
from fengqiao.kernel.casework.duties import DUTIES, nearest
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.titles import name_for
from fengqiao.kernel.places.scope import now, today
from fengqiao.kernel.ui.keyset import Rows
from fengqiao.kernel.ui.words import Due, running

SOON = timedelta(days=3)


def with_limits(rows: Sequence[Any]) -> None:
    """The nearest running limit of each case or 来件, in one question."""
    _beside(rows, whole=False)


def with_all_limits(rows: Sequence[Any]) -> None:
    """The nearest running limit of each dispute or of its cases, in one question."""
    _beside(rows, whole=True)


def _beside(rows: Sequence[Any], *, whole: bool) -> None:
    known = nearest([row.pk for row in rows], whole=whole) if rows else {}
    for row in rows:
        row.nearest = known.get(row.pk)


def limit(row: Any) -> Due | None:  # any matter
    """剩 3 天, 逾期 2 天, and of which 待办; nothing where nothing waits."""
    return running(row.nearest, now(), DUTIES[row.nearest.duty].label) if row.nearest else None


def ending(rows: Rows, *, by: str = "subject") -> Rows:
    """即将到期: a limit ends within three days."""
    until = end_of_day(today() + SOON)
    return rows.filter(pk__in=Task.objects.filter(done_at=None, due_at__range=(now(), until)).values(by))


def late(rows: Rows, *, by: str = "subject") -> Rows:
    """逾期: a limit is over."""
    return rows.filter(pk__in=Task.objects.filter(done_at=None, due_at__lt=now()).values(by))


def awaiting(rows: Rows, duty: str, *, by: str = "subject") -> Rows:
    """Matters that wait for one kind of act."""
    return rows.filter(pk__in=Task.objects.filter(done_at=None, duty=duty).values(by))


def unrouted(rows: Rows) -> Rows:
    """待分流."""
    return rows.filter(state=DisputeState.REGISTERED)


def suspected(rows: Rows) -> Rows:
    """疑似重复 among what is undecided: the reporter's phone or number is known from a party or another report.

    What only names or places suggest is weighed on the matter's own page.
    """
    mine = {"phone": OuterRef("reporter_phone_index"), "id_number": OuterRef("reporter_id_number_index")}
    party = DisputeParty.objects.filter
    other = IntakeItem.objects.exclude(pk=OuterRef("pk")).exclude(state=IntakeState.VOID).filter
    known = (
        Q(Exists(party(phone_index=mine["phone"])))
        | Q(Exists(party(id_number_index=mine["id_number"])))
        | Q(Exists(other(reporter_phone_index=mine["phone"])))
        | Q(Exists(other(reporter_id_number_index=mine["id_number"])))
    )
    return rows.filter(known, state=IntakeState.PENDING)


def handler_name(case: Any) -> str:  # any matter of this line
    """承办人."""
    return name_for(case.handler.user.name) if case.handler else ""


def chief_name(case: MediationCase) -> str:
    """主持人."""
    return name_for(case.chief_mediator.name) if case.chief_mediator else ""
