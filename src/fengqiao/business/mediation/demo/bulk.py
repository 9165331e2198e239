"""A province at size (压力测试数据): millions of disputes with their cases, parties, numbers, tasks and search words.

Written as lines of COPY, township by township, so that several processes share the work; `config/demo.py` prepares
the empty database, hands out the townships and closes the journal behind them.
"""

from __future__ import annotations

import json
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate, chain
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from fengqiao.business.mediation import rules
from fengqiao.business.mediation.demo.bodies import (
    body_records,
    committee_of,
    make_body,
    seat_people,
    village_name,
)
from fengqiao.business.mediation.demo.invent import (
    SOURCES,
    Person,
    Quarrel,
    dice,
    person,
    quarrel,
)
from fengqiao.business.mediation.demo.loading import key_at, load_records
from fengqiao.business.mediation.events import CASE_NUMBER, DISPUTE_NUMBER
from fengqiao.business.mediation.models import CaseMediator, Dispute, DisputeParty, MediationCase
from fengqiao.business.mediation.terms import (
    AcceptMode,
    CaseState,
    DisputeState,
    MediatorChoice,
    Outcome,
    PartySide,
    Risk,
    Willingness,
)
from fengqiao.kernel.casework.models import Number, Task
from fengqiao.kernel.casework.numbers import Register
from fengqiao.kernel.identity.models import Organization, Post
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.divisions import Level, range_of
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import SHANGHAI
from fengqiao.kernel.privacy.blind import blind_index
from fengqiao.kernel.privacy.ciphers import seal
from fengqiao.kernel.privacy.keys import new_wrapped, unwrap
from fengqiao.kernel.search.grams import to_vector

TABLES: tuple[type[models.Model], ...] = (Subject, Dispute, MediationCase, DisputeParty, CaseMediator, Number, Task)
SINCE = date(2021, 1, 4)
BUSY_SHARE = 0.05  # of all disputes lie in one county
KEY_SERVES = 1000  # subjects of the benchmark that share one data key; in an office each has its own
AT_ONCE = 10_000  # subjects that are written together
CROWD = 40_000  # people of one process: some quarrel often
CASE_SHARE, OPEN_SHARE, WITH_TASKS = 0.6, 0.03, 0.01
RARE_PHRASE, RARE_SHARE = "古井台阶", 1 / 2000

NULL = "\\N"
Write = Callable[[type[models.Model], Sequence[str], Sequence[str]], None]


