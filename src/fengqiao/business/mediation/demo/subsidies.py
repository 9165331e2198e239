"""以案定补 in the demonstration: files looked at, claims passed on from desk to desk, batches shown and paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from fengqiao.business.mediation.flow import CASE
from fengqiao.business.mediation.flow.subsidy import BATCH, CLAIM
from fengqiao.business.mediation.models import MediationCase, SubsidyBatch, SubsidyClaim
from fengqiao.business.mediation.queries.subsidy import claims_to_pay
from fengqiao.business.mediation.rules.subsidy import equal_shares
from fengqiao.business.mediation.services.subsidy import publish
from fengqiao.business.mediation.terms.review import Authenticity
from fengqiao.kernel.casework.clock import end_of_day
from fengqiao.kernel.casework.perform import perform, why_not
from fengqiao.kernel.places.scope import Scope

if TYPE_CHECKING:
    from fengqiao.business.mediation.demo.acts import Desk
    from fengqiao.business.mediation.demo.bodies import Body

Story = Iterator[tuple[datetime, Scope]]


def subsidised(desk: Desk, body: Body, case: MediationCase, moment: datetime) -> Story:
    """以案定补: the county looks at the file, the village claims, committee, office and county pass it on."""
    supervisor = desk.county.seat("county_mediation", desk.county.bureau)
    moment = desk.later(moment, 1, 3)
    yield moment, supervisor
    case = _case(case)
    case = perform(
        case, "review", version=case.version, batch=f"{moment:%Y}-Q{(moment.month + 2) // 3}",
        score=desk.roll.randrange(76, 99), authentic=Authenticity.TRUE,
    )  # fmt: skip
    handler = desk.handler(body)
    moment = desk.later(moment, 0, 2)
    yield moment, handler
    case = _case(case)
    if why_not(case, CASE["claim"], shares=(paid := _shares(case))):
        return
    perform(case, "claim", version=case.version, shares=paid)
    key = SubsidyClaim.objects.get(mediation_case=case).pk
    barred = {handler.user, *(each.mediator.user_id for each in case.case_mediators())}
    reviews = (("check", (desk.sealer(body), desk.clerk, desk.head)), ("verify", (desk.clerk, desk.head)))
    for step, seats in (*reviews, ("approve", (supervisor,))):
        moment = desk.later(moment, 1, 3)
        yield moment, next(seat for seat in seats if seat.user not in barred)
        claim = SubsidyClaim.objects.select_related("subject").get(pk=key)
        if why_not(claim, CLAIM[step]) is None:
            perform(claim, step, version=claim.version, opinion="经审核，情况属实，同意。")


def _shares(case: MediationCase) -> dict[UUID, Decimal]:
    payees = [each.mediator_id for each in case.case_mediators() if not each.recused]
    return dict(zip(payees, equal_shares(len(payees)), strict=True))


def batch(desk: Desk, begins: datetime) -> Story:
    """The county shows to the public what it has approved, asks some parties, and pays."""
    supervisor = desk.county.seat("county_mediation", desk.county.bureau)
    yield begins, supervisor
    if not claims_to_pay().exists():
        return
    made = publish(name=f"{begins:%Y-%m}")
    yield desk.later(begins, 2, 4), supervisor
    for claim in SubsidyClaim.objects.filter(batch=made, drawn=True).select_related("subject").order_by("pk"):
        perform(
            claim,
            "call_back",
            version=claim.version,
            party=claim.dispute.parties()[0].name,
            result=Authenticity.TRUE,
            said="调解过，协议已经履行。",
        )
    moment = desk.later(end_of_day(made.public_until), 1, 1)
    yield moment, supervisor
    made = SubsidyBatch.objects.select_related("subject").get(pk=made.pk)
    if why_not(made, BATCH["pay"]) is None:
        perform(made, "pay", version=made.version, paid_on=moment.date())


def _case(case: MediationCase) -> MediationCase:
    return MediationCase.objects.readable().select_related("subject", "dispute", "committee").get(pk=case.pk)
