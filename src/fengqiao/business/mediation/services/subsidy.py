"""以案定补: claim, review by committee, office and county, publicity, call-back, payment, clawback (§8.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac

from fengqiao.business.mediation.events import BATCH_NUMBER, CLAIM_NUMBER
from fengqiao.business.mediation.flow import BY_RULE, CASE
from fengqiao.business.mediation.flow.subsidy import BATCH, CLAIM
from fengqiao.business.mediation.models import (
    CallBack,
    ClaimShare,
    Clawback,
    MediationCase,
    Mediator,
    SubsidyBatch,
    SubsidyClaim,
)
from fengqiao.business.mediation.queries.subsidy import claims_to_pay
from fengqiao.business.mediation.rules import messages
from fengqiao.business.mediation.rules import subsidy as rules
from fengqiao.business.mediation.terms import ClaimState, Outcome, ReturnGround, Sampling
from fengqiao.business.mediation.terms.review import Authenticity
from fengqiao.kernel.casework.clock import due, limit_of
from fengqiao.kernel.casework.duties import start
from fengqiao.kernel.casework.models import Receipt
from fengqiao.kernel.casework.perform import open_case, perform
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.scope import VILLAGE, acting, also, local_day, now, one_act, today

NOTHING = Decimal(0)


@CASE.does("claim")
def claim(case: MediationCase, *, shares: Mapping[UUID, Decimal]) -> Mapping[str, str]:
    """申报补贴 for a case whose file is laid by: the county's rule of the day it ended gives the base."""
    made = open_case(
        SubsidyClaim,
        scope_code=case.scope_code,
        title=f"以案定补申报 {case.number}",
        register=CLAIM_NUMBER,
        holder={"short_name": case.committee.short_name, "committee": case.committee_id},
        root=case.subject.root if case.scope_code < 0 else None,  # only what is sealed is seen by the case's grants
        mediation_case=case,
        dispute_id=case.dispute_id,
        committee_id=case.committee_id,
        case_number=case.number,
        claimed_by=acting().user,
        handler=case.handler,
        **_worth(case),
    )
    _share(made, shares)
    start(made.subject, "mediation.claim_check")
    return {"number": made.number}


