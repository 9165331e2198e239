"""What the stories of the demonstration are made of: who acts at which hour, and the acts most of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from fengqiao.business.mediation import rules
from fengqiao.business.mediation.demo.bodies import Body, County, Town
from fengqiao.business.mediation.demo.invent import SIDES, Person, Quarrel, quarrel
from fengqiao.business.mediation.demo.subsidies import subsidised
from fengqiao.business.mediation.flow import DISPUTE
from fengqiao.business.mediation.models import Agreement, Dispute, MediationCase, Mediator
from fengqiao.business.mediation.services.case import apply
from fengqiao.business.mediation.services.intake import register
from fengqiao.business.mediation.services.parties import PartyValue
from fengqiao.business.mediation.terms import (
    Difficulty,
    DisputeType,
    FollowUpMode,
    PartySide,
    Performance,
    PrintedResult,
    Retention,
    Risk,
    Satisfaction,
)
from fengqiao.kernel.casework.perform import perform, why_not
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.services import issue
from fengqiao.kernel.places import calendar
from fengqiao.kernel.places.scope import SHANGHAI, Scope

Act = tuple[datetime, Scope]
Story = Iterator[Act]


def office_hour(roll: Random, day: date) -> datetime:
    """A moment of a working day, on the day or the next one offices open."""
    opens = calendar.roll_forward(day)
    minutes = roll.choice((roll.randrange(9 * 60, 11 * 60 + 45), roll.randrange(13 * 60 + 30, 17 * 60 + 15)))
    return datetime.combine(opens, time(minutes // 60, minutes % 60, roll.randrange(60)), SHANGHAI)


@dataclass
class Desk:
    """Where a story takes place: a township of a county, and the chances of the day."""

    county: County
    town: Town
    roll: Random

    def later(self, moment: datetime, least: int = 0, most: int = 2) -> datetime:
        """A later office hour, so many days on."""
        day = moment.date() + timedelta(self.roll.randint(least, most))
        found = office_hour(self.roll, day)
        return found if found > moment else moment + timedelta(minutes=self.roll.randrange(10, 40))

    @property
    def clerk(self) -> Scope:
        """司法所工作人员."""
        return self.town.seats["office_clerk"]

    @property
    def head(self) -> Scope:
        """司法所所长."""
        return self.town.seats["office_head"]

    def body(self) -> Body:
        """A committee of the township: oftener one whose people work on the platform."""
        staffed = [body for body in self.town.bodies if body.seats]
        return self.roll.choice(staffed if self.roll.random() < 0.7 else self.town.bodies)

    def handler(self, body: Body) -> Scope:
        """Who works on a case of a committee: its mediator, else the office."""
        return body.seats.get("village_mediator", self.clerk)

    def sealer(self, body: Body) -> Scope:
        """Who keeps the seal of a committee."""
        return body.seats.get("committee_chair", self.clerk)

    def told(self, body: Body, day: date, fits: Callable[[Quarrel], bool] = lambda told: True) -> Quarrel:
        """A quarrel of the day in a village."""
        return next(told for _ in iter(int, 1) if fits(told := quarrel(self.roll, body.place, day)))


def small(told: Quarrel) -> bool:
    """What a village settles by word of mouth."""
    return told.grade == Difficulty.SIMPLE and not DisputeType(told.plot.dispute_type).written_only


def large(told: Quarrel) -> bool:
    """What is worth a written agreement."""
    return told.serious_sum or DisputeType(told.plot.dispute_type).written_only


def party(one: Person, side: PartySide, willingness: str, address: str) -> PartyValue:
    """A party as the desk writes it down."""
    return PartyValue(
        side=side,
        name=one.name,
        sex=one.sex,
        ethnicity="汉族",
        birth_on=one.born_on,
        occupation=one.occupation,
        id_number=one.id_number,
        phone=one.phone,
        address=address,
        willingness=willingness,
    )


def registered(desk: Desk, told: Quarrel, body: Body) -> Dispute:
    """The desk registers a quarrel with both its sides."""
    home = f"{body.place}村{desk.roll.randrange(1, 12)}组{desk.roll.randrange(1, 90)}号"
    people = zip((told.applicant, told.respondent), SIDES, strict=True)
    return register(
        source_detail=told.source_detail,
        facts_text=told.facts,
        demands=told.plot.demand,
        dispute_type=told.plot.dispute_type,
        subtype=told.plot.subtype,
        place_code=body.organization.region_id,
        parties=[party(one, side, willing, home) for one, (side, willing) in people],
        amount=told.amount,
        people_count=told.people,
    )


def term(told: Quarrel, due_on: date, *, on_the_spot: bool = False) -> rules.TermFacts:
    """What settles a quarrel."""
    return rules.TermFacts(
        obligor=told.respondent.name,
        obligee=told.applicant.name,
        kind=told.plot.kind,
        content=told.plot.settled,
        amount=told.amount,
        due_on=due_on,
        on_the_spot=on_the_spot,
    )


# --- stories


def fresh_dispute(key: UUID) -> Dispute:
    return Dispute.objects.readable().select_related("subject").get(pk=key)


def routed(dispute: Dispute, body: Body) -> Dispute:
    fresh = fresh_dispute(dispute.pk)
    return perform(fresh, "route", version=fresh.version, organization=body.organization)


def named(desk: Desk, body: Body, case: MediationCase) -> tuple[Mediator, Sequence[Mediator]]:
    """The chief mediator, and a second one for a major dispute."""
    pair = desk.roll.sample(body.mediators, 2)
    return pair[0], pair[1:] if case.difficulty == Difficulty.MAJOR else []


def until_met(
    desk: Desk,
    body: Body,
    dispute: Dispute,
    begins: datetime,
    result: PrintedResult,
    *,
    printed: bool = False,
) -> Iterator[tuple[datetime, Scope, MediationCase | None]]:
    """From 分流 to the last meeting; the last thing given is the case."""
    handler = desk.handler(body)
    moment = desk.later(begins, 0, 1)
    yield moment, desk.clerk, None
    routed(dispute, body)
    moment = desk.later(moment, 0, 2)
    yield moment, handler, None
    case = apply(fresh_dispute(dispute.pk), committee=body.committee)
    moment = desk.later(moment, 0, 2)
    yield moment, handler, None
    chief, others = named(desk, body, case)
    case = perform(case, "accept", version=case.version, chief=chief, mediators=others)
    if desk.roll.random() < 0.03 or printed:
        issue(PAPERS["mediation.acceptance"], case)
    moment = desk.later(moment, 0, 1)
    yield moment, handler, None
    parties = list(case.dispute.parties())
    case = perform(case, "tell_rights", version=case.version, parties=parties)
    results = [PrintedResult.CONTINUING] * desk.roll.choice((0, 0, 1)) + [result]
    for one in results:
        moment = desk.later(moment, 1, 12)
        yield moment, handler, None
        case = perform(
            case,
            "meet",
            version=case.version,
            started_at=moment - timedelta(hours=1),
            place=f"{body.organization.short_name}调解室",
            record=f"双方陈述了争议经过。调解员{chief.name}释明有关规定，就数额和时限做了工作。",
            result=one,
            present=parties,
            recorder=chief.name,
        )
    yield moment, handler, case


def mediated(
    desk: Desk,
    body: Body,
    told: Quarrel,
    dispute: Dispute,
    begins: datetime,
    *,
    printed: bool = False,
    changed: bool = False,
) -> Story:
    """From 分流 to the archive, with an agreement in writing."""
    handler = desk.handler(body)
    moment, case = begins, None
    for moment, scope, made in until_met(desk, body, dispute, begins, PrintedResult.SUCCEEDED, printed=printed):
        if made is None:
            yield moment, scope
        else:
            case = made
    assert case is not None  # noqa: S101 — the last thing the meetings give
    moment += timedelta(minutes=30)
    yield moment, handler
    due_on = moment.date() + timedelta(desk.roll.randrange(5, 45))
    case = perform(case, "draft", version=case.version, facts_text=told.facts, terms=[term(told, due_on)])
    moment = desk.later(moment, 0, 2)
    yield moment, handler
    case = signed(case, "sign", moment.date())
    moment = desk.later(moment, 0, 1)
    yield moment, desk.sealer(body)
    case = perform(case, "seal", version=case.version, sealed_on=moment.date())
    moment += timedelta(minutes=15)
    yield moment, handler
    case = perform(case, "agree", version=case.version)
    if desk.roll.random() < 0.06 or printed:
        yield moment + timedelta(minutes=10), handler
        issue(PAPERS["mediation.agreement"], case)
    if changed:
        moment = desk.later(moment, 2, 4)
        yield moment, handler
        due_on += timedelta(30)
        case = perform(
            fresh_case(case),
            "change",
            version=case.version,
            change_reason="义务人一时周转困难，双方同意延期一个月履行",
            facts_text=told.facts,
            terms=[term(told, due_on)],
        )
        issue(PAPERS["mediation.change"], case)
        moment = desk.later(moment, 0, 2)
        yield moment, handler
        case = signed(fresh_case(case), "sign_change", moment.date())
        moment = desk.later(moment, 0, 1)
        yield moment, desk.sealer(body)
        case = perform(fresh_case(case), "seal_change", version=case.version, sealed_on=moment.date())
    yield from afterwards(desk, body, case, moment, due_on, done=False)


def signed(case: MediationCase, step: str, on: date) -> MediationCase:
    """Everybody signs on one day."""
    chief, day = case.chief_mediator, on.isoformat()
    assert chief is not None  # noqa: S101 — named at acceptance
    return perform(
        case,
        step,
        version=case.version,
        party_signs=[
            {"party": str(one.pk), "name": one.name, "on": day, "how": "签名"} for one in case.dispute.parties()
        ],
        mediator_signs=[{"name": chief.name, "on": day}],
        recorder=chief.name,
    )


def afterwards(desk: Desk, body: Body, case: MediationCase, moment: datetime, due_on: date, *, done: bool) -> Story:
    """Performance, follow-up, file, and the end of the dispute; some never perform, some forget to ask."""
    handler = desk.handler(body)
    if not done:
        if desk.roll.random() < 0.12:
            return
        moment = max(office_hour(desk.roll, due_on - timedelta(desk.roll.randrange(5))), moment + timedelta(minutes=5))
        yield moment, handler
        agreement = Agreement.in_hand(case.pk)
        assert agreement is not None  # noqa: S101 — it was made with the case's agreement
        case = fresh_case(case)
        case = perform(case, "perform_item", version=case.version, item=agreement.items.get(), done_on=moment.date())
    moment = desk.later(moment, 3, 12)
    yield moment, handler
    if case.subject.tasks.filter(duty="mediation.follow_up", done_at=None).exists():
        case = fresh_case(case)
        case = perform(
            case,
            "follow_up",
            version=case.version,
            at=moment,
            mode=desk.roll.choice((FollowUpMode.PHONE, FollowUpMode.VISIT)),
            performance=Performance.PERFORMED,
            satisfied=desk.roll.choices((Satisfaction.SATISFIED, Satisfaction.FAIRLY), (9, 1))[0],
            situation="双方表示协议已经履行，没有新的争议。",
            visitor=body.mediators[0].name,
        )
    yield from filed(desk, body, case, moment)


def filed(desk: Desk, body: Body, case: MediationCase, moment: datetime) -> Story:
    """The dispute is closed, by the head where the law of the house says so; the file is laid by."""
    dispute = case.dispute
    closer = desk.head if Risk(dispute.risk).serious or dispute.difficulty == Difficulty.MAJOR else desk.clerk
    moment = desk.later(moment, 0, 2)
    yield moment, closer
    dispute = fresh_dispute(dispute.pk)
    if why_not(dispute, DISPUTE["close"]) is None:
        perform(dispute, "close", version=dispute.version)
    moment = desk.later(moment, 2, 20)
    yield moment, desk.handler(body)
    case = fresh_case(case)
    perform(
        case,
        "archive",
        version=case.version,
        retention=Retention.LONG if case.difficulty in (Difficulty.DIFFICULT, Difficulty.MAJOR) else Retention.SHORT,
        filer=body.mediators[0].name,
        checker=body.mediators[-1].name,
    )
    if body.seats and desk.roll.random() < 0.8:
        yield from subsidised(desk, body, case, moment)


def fresh_case(case: MediationCase) -> MediationCase:
    return MediationCase.objects.readable().select_related("subject", "dispute").get(pk=case.pk)