def copied(value: object) -> str:
    """One value as COPY reads it."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes | memoryview):
        return f"\\\\x{bytes(value).hex()}"
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return str(value).replace("\\", "\\\\").replace("\t", " ").replace("\n", " ")


class Shape:
    """The lines of one table: what its model has by itself, with some columns given for every row."""

    def __init__(self, model: type[models.Model], *given: str, **always: Any) -> None:  # the model's own values
        record = model(**always)
        fields = [
            each
            for each in model._meta.concrete_fields
            if not each.generated and not isinstance(each, models.AutoField)
        ]
        self.model = model
        self.columns = [str(each.column) for each in fields]
        self.base = [copied(record.__dict__.get(each.attname)) for each in fields]
        self.at = [self.columns.index(name) for name in given]

    def line(self, *given: str) -> str:
        """One row; the values are as COPY reads them."""
        values = self.base.copy()
        for at, value in zip(self.at, given, strict=True):
            values[at] = value
        return "\t".join(values)


@dataclass(frozen=True, slots=True)
class Township:
    """One township of the benchmark: how many disputes it has, who works there."""

    code: int  # of the division
    name: str
    villages: tuple[tuple[int, str, str], ...]  # code, name, full name
    disputes: int
    office: UUID
    clerk: UUID
    committee: UUID
    committee_type: str
    short_name: str
    mediator: UUID


def staff_province(province: int, *, disputes: int, seed: int, on: date, loader: BaseDatabaseWrapper) -> list[Township]:
    """One clerk and one committee with one mediator for every office, and how many disputes each township has.

    One county is twenty times as busy as it would be by its size, and a fifth of that in one township: a list that
    is long at three million is long in proportion at thirty thousand.
    """
    roll = dice(seed, "province", province)
    offices = list(
        Organization.objects.filter(kind="office", region__code__range=range_of(province), valid_to=None)
        .select_related("region")
        .order_by("scope_code")
    )
    villages: dict[int, list[tuple[int, str, str]]] = {}
    for code, name, full_name in Region.objects.filter(
        code__range=range_of(province), level=Level.VILLAGE, counts=True
    ).values_list("code", "name", "full_name"):
        villages.setdefault(code // 1000, []).append((code, village_name(name), full_name))
    busy_county = _busy_county(offices)
    organizations = [committee_of(office.region.name, office) for office in offices]
    Organization.objects.bulk_create(organizations, batch_size=2000)
    bureau = Organization.objects.get(region=busy_county * 10**6, serial=0, valid_to=None)
    seat_people([("county_mediation", bureau), *(("office_clerk", office) for office in offices)], roll)
    clerks = dict(Post.objects.filter(organization__in=offices, role="office_clerk").values_list("organization", "pk"))
    bodies = [make_body(each, {}, roll, on, members=1) for each in organizations]
    load_records(loader, body_records(bodies, roll, datetime.combine(SINCE, time(9), SHANGHAI)))
    shares = _shares(offices, busy_county, disputes)
    return [
        Township(
            code=office.region_id,
            name=office.region.name,
            villages=tuple(
                villages.get(
                    office.region_id // 1000, [(office.region_id, office.region.name, office.region.full_name)]
                )
            ),
            disputes=share,
            office=office.pk,
            clerk=clerks[office.pk],
            committee=body.committee.pk,
            committee_type=str(body.committee.committee_type),
            short_name=body.committee.short_name,
            mediator=body.mediators[0].pk,
        )
        for office, body, share in zip(offices, bodies, shares, strict=True)
    ]


def _busy_county(offices: Sequence[Organization]) -> int:
    """The first county with ten offices, or the largest."""
    tally = Tally(office.region_id // 10**6 for office in offices)
    return next((county for county, count in sorted(tally.items()) if count >= 10), tally.most_common(1)[0][0])


def _shares(offices: Sequence[Organization], busy_county: int, disputes: int) -> list[int]:
    """How many disputes each township has."""
    busy = [place for place, office in enumerate(offices) if office.region_id // 10**6 == busy_county]
    weights = [0.95 / max(len(offices) - len(busy), 1)] * len(offices)
    for place in busy:
        weights[place] = BUSY_SHARE * 0.8 / max(len(busy) - 1, 1)
    weights[busy[0]] = BUSY_SHARE * 0.2
    bounds = [round(disputes * each / sum(weights)) for each in accumulate(weights)]
    return [high - low for low, high in zip([0, *bounds[:-1]], bounds, strict=True)]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person with the blind indexes of their identifiers, made once."""

    who: Person
    id_index: str
    phone_index: str


def crowd(seed: int, on: date) -> list[Somebody]:
    """Everybody who quarrels in the benchmark, with names as common as in the country."""
    roll = dice(seed, "crowd")
    people = [person(roll, on=on, plain=True) for _ in range(CROWD)]
    return [
        Somebody(one, copied(blind_index("id_number", one.id_number)), copied(blind_index("phone", one.phone)))
        for one in people
    ]


@dataclass
class Filler:
    """What one process needs to write townships."""

    write: Write
    crowd: Sequence[Somebody]
    seed: int
    until: datetime
    served: int = KEY_SERVES
    key: bytes = b""
    wrapped: str = ""

    def fill(self, towns: Sequence[Township]) -> None:
        """Write townships, each from its first day to the last."""
        lines: dict[type[models.Model], list[str]] = {model: [] for model in TABLES}
        columns: dict[type[models.Model], Sequence[str]] = {}
        for rows in chain.from_iterable(map(self._rows, towns)):
            for shape, line in rows:
                lines[shape.model].append(line)
                columns[shape.model] = shape.columns
            if len(lines[Subject]) >= AT_ONCE:
                self._flush(columns, lines)
        self._flush(columns, lines)

    def _flush(
        self, columns: Mapping[type[models.Model], Sequence[str]], lines: Mapping[type[models.Model], list[str]]
    ) -> None:
        for model in TABLES:
            if lines[model]:
                self.write(model, columns[model], lines[model])
                lines[model].clear()

    def _rows(self, town: Township) -> Iterator[list[tuple[Shape, str]]]:
        first = datetime.combine(SINCE, time(), SHANGHAI)
        span = (self.until - first) / max(town.disputes, 1)
        matters = _Matters(self, town)
        for place in range(town.disputes):
            opened = min(first + span * (place + matters.roll.random()), self.until - timedelta(minutes=1))
            yield matters.dispute(opened, 1 - (place + 1) / town.disputes)

    def fresh_key(self) -> None:
        """The data key of the next subject."""
        if self.served >= KEY_SERVES:
            wrapped = new_wrapped()
            self.key, self.wrapped, self.served = unwrap(wrapped), copied(wrapped), 0
        self.served += 1


