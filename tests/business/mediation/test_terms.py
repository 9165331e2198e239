"""The code lists: what the statistics count, what the forms print, what follows from a result."""

from __future__ import annotations

import pytest

from fengqiao.business.mediation import terms
from fengqiao.business.mediation.terms import (
    SUCCESS,
    AgreementState,
    Difficulty,
    DisputeState,
    DisputeSubtype,
    DisputeType,
    MethodStep,
    Outcome,
    PrintedResult,
    PrintedSource,
    ProxyScope,
    Retention,
    Risk,
    RiskFactor,
    Source,
    SourceDetail,
)


def test_the_18_classes_stand_in_the_order_of_the_report():
    assert [kind.value for kind in DisputeType] == [f"{number:02}" for number in range(1, 19)]
    assert DisputeType("10").label == "拖欠农民工工资纠纷"
    assert DisputeType("18").label == "其他纠纷"


def test_only_some_classes_have_a_second_level():
    assert {kind.value for kind in DisputeType if kind.subtypes} == {"01", "02", "03", "04", "06", "07", "08"}
    assert DisputeSubtype("0205").label == "界址围墙"
    assert DisputeSubtype("0205").parent is DisputeType.NEIGHBOR
    assert len(DisputeSubtype) == 32


def test_labor_and_medical_agreements_are_written():
    assert {kind.value for kind in DisputeType if kind.written_only} == {"10", "11", "15"}


@pytest.mark.parametrize(
    ("detail", "source", "channel", "docking", "printed"),
    [
        ("11", Source.PROACTIVE, "11", "", PrintedSource.PROACTIVE),
        ("22", Source.ON_APPLICATION, "22", "", PrintedSource.APPLICATION),
        ("311", Source.ENTRUSTED, "31", "诉调对接", PrintedSource.APPLICATION),
        ("32", Source.ENTRUSTED, "32", "检调对接", PrintedSource.APPLICATION),
        ("331", Source.ENTRUSTED, "33", "公调对接", PrintedSource.APPLICATION),
        ("34", Source.ENTRUSTED, "34", "访调对接", PrintedSource.APPLICATION),
        ("351", Source.ENTRUSTED, "35", "", PrintedSource.APPLICATION),
    ],
)
def test_a_channel_has_its_class_and_its_box_on_the_form(detail, source, channel, docking, printed):
    found = SourceDetail(detail)

    assert (found.source, found.channel.value, found.docking) == (source, channel, docking)
    assert found.source.printed is printed
    assert found.from_court is (channel == "31")


def test_success_is_an_agreement_and_nothing_else():
    assert {outcome.value for outcome in SUCCESS} == {"10", "11"}
    assert {outcome.value for outcome in Outcome if outcome.is_success} == {"10", "11"}
    assert [outcome.value for outcome in Outcome if not outcome.is_final] == ["40"]
    assert [outcome.value for outcome in Outcome if outcome.is_stop] == [
        "20", "21", "22", "23", "24", "30", "31", "32",
    ]  # fmt: skip
    assert [outcome.value for outcome in Outcome if outcome.needs_next_route] == ["20", "21", "24"]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("10", DisputeState.RESOLVED),
        ("21", DisputeState.UNRESOLVED),
        ("23", DisputeState.RESOLVED),
        ("30", DisputeState.TRANSFERRED),
        ("31", DisputeState.VOID),
        ("32", DisputeState.MERGED),
        ("40", DisputeState.MEDIATING),
    ],
)
def test_what_becomes_of_the_dispute(outcome, state):
    assert Outcome(outcome).dispute_state is state


def test_the_meeting_record_has_three_boxes():
    assert [f"{result.value}{result.label}" for result in PrintedResult] == [
        "①调解成功",
        "②调解不成",
        "③有待继续调解",
    ]
    assert Outcome.AGREED_ORAL.printed is PrintedResult.SUCCEEDED
    assert Outcome.REFUSED.printed is PrintedResult.FAILED
    assert Outcome.CONTINUING.printed is PrintedResult.CONTINUING


def test_risk_has_four_colors_and_three_levels():
    assert [risk.words for risk in Risk] == ["红(高)", "橙(较高)", "黄(中)", "蓝(低)"]
    assert [risk.of_three for risk in Risk] == ["高", "高", "中", "低"]
    assert [risk.level for risk in Risk] == [4, 3, 2, 1]
    assert [risk.serious for risk in Risk] == [True, True, False, False]


def test_what_only_the_office_and_the_county_see():
    assert {factor.name for factor in RiskFactor if factor.restricted} == {
        "DOMESTIC_VIOLENCE",
        "WARD_HARMED",
        "ILLNESS",
    }


def test_signed_text_is_fixed_from_effect_on():
    assert [state.label for state in AgreementState if not state.fixed] == ["草稿", "待签", "待盖章"]


def test_small_lists_say_more_than_their_label():
    assert [retention.words for retention in Retention] == ["短期5年", "长期10年", "永久"]
    assert "".join(step.label for step in MethodStep) == "听辨劝借让和"
    assert MethodStep.YIELD.meaning == "互谅互让"
    assert [scope.label for scope in ProxyScope if scope.special] == ["承认变更放弃请求"]
    assert [grade.label for grade in Difficulty if grade.hard] == ["疑难", "重大"]


def test_every_name_of_the_room_is_exported_once():
    assert len(terms.__all__) == len(set(terms.__all__))
    assert all(hasattr(terms, name) for name in terms.__all__)
