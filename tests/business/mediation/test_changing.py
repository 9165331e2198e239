"""变更协议 (4.4): a signed text is changed by a new agreement; the case counts once, by the one in force."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from fengqiao.business.mediation.measures import EFFECTIVE
from fengqiao.business.mediation.models import Agreement, JudicialConfirmation, MediationCase, PerformanceItem
from fengqiao.business.mediation.paperwork import agreeing, conduct
from fengqiao.business.mediation.paperwork.agreeing import WrittenAgreement
from fengqiao.business.mediation.rules import TermFacts
from fengqiao.kernel.casework.models import Number, Task
from fengqiao.kernel.casework.perform import NotNow, perform
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.measures.declarations import MEASURES, Period
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.services import issue
from fengqiao.kernel.places.scope import Scope, today, within
from tests.business.mediation.factories import (
    Town,
    accept,
    agreement_of,
    at,
    make_case,
    make_town,
    mediate,
    signed,
    signs,
    term,
)
from tests.business.mediation.test_agreement_forms import paying, send
from tests.surfaces.seats import seated

pytestmark = pytest.mark.django_db
AGREED, CHANGED = date(2025, 3, 3), date(2025, 4, 20)
OLD, NEW = "柳河人调协字〔2025〕1号", "柳河人调协字〔2025〕2号"
WHY = "张某某住院，双方同意延期支付"
FACTS = "张某某砌墙占道，致李某某误工。"


@pytest.fixture
def town() -> Town:
    return make_town()


def pay(amount: int, due_on: date, **given: object) -> TermFacts:
    return term(kind="pay", content="误工损失", amount=Decimal(amount), due_on=due_on, **given)


def agreed(town: Town, *, terms: list[TermFacts] | None = None) -> MediationCase:
    """30,000 in three instalments, signed and sealed on 3 March 2025."""
    with within(at(town.clerk, AGREED)):
        case = mediate(accept(town, make_case(town)), day=AGREED)
        days = (date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30))
        terms = terms or [pay(10000, day, instalment=number) for number, day in enumerate(days, 1)]
        case = perform(case, "draft", version=case.version, facts_text=FACTS, terms=terms)
        case = signed(case, town, on=AGREED, sealed_on=AGREED)
        return perform(case, "agree", version=case.version)


def fresh(case: MediationCase) -> MediationCase:
    return MediationCase.objects.select_related("subject", "dispute__subject").get(pk=case.pk)


def changing(case: MediationCase, *terms: TermFacts, **given: object) -> MediationCase:
    """变更协议 is drafted: the rest in one sum at the end of the year."""
    terms = terms or (pay(20000, date(2025, 12, 31)),)
    return perform(
        case, "change", version=case.version, change_reason=WHY, facts_text=FACTS, terms=list(terms), **given
    )


def sealed(case: MediationCase, town: Town, on: date) -> MediationCase:
    """变更协议 signed by all and sealed."""
    case = perform(
        case,
        "sign_change",
        version=case.version,
        party_signs=signs(case, on),
        mediator_signs=[{"name": town.mediator.name, "on": on.isoformat()}],
        recorder="陈某某",
    )
    return perform(case, "seal_change", version=case.version, sealed_on=on)


def first_paid(case: MediationCase) -> MediationCase:
    item = PerformanceItem.objects.filter(subject=case.pk).order_by("order")[0]
    return perform(case, "perform_item", version=case.version, item=item, done_on=date(2025, 3, 31))


def states(agreement: Agreement) -> list[str]:
    return list(agreement.items.order_by("order").values_list("state", flat=True))


def open_tasks(case: MediationCase) -> list[tuple[str, date]]:
    running = Task.objects.filter(subject=case.pk, done_at=None).exclude(due_at=None)
    return sorted((task.duty, task.due_at.date()) for task in running if task.due_at)


def test_the_old_agreement_holds_until_the_new_one_is_signed_and_sealed(town: Town):
    case = agreed(town)
    with within(at(town.clerk, CHANGED)):
        case = changing(first_paid(fresh(case)))

        assert (agreement_of(case).number, agreement_of(case).state) == (OLD, "effective")
        pending = Agreement.to_sign(case.pk)
        assert pending is not None
        assert (pending.number, pending.state, pending.changes_id) == (NEW, "to_sign", agreement_of(case).pk)
        assert (case.state, case.amount_total, case.effective_on) == ("performing", Decimal(30000), AGREED)
        assert states(agreement_of(case)) == ["done", "pending", "pending"]

        case = sealed(case, town, CHANGED)

        old, new = Agreement.objects.filter(subject=case.pk).order_by("made_at")
        assert (old.number, old.state, states(old)) == (OLD, "changed", ["done", "superseded", "superseded"])
        assert (new.number, new.state, states(new)) == (NEW, "effective", ["pending"])
        assert agreement_of(case).pk == new.pk
        assert (new.effective_on, new.confirm_deadline) == (CHANGED, date(2025, 5, 20))
        assert (case.state, case.outcome, case.agreement_form) == ("performing", "10", "written")
        assert (case.amount_total, case.effective_on, case.performance) == (Decimal(20000), CHANGED, "pending")
        assert Event.objects.filter(subject=case.pk).latest("seq").data["number"] == NEW


def test_duties_follow_the_agreement_in_force(town: Town):
    case = agreed(town)
    with within(at(town.clerk, CHANGED)):
        case = changing(fresh(case))
        assert {"mediation.change", "mediation.performance"} <= set(
            Task.objects.filter(subject=case.pk, done_at=None).values_list("duty", flat=True)
        )
        case = sealed(case, town, CHANGED)

        # performance until its new day, the follow-up fifteen days behind it; the file still to be laid by
        assert [task for task in open_tasks(case) if task[0] != "mediation.archive"] == [
            ("mediation.follow_up", date(2026, 1, 15)),
            ("mediation.performance", date(2025, 12, 31)),
        ]
        assert not Task.objects.filter(
            subject=case.pk, done_at=None, duty__in=["mediation.change", "mediation.seal"]
        ).exists()


def test_the_case_is_counted_once_and_by_the_agreement_in_force(town: Town):
    case = agreed(town)
    year, march = Period(date(2025, 1, 1), date(2026, 1, 1)), Period(date(2025, 3, 1), date(2025, 4, 1))
    with within(at(town.clerk, CHANGED)):
        assert MEASURES["M-MED-18"].figure(march).value == Decimal("3.00")
        sealed(changing(fresh(case)), town, CHANGED)

        assert MEASURES["M-MED-02"].figure(year).value == 1
        assert MEASURES["M-MED-18"].figure(year).value == Decimal("2.00")
        assert MEASURES["M-MED-18"].figure(march).value == 0
        assert MEASURES["M-MED-19"].figure(year).value == 100
        assert EFFECTIVE.figure(year).value == 1


def test_an_oral_agreement_is_changed_in_writing(town: Town):
    with within(at(town.clerk, AGREED)):
        case = accept(town, make_case(town))
        case = perform(case, "agree_oral", version=case.version, facts_text=FACTS, terms=[pay(900, date(2025, 3, 20))])
    with within(at(town.clerk, CHANGED)):
        case = sealed(changing(fresh(case), pay(900, date(2025, 5, 20))), town, CHANGED)

        assert (case.outcome, case.agreement_form, agreement_of(case).confirm_deadline) == (
            "10", "written", date(2025, 5, 20),
        )  # fmt: skip
        assert {"mediation.oral", "mediation.change"} <= case.papers()
        assert "mediation.agreement" not in case.papers()
        assert agreeing.oral_agreement(case).number == OLD
        assert agreeing.change_agreements(case).agreements[0].changes == f"《人民调解口头协议登记表》（编号：{OLD}）"


def test_both_agreements_are_printed_and_the_new_one_says_which_it_changes(town: Town):
    case = agreed(town)
    with within(at(town.clerk, CHANGED)):
        case = sealed(changing(first_paid(fresh(case))), town, CHANGED)
        old, change = agreeing.written_agreement(case), agreeing.change_agreements(case)

        assert (old.number, old.changes) == (OLD, "")
        assert [(each.number, each.changes, each.change_reason) for each in change.agreements] == [
            (NEW, f"《人民调解协议书》（编号：{OLD}）", WHY)
        ]
        assert {"mediation.agreement", "mediation.change", "mediation.receipt"} <= case.papers()
        assert [receipt.agreement_number for receipt in conduct.receipts(case).receipts] == [OLD]
        assert issue(PAPERS["mediation.change"], case).pages == 1

    with within(at(town.clerk, date(2025, 5, 6))):
        case = changing(fresh(case), pay(20000, date(2026, 3, 31)))
        waiting = agreeing.change_agreements(case).agreements
        assert [each.changes for each in waiting] == [f"《人民调解协议书》（编号：{NEW}）"]

        case = sealed(case, town, date(2025, 5, 6))
        assert [each.number for each in agreeing.change_agreements(case).agreements] == [NEW, NEW.replace("2号", "3号")]


def test_the_signed_change_keeps_its_parties_too(town: Town):
    case = agreed(town)
    with within(at(town.clerk, CHANGED)):
        case = changing(fresh(case))
        pending = Agreement.to_sign(case.pk)
        printed = issue(PAPERS["mediation.change"], case)
    with within(at(town.clerk, CHANGED, hour=15)):
        case = sealed(fresh(case), town, CHANGED)

        assert pending is not None
        assert agreement_of(case).text_at == printed.issued_at


@pytest.mark.parametrize(
    ("terms", "stated", "sentence"),
    [
        ((), Decimal(1), "分项金额合计20,000.00元与协议金额1.00元不一致。"),
        (
            (pay(20000, date(2025, 4, 19)),),
            None,
            "履行期限早于协议日期，请核对；已当场履行的请勾选“当场履行”并上传凭证。",
        ),
    ],
)
def test_a_change_meets_the_rules_of_every_agreement(town: Town, terms, stated, sentence):
    case = agreed(town)
    with within(at(town.clerk, CHANGED)):
        with pytest.raises(ValidationError) as refused:
            changing(fresh(case), *terms, amount_total=stated)

        assert refused.value.messages == [sentence]
        assert Agreement.objects.filter(subject=case.pk).count() == 1


def test_what_is_performed_is_not_changed(town: Town):
    case = agreed(town, terms=[pay(500, date(2025, 3, 31))])
    with within(at(town.clerk, CHANGED)):
        case = changing(fresh(case), pay(500, date(2025, 5, 31)))
        case = first_paid(case)
        assert case.state == "performed"
        with pytest.raises(NotNow):
            changing(case)
        with pytest.raises(ValidationError, match="变更协议尚未生效，请先办理签名、盖章，或者终止变更。"):
            perform(case, "archive", version=case.version, retention="long", filer="陈某某", checker="马某某")

        case = perform(case, "drop_change", version=case.version, reason="已按原协议付清")
        assert Agreement.standing(case.pk)[1] is None
        assert Number.objects.get(text=NEW).void_reason == "已按原协议付清"
        assert agreement_of(case).number == OLD


def test_a_new_draft_takes_the_place_of_an_unsigned_one_and_its_number_is_void(town: Town):
    case = agreed(town)
    with within(at(town.clerk, CHANGED)):
        case = changing(changing(fresh(case)), pay(20000, date(2026, 1, 31)))

        pending = Agreement.to_sign(case.pk)
        assert pending is not None
        assert pending.number == NEW.replace("2号", "3号")
        assert Number.objects.get(text=NEW).void_reason == "重新制作变更协议"
        assert Agreement.objects.get(number=NEW).state == "void"
        assert [event.seq for event in Event.objects.filter(subject=case.pk).order_by("seq")] == list(
            range(1, Event.objects.filter(subject=case.pk).count() + 1)
        )


def asked_of_a_court(town: Town, *, result: str) -> MediationCase:
    """The court was asked to confirm and said so."""
    case = agreed(town)
    with within(at(town.clerk, date(2025, 3, 10))):
        case = perform(
            fresh(case),
            "confirm",
            version=case.version,
            applicants=["李某某", "张某某"],
            court="某县人民法院",
            mode="on_site",
        )
        if result:
            case = perform(case, "ruling", version=case.version, result=result, court_day=date(2025, 3, 10))
    return case


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        ("", "司法确认申请尚在法院审查，请待裁定或者撤回申请后再变更协议。"),
        ("valid", "协议已经人民法院裁定确认有效，不能以变更协议变更，可在执行中和解。"),
    ],
)
def test_what_a_court_examines_or_has_confirmed_is_not_changed(town: Town, result, sentence):
    case = asked_of_a_court(town, result=result)
    with within(at(town.clerk, CHANGED)), pytest.raises(ValidationError) as refused:
        changing(fresh(case))

    assert refused.value.messages == [sentence]


def test_after_a_dismissal_the_changed_agreement_may_be_confirmed(town: Town):
    case = asked_of_a_court(town, result="dismissed")
    with within(at(town.clerk, CHANGED)):
        case = sealed(changing(fresh(case)), town, CHANGED)
        assert JudicialConfirmation.in_hand(case.pk) is None

        case = perform(
            case,
            "confirm",
            version=case.version,
            applicants=["李某某", "张某某"],
            court="某县人民法院",
            mode="on_site",
        )
        asked = JudicialConfirmation.in_hand(case.pk)
        assert asked is not None
        assert (asked.agreement.number, case.confirm_applied_on) == (NEW, CHANGED)


def test_a_follow_up_names_the_agreement_that_held_on_its_day(town: Town):
    case = agreed(town)
    visit = {
        "mode": "phone", "performance": "pending", "satisfied": "satisfied", "situation": "筹款。",
        "visitor": "马某某",
    }  # fmt: skip
    for day in (date(2025, 4, 15), CHANGED, date(2025, 5, 15)):
        with within(at(town.clerk, day)):
            case = fresh(case)
            if day == CHANGED:
                case = sealed(changing(case), town, day)
            else:
                case = perform(case, "follow_up", version=case.version, at=at(town.clerk, day).at, **visit)
    with within(town.clerk):
        assert [record.agreement_number for record in agreeing.follow_ups(case).records] == [OLD, NEW]


def test_an_archived_file_is_changed_too_and_stays_archived(town: Town):
    case = agreed(town)
    with within(at(town.clerk, date(2025, 3, 20))):
        case = fresh(case)
        for party in case.dispute.parties():
            party.id_number = "990101198109270029"
            party.save()
        case = perform(case, "archive", version=case.version, retention="long", filer="陈某某", checker="马某某")
    with within(at(town.clerk, CHANGED)):
        case = sealed(changing(fresh(case), pay(500, CHANGED, on_the_spot=True)), town, CHANGED)

        assert (case.state, case.performance, case.amount_total) == ("archived", "performed", Decimal(500))


# --- the page


@pytest.fixture
def performing(town: Town) -> MediationCase:
    with within(town.clerk):
        case = mediate(accept(town, make_case(town)), day=today())
        terms = [pay(3000, today() + timedelta(30)), pay(2000, today() + timedelta(60))]
        case = perform(case, "draft", version=case.version, facts_text=FACTS, terms=terms)
        case = signed(case, town, on=today(), sealed_on=today())
        return perform(case, "agree", version=case.version)


def page_of(client: Client, case: MediationCase) -> str:
    return client.get(f"/mediation/cases/{case.pk}/").content.decode()


def blue(page: str) -> list[str]:
    return re.findall(r'class="btn btn-primary btn-big"[^>]*>([^<]+)', page)


def test_the_desk_changes_signs_and_seals(town: Town, performing: MediationCase):
    clerk = seated(town.clerk)
    form = clerk.get(f"/mediation/{performing.pk}/change/").content.decode()
    assert "变更事由" in form
    assert 'name="term2_amount" value="2000.00"' in form
    assert form.count('<details class="fq-group" open>') == 0

    late = (today() + timedelta(90)).isoformat()
    given = paying(change_reason=WHY, term1_amount="5000", term1_due_on=late, amount_total="5000")
    assert send(clerk, performing, "change", **given).status_code == 302
    drafted = page_of(clerk, performing)
    with within(town.clerk):
        parties = [party.pk.hex for party in performing.dispute.parties()]
    day = {f"party_{key}": today().isoformat() for key in parties}
    assert (
        send(clerk, performing, "sign_change", mediator_on=today().isoformat(), recorder="陈某某", **day).status_code
        == 302
    )
    signed_page = page_of(clerk, performing)
    assert send(clerk, performing, "seal_change", sealed_on=today().isoformat()).status_code == 302
    changed = page_of(clerk, performing)

    assert blue(drafted) == ["登记变更协议签名"]
    assert "变更协议</h2>" in drafted
    assert blue(signed_page) == ["确认变更协议盖章"]
    assert "已变更的协议</h2>" in changed
    assert WHY in changed
    assert "登记变更协议签名" not in "".join(blue(changed))


def test_a_county_post_may_not_change_an_agreement(town: Town, performing: MediationCase):
    for scope in (town.county,):
        assert reading(scope, performing) == 404


def reading(scope: Scope, case: MediationCase) -> int:
    return seated(scope).get(f"/mediation/{case.pk}/change/").status_code


def test_the_print_of_a_change_tells_what_it_changes():
    from tests.business.mediation.test_papers import LI_ROW, ZHANG_ROW, assert_in_order, text_of
    from tests.business.mediation.test_papers import PAPERS as DECLARED

    text = text_of(
        DECLARED["change"],
        agreeing.ChangeAgreements(
            agreements=(
                WrittenAgreement(
                    number=NEW,
                    parties=(LI_ROW, ZHANG_ROW),
                    facts=FACTS,
                    responsibility="",
                    terms=("张某某于2025年12月31日前支付李某某误工损失人民币贰万元整（¥20,000.00）。",),
                    performance="张某某支付，2025年12月31日前履行完毕。",
                    copies="三",
                    committee="柳河村人民调解委员会",
                    signers=("申请人", "被申请人"),
                    sealed_on=CHANGED,
                    changes=f"《人民调解协议书》（编号：{OLD}）",
                    change_reason=f"{WHY}。",
                ),
            )
        ),
    )

    assert_in_order(
        text,
        "人民调解协议书（变更）",
        f"编号：{NEW}",
        "纠纷主要事实、争议事项",
        f"本协议变更《人民调解协议书》（编号：{OLD}）。变更事由：{WHY}。原协议已经履行的部分不变，尚未履行的部分自本协议生效之日起以本协议为准。",
        "经调解，自愿达成如下协议",
        "履行方式、时限",
        "本协议一式三份",
        "2025年4月20日",
    )
