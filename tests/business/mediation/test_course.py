"""Who handles a case that was accepted, and what leads on its page (承办人、下一步)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fengqiao.business.mediation.models import Dispute, MediationCase, PerformanceItem
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.ui.steps import actions_of
from tests.business.mediation.factories import (
    Town,
    accept,
    at,
    make_case,
    make_dispute,
    make_post,
    make_town,
    mediate,
    signed,
    term,
)

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 3)
INSTALMENTS = [
    term(kind="pay", content="支付赔偿款", amount=Decimal("10000.00"), instalment=number, due_on=due_on)
    for number, due_on in ((1, date(2025, 6, 30)), (2, date(2025, 9, 30)))
]


@pytest.fixture
def town() -> Town:
    return make_town()


def promised(town: Town) -> MediationCase:
    """A written agreement about two instalments, in force."""
    case = mediate(accept(town, make_case(town, make_dispute())), day=DAY)
    case = perform(case, "draft", version=case.version, facts_text="围墙占用共用通道。", terms=INSTALMENTS)
    case = signed(case, town, on=DAY, sealed_on=DAY)
    return perform(case, "agree", version=case.version)


def leading(case: MediationCase) -> str:
    return next(action.key for action in actions_of(case) if not action.why)


def test_the_chief_mediator_with_a_post_in_the_committee_handles_the_case(town: Town):
    own = Post.objects.get(pk=town.village_mediator.post)
    town.mediator.user = own.user
    with within(town.county):
        town.mediator.save(update_fields=["user"])

    with within(at(town.clerk, DAY)):
        case = accept(town, make_case(town, make_dispute()))

        assert case.handler == own
        assert set(Task.objects.filter(subject=case.pk, done_at=None).values_list("duty", "handler")) == {
            ("mediation.rights", own.pk),
            ("mediation.limit", own.pk),
        }


def test_who_accepts_for_a_mediator_without_a_post_handles_the_case(town: Town):
    with within(at(town.clerk, DAY)):
        assert accept(town, make_case(town, make_dispute())).handler_id == town.clerk.post


def test_a_handler_who_was_named_before_stays(town: Town):
    colleague = make_post(town.office, "office_clerk", "何某某")
    with within(at(town.clerk, DAY)):
        case = make_case(town, make_dispute())
        case.handler = colleague
        case.save(update_fields=["handler"])

        assert accept(town, case).handler == colleague


def test_a_duty_the_handler_may_not_do_waits_for_those_who_may(town: Town):
    own = Post.objects.get(pk=town.village_mediator.post)  # may not confirm the seal
    town.mediator.user = own.user
    with within(town.county):
        town.mediator.save(update_fields=["user"])

    with within(at(town.clerk, DAY)):
        case = mediate(accept(town, make_case(town, make_dispute())), day=DAY)
        case = perform(case, "draft", version=case.version, facts_text="围墙占用共用通道。", terms=INSTALMENTS)
        perform(case, "sign", version=case.version, party_signs=[], mediator_signs=[], recorder="陈某某")

        assert Task.objects.get(subject=case.pk, duty="mediation.seal").handler is None


def test_performance_leads_on_its_last_day_and_when_it_is_late_and_not_before(town: Town):
    with within(at(town.clerk, DAY)):
        case = promised(town)
        first, _ = PerformanceItem.objects.filter(subject=case.pk)

        assert leading(case) == "follow_up"
    for day in (date(2025, 6, 30), date(2025, 7, 8)):
        with within(at(town.clerk, day)):
            assert leading(case) == "perform_item"
    with within(at(town.clerk, date(2025, 7, 8))):
        case = perform(case, "perform_item", version=case.version, item=first, done_on=date(2025, 7, 1))

        assert leading(case) == "follow_up"
        assert [task.note for task in Task.objects.filter(duty="mediation.performance", done_at=None)] == [
            "支付赔偿款，第2期"
        ]


@pytest.mark.seed("SD-41")
def test_the_office_assigns_a_case_to_a_village_committee_and_sees_its_progress(town: Town):
    with within(at(town.clerk, DAY)):
        dispute = perform(make_dispute(), "route", version=1, organization=town.village)
        assert dispute.scope_code == town.village.scope_code

    with within(at(town.chair, DAY)):
        accept(town, make_case(town, Dispute.objects.get()))

    with within(at(town.clerk, DAY)):
        case = MediationCase.objects.get(dispute=dispute.pk)
        assert (case.state_label, case.committee, case.dispute.state_label) == ("已受理", town.committee, "调解中")
