"""Scenario 13: a dispute is subsidised once; what is unusual is looked into, and nobody is branded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from fengqiao.business.mediation import jobs
from fengqiao.business.mediation.models import (
    AnomalyHint,
    Clawback,
    MediationCase,
    MediationCommittee,
    SubsidyBatch,
    SubsidyClaim,
)
from fengqiao.business.mediation.services.committee import appoint, enrol_mediator, found_committee
from fengqiao.business.mediation.services.subsidy import publish
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.places.scope import Scope, within
from tests.business.mediation.factories import (
    LI,
    OTHER_VILLAGE,
    ZHANG,
    ZHANG_ID,
    Town,
    accept,
    agreement_of,
    at,
    make_case,
    make_dispute,
    make_organization,
    make_post,
    make_town,
    mediate,
    moment,
    signed,
    term,
)
from tests.surfaces.seats import seated

pytestmark = [pytest.mark.django_db, pytest.mark.scenario("mediation", 13)]

DAY = date(2025, 6, 3)
COPIED = "双方因院外围墙占用共用通道发生争议，经调解员现场勘查，双方确认占用情况并愿意互谅互让解决。"
OWN = (
    "赵家屋檐改造后雨水流入邻家院内，经测量檐口越界二十厘米，双方就排水改道和墙面修补达成一致意见。",
    "孙家饲养的鹅群夜间鸣叫影响邻居休息，双方商定迁移鹅舍位置并改变喂养时间，互相谅解。",
    "周家堆放的秸秆挡住邻家出行的田埂，双方约定当日清走秸秆，今后在自家晒场集中存放。",
)
NAMES = ("章某某", "赵某某", "孙某某", "钱某某", "周某某", "吴某某", "郑某某", "王某某", "冯某某")


def filed(town: Town, place: int, facts: str, day: date) -> MediationCase:
    """One of the day's cases: agreed in writing, performed, laid by."""
    name = NAMES[place]
    other = replace(ZHANG, id_number=ZHANG_ID, name=name, phone=f"199{place:08d}")
    with within(replace(town.village_mediator, at=moment(day, 9, place))):
        case = accept(town, make_case(town, make_dispute((LI, other))))
        case = mediate(case, day=day)
        case = perform(case, "draft", version=case.version, facts_text=facts, terms=[term(obligor=name, due_on=day)])
    with within(replace(town.chair, at=moment(day, 11, place))):
        case = signed(case, town, on=day, sealed_on=day)
        case = perform(case, "agree", version=case.version)
    with within(replace(town.village_mediator, at=moment(day, 12, place))):
        case = perform(case, "perform_item", version=case.version, item=agreement_of(case).items.get(), done_on=day)
        return perform(case, "archive", version=case.version, retention="short", filer="马某某", checker="陈某某")


def approved(town: Town, case: MediationCase, day: date) -> SubsidyClaim:
    """Reviewed by the county, claimed for by the village, passed through all hands."""
    with within(at(town.county, day)):
        case = perform(case, "review", version=case.version, batch="2025-Q2", score=90, authentic="true")
    with within(at(town.village_mediator, day)):
        perform(case, "claim", version=case.version, shares={town.mediator.pk: Decimal(100)})
        claim = SubsidyClaim.objects.get(mediation_case=case)
    for scope, step in ((town.chair, "check"), (town.clerk, "verify"), (town.county, "approve")):
        with within(at(scope, day)):
            claim = perform(claim, step, version=claim.version, opinion="同意")
    return claim


def second_committee(town: Town) -> tuple[MediationCommittee, Scope]:
    """柳溪村调委会 beside it, with its own mediator."""
    seat = make_organization(OTHER_VILLAGE, "柳溪村人民调解委员会", "committee", serial=1, parent=town.office)
    with within(at(town.county, date(2024, 1, 2))):
        committee = found_committee(
            seat,
            name="柳溪村人民调解委员会",
            short_name="柳溪",
            committee_type="1",
            established_on=date(2024, 1, 2),
            term_start=date(2024, 1, 2),
            term_end=date(2027, 1, 1),
        )
        mediator = enrol_mediator(committee, name="侯某某", sex="女", kind="part_time", birth_on=date(1980, 5, 1))
        appoint(mediator, committee, kind="member", engaged_on=date(2024, 1, 2), expires_on=date(2027, 1, 1))
    return committee, scope_of(make_post(seat, "village_mediator"))


