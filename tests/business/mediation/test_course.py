"""Who handles a case that was accepted, and what leads on its page (承办人、下一步)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from fengqiao.business.mediation.models import Dispute, MediationCase, PerformanceItem
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.ui.steps import Action, actions_of
from tests.business.mediation.factories import (
    LI,
    ZHANG,
    ZHANG_ID,
    Town,
    accept,
    at,
    make_case,
    make_dispute,
    make_post,
    make_town,
    mediate,
    moment,
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
    dispute = make_dispute((LI, replace(ZHANG, id_number=ZHANG_ID)))
    case = mediate(accept(town, make_case(town, dispute)), day=DAY)
    case = perform(case, "draft", version=case.version, facts_text="围墙占用共用通道。", terms=INSTALMENTS)
    case = signed(case, town, on=DAY, sealed_on=DAY)
    return perform(case, "agree", version=case.version)


VISIT = {
    "at": moment(date(2025, 7, 8)),
    "mode": "visit",
    "performance": "pending",
    "satisfied": "satisfied",
    "situation": "第一期已支付，双方均满意。",
    "visitor": "马某某",
}


def leading(case: MediationCase) -> str:
    return leads({action.key: action for action in actions_of(case)})


def leads(offered: dict[str, Action]) -> str:
    return next(key for key, action in offered.items() if action.leads)


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


def test_performance_leads_until_all_is_done_and_the_follow_up_when_its_day_has_come(town: Town):
    with within(at(town.clerk, DAY)):
        case = promised(town)
        first, second = PerformanceItem.objects.filter(subject=case.pk)

        assert leading(case) == "perform_item"
    for day in (date(2025, 6, 30), date(2025, 7, 8)):
        with within(at(town.clerk, day)):
            assert leading(case) == "perform_item"
    with within(at(town.clerk, date(2025, 7, 8))):
        case = perform(case, "perform_item", version=case.version, item=first, done_on=date(2025, 7, 1))

        assert leading(case) == "follow_up"
        assert [task.note for task in Task.objects.filter(duty="mediation.performance", done_at=None)] == [
            "支付赔偿款，第2期"
        ]
        case = perform(case, "follow_up", version=case.version, **VISIT)
        assert leading(case) == "perform_item"
        case = perform(case, "perform_item", version=case.version, item=second, done_on=date(2025, 7, 8))
        assert (case.state, leading(case)) == ("performed", "archive")


def test_a_follow_up_before_the_first_day_of_performance_is_offered_and_does_not_lead(town: Town):
    with within(at(town.clerk, DAY)):
        case = promised(town)
        for item in PerformanceItem.objects.filter(subject=case.pk):
            case = perform(case, "perform_item", version=case.version, item=item, done_on=DAY)
        offered = {action.key: action for action in actions_of(case)}

    assert (case.state, leads(offered)) == ("performed", "archive")
    assert (offered["follow_up"].why, offered["follow_up"].leads) == ("", False)
    assert offered["follow_up"].waits == "首个履行期限2025-06-30届满后办理"
    with within(at(town.clerk, date(2025, 7, 1))):
        assert leading(case) == "follow_up"


def blue(page: str) -> list[str]:
    """The words of the blue buttons of a page."""
    return re.findall(r'class="btn[^"]*btn-primary[^"]*"[^>]*>([^<]+)<', page)


def test_a_matter_has_one_blue_button_at_every_turn_of_its_course(town: Town):
    seen: list[tuple[str, list[str]]] = []

    def look(matter: Dispute | MediationCase) -> None:
        name = "dispute" if isinstance(matter, Dispute) else "case"
        page = clerk.get(reverse(f"mediation:{name}", args=[matter.pk])).content.decode()
        seen.append((matter.state, blue(page)))

    clerk = Client()
    clerk.force_login(Post.objects.get(pk=town.clerk.post).user)
    with time_machine.travel(moment(DAY)), within(town.clerk):
        dispute = make_dispute()
        case = make_case(town, dispute)
        accepted = accept(town, case)
    with time_machine.travel(moment(DAY)):
        look(accepted)
        with within(town.clerk):
            case = mediate(accepted, day=DAY)
        look(case)
        with within(town.clerk):
            case = perform(case, "draft", version=case.version, facts_text="围墙占用共用通道。", terms=INSTALMENTS)
        look(case)
        with within(town.clerk):
            case = signed(case, town, on=DAY, sealed_on=DAY)
        look(case)
        with within(town.clerk):
            case = perform(case, "agree", version=case.version)
        look(case)

    assert seen == [
        ("accepted", ["告知权利义务"]),
        ("mediating", ["生成协议书"]),
        ("mediating", ["登记签名"]),
        ("mediating", ["登记达成书面协议"]),
        ("performing", ["登记履行"]),
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
