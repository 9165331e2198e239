"""Papers of 排查: 矛盾纠纷排查登记表 of a unit's findings, 零报告单 of a unit that found nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fengqiao.business.mediation.models import Dispute, DisputeParty, InspectionReturn, IntakeItem, MediationCase
from fengqiao.business.mediation.terms import IntakeState, Risk
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.paperwork.declarations import Paper
from fengqiao.kernel.paperwork.wording import paper_date
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import local_day

UNSTATED = "未填"
LIMIT = "mediation.limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """One dispute of the 排查登记表, its columns in order."""

    number: str
    on: str
    place: str
    parties: str
    dispute_type: str
    facts: str
    people: str
    risk: str
    duty_unit: str
    duty_person: str
    measures: str
    limit: str
    progress: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRegister:
    """矛盾纠纷排查登记表."""

    number: str
    unit: str
    inspected: str
    period: str
    households: str
    people: str
    found: str
    solved: str
    handed_up: str
    prevented: str
    prevented_note: str
    rows: tuple[FoundRow, ...]
    signer: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroReport:
    """零报告单."""

    number: str
    unit: str
    inspected: str
    period: str
    households: str
    people: str
    reason: str
    signer: str
    on: date


def register(made: InspectionReturn) -> InspectionRegister:
    """What the unit reported, and every dispute that its clues tell of."""
    return InspectionRegister(
        number=made.number,
        unit=made.organization.name,
        inspected=made.named,
        period=_period(made),
        households=_stated(made.households_visited),
        people=_stated(made.people_contacted),
        found=str(made.found_count or 0),
        solved=str(made.on_site_solved or 0),
        handed_up=str(made.handed_up or 0),
        prevented=str(made.prevented_disputes or 0),
        prevented_note=made.prevented_note,
        rows=tuple(_rows(made)),
        signer=made.signer,
        on=_signed_on(made),
    )


def zero_report(made: InspectionReturn) -> ZeroReport:
    """The signed statement that nothing was found."""
    return ZeroReport(
        number=made.number,
        unit=made.organization.name,
        inspected=made.named,
        period=_period(made),
        households=_stated(made.households_visited),
        people=_stated(made.people_contacted),
        reason=made.no_visit_reason,
        signer=made.signer,
        on=_signed_on(made),
    )


def _period(made: InspectionReturn) -> str:
    first, last = paper_date(made.period_start), paper_date(made.period_end)
    return first if made.period_start == made.period_end else f"{first}至{last}"


def _stated(value: int | None) -> str:
    return UNSTATED if value is None else str(value)


def _signed_on(made: InspectionReturn) -> date:
    return local_day(made.signed_at) if made.signed_at else made.period_end


def _rows(made: InspectionReturn) -> list[FoundRow]:
    """The clues in the order they came; what became of each is read from its dispute and mediation."""
    items = list(made.clues().select_related("subject", "handler__user").order_by("received_at", "pk"))
    keys = [item.dispute_id for item in items if item.dispute_id]
    places = dict(Region.objects.filter(code__in=[item.place_code for item in items]).values_list("code", "full_name"))
    disputes = {
        each.pk: each
        for each in Dispute.objects.readable()
        .filter(pk__in=keys)
        .select_related("subject", "duty_organization", "handler__user")
    }
    cases = {
        each.dispute_id: each
        for each in MediationCase.objects.readable()
        .filter(dispute__in=keys)
        .select_related("committee")
        .order_by("opened_at")
    }
    names = _names(keys)
    limits = {
        task.subject_id: task
        for task in Task.objects.readable().filter(subject__in=[case.pk for case in cases.values()], duty=LIMIT)
    }
    return [
        _row(number, item, made, disputes, cases, names, limits, places.get(item.place_code or 0, ""))
        for number, item in enumerate(items, 1)
    ]


def _names(disputes: Sequence[UUID]) -> dict[UUID, str]:
    said: dict[UUID, list[str]] = {}
    for key, name in (
        DisputeParty.objects.filter(subject__in=disputes).order_by("order").values_list("subject_id", "name")
    ):
        said.setdefault(key, []).append(name)
    return {key: "、".join(names) for key, names in said.items()}


def _row(
    number: int,
    item: IntakeItem,
    made: InspectionReturn,
    disputes: dict[UUID, Dispute],
    cases: dict[UUID, MediationCase],
    names: dict[UUID, str],
    limits: dict[UUID, Task],
    place: str,
) -> FoundRow:
    dispute = disputes.get(item.dispute_id) if item.dispute_id else None
    case = cases.get(dispute.pk) if dispute else None
    limit = limits.get(case.pk) if case else None
    handler = dispute.handler if dispute and dispute.handler else item.handler
    unit = dispute.duty_organization if dispute and dispute.duty_organization else made.organization
    state = dispute.state_label if dispute else IntakeState(item.state).label
    return FoundRow(
        number=str(number),
        on=item.received_on.isoformat(),
        place=f"{place}{item.place_text}",
        parties=(names.get(dispute.pk, "") if dispute else "") or "、".join(item.mentioned),
        dispute_type=dispute.get_dispute_type_display() if dispute else "",
        facts=item.narrative,
        people=str(dispute.people_count if dispute else item.people_count or ""),
        risk=Risk(dispute.risk).words if dispute else "",
        duty_unit=unit.name,
        duty_person=handler.user.name if handler else "",
        measures=f"由{case.committee.name}调解" if case else "",
        limit=local_day(limit.due_at).isoformat() if limit and limit.due_at else "",
        progress=case.state_label if case else state,
        result=case.get_outcome_display() if case else "",
    )


ALL = (
    Paper(
        key="mediation.inspection",
        label="矛盾纠纷排查登记表",
        template="inspection.typ",
        context=register,
        bundle=16,
    ),
    Paper(key="mediation.zero_report", label="零报告单", template="zero_report.typ", context=zero_report, bundle=16),
)