def _worth(case: MediationCase) -> dict[str, Any]:  # columns
    """What the case is graded by, and what the rule gives for it."""
    success = Outcome(case.outcome).is_success
    row = parameter("mediation.subsidy", code=abs(case.scope_code) // VILLAGE, on=case.concluded_on)
    return {
        "claimed_on": today(),
        "difficulty": case.difficulty,
        "form": case.agreement_form,
        "success": success,
        "base": rules.base_of(row, difficulty=case.difficulty, form=case.agreement_form, success=success),
    }


def _share(made: SubsidyClaim, shares: Mapping[UUID, Decimal]) -> None:
    ClaimShare.objects.filter(subject=made.subject).exclude(mediator__in=shares).update(current=False)
    for person in Mediator.objects.readable().filter(pk__in=shares).order_by("pk"):
        ClaimShare.objects.update_or_create(
            subject=made.subject,
            mediator=person,
            defaults={"name": person.name, "percent": shares[person.pk], "amount": NOTHING, "current": True},
        )


@CLAIM.does("resubmit")
def resubmit(claim: SubsidyClaim, *, shares: Mapping[UUID, Decimal]) -> None:
    """重新申报: the review begins anew, by the grade the case has now."""
    for name, value in _worth(claim.mediation_case).items():
        setattr(claim, name, value)
    claim.claimed_by = acting().user
    claim.bonus = claim.deduct = claim.total = NOTHING
    claim.adjust_reason, claim.sampling, claim.approved_on = "", "", None
    _share(claim, shares)


@CLAIM.does("check")
def check(claim: SubsidyClaim, *, opinion: str) -> Mapping[str, str]:
    """调委会初审."""
    return {"said": opinion}


@CLAIM.does("verify")
def verify(claim: SubsidyClaim, *, opinion: str) -> Mapping[str, str]:
    """司法所复核."""
    return {"said": opinion}


@CLAIM.does("approve")
def approve(
    claim: SubsidyClaim,
    *,
    opinion: str,
    bonus: Decimal | None = None,
    deduct: Decimal | None = None,
    adjust_reason: str = "",
) -> Mapping[str, str]:
    """县局审定: the total, and what of it each is paid."""
    claim.bonus, claim.deduct, claim.adjust_reason = bonus or NOTHING, deduct or NOTHING, adjust_reason
    claim.total = claim.base + claim.bonus - claim.deduct
    claim.approved_on = today()
    payees = list(claim.payees())
    for each, amount in zip(payees, rules.shared(claim.total, [each.percent for each in payees]), strict=True):
        each.amount = amount
        each.save(update_fields=["amount"])
    return {"total": f"{claim.total:.2f}", "said": opinion}


@CLAIM.does("check_back")
@CLAIM.does("verify_back")
@CLAIM.does("approve_back")
def turn_back(claim: SubsidyClaim, *, ground: str, opinion: str) -> Mapping[str, str]:
    """退回: by the negative list, or to be mended; what was listed already is taken off the list."""
    said = ReturnGround(ground).label
    _off_the_list(claim, reason=f"{said}：{opinion}"[:200])
    return {"ground": said, "said": opinion}


def _off_the_list(claim: SubsidyClaim, *, reason: str) -> None:
    if claim.batch is not None:
        _claw(claim, claim.batch, reason=reason, paid=False)
    claim.batch, claim.batch_name, claim.drawn = None, "", False
    claim.approved_on = None


def _claw(claim: SubsidyClaim, batch: SubsidyBatch, *, reason: str, paid: bool) -> None:
    Clawback.objects.create(
        subject=claim.subject,
        batch=batch,
        number=claim.number,
        amount=claim.total,
        reason=reason,
        on=today(),
        paid=paid,
    )


@CLAIM.does("sample")
def sample(claim: SubsidyClaim, *, result: str, opinion: str) -> Mapping[str, str]:
    """市级抽查: what the city doubts is left out of the next batch until the county has looked again."""
    claim.sampling = result
    return {"result": Sampling(result).label, "said": opinion}


def publish(*, name: str, idempotency_key: str = "") -> SubsidyBatch:
    """编制批次并公示: all that is approved, five working days in public, some of it drawn for a call-back."""
    if done := Receipt.objects.filter(pk=idempotency_key, step=BATCH.kind("register")).first():
        return SubsidyBatch.objects.select_related("subject").get(pk=done.subject)
    home = Organization.objects.get(pk=acting().seat())
    place = home.scope_code // VILLAGE
    claims = list(claims_to_pay())
    if not claims:
        raise ValidationError(messages.NOTHING_APPROVED)
    if SubsidyBatch.objects.filter(scope_code=home.scope_code, name=name).exists():
        raise ValidationError({"name": messages.BATCH_NAME_TAKEN})
    with one_act():
        limit = limit_of("mediation.limit.publicity", code=place, on=today())
        batch = open_case(
            SubsidyBatch,
            scope_code=home.scope_code,
            title=f"以案定补{name}批次",
            register=BATCH_NUMBER,
            holder={"name": name, "bureau": home.scope_code},
            idempotency_key=idempotency_key,
            name=name,
            public_on=today(),
            public_until=local_day(due(limit, now())),
        )
        start(batch.subject, "mediation.payment")
        percent = parameter("mediation.subsidy", code=place)["call_back_percent"]
        by_lot = sorted(claims, key=lambda each: _lot(batch, each))
        lucky = {each.pk for each in by_lot[: rules.drawn(len(claims), percent)]}
        with also(BY_RULE):
            for each in claims:
                perform(each, "list", version=each.version, listed_in=batch, drawn=each.pk in lucky)
    return batch


def _lot(batch: SubsidyBatch, claim: SubsidyClaim) -> str:
    """A lot that nobody can foresee and the deployment can draw again."""
    return salted_hmac("mediation.call_back", f"{batch.scope_code}:{batch.name}:{claim.number}").hexdigest()


@CLAIM.does("list")
def list_in(claim: SubsidyClaim, *, listed_in: SubsidyBatch, drawn: bool) -> Mapping[str, str]:
    """列入公示."""
    claim.batch, claim.batch_name, claim.drawn = listed_in, listed_in.name, drawn
    return {"batch": listed_in.name}


@CLAIM.does("call_back")
def call_back(claim: SubsidyClaim, *, party: str, result: str, said: str) -> Mapping[str, str]:
    """登记发放前回访: what a party answers when asked whether anybody mediated."""
    CallBack.objects.create(
        subject=claim.subject,
        batch=claim.listed_in(),
        party=party,
        result=result,
        said=said,
        at=now(),
        post=acting().post,
    )
    return {"result": Authenticity(result).label}


@CLAIM.does("deny")
def deny(claim: SubsidyClaim) -> Mapping[str, str]:
    """回访否认退回: a review, no accusation; the amount is taken off the batch."""
    _off_the_list(claim, reason=f"{ReturnGround.DENIED.label}（发放前回访）")
    return {"amount": f"{claim.total:.2f}"}


@BATCH.does("pay")
def pay(batch: SubsidyBatch, *, paid_on: date) -> Mapping[str, str]:
    """登记发放: everything that is still listed."""
    batch.paid_on = paid_on
    listed = list(SubsidyClaim.objects.filter(batch=batch, state=ClaimState.LISTED).order_by("pk"))
    with also(BY_RULE):
        for each in listed:
            perform(each, "pay", version=each.version, paid_on=paid_on)
    return {"count": str(len(listed)), "total": f"{sum((each.total for each in listed), NOTHING):.2f}"}


@CLAIM.does("pay")
def pay_claim(claim: SubsidyClaim, *, paid_on: date) -> Mapping[str, str]:
    """发放."""
    claim.paid_on = paid_on
    return {"batch": claim.batch_name, "total": f"{claim.total:.2f}"}


@CLAIM.does("claw_back")
def claw_back(claim: SubsidyClaim, *, reason: str) -> Mapping[str, str]:
    """追回: the dispute may be claimed for again by who really mediated it."""
    _claw(claim, claim.listed_in(), reason=reason, paid=True)
    return {"amount": f"{claim.total:.2f}", "reason": reason}
