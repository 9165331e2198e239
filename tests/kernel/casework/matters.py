"""Matters placed in any state, as the loader places them, and what each step of mediation asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from fengqiao.business.mediation.models import (
    Agreement,
    CaseMediator,
    Dispute,
    DisputeParty,
    IntakeItem,
    JudicialConfirmation,
    LinkDecision,
    MediationCase,
    Mediator,
    PerformanceItem,
)
from fengqiao.business.mediation.services.agreement import write
from fengqiao.business.mediation.services.committee import appoint, enrol_mediator
from fengqiao.kernel.casework.clock import end_of_day
from fengqiao.kernel.casework.duties import pause, start
from fengqiao.kernel.casework.models import Case, Receipt, Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.journal.events import KINDS, words_of
from fengqiao.kernel.journal.models import Event, Subject
from fengqiao.kernel.places.scope import Scope, now
from tests.business.mediation.factories import (
    LI,
    LI_ID,
    VILLAGE,
    ZHANG,
    Town,
    make_dispute,
    moment,
    signs,
    term,
)
from tests.database import as_role

DAY = date(2025, 5, 6)


def seat(scope: Scope, *may: str, on: date = DAY) -> Scope:
    """The post with exactly these permissions, at nine on a set day."""
    return replace(scope, may=frozenset(may), at=moment(on))


def place(case: Case) -> Case:
    """A matter in a state it was not born in: only the loader may, and it writes no event."""
    subject = Subject(scope_code=case.scope_code, kind=case.flow.key, title="李某某与张某某邻里纠纷")
    subject.root = case.dispute.subject if isinstance(case, MediationCase) else subject
    case.subject = subject
    with as_role("fengqiao_loader"):
        subject.save(force_insert=True)
        case.save(force_insert=True)
    case.refresh_from_db()
    return case


def placed_intake(town: Town, state: str) -> IntakeItem:
    """来件 in a state."""
    return place(
        IntakeItem(
            scope_code=town.office.scope_code,
            state=state,
            opened_at=now(),
            source="1",
            source_detail="11",
            received_at=now(),
            narrative="两家为通道争吵。",
            place_code=VILLAGE,
        )
    )


def placed_dispute(town: Town, state: str) -> Dispute:
    """A dispute with both parties, in a state."""
    dispute = place(
        Dispute(
            scope_code=town.office.scope_code,
            state=state,
            opened_at=now(),
            dispute_type="02",
            subtype="0205",
            first_source="2",
            first_source_detail="22",
            facts_text="围墙占用共用通道。",
            place_code=VILLAGE,
            found_on=DAY,
        )
    )
    for order, party in enumerate((LI, ZHANG), 1):
        DisputeParty.objects.create(
            subject=dispute.subject,
            order=order,
            **{name: getattr(party, name) for name in ("side", "name", "sex", "ethnicity", "birth_on", "occupation")},
            **{name: getattr(party, name) for name in ("phone", "address", "willingness")},
        )
    return dispute


def placed_case(town: Town, state: str) -> MediationCase:
    """A mediation in a state, of a dispute that is mediated once the case is accepted; nothing else is on record."""
    dispute = placed_dispute(town, "registered" if state == "applied" else "mediating")
    case = place(
        MediationCase(
            scope_code=dispute.scope_code,
            state=state,
            opened_at=now(),
            dispute=dispute,
            committee=town.committee,
            dispute_type="02",
            source="2",
            source_detail="22",
            committee_type="1",
            applied_on=DAY,
            accept_mode="oral",
            accepted_on=None if state in ("applied", "declined") else DAY,
            decline_reason="court" if state == "declined" else "",
        )
    )
    if state != "applied":
        CaseMediator.objects.create(subject=case.subject, mediator=town.mediator)
    return case


@dataclass(frozen=True)
class Ground:
    """What must stand on record for a step to be lawful, and what its form gives."""

    given: Callable[[Town, Any], dict[str, Any]] = lambda town, case: {}
    then: str = ""  # the state in the end, where steps follow by rule


def tell(town: Town, case: MediationCase) -> None:
    for party in case.dispute.parties():
        party.rights_told_at = now()
        party.save(update_fields=["rights_told_at"])


def agreed(town: Town, case: MediationCase, *, form: str = "written", **given: Any) -> PerformanceItem:
    agreement = write(case, form=form, facts_text="围墙占用共用通道。", terms=[term(due_on=date(2025, 6, 6))])
    agreement.state = "effective" if form == "oral" else "to_sign"
    for name, value in given.items():
        setattr(agreement, name, value)
    agreement.save()
    return agreement.items.get()


def signatures(town: Town, case: MediationCase) -> dict[str, Any]:
    day = DAY.isoformat()
    return {"party_signs": signs(case, DAY), "mediator_signs": [{"name": town.mediator.name, "on": day}]}


def meeting(town: Town, case: MediationCase) -> dict[str, Any]:
    tell(town, case)
    return {
        "started_at": now(),
        "place": "柳河村调解室",
        "record": "双方各自陈述。",
        "result": "①",
        "present": list(case.dispute.parties()),
        "recorder": "陈某某",
    }


def signing(town: Town, case: MediationCase) -> dict[str, Any]:
    agreed(town, case)
    return {**signatures(town, case), "recorder": "陈某某"}


def sealing(town: Town, case: MediationCase) -> dict[str, Any]:
    agreed(town, case, **signatures(town, case), state="to_seal")
    return {"sealed_on": DAY}


def agreeing(town: Town, case: MediationCase) -> dict[str, Any]:
    agreed(town, case, **signatures(town, case), state="effective", sealed_on=DAY, effective_on=DAY)
    return {}


def performing(town: Town, case: MediationCase) -> dict[str, Any]:
    return {"item": agreed(town, case, form="oral"), "done_on": DAY}


def performed(town: Town, case: MediationCase) -> dict[str, Any]:
    item = agreed(town, case, form="oral")
    item.state, item.done_on = "done", DAY
    item.save(update_fields=["state", "done_on"])
    return {}


def archiving(town: Town, case: MediationCase) -> dict[str, Any]:
    MediationCase.objects.filter(pk=case.pk).update(end_reason="双方分歧过大。")
    for party in case.dispute.parties():
        party.id_number = LI_ID
        party.save()
    return {"retention": "long", "filer": "陈某某", "checker": "马某某"}


def engaged(town: Town) -> Mediator:
    """Another mediator of the committee."""
    mediator = enrol_mediator(town.committee, name="孙某某", sex="男", kind="part_time")
    appoint(mediator, town.committee, kind="engaged", engaged_on=date(2024, 1, 2), expires_on=date(2027, 1, 1))
    return mediator


def paused(town: Town, case: MediationCase) -> dict[str, Any]:
    limited(town, case)
    pause(Task.objects.get(subject=case.pk, duty="mediation.limit"), reason="鉴定")
    return {}


def limited(town: Town, case: MediationCase) -> dict[str, Any]:
    start(case.subject, "mediation.limit", limit="mediation.limit.ordinary")
    return {"extended_to": date(2025, 7, 1), "reason": "等待测绘结果", "consented": True}


def confirming(town: Town, case: MediationCase) -> dict[str, Any]:
    agreed(town, case, state="effective", effective_on=DAY, sealed_on=DAY, confirm_deadline=date(2025, 6, 5))
    return {"applicants": ["李某某", "张某某"], "court": "某县人民法院", "mode": "on_site"}


def before_court(town: Town, case: MediationCase, **given: Any) -> JudicialConfirmation:
    confirming(town, case)
    agreement = Agreement.in_hand(case.pk)
    return JudicialConfirmation.objects.create(
        subject=case.subject, agreement=agreement, applied_on=DAY, mode="on_site", court="某县人民法院", **given
    )


def answering(town: Town, case: MediationCase) -> dict[str, Any]:
    before_court(town, case)
    return {"accepted": True, "court_day": DAY, "court_number": "（2025）某0101诉前调确1号"}


def ruling(town: Town, case: MediationCase) -> dict[str, Any]:
    before_court(town, case, accepted_on=DAY)
    return {"result": "valid", "court_day": DAY}


def enforcing(town: Town, case: MediationCase) -> dict[str, Any]:
    before_court(town, case, accepted_on=DAY, decided_on=DAY, result="valid")
    return {"court_day": DAY}


def joined(town: Town, item: IntakeItem) -> dict[str, Any]:
    """The item belongs to a dispute by a decision."""
    left = placed_dispute(town, "registered")
    LinkDecision.objects.create(subject=item.subject, right=left.subject, score=70, decision="same")
    IntakeItem.objects.readable().filter(pk=item.pk).update(dispute=left.subject)
    return {"dispute_type": "02", "subtype": "0205", "parties": (LI, ZHANG)}


def absorbed(town: Town, dispute: Dispute) -> dict[str, Any]:
    """The dispute was merged into another."""
    survivor = placed_dispute(town, "registered")
    LinkDecision.objects.create(subject=dispute.subject, right=survivor.subject, score=70, decision="same")
    return {"reason": "不是同一处"}


def petitioned(town: Town, dispute: Dispute) -> dict[str, Any]:
    """The petition office waits for the end of the dispute and to be told of it."""
    for duty in ("mediation.petition", "mediation.petition_feedback"):
        start(dispute.subject, duty, due_at=end_of_day(date(2025, 7, 1)))
    return {}


def in_force(town: Town, case: MediationCase) -> dict[str, Any]:
    """The agreement is signed and sealed; what a new one is to say."""
    agreed(town, case, **signatures(town, case), state="effective", sealed_on=DAY, effective_on=DAY)
    return {"change_reason": "雨季不能施工", **WRITTEN, "terms": [term(due_on=date(2025, 9, 6))]}


def changing(town: Town, case: MediationCase, **given: Any) -> dict[str, Any]:
    """A new agreement that changes the one in force, drafted."""
    wanted = in_force(town, case) | given
    made = write(case, form="written", changes=Agreement.in_hand(case.pk), **wanted)
    made.state = "to_sign"
    made.save(update_fields=["state"])
    return {**signatures(town, case), "recorder": "陈某某"}


def sealing_change(town: Town, case: MediationCase) -> dict[str, Any]:
    """The new agreement is signed by all; what it asks is done on the spot."""
    signed_by_all = changing(town, case, terms=[term(due_on=DAY, on_the_spot=True)])
    Agreement.objects.filter(subject=case.pk, state="to_sign").update(**signed_by_all, state="to_seal")
    return {"sealed_on": DAY}


def claimable(town: Town, case: MediationCase) -> dict[str, Any]:
    """The mediation failed, its undisputed facts and the way to court are on record, its file has passed the review."""
    found = {"outcome": "20", "next_routes": ["court"], "undisputed_facts": "围墙位置无争议。"}
    MediationCase.objects.filter(pk=case.pk).update(**found)
    return {"shares": {town.mediator.pk: Decimal(100)}}


WRITTEN = {"facts_text": "围墙占用共用通道。"}
CASE_STEPS = {
    "accept": Ground(lambda town, case: {"chief": town.mediator}),
    "decline": Ground(lambda town, case: {"reason": "court"}),
    "tell_rights": Ground(lambda town, case: {"parties": list(case.dispute.parties())}),
    "investigate": Ground(
        lambda town, case: {
            "at": now(),
            "place": "柳河村",
            "investigators": "马某某",
            "interviewee": "王某某",
            "record": "围墙为去年所砌。",
            "recorder": "陈某某",
        }
    ),
    "meet": Ground(meeting),
    "draft": Ground(lambda town, case: {**WRITTEN, "terms": [term(due_on=date(2025, 6, 6))]}),
    "sign": Ground(signing),
    "seal": Ground(sealing),
    "agree": Ground(agreeing),
    "agree_oral": Ground(lambda town, case: {**WRITTEN, "terms": [term(due_on=date(2025, 6, 6))]}),
    "end": Ground(lambda town, case: {"outcome": "21", "end_reason": "双方分歧过大。", "next_routes": ["court"]}),
    "perform_item": Ground(performing, then="performed"),
    "complete": Ground(performed),
    "follow_up": Ground(
        lambda town, case: {
            "at": now(),
            "mode": "visit",
            "performance": "performed",
            "satisfied": "satisfied",
            "situation": "围墙已拆除。",
            "visitor": "马某某",
        }
    ),
    "archive": Ground(archiving),
    "review": Ground(lambda town, case: {"batch": "2025-Q2", "score": 86, "authentic": "true"}),
    "submit_evidence": Ground(
        lambda town, case: {"name": "照片", "kind": "photo", "provider": "李某某", "received_on": DAY}
    ),
    "recuse": Ground(lambda town, case: {"mediator": town.mediator, "reason": "近亲属", "replacement": engaged(town)}),
    "extend": Ground(limited),
    "pause": Ground(lambda town, case: limited(town, case) and {"appraisal": "伤残等级"}),
    "resume": Ground(paused),
    "confirm": Ground(confirming),
    "court_answer": Ground(answering),
    "ruling": Ground(ruling),
    "enforce": Ground(enforcing),
    "change": Ground(in_force),
    "sign_change": Ground(changing),
    "seal_change": Ground(sealing_change, then="performed"),
    "drop_change": Ground(lambda town, case: changing(town, case) and {"reason": "双方不再变更"}),
    "claim": Ground(claimable),
}
DISPUTE_STEPS = {
    "route": Ground(lambda town, dispute: {"organization": town.village}),
    "assess": Ground(lambda town, dispute: {"factors": ["land"], "confirmed": "blue"}),
    "void": Ground(lambda town, dispute: {"reason": "测试数据"}),
    "cancel": Ground(lambda town, dispute: {"reason": "受理后发现不属范围"}),
    "contact": Ground(
        lambda town, dispute: {
            "at": now(),
            "mode": "visit",
            "whom": "李某某",
            "situation": "情绪平稳。",
            "visitor": "陈某某",
        }
    ),
    "report": Ground(
        lambda town, dispute: {
            "at": now(),
            "to": "柳河派出所",
            "facts_text": "扬言伤害。",
            "danger": "同村居住。",
            "measures": "已劝导。",
            "contact": "陈某某 19900000001",
        }
    ),
    "extend_petition": Ground(lambda town, dispute: petitioned(town, dispute) | {"reason": "等待测绘结果"}),
    "feed_back": Ground(lambda town, dispute: petitioned(town, dispute) | {"fed_back_on": DAY}),
    "merge": Ground(lambda town, dispute: {"survivor": placed_dispute(town, "registered")}),
    "unmerge": Ground(absorbed),
}
INTAKE_STEPS = {
    "found": Ground(lambda town, item: {"dispute_type": "02", "subtype": "0205", "parties": (LI, ZHANG)}),
    "link": Ground(lambda town, item: {"dispute": placed_dispute(town, "registered")}),
    "void": Ground(lambda town, item: {"reason": "内容空白"}),
    "split": Ground(joined),
    "turn_back": Ground(lambda town, item: {"reason": "不属本辖区"}),
}


@dataclass(frozen=True)
class Trace:
    """What a matter has left behind: a refused act changes none of it."""

    state: str
    version: int
    seq: int
    events: int
    receipts: int
    tasks: int


def trace(case: Case) -> Trace:
    """The matter as it stands in the database."""
    now_ = type(case).objects.readable().select_related("subject").get(pk=case.pk)
    return Trace(
        now_.state,
        now_.version,
        now_.subject.seq,
        Event.objects.filter(subject=case.pk).count(),
        Receipt.objects.count(),
        Task.objects.readable().filter(subject=case.pk).count(),
    )


def last_event(key: UUID) -> Event:
    """What happened last."""
    return Event.objects.filter(subject=key).order_by("-seq")[0]


def sentence_of(event: Event) -> str:
    """The sentence of an event, with what was sealed beside it."""
    return KINDS[event.kind].tell(words_of([event])[event.pk])


def forget_event() -> None:
    """As in a transaction of its own, in which nothing has been announced."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('fengqiao.event', '', true)")


def routed(town: Town) -> Dispute:
    """A dispute at the desk, handed to the village committee."""
    dispute = make_dispute()
    return perform(dispute, "route", version=dispute.version, organization=town.village)
