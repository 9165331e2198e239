"""The reads of 排查: rounds with their counts, what a unit still owes, the board of one round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from fengqiao.business.mediation.flow.inspections import MADE, OWED
from fengqiao.business.mediation.models import InspectionReturn, InspectionRound, MediationCommittee
from fengqiao.business.mediation.queries import TOWNSHIP, UNSHOWN
from fengqiao.business.mediation.terms import (
    CommitteeState,
    CommitteeType,
    InspectionKind,
    InspectionLevel,
    ReturnState,
    RoundState,
)
from fengqiao.kernel.identity.models import Organization, valid
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import acting, now, today
from fengqiao.kernel.ui import words
from fengqiao.kernel.ui.words import Chip

MANY = 60  # units that a board shows one by one; beyond that it shows townships first
VILLAGES = (CommitteeType.VILLAGE, CommitteeType.COMMUNITY)
INDUSTRIES = (CommitteeType.ENTERPRISE, CommitteeType.OTHER)
RETURN_CHIPS = {
    ReturnState.DUE: ("line", "circle-dashed"),
    ReturnState.REPORTED: ("green", "check"),
    ReturnState.LATE: ("amber", "clock-hour-4"),
    ReturnState.SUPPLEMENTED: ("amber", "clock-hour-4"),
    ReturnState.RETURNED: ("amber", "arrow-back-up"),
    ReturnState.MISSING: ("red", "alert-circle"),
    ReturnState.VOID: ("void", "x"),
}
ROUND_CHIPS = {
    RoundState.RUNNING: ("blue", "progress"),
    RoundState.ENDED: ("", "checks"),
    RoundState.CANCELLED: ("void", "x"),
}


def return_chip(row: InspectionReturn) -> Chip:
    """The state of a return as a chip; a zero report says so."""
    word = "零报告" if row.zero_report and row.state == ReturnState.REPORTED else row.state_label
    if row.zero_report and row.state in (ReturnState.LATE, ReturnState.SUPPLEMENTED):
        word = f"零报告（{row.state_label}）"
    return Chip(word, *RETURN_CHIPS[ReturnState(row.state)])


def round_chip(row: InspectionRound) -> Chip:
    """The state of a round as a chip."""
    return Chip(row.state_label, *ROUND_CHIPS[RoundState(row.state)])


def returns() -> QuerySet[InspectionReturn]:
    """Returns of the own range, with what a list shows."""
    return InspectionReturn.objects.select_related("subject", "organization").defer(*UNSHOWN)


def rounds() -> QuerySet[InspectionRound]:
    """Rounds of the own range with how many units owe, made and missed their return."""
    made = {
        "asked": ReturnState.values,
        "made": MADE,
        "late": (ReturnState.LATE, ReturnState.SUPPLEMENTED),
        "missing": (ReturnState.MISSING,),
    }
    counts = {name: _count(states) for name, states in made.items()}
    return InspectionRound.objects.select_related("subject", "organization").defer(*UNSHOWN).annotate(**counts)


def _count(states: Sequence[str]) -> Coalesce:
    of_round = InspectionReturn.objects.filter(round=OuterRef("pk"), state__in=states).exclude(state=ReturnState.VOID)
    counted = of_round.order_by().values("round").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0), output_field=IntegerField())


def one_return(uid: UUID) -> InspectionReturn:
    """A return by its key."""
    return InspectionReturn.objects.readable().select_related("subject", "organization", "handler__user").get(pk=uid)


def one_round(uid: UUID) -> InspectionRound:
    """A round by its key."""
    return InspectionRound.objects.readable().select_related("subject", "organization").get(pk=uid)


def owed() -> list[InspectionReturn]:
    """What the acting organization still has to report, the nearest limit first."""
    mine = returns().filter(organization=acting().organization, state__in=OWED)
    return list(mine.order_by("due_at", "pk")[: words.CAP])


def waiting_returns() -> tuple[int, int]:
    """How many returns the acting organization owes, how many of them are late; counted in the navigation."""
    mine = InspectionReturn.objects.filter(organization=acting().organization, state__in=OWED)
    limits = list(mine.values_list("due_at", flat=True)[: words.CAP])
    return len(limits), sum(1 for due_at in limits if due_at < now())


def campaign_at(place: int, day: date) -> str:
    """The theme of the special round that a place is in on a day, the newest of several; none: no name."""
    asked = InspectionReturn.objects.exclude(kind=InspectionKind.ROUTINE).exclude(state=ReturnState.VOID)
    running = asked.filter(period_start__lte=day, period_end__gte=day)
    here = Q(organization__region=place) | Q(organization__region=place // TOWNSHIP * TOWNSHIP)
    return running.filter(here).order_by("-opened_at").values_list("theme", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a round has come in one place: late and missing stand apart, missing is not zero."""

    asked: int
    reported: int
    zero: int
    late: int
    supplemented: int
    returned: int
    missing: int
    waiting: int
    found: int
    name: str = ""
    town: int = 0

    @property
    def made(self) -> int:
        """Returns that are there, in time or not."""
        return self.reported + self.late + self.supplemented

    @property
    def coverage(self) -> str:
        """排查覆盖率: who has reported, zero reports among them, of who had to."""
        return words.percent(self.made, self.asked)

    @property
    def in_time(self) -> str:
        """按时报送率."""
        return words.percent(self.reported, self.asked)


