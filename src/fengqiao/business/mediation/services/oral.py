"""The light path (简易、口头): registered, accepted and settled by one committee in one act (decisions §6)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import File

from fengqiao.business.mediation import rules
from fengqiao.business.mediation.events import CASE_NUMBER
from fengqiao.business.mediation.flow import DISPUTE, TRIAGE
from fengqiao.business.mediation.models import Dispute, MediationCase, MediationCommittee, Mediator
from fengqiao.business.mediation.services.case import apply
from fengqiao.business.mediation.services.intake import register
from fengqiao.business.mediation.services.parties import PartyValue
from fengqiao.business.mediation.terms import Material, PartySide, SourceDetail, Willingness
from fengqiao.kernel.casework.attachments import attach
from fengqiao.kernel.casework.models import Receipt
from fengqiao.kernel.casework.perform import perform, why_not
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import acting, also, now, one_act, today
from fengqiao.kernel.sync.declarations import Series

NO_COMMITTEE = "本机构没有登记人民调解委员会，不能登记口头协议。"
NO_MEDIATOR = "本调委会没有聘期内的调解员，请先登记调解员。"


def settle_orally(
    *,
    applicant_name: str,
    respondent_name: str,
    place_code: int,
    dispute_type: str,
    kind: str,
    subtype: str = "",
    applicant_sex: str = "",
    respondent_sex: str = "",
    amount: Decimal | None = None,
    on_the_spot: bool = True,
    due_on: date | None = None,
    proof: File[bytes] | None = None,
    note: str = "",
    agreed_at: datetime | None = None,
    committee: MediationCommittee | None = None,
    mediator: Mediator | None = None,
    number: str = "",
    idempotency_key: str = "",
) -> MediationCase:
    """口头调解登记: facts are composed from what was tapped, the rest stays 未填; nobody has to sign (第二十八条).

    `number` is one that a phone has already told the parties, out of its block.
    """
    committee = committee or _own_committee()
    mediator = mediator or _own_mediator(committee)
    place = Region.objects.get(pk=place_code)
    facts = rules.oral_facts(
        applicants=[applicant_name],
        respondents=[respondent_name],
        dispute_type=dispute_type,
        subtype=subtype,
        place=place.name,
        on=today(),
        note=note,
    )
    parties = [
        PartyValue(side=PartySide.APPLICANT, name=applicant_name, sex=applicant_sex, willingness=Willingness.AGREED),
        PartyValue(side=PartySide.RESPONDENT, name=respondent_name, sex=respondent_sex, willingness=Willingness.AGREED),
    ]
    with one_act():
        if done := _done_before(idempotency_key):
            return done
        dispute = register(
            source_detail=SourceDetail.ORAL,
            facts_text=facts,
            dispute_type=dispute_type,
            subtype=subtype,
            place_code=place_code,
            parties=parties,
            amount=amount,
            idempotency_key=idempotency_key,
        )
        case = apply(dispute, committee=committee, idempotency_key=f"{idempotency_key}:case" if idempotency_key else "")
        case = perform(case, "accept", version=case.version, chief=mediator, by_light_path=True, number=number)
        term = rules.TermFacts(
            obligor=respondent_name,
            obligee=applicant_name,
            kind=kind,
            content=note,
            amount=amount,
            due_on=today() if on_the_spot else due_on,
            on_the_spot=on_the_spot,
            proof=attach(case.subject, proof, label=Material.VOUCHER).pk if proof else None,
        )
        done = perform(
            case, "agree_oral", version=case.version, facts_text=facts, terms=[term], agreed_at=agreed_at or now()
        )
        _close(done.dispute_id)
        return done


def _close(key: UUID) -> None:
    """办结 by rule (decisions §6), when all is performed on the spot and nobody has still to be asked after."""
    dispute = Dispute.objects.readable().select_related("subject").get(pk=key)
    with also(TRIAGE):
        if why_not(dispute, DISPUTE["close"]) is None:
            perform(dispute, "close", version=dispute.version)


def case_numbers() -> Series:
    """卷号: of which committee a phone of this post takes numbers ahead."""
    committee = _own_committee()
    return Series(
        register=CASE_NUMBER,
        subject=committee.subject,
        given={"committee": committee.pk, "short_name": committee.short_name},
    )


def _done_before(key: str) -> MediationCase | None:
    receipt = Receipt.objects.filter(pk=f"{key}:case").first() if key else None
    if receipt is None:
        return None
    return MediationCase.objects.readable().select_related("subject").get(pk=receipt.subject)


def _own_committee() -> MediationCommittee:
    own = MediationCommittee.objects.filter(organization=acting().organization).first()
    if own is None:
        own = MediationCommittee.objects.order_by("scope_code").first()
    if own is None:
        raise ValidationError(NO_COMMITTEE)
    return own


def _own_mediator(committee: MediationCommittee) -> Mediator:
    on = today()
    engaged = Mediator.objects.filter(
        appointments__committee=committee,
        appointments__ended_on=None,
        appointments__engaged_on__lte=on,
        appointments__expires_on__gte=on,
    ).order_by("pk")
    own = engaged.filter(user=acting().user).first() or engaged.first()
    if own is None:
        raise ValidationError(NO_MEDIATOR)
    return own