class _Matters:
    """The matters of one township, one after the other in time."""

    def __init__(self, filler: Filler, town: Township) -> None:
        self.filler, self.town, self.roll = filler, town, dice(filler.seed, town.code)
        self.serials: Tally[tuple[str, str, int]] = Tally()
        office = {"handler_id": town.clerk}
        committee = {"committee_id": town.committee, "chief_mediator_id": town.mediator}
        self.subject = Shape(Subject, *_SUBJECT, seq=1)
        self.of_dispute = Shape(Dispute, *_DISPUTE, **office, duty_organization_id=town.office)
        self.of_case = Shape(
            MediationCase,
            *_CASE,
            **office,
            **committee,
            committee_type=town.committee_type,
            mediator_choice=MediatorChoice.COMMITTEE.value,
            accept_mode=AcceptMode.ORAL.value,
        )
        self.party = Shape(DisputeParty, *_PARTY, ethnicity="汉族", willingness=Willingness.AGREED.value)
        self.mediator = Shape(CaseMediator, "id", "subject_id", mediator_id=town.mediator)
        self.number = Shape(Number, *_NUMBER)
        self.task = Shape(Task, *_TASK, may="mediation.handle", limit={}, pauses=[])

    def dispute(self, opened: datetime, age: float) -> list[tuple[Shape, str]]:
        """One dispute with all that hangs on it; `age` is the share of the township's disputes that came after it."""
        roll, filler = self.roll, self.filler
        filler.fresh_key()
        village, name, full_name = roll.choice(self.town.villages)
        a, b = roll.choice(filler.crowd), roll.choice(filler.crowd)
        told = quarrel(roll, name, opened.date(), sides=(a.who, b.who))
        facts = told.facts + (f"争执处为村口{RARE_PHRASE}旁。" if roll.random() < RARE_SHARE else "")
        mediated, fresh = roll.random() < CASE_SHARE, age < OPEN_SHARE
        title = rules.title([told.applicant.name], [told.respondent.name], told.plot.dispute_type)
        key, scope, at = self._key(opened), str(village * 1000 + 1), opened.isoformat()
        day, closed = at[:10], (opened + timedelta(days=roll.randrange(1, 40))).isoformat()
        state = (DisputeState.MEDIATING if mediated else DisputeState.ROUTED) if fresh else DisputeState.CLOSED
        number = self._number(DISPUTE_NUMBER, str(village), opened.year, village=village)
        words = to_vector(f"{number} {title} {full_name} {name} {facts} {told.applicant.name} {told.respondent.name}")
        amount = NULL if told.amount is None else str(told.amount)
        source, grade = SOURCES[told.source_detail], told.grade.value
        risk = roll.choices(_RISKS, cum_weights=_RISK_WEIGHTS)[0]
        rows = [
            (
                self.subject,
                self.subject.line(key, key, scope, "mediation.dispute", number, title, filler.wrapped, words),
            ),
            (
                self.of_dispute,
                self.of_dispute.line(
                    key, scope, state.value, at, NULL if fresh else closed, told.plot.dispute_type, told.plot.subtype,
                    grade, risk, source, told.source_detail, facts, told.plot.demand, str(village), name, day, day,
                    amount, str(told.people),
                ),
            ),
            self._issued(DISPUTE_NUMBER, key, str(village), opened, number),
        ]  # fmt: skip
        for order, (one, side) in enumerate(((a, PartySide.APPLICANT), (b, PartySide.RESPONDENT)), 1):
            rows.append((self.party, self._party(key, one, side, order, opened, at)))
        if mediated:
            rows += self._case(key, scope, opened, title, told.plot.dispute_type, source, told, fresh=fresh)
        if age < WITH_TASKS and not mediated:
            rows.append((self.task, self._task(key, scope, "mediation.acceptance", opened)))
        return rows

    def _case(
        self,
        dispute: str,
        scope: str,
        opened: datetime,
        title: str,
        kind: str,
        source: str,
        told: Quarrel,
        *,
        fresh: bool,
    ) -> list[tuple[Shape, str]]:
        roll, at = self.roll, opened.isoformat()
        self.filler.fresh_key()
        key, day = self._key(opened), opened.date()
        number = self._number(
            CASE_NUMBER, str(self.town.committee), opened.year,
            committee=self.town.committee, short_name=self.town.short_name,
        )  # fmt: skip
        ended = day + timedelta(days=round(roll.triangular(0, 38, 4)))
        outcome = "" if fresh else (Outcome.AGREED_ORAL if roll.random() < 0.96 else Outcome.FAILED).value
        state = CaseState.MEDIATING if fresh else CaseState.ARCHIVED
        settled = outcome == Outcome.AGREED_ORAL.value
        total = str(told.amount or Decimal(0)) if settled else NULL
        rows = [
            (
                self.subject,
                self.subject.line(
                    key, dispute, scope, "mediation.case", number, title, self.filler.wrapped,
                    to_vector(f"{number} {title}"),
                ),
            ),
            (
                self.of_case,
                self.of_case.line(
                    key, scope, state.value, at, NULL if fresh else f"{ended} 16:00+08", dispute, kind, source,
                    told.source_detail, told.grade.value, str(told.people), str(day), str(day), outcome,
                    NULL if fresh else str(ended), str(ended) if settled else NULL, "oral" if settled else "", total,
                    "performed" if settled else "", "t" if (ended - day).days > 30 else "f",
                    "t" if roll.random() < 0.55 else "f",
                ),
            ),
            (self.mediator, self.mediator.line(self._key(opened), key)),
            self._issued(CASE_NUMBER, key, str(self.town.committee), opened, number),
        ]  # fmt: skip
        if fresh:
            rows.append((self.task, self._task(key, scope, "mediation.limit", opened)))
        return rows

    def _party(self, subject: str, one: Somebody, side: PartySide, order: int, opened: datetime, at: str) -> str:
        who, key = one.who, self._key(opened)
        number = self._sealed(who.id_number, "id_number", key)
        phone = self._sealed(who.phone, "phone", key)
        return self.party.line(
            key, subject, str(order), side.value, who.name, who.sex, str(who.born_on), who.occupation,
            number, one.id_index, phone, one.phone_index, at, at,
        )  # fmt: skip

    def _sealed(self, text: str, column: str, key: str) -> str:
        """A value sealed under the matter's key, bound to its row (see privacy.fields)."""
        return copied(seal(text.encode(), self.filler.key, f"{_PARTIES}.{column}:{key}".encode()))

    def _task(self, subject: str, scope: str, duty: str, opened: datetime) -> str:
        due = opened + timedelta(days=30 if duty == "mediation.limit" else 5)
        return self.task.line(self._key(opened), subject, scope, duty, opened.isoformat(), due.isoformat())

    def _key(self, moment: datetime) -> str:
        return str(key_at(moment, self.roll))

    def _number(self, register: Register, holder: str, year: int, **given: object) -> str:
        self.serials[register.key, holder, year] += 1
        return register.text(year=year, serial=self.serials[register.key, holder, year], **given)

    def _issued(self, register: Register, subject: str, holder: str, at: datetime, text: str) -> tuple[Shape, str]:
        serial = self.serials[register.key, holder, at.year]
        row = (self._key(at), subject, register.key, holder, str(at.year), str(serial), text, at.isoformat())
        return self.number, self.number.line(*row)


