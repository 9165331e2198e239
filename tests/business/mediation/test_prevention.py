"""防止激化: recorded on the dispute with its grounds, signed off by the head, counted from then on (T2 G)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from fengqiao.business.mediation.forms import RiskForm
from fengqiao.business.mediation.models import Dispute, Prevention
from fengqiao.business.mediation.queries import risks
from fengqiao.business.mediation.services.intake import receive
from fengqiao.business.mediation.services.prevention import record_prevention
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.perform import NotNow, perform
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.measures.declarations import MEASURES, Period
from fengqiao.kernel.places.scope import Scope, within
from tests.business.mediation.factories import VILLAGE, Town, at, make_dispute, make_town

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 3)
MARCH = Period(date(2025, 3, 1), date(2025, 4, 1))
GIVEN = {
    "kind": "suicide",
    "cases_count": 1,
    "people_count": 2,
    "prevented_on": DAY,
    "evidence": "李某某留下遗书，调解员与民警当夜劝回，有通话记录和村干部证言。",
}


@pytest.fixture
def town() -> Town:
    return make_town()


def seat(scope: Scope) -> Client:
    client = Client()
    client.force_login(Post.objects.get(pk=scope.post).user)
    return client


def figures() -> dict[str, int]:
    return {
        key: int(MEASURES[key].figure(MARCH).value or 0)
        for key in ("M-MED-11", "M-MED-11.people", "M-MED-11.suicide", "M-MED-11.people.suicide", "M-MED-11.crime")
    }


def test_what_was_prevented_counts_when_the_head_has_signed_it_off(town: Town):
    with within(at(town.clerk, DAY)):
        made = record_prevention(make_dispute(), **GIVEN)

        assert (made.state_label, figures()["M-MED-11"]) == ("待审核", 0)
        assert Task.objects.get(subject=made.pk, done_at=None).duty == "mediation.prevention"
        with pytest.raises(PermissionDenied):
            perform(made, "sign_off", version=1)
    with within(at(town.head, DAY)):
        done = perform(Prevention.objects.get(pk=made.pk), "sign_off", version=1)

        assert (done.state_label, done.signed_on) == ("已审核", DAY)
        assert not Task.objects.filter(subject=made.pk, done_at=None).exists()
        assert figures() == {
            "M-MED-11": 1,
            "M-MED-11.people": 2,
            "M-MED-11.suicide": 1,
            "M-MED-11.people.suicide": 2,
            "M-MED-11.crime": 0,
        }
        assert [fact.subject_id for fact in MEASURES["M-MED-11.suicide"].facts(MARCH)] == [made.pk]


def test_what_is_turned_down_counts_nowhere(town: Town):
    with within(at(town.head, DAY)):
        made = record_prevention(make_dispute(), **GIVEN)
        done = perform(made, "turn_down", version=1, reason="没有证据材料")

        assert (done.state_label, figures()["M-MED-11"]) == ("已退回", 0)


def test_a_dispute_that_is_none_prevents_nothing(town: Town):
    with within(at(town.clerk, DAY)):
        dispute = perform(make_dispute(), "void", version=1, reason="测试数据")
        with pytest.raises(NotNow, match="不能登记防止激化"):
            record_prevention(dispute, **GIVEN)
        assert Prevention.objects.count() == 0


def test_it_is_recorded_on_the_dispute_looked_at_and_signed_off_on_its_page(town: Town):
    with within(town.clerk):
        dispute = make_dispute()
    clerk, head = seat(town.clerk), seat(town.head)
    address = reverse("mediation:prevention-new", args=[dispute.pk])

    short = clerk.post(address, {**GIVEN, "prevented_on": "2025-03-03", "evidence": "太短"})
    made = clerk.post(address, {**GIVEN, "prevented_on": "2025-03-03", "idempotency_key": "d" * 12})

    assert (short.status_code, made.status_code) == (422, 302)
    with within(town.clerk):
        prevention = Prevention.objects.get()
    listed = clerk.get(made.url).content.decode()
    assert "防止引起自杀" in listed
    assert "1 件 2 人 · 2025-03-03" in listed
    page = reverse("mediation:prevention", args=[prevention.pk])
    assert "审核确认" not in clerk.get(page).content.decode()
    shown = head.get(page).content.decode()
    assert shown.count("btn-primary") == 1
    assert "李某某留下遗书" in shown
    done = head.post(f"/mediation/{prevention.pk}/sign_off/", {"version": 1, "idempotency_key": "e" * 12})
    assert done.url == page
    assert "已审核" in head.get(page).content.decode()


def test_the_risk_stands_with_its_factors_and_points(town: Town):
    with within(at(town.head, DAY)):
        dispute = make_dispute()
        factors = ["blows", "police_often", "long_grudge", "bad_habits", "domestic_violence"]
        leader = Post.objects.get(pk=town.head.post)
        dispute = perform(dispute, "assess", version=1, factors=factors, confirmed="red", leader=leader)
    whole, village = seat(town.head), seat(town.village_mediator)
    with within(town.head):
        perform(Dispute.objects.get(pk=dispute.pk), "route", version=dispute.version, organization=town.village)
    address = reverse("mediation:dispute", args=[dispute.pk])

    page, hidden = whole.get(address).content.decode(), village.get(address).content.decode()

    assert "已发生肢体冲突或轻微伤 +25" in page
    assert "70 分 → 红" in page
    assert "现实家暴危险" in page
    assert "现实家暴危险" not in hidden


def test_what_the_record_says_is_ticked_before_anybody_asks(town: Town):
    with within(at(town.clerk, DAY)):
        dispute = make_dispute(people_count=12)
        for _ in range(2):
            item = receive(source_detail="331", narrative="双方再次争吵，民警到场劝解。", place_code=VILLAGE)
            perform(item, "link", version=1, dispute=dispute)

        assert {factor.value for factor in risks.recorded_factors(dispute)} == {"people_10", "police_twice"}
        form = RiskForm(case=dispute)
        assert form.fields["factors"].initial == ["people_10", "police_twice"]
        assert form.fields["factors"].help_text == "按登记情况已勾选：30日内报警2次、涉及10–29人"
