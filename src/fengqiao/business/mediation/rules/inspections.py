"""The rules of 排查: periods and limits of a round, and what a return may say (pure functions on plain values)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fengqiao.business.mediation.rules import messages
from fengqiao.business.mediation.rules.checks import zero_report_refusal
from fengqiao.business.mediation.terms import Frequency

HALF = 15  # the first half of a month ends on this day
QUARTER = 3  # months

# The published default (彭州、泸县): village weekly, township half-monthly, department monthly; a county sets its own.
FREQUENCY: dict[str, dict[str, str | int]] = {
    "village": {"every": Frequency.WEEK.value, "due_days": 1, "grace_days": 2},
    "township": {"every": Frequency.HALF_MONTH.value, "due_days": 2, "grace_days": 3},
    "department": {"every": Frequency.MONTH.value, "due_days": 5, "grace_days": 3},
}


@dataclass(frozen=True, slots=True)
class Span:
    """A period of inspection, both days included."""

    first: date
    last: date

    @property
    def words(self) -> str:
        """2025-03-03至2025-03-09, or the one day."""
        return self.first.isoformat() if self.first == self.last else f"{self.first}至{self.last}"


def period_of(every: str, day: date) -> Span | None:
    """The period of a frequency that a day lies in; none where no round is due by itself."""
    match Frequency(every):
        case Frequency.DAY:
            return Span(day, day)
        case Frequency.WEEK:
            monday = day - timedelta(day.weekday())
            return Span(monday, monday + timedelta(6))
        case Frequency.HALF_MONTH if day.day <= HALF:
            return Span(day.replace(day=1), day.replace(day=HALF))
        case Frequency.HALF_MONTH:
            return Span(day.replace(day=HALF + 1), _last_of(day))
        case Frequency.MONTH:
            return Span(day.replace(day=1), _last_of(day))
        case Frequency.QUARTER:
            first = day.replace(month=(day.month - 1) // QUARTER * QUARTER + 1, day=1)
            return Span(first, _last_of(first.replace(month=first.month + QUARTER - 1)))
        case Frequency.NONE:
            return None


def _last_of(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def frequency_refusal(value: object) -> str | None:
    """What is wrong with a county's row of frequencies."""
    rows = value if isinstance(value, dict) else {}
    if any(row["every"] not in Frequency.values for row in rows.values()):
        return f"“频次”应为{'、'.join(Frequency.values)}之一。"
    if any(row[name] < 0 for row in rows.values() for name in ("due_days", "grace_days")):
        return "“天数”不能小于0。"
    return None


def round_number(*, place: int, year: int, serial: int) -> str:
    """轮次编号: PC-990101101000-2025-012, by the place of the organizer."""
    return f"PC-{place:012d}-{year}-{serial:03d}"


def return_number(*, unit: int, year: int, serial: int) -> str:
    """报送编号: PB-990101101201001-2025-012, by the unit that reports."""
    return f"PB-{unit:015d}-{year}-{serial:03d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFacts:
    """排查轮次 as the guards see it."""

    reported: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFacts:
    """排查报送 with what the step gives."""

    unit: str
    due_at: datetime
    closes_at: datetime
    signed_at: datetime | None = None
    own: bool = False  # the acting organization owes the return
    deserted: bool = False  # nobody of the unit works on the platform: its office reports for it
    clues: int = 0
    households: int | None = None
    people: int | None = None
    no_visit_reason: str = ""
    found: int | None = None  # typed; linked clues are counted, not typed
    solved: int = 0
    handed_up: int = 0
    prevented: int = 0
    prevented_note: str = ""


def nobody_has_reported(facts: RoundFacts) -> str | None:
    """A round that was answered is not taken back."""
    return messages.round_is_answered(facts.reported) if facts.reported else None


def the_unit_itself_reports(facts: ReturnFacts) -> str | None:
    """A return is the unit's own word."""
    return None if facts.own or facts.deserted else messages.not_your_return(facts.unit)


def no_clue_is_open(facts: ReturnFacts) -> str | None:
    """零报告 says that nothing was found."""
    return zero_report_refusal(facts.clues)


def no_visit_has_its_reason(facts: ReturnFacts) -> str | None:
    """Nought households or nobody spoken to is possible, with a reason; not stated is not nought."""
    nought = 0 in (facts.households, facts.people)
    return messages.NO_VISIT_WITHOUT_REASON if nought and not facts.no_visit_reason.strip() else None


def something_was_found(facts: ReturnFacts) -> str | None:
    """Who found nothing says so by a signed zero report, never by a nought in a table."""
    return None if facts.clues or facts.found else messages.NOTHING_FOUND


def parts_fit_what_was_found(facts: ReturnFacts) -> str | None:
    """Typed figures: what was settled on the spot and handed up was found."""
    if facts.clues or facts.found is None:
        return None
    return messages.MORE_THAN_FOUND if facts.solved + facts.handed_up > facts.found else None


def prevention_has_its_note(facts: ReturnFacts) -> str | None:
    """预防纠纷 is told, not only counted."""
    return messages.PREVENTED_WITHOUT_NOTE if facts.prevented and not facts.prevented_note.strip() else None


def not_the_own_return(facts: ReturnFacts) -> str | None:
    """Nobody turns back what the own organization reported."""
    return messages.OWN_RETURN if facts.own else None


def it_came_late(facts: ReturnFacts) -> str | None:
    """After the limit, before it was counted as missing (迟报)."""
    late = facts.signed_at is not None and facts.due_at < facts.signed_at <= facts.closes_at
    return None if late else messages.NOT_LATE


def it_was_supplemented(facts: ReturnFacts) -> str | None:
    """After it was counted as missing (补报)."""
    after = facts.signed_at is not None and facts.signed_at > facts.closes_at
    return None if after else messages.NOT_LATE


CANCELLING = (nobody_has_reported,)
REPORTABLE = (the_unit_itself_reports,)
REPORTING = (
    no_visit_has_its_reason,
    something_was_found,
    parts_fit_what_was_found,
    prevention_has_its_note,
)
ZERO_REPORTABLE = (the_unit_itself_reports, no_clue_is_open)
ZERO_REPORTING = (no_visit_has_its_reason,)
RETURN_TURNED_BACK = (not_the_own_return,)
