"""排查: rounds made by rule and by hand, returns signed by their unit, 未报 shown when the limit is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from fengqiao.business.mediation.events import RETURN_NUMBER, ROUND_NUMBER
from fengqiao.business.mediation.flow import BY_RULE
from fengqiao.business.mediation.flow.inspections import DECLARE, INSPECT, OWED, REPORTING_DUTY, RETURN, ROUND
from fengqiao.business.mediation.models import InspectionReturn, InspectionRound
from fengqiao.business.mediation.queries.inspections import offices_of, units_of
from fengqiao.business.mediation.rules import Span, period_of
from fengqiao.business.mediation.terms import InspectionKind, InspectionLevel, ReturnState, RoundState
from fengqiao.kernel.casework.clock import end_of_day
from fengqiao.kernel.casework.duties import start
from fengqiao.kernel.casework.perform import open_case, perform
from fengqiao.kernel.identity.models import Organization, Post, User, valid
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.scope import COUNTY, Scope, acting, also, now, one_act, reach, today

BUREAU, OFFICE = "county_bureau", "office"


def organize(
    organizer: Organization,
    units: Sequence[Organization],
    *,
    kind: str,
    level: str,
    span: Span,
    due_on: date,
    theme: str = "",
    grace_days: int | None = None,
    idempotency_key: str = "",
) -> InspectionRound:
    """部署一轮排查: the round, a return for every unit, and the duty that waits for each; all of it, or nothing."""
    row = parameter("mediation.inspection", code=organizer.region_id)[level]
    grace = row["grace_days"] if grace_days is None else grace_days
    shared: dict[str, Any] = {
        "kind": kind,
        "theme": theme,
        "level": level,
        "period_start": span.first,
        "period_end": span.last,
        "due_at": end_of_day(due_on),
        "closes_at": end_of_day(due_on + timedelta(grace)),
    }
    said = f"{InspectionKind(kind).label}{f'（{theme}）' if theme else ''}"
    with one_act():
        made = open_case(
            InspectionRound,
            scope_code=organizer.scope_code,
            title=f"{InspectionLevel(level).label}{said} {span.words}",
            register=ROUND_NUMBER,
            holder={"place": organizer.region_id},
            idempotency_key=idempotency_key,
            organization=organizer,
            **shared,
        )
        if made.returns.exists():  # the same request again
            return made
        people = _responsible(units)
        for unit in units:
            asked = open_case(
                InspectionReturn,
                scope_code=unit.scope_code,
                title=f"{unit.name} {said} {span.words}",
                register=RETURN_NUMBER,
                holder={"unit": unit.scope_code},
                round=made,
                organization=unit,
                handler=people.get(unit),
                **shared,
            )
            _wait(asked, asked.due_at)
    return made


def _responsible(units: Sequence[Organization]) -> dict[Organization, Post]:
    """Who answers for the return of each committee; in an office it waits for all who work there."""
    posts = Post.objects.present().filter(organization__in=units, role__permissions__contains=[DECLARE])
    found: dict[Organization, Post] = {}
    for post in posts.exclude(organization__kind=OFFICE).order_by("valid_from", "pk"):
        found.setdefault(post.organization, post)
    return found


def _wait(asked: InspectionReturn, until: datetime) -> None:
    start(asked.subject, REPORTING_DUTY, handler=asked.handler_id, due_at=until)


def organize_by_hand(
    *,
    kind: str,
    theme: str,
    level: str,
    period_start: date,
    period_end: date,
    due_on: date,
    towns: Sequence[Organization] = (),
    idempotency_key: str = "",
) -> list[InspectionRound]:
    """专项、重点时段排查: an office asks its villages; a bureau villages, offices or committees of industries."""
    home = Organization.objects.get(pk=acting().seat())
    if home.kind == OFFICE:
        towns, asked = (home,), {InspectionLevel.VILLAGE}
    else:
        towns, asked = towns or tuple(offices_of(home.county)), set(InspectionLevel)
    if level not in asked:
        raise PermissionDenied(level)
    given: dict[str, Any] = {
        "kind": kind,
        "theme": theme,
        "level": level,
        "span": Span(period_start, period_end),
        "due_on": due_on,
    }
    with one_act():
        if level == InspectionLevel.VILLAGE:
            asking = [(town, units_of(level, town)) for town in towns]
        elif level == InspectionLevel.TOWNSHIP:
            asking = [(home, list(towns))]
        else:
            asking = [(home, units_of(level, home))]
        return [
            organize(
                organizer, units, **given, idempotency_key=idempotency_key and f"{idempotency_key}-{organizer.pk.hex}"
            )
            for organizer, units in asking
            if units
        ]


def bureaus_at_work() -> QuerySet[Organization]:
    """The bureaus in which somebody works with 排查: nobody else's units are asked by rule."""
    staffed = Post.objects.present().filter(role__permissions__contains=[INSPECT]).values("organization")
    return Organization.objects.filter(valid(today()), kind=BUREAU, pk__in=staffed).order_by("scope_code")


