"""Scenario 6: factors make the colour, the colour starts its clocks, danger is reported, the head alone closes red."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from fengqiao.business.mediation.models import Dispute, RiskAssessment
from fengqiao.business.mediation.paperwork import ALL as PAPERS
from fengqiao.kernel.casework.attachments import attach
from fengqiao.kernel.casework.clock import end_of_day
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.paperwork.services import issue, render
from fengqiao.kernel.places.scope import Scope, within
from tests.acceptance.mediation.desk import text_of
from tests.business.mediation.factories import (
    Town,
    accept,
    agreement_of,
    at,
    make_case,
    make_dispute,
    make_town,
    mediate,
    moment,
    signed,
    term,
)
from tests.business.mediation.test_agreement_forms import voucher

pytestmark = [pytest.mark.django_db, pytest.mark.scenario("mediation", 6)]

DAY = date(2025, 3, 3)
SEVENTY = ("blows", "police_often", "long_grudge", "bad_habits")  # 25 + 20 + 15 + 10


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def clerk(town: Town) -> Scope:
    return at(town.clerk, DAY)


@pytest.fixture
def head(town: Town) -> Scope:
    return at(town.head, DAY)


@pytest.fixture
def dispute(clerk: Scope) -> Dispute:
    with within(clerk):
        return make_dispute()


def assess(dispute: Dispute, factors: tuple[str, ...], confirmed: str, **given: Any) -> Dispute:
    """A person ticks the factors and confirms a colour."""
    return perform(dispute, "assess", version=dispute.version, factors=factors, confirmed=confirmed, **given)


def leader(town: Town) -> Post:
    """The head of the office leads (包案)."""
    return Post.objects.get(pk=town.head.post)


def running(dispute: Dispute) -> dict[str, Any]:
    """What waits now: duty -> its last moment."""
    return dict(Task.objects.filter(subject=dispute.pk, done_at=None).values_list("duty", "due_at"))


def test_seventy_points_are_red_with_a_leader_and_two_hours_for_the_first_contact(town: Town, head: Scope, dispute):
    with within(head):
        with pytest.raises(ValidationError) as refused:
            assess(dispute, SEVENTY, "red")
        assert refused.value.messages == ["红色风险纠纷须确定包案领导。"]

        dispute = assess(dispute, SEVENTY, "red", leader=leader(town))

        made = RiskAssessment.objects.get()
        assert (made.score, made.suggested, made.confirmed) == (70, "red", "red")
        assert (dispute.risk, dispute.leader_id) == ("red", town.head.post)
        assert running(dispute)["mediation.first_contact"] == head.at + timedelta(hours=2)
        assert "mediation.report" not in running(dispute)


def test_two_light_factors_are_blue_until_a_threat_makes_them_red(town: Town, head: Scope, dispute):
    with within(head):
        dispute = assess(dispute, ("affection", "sensitive_day"), "blue")
        assert RiskAssessment.objects.get().score == 15
        assert running(dispute)["mediation.first_contact"] == end_of_day(date(2025, 3, 10))

        dispute = assess(dispute, ("affection", "sensitive_day", "threat"), "red", leader=leader(town))

        assert (dispute.risk, RiskAssessment.objects.order_by("-id")[0].suggested) == ("red", "red")
        assert running(dispute)["mediation.first_contact"] == head.at + timedelta(hours=2)
        assert running(dispute)["mediation.report"] == head.at + timedelta(hours=2)


def test_a_red_dispute_is_seen_daily_an_orange_one_weekly(town: Town, head: Scope, dispute):
    seen = {"at": head.at, "mode": "visit", "whom": "李某某、张某某", "situation": "情绪平稳。", "visitor": "陈某某"}
    with within(head):
        dispute = assess(dispute, SEVENTY, "red", leader=leader(town))

        dispute = perform(dispute, "contact", version=dispute.version, **seen)
        assert "mediation.first_contact" not in running(dispute)
        assert running(dispute)["mediation.watch"] == end_of_day(date(2025, 3, 4))

        dispute = assess(dispute, ("blows", "police_often"), "orange", reason="已分开居住")
        assert running(dispute)["mediation.watch"] == end_of_day(date(2025, 3, 10))

        dispute = assess(dispute, ("blows",), "yellow", reason="已分开居住")
        assert "mediation.watch" not in running(dispute)


def test_only_the_head_lowers_a_red_colour(town: Town, head: Scope, clerk: Scope, dispute):
    with within(head):
        dispute = assess(dispute, SEVENTY, "red", leader=leader(town))
    with within(clerk):
        with pytest.raises(ValidationError) as refused:
            assess(dispute, ("blows",), "yellow")
        assert refused.value.messages == ["红色、橙色风险降级须由司法所所长审核。"]
        dispute.refresh_from_db()
        assert (dispute.risk, RiskAssessment.objects.count()) == ("red", 1)


def test_what_is_dangerous_is_reported_before_it_is_closed_and_only_by_the_head(town: Town, head: Scope, dispute):
    told = {
        "at": head.at,
        "to": "柳河派出所",
        "facts_text": "张某某扬言伤害李某某。",
        "danger": "双方同村居住，随时可能冲突。",
        "measures": "已分别劝导，村干部轮流看护。",
        "contact": "陈某某 19900000001",
    }
    with within(head):
        dispute = perform(dispute, "route", version=dispute.version, organization=town.village)
        dispute = assess(dispute, ("threat",), "red", leader=leader(town))
        dispute = settled(town, dispute)
    with within(at(town.village_mediator, DAY)):
        with pytest.raises(ValidationError) as refused:
            perform(dispute, "close", version=dispute.version)
        assert "红色风险纠纷须由司法所所长审核后办结。" in refused.value.messages
    with within(head):
        with pytest.raises(ValidationError, match="须依据《人民调解法》第二十五条报告"):
            perform(dispute, "close", version=dispute.version)
        open_again = Dispute.objects.get(pk=dispute.pk)

        dispute = perform(open_again, "report", version=open_again.version, **told)

        assert (dispute.police_report_at, dispute.police_report_to) == (head.at, "柳河派出所")
        assert "mediation.report" not in running(dispute)
        paper = next(paper for paper in PAPERS if paper.key == "mediation.report")
        text = text_of(render(issue(paper, dispute)))
        places = [
            text.find(word)
            for word in (
                "重大纠纷报告单",
                "2025年3月3日",
                "柳河派出所",
                "张某某扬言",
                "随时可能",
                "轮流看护",
                "19900000001",
            )
        ]
        assert places == sorted(places)
        assert places[0] >= 0
        dispute = Dispute.objects.get(pk=dispute.pk)
        assert perform(dispute, "close", version=dispute.version).state == "closed"


def settled(town: Town, dispute: Dispute) -> Dispute:
    """Mediated in writing, performed on the spot and asked after: only the head's word is missing."""
    case = mediate(accept(town, make_case(town, dispute), mediators=[]), day=DAY)
    done = term(due_on=DAY, on_the_spot=True, proof=attach(case.subject, voucher()).pk)
    case = perform(case, "draft", version=case.version, facts_text="围墙占用共用通道。", terms=[done])
    case = signed(case, town, on=DAY, sealed_on=DAY)
    case = perform(case, "agree", version=case.version)
    for item in agreement_of(case).items.exclude(state="done"):
        case = perform(case, "perform_item", version=case.version, item=item, done_on=DAY)
    case = perform(
        case,
        "follow_up",
        version=case.version,
        at=moment(DAY, 10),
        mode="visit",
        performance="performed",
        satisfied="satisfied",
        situation="围墙已拆除。",
        visitor="陈某某",
    )
    return Dispute.objects.get(pk=dispute.pk)


def test_the_county_watches_and_does_not_report_for_the_township(town: Town, dispute):
    with within(at(town.county, DAY)), pytest.raises(PermissionDenied, match=r"mediation\.handle"):
        perform(dispute, "report", version=dispute.version, at=DAY)
