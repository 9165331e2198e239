"""What the daily comparison reads of one county, and the reads of its review list (异常提示)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from fengqiao.business.mediation.models import (
    Agreement,
    AnomalyHint,
    CaseFact,
    CaseMediator,
    DisputeParty,
    MediationCase,
    MediationMeeting,
)
from fengqiao.business.mediation.queries import UNSHOWN
from fengqiao.business.mediation.rules.hints import Grams, HintTable, Meeting, grams_of
from fengqiao.business.mediation.terms import AgreementForm, AgreementState, HintState, MeetingMode
from fengqiao.kernel.places.scope import local_day
from fengqiao.kernel.ui.words import Chip

CHIPS = {
    HintState.OPEN: ("line", "circle-dashed"),
    HintState.TRUE: ("", "check"),
    HintState.UNTRUE: ("void", "x"),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """A case as the comparison sees it."""

    key: UUID
    dispute: UUID
    place: int
    accepted_on: date | None
    point: tuple[float, float] | None  # where its committee sits, if that is known


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared of one county: the newest cases of the window, never more than the bound."""

    cases: Mapping[UUID, Looked]
    mediators: Mapping[UUID, Sequence[tuple[UUID, str]]]  # of each case: key and name
    names: Mapping[UUID, Sequence[str]]  # of each dispute
    phones: Sequence[tuple[bytes, str, UUID]]


def counties_at_work(since: date) -> list[int]:
    """Counties in which a case was accepted since a day; what is sealed (a negated code) is compared with nothing."""
    at_work = CaseFact.objects.filter(until_event=None, accepted_on__gte=since, county__gt=0)
    return list(at_work.values_list("county", flat=True).distinct().order_by("county"))


def compared(county: int, table: HintTable, on: date) -> Compared:
    """Cases accepted or agreed in the window, with who mediated and who quarrelled: four questions."""
    since, facts = on - timedelta(table.days), CaseFact.objects.filter(county=county, until_event=None)
    accepted = facts.filter(accepted_on__gte=since).order_by("-accepted_on", "-id").values_list("subject", flat=True)
    effective = facts.filter(effective_on__gte=since).order_by("-effective_on", "-id").values_list("subject", flat=True)
    keys = {*accepted[: table.most], *effective[: table.most]}
    columns = ("pk", "dispute", "dispute__place_code", "accepted_on", "committee__latitude", "committee__longitude")
    cases = {
        key: Looked(key, dispute, place, day, (float(north), float(east)) if north and east else None)
        for key, dispute, place, day, north, east in MediationCase.objects.filter(pk__in=keys).values_list(*columns)
    }
    mediators: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    acting = CaseMediator.objects.filter(subject__in=cases, recused=False).order_by("id")
    for case, mediator, name in acting.values_list("subject", "mediator", "mediator__name"):
        mediators[case].append((mediator, name))
    names: dict[UUID, list[str]] = defaultdict(list)
    phones = []
    parties = DisputeParty.objects.filter(subject__in={each.dispute for each in cases.values()})
    for dispute, name, phone in parties.order_by("id").values_list("subject", "name", "phone_index"):
        names[dispute].append(name)
        if phone is not None:
            phones.append((bytes(phone), name, dispute))
    return Compared(cases, mediators, names, phones)


def agreements_of(found: Compared, table: HintTable) -> tuple[dict[UUID, Grams], dict[UUID, date]]:
    """The written agreements of the cases as comparable text, oldest first, and the day each was made.

    What was agreed by word of mouth the platform itself puts into words: it is alike by nature.
    """
    standing = Agreement.objects.filter(subject__in=found.cases, form=AgreementForm.WRITTEN).exclude(
        state__in=[AgreementState.VOID, AgreementState.CHANGED]
    )
    texts, days = {}, {}
    for case, facts, terms, made in standing.order_by("made_at", "id").values_list(
        "subject", "facts_text", "terms_text", "made_at"
    ):
        names = [*found.names[found.cases[case].dispute], *(name for _, name in found.mediators[case])]
        if len(facts) + len(terms) >= table.least_characters:
            texts[case], days[case] = grams_of(facts + terms, names), local_day(made)
    return texts, days


def meetings_of(found: Compared) -> list[Meeting]:
    """Meetings on the spot whose place is known by its committee's coordinates."""
    located = {key for key, each in found.cases.items() if each.point}
    held = MediationMeeting.objects.filter(subject__in=located, mode=MeetingMode.ON_SITE)
    rows = held.order_by("started_at", "id").values_list("subject", "started_at", "ended_at")
    return [
        Meeting(mediator, case, begins, ends or begins, point)
        for case, begins, ends in rows
        for mediator, _ in found.mediators[case]
        if (point := found.cases[case].point)
    ]


def known_keys(scope_code: int, keys: Iterable[str]) -> set[tuple[str, str]]:
    """Which hints are open or were looked into already."""
    known = AnomalyHint.objects.filter(scope_code=scope_code, key__in=list(keys))
    return set(known.values_list("kind", "key"))


def hints() -> QuerySet[AnomalyHint]:
    """异常提示 of the own range."""
    return AnomalyHint.objects.select_related("subject", "mediator").defer(*UNSHOWN)


def chip_of(hint: AnomalyHint) -> Chip:
    """The state of a hint as a chip; nothing about it is red."""
    return Chip(hint.state_label, *CHIPS[HintState(hint.state)])


def cases_of(hint: AnomalyHint) -> list[MediationCase]:
    """The cases a hint is about, oldest first."""
    named = MediationCase.objects.filter(pk__in=hint.cases).select_related("subject", "committee").defer(*UNSHOWN)
    return list(named.order_by("accepted_on", "pk"))


def open_about(case: UUID) -> list[AnomalyHint]:
    """Hints about a case that nobody has looked into yet, for whoever decides on its subsidy."""
    return list(hints().filter(state=HintState.OPEN, cases__contains=[str(case)]).order_by("pk"))