def rule_scope(bureau: Organization, *, at: datetime | None = None) -> Scope:
    """The rule acts in one county: no person, the right to ask and to say who did not answer."""
    county = reach(bureau.scope_code, COUNTY)
    return Scope(ranges=(county,), may=frozenset({INSPECT, BY_RULE}), at=at)


def organize_by_rule(bureau: Organization) -> int:
    """定期排查: what the county's frequencies ask for today; returns how many rounds began."""
    begun = 0
    for level, row in parameter("mediation.inspection", code=bureau.region_id).items():
        span = period_of(row["every"], today())
        if span is None:
            continue
        organizers = list(offices_of(bureau.county)) if level == InspectionLevel.VILLAGE else [bureau]
        standing = InspectionRound.objects.filter(
            kind=InspectionKind.ROUTINE, level=level, period_start=span.first
        ).values_list("organization", flat=True)
        known, due_on = set(standing), span.last + timedelta(row["due_days"])
        for organizer in organizers:
            if organizer.pk not in known and (units := units_of(level, organizer)):
                organize(organizer, units, kind=InspectionKind.ROUTINE, level=level, span=span, due_on=due_on)
                begun += 1
    return begun


def close_rounds() -> int:
    """未报: who has not reported when limit and grace are over is shown as missing; rounds end then."""
    moment, missed = now(), 0
    overdue = InspectionReturn.objects.filter(state=ReturnState.DUE, closes_at__lt=moment)
    for row in overdue.select_related("subject").order_by("pk"):
        perform(row, "miss", version=row.version)
        missed += 1
    over = InspectionRound.objects.filter(state=RoundState.RUNNING, closes_at__lt=moment)
    for ending in over.select_related("subject").order_by("pk"):
        perform(ending, "end", version=ending.version)
    return missed


def remind(asked: InspectionRound) -> int:
    """催报: those alone who have not reported; how many were reminded."""
    owing = InspectionReturn.objects.filter(round=asked.pk, state__in=OWED)
    rows = list(owing.select_related("subject").order_by("pk"))
    with one_act():
        for row in rows:
            perform(row, "remind", version=row.version)
    return len(rows)


@ROUND.does("end")
def end(ended: InspectionRound) -> Mapping[str, str]:
    """截止: how many were missing is told."""
    return {"missing": str(ended.returns.filter(state=ReturnState.MISSING).count())}


@ROUND.does("cancel")
def cancel(cancelled: InspectionRound, *, reason: str) -> Mapping[str, str]:
    """撤销轮次: nobody owes a return of it any more."""
    with also(BY_RULE):
        for row in cancelled.returns.select_related("subject").order_by("pk"):
            perform(row, "cancel", version=row.version)
    return {"reason": reason}


@RETURN.does("report")
def report(
    made: InspectionReturn,
    *,
    households_visited: int,
    people_contacted: int,
    no_visit_reason: str = "",
    found_count: int | None = None,
    on_site_solved: int = 0,
    handed_up: int = 0,
    prevented_disputes: int = 0,
    prevented_note: str = "",
) -> Mapping[str, str]:
    """报送排查情况: where clues exist they are counted, and nothing is typed."""
    found, solved, up = made.counted()
    if not found:
        found, solved, up = found_count or 0, on_site_solved, handed_up
    made.found_count, made.on_site_solved, made.handed_up = found, solved, up
    made.prevented_disputes, made.prevented_note = prevented_disputes, prevented_note
    made.zero_report = False
    _visited(made, households_visited, people_contacted, no_visit_reason)
    return {"found": str(found), "solved": str(solved), "handed_up": str(up), "name": made.signer}


@RETURN.does("zero")
def zero(
    made: InspectionReturn,
    *,
    households_visited: int | None = None,
    people_contacted: int | None = None,
    no_visit_reason: str = "",
) -> Mapping[str, str]:
    """零报告: an explicit signed statement that nothing was found in the period."""
    made.found_count = made.on_site_solved = made.handed_up = made.prevented_disputes = 0
    made.prevented_note, made.zero_report = "", True
    _visited(made, households_visited, people_contacted, no_visit_reason)
    return {"name": made.signer}


def _visited(made: InspectionReturn, households: int | None, people: int | None, reason: str) -> None:
    me = acting()
    made.households_visited, made.people_contacted, made.no_visit_reason = households, people, reason
    made.signer = User.objects.values_list("name", flat=True).get(pk=me.user) if me.user else ""
    made.signed_at = now()


@RETURN.does("remind")
def reminded(made: InspectionReturn) -> None:
    """催报: the unit sees since when it is asked again."""
    made.reminded_at = now()


@RETURN.does("turn_back")
def turn_back(made: InspectionReturn, *, reason: str) -> Mapping[str, str]:
    """退回: with its reason; the unit owes its return again, tomorrow at the latest."""
    made.return_reason, made.closed_at = reason, None
    _wait(made, max(made.due_at, end_of_day(today() + timedelta(1))))
    return {"reason": reason}
