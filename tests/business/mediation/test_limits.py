"""Every limit of 4.3 is a row, begins with a step of the course and ends with one (期限)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from fengqiao.business.mediation import rules
from fengqiao.business.mediation.forms import AcceptForm
from fengqiao.business.mediation.models import Dispute, IntakeItem, MediationCase
from fengqiao.business.mediation.services.intake import receive
from fengqiao.business.mediation.services.matching import decide
from fengqiao.kernel.casework.models import Case, Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.parameters.registry import DECLARED
from fengqiao.kernel.parameters.services import set_parameter
from fengqiao.kernel.places.scope import local_day, within
from fengqiao.kernel.ui.steps import actions_of
from tests.business.mediation.factories import (
    LI,
    TOWNSHIP,
    VILLAGE,
    ZHANG,
    ZHANG_ID,
    Town,
    accept,
    agreement_of,
    make_case,
    make_dispute,
    make_town,
    mediate,
    moment,
    signed,
    term,
)

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 3)
LETTER = {"court_accepted": True, "entrust_letter": "（2025）某0101诉前调12号"}
REPORT = {
    "at": moment(DAY),
    "to": "柳河派出所",
    "facts_text": "张某某扬言伤害李某某。",
    "danger": "同村居住。",
    "measures": "已劝导。",
    "contact": "陈某某",
}
SEEN = {"at": moment(DAY), "mode": "visit", "whom": "双方", "situation": "情绪平稳。", "visitor": "陈某某"}


@pytest.fixture
def town() -> Town:
    return make_town()


@contextmanager
def working(town: Town, day: date = DAY) -> Iterator[None]:
    """The head of the office works on this day."""
    with time_machine.travel(moment(day)), within(replace(town.head, at=moment(day))):
        yield


def fresh(matter: Case) -> Case:
    return type(matter).objects.readable().select_related("subject").get(pk=matter.pk)


def do(matter: Case, step: str, **given: object) -> Case:
    found = fresh(matter)
    return perform(found, step, version=found.version, **given)


def item_of(source: str) -> IntakeItem:
    return receive(source_detail=source, narrative="邻居砌墙占道，双方争吵。", place_code=VILLAGE)


def founded(source: str) -> Dispute:
    item = do(item_of(source), "found", dispute_type="02", subtype="0205", parties=(LI, ZHANG))
    return Dispute.objects.get(pk=item.dispute_id)


def applied(town: Town, **given: object) -> MediationCase:
    letter = LETTER if str(given.get("source_detail", ""))[:2] == "31" else {}
    return make_case(town, make_dispute(**given), **letter)


def accepted(town: Town, *, summary: bool = False, **given: object) -> MediationCase:
    return accept(town, applied(town, **given), **({"summary": True} if summary else {}))


def agreed(town: Town) -> MediationCase:
    case = mediate(accepted(town), day=DAY)
    case = perform(case, "draft", version=case.version, facts_text="围墙占用通道。", terms=[term()])
    case = signed(case, town, on=DAY, sealed_on=DAY)
    return perform(case, "agree", version=case.version)


def asked_of_the_court(town: Town) -> MediationCase:
    return do(agreed(town), "confirm", applicants=["李某某", "张某某"], court="某县人民法院", mode="on_site")


def graded(town: Town, risk: str, factors: tuple[str, ...] = (), *, contacted: bool = False) -> Dispute:
    leader = Post.objects.get(pk=town.head.post)
    given = {"factors": factors, "confirmed": risk, "reason": "所长核定", "leader": leader}
    dispute = do(make_dispute(), "assess", **given)
    return do(dispute, "contact", **SEEN) if contacted else dispute


def ended(matter: Case) -> None:
    do(matter, "end", outcome="20", end_reason="分歧较大", next_routes=["court"])


def failed(town: Town) -> MediationCase:
    case = accepted(town, parties=(LI, replace(ZHANG, id_number=ZHANG_ID)))
    ended(case)
    return case


def left(town: Town) -> Dispute:
    return Dispute.objects.get(pk=failed(town).dispute_id)


@dataclass(frozen=True)
class Life:
    """How the limit of a row begins and ends: the 待办 it runs for, what starts it, what stops it."""

    duty: str
    begin: Callable[[Town], Case]
    end: Callable[[Case], object]


def first_contact(risk: str) -> Life:
    return Life("mediation.first_contact", lambda town: graded(town, risk), lambda it: do(it, "contact", **SEEN))


def watch(risk: str) -> Life:
    return Life(
        "mediation.watch",
        lambda town: graded(town, risk, contacted=True),
        lambda it: do(it, "assess", factors=(), confirmed="yellow", reason="已经缓和"),
    )


def mediation(**given: object) -> Life:
    return Life("mediation.limit", lambda town: accepted(town, **given), ended)


def decline(case: Case) -> None:
    do(case, "decline", reason="refused")


LIVES = {
    "mediation.limit.ordinary": mediation(),
    "mediation.limit.court_assigned": mediation(source_detail="311"),
    "mediation.limit.court_entrusted": mediation(source_detail="312"),
    "mediation.limit.court_summary": mediation(source_detail="312", summary=True),
    "mediation.limit.labor": mediation(dispute_type="11", subtype=""),
    "mediation.limit.medical": mediation(dispute_type="15", subtype=""),
    "mediation.limit.court_reply": Life(
        "mediation.reply", lambda town: item_of("311"), lambda it: do(it, "void", reason="重复报送")
    ),
    "mediation.limit.petition_objection": Life(
        "mediation.objection", lambda town: item_of("34"), lambda it: do(it, "turn_back", reason="不属本所")
    ),
    "mediation.limit.petition_route": Life(
        "mediation.petition_route", lambda town: founded("34"), lambda it: do(it, "void", reason="重复登记")
    ),
    "mediation.limit.petition": Life(
        "mediation.petition", lambda town: founded("34"), lambda it: do(it, "void", reason="重复登记")
    ),
    **{f"mediation.limit.first_contact.{risk}": first_contact(risk) for risk in ("red", "orange", "yellow", "blue")},
    **{f"mediation.limit.watch.{risk}": watch(risk) for risk in ("red", "orange")},
    "mediation.limit.report": Life(
        "mediation.report", lambda town: graded(town, "red", ("threat",)), lambda it: do(it, "report", **REPORT)
    ),
    "mediation.limit.acceptance": Life("mediation.decision", applied, decline),
    "mediation.limit.acceptance_simple": Life(
        "mediation.decision", lambda town: applied(town, dispute_type="18", subtype=""), decline
    ),
    "mediation.limit.court_answer": Life(
        "mediation.court_answer",
        asked_of_the_court,
        lambda it: do(it, "court_answer", accepted=False, court_day=DAY),
    ),
    "mediation.limit.ruling": Life(
        "mediation.ruling",
        lambda town: do(
            asked_of_the_court(town), "court_answer", accepted=True, court_day=DAY, court_number="（2025）某调确1号"
        ),
        lambda it: do(it, "ruling", result="valid", court_day=DAY),
    ),
    "mediation.limit.archive": Life(
        "mediation.archive",
        failed,
        lambda it: do(it, "archive", retention="short", filer="马某某", checker="陈某某"),
    ),
    "mediation.limit.intake": Life(
        "mediation.intake", lambda town: item_of("351"), lambda it: do(it, "void", reason="重复报送")
    ),
    "mediation.limit.triage": Life(
        "mediation.triage", lambda town: founded("351"), lambda it: do(it, "void", reason="重复登记")
    ),
    "mediation.limit.reassess": Life(
        "mediation.reassess", left, lambda it: do(it, "assess", factors=(), confirmed="blue", reason="已重新评估")
    ),
}

ELSEWHERE = {
    "mediation.limit.confirmation",  # the last day stands in the agreement: see below
    "mediation.limit.petition_extension",  # see below
    "mediation.limit.publicity",  # of a batch: tests/business/mediation/test_subsidy.py
    "mediation.limit.court_notice",  # of a committee: tests/business/mediation/test_registers.py
}


def test_every_row_of_a_limit_has_its_life():
    rows = {key for key in DECLARED if key.startswith("mediation.limit.")}

    assert rows == {*LIVES, *ELSEWHERE}
    assert {rule.key for rule in rules.LIMITS} <= rows


@pytest.mark.parametrize("row", LIVES)
def test_a_limit_begins_with_a_step_and_ends_with_one(town: Town, row: str):
    life = LIVES[row]
    with working(town):
        matter = life.begin(town)
        running = Task.objects.get(subject=matter.pk, duty=life.duty, done_at=None)
        declared = DECLARED[row].default

        assert {name: running.limit[name] for name in ("value", "unit", "roll")} == {
            name: declared[name] for name in ("value", "unit", "roll")
        }
        life.end(matter)
        running.refresh_from_db()
        assert running.done_at is not None


@pytest.mark.parametrize(
    ("source", "summary", "due"),
    [("311", False, date(2025, 4, 2)), ("312", False, date(2025, 3, 18)), ("312", True, date(2025, 3, 10))],
)
def test_a_court_waits_from_the_day_its_materials_were_signed_for(town: Town, source: str, summary: bool, due: date):
    with working(town):
        case = applied(town, source_detail=source)
        decision = Task.objects.get(subject=case.dispute_id, duty="mediation.court_decision")
        assert local_day(decision.due_at) == date(2025, 3, 6)  # three working days to accept or decline
    with working(town, date(2025, 3, 6)):
        accept(town, fresh(case), **({"summary": True} if summary else {}))

        limit = Task.objects.get(subject=case.pk, duty="mediation.limit", done_at=None)
        assert local_day(limit.due_at) == due
        decision.refresh_from_db()
        assert decision.done_at is not None


def test_the_form_asks_for_the_summary_procedure_of_an_entrusted_case_only(town: Town):
    with working(town):
        asked = [
            "summary" in AcceptForm(case=applied(town, source_detail=source)).fields for source in ("22", "311", "312")
        ]

    assert asked == [False, False, True]


def test_a_place_shortens_the_days_to_ask_the_court(town: Town):
    with working(town):
        row = {**DECLARED["mediation.limit.confirmation"].default, "value": 20}
        set_parameter("mediation.limit.confirmation", row, code=TOWNSHIP, on=DAY)
        assert agreement_of(agreed(town)).confirm_deadline == date(2025, 3, 24)  # 23 March is a Sunday


def test_a_petition_is_extended_once_and_its_office_told_ten_days_before(town: Town):
    with working(town):
        dispute = founded("34")
        running = {task.duty: local_day(task.due_at) for task in Task.objects.filter(subject=dispute.pk, done_at=None)}
        assert running["mediation.petition_route"] == date(2025, 3, 18)
        assert running["mediation.petition"] == date(2025, 5, 2)
        assert running["mediation.petition_feedback"] == date(2025, 4, 22)

        dispute = do(dispute, "extend_petition", reason="需要测量界址")

        moved = {task.duty: local_day(task.due_at) for task in Task.objects.filter(subject=dispute.pk, done_at=None)}
        assert (moved["mediation.petition"], moved["mediation.petition_feedback"]) == (
            date(2025, 6, 1),
            date(2025, 5, 22),
        )
        with pytest.raises(ValidationError, match="已经延长过一次"):
            do(dispute, "extend_petition", reason="仍需时间")
    with working(town, date(2025, 5, 20)):
        do(dispute, "feed_back", fed_back_on=date(2025, 5, 20), letter="柳司函〔2025〕3号")

        assert not Task.objects.filter(subject=dispute.pk, duty="mediation.petition_feedback", done_at=None).exists()
        with pytest.raises(ValidationError, match="没有待反馈的信访事项"):
            do(dispute, "feed_back", fed_back_on=date(2025, 5, 20))


def test_a_petition_nobody_objected_to_in_five_working_days_is_not_turned_back(town: Town):
    with working(town):
        item = item_of("34")
    with working(town, date(2025, 3, 11)):
        said = {action.key: action.why for action in actions_of(fresh(item))}
        with pytest.raises(ValidationError):
            do(item, "turn_back", reason="不属本所")

    assert said["turn_back"] == "信访转送异议期限已于2025-03-10届满，视为受理，不能退回来源单位"


def test_what_a_merged_dispute_owed_its_senders_goes_on_with_the_survivor(town: Town):
    with working(town):
        left, right = founded("311"), founded("351")
        danger = do(
            left, "assess", factors=("threat",), confirmed="red", reason="", leader=Post.objects.get(pk=town.head.post)
        )

        decide(danger, right, "same", version=danger.version, reason="同一围墙")

        assert not Task.objects.filter(subject=left.pk, done_at=None).exists()
        assert {"mediation.court_decision", "mediation.report"} <= set(
            Task.objects.filter(subject=right.pk, done_at=None).values_list("duty", flat=True)
        )


def test_a_settled_dispute_is_watched_no_longer(town: Town):
    with working(town):
        dispute = graded(town, "orange", ("blows", "police_often"), contacted=True)
        case = mediate(accept(town, make_case(town, dispute)), day=DAY)
        case = perform(case, "draft", version=case.version, facts_text="围墙占用通道。", terms=[term()])
        perform(signed(case, town, on=DAY, sealed_on=DAY), "agree", version=fresh(case).version)

        assert not Task.objects.filter(subject=dispute.pk, duty="mediation.watch", done_at=None).exists()


def test_an_overdue_limit_says_what_is_to_be_done():
    assert rules.overdue_of("mediation.limit", dispute_type="02", source_detail="22").startswith("征得各方当事人同意")
    assert rules.overdue_of("mediation.limit", dispute_type="02", source_detail="312") == (
        "退回委派（委托）的人民法院并移交材料"
    )
    assert (
        rules.overdue_of("mediation.limit", dispute_type="11", source_detail="22") == "告知当事人可以申请劳动争议仲裁"
    )
    assert rules.overdue_of("mediation.objection") == "视为受理，不能退回"
    assert rules.overdue_of("mediation.triage") == ""
