"""What the desk does to a dispute besides its course: void it, complete its parties, put right what was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.business.mediation.models import Agreement, Dispute, DisputeParty, IntakeItem
from fengqiao.business.mediation.services.agreement import seal
from fengqiao.business.mediation.services.dispute import join, rewrite, state_willingness
from fengqiao.business.mediation.services.intake import receive
from fengqiao.business.mediation.services.oral import settle_orally
from fengqiao.kernel.casework.perform import NotNow, amend, perform
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.places.scope import within
from tests.business.mediation.factories import (
    LI,
    VILLAGE,
    ZHANG,
    Town,
    accept,
    at,
    make_case,
    make_dispute,
    make_town,
    mediate,
    term,
)
from tests.kernel.casework.matters import sentence_of

pytestmark = pytest.mark.django_db
DAY = date(2025, 5, 6)
REGISTRATION = 28  # statements: two matters with number, event and duty, two parties, one step, one act
CHEN = replace(LI, side="third", name="陈某某", id_number="", phone="19900000033", address="柳河村3组14号")


@pytest.fixture
def town() -> Town:
    return make_town()


def told(dispute: Dispute) -> str:
    """The last sentence of the timeline."""
    event = Event.objects.filter(subject=dispute.pk).order_by("seq").last()
    assert event is not None
    return sentence_of(event)


def test_a_dispute_that_is_none_is_void_with_its_reason_and_kept(town: Town):
    with within(at(town.clerk, DAY)):
        dispute = make_dispute()

        dispute = perform(dispute, "void", version=1, reason="系误登。")

        assert (dispute.state, dispute.void_reason, told(dispute)) == ("void", "系误登。", "无效：系误登。")
        assert not dispute.subject.tasks.filter(done_at=None).exists()


def test_a_void_dispute_takes_no_more_parties_and_no_changes_of_them(town: Town):
    with within(at(town.clerk, DAY)):
        dispute = perform(make_dispute(), "void", version=1, reason="系误登。")
        party = dispute.parties()[0]
        before = Event.objects.count()

        with pytest.raises(NotNow, match="本件当前为“无效”，不能补充当事人。"):
            join(dispute, CHEN)
        with pytest.raises(NotNow, match="本件当前为“无效”，不能修改当事人。"):
            rewrite(dispute, party, replace(LI, name="李四"), asked=["name"])
        assert Event.objects.count() == before
        assert DisputeParty.objects.filter(subject=dispute.pk).count() == 2


def test_a_third_party_joins_behind_the_others(town: Town):
    with within(at(town.clerk, DAY)):
        dispute = make_dispute()

        joined = join(dispute, CHEN)

        assert (joined.order, joined.side, told(dispute)) == (
            3,
            "third",
            "补充当事人：陈某某",
        )


def test_of_a_party_only_what_was_asked_and_differs_is_changed(town: Town):
    with within(at(town.clerk, DAY)):
        dispute = make_dispute([LI, ZHANG])
        party = dispute.parties()[0]
        seq = Event.objects.filter(subject=dispute.pk).count()

        rewrite(dispute, party, LI, asked=["name", "phone", "occupation"])
        assert Event.objects.filter(subject=dispute.pk).count() == seq  # nothing differs, nothing is told
        rewrite(
            dispute,
            party,
            replace(LI, name="不问", occupation="教师", phone="", address="柳河村5组1号"),
            asked=["occupation", "phone", "address"],
        )

        party = DisputeParty.objects.get(pk=party.pk)
        assert (party.name, party.occupation) == ("李某某", "教师")
        assert party.phone.reveal() == "19900000002"  # sealed and left empty: it stays
        assert party.address.reveal() == "柳河村5组1号"
        assert "职业" in told(dispute)
        assert "教师" not in told(dispute)


def test_a_changed_mind_is_noted_with_who_asked_and_when(town: Town):
    with within(at(town.clerk, DAY)):
        dispute = make_dispute()
        party = dispute.parties()[1]
        DisputeParty.objects.filter(pk=party.pk).update(asked_at=None, asked_by=None)

        rewrite(dispute, party, replace(ZHANG, willingness="refused"), asked=["willingness"])
        party = DisputeParty.objects.get(pk=party.pk)
        assert (party.willingness, party.asked_by) == ("refused", town.clerk.post)
        assert party.asked_at is not None

        state_willingness(party, "agreed")
        assert DisputeParty.objects.get(pk=party.pk).willingness == "agreed"
        assert "同意" in told(dispute)


def test_what_statistics_read_of_a_dispute_changes_in_its_cases_too(town: Town):
    with within(at(town.clerk, DAY)):
        dispute = make_dispute()
        case = make_case(town, dispute)

        amend(dispute, {"dispute_type": "03", "subtype": "0301", "people_count": 5}, version=dispute.version)

        case.refresh_from_db()
        assert (case.dispute_type, case.people_count, case.version) == ("03", 5, 2)


def test_a_registration_is_one_act_of_few_statements(town: Town):
    with within(town.clerk):
        make_dispute()  # what is read once and kept
        with CaptureQueriesContext(connection) as asked:
            make_dispute()

    said = [query["sql"] for query in asked if "MAX(" not in query["sql"]]  # now and then: is what is kept still true?
    words = [sql.split()[0].upper() for sql in said]
    assert len(said) == REGISTRATION
    assert (words.count("SAVEPOINT"), words.count("RELEASE"), words.count("UPDATE")) == (1, 1, 3)


def test_a_channel_s_number_comes_in_once_and_of_another_channel_again(town: Town):
    given = {"narrative": "邻居砌墙占道，影响通行，请处理。", "place_code": VILLAGE, "external_number": "GD250303-889"}
    with within(at(town.clerk, DAY)):
        receive(source_detail="351", **given)
        receive(source_detail="331", **given)
        with pytest.raises(ValidationError) as refused:
            receive(source_detail="351", **given)
    assert list(refused.value.message_dict) == ["external_number"]


def test_a_seal_before_all_have_signed_puts_nothing_in_force(town: Town):
    with within(at(town.clerk, DAY)):
        case = mediate(accept(town, make_case(town)), day=DAY)
        case = perform(
            case, "draft", version=case.version, facts_text="围墙占用通道。", terms=[term(due_on=DAY + timedelta(9))]
        )

        with pytest.raises(ValidationError):
            seal(case, sealed_on=DAY)
        agreement = Agreement.in_hand(case.pk)
        assert agreement is not None
        assert (agreement.sealed_on, agreement.effective_on) == (None, None)


def test_without_an_agreement_there_is_nothing_to_seal(town: Town):
    with within(at(town.clerk, DAY)), pytest.raises(Agreement.DoesNotExist):
        seal(accept(town, make_case(town)), sealed_on=DAY)


def orally(**given: object):
    """Two neighbours agree about noise on the spot."""
    return settle_orally(
        **{
            "applicant_name": "王某某",
            "respondent_name": "赵某某",
            "applicant_sex": "男",
            "respondent_sex": "男",
            "place_code": VILLAGE,
            "dispute_type": "02",
            "subtype": "0204",
            "kind": "apologize",
            "amount": None,
            "on_the_spot": True,
            "due_on": DAY,
            "note": "不再发生类似行为",
            **given,
        }
    )


def test_the_oral_screen_finds_the_own_committee_and_for_the_office_the_first_of_the_township(town: Town):
    for scope in (town.village_mediator, town.clerk):
        with within(at(scope, DAY)):
            assert orally().committee == town.committee


def test_the_oral_screen_needs_a_committee_and_a_mediator_in_term(town: Town):
    late = date(2027, 6, 1)
    with within(at(town.village_mediator, late)), pytest.raises(ValidationError) as refused:
        orally(due_on=late)
    assert "调解员" in refused.value.messages[0]
    with within(replace(at(town.county, DAY), ranges=((10**14, 10**14),))), pytest.raises(ValidationError) as refused:
        orally()
    assert "没有登记人民调解委员会" in refused.value.messages[0]
    with within(town.clerk):
        assert (Dispute.objects.count(), IntakeItem.objects.count()) == (0, 0)
