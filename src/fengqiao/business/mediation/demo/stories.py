"""What quarrels come to (经过): each story an order of lawful acts, told to its end or broken off on the way.

A story is a generator: it yields the moment and the post of its next act and does the act when it is resumed inside
that post's scope.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from fengqiao.business.mediation.demo.acts import (
    Desk,
    Story,
    afterwards,
    filed,
    fresh_dispute,
    large,
    mediated,
    named,
    party,
    registered,
    routed,
    small,
    until_met,
)
from fengqiao.business.mediation.demo.invent import SIDES
from fengqiao.business.mediation.flow import DISPUTE
from fengqiao.business.mediation.models import Dispute, MediationCase
from fengqiao.business.mediation.services.case import apply
from fengqiao.business.mediation.services.intake import receive
from fengqiao.business.mediation.services.oral import settle_orally
from fengqiao.business.mediation.terms import (
    NextRoute,
    NotAcceptReason,
    Outcome,
    PrintedResult,
    Risk,
    RiskFactor,
    SourceDetail,
)
from fengqiao.kernel.casework.models import Referral
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.casework.referral import refer, sign_for
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.services import issue


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
    yield from afterwards(desk, body, case, moment, due_on, done=at_once)


def written(desk: Desk, begins: datetime, *, printed: bool = False) -> Story:
    """Registered at the office, handed to a committee, mediated, agreed in writing, kept."""
    body = desk.body()
    told = desk.told(body, begins.date(), large)
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    yield from mediated(desk, body, told, dispute, begins, printed=printed)


def rescheduled(desk: Desk, begins: datetime) -> Story:
    """Agreed in writing, then changed: one side asks for more time and the other one grants it (变更协议)."""
    body = desk.body()
    told = desk.told(body, begins.date(), large)
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    yield from mediated(desk, body, told, dispute, begins, changed=True)


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
    yield from mediated(desk, body, told, dispute, moment)


def helped(desk: Desk, begins: datetime) -> Story:
    """A quarrel for which the office asks the police station to help (协办)."""
    body = desk.body()
    told = desk.told(body, begins.date(), large)
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    moment = desk.later(begins, 0, 1)
    yield moment, desk.clerk
    referral = refer(
        fresh_dispute(dispute.pk),
        to=desk.county.police,
        mode=Referral.Mode.LEND,
        kind=DISPUTE.key,
        reason="双方情绪激动，请派员到场协助。",
    )
    if desk.roll.random() < 0.6:
        moment = desk.later(moment, 0, 1)
        yield moment, desk.county.seat("partner", desk.county.police)
        sign_for(referral.pk)
    yield from mediated(desk, body, told, fresh_dispute(dispute.pk), moment)


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
    dispute = fresh_dispute(dispute.pk)
    perform(
        dispute,
        "assess",
        version=dispute.version,
        factors=factors,
        confirmed=Risk.RED if red else Risk.ORANGE,
        leader=Post.objects.get(organization=desk.head.organization, role="office_head") if red else None,
    )
    yield from mediated(desk, body, told, dispute, moment)


def fails(desk: Desk, begins: datetime, *, with_outcome: Outcome | None = None) -> Story:
    """Mediated without success: the parties are told where else they may go."""
    body = desk.body()
    told = desk.told(body, begins.date(), large)
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    moment = begins
    case: MediationCase | None = None
    for moment, scope, made in until_met(desk, body, dispute, begins, PrintedResult.FAILED):
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
    yield from filed(desk, body, case, moment)


def declined(desk: Desk, begins: datetime) -> Story:
    """Applied for, and not for a committee to accept."""
    body = desk.body()
    told = desk.told(body, begins.date())
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    moment = desk.later(begins, 0, 1)
    yield moment, desk.clerk
    case = apply(fresh_dispute(dispute.pk), committee=body.committee)
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
    routed(dispute, body)
    moment = desk.later(moment, 0, 2)
    yield moment, desk.handler(body)
    case = apply(fresh_dispute(dispute.pk), committee=body.committee)
    moment = desk.later(moment, 0, 2)
    yield moment, desk.handler(body)
    chief, others = named(desk, body, case)
    case = perform(case, "accept", version=case.version, chief=chief, mediators=others)
    yield desk.later(moment, 0, 1), desk.clerk
    survivor = registered(desk, told, body)
    perform(
        case,
        "end",
        version=case.version,
        outcome=Outcome.MERGED,
        end_reason="经核实与本所正在办理的纠纷为同一纠纷。",
        survivor=survivor,
    )


def void(desk: Desk, begins: datetime) -> Story:
    """Registered, and none: the clerk was told a tale."""
    body = desk.body()
    told = desk.told(body, begins.date())
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    yield desk.later(begins, 0, 1), desk.clerk
    fresh = fresh_dispute(dispute.pk)
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
    perform(item, "link", version=item.version, dispute=fresh_dispute(dispute.pk), reason="同一当事人、同一事由")


def stalls(desk: Desk, begins: datetime) -> Story:
    """Registered or handed on, then forgotten: what the inbox shows red."""
    body = desk.body()
    told = desk.told(body, begins.date())
    yield begins, desk.clerk
    dispute = registered(desk, told, body)
    if desk.roll.random() < 0.5:
        yield desk.later(begins, 0, 1), desk.clerk
        routed(dispute, body)


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
