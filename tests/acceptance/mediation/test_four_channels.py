"""Scenarios 1 and 2: four channels, one dispute; the same pair, another quarrel; a decision may be taken back."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from fengqiao.business.mediation.measures import ACCEPTED, REPEATED
from fengqiao.business.mediation.models import CaseFact, Dispute, IntakeItem, LinkDecision
from fengqiao.business.mediation.queries.matching import Candidate, candidates_of_item
from fengqiao.business.mediation.services.case import apply
from fengqiao.business.mediation.services.dispute import join
from fengqiao.business.mediation.services.intake import receive
from fengqiao.business.mediation.services.matching import decide
from fengqiao.business.mediation.services.parties import PartyValue
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.measures.declarations import Period
from fengqiao.kernel.places.scope import Scope, within
from tests.business.mediation.factories import VILLAGE, Town, accept, at, make_case, make_dispute, make_town, moment

pytestmark = pytest.mark.django_db

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
WALL = {"dispute_type": "02", "subtype": "0205", "facts_text": "李某某反映邻居砌墙占道，影响通行，要求拆除恢复原状。"}
CHANNELS: tuple[tuple[date, dict[str, Any]], ...] = (
    (
        date(2025, 3, 2),
        {
            "source_detail": "331",
            "external_number": "JQ20250302-0117",
            "reporter_name": "李某某",
            "reporter_phone": "19900000002",
            "place_text": "柳河村3组",
            "narrative": "邻居砌墙占道",
        },
    ),
    (
        date(2025, 3, 3),
        {
            "source_detail": "351",
            "external_number": "GD250303-889",
            "reporter_name": "李女士",
            "reporter_phone": "19900000002",
            "narrative": "李女士来电称邻居砌墙，多次协商无果",
        },
    ),
    (
        date(2025, 3, 5),
        {
            "source_detail": "34",
            "external_number": "XF2025-0046",
            "reporter_name": "李某某",
            "reporter_id_number": "990101198109270029",
            "mentions": json.dumps([{"name": "张某某", "side": "opposite"}]),
            "narrative": "反映张某某砌围墙占用通道",
        },
    ),
    (date(2025, 3, 6), {"source_detail": "13", "narrative": "老张家跟老李家闹墙"}),
)


@pytest.fixture
def town() -> Town:
    return make_town()


def take_in(scope: Scope, day: date, given: dict[str, Any]) -> IntakeItem:
    """One message of one channel."""
    with within(at(scope, day)):
        return receive(place_code=VILLAGE, **given)


def offered(scope: Scope, item: IntakeItem) -> list[Candidate]:
    with within(scope):
        return candidates_of_item(IntakeItem.objects.get(pk=item.pk))


def same(scope: Scope, item: IntakeItem, candidate: Candidate) -> None:
    """The clerk confirms: one quarrel."""
    with within(scope):
        fresh = IntakeItem.objects.get(pk=item.pk)
        decide(fresh, candidate.dispute, "same", version=fresh.version, match=candidate.match)


@pytest.fixture
def four(town: Town) -> tuple[Dispute, list[IntakeItem], list[Candidate]]:
    """The four messages, each offered and confirmed in its turn."""
    clerk, items, seen = at(town.clerk, date(2025, 3, 6), 16), [], []
    for number, (day, given) in enumerate(CHANNELS):
        items.append(take_in(town.clerk, day, given))
        if not number:
            with within(at(town.clerk, day)):
                found = perform(items[0], "found", version=1, **WALL)
            continue
        (candidate,) = offered(clerk, items[number])
        seen.append(candidate)
        same(clerk, items[number], candidate)
    with within(clerk):
        return Dispute.objects.get(pk=found.dispute_id), items, seen


@pytest.mark.scenario("mediation", 1)
def test_each_channel_is_offered_with_its_reasons(four):
    _, _, (order, petition, clue) = four

    assert [candidate.words for candidate in (order, petition, clue)] == ["疑似同一", "疑似同一", "可能同一"]
    assert order.match.reasons[:2] == ("电话相同、同姓（李）", "同一村居")
    assert "日期相近（相差1天）" in order.match.reasons
    assert petition.match.reasons[:3] == ("姓名相同（李某某）", "同一村居", "事由相同（围墙、通道）")
    assert clue.match.score < min(order.match.score, petition.match.score)


@pytest.mark.scenario("mediation", 1)
def test_four_messages_are_one_dispute_of_the_police_and_one_case(town: Town, four):
    dispute, _, _ = four
    with within(at(town.clerk, date(2025, 3, 6), 17)):
        assert Dispute.objects.count() == 1
        assert (dispute.dispute_type, dispute.subtype) == ("02", "0205")
        assert (dispute.first_source, dispute.first_source_detail) == ("3", "331")
        assert IntakeItem.objects.filter(dispute=dispute.pk).count() == 4
        assert str(REPEATED.figure(YEAR).value) == "75.0"

        for side, name in (("applicant", "李某某"), ("respondent", "张某某")):
            add(dispute, side, name)
        case = accept(town, make_case(town, dispute))

        assert (str(ACCEPTED.figure(YEAR).value), case.source, case.source_detail) == ("1", "3", "331")


def add(dispute: Dispute, side: str, name: str) -> None:
    """What acceptance asks of a party."""
    join(
        dispute,
        PartyValue(
            side=side,
            name=name,
            sex="男",
            ethnicity="汉族",
            birth_on=date(1975, 3, 12),
            occupation="务农",
            phone="19900000017",
            address="柳河村3组",
            willingness="agreed",
        ),
    )


@pytest.mark.scenario("mediation", 1)
def test_the_clue_is_split_off_again_and_both_decisions_stay_on_record(town: Town, four):
    _, items, _ = four
    with within(at(town.clerk, date(2025, 3, 7))):
        clue = IntakeItem.objects.get(pk=items[3].pk)

        clue = perform(clue, "split", version=clue.version, **WALL)

        assert Dispute.objects.count() == 2
        counts = [IntakeItem.objects.filter(dispute=each.pk).count() for each in Dispute.objects.order_by("opened_at")]
        assert counts == [3, 1]
        decision = LinkDecision.objects.get(subject=clue.pk)
        assert (decision.decision, decision.decided_by, decision.reversed_by) == (
            "same",
            town.clerk.post,
            town.clerk.post,
        )
        assert str(REPEATED.figure(YEAR).value) == "50.0"


@pytest.mark.scenario("mediation", 2)
def test_another_quarrel_of_the_same_pair_is_related_not_the_same(town: Town):
    with within(at(town.clerk, date(2025, 3, 2))):
        wall = make_dispute()
    clue = {
        "source_detail": "13",
        "mentions": json.dumps([{"name": "张某某"}, {"name": "李某某"}]),
        "narrative": "屋檐滴水流到对方院内",
    }
    item = take_in(town.clerk, date(2025, 8, 10), clue)

    (candidate,) = offered(at(town.clerk, date(2025, 8, 10)), item)

    assert (candidate.dispute, candidate.words, candidate.match.certain) == (wall, "可能关联", False)
    with within(at(town.clerk, date(2025, 8, 10))):
        decide(item, candidate.dispute, "related", version=item.version, match=candidate.match)
        item = perform(IntakeItem.objects.get(pk=item.pk), "found", version=item.version, **{**WALL, "subtype": "0203"})
        assert Dispute.objects.count() == 2
        assert LinkDecision.objects.get().decision == "related"
        assert candidates_of_item(item) == []


def test_two_disputes_are_merged_and_stand_again_under_their_own_numbers(town: Town):
    with within(at(town.clerk, date(2025, 3, 2))):
        first = make_dispute()
    with within(at(town.clerk, date(2025, 3, 4))):
        second = make_dispute()
        numbers = (first.number, second.number)
        decide(second, first, "same", version=second.version, reason="同一围墙")

        merged = Dispute.objects.get(pk=second.pk)
        assert (merged.state, merged.number, merged.concluded) == ("merged", numbers[1], True)
        assert IntakeItem.objects.filter(dispute=first.pk).count() == 2

        back = perform(merged, "unmerge", version=merged.version, reason="不是同一处")

        assert (back.state, back.number, back.concluded) == ("registered", numbers[1], False)
        assert [IntakeItem.objects.filter(dispute=each.pk).count() for each in (first, second)] == [1, 1]
        assert LinkDecision.objects.get().reversed_by == town.clerk.post


def test_the_earliest_message_is_the_first_source_whenever_it_arrives(town: Town):
    with within(at(town.clerk, date(2025, 3, 6))):
        dispute = make_dispute(source_detail="22")
        cases = [apply(dispute, committee=town.committee) for _ in range(2)]
        item = receive(
            source_detail="331",
            external_number="JQ-1",
            narrative="邻居砌墙占道",
            place_code=VILLAGE,
            received_at=datetime.fromisoformat(moment(date(2025, 3, 2)).isoformat()),
        )

        decide(item, dispute, "same", version=item.version)

        dispute.refresh_from_db()
        assert (dispute.first_source, dispute.first_source_detail) == ("3", "331")
        for case in cases:  # the figures of each of its cases follow, under an event of its own
            assert CaseFact.objects.get(subject=case.pk, until_event=None).source_detail == "331"