def tally(rows: Iterable[InspectionReturn], *, name: str = "", town: int = 0) -> Tally:
    """The counts of some returns."""
    made = [row for row in rows if row.state != ReturnState.VOID]
    by = Counter(row.state for row in made)
    return Tally(
        asked=len(made),
        reported=by[ReturnState.REPORTED],
        zero=sum(row.zero_report and row.state in MADE for row in made),
        late=by[ReturnState.LATE],
        supplemented=by[ReturnState.SUPPLEMENTED],
        returned=by[ReturnState.RETURNED],
        missing=by[ReturnState.MISSING],
        waiting=by[ReturnState.DUE],
        found=sum(row.found_count or 0 for row in made if row.state in MADE),
        name=name,
        town=town,
    )


@dataclass(frozen=True, slots=True)
class Board:
    """一轮排查的报送情况: the whole, the townships where there are many units, and the units one by one."""

    whole: Tally
    towns: list[Tally]
    units: list[InspectionReturn]


# who must still be asked stands first
TURNS = {state: turn for turn, state in enumerate((ReturnState.MISSING, ReturnState.RETURNED, ReturnState.DUE))}


def board_of(found: InspectionRound, town: int | None = None) -> Board:
    """Who reported, who is late, who is missing in a round; of one township, where there are many."""
    rows = list(returns().filter(round=found.pk).order_by("scope_code"))
    whole = tally(rows)
    towns = sorted({row.town for row in rows})
    if town is not None:
        rows = [row for row in rows if row.town == town]
    shown = rows if town is not None or len(rows) <= MANY else []
    names = dict(Region.objects.filter(code__in=[each * 1000 for each in towns]).values_list("code", "name"))
    by_town = [
        tally([row for row in rows if row.town == each], name=names.get(each * 1000, ""), town=each) for each in towns
    ]
    return Board(
        whole=whole,
        towns=by_town if len(towns) > 1 and town is None else [],
        units=sorted(shown, key=lambda row: (TURNS.get(ReturnState(row.state), len(TURNS)), row.scope_code)),
    )


def units_of(level: str, organizer: Organization) -> list[Organization]:
    """Who owes a return to an organizer: villages to their office, offices and industry committees to the bureau."""
    here = Organization.objects.filter(valid(today()))
    if level == InspectionLevel.TOWNSHIP:
        return list(here.filter(kind="office", county=organizer.county).order_by("scope_code"))
    bodies = MediationCommittee.objects.exclude(state=CommitteeState.DISSOLVED)
    if level == InspectionLevel.VILLAGE:
        towns = [code // 1000 for code in (organizer.region_id, *organizer.townships)]
        bodies = bodies.filter(committee_type__in=VILLAGES, town__in=towns)
    else:
        bodies = bodies.filter(committee_type__in=INDUSTRIES, county=organizer.county)
    return list(here.filter(pk__in=bodies.values("organization")).order_by("scope_code"))


def offices_of(county: int) -> QuerySet[Organization]:
    """The offices of a county."""
    return Organization.objects.filter(valid(today()), kind="office", county=county).order_by("scope_code")
