"""异常提示: the daily comparison of a county's cases, and what a person found when he looked (§8.4)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fengqiao.business.mediation.events import HINT_NUMBER
from fengqiao.business.mediation.flow import BY_RULE
from fengqiao.business.mediation.flow.hints import HINT
from fengqiao.business.mediation.models import AnomalyHint
from fengqiao.business.mediation.queries import hints as queries
from fengqiao.business.mediation.rules import hints as rules
from fengqiao.business.mediation.terms import HintKind
from fengqiao.kernel.casework.duties import start
from fengqiao.kernel.casework.perform import open_case
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import COUNTY, TOWN, VILLAGE, also, local_day, one_act, today

FRESH = timedelta(days=2)  # an agreement is compared with the others on the day it was made and the next


@dataclass(frozen=True, slots=True)
class Finding:
    """Something unusual, before it is known whether it was noticed before."""

    kind: HintKind
    key: str
    what: str
    cases: tuple[UUID, ...]
    mediator: UUID | None = None


def look(county: int) -> list[AnomalyHint]:
    """Compare a county's newest cases and open what was not noticed before; its cost is bounded by its parameter."""
    place = county * COUNTY // VILLAGE
    table = rules.HintTable(**parameter("mediation.hints", code=place))
    found = list(_findings(queries.compared(county, table, today()), table))
    scope_code = county * COUNTY
    known = queries.known_keys(scope_code, [each.key for each in found])
    with one_act(), also(BY_RULE):
        return [_opened(scope_code, each) for each in found if (each.kind.value, each.key) not in known]


def _opened(scope_code: int, found: Finding) -> AnomalyHint:
    hint = open_case(
        AnomalyHint,
        scope_code=scope_code,
        title=found.kind.label,
        register=HINT_NUMBER,
        holder={"county": scope_code},
        kind=found.kind,
        key=found.key,
        what=found.what[:300],
        cases=[str(each) for each in found.cases],
        mediator_id=found.mediator,
        found_on=today(),
    )
    start(hint.subject, "mediation.hint")
    return hint


def _findings(found: queries.Compared, table: rules.HintTable) -> Iterator[Finding]:
    yield from _alike(found, table)
    yield from _many(found, table)
    yield from _apart(found, table)
    yield from _phones(found, table)
    yield from _villages(found, table)


def _alike(found: queries.Compared, table: rules.HintTable) -> Iterator[Finding]:
    texts, days = queries.agreements_of(found, table)
    fresh = {key for key, day in days.items() if day > today() - FRESH}
    for group in rules.alike(texts, fresh, table.similarity):
        yield Finding(
            HintKind.ALIKE,
            f"{group[0]}:{rules.grown(len(group))}",
            f"{len(group)}份协议书除姓名、数字外文字高度相似。",
            tuple(group),
        )


def _many(found: queries.Compared, table: rules.HintTable) -> Iterator[Finding]:
    taken = [
        (mediator, each.accepted_on, key)
        for key, each in found.cases.items()
        if each.accepted_on
        for mediator, _ in found.mediators[key]
    ]
    names = dict(pair for pairs in found.mediators.values() for pair in pairs)
    for (mediator, day), count in rules.crowded_days(((who, day) for who, day, _ in taken), table.cases_a_day).items():
        yield Finding(
            HintKind.MANY,
            f"{mediator}:{day}",
            f"{names[mediator]}{day}受理{count}件。",
            tuple(key for who, on, key in taken if (who, on) == (mediator, day)),
            mediator,
        )


def _apart(found: queries.Compared, table: rules.HintTable) -> Iterator[Finding]:
    names = dict(pair for pairs in found.mediators.values() for pair in pairs)
    seen = set()
    for first, second in rules.far_apart(queries.meetings_of(found), bound=table.kilometers, minutes=table.minutes):
        day, way = local_day(first.begins), rules.kilometers(first.place, second.place)
        key = f"{first.mediator}:{day}"
        if key not in seen:
            seen.add(key)
            yield Finding(
                HintKind.APART,
                key,
                f"{names[first.mediator]}{day}两次现场调解间隔较短，所在调委会相距约{way:.0f}公里。",
                (first.case, second.case),
                first.mediator,
            )


def _phones(found: queries.Compared, table: rules.HintTable) -> Iterator[Finding]:
    for phone, disputes in rules.shared_phones(found.phones, table.people).items():
        yield Finding(
            HintKind.PHONE,
            hashlib.sha256(phone).hexdigest()[:32],
            f"同一联系电话在{len(disputes)}件纠纷中由不同的人使用。",
            _cases_of(found, disputes),
        )


def _villages(found: queries.Compared, table: rules.HintTable) -> Iterator[Finding]:
    accepted = [each for each in found.cases.values() if each.accepted_on]
    leading = rules.leading_villages(
        (each.place for each in accepted), percent=table.village_percent, least=table.least_files
    )
    towns = {village // (TOWN // VILLAGE) * (TOWN // VILLAGE) for village in leading}
    names = dict(Region.objects.filter(pk__in={*leading, *towns}).values_list("pk", "name")) if leading else {}
    for village, (count, total) in leading.items():
        town = village // (TOWN // VILLAGE) * (TOWN // VILLAGE)
        yield Finding(
            HintKind.ONE_VILLAGE,
            f"{village}:{rules.quarter_of(today())}",
            f"{names.get(town, town)}近{table.days}天受理{total}件，其中{names.get(village, village)}{count}件，"
            f"占{count * 100 / total:.1f}%。",
            tuple(each.key for each in accepted if each.place == village),
        )


def _cases_of(found: queries.Compared, disputes: Iterable[UUID]) -> tuple[UUID, ...]:
    wanted = set(disputes)
    return tuple(key for key, each in found.cases.items() if each.dispute in wanted)


@HINT.does("confirm")
@HINT.does("dismiss")
def decide(hint: AnomalyHint, *, reason: str) -> Mapping[str, str]:
    """核查: true or not, with the reason; what follows from it is decided elsewhere, by people."""
    hint.closed_on = today()
    return {"reason": reason}
