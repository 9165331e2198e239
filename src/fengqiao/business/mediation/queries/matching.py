"""Disputes that a new matter may be the same as (疑似重复): found by blind indexes and village, weighed by rules."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from fengqiao.business.mediation.models import Dispute, DisputeParty, IntakeItem, LinkDecision
from fengqiao.business.mediation.rules import matching
from fengqiao.business.mediation.rules.matching import Marks, Match, Person
from fengqiao.business.mediation.terms import DisputeState, LinkChoice
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.scope import acting, local_day, now, today
from fengqiao.kernel.privacy.blind import blind_index

WINDOW = timedelta(days=365)  # older quarrels of a village are found by their people only
NEAR, SHOWN = 200, 5  # disputes of a village that are weighed, candidates that are shown


@dataclass(frozen=True, slots=True)
class Candidate:
    """One dispute that may be the same quarrel."""

    dispute: Dispute
    match: Match

    @property
    def words(self) -> str:
        """疑似同一, 可能同一, 可能关联; a closed dispute may have come back (反复)."""
        if self.match.suggestion == LinkChoice.RELATED or self.dispute.concluded:
            return "可能反复" if self.dispute.concluded else "可能关联"
        return "疑似同一" if self.match.certain else "可能同一"


def candidates_of_item(item: IntakeItem) -> list[Candidate]:
    """The disputes that 来件 may belong to, the likeliest first."""
    return _candidates(item.pk, item.scope_code, _marks_of_item(item), skip={item.dispute_id} - {None})


def candidates_of_dispute(dispute: Dispute) -> list[Candidate]:
    """Other disputes that may be the same as this one."""
    return _candidates(dispute.pk, dispute.scope_code, _marks_of_disputes([dispute])[dispute.pk], skip={dispute.pk})


def undecided_of(dispute: Dispute) -> int:
    """疑似同一 that a person has still to decide before the dispute is routed (4.1)."""
    found = candidates_of_dispute(dispute)
    return sum(candidate.match.certain and not candidate.dispute.concluded for candidate in found)


def related_of(dispute: Dispute) -> list[LinkDecision]:
    """What was decided about the dispute and others, the latest first."""
    either = Q(subject=dispute.pk) | Q(right=dispute.pk)
    return list(LinkDecision.objects.filter(either).select_related("subject", "right").order_by("-decided_at", "-id"))


def decided(left: UUID) -> set[UUID]:
    """The disputes that somebody has decided about already."""
    standing = LinkDecision.objects.filter(reversed_at=None)
    found = standing.filter(subject=left).values_list("right", flat=True)
    return {*found, *standing.filter(right=left).values_list("subject", flat=True)}


def _candidates(left: UUID, scope_code: int, marks: Marks, *, skip: Collection[UUID | None]) -> list[Candidate]:
    if acting().masked:
        return []
    row = parameter("mediation.matching", code=abs(scope_code) // 1000, on=today())
    passed = {*skip, *decided(left)}
    known = [dispute for dispute in _near(marks) if dispute.pk not in passed]
    found = []
    for key, theirs in _marks_of_disputes(known).items():
        if match := matching.compare(marks, theirs, row):
            found.append((match, key))
    found.sort(key=lambda each: -each[0].score)
    by_key = {dispute.pk: dispute for dispute in known}
    return [Candidate(by_key[key], match) for match, key in found[:SHOWN]]


def _near(marks: Marks) -> list[Dispute]:
    """Disputes with one of the people, and the latest of the village."""
    phones = [person.phone for person in marks.persons if person.phone]
    numbers = [person.id_number for person in marks.persons if person.id_number]
    people = Q(phone_index__in=phones) | Q(id_number_index__in=numbers)
    reported = Q(reporter_phone_index__in=phones) | Q(reporter_id_number_index__in=numbers)
    keys: set[Any] = set()
    if phones or numbers:
        keys |= set(DisputeParty.objects.filter(people).values_list("subject", flat=True)[:NEAR])
        items = IntakeItem.objects.filter(reported, dispute__isnull=False)
        keys |= set(items.values_list("dispute", flat=True)[:NEAR])
    live = Dispute.objects.exclude(state__in=[DisputeState.MERGED, DisputeState.VOID])
    live = live.select_related("subject").defer("subject__words").order_by("-opened_at", "-pk")
    named = list(live.filter(pk__in=keys)[:NEAR])
    if not marks.village:
        return named
    here = live.filter(place_code=marks.village, opened_at__gte=now() - WINDOW)[:NEAR]
    return list({dispute.pk: dispute for dispute in (*named, *here)}.values())


def _marks_of_item(item: IntakeItem) -> Marks:
    return Marks(
        persons=_persons_of(item),
        village=item.place_code or 0,
        place=item.place_text,
        text=item.narrative,
        days=tuple({local_day(item.channel_received_at or item.received_at), *_days(item.occurred_on)}),
    )


def _persons_of(item: IntakeItem) -> tuple[Person, ...]:
    """Who reports and who is named; nicknames in the text last."""
    reporter = Person(
        name=item.reporter_name,
        phone=bytes(item.reporter_phone_index or b""),
        id_number=bytes(item.reporter_id_number_index or b""),
    )
    known = [reporter] if any((reporter.name, reporter.phone, reporter.id_number)) else []
    known += [
        Person(
            name=each.get("name") or each.get("alias") or "",
            phone=blind_index("phone", each["phone"]) if each.get("phone") else b"",
            id_number=blind_index("id_number", each["id_number"]) if each.get("id_number") else b"",
        )
        for each in json.loads(item.mentions.reveal() or "[]")
    ]
    return (*known, *matching.named_in(item.narrative))


def _marks_of_disputes(disputes: Iterable[Dispute]) -> dict[UUID, Marks]:
    """The marks of many disputes in two questions: their parties, and what every channel said of them."""
    by_key = {dispute.pk: dispute for dispute in disputes}
    persons: dict[Any, list[Person]] = defaultdict(list)
    said: dict[Any, list[IntakeItem]] = defaultdict(list)
    for party in DisputeParty.objects.filter(subject__in=by_key):
        persons[party.subject_id].append(
            Person(
                name=party.name,
                phone=bytes(party.phone_index or b""),
                id_number=bytes(party.id_number_index or b""),
            )
        )
    for item in IntakeItem.objects.readable().filter(dispute__in=by_key).select_related("subject"):
        said[item.dispute_id].append(item)
    return {key: _marks_of(dispute, persons[key], said[key]) for key, dispute in by_key.items()}


def _marks_of(dispute: Dispute, parties: list[Person], items: list[IntakeItem]) -> Marks:
    people = [*parties, *(person for item in items for person in _persons_of(item))]
    return Marks(
        persons=tuple(dict.fromkeys(people)),
        village=dispute.place_code,
        place=" ".join([dispute.place_text, *(item.place_text for item in items)]),
        subject_key=dispute.subject_key,
        text="\n".join([dispute.facts_text, *(item.narrative for item in items)]),
        days=tuple({*_days(dispute.occurred_on), *(local_day(item.received_at) for item in items)})
        or (local_day(dispute.opened_at),),
    )


def _days(day: Any) -> set[Any]:  # a day or None
    return {day} if day else set()
