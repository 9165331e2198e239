"""The official papers: every field where the form has it, in the order of the form, from the record of the case."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from fengqiao.business.mediation import paperwork
from fengqiao.business.mediation.models import ArchiveFile, FollowUp, Investigation, MediationCase
from fengqiao.business.mediation.paperwork import agreeing, filing, inspecting, mediating, opening
from fengqiao.business.mediation.paperwork.parties import PartyRow, paper_moment, paper_span
from fengqiao.kernel.casework.perform import amend, perform
from fengqiao.kernel.paperwork.declarations import Paper
from fengqiao.kernel.paperwork.freezing import canonical, plain
from fengqiao.kernel.paperwork.typesetting import missing_glyphs, typeset
from fengqiao.kernel.places.scope import within
from tests.business.mediation.factories import (
    LI,
    ZHANG,
    accept,
    at,
    make_case,
    make_dispute,
    make_town,
    mediate,
    moment,
    signed,
    term,
)

AT = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
ON = date(2025, 3, 3)
PAPERS = {paper.key.removeprefix("mediation."): paper for paper in paperwork.ALL}
SEVEN = ["姓名", "性别", "民族", "年龄", "职业或职务", "联系方式", "单位或住址"]

LI_ROW = PartyRow(
    role="申请人",
    name="李某某",
    sex="女",
    ethnicity="汉族",
    age="43岁",
    occupation="务农",
    contact="19900000002",
    address="清江县柳河镇柳河村3组",
)
ZHANG_ROW = PartyRow(role="被申请人", name="张某某", sex="男", ethnicity="汉族", age="49岁", address="柳河村3组")
COMMITTEE = "柳河村人民调解委员会"
FACTS = "2025年2月底，张某某在自家院外砌围墙一道，占用两家共用通道约0.8米。"


def text_of(paper: Paper, context: object) -> str:
    """What stands on the print, without blanks and line ends."""
    frozen = plain(context)
    assert missing_glyphs(frozen) == []
    pdf = typeset(paper.source, canonical(frozen), {"subject": "（2025）柳河人调字第12号"}, at=AT)
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def assert_in_order(text: str, *fields: str) -> None:
    """Every field stands on the paper, each behind the one before."""
    place = 0
    for field in fields:
        found = text.find("".join(field.split()), place)
        assert found >= 0, f"“{field}” is not behind “{text[max(0, place - 20) : place]}”: {text}"
        place = found + 1


def test_the_papers_lie_in_the_order_of_the_bundle():
    assert [(paper.bundle, paper.label) for paper in paperwork.ALL] == [
        (0, "人民调解委员会组成人员通报函"),
        (0, "以案定补公示名单"),
        (1, "人民调解申请书"),
        (2, "人民调解受理登记表"),
        (3, "人民调解当事人权利义务告知书"),
        (3, "当事人身份证明"),
        (4, "授权委托书"),
        (5, "人民调解调查记录"),
        (6, "人民调解证据材料"),
        (7, "人民调解记录"),
        (7, "邀请参与调解同意书"),
        (7, "回避决定"),
        (7, "延长调解期限同意书"),
        (8, "人民调解协议书"),
        (9, "终止调解告知书"),
        (9, "人民调解口头协议登记表"),
        (9, "人民调解协议书（变更）"),
        (9, "不予受理告知书"),
        (10, "收条"),
        (11, "人民调解回访记录"),
        (12, "司法确认申请书"),
        (12, "主持调解证明"),
        (16, "矛盾纠纷排查登记表"),
        (16, "零报告单"),
        (17, "重大纠纷报告单"),
        (18, "人民调解结案报告表"),
        (19, "卷宗情况说明"),
    ]


def test_the_application_asks_and_is_signed():
    text = text_of(
        PAPERS["application"],
        opening.Application(
            parties=(LI_ROW, ZHANG_ROW),
            facts=FACTS,
            demands=opening.demands_of("恢复通道原有宽度；赔偿误工损失5,000元。"),
            applicants=("李某某",),
            applied_on=date(2025, 3, 1),
        ),
    )

    assert_in_order(
        text,
        "人民调解申请书",
        "申请人",
        *SEVEN,
        "纠纷简要情况",
        FACTS,
        "当事人申请事项",
        "1. 恢复通道原有宽度。",
        "2. 赔偿误工损失5,000元。",
        "我自愿申请人民调解",
        "申请人（签名、盖章或按指印）",
        "2025年3月1日",
    )


@pytest.mark.parametrize(("source", "ticked"), [("application", "当事人申请"), ("proactive", "人民调解委员会主动调解")])
def test_the_registration_form_names_the_source(source, ticked):
    text = text_of(
        PAPERS["acceptance"],
        opening.Acceptance(
            accepted_on=date(2025, 3, 2),
            committee=COMMITTEE,
            source=source,
            sides="李某某、张某某",
            dispute_type="邻里纠纷",
            facts=FACTS,
            remarks="",
            people=("李某某", "张某某"),
        ),
    )

    assert_in_order(
        text,
        "人民调解受理登记表",
        "2025年3月2日",
        COMMITTEE,
        "依当事人申请",
        "主动调解",
        "经当事人同意",
        "调解",
        "李某某、张某某",
        "之间的纠纷",
        "纠纷类型",
        "邻里纠纷",
        "案件来源",
        "①当事人申请",
        "②人民调解委员会主动调解",
        "纠纷简要情况",
        "备注",
        "当事人（签名、盖章或按指印）",
        "登记人",
        f"{COMMITTEE}（印章）",
    )
    assert text.count("√") == 2
    assert ticked in text


def test_the_notice_tells_rights_duties_and_effect_of_an_agreement():
    text = text_of(
        PAPERS["rights"],
        opening.Rights(
            sides="李某某、张某某",
            manner="当面告知",
            people=("李某某", "张某某"),
            committee=COMMITTEE,
            told_on=date(2025, 3, 2),
        ),
    )

    assert_in_order(
        text,
        "人民调解当事人权利义务告知书",
        "李某某、张某某：",
        "性质和原则",
        "不收取任何费用（第四条）",
        "（第三条）",
        "（第十七条）",
        "当事人的权利（第二十三条）",
        "当事人的义务（第二十四条）",
        "（第三十条）",
        "（第二十九条）",
        "（第三十一条）",
        "（第三十二条）",
        "三十日内",
        "（第三十三条）",
        "（第二十六条）",
        "我已经知悉并理解",
        "当面告知",
        "当事人（签名、盖章或按指印）",
        "告知人",
        "2025年3月2日",
    )


def test_the_investigation_record():
    text = text_of(
        PAPERS["investigation"],
        mediating.Investigations(
            records=(
                mediating.InvestigationRecord(
                    at="2025年3月2日14时30分",
                    place="柳河村3组",
                    participants="王某某",
                    interviewee="赵某某",
                    record="问：通道原有多宽？\n答：三轮车能过。",
                ),
            )
        ),
    )

    assert_in_order(
        text,
        "人民调解调查记录",
        "时间",
        "2025年3月2日14时30分",
        "地点",
        "柳河村3组",
        "参加人",
        "王某某",
        "被调查人",
        "赵某某",
        "问：通道原有多宽？",
        "答：三轮车能过。",
        "被调查人（签名、盖章或按指印）",
        "调查人",
        "记录人",
    )


def test_the_meeting_record():
    text = text_of(
        PAPERS["meeting"],
        mediating.Meetings(
            records=(
                mediating.MeetingRecord(
                    time="2025年3月3日9时30分至10时50分",
                    place="柳河村调解室",
                    reason="通道围墙纠纷",
                    sides="李某某、张某某",
                    participants="王某某",
                    told="已告知权利义务。",
                    record="双方同意互让。",
                    result="①",
                    people=("李某某", "张某某"),
                ),
            )
        ),
    )

    assert_in_order(
        text,
        "人民调解记录",
        "时间",
        "2025年3月3日9时30分至10时50分",
        "地点",
        "柳河村调解室",
        "事由",
        "通道围墙纠纷",
        "当事人",
        "李某某、张某某",
        "参加人",
        "王某某",
        "告知情况",
        "已告知权利义务。",
        "双方同意互让。",
        "调解结果",
        "①调解成功",
        "②调解不成",
        "③有待继续调解",
        "当事人（签名、盖章或按指印）",
        "参加人",
        "人民调解员",
        "记录人",
    )


def test_the_agreement():
    text = text_of(
        PAPERS["agreement"],
        agreeing.WrittenAgreement(
            number="柳河人调协字〔2025〕12号",
            parties=(LI_ROW, ZHANG_ROW),
            facts=FACTS,
            responsibility="张某某承担主要责任。",
            terms=("张某某于2025年4月2日前支付李某某误工损失人民币贰仟元整（¥2,000.00）。", "双方遇事先行协商。"),
            performance="张某某支付，2025年4月2日前履行完毕。",
            copies="三",
            committee=COMMITTEE,
            signers=("申请人", "被申请人"),
            sealed_on=None,
        ),
    )

    assert_in_order(
        text,
        "人民调解协议书",
        "编号：柳河人调协字〔2025〕12号",
        *SEVEN,
        *SEVEN,
        "纠纷主要事实、争议事项",
        FACTS,
        "各方责任：张某某承担主要责任。",
        "经调解，自愿达成如下协议",
        "一、张某某于2025年4月2日前支付",
        "人民币贰仟元整（¥2,000.00）",
        "二、双方遇事先行协商。",
        "履行方式、时限",
        "2025年4月2日前履行完毕",
        "本协议一式",
        "三",
        "份",
        "申请人（签名、盖章或按指印）",
        "被申请人（签名、盖章或按指印）",
        "人民调解员",
        "记录人",
        f"{COMMITTEE}（印章）",
        "年月日",
    )
    assert_in_order(text, "19900000002", "清江县柳河镇柳河村3组")


@pytest.mark.scenario("mediation", 7)
def test_the_oral_agreement_asks_no_party_to_sign():
    text = text_of(
        PAPERS["oral"],
        agreeing.OralAgreement(
            number="柳河人调协字〔2025〕13号",
            parties=(PartyRow(role="申请人", name="王某某", sex="男"), PartyRow(role="被申请人", name="赵某某")),
            facts="2025年3月1日，王某某与赵某某在柳河村3组因噪声发生邻里纠纷。",
            terms=("赵某某即日起停止晚10点后使用粉碎机。", "赵某某当场向王某某赔礼道歉。"),
            performance="赵某某赔礼道歉，当场履行。",
            committee=COMMITTEE,
            agreed_on=date(2025, 3, 1),
        ),
    )

    assert_in_order(
        text,
        "人民调解口头协议登记表",
        "编号：柳河人调协字〔2025〕13号",
        *SEVEN,
        *SEVEN,
        "因噪声发生邻里纠纷",
        "一、赵某某即日起停止",
        "二、赵某某当场向王某某赔礼道歉。",
        "赵某某赔礼道歉，当场履行。",
        "人民调解员",
        f"{COMMITTEE}（印章）",
        "2025年3月1日",
    )
    assert "按指印" not in text


def test_the_notice_of_what_was_never_accepted_names_no_acceptance():
    text = text_of(
        PAPERS["termination"],
        mediating.Termination(
            sides="李某某、张某某",
            dispute_type="邻里纠纷",
            accepted_on=None,
            case_number="",
            outcome="申请人撤回",
            reason="申请人撤回申请。",
            routes=(),
            undisputed="",
            committee=COMMITTEE,
            ended_on=date(2025, 3, 5),
            people=("李某某", "张某某"),
        ),
    )

    assert "已向本调解委员会申请调解。因下列原因" in text
    assert "卷号" not in text


@pytest.mark.scenario("mediation", 3)
@pytest.mark.parametrize("undisputed", ["", "围墙由张某某于2025年2月底砌筑。"])
def test_the_termination_notice_tells_the_other_routes(undisputed):
    text = text_of(
        PAPERS["termination"],
        mediating.Termination(
            sides="李某某、张某某",
            dispute_type="邻里纠纷",
            accepted_on=date(2025, 3, 1),
            case_number="（2025）柳河人调字第12号",
            outcome="一方拒绝/中途要求终止",
            reason="张某某明确表示不愿调解。",
            routes=("court",),
            undisputed=undisputed,
            committee=COMMITTEE,
            ended_on=date(2025, 3, 5),
            people=("李某某", "张某某"),
        ),
    )

    assert_in_order(
        text,
        "终止调解告知书",
        "邻里纠纷",
        "（2025）柳河人调字第12号",
        "终止原因",
        "一方拒绝/中途要求终止",
        "不愿调解",
        "告知途径",
        "仲裁",
        "行政",
        "诉讼",
        undisputed,
        "人民调解员",
        f"{COMMITTEE}（印章）",
        "2025年3月5日",
        "送达签收",
        "当事人",
        "签收日期",
    )
    assert ("双方没有争议的事实" in text) is bool(undisputed)
    assert text.count("√") == 1


def test_the_follow_up_record():
    text = text_of(
        PAPERS["follow_up"],
        agreeing.FollowUps(
            records=(
                agreeing.FollowUpRecord(
                    sides="李某某、张某某",
                    agreement_number="柳河人调协字〔2025〕12号",
                    reason="协议履行情况",
                    at="2025年4月1日10时00分",
                    situation="围墙已经拆除。",
                    committee=COMMITTEE,
                    on=date(2025, 4, 1),
                ),
            )
        ),
    )

    assert_in_order(
        text,
        "人民调解回访记录",
        "当事人",
        "李某某、张某某",
        "调解协议编号",
        "柳河人调协字〔2025〕12号",
        "回访事由",
        "协议履行情况",
        "回访时间",
        "2025年4月1日10时00分",
        "围墙已经拆除。",
        "回访人",
        f"{COMMITTEE}（印章）",
    )


def test_the_statement_of_the_file():
    text = text_of(
        PAPERS["statement"],
        filing.Statement(remarks="无", corrected="2025年5月6日更正纠纷类型：登记时选错类型", filed_on=date(2025, 5, 7)),
    )

    assert_in_order(text, "卷宗情况说明", "无", "更正纠纷类型：登记时选错类型", "立卷人", "检查人", "2025年5月7日")


def test_moments_and_spans():
    start = moment(ON, 9, 30)

    assert paper_moment(start) == "2025年3月3日9时30分"
    assert paper_span(start, None) == "2025年3月3日9时30分"
    assert paper_span(start, moment(ON, 10, 50)) == "2025年3月3日9时30分至10时50分"
    assert paper_span(start, moment(date(2025, 3, 4), 0, 5)) == "2025年3月3日9时30分至2025年3月4日0时05分"


def agreed(town: object) -> MediationCase:
    """A case with a signed and sealed agreement of 3 March 2025."""
    case = mediate(accept(town, make_case(town, make_dispute((LI, ZHANG), demands="恢复通道"))), day=ON)
    case = perform(case, "draft", version=case.version, facts_text=FACTS, terms=[term()])
    case = signed(case, town, on=ON, sealed_on=ON)
    return perform(case, "agree", version=case.version)


@pytest.mark.django_db
def test_papers_are_filled_from_the_case():
    town = make_town()
    with within(at(town.clerk, ON)):
        case = agreed(town)
        asked = Investigation.objects.create(
            subject=case.subject,
            at=moment(ON, 8),
            place="柳河村3组",
            investigators="马某某",
            interviewee="赵某某",
            record="问：……",
            recorder="陈某某",
        )
        visit = FollowUp.objects.create(
            subject=case.subject,
            at=moment(ON, 15),
            mode="phone",
            reason="协议履行情况",
            performance="performed",
            satisfied="satisfied",
            situation="围墙已经拆除。",
            visitor="马某某",
        )

        written = agreeing.written_agreement(case)
        assert [row.name for row in written.parties] == ["李某某", "张某某"]
        assert written.parties[0].age == "43岁"
        assert written.parties[0].contact == "19900000002"
        assert (written.copies, written.sealed_on, written.facts) == ("三", ON, FACTS)
        assert written.number == "柳河人调协字〔2025〕1号"
        assert opening.application(case).demands == ("恢复通道。",)
        assert opening.acceptance(case).source == "application"
        assert opening.rights(case).told_on == ON
        assert mediating.investigations(case).records[0].interviewee == asked.interviewee
        assert mediating.meetings(case).records[0].result == "①"
        assert agreeing.follow_ups(case).records[0].situation == (
            f"{visit.situation}\n方式：电话；履行情况：协议已履行；满意度：满意；处理：无。"
        )


@pytest.mark.django_db
def test_the_cover_and_the_statement_are_filled_from_the_file():
    town = make_town()
    with within(at(town.clerk, ON)):
        case = agreed(town)
        case = amend(case, {"end_reason": "补记"}, version=case.version, reason="漏填")
        ArchiveFile.objects.create(
            subject=case.subject, items=[], filer="陈某某", filed_on=ON, checker="孔某某", retention="long"
        )

        cover = filing.cover(case)
        assert [label for label, _ in cover.fields] == [
            "卷名", "卷号", "人民调解员", "调解日期", "立卷人", "立卷日期", "保管期限", "备注",
        ]  # fmt: skip
        assert dict(cover.fields)["卷号"] == "（2025）柳河人调字第1号"
        assert dict(cover.fields)["调解日期"] == "2025年3月3日至2025年3月3日"
        assert dict(cover.fields)["保管期限"] == "长期10年"
        assert filing.statement(case).corrected == ("2025年3月3日陈某某更正终止原因：由“无”改为“补记”。理由：漏填")


@pytest.mark.django_db
def test_oral_and_ended_cases_have_their_own_papers():
    town = make_town()
    with within(at(town.clerk, ON)):
        oral = accept(town, make_case(town))
        oral = perform(oral, "agree_oral", version=oral.version, facts_text=FACTS, terms=[term()])
        ended = accept(town, make_case(town))
        ended = perform(
            ended,
            "end",
            version=ended.version,
            outcome="21",
            next_routes=["court"],
            end_reason="张某某不愿调解。",
        )

        assert agreeing.oral_agreement(oral).agreed_on == ON
        assert mediating.termination(ended).routes == ("court",)
        with pytest.raises(agreeing.Agreement.DoesNotExist):
            agreeing.written_agreement(ended)


def test_the_register_of_an_inspection_names_every_finding_in_the_order_of_the_ledger():
    row = inspecting.FoundRow(
        number="1",
        on="2025-03-05",
        place="柳河村3组",
        parties="李某某、张某某",
        dispute_type="邻里纠纷",
        facts="两家因通道吵了起来。",
        people="2",
        risk="黄",
        duty_unit=COMMITTEE,
        duty_person="马某某",
        measures="现场劝导",
        limit="2025-04-04",
        progress="调解中",
        result="达成口头协议",
    )
    made = inspecting.InspectionRegister(
        number="PB-990101101201001-2025-001",
        unit=COMMITTEE,
        inspected="定期排查",
        period="2025年3月3日至2025年3月9日",
        households="20",
        people="35",
        found="1",
        solved="0",
        handed_up="0",
        prevented="2",
        prevented_note="劝止两起聚集",
        rows=(row,),
        signer="陈某某",
        on=date(2025, 3, 9),
    )
    pdf = typeset(PAPERS["inspection"].source, canonical(plain(made)), {}, at=AT)
    page = PdfReader(io.BytesIO(pdf)).pages[0]

    assert page.mediabox.width > page.mediabox.height
    text = text_of(PAPERS["inspection"], made)
    for field in (
        "走访户数20",
        "走访人次35",
        "排查发现1件",
        "预防纠纷2件",
        "劝止两起聚集",
        "PB-990101101201001-2025-001",
    ):
        assert field in text
    assert_in_order(
        text,
        *("序号", "排查时间", "地点", "当事人", "纠纷类型", "简要情况", "涉及人数", "风险等级"),
        *("责任单位", "责任人", "化解措施", "化解时限", "进展", "结果", "排查人：", "负责人："),
    )
    for value in ("李某某、张某某", "邻里纠纷", "两家因通道吵了起来。", "马某某", "现场劝导", "达成口头协议"):
        assert value in text


def test_the_zero_report_is_a_statement_with_signatures_and_seal():
    made = inspecting.ZeroReport(
        number="PB-990101101201001-2025-001",
        unit=COMMITTEE,
        inspected="定期排查",
        period="2025年3月3日至2025年3月9日",
        households="20",
        people=inspecting.UNSTATED,
        reason="",
        signer="陈某某",
        on=date(2025, 3, 9),
    )

    assert_in_order(
        text_of(PAPERS["zero_report"], made),
        *("零报告单", "编号：PB-990101101201001-2025-001", "单位", COMMITTEE, "定期排查", "排查人陈某某"),
        *("2025年3月3日至2025年3月9日", "走访户数20", "走访人次未填"),
        "经排查，本单位在上述周期内未发现矛盾纠纷，特此报告。",
        *("排查人：", "负责人：", f"{COMMITTEE}（印章）", "2025年3月9日"),
    )
