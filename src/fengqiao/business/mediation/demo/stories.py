"""What quarrels come to (经过): each story an order of lawful acts, told to its end or broken off on the way.

A story is a generator: it yields the moment and the post of its next act and does the act when it is resumed inside
that post's scope.
"""

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
from fengqiao.business.mediation.services.intake import receive, register
from fengqiao.business.mediation.services.oral import settle_orally
from fengqiao.business.mediation.services.parties import PartyValue
from fengqiao.business.mediation.terms import (
    Difficulty,
    DisputeType,
    FollowUpMode,
    NextRoute,
    NotAcceptReason,
    Outcome,
    PartySide,
    Performance,
    PrintedResult,
    Retention,
    Risk,
    RiskFactor,
    Satisfaction,
    SourceDetail,
)
from fengqiao.kernel.casework.models import Referral
from fengqiao.kernel.casework.perform import perform, why_not
from fengqiao.kernel.casework.referral import refer, sign_for
from fengqiao.kernel.identity.models import Post
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


def oral(desk: Desk, begins: datetime, *, printed: bool = False) -> Story:
    """Settled by word of mouth in one sitting; kept, asked after, closed."""
    body = desk.body()
    told = desk.told(body, begins.date(), small)
    at_once = desk.roll.random() < 0.6
    due_on = begins.date() if at_once else begins.date() + timedelta(desk.roll.randrange(7, 40))
    moment = begins
    yield moment, desk.handler(body)
    case = settle_orally(
        applicant_name=told.applicant.name,
        respondent_name=told.respondent.name,
        applicant_sex=told.applicant.sex,
        respondent_sex=told.respondent.sex,
        place_code=body.organization.region_id,
        dispute_type=told.plot.dispute_type,
        subtype=told.plot.subtype,
        kind=told.plot.kind,
        amount=told.amount,
        on_the_spot=at_once,
        due_on=due_on,
        note=told.plot.settled,
        committee=body.committee,
        mediator=desk.roll.choice(body.mediators),
    )
    if desk.roll.random() < 0.04 or printed:
        yield moment + timedelta(minutes=20), desk.handler(body)
        issue(PAPERS["mediation.oral"], case)
    yield from _afterwards(desk, body, case, moment, due_on, done=at_once)


def written(desk: Desk, begins: datetime, *, printed: bool = False) -> Story:
    """Registered at the office, handed to a committee, mediated, agreed in writing, kept."""
    body = desk.body()
    told = desk.told(body, begins.date(), large)
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    yield from _mediated(desk, body, told, dispute, begins, printed=printed)


def rescheduled(desk: Desk, begins: datetime) -> Story:
    """Agreed in writing, then changed: one side asks for more time and the other one grants it (变更协议)."""
    body = desk.body()
    told = desk.told(body, begins.date(), large)
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    yield from _mediated(desk, body, told, dispute, begins, changed=True)


def reported(desk: Desk, begins: datetime) -> Story:
    """Comes in by another channel, is founded as a dispute and mediated."""
    body = desk.body()
    told = desk.told(body, begins.date(), large)
    yield begins, desk.town.seats["centre_window"]
    item = receive(
        source_detail=desk.roll.choice((SourceDetail.GOVERNMENT_HOTLINE, SourceDetail.POLICE_STATION)),
        narrative=told.facts,
        place_code=body.organization.region_id,
        external_number=f"{begins:%y%m%d}{desk.roll.randrange(10**6):06d}",
        channel_received_at=begins - timedelta(hours=2),
        reporter_name=told.applicant.name,
        reporter_phone=told.applicant.phone,
        reporter_role="当事人",
    )
    moment = desk.later(begins, 0, 1)
    yield moment, desk.clerk
    people = zip((told.applicant, told.respondent), SIDES, strict=True)
    home = f"{body.place}村{desk.roll.randrange(1, 12)}组"
    item = perform(
        item,
        "found",
        version=item.version,
        dispute_type=told.plot.dispute_type,
        subtype=told.plot.subtype,
        demands=told.plot.demand,
        parties=[party(one, side, willing, home) for one, (side, willing) in people],
        amount=told.amount,
        people_count=told.people,
    )
    dispute = Dispute.objects.get(pk=item.dispute_id)
    yield from _mediated(desk, body, told, dispute, moment)


def helped(desk: Desk, begins: datetime) -> Story:
    """A quarrel for which the office asks the police station to help (协办)."""
    body = desk.body()
    told = desk.told(body, begins.date(), large)
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    moment = desk.later(begins, 0, 1)
    yield moment, desk.clerk
    referral = refer(
        _dispute(dispute.pk),
        to=desk.county.police,
        mode=Referral.Mode.LEND,
        kind=DISPUTE.key,
        reason="双方情绪激动，请派员到场协助。",
        limit="casework.limit.sign_for",
    )
    if desk.roll.random() < 0.6:
        moment = desk.later(moment, 0, 1)
        yield moment, desk.county.seat("partner", desk.county.police)
        sign_for(referral.pk)
    yield from _mediated(desk, body, told, _dispute(dispute.pk), moment)


