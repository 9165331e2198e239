"""What an audit of the main path found: nothing of the agreement is lost by archiving, no paper is out of reach."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from fengqiao.business.mediation.forms import ApplyForm, OralForm, PartyForm
from fengqiao.business.mediation.models import Dispute
from fengqiao.business.mediation.paperwork import ALL
from fengqiao.business.mediation.services.case import apply_at
from fengqiao.business.mediation.services.dispute import join
from fengqiao.business.mediation.services.oral import settle_orally
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.perform import NotNow, amend, perform
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.paperwork.services import issue
from fengqiao.kernel.places.scope import now, within
from tests.business.mediation.factories import (
    VILLAGE,
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
from tests.surfaces.seats import seated

pytestmark = pytest.mark.django_db

DAY, LATER = date(2025, 3, 3), date(2025, 6, 30)
FILED = {"retention": "long", "filer": "陈某某", "checker": "马某某"}
LABELS = {paper.key: paper for paper in ALL}


@pytest.fixture
def town() -> Town:
    return make_town()


def archived(town: Town):
    """An agreement due in June, filed the day it was made."""
    case = mediate(accept(town, make_case(town, make_dispute())), day=DAY)
    paying = term(kind="pay", content="医药费", amount=Decimal("3000.00"), due_on=LATER)
    case = perform(case, "draft", version=case.version, facts_text="围墙占用共用通道。", terms=[paying])
    case = signed(case, town, on=DAY, sealed_on=DAY)
    case = perform(case, "agree", version=case.version)
    for party in case.dispute.parties():
        party.id_number = "990101198109270029"
        party.save()
    return perform(case, "archive", version=case.version, **FILED)


def test_what_is_filed_is_still_performed_asked_after_and_closed(town: Town):
    with within(at(town.clerk, DAY)):
        case = archived(town)
        waiting = set(Task.objects.filter(subject=case.pk, done_at=None).values_list("duty", flat=True))
        assert {"mediation.performance", "mediation.follow_up"} <= waiting
    with within(at(town.clerk, LATER)):
        item = agreement_of(case).items.get()
        case = perform(case, "perform_item", version=case.version, item=item, done_on=LATER)
        case = perform(
            case,
            "follow_up",
            version=case.version,
            at=at(town.clerk, LATER).at,
            mode="visit",
            performance="performed",
            satisfied="satisfied",
            situation="已付清。",
            visitor="陈某某",
        )
        dispute = Dispute.objects.get(pk=case.dispute_id)

        assert perform(dispute, "close", version=dispute.version).state == "closed"
        assert case.state == "archived"


def test_a_filed_agreement_is_still_taken_to_the_court(town: Town):
    with within(at(town.clerk, DAY)):
        case = archived(town)

        case = perform(
            case,
            "confirm",
            version=case.version,
            applicants=["李某某", "张某某"],
            court="某县人民法院",
            mode="on_site",
        )

        assert case.confirm_applied_on == DAY


def test_an_item_that_is_waived_or_never_performed_is_said_so(town: Town):
    with within(at(town.clerk, LATER)):
        case = mediate(accept(town, make_case(town, make_dispute())), day=LATER)
        terms = [term(kind="pay", content=what, amount=Decimal("100.00"), due_on=LATER) for what in ("一", "二")]
        case = perform(case, "draft", version=case.version, facts_text="围墙占用共用通道。", terms=terms)
        case = signed(case, town, on=LATER, sealed_on=LATER)
        case = perform(case, "agree", version=case.version)
        first, second = agreement_of(case).items.order_by("order")

        case = perform(case, "perform_item", version=case.version, item=first, done_on=LATER, result="waived")
    with within(at(town.clerk, LATER + timedelta(1))):
        case = perform(case, "perform_item", version=case.version, item=second, done_on=LATER, result="overdue")

        assert list(agreement_of(case).items.order_by("order").values_list("state", "done_on")) == [
            ("waived", None),
            ("overdue", None),
        ]


def test_the_committee_that_is_asked_has_the_dispute_in_hand(town: Town):
    with within(at(town.clerk, DAY)):
        case = apply_at(make_dispute(), committee=town.committee)
    with within(at(town.village_mediator, DAY)):
        assert Dispute.objects.get(pk=case.dispute_id).state == "routed"


def test_the_committee_of_the_place_is_proposed(town: Town):
    with within(at(town.clerk, DAY)):
        assert ApplyForm(place_code=VILLAGE).fields["committee"].initial == town.committee


def test_the_written_application_and_the_statement_can_be_printed(town: Town):
    with within(at(town.clerk, DAY)):
        applied = make_case(town, make_dispute(), accept_mode="written")
        assert "mediation.application" in applied.papers()
        assert issue(LABELS["mediation.application"], applied).title == "人民调解申请书"

        case = archived(town)
        assert "mediation.statement" in case.papers()


def test_a_withdrawn_application_is_filed_without_what_it_never_had(town: Town):
    with within(at(town.clerk, DAY)):
        case = make_case(town, make_dispute())
        case = perform(case, "end", version=case.version, outcome="22", end_reason="申请人撤回申请。")

        assert perform(case, "archive", version=case.version, **FILED).state == "archived"


def test_a_refusal_is_said_before_anything_is_asked_to_be_completed(town: Town):
    with within(at(town.clerk, DAY)):
        case = make_case(town, make_dispute())
        party = case.dispute.parties()[1]
        party.willingness, party.occupation = "refused", ""
        party.save()

        with pytest.raises(ValidationError) as said:
            accept(town, case)

        assert said.value.messages[0].startswith("当事人已明确拒绝调解，依据《人民调解法》第十七条不得调解")


def test_a_dispute_under_mediation_is_not_made_void_by_hand(town: Town):
    with within(at(town.clerk, DAY)):
        case = accept(town, make_case(town, make_dispute()))
        dispute = Dispute.objects.get(pk=case.dispute_id)

        with pytest.raises(NotNow, match="不能作无效处理"):
            perform(dispute, "void", version=dispute.version, reason="重复")


def test_one_screen_is_enough_for_what_is_no_simple_dispute(town: Town):
    with within(at(town.village_mediator, DAY)):
        case = settle_orally(
            applicant_name="王某某",
            respondent_name="赵某某",
            place_code=VILLAGE,
            dispute_type="02",
            subtype="0205",
            kind="apologize",
        )

        assert (case.outcome, case.state) == ("11", "performed")


def test_what_was_agreed_orally_says_something():
    given = {
        "applicant_name": "王某某",
        "respondent_name": "赵某某",
        "dispute_type": "18",
        "kind": "other",
        "on_the_spot": "on",
    }

    assert OralForm(given).errors["note"] == ["请写明具体内容。"]


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"dispute_type": "04", "subtype": "0204"}, "subtype", "二级类型“噪声”不属于“合同纠纷”。"),
        ({"occurred_on": date(2027, 1, 1)}, "occurred_on", "发生时间晚于今天，请核对。"),
        ({"amount": Decimal("-5")}, "amount", "涉及金额不能小于0。"),
        ({"facts_text": "短"}, "facts_text", "主要事实不少于20个字。"),
    ],
)
def test_a_change_meets_the_rules_of_the_desk(town: Town, change, field, sentence):
    with within(at(town.clerk, DAY)):
        dispute = make_dispute()

        with pytest.raises(ValidationError) as said:
            amend(dispute, change, version=dispute.version)

        assert said.value.message_dict == {field: [sentence]}
        dispute.refresh_from_db()
        assert (dispute.version, dispute.dispute_type) == (1, "02")


def test_another_type_gives_another_name(town: Town):
    with within(at(town.clerk, DAY)):
        case = make_case(town, make_dispute())
        dispute = Dispute.objects.get(pk=case.dispute_id)

        amend(dispute, {"dispute_type": "04", "subtype": "0401"}, version=dispute.version)

        titles = Subject.objects.filter(root=dispute.pk).values_list("title", flat=True)
        assert set(titles) == {"李某某与张某某 合同纠纷"}


def test_two_people_at_one_party_overwrite_nothing(town: Town):
    with within(town.clerk):
        dispute = make_dispute()
        party = dispute.parties()[0]
    clerk, head = seated(town.clerk), seated(town.head)
    address = reverse("mediation:party-edit", args=[dispute.pk, party.pk])
    given = {
        "version": 1,
        "side": "applicant",
        "kind": "natural",
        "name": "李某某",
        "capacity": "full",
        "willingness": "agreed",
    }

    assert clerk.post(address, {**given, "occupation": "教师"}).status_code == 302
    late = head.post(address, {**given, "occupation": "工人"})

    assert late.status_code == 409
    page = late.content.decode()
    assert "本件刚被他人修改" in page
    assert "现在登记的是：教师" in page
    assert 'value="工人"' in page
    with within(town.clerk):
        assert dispute.parties()[0].occupation == "教师"


def test_the_identity_number_says_birth_and_sex(town: Town):
    given = {
        "side": "applicant",
        "kind": "natural",
        "name": "李某某",
        "capacity": "full",
        "willingness": "agreed",
        "id_number": "990101198109270029",
    }
    with within(town.clerk):
        wrong = PartyForm({**given, "birth_on": "2020-01-01", "sex": "男"})
        assert wrong.errors == {
            "birth_on": ["与身份证号不符：身份证号上为1981-09-27。"],
            "sex": ["与身份证号不符：身份证号上为女。"],
        }
        right = PartyForm(given)
        assert right.is_valid(), right.errors
        assert (right.value().sex, right.value().birth_on) == ("女", date(1981, 9, 27))


def test_a_company_has_its_code_and_no_birthday(town: Town):
    given = {
        "side": "respondent",
        "kind": "legal",
        "name": "某某商贸有限公司",
        "capacity": "full",
        "willingness": "agreed",
        "sex": "男",
        "birth_on": "1975-03-12",
    }
    with within(town.clerk):
        assert PartyForm({**given, "uscc": "123"}).errors == {
            "uscc": ["统一社会信用代码校验不通过，应为18位，请核对。"]
        }
        form = PartyForm({**given, "uscc": "91350100M000100Y43"})
        assert form.is_valid(), form.errors
        assert (form.value().sex, form.value().birth_on) == ("", None)
        company = join(make_dispute(), form.value())
        assert company.facts(since=now()).missing == ("法定代表人", "联系方式", "单位地址")
