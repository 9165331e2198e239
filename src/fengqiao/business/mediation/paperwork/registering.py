"""Papers of the registers: 组成人员通报函 to the local basic court (人民调解法 第十条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fengqiao.business.mediation.models import MediationCommittee
from fengqiao.business.mediation.queries.registers import court_of, engaged_at
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.paperwork.declarations import Paper
from fengqiao.kernel.paperwork.wording import paper_date
from fengqiao.kernel.places.scope import acting, today


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """One 委员 as the letter names him."""

    name: str
    sex: str
    position: str
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtNotice:
    """人民调解委员会组成人员通报函."""

    court: str
    committee: str
    members: tuple[MemberRow, ...]
    dissolved: bool
    bureau: str
    on: date


def court_notice(committee: MediationCommittee) -> CourtNotice:
    """The composition as it stands, and whether the committee still stands."""
    members = [each for each in engaged_at(committee) if each.position is not None]
    return CourtNotice(
        court=court_of(committee),
        committee=committee.name,
        members=tuple(
            MemberRow(
                name=each.mediator.name,
                sex=each.mediator.sex,
                position=each.position_label,
                term=f"{paper_date(each.engaged_on)}至{paper_date(each.expires_on)}",
            )
            for each in members
        ),
        dissolved=committee.dissolved_on is not None,
        bureau=Organization.objects.values_list("name", flat=True).get(pk=acting().seat()),
        on=today(),
    )


ALL = (
    Paper(
        key="mediation.court_notice",
        label="人民调解委员会组成人员通报函",
        template="court_notice.typ",
        context=court_notice,
    ),
)