def test_a_second_committee_claims_for_a_dispute_that_was_paid(town_paid):
    town, case, claim = town_paid
    committee, _ = second_committee(town)
    late = date(2025, 7, 1)
    with within(at(town.clerk, late)):
        dispute = MediationCase.objects.select_related("dispute__subject").get(pk=case.pk).dispute
        mediator = committee.appointments.get().mediator
        second = make_case(replace(town, committee=committee), dispute)
        second = perform(second, "accept", version=second.version, chief=mediator)
        second = perform(
            second,
            "end",
            version=second.version,
            outcome="20",
            end_reason="双方分歧过大。",
            next_routes=["court"],
            undisputed_facts="双方对围墙位置无争议。",
        )
        second = perform(second, "archive", version=second.version, retention="short", filer="侯某某", checker="侯某某")

        with pytest.raises(ValidationError) as refused:
            perform(second, "claim", version=second.version, shares={mediator.pk: Decimal(100)})
        assert refused.value.messages == ["该纠纷已于2025-Q2批次发放补贴，一事不重复补贴。"]
        assert SubsidyClaim.objects.count() == 1
    with within(town.county):
        claim.refresh_from_db()
        assert (claim.state, claim.batch_name) == ("paid", "2025-Q2")


@pytest.fixture
def town_paid() -> tuple[Town, MediationCase, SubsidyClaim]:
    """A case of 柳河村, paid in batch 2025-Q2."""
    town = make_town()
    case = filed(town, 0, COPIED, DAY)
    claim = approved(town, case, DAY)
    with within(at(town.county, DAY)):
        batch = publish(name="2025-Q2")
    with within(at(town.county, date(2025, 6, 11))):
        claim = SubsidyClaim.objects.get(pk=claim.pk)
        perform(claim, "call_back", version=claim.version, party="李某某", result="true", said="调解过。")
        batch = SubsidyBatch.objects.get(pk=batch.pk)
        perform(batch, "pay", version=batch.version, paid_on=date(2025, 6, 11))
    return town, case, claim


def test_nine_cases_a_day_with_six_alike_are_looked_into_and_a_denial_goes_back(time_machine):
    time_machine.move_to(moment(DAY, 8))
    town = make_town()
    cases = [filed(town, place, COPIED, DAY) for place in range(6)]
    cases += [filed(town, 6 + place, facts, DAY) for place, facts in enumerate(OWN)]
    time_machine.move_to(moment(DAY, 23))
    jobs.look_for_anomalies()

    with within(town.county):
        hints = {each.kind: each for each in AnomalyHint.objects.all()}
        assert {kind: each.what for kind, each in hints.items()} == {
            "alike": "6份协议书除姓名、数字外文字高度相似。",
            "many": "马某某2025-06-03受理9件。",
        }
        assert set(hints["alike"].cases) == {str(each.pk) for each in cases[:6]}
    listed = seated(town.county).get(reverse("mediation:hint-list")).content.decode()
    assert "马某某2025-06-03受理9件。" in listed

    claim = approved(town, cases[0], DAY)
    page = seated(town.county).get(reverse("mediation:claim", args=[claim.pk])).content.decode()
    assert "协议文本高度相似" in page
    with within(at(town.county, DAY)):
        batch = publish(name="2025-Q2")
        claim = SubsidyClaim.objects.get(pk=claim.pk)
        assert claim.drawn
        claim = perform(claim, "call_back", version=claim.version, party="章某某", result="denied", said="没有调解过")
        line = Clawback.objects.get(batch=batch)

        assert (claim.state, claim.state_label) == ("returned", "已退回")
        assert (line.amount, line.reason, line.paid) == (200, "当事人否认调解（发放前回访）", False)
        assert not Event.objects.filter(subject=claim.pk, kind="mediation.claim.deny", data__has_key="party").exists()
    notice = seated(town.county).get(reverse("mediation:batch", args=[batch.pk])).content.decode()
    village = seated(town.village_mediator).get(reverse("mediation:claim", args=[claim.pk])).content.decode()
    assert "没有调解过" not in notice
    assert "异常" not in village
    case = seated(town.village_mediator).get(reverse("mediation:case", args=[cases[0].pk])).content.decode()
    assert "异常" not in case
    assert "否认" not in case