_PARTIES = DisputeParty._meta.db_table
_RISKS = tuple(risk.value for risk in (Risk.BLUE, Risk.YELLOW, Risk.ORANGE, Risk.RED))
_RISK_WEIGHTS = (86, 95, 99, 100)
_SUBJECT = ("uid", "root_id", "scope_code", "kind", "number", "title", "key", "words")
_DISPUTE = (
    "subject_id", "scope_code", "state", "opened_at", "closed_at", "dispute_type", "subtype", "difficulty", "risk",
    "first_source", "first_source_detail", "facts_text", "demands", "place_code", "place_text", "occurred_on",
    "found_on", "amount", "people_count",
)  # fmt: skip
_CASE = (
    "subject_id", "scope_code", "state", "opened_at", "closed_at", "dispute_id", "dispute_type", "source",
    "source_detail", "difficulty", "people_count", "applied_on", "accepted_on", "outcome", "concluded_on",
    "effective_on", "agreement_form", "amount_total", "performance", "overdue", "guided_by_office",
)  # fmt: skip
_PARTY = (
    "id", "subject_id", "order", "side", "name", "sex", "birth_on", "occupation", "id_number", "id_number_index",
    "phone", "phone_index", "asked_at", "rights_told_at",
)  # fmt: skip
_NUMBER = ("id", "subject_id", "register", "holder", "year", "serial", "text", "issued_at")
_TASK = ("id", "subject_id", "scope_code", "duty", "started_at", "due_at")