def dangerous(desk: Desk, begins: datetime, *, always_red: bool = False) -> Story:
    """A red or orange quarrel: assessed on the day, with its leader, then mediated under the office's eyes."""
    body = desk.body()
    told = desk.told(body, begins.date(), large)
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    moment = begins + timedelta(minutes=desk.roll.randrange(20, 90))
    red = desk.roll.random() < 0.4 or always_red
    factors = [RiskFactor.BLOWS, RiskFactor.POLICE_TWICE, RiskFactor.LONG_GRUDGE]
    factors += [RiskFactor.REFUSES_TALK, RiskFactor.HARDSHIP] if red else []
    yield moment, desk.head
    dispute = _dispute(dispute.pk)
    perform(
        dispute,
        "assess",
        version=dispute.version,
        factors=factors,
        confirmed=Risk.RED if red else Risk.ORANGE,
        leader=Post.objects.get(organization=desk.head.organization, role="office_head") if red else None,
    )
    yield from _mediated(desk, body, told, dispute, moment)


def fails(desk: Desk, begins: datetime, *, with_outcome: Outcome | None = None) -> Story:
    """Mediated without success: the parties are told where else they may go."""
    body = desk.body()
    told = desk.told(body, begins.date(), large)
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    moment = begins
    case: MediationCase | None = None
    for moment, scope, made in _until_met(desk, body, dispute, begins, PrintedResult.FAILED):
        if made is None:
            yield moment, scope
        else:
            case = made
    assert case is not None  # noqa: S101 — the last thing the meetings give
    outcome = desk.roll.choice((Outcome.FAILED, Outcome.REFUSED, Outcome.SETTLED_SELF, Outcome.DIVERTED))
    outcome = with_outcome or outcome
    moment = desk.later(moment, 0, 3)
    yield moment, desk.handler(body)
    case = perform(
        case,
        "end",
        version=case.version,
        outcome=outcome,
        end_reason="双方对数额分歧过大，一方要求终止调解。",
        next_routes=[NextRoute.COURT] if outcome.needs_next_route else [],
    )
    yield from _filed(desk, body, case, moment)


def declined(desk: Desk, begins: datetime) -> Story:
    """Applied for, and not for a committee to accept."""
    body = desk.body()
    told = desk.told(body, begins.date())
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    moment = desk.later(begins, 0, 1)
    yield moment, desk.clerk
    case = apply(_dispute(dispute.pk), committee=body.committee)
    moment = desk.later(moment, 1, 2)
    yield moment, desk.clerk
    perform(case, "decline", version=case.version, reason=desk.roll.choice(NotAcceptReason.values))


def merged(desk: Desk, begins: datetime) -> Story:
    """Accepted, then found to be a quarrel that is already being mediated (并入他案)."""
    body = desk.body()
    told = desk.told(body, begins.date(), large)
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    moment = desk.later(begins, 0, 1)
    yield moment, desk.clerk
    _route(dispute, body)
    moment = desk.later(moment, 0, 2)
    yield moment, desk.handler(body)
    case = apply(_dispute(dispute.pk), committee=body.committee)
    moment = desk.later(moment, 0, 2)
    yield moment, desk.handler(body)
    chief, others = _named(desk, body, case)
    case = perform(case, "accept", version=case.version, chief=chief, mediators=others)
    yield desk.later(moment, 0, 1), desk.handler(body)
    perform(
        case, "end", version=case.version, outcome=Outcome.MERGED, end_reason="经核实与本所正在调解的纠纷为同一纠纷。"
    )


def void(desk: Desk, begins: datetime) -> Story:
    """Registered, and none: the clerk was told a tale."""
    body = desk.body()
    told = desk.told(body, begins.date())
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    yield desk.later(begins, 0, 1), desk.clerk
    fresh = _dispute(dispute.pk)
    perform(fresh, "void", version=fresh.version, reason="经核实双方并无争议，系误登。")


def doubled(desk: Desk, begins: datetime) -> Story:
    """The same quarrel by another channel a day later: no second dispute (并入已有纠纷)."""
    body = desk.body()
    told = desk.told(body, begins.date())
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    moment = desk.later(begins, 1, 1)
    yield moment, desk.town.seats["centre_window"]
    item = receive(
        source_detail=SourceDetail.GOVERNMENT_HOTLINE, narrative=told.facts, place_code=body.organization.region_id
    )
    yield desk.later(moment, 0, 0), desk.clerk
    perform(item, "link", version=item.version, dispute=_dispute(dispute.pk), reason="同一当事人、同一事由")


def stalls(desk: Desk, begins: datetime) -> Story:
    """Registered or handed on, then forgotten: what the inbox shows red."""
    body = desk.body()
    told = desk.told(body, begins.date())
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    if desk.roll.random() < 0.5:
        yield desk.later(begins, 0, 1), desk.clerk
        _route(dispute, body)


