"""Papers of 以案定补: 公示名单 of a batch, to be posted up where everybody can read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fengqiao.business.mediation.models import SubsidyBatch
from fengqiao.business.mediation.queries.subsidy import payments, total_of
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.paperwork.declarations import Paper
from fengqiao.kernel.paperwork.wording import both_sums, paper_date
from fengqiao.kernel.places.scope import acting


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicityRow:
    """One payee as the list names him; nothing of the parties stands on it."""

    name: str
    committee: str
    case_number: str
    difficulty: str
    result: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publicity:
    """以案定补公示名单."""

    batch: str
    begins: str
    ends: str
    rows: tuple[PublicityRow, ...]
    total: str
    bureau: str
    on: date


def publicity(batch: SubsidyBatch) -> Publicity:
    """The list of a batch as it stands."""
    lines = payments(batch)
    return Publicity(
        batch=batch.name,
        begins=paper_date(batch.public_on),
        ends=paper_date(batch.public_until),
        rows=tuple(
            PublicityRow(
                name=each.name,
                committee=each.committee,
                case_number=each.case_number,
                difficulty=each.difficulty,
                result=each.result,
                amount=f"{each.amount:,.2f}",
            )
            for each in lines
        ),
        total=both_sums(total_of(lines)),
        bureau=Organization.objects.values_list("name", flat=True).get(pk=acting().seat()),
        on=batch.public_on,
    )


ALL = (Paper(key="mediation.publicity", label="以案定补公示名单", template="publicity.typ", context=publicity),)
