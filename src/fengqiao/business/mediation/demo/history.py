"""The years before the platform (历史案件): cases of a province at 1:1000, loaded as an office loads its old ledgers.

Each comes with what a closed file holds: parties, agreement, performance, meeting, file, numbers without a gap, one
import event and the fact the figures read.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from fengqiao.business.mediation import rules
from fengqiao.business.mediation.demo.bodies import Body, County, Town
from fengqiao.business.mediation.demo.invent import SIDES, SOURCES, Quarrel, day_of_year, dice, quarrel
from fengqiao.business.mediation.demo.loading import anchor, import_event, load_records
from fengqiao.business.mediation.events import AGREEMENT_NUMBER, CASE_NUMBER, DISPUTE_NUMBER
from fengqiao.business.mediation.models import (
    Agreement,
    ArchiveFile,
    CaseFact,
    CaseMediator,
    Dispute,
    DisputeParty,
    MediationCase,
    MediationCommittee,
    MediationMeeting,
    Payment,
    PerformanceItem,
)
from fengqiao.business.mediation.terms import (
    AcceptMode,
    AgreementForm,
    AgreementState,
    CaseState,
    Difficulty,
    DisputeState,
    DisputeType,
    ItemState,
    MediatorChoice,
    NextRoute,
    Outcome,
    Performance,
    Retention,
)
from fengqiao.kernel.casework.models import Counter, Number
from fengqiao.kernel.casework.numbers import Register
from fengqiao.kernel.journal.models import Event, Subject
from fengqiao.kernel.places.scope import SHANGHAI

GUIDED_SHARE, SETTLED_SHARE = 0.55, 0.965  # of the cases for which the seed gives no figure


@dataclass(frozen=True, slots=True)
class Past:
    """Cases accepted in one year; where given, exactly so many of them were guided by an office (M-MED-17), settled
    (M-MED-05), or mediated by an industry's committee and not by a township's or village's (M-MED-01)."""

    year: int
    cases: int
    guided: int | None = None
    settled: int | None = None
    elsewhere: int | None = None

    def before(self, day: date) -> Past:
        """What of the year lies before a day, evenly."""
        gone = min(max((day - date(self.year, 1, 1)).days, 0), 365)
        parts = {
            name: round(value * gone / 365)
            for name in ("cases", "guided", "settled", "elsewhere")
            if (value := getattr(self, name)) is not None
        }
        return replace(self, **parts)


@dataclass(frozen=True, slots=True)
class Share:
    """Which figures one case belongs to."""

    guided: bool
    elsewhere: bool
    settled: bool
    concluded_by: date


def load_history(county: County, years: Sequence[Past], *, seed: int, until: date, loader: BaseDatabaseWrapper) -> int:
    """Load the cases of past years into a county, until the day the platform began; returns how many."""
    return Ledger(county, dice(seed, "history", county.bureau.region_id), until).load(years, loader)