def waits(desk: Desk, begins: datetime) -> Story:
    """A report that nobody has decided on yet."""
    body = desk.body()
    told = desk.told(body, begins.date())
    yield begins, desk.town.seats["centre_window"]
    receive(
        source_detail=desk.roll.choice(
            (SourceDetail.GOVERNMENT_HOTLINE, SourceDetail.POLICE_STATION, SourceDetail.GRID, SourceDetail.SCAN)
        ),
        narrative=told.facts,
        place_code=body.organization.region_id,
        reporter_name=told.applicant.name,
        reporter_phone=told.applicant.phone,
        reporter_role="当事人",
    )


def refused(desk: Desk, begins: datetime) -> Story:
    """A report that is none: void, or another's to answer."""
    body = desk.body()
    told = desk.told(body, begins.date())
    yield begins, desk.town.seats["centre_window"]
    item = receive(
        source_detail=SourceDetail.GOVERNMENT_HOTLINE, narrative=told.facts, place_code=body.organization.region_id
    )
    yield desk.later(begins, 0, 1), desk.clerk
    step, reason = desk.roll.choice((("void", "经核实无此事"), ("turn_back", "属其他部门职责")))
    perform(item, step, version=item.version, reason=reason)


# --- what stories have in common


def _dispute(key: UUID) -> Dispute:
    return Dispute.objects.readable().select_related("subject").get(pk=key)


def _route(dispute: Dispute, body: Body) -> Dispute:
    fresh = _dispute(dispute.pk)
    return perform(fresh, "route", version=fresh.version, organization=body.organization)


def _named(desk: Desk, body: Body, case: MediationCase) -> tuple[Mediator, Sequence[Mediator]]:
    """The chief mediator, and a second one for a major dispute."""
    pair = desk.roll.sample(body.mediators, 2)
    return pair[0], pair[1:] if case.difficulty == Difficulty.MAJOR else []


def _until_met(
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
    _route(dispute, body)
    moment = desk.later(moment, 0, 2)
    yield moment, handler, None
    case = apply(_dispute(dispute.pk), committee=body.committee)
    moment = desk.later(moment, 0, 2)
    yield moment, handler, None
    chief, others = _named(desk, body, case)
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


def _mediated(
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
    for moment, scope, made in _until_met(desk, body, dispute, begins, PrintedResult.SUCCEEDED, printed=printed):
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
    case = _signed(case, "sign", moment.date())
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
            _case(case),
            "change",
            version=case.version,
            change_reason="义务人一时周转困难，双方同意延期一个月履行",
            facts_text=told.facts,
            terms=[term(told, due_on)],
        )
        issue(PAPERS["mediation.change"], case)
        moment = desk.later(moment, 0, 2)
        yield moment, handler
        case = _signed(_case(case), "sign_change", moment.date())
        moment = desk.later(moment, 0, 1)
        yield moment, desk.sealer(body)
        case = perform(_case(case), "seal_change", version=case.version, sealed_on=moment.date())
    yield from _afterwards(desk, body, case, moment, due_on, done=False)


def _signed(case: MediationCase, step: str, on: date) -> MediationCase:
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


def _afterwards(desk: Desk, body: Body, case: MediationCase, moment: datetime, due_on: date, *, done: bool) -> Story:
    """Performance, follow-up, file, and the end of the dispute; some never perform, some forget to ask."""
    handler = desk.handler(body)
    if not done:
        if desk.roll.random() < 0.12:
            return
        moment = max(office_hour(desk.roll, due_on - timedelta(desk.roll.randrange(5))), moment + timedelta(minutes=5))
        yield moment, handler
        agreement = Agreement.in_hand(case.pk)
        assert agreement is not None  # noqa: S101 — it was made with the case's agreement
        case = _case(case)
        case = perform(case, "perform_item", version=case.version, item=agreement.items.get(), done_on=moment.date())
    moment = desk.later(moment, 3, 12)
    yield moment, handler
    if case.subject.tasks.filter(duty="mediation.follow_up", done_at=None).exists():
        case = _case(case)
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
    yield from _filed(desk, body, case, moment)


def _filed(desk: Desk, body: Body, case: MediationCase, moment: datetime) -> Story:
    """The dispute is closed, by the head where the law of the house says so; the file is laid by."""
    dispute = case.dispute
    closer = desk.head if Risk(dispute.risk).serious or dispute.difficulty == Difficulty.MAJOR else desk.clerk
    moment = desk.later(moment, 0, 2)
    yield moment, closer
    dispute = _dispute(dispute.pk)
    if why_not(dispute, DISPUTE["close"]) is None:
        perform(dispute, "close", version=dispute.version)
    moment = desk.later(moment, 2, 20)
    yield moment, desk.handler(body)
    case = _case(case)
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


def _case(case: MediationCase) -> MediationCase:
    return MediationCase.objects.readable().select_related("subject", "dispute").get(pk=case.pk)
