"""提示 (9.2): what speaks against a step is said, a reason passes it, and the timeline tells both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from fengqiao.business.mediation.forms import AcceptForm, AgreementForm, FollowUpForm, MeetingForm
from fengqiao.business.mediation.models import MediationCase, MediationMeeting
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.places.scope import Scope, today, within
from fengqiao.kernel.ui.timeline import timeline_of
from tests.business.mediation.factories import (
    LI,
    ZHANG,
    Town,
    accept,
    at,
    make_case,
    make_dispute,
    make_town,
    mediate,
    moment,
    signed,
    term,
)
from tests.surfaces.seats import seated

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 3)
REASON = "当事人坚持，已当面说明"


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def clerk(town: Town) -> Scope:
    return at(town.clerk, DAY)


@pytest.fixture
def case(town: Town, clerk: Scope) -> MediationCase:
    with within(clerk):
        return mediate(accept(town, make_case(town, make_dispute())), day=DAY)


def hidden(case: MediationCase) -> dict[str, Any]:
    return {"version": case.version, "idempotency_key": "k-1"}


def agreement(case: MediationCase, facts: str, **given: Any) -> AgreementForm:
    return AgreementForm(
        {
            **hidden(case),
            "facts_text": facts,
            "term1_kind": "restore",
            "term1_obligor": "张某某",
            "term1_obligee": "李某某",
            "term1_content": "拆除围墙",
            "term1_due_on": "2025-03-31",
            **given,
        },
        case=case,
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("李某某保证不再上访。", "信访"),
        ("双方不得再向法院起诉。", "起诉"),
        ("逾期按年利率36%支付利息。", "利率"),
        ("双方自愿离婚。", "该条款不能申请司法确认，须走登记或确权程序"),
    ],
)
def test_wording_that_must_not_stand_is_said_and_passed_only_with_a_reason(clerk: Scope, case, words, said):
    with within(clerk):
        stopped = agreement(case, words)
        assert not stopped.is_valid()
        assert said in "".join(stopped.non_field_errors())
        assert stopped.errors["despite"] == ["上述提示不影响办理的，请写明继续的理由。"]
        assert not stopped["despite"].is_hidden

        passed = agreement(case, words, despite=REASON)
        assert passed.is_valid(), passed.errors
        assert passed.noted()["despite"].endswith(f"继续理由：{REASON}")
        assert "despite" not in passed.given()


def test_plain_wording_asks_for_no_reason(clerk: Scope, case):
    with within(clerk):
        form = agreement(case, "围墙占用共用通道。")

        assert form.is_valid(), form.errors
        assert (form.noted(), form["despite"].is_hidden) == ({}, True)


def test_a_follow_up_before_anything_was_due_is_passed_with_a_reason(town: Town, clerk: Scope, case):
    with within(clerk):
        case = perform(case, "draft", version=case.version, facts_text="围墙占用通道。", terms=[term()])
        case = signed(case, town, on=DAY, sealed_on=DAY)
        case = perform(case, "agree", version=case.version)
        given = {
            **hidden(case),
            "at": "2025-03-03T08:00",
            "mode": "visit",
            "reason": "协议履行情况",
            "performance": "pending",
            "satisfied": "satisfied",
            "situation": "尚在拆除。",
            "visitor": "陈某某",
            "action": "none",
        }

        assert "2025-03-31" in "".join(FollowUpForm(given, case=case).non_field_errors())
        assert FollowUpForm({**given, "despite": REASON}, case=case).is_valid()


def test_a_mediator_is_not_in_two_meetings_at_once(town: Town, clerk: Scope, case):
    with within(clerk):
        MediationMeeting.objects.filter(subject=case.pk).update(ended_at=moment(DAY, 10))
        other = accept(town, make_case(town, make_dispute()))
        given = {
            **hidden(other),
            "started_at": "2025-03-03T09:00",
            "ended_at": "2025-03-03T09:00",
            "place": "村委会",
            "mode": "on_site",
            "present": [party.pk for party in other.dispute.parties()],
            "told": "已告知。",
            "record": "双方陈述。",
            "result": "③",
            "recorder": "陈某某",
        }
        assert MeetingForm({**given, "ended_at": "2025-03-03T09:00"}, case=other).is_valid()

        overlapping = MeetingForm(
            {**given, "started_at": "2025-03-03T08:30", "ended_at": "2025-03-03T09:00"}, case=other
        )
        MediationMeeting.objects.filter(subject=case.pk).update(started_at=moment(DAY, 8), ended_at=moment(DAY, 10))

        assert case.number in "".join(overlapping.non_field_errors())


def test_a_large_sum_graded_simple_is_asked_about(town: Town, clerk: Scope):
    with within(clerk):
        case = make_case(town, make_dispute(amount=Decimal("120000.00")))
        case.difficulty = "1"
        given = {
            **hidden(case),
            "chief": town.mediator.pk,
            "mediator_choice": "committee",
            "accepted_on": DAY.isoformat(),
            "open_mode": "closed",
        }

        assert AcceptForm(given, case=case).is_valid() is False
        assert AcceptForm({**given, "despite": REASON}, case=case).is_valid()


def test_the_timeline_tells_the_warning_and_the_reason(town: Town):
    before = today() - timedelta(days=1)
    with within(at(town.clerk, before)):
        case = mediate(accept(town, make_case(town, make_dispute())), day=before)
    client, address = seated(town.clerk), reverse("step", args=["mediation", case.pk, "draft"])
    given = {
        "version": case.version,
        "idempotency_key": "draft-1",
        "facts_text": "李某某保证不再上访。",
        "term1_kind": "restore",
        "term1_obligor": "张某某",
        "term1_obligee": "李某某",
        "term1_content": "拆除围墙",
        "term1_due_on": (today() + timedelta(days=30)).isoformat(),
    }

    stopped = client.post(address, given)
    assert stopped.status_code == 422
    assert "仍要继续的理由" in stopped.content.decode()
    with within(town.clerk):
        assert not Event.objects.filter(subject=case.pk, kind="mediation.case.draft").exists()

    assert client.post(address, {**given, "despite": REASON}).status_code == 302
    with within(town.clerk):
        assert f"继续理由：{REASON}）" in timeline_of(case.pk)[0].words


def test_an_age_that_is_not_that_of_the_identity_number_is_said_at_acceptance(town: Town, clerk: Scope):
    with within(clerk):
        case = make_case(town, make_dispute((replace(LI, stated_age=38), ZHANG)))
        form = AcceptForm(
            {
                **hidden(case),
                "chief": town.mediator.pk,
                "accepted_on": DAY.isoformat(),
                "mediator_choice": "committee",
                "open_mode": "closed",
            },
            case=case,
        )

        assert not form.is_valid()
        assert form.warnings() == ["李某某填写年龄38岁，按身份证为43岁，年龄与身份证不符。"]
