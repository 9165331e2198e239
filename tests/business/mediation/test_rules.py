"""The rules of mediation on exact values: guards, dates, grades, risk, sums, sentences, numbers."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.business.mediation import rules
from fengqiao.business.mediation.rules import guards, messages
from fengqiao.business.mediation.rules.agreements import clause, clauses, performance
from fengqiao.business.mediation.rules.checks import yearly_rates
from fengqiao.business.mediation.rules.facts import (
    AgreementFacts,
    CaseFacts,
    DisputeFacts,
    MediatorFacts,
    PartyFacts,
    Signature,
    TermFacts,
)
from fengqiao.business.mediation.rules.grading import GradingFacts, GradingTable, RiskTable
from fengqiao.business.mediation.terms import (
    Capacity,
    CaseState,
    Difficulty,
    ItemKind,
    ItemState,
    PartySide,
    Performance,
    Risk,
    Willingness,
)
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import SHANGHAI

ON = date(2025, 3, 3)
LI = PartyFacts(name="李某某", side=PartySide.APPLICANT, willingness=Willingness.AGREED, rights_told=True)
ZHANG = PartyFacts(name="张某某", side=PartySide.RESPONDENT, willingness=Willingness.AGREED, rights_told=True)
MA = MediatorFacts(name="马某某", engaged_on=date(2024, 1, 1), expires_on=date(2026, 12, 31))
PAYMENT = TermFacts(obligor="张某某", obligee="李某某", content="误工损失", amount=Decimal(2000), due_on=ON)
AGREEMENT = AgreementFacts(
    agreed_on=ON,
    terms=(PAYMENT,),
    total=Decimal(2000),
    party_signs=(Signature(name="李某某", on=ON), Signature(name="张某某", on=ON)),
    mediator_signs=(Signature(name="马某某", on=ON),),
    sealed_on=ON,
)
FACTS = CaseFacts(
    on=ON,
    dispute_type="02",
    source_detail="22",
    applied_on=date(2025, 3, 1),
    accepted_on=date(2025, 3, 2),
    parties=(LI, ZHANG),
    mediators=(MA,),
    agreement=AGREEMENT,
)
DISPUTE = DisputeFacts(
    by_office=True,
    on=ON,
    dispute_type="02",
    subtype="0205",
    placed=True,
    duty_organization=True,
    suggested="blue",
    confirmed="blue",
)


def said(step: tuple[guards.CaseFacts, ...], facts: object) -> list[str]:
    """What the guards of a step say."""
    return [sentence for guard in step if (sentence := guard(facts))]


def parties(*, zhang: PartyFacts = ZHANG, li: PartyFacts = LI) -> tuple[PartyFacts, ...]:
    return (li, zhang)


@pytest.mark.parametrize(
    "step", [rules.ACCEPTANCE, rules.MEETING, rules.DRAFTING, rules.SIGNING, rules.SEALING, rules.WRITTEN, rules.ORAL]
)
def test_a_case_in_order_passes_every_step(step):
    assert said(step, FACTS) == []


@pytest.mark.scenario("mediation", 3)
def test_a_refusal_stops_mediation_and_asks_for_the_other_routes():
    refused = replace(ZHANG, willingness=Willingness.REFUSED)
    facts = replace(FACTS, source_detail="11", parties=parties(zhang=refused))

    message = "当事人已明确拒绝调解，依据《人民调解法》第十七条不得调解，请终止并告知其他途径。"
    assert said(rules.MEETING, facts) == [message]
    assert said(rules.ACCEPTANCE, facts) == [message]
    assert said(rules.DRAFTING, facts) == [message]

    ending = replace(facts, agreement=None, outcome="21", end_reason="张某某不愿调解")
    assert said(rules.ENDING, ending) == [messages.NO_ROUTE]
    assert said(rules.ENDING, replace(ending, next_routes=("court", "police"))) == [messages.NO_ROUTE]
    assert said(rules.ENDING, replace(ending, next_routes=("court", "arbitration"))) == []


def test_proactive_mediation_may_be_accepted_before_everybody_was_asked():
    unasked = replace(ZHANG, willingness=Willingness.UNSTATED)

    facts = replace(FACTS, source_detail="13", parties=parties(zhang=unasked))

    assert said(rules.ACCEPTANCE, facts) == []
    assert said(rules.MEETING, facts) == ["张某某尚未同意调解，请先征询意愿。"]
    assert said(rules.ACCEPTANCE, replace(facts, source_detail="22")) == ["张某某尚未同意调解，请先征询意愿。"]


def test_a_third_person_need_not_agree_but_may_refuse():
    third = PartyFacts(name="王某某", side=PartySide.THIRD, rights_told=True)

    assert said(rules.MEETING, replace(FACTS, parties=(LI, ZHANG, third))) == []
    refusing = replace(third, willingness=Willingness.REFUSED)
    assert said(rules.MEETING, replace(FACTS, parties=(LI, ZHANG, refusing))) == [messages.REFUSED]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"court_accepted": True}, "该纠纷人民法院已受理，未收到委派或委托调解函，不能受理。"),
        ({"parties": (LI,)}, "请补充对方当事人信息；确无法查明的，可先作线索登记，不能受理。"),
        (
            {"parties": parties(zhang=replace(ZHANG, missing=("民族", "职业或职务")))},
            "请补全张某某的民族、职业或职务后受理。",
        ),
        (
            {"parties": parties(zhang=replace(ZHANG, wrong_digit=18))},
            "身份证号校验不通过，请核对第18位或改选证件类型。",
        ),
        (
            {"parties": parties(zhang=replace(ZHANG, born_on=date(2007, 3, 3)))},
            "当事人未满18周岁，须填写法定代理人并由其签名。",
        ),
        ({"parties": parties(zhang=replace(ZHANG, stated_age=17))}, "当事人未满18周岁，须填写法定代理人并由其签名。"),
        (
            {"parties": parties(zhang=replace(ZHANG, capacity=Capacity.LIMITED))},
            "张某某不具有完全民事行为能力，须填写法定代理人并由其签名。",
        ),
        ({"committee_is_party": True}, messages.COMMITTEE_IS_PARTY),
        ({"applied_on": date(2025, 3, 3)}, "受理日期不能早于申请日期。"),
        ({"accepted_on": date(2025, 3, 4)}, "日期不能晚于今天。"),
        ({"mediators": ()}, "请指定调解员。"),
        ({"mediators": (replace(MA, recused=True),)}, "请指定调解员。"),
        ({"difficulty": Difficulty.MAJOR}, "重大纠纷应当由两名以上调解员调解。"),
        (
            {"mediators": (replace(MA, expires_on=date(2025, 3, 2)),)},
            "该调解员聘期已于2025-03-02届满，请先办理续聘或更换调解员。",
        ),
        ({"mediators": (MediatorFacts(name="马某某"),)}, "马某某未受本调委会聘任，请先办理聘任或更换调解员。"),
        (
            {"mediators": (replace(MA, engaged_on=date(2025, 3, 4)),)},
            "马某某的聘期自2025-03-04起，请更换调解员。",
        ),
        ({"conflict_declared": True}, "调解员与当事人存在利害关系，须双方书面同意或更换调解员。"),
    ],
)
def test_what_stands_against_acceptance(change, message):
    assert said(rules.ACCEPTANCE, replace(FACTS, **change)) == [message]


def test_what_lifts_an_obstacle_to_acceptance():
    minor = replace(ZHANG, born_on=date(2010, 1, 1), guardian="张父")
    gone = MediatorFacts(name="胡某某", recused=True)

    assert said(rules.ACCEPTANCE, replace(FACTS, court_accepted=True, entrust_letter=True)) == []
    assert said(rules.ACCEPTANCE, replace(FACTS, parties=parties(zhang=minor))) == []
    assert (
        said(
            rules.ACCEPTANCE,
            replace(FACTS, parties=parties(zhang=replace(ZHANG, missing=("民族",))), by_light_path=True),
        )
        == []
    )
    assert said(rules.ACCEPTANCE, replace(FACTS, mediators=(gone, MA))) == []
    assert said(rules.ACCEPTANCE, replace(FACTS, conflict_declared=True, conflict_consented=True)) == []
    assert (
        said(rules.ACCEPTANCE, replace(FACTS, difficulty=Difficulty.MAJOR, mediators=(MA, replace(MA, name="胡某某"))))
        == []
    )
    assert said(rules.ACCEPTANCE, replace(FACTS, applied_on=None, accepted_on=None)) == []


def test_18_is_completed_on_the_day_after_the_birthday():
    def on(day: date) -> list[str]:
        born = replace(ZHANG, born_on=date(2007, 3, 3))
        return said((guards.wards_have_guardians,), replace(FACTS, on=day, parties=parties(zhang=born)))

    assert on(date(2025, 3, 3)) == [messages.MINOR_WITHOUT_GUARDIAN]
    assert on(date(2025, 3, 4)) == []


def test_no_meeting_before_rights_were_told():
    untold = replace(FACTS, parties=(replace(LI, rights_told=False), replace(ZHANG, rights_told=False)))

    assert said(rules.MEETING, untold) == ["尚未向李某某、张某某告知调解的权利和义务，请先送达权利义务告知书。"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"terms": (), "total": Decimal(0)}, "请至少填写一项协议内容。"),
        ({"total": Decimal("30000.50")}, "分项金额合计2,000.00元与协议金额30,000.50元不一致。"),
        (
            {"terms": (replace(PAYMENT, due_on=date(2025, 3, 2)),)},
            "履行期限早于协议日期，请核对；已当场履行的请勾选“当场履行”并上传凭证。",
        ),
        (
            {"terms": (replace(PAYMENT, due_on=date(2025, 3, 2), on_the_spot=True),)},
            "履行期限早于协议日期，请核对；已当场履行的请勾选“当场履行”并上传凭证。",
        ),
    ],
)
def test_what_stands_against_a_draft(change, message):
    facts = replace(FACTS, agreement=replace(AGREEMENT, **change))

    assert said(rules.DRAFTING, facts) == [message]
    assert said(rules.ORAL, facts) == [message]


def test_what_was_done_on_the_spot_with_proof_may_lie_before_the_agreement():
    paid = replace(PAYMENT, due_on=date(2025, 3, 2), on_the_spot=True, proof=uuid7())

    assert said(rules.DRAFTING, replace(FACTS, agreement=replace(AGREEMENT, terms=(paid,), agreed_on=None))) == []


def test_signed_text_is_never_edited():
    message = "协议已签署生效，不能修改；如需变更，请制作变更协议。"

    signed = replace(FACTS, replaces_signed=True)

    assert said(rules.DRAFTING, signed) == [message]
    assert said(rules.SIGNING, signed) == [message]
    assert said(rules.SEALING, signed) == [message]


CHANGE = replace(AGREEMENT, sealed_on=None)


@pytest.mark.parametrize(
    ("step", "change", "messages_"),
    [
        (rules.CHANGEABLE, {}, []),
        (rules.CHANGEABLE, {"dispute_concluded": True}, ["纠纷已办结，不能变更协议；又起争议的，请另行登记纠纷。"]),
        (rules.CHANGEABLE, {"items_left": 0}, ["协议已履行完毕，不需变更。"]),
        (rules.SIGNING_CHANGE, {}, []),
        (rules.SIGNING_CHANGE, {"change": None}, ["请先制作变更协议。"]),
        (
            rules.SIGNING_CHANGE,
            {"change": replace(CHANGE, terms=(replace(PAYMENT, obligor="张小某"),))},
            ["当事人姓名（名称）已修改，与协议书不一致，请重新生成协议书后签名。"],
        ),
        (rules.SEALING_CHANGE, {}, []),
        (rules.SEALING_CHANGE, {"change": None}, ["请先制作变更协议。"]),
        (rules.SEALING_CHANGE, {"dispute_concluded": True}, ["纠纷已办结，不能变更协议；又起争议的，请另行登记纠纷。"]),
        (
            rules.SEALING_CHANGE,
            {"change": replace(CHANGE, party_signs=(Signature(name="李某某", on=ON), Signature(name="张某某")))},
            ["张某某尚未在协议书上签名、盖章或按指印。"],
        ),
        (rules.DROPPING_CHANGE, {"change": None}, ["请先制作变更协议。"]),
        (rules.CONFIRMABLE, {"confirm_deadline": ON}, ["变更协议尚未生效，请先办理签名、盖章，或者终止变更。"]),
    ],
)
def test_what_stands_against_a_change_of_the_agreement(step, change, messages_):
    assert said(step, replace(FACTS, **{"items_left": 1, "change": CHANGE, **change})) == messages_


def test_a_written_agreement_needs_every_signature_and_the_seal():
    unsealed = replace(FACTS, agreement=replace(AGREEMENT, sealed_on=None))
    unsigned = replace(
        FACTS,
        agreement=replace(AGREEMENT, party_signs=(Signature(name="李某某", on=ON), Signature(name="张某某"))),
    )
    nobody = replace(FACTS, agreement=replace(AGREEMENT, party_signs=(), mediator_signs=()))

    assert said(rules.WRITTEN, unsealed) == ["协议书尚未加盖调委会印章，未生效，不能登记为“达成书面协议”。"]
    assert said(rules.SEALING, unsigned) == ["张某某尚未在协议书上签名、盖章或按指印。"]
    assert said(rules.SEALING, nobody) == ["当事人、人民调解员尚未在协议书上签名、盖章或按指印。"]
    assert said(rules.SIGNING, replace(FACTS, agreement=None)) == ["请先制作调解协议书。"]
    assert said(rules.SIGNING, replace(FACTS, agreement=replace(AGREEMENT, form="oral"))) == ["请先制作调解协议书。"]


@pytest.mark.parametrize("kind", ["10", "11", "15"])
def test_labor_and_medical_cases_are_not_settled_orally(kind):
    assert said(rules.ORAL, replace(FACTS, dispute_type=kind)) == ["劳动争议、医疗纠纷调解协议应当采用书面形式。"]


def test_an_oral_agreement_has_its_day():
    undated = replace(FACTS, agreement=replace(AGREEMENT, agreed_on=None))
    to_come = replace(
        FACTS, agreement=replace(AGREEMENT, agreed_on=date(2025, 3, 4), terms=(replace(PAYMENT, due_on=None),))
    )

    assert said(rules.ORAL, undated) == ["请填写口头协议达成时间。"]
    assert said(rules.ORAL, to_come) == ["日期不能晚于今天。"]


def test_an_end_is_a_stop_with_its_reason():
    facts = replace(FACTS, agreement=None, end_reason="双方分歧过大")

    assert said(rules.ENDING, replace(facts, outcome="")) == ["请选择终止调解的情形。"]
    assert said(rules.ENDING, replace(facts, outcome="10")) == ["请选择终止调解的情形。"]
    assert said(rules.ENDING, replace(facts, outcome="40")) == ["请选择终止调解的情形。"]
    assert said(rules.ENDING, replace(facts, outcome="22", end_reason=" ")) == ["请填写终止原因。"]
    assert said(rules.ENDING, replace(facts, outcome="22")) == []
    assert said(rules.ENDING, replace(facts, outcome="22", agreement=AGREEMENT)) == [messages.AGREEMENT_STANDS]
    refused = replace(facts, parties=(replace(LI, willingness=Willingness.REFUSED), ZHANG))
    assert said(rules.ENDING, replace(refused, outcome="23")) == [
        "当事人已明确拒绝调解，终止情形只能是“一方拒绝/中途要求终止”或者“申请人撤回”。"
    ]
    assert said(rules.ENDING, replace(refused, outcome="22")) == []
    assert said(rules.ENDING, replace(facts, state=CaseState.APPLIED, outcome="23")) == [
        "尚未受理的，终止情形只能是“一方拒绝/中途要求终止”或者“申请人撤回”。"
    ]
    unsigned = replace(AGREEMENT, mediator_signs=())
    assert said(rules.ENDING, replace(facts, outcome="22", agreement=unsigned)) == []


MEDIATED = frozenset(
    f"mediation.{key}" for key in ("application", "rights", "meeting", "agreement", "follow_up", "termination")
)


@pytest.mark.parametrize(
    ("papers", "change", "missing"),
    [
        (MEDIATED, {}, ()),
        (MEDIATED - {"mediation.application"}, {}, ("人民调解申请书或受理登记表",)),
        (MEDIATED - {"mediation.rights", "mediation.meeting"}, {}, ("权利义务告知书", "调解记录")),
        (MEDIATED - {"mediation.agreement"}, {}, ("协议书或口头协议登记表",)),
        (MEDIATED - {"mediation.follow_up"}, {"follow_up_due": True}, ("回访记录",)),
        (MEDIATED - {"mediation.follow_up"}, {}, ()),
        (MEDIATED, {"identified": False}, ("身份证明",)),
        (MEDIATED - {"mediation.termination"}, {"outcome": "20"}, ("终止调解告知书",)),
        ({"mediation.acceptance", "mediation.termination"}, {"outcome": "21", "meetings": 0}, ()),
        ({"mediation.acceptance", "mediation.oral"}, {"outcome": "11", "light": True, "identified": False}, ()),
        (
            {"mediation.declined"},
            {"outcome": "", "state": CaseState.DECLINED, "meetings": 0, "identified": False},
            (),
        ),
        ({"mediation.acceptance"}, {"outcome": "", "state": CaseState.DECLINED}, ("不予受理告知书",)),
    ],
)
def test_a_missing_mandatory_paper_blocks_the_archive(papers, change, missing):
    filed = {"outcome": "10", "meetings": 1, "identified": True} | change

    facts = replace(FACTS, papers=frozenset(papers), **filed)

    assert rules.missing_papers(facts) == missing
    expected = [f"卷宗缺少必备文书：{'、'.join(missing)}，不能归档。"] if missing else []
    assert said(rules.ARCHIVING, facts) == expected


def test_performance_is_complete_when_nothing_is_open():
    def complete(**change: object) -> str | None:
        return rules.all_is_performed(replace(FACTS, agreement=replace(AGREEMENT, terms=(replace(PAYMENT, **change),))))

    assert complete(done_on=ON) is None
    assert complete(state=ItemState.WAIVED) is None
    assert complete() == "尚有1项履行事项未履行完毕。"
    assert rules.all_is_performed(replace(FACTS, agreement=None)) is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"dispute_type": ""}, "请确定纠纷类型后分流。"),
        ({"subtype": ""}, "请确定纠纷二级类型后分流。"),
        ({"placed": False}, "请确定发生地后分流。"),
        ({"duty_organization": False}, "请确定责任单位后分流。"),
        ({"undecided_matches": 2}, "尚有2条疑似重复的来件未判定，请先处理后分流。"),
        ({}, None),
        ({"dispute_type": "16", "subtype": ""}, None),
    ],
)
def test_what_a_dispute_needs_before_it_is_routed(change, message):
    assert rules.routing_is_complete(replace(DISPUTE, **change)) == message
    assert (rules.routing_is_complete,) == rules.ROUTING


def test_only_the_head_lowers_red_and_orange():
    red = replace(DISPUTE, risk=Risk.RED, suggested="yellow", confirmed="yellow")

    assert said(rules.ASSESSING, red) == ["红色、橙色风险降级须由司法所所长审核。"]
    assert said(rules.ASSESSING, replace(red, by_head=True)) == []
    assert said(rules.ASSESSING, replace(red, risk=Risk.YELLOW, suggested="blue", confirmed="blue")) == []


def test_a_color_of_ones_own_is_explained_and_red_has_a_leader():
    raised = replace(DISPUTE, suggested="orange", confirmed="red")

    assert said(rules.ASSESSING, raised) == ["核定等级与系统建议不一致，请写明理由。", "红色风险纠纷须确定包案领导。"]
    assert said(rules.ASSESSING, replace(raised, reason="当事人情绪激动", leader=True)) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"risk": Risk.RED}, "红色风险纠纷须由司法所所长审核后办结。"),
        ({"risk": Risk.ORANGE}, "橙色风险纠纷须由司法所所长审核后办结。"),
        ({"difficulty": Difficulty.MAJOR}, "重大纠纷须由司法所所长审核后办结。"),
        ({"by_office": False}, "纠纷由司法所办结。"),
        ({"dangerous": True}, messages.REPORT_NEEDED),
        (
            {"items": (PAYMENT, replace(PAYMENT, state=ItemState.DONE))},
            "尚有1项履行事项未到期或未登记履行结果，不能办结。",
        ),
        (
            {"items": (replace(PAYMENT, state=ItemState.OVERDUE), replace(PAYMENT, state=ItemState.PARTIAL))},
            "尚有2项履行事项未到期或未登记履行结果，不能办结。",
        ),
        ({"on": ON + timedelta(1), "items": (replace(PAYMENT, state=ItemState.OVERDUE),)}, None),
        ({"items": (replace(PAYMENT, state=ItemState.WAIVED),)}, None),
        ({"follow_up_due": True}, "尚未回访，不能办结。"),
        ({"follow_up_due": True, "follow_up_done": True}, None),
        ({"risk": Risk.RED, "by_head": True}, None),
        ({}, None),
    ],
)
def test_what_stands_against_closing_a_dispute(change, message):
    assert said(rules.CLOSING, replace(DISPUTE, **change)) == ([message] if message else [])


@pytest.mark.scenario("mediation", 4)
def test_effect_is_the_latest_of_signatures_and_seal_and_opens_30_days():
    saturday, monday = date(2025, 3, 1), date(2025, 3, 3)

    effective = rules.effective_on(parties=[saturday, saturday], mediators=[saturday], sealed_on=monday)

    assert effective == monday
    deadline = date(2025, 4, 2)
    asked = {"form": "written", "applicants": ("李某某", "张某某"), "sides": 2, "deadline": deadline}
    assert rules.confirmation_refusal(**asked, on=date(2025, 4, 2)) is None
    assert (
        rules.confirmation_refusal(**asked, on=date(2025, 4, 3))
        == "已超过协议生效后30日（截止2025-04-02），不能申请司法确认，可引导公证、仲裁或起诉。"
    )


@pytest.mark.parametrize(
    ("parties", "mediators", "sealed_on"),
    [([ON, None], [ON], ON), ([ON], [None], ON), ([ON], [ON], None), ([], [ON], ON), ([ON], [], ON)],
)
def test_no_effect_while_anything_is_missing(parties, mediators, sealed_on):
    assert rules.effective_on(parties=parties, mediators=mediators, sealed_on=sealed_on) is None


def test_confirmation_is_joint_and_for_written_agreements():
    asked = {"sides": 2, "deadline": ON, "on": ON}

    assert (
        rules.confirmation_refusal(form="written", applicants=("李某某",), **asked)
        == "司法确认须由双方当事人共同申请，目前仅李某某申请。"
    )
    assert (
        rules.confirmation_refusal(form="oral", applicants=("李某某", "张某某"), **asked)
        == "口头协议无法提交司法确认，请先制作书面调解协议书。"
    )


@pytest.mark.scenario("mediation", 5)
@pytest.mark.parametrize(
    ("kind", "source", "value", "unit", "start", "end"),
    [
        ("02", "22", 30, "day", date(2025, 5, 6), date(2025, 6, 5)),
        ("02", "311", 30, "day", date(2025, 7, 1), date(2025, 7, 31)),
        ("11", "22", 15, "day", date(2025, 6, 10), date(2025, 6, 25)),
        ("15", "22", 30, "working_day", None, None),
        ("04", "312", 15, "day", None, None),
    ],
)
def test_the_limit_of_a_case_follows_its_kind_and_its_sender(kind, source, value, unit, start, end):
    limit = rules.mediation_limit(kind, source)

    assert (limit.value, limit.unit) == (value, unit)
    assert limit.row == {"value": value, "unit": unit, "roll": limit.roll, "article": limit.article}
    if start:
        assert start + timedelta(limit.value) == end


def test_a_summary_trial_leaves_seven_days():
    assert rules.mediation_limit("04", "312", summary=True).value == 7
    assert rules.mediation_limit("10", "22").start == "applied_on"


def test_every_limit_is_declared_once():
    keys = [limit.key for limit in rules.LIMITS]

    assert len(keys) == len(set(keys))
    assert rules.first_contact_limit("red") in keys
    assert {limit.key: limit.value for limit in rules.LIMITS if "first_contact" in limit.key} == {
        "mediation.limit.first_contact.red": 2,
        "mediation.limit.first_contact.orange": 24,
        "mediation.limit.first_contact.yellow": 3,
        "mediation.limit.first_contact.blue": 7,
    }


def test_follow_up_days():
    asked = {"first_due_on": date(2025, 6, 30), "effective_on": ON}

    assert rules.follow_up_due(written=True, risk="blue", sampled=False, **asked) == date(2025, 7, 15)
    assert rules.follow_up_due(written=False, risk="orange", sampled=False, **asked) == date(2025, 4, 2)
    assert rules.follow_up_due(written=False, risk="blue", sampled=True, **asked) == date(2025, 4, 2)
    assert rules.follow_up_due(written=False, risk="yellow", sampled=False, **asked) is None
    assert rules.end_of_day(ON) == datetime(2025, 3, 3, 23, 59, 59, tzinfo=SHANGHAI)


@pytest.mark.scenario("mediation", 6)
def test_the_score_of_a_quarrel_with_blows_is_red():
    found = rules.counted_factors(police_calls=3, grudge_years=2)

    scored = rules.risk_of({"blows", "bad_habits", *found})

    assert (scored.score, scored.risk, scored.override) == (70, Risk.RED, False)
    assert [weight for _, weight in scored.points] == [25, 20, 15, 10]


@pytest.mark.scenario("mediation", 6)
def test_love_and_a_sensitive_day_are_blue_until_somebody_threatens():
    mild = rules.risk_of({"affection", "sensitive_day"})
    threatened = rules.risk_of({"affection", "sensitive_day", "threat"})

    assert (mild.score, mild.risk, mild.override) == (15, Risk.BLUE, False)
    assert (threatened.score, threatened.risk, threatened.override) == (15, Risk.RED, True)


@pytest.mark.parametrize(
    ("factors", "score", "risk"),
    [
        ((), 0, Risk.BLUE),
        (("blows",), 25, Risk.YELLOW),
        (("blows", "long_grudge"), 40, Risk.ORANGE),
        (("police_twice", "police_often"), 20, Risk.YELLOW),
        (("people_10",), 15, Risk.BLUE),
        (("people_30",), 25, Risk.ORANGE),
        (("people_30", "blows", "affection"), 60, Risk.RED),
        (("blows", "police_often", "illness"), 60, Risk.ORANGE),  # illness never lifts a dispute to red
        (("blows", "police_often", "long_grudge", "illness"), 75, Risk.RED),
    ],
)
def test_scores_and_colors(factors, score, risk):
    assert (rules.risk_of(factors).score, rules.risk_of(factors).risk) == (score, risk)


def test_a_county_may_weigh_otherwise():
    row = {**asdict(RiskTable()), "red": 20}

    assert rules.risk_of({"blows"}, row).risk is Risk.RED


def test_factors_that_follow_from_figures():
    assert rules.counted_factors() == frozenset()
    assert rules.counted_factors(police_calls=2, people=10, failed_mediations=2, debt=Decimal(50_000)) == {
        "police_twice",
        "people_10",
        "long_grudge",
        "debt",
    }
    assert rules.counted_factors(people=30) == {"people_30"}


@pytest.mark.parametrize(
    ("facts", "difficulty", "grounds"),
    [
        ({}, Difficulty.SIMPLE, ("事实清楚、金额较小",)),
        ({"amount": Decimal("4999.99")}, Difficulty.SIMPLE, ("事实清楚、金额较小",)),
        ({"amount": Decimal(5_000)}, Difficulty.ORDINARY, ("金额5,000元以上",)),
        ({"subtype": "0205"}, Difficulty.ORDINARY, ("界址、合同或者一般伤害纠纷",)),
        ({"dispute_type": "04"}, Difficulty.ORDINARY, ("界址、合同或者一般伤害纠纷",)),
        ({"unpaid_workers": 5, "injured": 3}, Difficulty.ORDINARY, ("欠薪涉及5人以下", "伤3人以下")),
        ({"amount": Decimal(50_000)}, Difficulty.DIFFICULT, ("金额50,000元以上",)),
        ({"failed_before": True, "across_places": True}, Difficulty.DIFFICULT, ("曾经调解未成", "跨村或者跨乡镇")),
        ({"needs_survey": True}, Difficulty.DIFFICULT, ("需要勘验、鉴定或者两个以上部门参与",)),
        ({"amount": Decimal(100_000)}, Difficulty.MAJOR, ("金额100,000元以上",)),
        ({"people": 10}, Difficulty.MAJOR, ("当事人10人以上",)),
        ({"unpaid_workers": 6}, Difficulty.MAJOR, ("欠薪涉及5人以上",)),
        ({"injured": 4}, Difficulty.MAJOR, ("伤3人以上",)),
        ({"risk": Risk.RED, "unnatural_death": True}, Difficulty.MAJOR, ("非正常死亡", "红色风险")),
        ({"ownership_with_fights": True, "failed_before": True}, Difficulty.MAJOR, ("林地、宅基地权属争议曾发生械斗",)),
        ({"group_tendency": True}, Difficulty.MAJOR, ("有群体性上访或者械斗倾向",)),
    ],
)
def test_the_highest_ground_that_is_met_gives_the_grade(facts, difficulty, grounds):
    suggested = rules.suggested_difficulty(GradingFacts(**facts))

    assert (suggested.difficulty, suggested.grounds) == (difficulty, grounds)


def test_a_county_may_grade_otherwise():
    row = {**asdict(GradingTable()), "major_amount": 60_000}

    assert rules.suggested_difficulty(GradingFacts(amount=Decimal(60_000)), row).difficulty is Difficulty.MAJOR


DUE = (date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31))
DEBT = TermFacts(obligor="刘某某", obligee="秦某某", content="借款", amount=Decimal(30_000))


@pytest.mark.scenario("mediation", 8)
def test_instalments_default_and_enforcement():
    items = rules.items_of((DEBT,), DUE)
    paid = replace(items[0], done_on=date(2025, 6, 28), done_amount=items[0].amount)

    assert [item.amount for item in items] == [Decimal(10_000)] * 3
    assert [item.due_on for item in items] == list(DUE)
    on = date(2025, 10, 1)
    assert [rules.item_state(item, on) for item in (paid, *items[1:])] == ["done", "overdue", "pending"]
    assert rules.performance_of((paid, *items[1:]), on) is Performance.PARTIAL
    assert Performance.PARTIAL.label == "部分履行"
    in_quarter = [item for item in (paid, *items[1:]) if date(2025, 7, 1) <= item.due_on <= date(2025, 9, 30)]
    assert (sum(map(rules.performed_in_time, in_quarter)), len(in_quarter)) == (0, 1)
    assert rules.performed_in_time(paid)
    assert rules.enforcement_deadline(DUE[-1]) == date(2027, 12, 31)


def test_a_day_that_does_not_exist_ends_on_the_months_last():
    assert rules.enforcement_deadline(date(2024, 2, 29)) == date(2026, 2, 28)


@given(st.decimals(Decimal("0.12"), Decimal(10_000_000), places=2), st.integers(1, 12))
def test_instalments_add_up_and_the_last_takes_the_remainder(total, count):
    parts = rules.instalments(total, count)

    assert sum(parts) == total
    assert len(set(parts[:-1])) <= 1
    assert parts[-1] >= parts[0]


def test_the_remainder_goes_to_the_last():
    assert rules.instalments(Decimal(100), 3) == (Decimal("33.33"), Decimal("33.33"), Decimal("33.34"))


def test_what_is_paid_on_the_spot_is_not_divided():
    apology = TermFacts(obligor="刘某某", obligee="秦某某", kind=ItemKind.APOLOGIZE, on_the_spot=True)
    cash = replace(DEBT, on_the_spot=True)

    assert rules.items_of((apology, cash), DUE) == (apology, cash)
    assert rules.items_of((DEBT,)) == (DEBT,)


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        (["done", "waived"], Performance.PERFORMED),
        ([], Performance.PERFORMED),
        (["done", "pending"], Performance.PENDING),
        (["pending"], Performance.PENDING),
        (["overdue", "pending"], Performance.OVERDUE),
        (["done", "overdue"], Performance.PARTIAL),
        (["partial"], Performance.PARTIAL),
    ],
)
def test_the_whole_performance_follows_from_the_items(states, whole):
    assert performance(states) is whole


def test_an_item_is_due_until_the_end_of_its_day():
    item = replace(DEBT, due_on=ON)

    assert rules.item_state(item, ON) is ItemState.PENDING
    assert rules.item_state(item, date(2025, 3, 4)) is ItemState.OVERDUE
    assert rules.item_state(replace(item, done_on=ON, done_amount=Decimal(1)), ON) is ItemState.PARTIAL
    assert rules.item_state(replace(item, state=ItemState.WAIVED), ON) is ItemState.WAIVED
    assert not rules.performed_in_time(replace(item, done_on=ON, done_amount=Decimal(1)))
    assert not rules.performed_in_time(replace(item, done_on=date(2025, 3, 4)))


def term(kind: ItemKind, content: str = "", **more: object) -> TermFacts:
    return TermFacts(obligor="张某某", obligee="李某某", kind=kind, content=content, **more)


@pytest.mark.parametrize(
    ("agreed", "sentence"),
    [
        (
            term(ItemKind.PAY, "误工损失", amount=Decimal(2000), on_the_spot=True),
            "张某某当场支付李某某误工损失人民币贰仟元整（¥2,000.00）。",
        ),
        (
            term(ItemKind.PAY, "借款", amount=Decimal(10_000), due_on=date(2025, 6, 30), instalment=1),
            "张某某于2025年6月30日前支付李某某第一期借款人民币壹万元整（¥10,000.00）。",
        ),
        (term(ItemKind.PAY, "医药费"), "张某某支付李某某医药费。"),
        (term(ItemKind.STOP, "晚10点后使用粉碎机", on_the_spot=True), "张某某即日起停止晚10点后使用粉碎机。"),
        (term(ItemKind.STOP, due_on=date(2025, 4, 1)), "张某某自2025年4月1日起停止侵害李某某的行为。"),
        (
            term(ItemKind.RESTORE, "拆除占道围墙", due_on=date(2025, 3, 20)),
            "张某某于2025年3月20日前拆除占道围墙，恢复原状。",
        ),
        (term(ItemKind.RESTORE), "张某某为李某某恢复原状。"),
        (term(ItemKind.DELIVER, "钥匙", due_on=date(2025, 4, 2)), "张某某于2025年4月2日前向李某某交付钥匙。"),
        (term(ItemKind.APOLOGIZE, on_the_spot=True), "张某某当场向李某某赔礼道歉。"),
        (term(ItemKind.APOLOGIZE, "李某某表示谅解"), "张某某向李某某赔礼道歉，李某某表示谅解。"),
        (
            term(ItemKind.REGISTER, "车辆过户", due_on=date(2025, 4, 2)),
            "张某某于2025年4月2日前协助李某某办理车辆过户登记。",
        ),
        (term(ItemKind.OTHER, "双方今后遇事先行协商。"), "双方今后遇事先行协商。"),
    ],
)
def test_a_term_is_a_sentence_of_the_agreement(agreed, sentence):
    assert clause(agreed) == sentence


def test_the_text_of_the_terms_is_one_sentence_a_line():
    twice = (term(ItemKind.APOLOGIZE), term(ItemKind.APOLOGIZE), term(ItemKind.OTHER, "互不追究"))

    assert clauses(twice) == ("张某某向李某某赔礼道歉。", "互不追究。")
    assert rules.terms_text(twice) == "张某某向李某某赔礼道歉。\n互不追究。"


def test_manner_and_time_of_performance_are_written_from_the_terms():
    items = rules.items_of((DEBT,), DUE[:2])
    apology = term(ItemKind.APOLOGIZE, on_the_spot=True)
    wall = term(ItemKind.RESTORE, "拆除围墙", due_on=date(2025, 3, 20))
    peace = term(ItemKind.OTHER, "遇事先行协商")

    assert rules.mode_text((*items, apology, wall, peace)) == (
        "刘某某分二期支付秦某某：第一期人民币壹万伍仟元整（¥15,000.00），2025年6月30日前履行完毕，"
        "第二期人民币壹万伍仟元整（¥15,000.00），2025年9月30日前履行完毕；"
        "张某某赔礼道歉，当场履行；张某某恢复原状，2025年3月20日前履行完毕；张某某履行，自协议生效之日起履行。"
    )
    assert rules.mode_text(()) == ""
    assert rules.copies(2) == 3


@pytest.mark.scenario("mediation", 7)
def test_the_one_screen_form_composes_the_facts_from_what_was_tapped():
    tapped = {"applicants": ["王某某"], "respondents": ["赵某某"], "dispute_type": "02", "subtype": "0204"}

    assert (
        rules.oral_facts(**tapped, place="柳河村3组", on=date(2025, 3, 1))
        == "2025年3月1日，王某某与赵某某在柳河村3组因噪声发生邻里纠纷。"
    )
    assert (
        rules.oral_facts(**{**tapped, "subtype": ""}, place="", on=date(2025, 3, 1), note="粉碎机夜间使用")
        == "2025年3月1日，王某某与赵某某发生邻里纠纷。粉碎机夜间使用。"
    )
    assert rules.reason_words("02", "0204") == "噪声"
    assert rules.reason_words("16") == "道路交通事故"


def test_titles_and_numbers():
    assert rules.title(["李某某"], ["张某某"], "02") == "李某某与张某某 邻里纠纷"
    assert rules.title(["李某某", "王某某", "赵某某"], [], "10") == "李某某等3人与对方（不明） 拖欠农民工工资纠纷"
    assert rules.case_number(2025, "柳河", 12) == "（2025）柳河人调字第12号"
    assert rules.agreement_number(2025, "柳河", 12) == "柳河人调协字〔2025〕12号"
    assert rules.dispute_number(990101101201, 2025, 117) == "JF-990101101201-2025-00117"
    assert rules.intake_number(990101101, 2025, 412) == "LJ-990101101-2025-000412"


@pytest.mark.parametrize(
    ("number", "position"),
    [
        ("990101198109270029", 0),
        ("11010119900307X17X", 15),
        ("1101011990030771", 17),
        ("1101011990030771711", 19),
        ("110101199013071234", 7),
        ("110101209903071234", 7),
        ("110101184903071234", 7),
    ],
)
def test_the_position_to_look_at_in_an_identity_number(number, position):
    assert rules.wrong_digit(number, ON) == position


def test_a_right_identity_number_is_right_and_one_digit_off_is_not():
    from fengqiao.kernel.privacy.identifiers import check_character

    right = "99010119810927002" + check_character("99010119810927002")
    wrong = right[:17] + ("0" if right[17] != "0" else "1")

    assert rules.wrong_digit(f" {right.lower()} ", ON) == 0
    assert rules.wrong_digit(wrong, ON) == 18


def test_single_refusals_outside_the_course():
    assert rules.zero_report_refusal(0) is None
    assert rules.zero_report_refusal(3) == "本周期已有3条排查线索，不能提交零报告。"
    assert (
        rules.locked_period_refusal(period="2025年6月", locked=True)
        == "2025年6月统计期已锁定，更正将计入下期“更正数”。"
    )
    assert rules.locked_period_refusal(period="2025年6月", locked=False) is None


def test_warnings_that_may_be_passed():
    older = replace(ZHANG, born_on=date(1980, 1, 1), stated_age=50)

    assert rules.age_warnings([LI, older, replace(older, stated_age=45)], ON) == [
        "张某某填写年龄50岁，按身份证为45岁，年龄与身份证不符。"
    ]
    assert rules.grade_warning(Decimal(100_000), "1") == "涉及金额在100,000元以上，难易程度为“简单”，请核对。"
    assert rules.grade_warning(Decimal("99999.99"), "1") is None
    assert rules.follow_up_warning(ON, date(2025, 3, 4)) == "首个履行期限为2025-03-04，未到期即回访，请说明理由。"
    assert rules.follow_up_warning(ON, ON) is None
    assert rules.follow_up_warning(ON, None) is None
    assert rules.place_warning(Decimal(20)) is None
    assert rules.place_warning(Decimal("20.4")) == "定位距发生地20.4公里，超过20公里，请核对。"


def test_one_mediator_is_not_in_two_places():
    def at(hour: int) -> datetime:
        return datetime(2025, 3, 3, hour, tzinfo=SHANGHAI)

    others = [("（2025）柳河人调字第3号", at(10), at(12)), ("（2025）柳河人调字第4号", at(11), at(13))]

    assert rules.overlap_warnings("马某某", at(9), at(11), others) == [
        "马某某在同一时间另有调解：（2025）柳河人调字第3号，请核对时间。"
    ]


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("李某某保证不再上访。", [messages.WAIVES_PETITION]),
        ("双方息诉罢访。", [messages.WAIVES_PETITION]),
        ("李某某不得向任何部门信访", [messages.WAIVES_PETITION]),
        ("李某某放弃向法院起诉的权利。", [messages.WAIVES_COURT]),
        ("双方同意离婚。", ["该条款不能申请司法确认，须走登记或确权程序"]),
        ("3组宅基地归张某某所有。", ["该条款不能申请司法确认，须走登记或确权程序"]),
        ("确认双方不存在亲子关系。", ["该条款不能申请司法确认，须走登记或确权程序"]),
        ("张某某归还李某某借款10,000元。", []),
        ("按年利率12%计算利息。", []),
        (
            "按年利率24%支付利息。",
            ["约定的利率或违约金折合年24.00%，超过一年期LPR四倍（12.00%），超出部分不受法律保护。"],
        ),
        ("张某某拆除围墙，双方今后遇事先行协商。", []),
    ],
)
def test_wording_a_court_or_the_law_will_not_accept(text, warned):
    assert rules.wording_warnings(text) == warned


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("月息2分", [Decimal(24)]),
        ("年息1分", [Decimal(10)]),
        ("月利率1.5%", [Decimal(18)]),
        ("每日万分之五的违约金", [Decimal("18.25")]),
        ("每日按千分之1支付", [Decimal("36.5")]),
        ("年利率3‰", [Decimal("0.3")]),
        ("2025年3月5日前付清", []),
    ],
)
def test_rates_are_read_as_percent_a_year(text, rates):
    assert yearly_rates(text) == rates


def test_a_term_without_sum_or_day_is_unclear():
    assert rules.clarity_warning([PAYMENT]) is None
    assert rules.clarity_warning([replace(PAYMENT, amount=None)]) == "内容不明确将被法院驳回"
    assert rules.clarity_warning([replace(PAYMENT, due_on=None)]) == "内容不明确将被法院驳回"
    assert rules.clarity_warning([replace(PAYMENT, due_on=None, on_the_spot=True)]) is None
