"""What comes up while a case is mediated: evidence, recusal, more time, representatives; and the papers of each."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pypdf import PdfReader

from fengqiao.business.mediation.forms import PartyForm
from fengqiao.business.mediation.models import CaseMediator, MediationCase
from fengqiao.business.mediation.paperwork import ALL
from fengqiao.business.mediation.queries import clocks_of
from fengqiao.business.mediation.queries.lists import limit as limit_words
from fengqiao.business.mediation.queries.lists import with_limits
from fengqiao.business.mediation.services.committee import appoint, enrol_mediator
from fengqiao.business.mediation.services.dispute import rewrite
from fengqiao.kernel.casework.duties import stop
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.journal.models import Event
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
from tests.business.mediation.test_papers import assert_in_order
from tests.kernel.casework.matters import sentence_of

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 3)
PAPERS = {paper.key.removeprefix("mediation."): paper for paper in ALL}


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def clerk(town: Town) -> Scope:
    return at(town.clerk, DAY)


@pytest.fixture
def case(town: Town, clerk: Scope) -> MediationCase:
    """A case accepted on 2025-03-03: thirty days end on 2025-04-02."""
    with within(clerk):
        return accept(town, make_case(town, make_dispute()))


def printed(key: str, matter: Any) -> bytes:
    """The PDF of a paper."""
    return render(issue(PAPERS[key], matter))


def refused(case: MediationCase, step: str, sentence: str, **given: Any) -> None:
    """A refusal says its sentence and leaves nothing behind."""
    before = (case.version, Event.objects.count())
    with pytest.raises(ValidationError) as said:
        perform(case, step, version=case.version, **given)
    assert said.value.messages == [sentence]
    case.refresh_from_db()
    assert (case.version, Event.objects.count()) == before


def second_mediator(town: Town) -> Any:
    """孙某某, engaged by the same committee."""
    with within(at(town.county, DAY)):
        mediator = enrol_mediator(town.committee, name="孙某某", sex="男", kind="part_time")
        appoint(
            mediator,
            town.committee,
            kind="engaged",
            engaged_on=date(2024, 1, 2),
            expires_on=date(2027, 1, 1),
        )
    return mediator


def test_evidence_is_listed_in_the_order_it_came_without_what_is_private(clerk: Scope, case):
    given = {"kind": "photo", "provider": "李某某", "original": False, "copies": 1, "received_on": DAY}
    with within(clerk):
        case = perform(case, "submit_evidence", version=case.version, name="围墙照片", pages=2, private=False, **given)
        case = perform(case, "submit_evidence", version=case.version, name="病历", pages=3, private=True, **given)

        text = text_of(printed("evidence", case))

    heads = ("序号", "名称", "来源", "份数", "页数", "原件/复印件", "提供人", "日期")
    assert_in_order(text, "人民调解证据材料", *heads, "1", "围墙照片", "照片", "复印件", "李某某", "提供人", "收集人")
    assert "病历" not in text


def test_whoever_withdraws_is_replaced_and_the_decision_says_so(town: Town, clerk: Scope, case):
    other = second_mediator(town)
    with within(clerk):
        refused(
            case, "recuse", "回避后调解员人数不足，请同时更换调解员。", mediator=town.mediator, reason="系当事人近亲属"
        )

        case = perform(
            case,
            "recuse",
            version=case.version,
            mediator=town.mediator,
            reason="系当事人近亲属",
            replacement=other,
        )

        assert case.chief_mediator == other
        assert list(CaseMediator.objects.order_by("id").values_list("mediator__name", "recused")) == [
            ("马某某", True),
            ("孙某某", False),
        ]
        text = text_of(printed("recusal", case))
        assert_in_order(text, "回避决定", "马某某", "系当事人近亲属", "应当回避", "孙某某", "继续调解", "2025年3月3日")


def test_the_limit_is_extended_forward_and_by_consent_only(clerk: Scope, case):
    with within(clerk):
        longer = {"extended_to": date(2025, 4, 20), "reason": "等待测绘结果"}
        refused(case, "extend", "延长调解期限须经各方当事人同意，请先取得同意书。", **longer)
        refused(
            case,
            "extend",
            "延长后的期限应当晚于原期限，请核对。",
            **{**longer, "extended_to": date(2025, 4, 2)},
            consented=True,
        )

        case = perform(case, "extend", version=case.version, **longer, consented=True)

        limit = Task.objects.get(subject=case.pk, duty="mediation.limit")
        assert limit.due_at == moment(date(2025, 4, 20), 23, 59).replace(second=59)
        seqs = list(Event.objects.filter(subject=case.pk).order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))
        text = text_of(printed("extension", case))
        assert_in_order(text, "延长调解期限同意书", "等待测绘结果", "2025年4月20日", "当事人（签名、盖章或按指印）")


def test_an_appraisal_stops_the_limit_until_it_is_there(clerk: Scope, case):
    with within(clerk):
        refused(case, "resume", "本案调解期限没有中止。")
        limit = Task.objects.get(subject=case.pk, duty="mediation.limit").due_at

        case = perform(case, "pause", version=case.version, appraisal="伤残等级")

        refused(case, "pause", "本案没有正在计算的调解期限。", appraisal="笔迹")
        [clock] = [clock for clock in clocks_of(case.pk) if clock.label == "调解期限"]
        assert (str(clock.due), clock.late) == ("已中止（鉴定）", False)
        stop(case.subject, "mediation.rights")
        with_limits([case])
        assert str(limit_words(case)) == "已中止（鉴定）"
    with within(replace(clerk, at=clerk.at + timedelta(days=10))):
        case = perform(case, "resume", version=case.version)

        assert Task.objects.get(subject=case.pk, duty="mediation.limit").due_at == limit + timedelta(days=10)
        told = [sentence_of(event) for event in Event.objects.filter(subject=case.pk).order_by("seq")]
        until = f"{(limit + timedelta(days=10)).astimezone():%Y-%m-%d}"
        assert told[-2:] == ["委托鉴定：伤残等级，调解期限中止", f"鉴定结束，调解期限恢复计算至{until}"]


def test_a_limit_that_is_over_is_not_paused(clerk: Scope, case):
    with within(replace(clerk, at=clerk.at + timedelta(days=60))):
        refused(
            case,
            "pause",
            "调解期限已届满，不能中止；需要继续调解的，请征得各方当事人同意后延长。",
            appraisal="伤残等级",
        )


def test_a_representative_is_written_down_with_his_scope_and_printed(clerk: Scope, case):
    with within(clerk):
        party = case.dispute.parties()[0]
        given = {
            "side": "applicant",
            "kind": "natural",
            "name": "李某某",
            "capacity": "full",
            "willingness": "agreed",
            "proxy_name": "李小某",
            "proxy_relation": "父子",
        }
        assert PartyForm(given).errors == {"proxy_scope": ["请勾选代理权限。"]}
        form = PartyForm({**given, "proxy_scope": ["evidence", "dispose"]})
        assert form.is_valid(), form.errors
        rewrite(case.dispute, party, form.value(), asked=form.fields)

        text = text_of(printed("proxy", case))

    assert_in_order(
        text,
        "授权委托书",
        "委托人",
        "李某某",
        "受委托人",
        "李小某",
        "父子",
        "邻里纠纷",
        "特别授权：收集提供证据、承认变更放弃请求",
        "委托期限",
        "委托人（签名、盖章或按指印）",
    )


def test_another_document_than_the_identity_card_has_no_check_character(clerk: Scope):
    given = {"side": "applicant", "kind": "natural", "name": "李某某", "capacity": "full", "willingness": "agreed"}
    with within(clerk):
        wrong = PartyForm({**given, "id_number": "990101198109270028"})
        assert wrong.errors == {"id_number": ["身份证号校验不通过，请核对第18位或改选证件类型。"]}
        assert PartyForm({**given, "id_number": "H01234567", "document": "hkmt"}).is_valid()


def test_every_meeting_has_its_page(clerk: Scope, case):
    with within(clerk):
        case = mediate(case, day=DAY, result="③")
        case = mediate_again(case)

        pages = PdfReader(io.BytesIO(printed("meeting", case))).pages

    texts = ["".join(page.extract_text().split()) for page in pages]
    assert len(texts) == 2
    assert all(text.startswith("人民调解记录时间2025年3月") for text in texts)
    assert "第二次调解" in texts[1]
    assert "第二次调解" not in texts[0]


def mediate_again(case: MediationCase) -> MediationCase:
    return perform(
        case,
        "meet",
        version=case.version,
        started_at=moment(date(2025, 3, 3), 14),
        place="柳河村调解室",
        record="第二次调解，双方同意互让。",
        result="①",
        present=list(case.dispute.parties()),
        recorder="陈某某",
        participants="王某某",
        participants_consented=True,
    )


def test_who_joins_by_consent_is_invited_in_writing(clerk: Scope, case):
    with within(clerk):
        case = mediate_again(mediate(case, day=DAY, result="③"))

        text = text_of(printed("invitation", case))

    assert_in_order(text, "邀请参与调解同意书", "李某某、张某某", "第二十条", "王某某", "参与调解", "参与人")


def test_what_is_declined_says_why(town: Town, clerk: Scope):
    with within(clerk):
        case = make_case(town, make_dispute())
        case = perform(case, "decline", version=case.version, reason="special_organ")

        text = text_of(printed("declined", case))

    assert_in_order(text, "不予受理告知书", "李某某、张某某", "只能由专门机关处理", "仲裁", "2025年3月3日")


def test_a_payment_has_its_receipt_and_a_concluded_case_its_report(town: Town, clerk: Scope, case):
    with within(clerk):
        case = mediate(case, day=DAY)
        paying = term(kind="pay", content="误工损失", amount=Decimal("2000.00"), due_on=date(2025, 3, 31))
        case = perform(case, "draft", version=case.version, facts_text="围墙占用共用通道。", terms=[paying])
        case = signed(case, town, on=DAY, sealed_on=DAY)
        case = perform(case, "agree", version=case.version)
        case = perform(case, "perform_item", version=case.version, item=agreement_of(case).items.get(), done_on=DAY)

        receipt, report = text_of(printed("receipt", case)), text_of(printed("closing", case))

    assert_in_order(
        receipt, "收条", "张某某", "误工损失", "人民币贰仟元整（¥2,000.00）", "收款人", "李某某", "2025年3月3日"
    )
    assert_in_order(
        report,
        "人民调解结案报告表",
        "卷号",
        "填表时间",
        "承办单位",
        "承办人",
        "马某某",
        "受案时间",
        "结案时间",
        "当事人",
        "来源",
        "简要事实",
        "结果",
        "达成书面协议",
        "审核意见",
        "承办人",
        "审核人",
    )
