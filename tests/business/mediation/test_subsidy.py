"""以案定补: the county's table, shares, the chain of review, publicity, call-back, payment, clawback."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fengqiao.business.mediation.models import (
    CallBack,
    ClaimShare,
    Clawback,
    LinkDecision,
    MediationCase,
    Mediator,
    SubsidyBatch,
    SubsidyClaim,
)
from fengqiao.business.mediation.queries import subsidy as queries
from fengqiao.business.mediation.rules import subsidy as rules
from fengqiao.business.mediation.rules.facts import ClaimFacts
from fengqiao.business.mediation.services.subsidy import publish
from fengqiao.kernel.casework.perform import NotNow, fresh_key, open_case, perform, why_not
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.journal.events import words_of
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.measures.declarations import MEASURES, Period
from fengqiao.kernel.measures.wording import defined
from fengqiao.kernel.parameters.services import set_parameter
from fengqiao.kernel.places.scope import Scope, within
from tests.business.mediation.factories import (
    COUNTY,
    LI,
    ZHANG_ID,
    Town,
    at,
    make_case,
    make_dispute,
    make_organization,
    make_post,
    make_town,
    moment,
    open_town,
)
from tests.business.mediation.factories import ZHANG as NAMED
from tests.surfaces.seats import seated

pytestmark = pytest.mark.django_db

DAY = date(2025, 4, 7)  # a Monday
ZHANG = replace(NAMED, id_number=ZHANG_ID)
PUBLIC, OVER = date(2025, 4, 8), date(2025, 4, 16)  # five working days: until 2025-04-15
WRITTEN, ORAL = "written", "oral"


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def city(town: Town) -> Scope:
    return scope_of(make_post(make_organization(990100000000, "某市司法局", "city_bureau"), "city_mediation"))


def archived(town: Town, **given: Any) -> MediationCase:
    """A case of the village that failed with its facts recorded and the way to court shown, its file laid by."""
    parties = given.pop("parties", (LI, ZHANG))
    with within(at(town.village_mediator, DAY)):
        case = make_case(town, make_dispute(parties, **given))
        case = perform(case, "accept", version=case.version, chief=town.mediator, by_light_path=True)
        case = perform(
            case,
            "end",
            version=case.version,
            outcome="20",
            end_reason="双方分歧过大。",
            next_routes=["court"],
            undisputed_facts="双方对围墙位置无争议。",
        )
        return perform(case, "archive", version=case.version, retention="short", filer="马某某", checker="陈某某")


def reviewed(town: Town, case: MediationCase, **given: Any) -> MediationCase:
    with within(at(town.county, DAY)):
        return perform(
            fresh(case),
            "review",
            version=fresh(case).version,
            **{"batch": "2025-Q2", "score": 90, "authentic": "true", **given},
        )


def fresh(case: MediationCase) -> MediationCase:
    return MediationCase.objects.readable().select_related("subject", "dispute", "committee").get(pk=case.pk)


def claimed(town: Town, case: MediationCase, scope: Scope | None = None) -> SubsidyClaim:
    with within(at(scope or town.village_mediator, DAY)):
        case = fresh(case)
        perform(case, "claim", version=case.version, shares={town.mediator.pk: Decimal(100)})
        return SubsidyClaim.objects.select_related("subject").get(mediation_case=case)


def does(scope: Scope, claim: SubsidyClaim, key: str, day: date = DAY, **given: Any) -> SubsidyClaim:
    with within(at(scope, day)):
        claim = SubsidyClaim.objects.readable().select_related("subject").get(pk=claim.pk)
        return perform(claim, key, version=claim.version, **given)


def approved(town: Town, claim: SubsidyClaim, **given: Any) -> SubsidyClaim:
    does(town.chair, claim, "check", opinion="属实")
    does(town.clerk, claim, "verify", opinion="同意")
    return does(town.county, claim, "approve", **{"opinion": "同意", **given})


def in_public(town: Town, name: str = "2025-Q2") -> SubsidyBatch:
    with within(at(town.county, PUBLIC)):
        return publish(name=name)


def paid(town: Town, batch: SubsidyBatch) -> SubsidyBatch:
    with within(at(town.county, OVER)):
        batch = SubsidyBatch.objects.select_related("subject").get(pk=batch.pk)
        for claim in SubsidyClaim.objects.filter(batch=batch, drawn=True):
            perform(claim, "call_back", version=claim.version, party="李某某", result="true", said="调解过。")
        return perform(batch, "pay", version=batch.version, paid_on=OVER)


# --- the table


@pytest.mark.parametrize(
    ("difficulty", "form", "success", "amount"),
    [
        ("1", ORAL, True, "30"),
        ("4", ORAL, True, "30"),
        ("1", WRITTEN, True, "100"),
        ("2", WRITTEN, True, "200"),
        ("3", WRITTEN, True, "400"),
        ("4", WRITTEN, True, "800"),
        ("1", "", False, "30.00"),
        ("2", "", False, "60.00"),
        ("3", "", False, "120.00"),
        ("4", "", False, "240.00"),
    ],
)
def test_the_county_table_pays_by_grade_form_and_result(difficulty, form, success, amount):
    assert rules.base_of({}, difficulty=difficulty, form=form, success=success) == Decimal(amount)


def test_shares_are_paid_to_the_cent_and_the_remainder_goes_to_the_last():
    thirds = rules.equal_shares(3)

    assert thirds == (Decimal("33.33"), Decimal("33.33"), Decimal("33.34"))
    assert rules.shared(Decimal(100), thirds) == (Decimal("33.33"), Decimal("33.33"), Decimal("33.34"))
    assert rules.shared(Decimal(800), [Decimal(60), Decimal(40)]) == (Decimal(480), Decimal(320))
    assert rules.equal_shares(0) == ()


@pytest.mark.parametrize(("count", "percent", "called"), [(1, 5, 1), (20, 5, 1), (21, 5, 2), (100, 5, 5), (3, 0, 0)])
def test_five_in_a_hundred_are_called_back_and_at_least_one(count, percent, called):
    assert rules.drawn(count, percent) == called


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"bonus": Decimal(50)}, "有奖励或者扣减的，请写明理由。"),
        ({"deduct": Decimal(101), "adjust_reason": "缺页"}, "扣减金额不能超过补贴标准与奖励之和。"),
        ({"deduct": Decimal(100), "adjust_reason": "缺页"}, None),
    ],
)
def test_an_adjustment_has_its_reason_and_its_bound(given, sentence):
    assert rules.adjustment_is_explained(ClaimFacts(base=Decimal(100), **given)) == sentence


# --- claiming


def test_a_mediator_claims_what_the_rule_gives_on_the_day_the_case_ended(town: Town):
    case = archived(town)
    claim = claimed(town, case)

    with within(town.village_mediator):
        share = ClaimShare.objects.get(subject=claim.pk)
        assert (claim.state, claim.number, claim.base, claim.total) == ("applied", "柳河人调补字〔2025〕1号", 60, 0)
        assert (share.name, share.percent, share.amount) == ("马某某", 100, 0)
        assert claim.case_number == case.number
        assert list(claim.subject.tasks.values_list("duty", "may")) == [("mediation.claim_check", "mediation.seal")]


def test_a_county_pays_by_its_own_rows(town: Town):
    administrator = scope_of(
        make_post(make_organization(COUNTY, "某县大数据局", "county_bureau", serial=7), "administrator")
    )
    with within(replace(administrator, at=moment(date(2025, 1, 1)))):
        row = {
            "written": {"1": 200, "2": 300, "3": 500, "4": 900},
            "oral": {"1": 50, "2": 50, "3": 50, "4": 50},
            "failed_percent": 40,
            "call_back_percent": 5,
        }
        set_parameter("mediation.subsidy", row, code=COUNTY, on=date(2025, 1, 1))

    assert claimed(town, archived(town)).base == 120


def test_shares_make_one_hundred_among_those_who_mediated(town: Town):
    case = archived(town)
    with within(at(town.county, DAY)):
        other = Mediator.objects.get(pk=town.mediator.pk)
    with within(at(town.village_mediator, DAY)):
        case = fresh(case)
        with pytest.raises(ValidationError, match="领款人份额合计应为100%，现为60%，请核对。"):
            perform(case, "claim", version=case.version, shares={other.pk: Decimal(60)})
        with pytest.raises(ValidationError, match="领款人应当是参与本案调解的调解员。"):
            perform(case, "claim", version=case.version, shares={case.pk: Decimal(100)})
        assert SubsidyClaim.objects.count() == 0


def test_a_civil_servant_in_office_is_not_paid(town: Town):
    case = archived(town)
    with within(at(town.county, DAY)):
        Mediator.objects.filter(pk=town.mediator.pk).update(civil_servant=True)

    with within(at(town.village_mediator, DAY)):
        case = fresh(case)
        with pytest.raises(ValidationError) as refused:
            perform(case, "claim", version=case.version, shares={town.mediator.pk: Decimal(100)})
        assert refused.value.messages == [
            "本案调解员均为现职国家工作人员，不能申报补贴。",
            "马某某为现职国家工作人员，不能领取补贴。",
        ]


def test_a_failure_without_evidence_fixed_is_not_paid(town: Town):
    case = archived(town)
    with within(at(town.clerk, DAY)):
        MediationCase.objects.filter(pk=case.pk).update(undisputed_facts="")

    with within(at(town.village_mediator, DAY)):
        assert "该案结果不在补贴范围内" in str(why_not(fresh(case), fresh(case).flow["claim"]))


def test_a_file_that_failed_its_review_is_not_paid_for(town: Town):
    case = reviewed(town, archived(town), score=79)

    with within(at(town.village_mediator, DAY)), pytest.raises(ValidationError, match="案卷评查不合格，不能补贴。"):
        perform(fresh(case), "claim", version=fresh(case).version, shares={town.mediator.pk: Decimal(100)})


def test_what_is_not_laid_by_is_not_claimed_for(town: Town):
    with within(at(town.clerk, DAY)):
        case = make_case(town, make_dispute())
        with pytest.raises(NotNow):
            perform(case, "claim", version=case.version, shares={town.mediator.pk: Decimal(100)})


# --- one dispute, one subsidy


def again(town: Town, case: MediationCase) -> MediationCase:
    """A second mediation of the same dispute, laid by as well."""
    with within(at(town.village_mediator, DAY)):
        dispute = fresh(case).dispute
        second = make_case(town, dispute)
        second = perform(second, "accept", version=second.version, chief=town.mediator)
        second = perform(
            second,
            "end",
            version=second.version,
            outcome="20",
            end_reason="双方分歧过大。",
            next_routes=["court"],
            undisputed_facts="双方对围墙位置无争议。",
        )
        return perform(second, "archive", version=second.version, retention="short", filer="马某某", checker="陈某某")


def test_a_dispute_is_claimed_for_once_while_a_claim_is_on_its_way(town: Town):
    case = archived(town)
    second = again(town, case)
    claim = claimed(town, case)

    with (
        within(at(town.clerk, DAY)),
        pytest.raises(ValidationError, match="该纠纷已有补贴申报正在办理，一事不重复补贴。"),
    ):
        perform(fresh(second), "claim", version=fresh(second).version, shares={town.mediator.pk: Decimal(100)})
    does(town.village_mediator, claim, "withdraw", reason="由另一案申报")
    assert claimed(town, second, town.clerk).state == "applied"


def test_what_was_merged_into_one_quarrel_counts_as_one_wherever_it_lies(town: Town):
    case, other = archived(town), archived(town, parties=(LI, replace(ZHANG, name="章某某")))
    claimed(town, case)
    with within(at(town.clerk, DAY)):
        LinkDecision.objects.create(
            subject=fresh(other).dispute.subject, right=fresh(case).dispute.subject, score=90, decision="same"
        )

        assert "该纠纷已有补贴申报正在办理" in str(why_not(fresh(other), fresh(other).flow["claim"]))
        LinkDecision.objects.update(reversed_at=moment(DAY))
        assert fresh(other).claim_facts(shares={}).taken is None


def test_the_database_holds_one_dispute_to_one_subsidy(town: Town):
    claim = claimed(town, archived(town))

    names = ("mediation_case_id", "dispute_id", "committee_id", "case_number", "difficulty", "success", "claimed_on")
    kept = {name: getattr(claim, name) for name in names}

    with within(at(town.clerk, DAY)), pytest.raises(IntegrityError, match="mediation_claim_once"):
        open_case(SubsidyClaim, scope_code=claim.scope_code, title="以案定补申报", **kept)


# --- the chain


def test_a_claim_passes_committee_office_and_county_with_their_opinions(town: Town, city: Scope):
    case = reviewed(town, archived(town))
    claim = claimed(town, case)
    claim = approved(town, claim, bonus=Decimal(20), deduct=Decimal("5.50"), adjust_reason="案卷规范，缺一页")
    claim = does(city, claim, "sample", result="passed", opinion="抽查属实")

    with within(town.county):
        events = list(Event.objects.filter(subject=claim.pk).order_by("seq"))
        words = words_of(events)
        kinds = [(event.kind, words[event.pk].get("said"), event.post) for event in events]
        assert (claim.state, claim.total, claim.sampling) == ("approved", Decimal("74.50"), "passed")
        assert ClaimShare.objects.get(subject=claim.pk).amount == Decimal("74.50")
        assert list(kinds) == [
            ("mediation.claim.register", None, town.village_mediator.post),
            ("mediation.claim.check", "属实", town.chair.post),
            ("mediation.claim.verify", "同意", town.clerk.post),
            ("mediation.claim.approve", "同意", town.county.post),
            ("mediation.claim.sample", "抽查属实", city.post),
        ]
        assert not claim.subject.tasks.filter(done_at=None).exists()


@pytest.mark.parametrize(
    ("key", "given", "before", "who"),
    [
        ("check", {"opinion": "同意"}, (), "chair"),
        ("verify", {"opinion": "同意"}, ("check",), "clerk"),
        ("approve", {"opinion": "同意"}, ("check", "verify"), "county"),
    ],
)
def test_each_reviewer_has_his_own_step(town: Town, key, given, before, who):
    claim = claimed(town, reviewed(town, archived(town)))
    for step, scope in (("check", town.chair), ("verify", town.clerk)):
        if step in before:
            does(scope, claim, step, opinion="同意")

    for name in {"village_mediator", "chair", "county"} - {who}:
        with pytest.raises(PermissionDenied):
            does(getattr(town, name), claim, key, **given)
    assert does(getattr(town, who), claim, key, **given).state == {"check": "checked", "verify": "verified"}.get(
        key, "approved"
    )


def test_nobody_reviews_his_own_claim(town: Town):
    case = archived(town)
    with within(town.county):
        Mediator.objects.filter(pk=town.mediator.pk).update(user=town.chair.user)
    claim = claimed(town, case)
    by_the_clerk = claimed(town, archived(town, parties=(LI, replace(ZHANG, name="章某某"))), town.clerk)

    with pytest.raises(ValidationError, match="不能审核本人申报的补贴。"):
        does(town.chair, claim, "check", opinion="同意")
    with pytest.raises(ValidationError, match="不能审核本人申报的补贴。"):
        does(town.clerk, by_the_clerk, "check", opinion="同意")
    assert does(town.clerk, claim, "check", opinion="同意").state == "checked"


def test_the_county_decides_only_on_a_file_that_passed(town: Town):
    case = archived(town)
    claim = claimed(town, case)
    does(town.chair, claim, "check", opinion="同意")
    does(town.clerk, claim, "verify", opinion="同意")

    with pytest.raises(ValidationError, match="案卷尚未评查，不能审定。"):
        does(town.county, claim, "approve", opinion="同意")
    reviewed(town, case, authentic="denied")
    with pytest.raises(ValidationError, match="案卷评查不合格，不能补贴。"):
        does(town.county, claim, "approve", opinion="同意")


def test_what_goes_back_is_claimed_for_anew_from_the_beginning(town: Town):
    claim = claimed(town, reviewed(town, archived(town)))
    does(town.chair, claim, "check", opinion="同意")
    claim = does(town.clerk, claim, "verify_back", ground="incomplete", opinion="缺送达回证")

    with within(town.clerk):
        assert (claim.state, claim.subject.tasks.get(done_at=None).duty) == ("returned", "mediation.claim_mend")
    claim = does(town.village_mediator, claim, "resubmit", shares={town.mediator.pk: Decimal(100)})
    with within(town.clerk):
        assert (claim.state, claim.subject.tasks.get(done_at=None).duty) == ("applied", "mediation.claim_check")
        assert ClaimShare.objects.filter(subject=claim.pk).count() == 1


# --- batch


def test_a_batch_is_public_for_five_working_days_before_it_is_paid(town: Town):
    claim = approved(town, claimed(town, reviewed(town, archived(town))))
    batch = in_public(town)

    with within(at(town.county, PUBLIC)):
        claim.refresh_from_db()
        assert (batch.number, batch.public_on, batch.public_until) == ("2025-Q2", PUBLIC, date(2025, 4, 15))
        assert (claim.state, claim.batch_name, claim.drawn) == ("listed", "2025-Q2", True)
        with pytest.raises(ValidationError) as refused:
            perform(batch, "pay", version=batch.version, paid_on=PUBLIC)
        assert refused.value.messages[:2] == [
            "公示至2025-04-15，期满无异议后方可发放。",
            "抽中回访的1件尚未由当事人确认，不能发放。",
        ]
    batch = paid(town, batch)
    with within(town.county):
        claim.refresh_from_db()
        told = Event.objects.get(subject=batch.pk, kind="mediation.batch.pay").data
        assert (batch.state, batch.paid_on, claim.state, claim.paid_on) == ("paid", OVER, "paid", OVER)
        assert (told["count"], told["total"]) == ("1", "60.00")


def test_a_batch_takes_what_is_approved_and_not_doubted_once(town: Town, city: Scope):
    first = approved(town, claimed(town, reviewed(town, archived(town))))
    doubted = approved(town, claimed(town, reviewed(town, archived(town, parties=(LI, replace(ZHANG, name="章某某"))))))
    does(city, doubted, "sample", result="doubtful", opinion="签名存疑")
    batch = in_public(town)

    with within(at(town.county, PUBLIC)):
        assert list(SubsidyClaim.objects.filter(batch=batch)) == [first]
        with pytest.raises(ValidationError, match="没有已审定、可以发放的申报。"):
            publish(name="2025-Q3")
    does(city, doubted, "sample", result="passed", opinion="已核实")
    with within(at(town.county, PUBLIC)), pytest.raises(ValidationError, match="已有同名批次，请更换批次名称。"):
        publish(name="2025-Q2")
    with within(at(town.county, PUBLIC)):
        key = str(fresh_key())
        assert publish(name="2025-Q3", idempotency_key=key) == publish(name="2025-Q3", idempotency_key=key)


def test_a_denial_turns_the_claim_back_and_leaves_a_line(town: Town):
    claim = approved(town, claimed(town, reviewed(town, archived(town))))
    batch = in_public(town)
    claim = does(town.county, claim, "call_back", PUBLIC, party="李某某", result="denied", said="没有调解过")

    with within(at(town.county, OVER)):
        line, call = Clawback.objects.get(batch=batch), CallBack.objects.get(subject=claim.pk)
        assert (claim.state, claim.batch_id, claim.approved_on) == ("returned", None, None)
        assert (line.amount, line.reason, line.paid, call.said) == (
            60,
            "当事人否认调解（发放前回访）",
            False,
            "没有调解过",
        )
        batch.refresh_from_db()
        with pytest.raises(ValidationError, match="本批次没有可以发放的申报。"):
            perform(batch, "pay", version=batch.version, paid_on=OVER)


def test_what_was_paid_wrongly_comes_back_with_its_reason(town: Town):
    case = reviewed(town, archived(town))
    claim = approved(town, claimed(town, case))
    second = again(town, case)
    paid(town, in_public(town))

    with (
        within(at(town.clerk, OVER)),
        pytest.raises(ValidationError, match="该纠纷已于2025-Q2批次发放补贴，一事不重复补贴。"),
    ):
        perform(fresh(second), "claim", version=fresh(second).version, shares={town.mediator.pk: Decimal(100)})
    claim = does(town.county, claim, "claw_back", OVER, reason="内容不真实")
    with within(town.county):
        line = Clawback.objects.get(subject=claim.pk)
        assert (claim.state, line.amount, line.paid, line.reason) == ("reclaimed", 60, True, "内容不真实")
    with within(at(town.clerk, OVER)):
        assert fresh(second).claim_facts(shares={}).taken is None


# --- pages


def test_the_queue_of_each_reviewer_holds_what_is_his_turn(town: Town, city: Scope):
    claim = claimed(town, reviewed(town, archived(town)))
    turns = []
    for scope, key in ((town.chair, "check"), (town.clerk, "verify"), (town.county, "approve"), (city, "sample")):
        with within(at(scope, DAY)):
            turns.append(list(queries.waiting(queries.claims())) == [claim])
        given = {"result": "passed"} if key == "sample" else {}
        does(scope, claim, key, opinion="同意", **given)

    assert turns == [True] * 4
    with within(at(city, DAY)):
        assert list(queries.waiting(queries.claims())) == []


def test_my_claims_are_those_that_pay_me(town: Town):
    mine = claimed(town, archived(town), town.clerk)
    with within(town.county):
        Mediator.objects.filter(pk=town.mediator.pk).update(user=town.village_mediator.user)

    with within(town.village_mediator):
        assert list(queries.mine(queries.claims())) == [mine]
    with within(town.chair):
        assert list(queries.mine(queries.claims())) == []


def test_the_pages_show_a_claim_from_its_case_to_its_payment(time_machine):
    time_machine.move_to(moment(DAY))
    town = open_town()
    case = reviewed(town, archived(town))
    office = seated(town.clerk)
    url = reverse("step", args=["mediation", case.pk, "claim"])
    form = office.get(url).content.decode()
    hidden = {"version": fresh_version(town, case), "idempotency_key": str(fresh_key())}
    answer = office.post(url, {f"share_{town.mediator.pk.hex}": "100", **hidden})
    related = office.get(f"{reverse('mediation:case', args=[case.pk])}?tab=related").content.decode()
    with within(town.clerk):
        claim = SubsidyClaim.objects.get()
    page = office.get(reverse("mediation:claim", args=[claim.pk])).content.decode()

    assert "马某某的份额（%）" in form
    assert 'value="100"' in form
    assert answer.status_code == 302
    assert "柳河人调补字〔2025〕1号" in related
    assert "待初审" in page
    assert "不能审核本人申报的补贴" in page
    assert "60.00" in page


def fresh_version(town: Town, case: MediationCase) -> int:
    with within(town.clerk):
        return fresh(case).version


def test_a_batch_is_made_shown_printed_exported_and_paid(time_machine):
    time_machine.move_to(moment(DAY))
    town = open_town()
    claim = approved(town, claimed(town, reviewed(town, archived(town))))
    time_machine.move_to(moment(PUBLIC))
    county = seated(town.county)

    preview = county.get(reverse("mediation:batch-new")).content.decode()
    made = county.post(reverse("mediation:batch-new"), {"name": "2025-Q2", "idempotency_key": str(fresh_key())})
    page = county.get(made.url).content.decode()
    with within(town.county):
        batch = SubsidyBatch.objects.get()
    notice = county.post(reverse("mediation:batch-notice", args=[batch.pk]))
    export = county.get(f"{reverse('mediation:batch-export')}?batch={batch.pk}&form=csv").content.decode("utf-8-sig")

    assert claim.number in preview
    assert "60.00" in preview
    assert made.status_code == 302
    assert "公示至2025-04-15，期满无异议后方可发放" in page
    assert "待回访" in page
    assert "李某某" not in page
    assert "张某某" not in page
    assert county.get(notice.url)["Content-Type"] == "application/pdf"
    assert export.splitlines()[1:] == [
        "申报编号,卷号,调委会,领款人,难易程度,结果,份额（%）,金额（元）",
        "柳河人调补字〔2025〕1号,（2025）柳河人调字第1号,柳河村人民调解委员会,马某某,一般,调解不成,100.00,60.00",
        "合计,,,,,,,60.00",
    ]
    for cell in export.splitlines()[2].split(","):
        assert cell in page
    assert "2025-Q2" in county.get(reverse("mediation:batch-list")).content.decode()
    assert seated(town.clerk).get(reverse("mediation:batch", args=[batch.pk])).status_code == 404


def test_the_city_reads_payees_masked(town: Town, city: Scope):
    claim = claimed(town, archived(town))
    page = seated(city).get(reverse("mediation:claim", args=[claim.pk])).content.decode()

    assert "马*某" in page or "马**" in page or "马*" in page
    assert "马某某" not in page


def test_the_list_of_claims_asks_the_same_however_long_it_is(town: Town):
    claimed(town, archived(town))
    county = seated(town.county)
    url = f"{reverse('mediation:claim-list')}?view=all"
    county.get(url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        county.get(url)
    for name in ("章某某", "赵某某", "孙某某"):
        claimed(town, archived(town, parties=(LI, replace(ZHANG, name=name))))
    with CaptureQueriesContext(connection) as many:
        assert "柳河人调补字〔2025〕4号" in county.get(url).content.decode()

    assert len(many) == len(one)


def test_partners_and_windows_see_nothing_of_subsidies(town: Town):
    claim = claimed(town, archived(town))
    for role in ("partner", "centre_window"):
        who = Client()
        who.force_login(Post.objects.get(pk=scope_of(make_post(town.office, role)).post).user)
        assert who.get(reverse("mediation:claim", args=[claim.pk])).status_code == 404


# --- figures


def test_the_figures_say_how_much_of_what_was_approved_is_paid_and_what_a_case_comes_to(town: Town):
    year = Period(date(2025, 1, 1), date(2026, 1, 1))
    approved(town, claimed(town, reviewed(town, archived(town))), bonus=Decimal("0.01"), adjust_reason="案卷规范")
    paid(town, in_public(town))
    other = claimed(town, reviewed(town, archived(town, parties=(LI, replace(ZHANG, name="章某某")))))
    approved(town, other)

    with within(town.county):
        rate, mean = MEASURES["M-MED-26"].figure(year), MEASURES["M-MED-27"].figure(year)
        assert (rate.value, rate.above, rate.below) == (Decimal("50.0"), 1, 2)
        assert (mean.value, mean.above, mean.below, mean.unit) == (Decimal("60.01"), Decimal("60.01"), 1, "元")
        assert {each.title for each in MEASURES["M-MED-26"].subjects(year)} == {
            "以案定补申报 （2025）柳河人调字第1号",
            "以案定补申报 （2025）柳河人调字第2号",
        }
        assert defined(MEASURES["M-MED-26"])[0] == ("分子 已发放补贴件数：审定日期在统计期内的补贴申报，状态为已发放")
