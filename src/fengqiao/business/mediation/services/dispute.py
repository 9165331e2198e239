"""纠纷: triage, grading and what becomes of it when its cases end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from fengqiao.business.mediation.flow import BY_RULE, DISPUTE, TRIAGE
from fengqiao.business.mediation.models import Dispute, DisputeParty, MediationCase, Mediator, PartyBefore
from fengqiao.business.mediation.rules import GradingFacts, messages, numbering, suggested_difficulty
from fengqiao.business.mediation.services.changes import revise
from fengqiao.business.mediation.services.parties import PartyValue, add_party
from fengqiao.business.mediation.terms import Difficulty, DisputeState, DisputeType, Outcome, PartySide, Willingness
from fengqiao.kernel.casework.custody import rehome
from fengqiao.kernel.casework.models import Amendment
from fengqiao.kernel.casework.perform import NotNow, Stale, amend, perform
from fengqiao.kernel.casework.referral import whole
from fengqiao.kernel.identity.models import Organization, Post
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.opening import give_reason
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, also, now, today


def graded(place: int, facts: GradingFacts) -> Difficulty:
    """难易程度 by the county's table (3.2); a person may change it, a rule suggests it."""
    return suggested_difficulty(facts, parameter("mediation.grading", code=place, on=today())).difficulty


@DISPUTE.does("route")
def route(
    dispute: Dispute, *, organization: Organization, handler: Post | None = None, undecided_matches: int = 0
) -> Mapping[str, str]:
    """分流: the township hands the dispute to one of its committees; custody goes with it."""
    dispute.duty_organization, dispute.handler = organization, handler
    rehome(dispute, organization)
    return {"organization": organization.name}


@DISPUTE.does("void")
@DISPUTE.does("cancel")
def void(dispute: Dispute, *, reason: str) -> Mapping[str, str]:
    """作无效处理: a test, no facts, no dispute; kept, not counted."""
    dispute.void_reason = reason
    return {"reason": reason}


@DISPUTE.follows_change
def change_cases(dispute: Dispute, names: frozenset[str]) -> None:
    """What the statistics read of a dispute stands in its cases too, and changes with it (一处修改)."""
    refuse_grading(dispute, names)
    told = {name: getattr(dispute, name) for name in names & {"dispute_type", "difficulty", "people_count"}}
    for case in dispute.cases.all() if told else ():
        amend(case, told, version=case.version, reason="纠纷信息修改")
    if "dispute_type" in names:  # the name of the dispute, of its cases and of their files
        sides = {side: [party.name for party in dispute.parties().filter(side=side)] for side in PartySide}
        title = numbering.title(
            sides[PartySide.APPLICANT], sides[PartySide.RESPONDENT], DisputeType(dispute.dispute_type)
        )
        whole(dispute.subject).update(title=title)


def refuse_grading(matter: Dispute | MediationCase, names: frozenset[str]) -> None:
    """A village does not grade a matter 重大 by itself, nor less again: the township does (domain page 2)."""
    if "difficulty" not in names or TRIAGE in acting().may:
        return
    before = (
        Amendment.objects.filter(subject=matter.pk, field="difficulty").select_related("subject").latest("at", "id")
    )
    if Difficulty.MAJOR in {matter.difficulty, before.before.reveal()}:
        raise ValidationError({"difficulty": messages.MAJOR_BY_OFFICE})


def follow_case(dispute: Dispute, outcome: Outcome, **joined: Any) -> None:  # what 归并 takes
    """What becomes of a dispute when its case ends follows by rule (decisions §6)."""
    steps = {
        DisputeState.RESOLVED: "resolve",
        DisputeState.UNRESOLVED: "leave",
        DisputeState.TRANSFERRED: "transfer",
        DisputeState.VOID: "cancel",
        DisputeState.MERGED: "merge",
    }
    step = steps[outcome.dispute_state]
    given: dict[str, Any] = {"cancel": {"reason": outcome.label}, "merge": joined}.get(step, {})
    dispute = Dispute.objects.readable().get(pk=dispute.pk)
    with also(BY_RULE, DISPUTE[step].may):
        perform(dispute, step, version=dispute.version, **given)


def state_willingness(party: DisputeParty, willingness: str) -> None:
    """征询调解意愿: who was asked, when and what was said (人民调解法 第十七条)."""
    subject = lock(party.subject_id)
    party.willingness, party.asked_at, party.asked_by = willingness, now(), acting().post
    party.save(update_fields=["willingness", "asked_at", "asked_by"])
    record(
        subject,
        "mediation.party.ask",
        key=announce(uuid7()),
        name=party.name,
        willingness=Willingness(willingness).label,
    )


def join(dispute: Dispute, value: PartyValue) -> DisputeParty:
    """补充当事人: one more party, at the end of the form's order."""
    subject = lock(dispute.pk)
    dispute = Dispute.objects.readable().get(pk=dispute.pk)
    _refuse_concluded(dispute, "补充当事人")
    party = add_party(subject, value, order=dispute.parties().count() + 1)
    PartyBefore.objects.create(subject=subject, party=party)
    record(subject, "mediation.party.add", key=announce(uuid7()), name=party.name)
    return party


def _refuse_concluded(dispute: Dispute, act: str) -> None:
    if dispute.concluded:
        raise NotNow(f"本件当前为“{dispute.state_label}”，不能{act}。")


def rewrite(
    dispute: Dispute,
    party: DisputeParty,
    value: PartyValue,
    *,
    asked: Collection[str],
    version: int | None = None,
) -> DisputeParty:
    """修改当事人 before conclusion: what was asked for; of it, what is sealed and left empty stays as it is.

    `version` is that of the dispute when the form was shown: what somebody else wrote in between is not overwritten.
    """
    subject = lock(dispute.pk)
    dispute = Dispute.objects.readable().get(pk=dispute.pk)
    if version is not None and dispute.version != version:
        raise Stale(dispute)
    _refuse_concluded(dispute, "修改当事人")
    given = {column.name: getattr(value, column.name) for column in fields(value) if column.name in asked}
    willing, stood = party.willingness, PartyBefore.text_of(party)
    changed = revise(party, {name: list(each) if isinstance(each, tuple) else each for name, each in given.items()})
    if party.willingness != willing:
        party.asked_at, party.asked_by = now(), acting().post
    if changed:
        party.save()
        if PartyBefore.text_of(party) != stood:
            PartyBefore.objects.create(subject=subject, party=party, stood=stood)
        Dispute.objects.readable().filter(pk=dispute.pk).update(version=F("version") + 1)
        record(subject, "mediation.party.change", key=announce(uuid7()), name=party.name, fields=changed)
    return party


@dataclass(frozen=True, slots=True)
class Revealed:
    """What was hidden, for the one who gave a reason."""

    name: str
    phone: str
    id_number: str
    address: str


def reveal(party: DisputeParty | Mediator, *, reason: str) -> Revealed:
    """查看隐去内容: the reading is journaled with its reason before anything is shown (decisions §2)."""
    give_reason(party.subject, reason, detail=f"{party.name} 联系电话、证件号码、住址")
    open_ = {name: getattr(party, name) for name in ("phone", "id_number", "address")}
    return Revealed(party.name, **{name: secret.reveal() if secret else "" for name, secret in open_.items()})
