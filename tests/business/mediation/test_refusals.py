"""What the course refuses because the domain page forbids it, and that a refusal leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from fengqiao.business.mediation.forms.after import PerformanceForm
from fengqiao.business.mediation.forms.agreement import SignForm
from fengqiao.business.mediation.forms.case import EndForm
from fengqiao.business.mediation.models import (
    Agreement,
    Dispute,
    IntakeItem,
    LinkDecision,
    MediationCase,
    Payment,
    PerformanceItem,
    RiskAssessment,
)
from fengqiao.business.mediation.paperwork.agreeing import written_agreement
from fengqiao.business.mediation.paperwork.conduct import receipts
from fengqiao.business.mediation.paperwork.mediating import meetings
from fengqiao.business.mediation.paperwork.opening import rights
from fengqiao.business.mediation.rules import messages
from fengqiao.business.mediation.rules.checks import is_committee_of
from fengqiao.business.mediation.services.case import apply_at
from fengqiao.business.mediation.services.dispute import join, state_willingness
from fengqiao.business.mediation.services.oral import settle_orally
from fengqiao.business.mediation.services.parties import PartyValue
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.perform import amend, perform
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.places.scope import Scope, within
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
    moment,
    signs,
    term,
)

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 3)
VILLAGERS = PartyValue(side="respondent", kind="legal", name="柳河村村民委员会", willingness="agreed")


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def clerk(town: Town) -> Scope:
    return at(town.clerk, DAY)


@pytest.mark.parametrize(
    ("village", "name", "expected"),
    [
        ("柳河村", "柳河村村民委员会", True),
        ("柳河村", "柳河村民委员会", True),
        ("柳河村", "柳河村委会", True),
        ("柳河村", "柳河镇柳河村村委会", True),
        ("柳河村委会", "柳河村村民委员会", True),
        ("柳河社区居委会", "柳河社区居民委员会", True),
        ("柳河社区", "柳河居委会", True),
        ("柳河村", "上柳河村委会", False),
        ("柳河村", "柳溪村村民委员会", False),
        ("柳河村", "柳河村股份经济合作社", False),
        ("柳河村", "柳河村人民调解委员会", False),
    ],
)
def test_which_party_is_the_committee_of_the_village(village, name, expected):
    assert is_committee_of(village, name) is expected


def test_a_village_does_not_mediate_what_its_own_committee_is_a_party_to(town: Town, clerk: Scope):
    with within(clerk):
        dispute = make_dispute((LI, VILLAGERS))

        with pytest.raises(ValidationError) as refused:
            make_case(town, dispute)

        assert refused.value.messages == [messages.COMMITTEE_IS_PARTY]
        assert MediationCase.objects.count() == 0


def test_a_village_committee_that_joined_later_keeps_its_village_from_accepting(town: Town, clerk: Scope):
    with within(clerk):
        case = make_case(town)
        join(case.dispute, replace(VILLAGERS, side="third", uscc="x", phone="1", address="x", legal_representative="x"))

        with pytest.raises(ValidationError) as refused:
            accept(town, case)

        assert refused.value.messages == [messages.COMMITTEE_IS_PARTY]
        case.refresh_from_db()
        assert (case.state, case.accepted_on) == ("applied", None)


def test_rights_are_told_in_every_mediation_anew(town: Town, clerk: Scope):
    with within(clerk):
        first = mediate(accept(town, make_case(town)), day=DAY)
        first = perform(
            first, "end", version=first.version, outcome="20", end_reason="分歧过大。", next_routes=["court"]
        )
    with within(at(town.clerk, DAY + timedelta(30))):
        again = make_case(town, Dispute.objects.get(pk=first.dispute_id))
        assert "mediation.rights" not in again.papers()
        again = accept(town, again)

        with pytest.raises(ValidationError, match="尚未向李某某、张某某告知"):
            perform(
                again,
                "meet",
                version=again.version,
                started_at=moment(DAY + timedelta(30)),
                place="柳河村调解室",
                record="双方陈述。",
                result="①",
                present=list(again.dispute.parties()),
                recorder="陈某某",
            )
        again = mediate(again, day=DAY + timedelta(30))

        assert (rights(first).told_on, rights(again).told_on) == (DAY, DAY + timedelta(30))
        assert {"mediation.rights"} <= again.papers() & first.papers()


def test_what_calls_for_red_is_confirmed_otherwise_only_by_the_head(town: Town, clerk: Scope):
    with within(clerk):
        dispute = make_dispute()
        with pytest.raises(ValidationError) as refused:
            perform(dispute, "assess", version=1, factors=["threat"], confirmed="blue", reason="一时气话")

        assert refused.value.messages == [messages.OVERRIDE_NEEDS_HEAD]
        assert (RiskAssessment.objects.count(), Event.objects.filter(subject=dispute.pk).count()) == (0, 1)
    with within(at(town.head, DAY)):
        dispute = perform(dispute, "assess", version=1, factors=["threat"], confirmed="yellow", reason="一时气话")
        assert dispute.risk == "yellow"


def test_a_danger_stays_to_be_reported_whatever_is_ticked_after_it(town: Town, clerk: Scope):
    told = {
        "at": moment(DAY, 8),
        "to": "柳河派出所",
        "facts_text": "张某某扬言伤害李某某。",
        "danger": "同村居住。",
        "measures": "已劝导。",
        "contact": "陈某某",
    }
    leader = Post.objects.get(pk=town.head.post)
    with within(at(town.head, DAY)):
        dispute = perform(make_dispute(), "assess", version=1, factors=["threat"], confirmed="red", leader=leader)
        dispute = perform(dispute, "assess", version=2, factors=["blows"], confirmed="orange", reason="已分开居住")
        assert dispute.facts().dangerous

        dispute = perform(dispute, "report", version=3, **told)
        assert not dispute.facts().dangerous

        dispute = perform(dispute, "assess", version=4, factors=["threat"], confirmed="red", leader=leader)
        assert dispute.facts().dangerous
        assert Task.objects.filter(subject=dispute.pk, duty="mediation.report", done_at=None).count() == 1


def drafted(town: Town, day: date = DAY) -> MediationCase:
    """A written agreement about 2,000 元 that everybody has signed."""
    case = mediate(accept(town, make_case(town)), day=day)
    terms = [term(kind="pay", content="误工损失", amount=Decimal(2000), due_on=day + timedelta(28))]
    case = perform(case, "draft", version=case.version, facts_text="围墙占用共用通道。", terms=terms)
    return perform(
        case,
        "sign",
        version=case.version,
        party_signs=signs(case, day),
        mediator_signs=[{"name": town.mediator.name, "on": day.isoformat()}],
        recorder="陈某某",
    )


def test_who_refuses_before_the_seal_ends_the_mediation(town: Town, clerk: Scope):
    with within(clerk):
        case = drafted(town)
        state_willingness(case.dispute.parties()[1], "refused")
        with pytest.raises(ValidationError) as refused:
            perform(case, "seal", version=case.version, sealed_on=DAY)

        assert refused.value.messages == [messages.REFUSED]
        assert Agreement.objects.get().sealed_on is None
        with pytest.raises(ValidationError) as refused:
            perform(case, "end", version=case.version, outcome="23", end_reason="自行和解")
        assert refused.value.messages == [messages.REFUSED_ENDS]
        case = perform(case, "end", version=case.version, outcome="21", end_reason="拒绝。", next_routes=["court"])
        assert (case.state, case.outcome) == ("ended", "21")


def test_overdue_is_recorded_when_the_day_is_over(town: Town, clerk: Scope):
    with within(clerk):
        case = drafted(town)
        case = perform(case, "seal", version=case.version, sealed_on=DAY)
        case = perform(case, "agree", version=case.version)
    due = date(2025, 3, 31)
    with within(at(town.clerk, due)):
        item = PerformanceItem.objects.get()
        with pytest.raises(ValidationError) as refused:
            perform(case, "perform_item", version=case.version, item=item, done_on=due, result="overdue")
        assert refused.value.messages == ["履行期限2025-03-31尚未届满，不能登记逾期未履行。"]
        item.refresh_from_db()
        assert item.state == "pending"
    with within(at(town.clerk, due + timedelta(1))):
        perform(case, "perform_item", version=case.version, item=item, done_on=due, result="overdue")
        item.refresh_from_db()
        assert item.state == "overdue"


def test_what_was_not_accepted_has_no_registration_and_files_the_notice_alone(town: Town, clerk: Scope):
    with within(clerk):
        case = make_case(town)
        case = perform(case, "decline", version=case.version, reason="special_organ")

        assert case.papers() == {"mediation.declined", "mediation.identity"}
        filed = perform(case, "archive", version=case.version, retention="long", filer="陈某某", checker="何某某")
        assert filed.state == "archived"


@pytest.mark.parametrize(("mode", "paper"), [("written", "application"), ("oral", "acceptance")])
def test_a_case_has_the_written_application_or_the_registration(town: Town, clerk: Scope, mode, paper):
    with within(clerk):
        case = accept(town, make_case(town, accept_mode=mode))

        assert case.papers() & {"mediation.application", "mediation.acceptance"} == {f"mediation.{paper}"}


def test_the_record_of_a_meeting_names_those_who_came(town: Town, clerk: Scope):
    with within(clerk):
        case = accept(town, make_case(town))
        li, zhang = case.dispute.parties()
        case = perform(case, "tell_rights", version=case.version, parties=[li, zhang])
        perform(
            case,
            "meet",
            version=case.version,
            started_at=moment(DAY),
            place="柳河村调解室",
            record="张某某没有到场，李某某陈述了经过。",
            result="③",
            present=[li],
            recorder="陈某某",
        )

        (record,) = meetings(case).records
        assert (record.sides, record.people) == ("李某某", ("李某某",))


def test_what_is_paid_in_parts_stands_payment_by_payment_and_comes_to_the_sum(town: Town, clerk: Scope):
    with within(clerk):
        case = drafted(town)
        case = perform(case, "seal", version=case.version, sealed_on=DAY)
        case = perform(case, "agree", version=case.version)
        item = PerformanceItem.objects.get()
        one = {"item": item, "done_on": DAY, "done_amount": Decimal(1200)}
        case = perform(case, "perform_item", version=case.version, **one)
        item.refresh_from_db()
        assert (item.done_amount, item.state) == (Decimal(1200), "partial")
        (label,) = [label for key, label in PerformanceForm(case=case).fields["item"].choices if key]
        assert label == "误工损失，2,000.00元，已付1,200.00元"
    with within(at(town.clerk, DAY + timedelta(1))):
        with pytest.raises(ValidationError) as refused:
            perform(case, "perform_item", version=case.version, **{**one, "item": item})
        assert refused.value.messages == [
            "该项金额2,000.00元，已付1,200.00元，本次实付1,200.00元，合计超过该项金额，请核对。"
        ]
        assert Payment.objects.count() == 1

        case = perform(case, "perform_item", version=case.version, item=item, done_on=DAY + timedelta(1))

        item.refresh_from_db()
        assert (item.done_amount, item.done_on, item.state, case.state) == (
            Decimal(2000),
            DAY + timedelta(1),
            "done",
            "performed",
        )
        assert [(each.on, each.amount) for each in receipts(case).receipts] == [
            (DAY, "人民币壹仟贰佰元整（¥1,200.00）"),
            (DAY + timedelta(1), "人民币捌佰元整（¥800.00）"),
        ]


def test_a_guardian_signs_for_a_ward_and_a_proxy_who_may_for_his_principal(town: Town, clerk: Scope):
    ward = replace(ZHANG, birth_on=date(2010, 3, 12), guardian="张建国")
    principal = replace(LI, proxy_name="李某", proxy_scope=("sign",))
    with within(clerk):
        case = mediate(accept(town, make_case(town, make_dispute((principal, ward)))), day=DAY)
        case = perform(case, "draft", version=case.version, facts_text="围墙占用共用通道。", terms=[term()])
        plain = {"mediator_signs": [{"name": town.mediator.name, "on": DAY.isoformat()}], "recorder": "陈某某"}
        form = SignForm(case=case)
        assert [title for title, _ in form.groups] == ["李某某", "张某某（法定代理人张建国签名）", "人民调解员、记录人"]
        assert written_agreement(case).signers == (
            "申请人",
            "被申请人",
            "申请人的委托代理人",
            "被申请人的法定代理人",
        )
        assert rights(case).deputies == ("当事人的委托代理人", "当事人的法定代理人")
        by_child = perform(case, "sign", version=case.version, party_signs=signs(case, DAY), **plain)

        with pytest.raises(ValidationError) as refused:
            perform(by_child, "seal", version=by_child.version, sealed_on=DAY)

        assert refused.value.messages == ["张某某的法定代理人张建国尚未在协议书上签名、盖章或按指印。"]
    with within(clerk):
        made = Agreement.objects.get()
        made.party_signs = [{**made.party_signs[0], "by": "李某"}, {**made.party_signs[1], "by": "张建国"}]
        made.save(update_fields=["party_signs"])
        assert perform(by_child, "seal", version=by_child.version, sealed_on=DAY).state == "mediating"


def test_only_the_one_screen_may_leave_a_party_incomplete(town: Town, clerk: Scope):
    with within(clerk):
        case = make_case(town, make_dispute((LI, replace(ZHANG, occupation=""))))

        with pytest.raises(ValidationError) as refused:
            accept(town, case)

        assert refused.value.messages == ["请补全张某某的职业或职务后受理。"]
        assert accept(town, case, by_light_path=True).state == "accepted"


def test_a_village_does_not_take_a_matter_out_of_the_major_ones(town: Town, clerk: Scope):
    with within(clerk):
        dispute = make_dispute()
        dispute = perform(dispute, "route", version=1, organization=town.village)
        dispute = amend(dispute, {"difficulty": "4"}, version=dispute.version)
    with within(at(town.village_mediator, DAY)):
        dispute = Dispute.objects.get(pk=dispute.pk)
        with pytest.raises(ValidationError) as refused:
            amend(dispute, {"difficulty": "1"}, version=dispute.version)

        assert refused.value.messages == [messages.MAJOR_BY_OFFICE]
        dispute.refresh_from_db()
        assert dispute.difficulty == "4"


def test_a_case_is_concluded_the_day_its_agreement_takes_effect(town: Town, clerk: Scope):
    with within(clerk):
        case = drafted(town)
        case = perform(case, "seal", version=case.version, sealed_on=DAY)
    with within(at(town.clerk, DAY + timedelta(40))):
        case = perform(case, "agree", version=case.version)

        assert (case.concluded_on, case.effective_on, case.overdue) == (DAY, DAY, False)


def test_a_case_is_merged_by_the_office_into_a_dispute_that_is_named_and_parted_again(town: Town, clerk: Scope):
    told = {"outcome": "32", "end_reason": "同一纠纷。"}
    with within(clerk):
        survivor = make_dispute()
        case = accept(town, make_case(town))
        number = survivor.subject.number
        assert EndForm(case=case).fields["survivor"].label == "并入的纠纷编号"
        for given in (told, {**told, "survivor": case.dispute}):
            with pytest.raises(ValidationError) as refused:
                perform(case, "end", version=case.version, **given)
            assert refused.value.messages == [messages.MERGE_BY_OFFICE]
        form = EndForm({**told, "survivor": number, "version": 1, "idempotency_key": "k" * 12}, case=case)
        assert form.is_valid(), form.errors

        case = perform(case, "end", version=case.version, **told, survivor=survivor)

        merged = Dispute.objects.get(pk=case.dispute_id)
        assert (case.state, merged.state) == ("ended", "merged")
        assert LinkDecision.objects.get(subject=merged.pk).right_id == survivor.pk
        assert IntakeItem.objects.filter(dispute=survivor.pk).count() == 2
        merged = perform(merged, "unmerge", version=merged.version, reason="查明为两件纠纷")
        assert (merged.state, IntakeItem.objects.filter(dispute=survivor.pk).count()) == ("registered", 1)


def test_a_village_is_not_offered_to_merge(town: Town):
    with within(at(town.village_mediator, DAY)):
        case = accept(town, make_case(town))

        form = EndForm(case=case)
        assert ("survivor" in form.fields, "32" in dict(form.fields["outcome"].choices)) == (False, False)


def test_what_may_be_the_same_is_decided_before_a_committee_is_asked(town: Town, clerk: Scope):
    with within(clerk):
        make_dispute()
        double = make_dispute()

        with pytest.raises(ValidationError, match="尚有1条疑似重复的来件未判定"):
            apply_at(double, committee=town.committee)
        assert MediationCase.objects.count() == 0


def test_the_office_closes_what_a_village_has_settled(town: Town, clerk: Scope):
    with within(at(town.village_mediator, DAY)):
        case = mediate(accept(town, make_case(town)), day=DAY)
        case = perform(
            case,
            "agree_oral",
            version=case.version,
            facts_text="围墙占用共用通道。",
            terms=[term(due_on=DAY, on_the_spot=True)],
        )
        dispute = Dispute.objects.get(pk=case.dispute_id)
        with pytest.raises(ValidationError) as refused:
            perform(dispute, "close", version=dispute.version)
        assert messages.CLOSED_BY_OFFICE in refused.value.messages


def test_what_is_settled_on_the_spot_on_one_screen_is_closed_by_rule(town: Town):
    with within(at(town.village_mediator, DAY)):
        case = settle_orally(
            applicant_name="王某某",
            respondent_name="赵某某",
            place_code=VILLAGE,
            dispute_type="02",
            subtype="0204",
            kind="apologize",
            agreed_at=moment(DAY),
        )

        waits = Task.objects.filter(subject=case.pk, duty="mediation.follow_up", done_at=None).exists()
        assert Dispute.objects.get(pk=case.dispute_id).state == ("resolved" if waits else "closed")


def test_what_a_committee_declines_is_routed_anew(town: Town, clerk: Scope):
    with within(clerk):
        dispute = perform(make_dispute(), "route", version=1, organization=town.village)
        case = make_case(town, dispute)
        perform(case, "decline", version=case.version, reason="special_organ")

        open_ = Task.objects.filter(subject=dispute.pk, done_at=None).values_list("duty", flat=True)
        assert set(open_) == {"mediation.triage"}
        dispute = perform(dispute, "route", version=dispute.version, organization=town.office)
        assert (dispute.state, dispute.duty_organization) == ("routed", town.office)


def test_one_screen_is_filed_light_whatever_its_grade_and_an_ordinary_oral_case_is_not(town: Town):
    kept = {"retention": "short", "filer": "马某某", "checker": "陈某某"}
    with within(at(town.village_mediator, DAY)):
        short = settle_orally(
            applicant_name="王某某",
            respondent_name="赵某某",
            place_code=VILLAGE,
            dispute_type="02",
            subtype="0205",
            kind="apologize",
            agreed_at=moment(DAY),
        )
        assert (short.difficulty, short.light_path, short.light) == ("2", True, True)
        assert perform(short, "archive", version=short.version, **kept).state == "archived"
    with within(at(town.clerk, DAY)):
        long = accept(town, make_case(town))
        long = perform(
            long,
            "agree_oral",
            version=long.version,
            facts_text="围墙占用共用通道。",
            terms=[term(due_on=DAY, on_the_spot=True)],
        )
        assert (long.difficulty, long.light) == ("2", False)
        with pytest.raises(ValidationError) as refused:
            perform(long, "archive", version=long.version, **kept)
        assert refused.value.messages == ["卷宗缺少必备文书：权利义务告知书、调解记录、身份证明，不能归档。"]


def test_what_is_not_accepted_yet_ends_as_refused_or_withdrawn(town: Town, clerk: Scope):
    with within(clerk):
        form = EndForm(case=make_case(town))

        assert list(dict(form.fields["outcome"].choices)) == ["21", "22"]
