"""What stood when a paper was signed: a print made later tells it as it was signed, whatever changed since."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from fengqiao.business.mediation.models import Dispute, MediationCase
from fengqiao.kernel.casework.models import Amendment
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.paperwork.models import Issued
from fengqiao.kernel.places.keys import moment_of


def made_at(key: UUID) -> datetime:
    """When a record was made, by its key."""
    return datetime.fromtimestamp(moment_of(key) / 1000, UTC)


def done_at(case: MediationCase, step: str) -> datetime | None:
    """When a step was done for the last time, None while it was not."""
    done = Event.objects.filter(subject=case.pk, kind=case.flow.kind(step)).order_by("-seq")
    return done.values_list("at", flat=True).first()


def printed_at(case: MediationCase, paper: str) -> datetime | None:
    """When a paper was first printed, None while it was not."""
    prints = Issued.objects.filter(subject=case.pk, paper=paper, voided_at=None).order_by("issued_at")
    return prints.values_list("issued_at", flat=True).first()


def written_at(dispute: Dispute, column: str, moment: datetime | None) -> str:
    """A narrative of the dispute as it was written at a moment; changes after it are undone from their record."""
    later = Amendment.objects.filter(subject=dispute.pk, field=column, at__gt=moment) if moment else None
    first = later.select_related("subject").order_by("at", "id").first() if later is not None else None
    return first.before.reveal() if first else str(getattr(dispute, column))