class Ledger:
    """The old ledger of one county, being copied into the platform."""

    def __init__(self, county: County, roll: Random, until: date) -> None:
        self.county, self.roll, self.until = county, roll, until
        self.loaded_at = datetime.combine(until, time(8), SHANGHAI)
        self.serials: Tally[tuple[str, str, int]] = Tally()
        self.numbers: list[Number] = []

    def load(self, years: Sequence[Past], loader: BaseDatabaseWrapper) -> int:
        """Copy every year, day by day, so that serials follow the calendar."""
        records: list[models.Model] = []
        total = 0
        for past in years:
            for day, share in zip(self._days(past), self._shares(past), strict=True):
                records += self.case(day, share)
            total += past.cases
        counters = [
            Counter(register=register, holder=holder, year=year, serial=serial)
            for (register, holder, year), serial in self.serials.items()
        ]
        load_records(loader, [*sorted([*records, *self.numbers], key=_order), *counters])
        return total

    def _days(self, past: Past) -> list[date]:
        return sorted(day_of_year(self.roll, past.year, until=self.until) for _ in range(past.cases))

    def _shares(self, past: Past) -> list[Share]:
        """Which figures each case of a year belongs to; what nobody guided may be an industry's."""
        roll, cases = self.roll, range(past.cases)
        guided = self._drawn(cases, past.guided) or {place for place in cases if roll.random() < GUIDED_SHARE}
        unguided = [place for place in cases if place not in guided]
        chance = 0.12 if past.guided is None else 0.35
        elsewhere = self._drawn(unguided, past.elsewhere) or {place for place in unguided if roll.random() < chance}
        settled = self._drawn(cases, past.settled) or {place for place in cases if roll.random() < SETTLED_SHARE}
        by_year_end = date(past.year, 12, 31) if past.settled is not None else date.max
        return [Share(place in guided, place in elsewhere, place in settled, by_year_end) for place in cases]

    def _drawn(self, places: Sequence[int], wanted: int | None) -> set[int]:
        """So many of the places, by lot."""
        return set(self.roll.sample(places, wanted)) if wanted else set()

    def case(self, day: date, share: Share) -> Iterator[models.Model]:
        """One dispute, mediated once, with its file."""
        roll = self.roll
        town = roll.choice(self.county.towns)
        body = roll.choice(self.county.industry) if share.elsewhere else roll.choice(town.bodies)
        told = quarrel(roll, body.place, day)
        opened = datetime.combine(day, time(roll.randrange(9, 17), roll.randrange(60)), SHANGHAI)
        last = min(share.concluded_by, self.until)
        accepted = min(day + timedelta(roll.choice((0, 0, 0, 1, 2))), date(day.year, 12, 31), self.until)
        concluded = min(accepted + timedelta(round(roll.triangular(0, 38, 3))), last)
        outcome = self._outcome(told, settled=share.settled)
        dispute = self._dispute(told, body, town, opened, outcome)
        case = self._case(dispute, body, opened, accepted, concluded, outcome, guided=share.guided)
        yield from (dispute.subject, case.subject, dispute, case)
        parties = list(self._parties(dispute, told, opened))
        yield from parties
        chief = roll.choice(body.mediators)
        case.chief_mediator = chief
        yield CaseMediator(subject=case.subject, mediator=chief)
        if outcome.is_success:
            yield from self._agreement(case, told, body, parties, concluded)
        yield MediationMeeting(
            subject=case.subject,
            number=1,
            started_at=datetime.combine(concluded, time(9, 30), SHANGHAI),
            place=f"{body.organization.short_name}调解室",
            reason=case.subject.title,
            present=[{"party": str(party.pk), "name": party.name} for party in parties],
            record=f"双方陈述了争议经过。调解员{chief.name}释明有关规定，劝导双方互谅互让。",
            result=outcome.printed,
            recorder=town.clerk.user.name,
        )
        yield ArchiveFile(
            subject=case.subject,
            items=[],
            filer=chief.name,
            filed_on=min(concluded + timedelta(12), self.until),
            checker=town.clerk.user.name,
            retention=Retention.LONG if case.difficulty > "2" else Retention.SHORT,
            light=outcome == Outcome.AGREED_ORAL and case.difficulty == Difficulty.SIMPLE,
        )
        event = import_event(roll, case.subject, self.loaded_at)
        yield from (import_event(roll, dispute.subject, self.loaded_at), event)
        yield CaseFact(
            id=event.pk,
            event=event.pk,
            subject=case.subject,
            scope_code=case.scope_code,
            region_code=case.scope_code,
            **{column: getattr(case, column) for column in CaseFact.columns},
        )

    def _outcome(self, told: Quarrel, *, settled: bool) -> Outcome:
        if settled:
            wording = DisputeType(told.plot.dispute_type).written_only or told.serious_sum or self.roll.random() < 0.2
            return Outcome.AGREED_WRITTEN if wording else Outcome.AGREED_ORAL
        return self.roll.choice((Outcome.FAILED, Outcome.REFUSED, Outcome.SETTLED_SELF))

    def _dispute(self, told: Quarrel, body: Body, town: Town, opened: datetime, outcome: Outcome) -> Dispute:
        open_still = outcome.dispute_state == DisputeState.UNRESOLVED and opened.year == self.until.year
        code = body.committee.scope_code
        place = code // 1000
        title = rules.title([told.applicant.name], [told.respondent.name], told.plot.dispute_type)
        subject = anchor(self.roll, opened, kind="mediation.dispute", title=title, scope_code=code, root=None)
        subject.number = self._take(DISPUTE_NUMBER, subject, opened.year, place)
        return Dispute(
            subject=subject,
            scope_code=code,
            state=DisputeState.UNRESOLVED if open_still else DisputeState.CLOSED,
            opened_at=opened,
            closed_at=None if open_still else datetime.combine(self.until, time(8), SHANGHAI),
            handler=town.clerk,
            dispute_type=told.plot.dispute_type,
            subtype=told.plot.subtype,
            difficulty=told.grade,
            first_source=SOURCES[told.source_detail],
            first_source_detail=told.source_detail,
            facts_text=told.facts,
            demands=told.plot.demand,
            place_code=place,
            place_text=body.place,
            occurred_on=opened.date() - timedelta(self.roll.randrange(20)),
            found_on=opened.date(),
            amount=told.amount,
            people_count=told.people,
            duty_organization=body.organization,
        )

    def _case(
        self,
        dispute: Dispute,
        body: Body,
        opened: datetime,
        accepted: date,
        concluded: date,
        outcome: Outcome,
        *,
        guided: bool,
    ) -> MediationCase:
        subject = anchor(
            self.roll,
            opened,
            kind="mediation.case",
            title=dispute.subject.title,
            scope_code=dispute.scope_code,
            root=dispute.subject,
        )
        committee = body.committee
        subject.number = self._take(CASE_NUMBER, subject, accepted.year, committee)
        dispute.closed_at = dispute.closed_at and datetime.combine(concluded, time(16), SHANGHAI)
        form = {Outcome.AGREED_WRITTEN: AgreementForm.WRITTEN, Outcome.AGREED_ORAL: AgreementForm.ORAL}
        success = outcome.is_success
        return MediationCase(
            subject=subject,
            scope_code=dispute.scope_code,
            state=CaseState.ARCHIVED,
            opened_at=opened,
            closed_at=datetime.combine(concluded, time(16), SHANGHAI),
            handler=dispute.handler,
            dispute=dispute,
            committee=committee,
            dispute_type=dispute.dispute_type,
            source=dispute.first_source,
            source_detail=dispute.first_source_detail,
            committee_type=committee.committee_type,
            difficulty=dispute.difficulty,
            people_count=dispute.people_count,
            mediator_choice=MediatorChoice.COMMITTEE,
            applied_on=opened.date(),
            accepted_on=accepted,
            accept_mode=AcceptMode.PROACTIVE if dispute.first_source == "1" else AcceptMode.ORAL,
            guided_by_office=guided,
            outcome=outcome,
            concluded_on=concluded,
            end_reason="" if success else "经调解双方未能达成一致。",
            next_routes=[] if success else [NextRoute.COURT],
            effective_on=concluded if success else None,
            agreement_form=form.get(outcome, ""),
            amount_total=(dispute.amount or Decimal(0)) if success else None,
            performance=Performance.PERFORMED if success else "",
            overdue=(concluded - accepted).days > 30,
        )

    def _parties(self, dispute: Dispute, told: Quarrel, opened: datetime) -> Iterator[DisputeParty]:
        for order, (one, (side, willing)) in enumerate(zip((told.applicant, told.respondent), SIDES, strict=True), 1):
            yield DisputeParty(
                subject=dispute.subject,
                order=order,
                side=side,
                name=one.name,
                sex=one.sex,
                ethnicity="汉族",
                birth_on=one.born_on,
                occupation=one.occupation,
                id_number=one.id_number,
                phone=one.phone,
                address=f"{dispute.place_text}{self.roll.randrange(1, 12)}组{self.roll.randrange(1, 90)}号",
                willingness=willing,
                asked_at=opened,
                rights_told_at=opened,
                rights_told_how="口头",
            )

    def _agreement(
        self, case: MediationCase, told: Quarrel, body: Body, parties: Sequence[DisputeParty], on: date
    ) -> Iterator[models.Model]:
        at = datetime.combine(on, time(11), SHANGHAI)
        term = rules.TermFacts(
            obligor=told.respondent.name,
            obligee=told.applicant.name,
            kind=told.plot.kind,
            content=told.plot.settled,
            amount=told.amount,
            due_on=on,
            on_the_spot=True,
        )
        signs = [{"party": str(p.pk), "name": p.name, "on": on.isoformat(), "how": "签名"} for p in parties]
        agreement = Agreement(
            subject=case.subject,
            form=case.agreement_form,
            number=self._take(AGREEMENT_NUMBER, case.subject, on.year, body.committee),
            facts_text=told.facts,
            terms_text=rules.terms_text([term]),
            mode_text=rules.mode_text([term]),
            copies=3,
            amount_total=case.amount_total or Decimal(0),
            agreed_at=at,
            party_signs=signs,
            mediator_signs=[{"name": body.mediators[0].name, "on": on.isoformat()}],
            sealed_on=on if case.agreement_form == AgreementForm.WRITTEN else None,
            effective_on=on,
            state=AgreementState.PERFORMED,
            made_at=at,
        )
        yield agreement
        item = PerformanceItem(
            subject=case.subject,
            agreement=agreement,
            order=1,
            obligor=term.obligor,
            obligee=term.obligee,
            kind=term.kind,
            content=term.content,
            amount=term.amount,
            due_on=on,
            done_on=on,
            done_amount=term.amount,
            state=ItemState.DONE,
        )
        yield item
        if term.amount:
            yield Payment(subject=case.subject, item=item, paid_on=on, amount=term.amount)

    def _take(self, register: Register, subject: Subject, year: int, holder: MediationCommittee | int) -> str:
        """The next number of a series, with its row in the register."""
        if isinstance(holder, int):
            key, given = str(holder), dict[str, object]({register.holder: holder})
        else:
            key, given = str(holder.pk), {"committee": holder.pk, "short_name": holder.short_name}
        self.serials[register.key, key, year] += 1
        serial = self.serials[register.key, key, year]
        text = register.text(year=year, serial=serial, **given)
        self.numbers.append(
            Number(
                subject=subject,
                register=register.key,
                holder=key,
                year=year,
                serial=serial,
                text=text,
                issued_at=self.loaded_at,
            )
        )
        return text


def _order(record: models.Model) -> int:
    """Tables in the order they refer to each other."""
    return _TABLES.index(type(record))


_TABLES: list[type[models.Model]] = [
    Subject,
    Dispute,
    MediationCase,
    DisputeParty,
    CaseMediator,
    Agreement,
    PerformanceItem,
    Payment,
    MediationMeeting,
    ArchiveFile,
    Number,
    Event,
    CaseFact,
]
