"""Scenarios 4 and 8, before the court: joint, in writing, within thirty days; then two years to enforce."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from fengqiao.business.mediation.measures import CONFIRM_APPLIED, CONFIRM_RATE, CONFIRM_SHARE
from fengqiao.business.mediation.models import CaseFact, JudicialConfirmation, MediationCase
from fengqiao.business.mediation.paperwork import ALL as PAPERS
from fengqiao.business.mediation.queries import record_of
from fengqiao.kernel.casework.attachments import attach
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.measures.declarations import Period
from fengqiao.kernel.paperwork.services import issue
from fengqiao.kernel.paperwork.services import render as printed
from fengqiao.kernel.places.scope import Scope, within
from tests.acceptance.mediation.desk import text_of
from tests.business.mediation.factories import (
    LI,
    ZHANG,
    Town,
    accept,
    agreement_of,
    at,
    make_case,
    make_dispute,
    make_town,
    mediate,
    signed,
    term,
)
from tests.business.mediation.test_agreement_forms import voucher

pytestmark = pytest.mark.django_db

SIGNED, SEALED, DEADLINE = date(2025, 3, 1), date(2025, 3, 3), date(2025, 4, 2)
BOTH = ("李某某", "张某某")


@pytest.fixture
def town() -> Town:
    return make_town()


def agreed(town: Town, *terms: object, signed_on: date = SIGNED, sealed_on: date = SEALED) -> MediationCase:
    """A written agreement in force between the two neighbours."""
    with within(at(town.clerk, signed_on)):
        case = mediate(accept(town, make_case(town, make_dispute((LI, ZHANG)))), day=signed_on)
        case = perform(
            case,
            "draft",
            version=case.version,
            facts_text="围墙占用共用通道。",
            terms=terms or [term(due_on=date(2025, 12, 31))],
        )
    with within(at(town.clerk, sealed_on)):
        case = signed(case, town, on=signed_on, sealed_on=sealed_on)
        return perform(case, "agree", version=case.version)


def apply(scope: Scope, case: MediationCase, applicants: tuple[str, ...] = BOTH, **given: object) -> MediationCase:
    """Ask the court, as the office does."""
    return perform(
        case, "confirm", version=case.version, applicants=applicants, court="某县人民法院", mode="on_site", **given
    )


def refused(scope: Scope, case: MediationCase, sentence: str, **given: object) -> None:
    """The application is refused with a sentence, and nothing is left behind."""
    with within(scope):
        before = (case.version, Event.objects.count(), Task.objects.count())
        with pytest.raises(ValidationError) as said:
            apply(scope, case, **given)
        assert said.value.messages == [sentence]
        case.refresh_from_db()
        assert (case.version, Event.objects.count(), Task.objects.count()) == before
        assert JudicialConfirmation.objects.count() == 0


@pytest.mark.scenario("mediation", 4)
@pytest.mark.parametrize(
    ("signed_on", "sealed_on", "deadline"),
    [(SIGNED, SEALED, DEADLINE), (date(2025, 9, 5), date(2025, 9, 5), date(2025, 10, 9))],
)
def test_after_the_last_day_the_joint_application_is_refused(town: Town, signed_on, sealed_on, deadline):
    case = agreed(town, term(due_on=date(2025, 12, 31)), signed_on=signed_on, sealed_on=sealed_on)

    refused(
        at(town.clerk, deadline + timedelta(days=1)),
        case,
        f"已超过协议生效后30日（截止{deadline}），不能申请司法确认，可引导公证、仲裁或起诉。",
    )
    with within(at(town.clerk, deadline)):
        case = apply(town.clerk, case)
        assert (case.confirm_applied_on, case.state) == (deadline, "performing")


def test_one_party_alone_is_refused(town: Town):
    refused(
        at(town.clerk, SEALED),
        agreed(town),
        "司法确认须由双方当事人共同申请，目前仅李某某申请。",
        applicants=("李某某",),
    )


def test_an_oral_agreement_is_not_confirmed(town: Town):
    with within(at(town.clerk, SIGNED)):
        case = accept(town, make_case(town, make_dispute()))
        case = perform(
            case,
            "agree_oral",
            version=case.version,
            facts_text="围墙占用共用通道。",
            terms=[term(due_on=SIGNED, on_the_spot=True, proof=attach(case.subject, voucher()).pk)],
            agreed_at=at(town.clerk, SIGNED).at,
        )

    refused(at(town.clerk, SIGNED), case, "口头协议无法提交司法确认，请先制作书面调解协议书。")


def test_what_the_court_would_refuse_is_not_sent(town: Town):
    refused(
        at(town.clerk, SEALED),
        agreed(town),
        "协议存在不予受理或者驳回的情形：涉及物权、知识产权确权；内容不明确。请先修改协议，或引导公证、仲裁、起诉。",
        unfit=("property", "unclear"),
    )


def test_a_confirmed_agreement_is_applied_for_answered_and_ruled_on(town: Town):
    case = agreed(town)
    with within(at(town.clerk, date(2025, 3, 10))):
        case = apply(town.clerk, case)
        assert [task.duty for task in Task.objects.filter(subject=case.pk, duty="mediation.court_answer")] == [
            "mediation.court_answer"
        ]
        with pytest.raises(ValidationError, match="已申请司法确认，请等待人民法院答复。"):
            apply(town.clerk, case)
    with within(at(town.clerk, date(2025, 3, 12))):
        answer = {"accepted": True, "court_day": date(2025, 3, 12), "court_number": "（2025）某0101诉前调确12号"}
        with pytest.raises(ValidationError, match="日期早于申请或受理日期，请核对。"):
            perform(case, "court_answer", version=case.version, **{**answer, "court_day": date(2025, 3, 9)})
        case = perform(case, "court_answer", version=case.version, **answer)
        running = Task.objects.get(subject=case.pk, duty="mediation.ruling")
        assert running.due_at is not None
        assert running.due_at.date() == date(2025, 4, 11)
    with within(at(town.clerk, date(2025, 3, 28))):
        case = perform(case, "ruling", version=case.version, result="valid", court_day=date(2025, 3, 28))

        standing = JudicialConfirmation.objects.get()
        assert (standing.court_number, standing.accepted_on, standing.decided_on, standing.result) == (
            "（2025）某0101诉前调确12号",
            date(2025, 3, 12),
            date(2025, 3, 28),
            "valid",
        )
        assert not Task.objects.filter(
            subject=case.pk, duty__in=["mediation.court_answer", "mediation.ruling"], done_at=None
        ).exists()
        with pytest.raises(ValidationError, match="人民法院已作出裁定，不能再次申请司法确认。"):
            apply(town.clerk, case)
        year = Period(date(2025, 1, 1), date(2026, 1, 1))
        figures = [str(each.figure(year).value) for each in (CONFIRM_APPLIED, CONFIRM_RATE, CONFIRM_SHARE)]
        assert figures == ["1", "100.0", "100.0"]
        assert CaseFact.objects.get(subject=case.pk, until_event=None).confirm_result == "valid"


def test_a_court_that_does_not_take_it_up_may_be_asked_again(town: Town):
    case = agreed(town)
    with within(at(town.clerk, date(2025, 3, 10))):
        case = apply(town.clerk, case)
        case = perform(case, "court_answer", version=case.version, accepted=False, court_day=date(2025, 3, 10))
        assert case.confirm_result == "refused"

        case = apply(town.clerk, case)

        assert [each.result for each in JudicialConfirmation.objects.order_by("id")] == ["refused", ""]


@pytest.mark.scenario("mediation", 8)
def test_a_confirmed_agreement_of_instalments_is_enforced_until_two_years_after_the_last(town: Town):
    thirds = [
        term(kind="pay", content="赔偿款", amount=Decimal("10000.00"), instalment=number, due_on=day)
        for number, day in enumerate((date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31)), 1)
    ]
    case = agreed(town, *thirds)
    with within(at(town.clerk, date(2025, 3, 10))):
        assert agreement_of(case).amount_total == Decimal("30000.00")
        case = apply(town.clerk, case)
        with pytest.raises(ValidationError, match="协议未经人民法院裁定确认有效，不能登记申请执行。"):
            perform(case, "enforce", version=case.version, court_day=date(2025, 3, 10))
        case = perform(
            case,
            "court_answer",
            version=case.version,
            accepted=True,
            court_day=date(2025, 3, 10),
            court_number="（2025）某0101诉前调确13号",
        )
        case = perform(case, "ruling", version=case.version, result="valid", court_day=date(2025, 3, 10))

        assert record_of(case).enforce_until == date(2027, 12, 31)
    with within(at(town.clerk, date(2028, 1, 1))), pytest.raises(ValidationError) as late:
        perform(case, "enforce", version=case.version, court_day=date(2028, 1, 1))
    assert late.value.messages == ["申请执行期限已于2027-12-31届满。"]


def test_the_papers_for_the_court_say_what_was_agreed(town: Town):
    case = agreed(town)
    with within(at(town.clerk, date(2025, 3, 10))):
        case = apply(town.clerk, case)
        papers = {paper.key: text_of(printed(issue(paper, case))) for paper in PAPERS if paper.bundle == 12}

    application, proof = papers["mediation.confirmation"], papers["mediation.proof"]
    for words in ("司法确认申请书", "请求事项", "2025年3月3日", "拆除围墙并恢复通道", "某县人民法院", "申请人（签名"):
        assert words in application
    for words in ("主持调解证明", "李某某、张某某", "柳河村人民调解委员会", "特此证明"):
        assert words in proof
