"""How hard and how dangerous a dispute is (难易程度 3.2, 风险评估): suggested by a table, confirmed by a person.

The tables are the defaults of rule rows (`asdict` gives the row) and are built from a county's own row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fengqiao.business.mediation.terms import Difficulty, Risk, RiskFactor


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingTable:
    """Bounds of the grades; a sum on a bound belongs to the higher grade."""

    ordinary_amount: int = 5_000
    difficult_amount: int = 50_000
    major_amount: int = 100_000
    group: int = 10
    wages: int = 5
    injured: int = 3
    ordinary_kinds: Sequence[str] = ("04", "0205", "0301", "0601", "0701")  # boundary, contract, ordinary injury


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingFacts:
    """What the grade of a dispute depends on."""

    dispute_type: str = ""
    subtype: str = ""
    amount: Decimal = Decimal(0)
    people: int = 2
    unpaid_workers: int = 0
    injured: int = 0
    needs_survey: bool = False  # 勘验、鉴定 or two departments
    failed_before: bool = False
    across_places: bool = False  # 跨村、跨乡镇
    group_tendency: bool = False  # 群体性上访、械斗 tendency
    unnatural_death: bool = False
    ownership_with_fights: bool = False  # 林地、宅基地权属 with armed fights before
    risk: str = Risk.BLUE


@dataclass(frozen=True, slots=True)
class Grade:
    """The suggested grade and the grounds that led to it."""

    difficulty: Difficulty
    grounds: tuple[str, ...]


def suggested_difficulty(facts: GradingFacts, row: Mapping[str, Any] | None = None) -> Grade:
    """The highest grade of which any ground is met; `row` is the county's rule row, none the default table."""
    table = GradingTable(**row or {})
    amount, kind = facts.amount, facts.subtype or facts.dispute_type
    grounds: tuple[tuple[Difficulty, bool, str], ...] = (
        (Difficulty.MAJOR, facts.people >= table.group, f"当事人{table.group}人以上"),
        (Difficulty.MAJOR, facts.group_tendency, "有群体性上访或者械斗倾向"),
        (Difficulty.MAJOR, facts.unpaid_workers > table.wages, f"欠薪涉及{table.wages}人以上"),
        (Difficulty.MAJOR, facts.injured > table.injured, f"伤{table.injured}人以上"),
        (Difficulty.MAJOR, amount >= table.major_amount, f"金额{table.major_amount:,}元以上"),
        (Difficulty.MAJOR, facts.unnatural_death, "非正常死亡"),
        (Difficulty.MAJOR, facts.risk == Risk.RED, "红色风险"),
        (Difficulty.MAJOR, facts.ownership_with_fights, "林地、宅基地权属争议曾发生械斗"),
        (Difficulty.DIFFICULT, facts.needs_survey, "需要勘验、鉴定或者两个以上部门参与"),
        (Difficulty.DIFFICULT, amount >= table.difficult_amount, f"金额{table.difficult_amount:,}元以上"),
        (Difficulty.DIFFICULT, facts.failed_before, "曾经调解未成"),
        (Difficulty.DIFFICULT, facts.across_places, "跨村或者跨乡镇"),
        (Difficulty.ORDINARY, kind.startswith(tuple(table.ordinary_kinds)), "界址、合同或者一般伤害纠纷"),
        (Difficulty.ORDINARY, amount >= table.ordinary_amount, f"金额{table.ordinary_amount:,}元以上"),
        (Difficulty.ORDINARY, facts.unpaid_workers > 0, f"欠薪涉及{table.wages}人以下"),
        (Difficulty.ORDINARY, facts.injured > 0, f"伤{table.injured}人以下"),
        (Difficulty.SIMPLE, True, "事实清楚、金额较小"),
    )
    met = [(difficulty, words) for difficulty, holds, words in grounds if holds]
    highest = met[0][0]
    return Grade(highest, tuple(words for difficulty, words in met if difficulty is highest))


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskTable:
    """Weights of the factors and bounds of the colors; a score on a bound belongs to the graver color."""

    weights: Mapping[str, int] = field(
        default_factory=lambda: {
            RiskFactor.BLOWS.value: 25,
            RiskFactor.POLICE_TWICE.value: 10,
            RiskFactor.POLICE_OFTEN.value: 20,
            RiskFactor.PEOPLE_10.value: 15,
            RiskFactor.PEOPLE_30.value: 25,
            RiskFactor.LONG_GRUDGE.value: 15,
            RiskFactor.REFUSES_TALK.value: 10,
            RiskFactor.BAD_HABITS.value: 10,
            RiskFactor.AFFECTION.value: 10,
            RiskFactor.HARDSHIP.value: 10,
            RiskFactor.DEBT.value: 5,
            RiskFactor.LAND.value: 5,
            RiskFactor.ILLNESS.value: 15,
            RiskFactor.SENSITIVE_DAY.value: 5,
        }
    )
    red: int = 60
    orange: int = 40
    yellow: int = 20


# Any of these makes a dispute red whatever its score, and calls for a report (人民调解法 第二十五条).
OVERRIDES = frozenset({RiskFactor.THREAT, RiskFactor.ARMED, RiskFactor.DOMESTIC_VIOLENCE, RiskFactor.WARD_HARMED})
# Of two degrees of the same thing only the higher one counts.
DEGREES = {RiskFactor.POLICE_OFTEN: RiskFactor.POLICE_TWICE, RiskFactor.PEOPLE_30: RiskFactor.PEOPLE_10}


@dataclass(frozen=True, slots=True)
class RiskScore:
    """Score, suggested color, its points, and whether a factor overrides them: then a report is due (第二十五条)."""

    score: int
    risk: Risk
    points: tuple[tuple[RiskFactor, int], ...]
    override: bool


def risk_of(factors: Iterable[str], row: Mapping[str, Any] | None = None) -> RiskScore:
    """风险评估: the color that the ticked factors suggest; `row` is the county's rule row, none the default table.

    Thirty people are never below orange; severe mental illness counts, but never lifts a dispute to red.
    """
    table = RiskTable(**row or {})
    ticked = {RiskFactor(factor) for factor in factors}
    ticked -= {lower for higher, lower in DEGREES.items() if higher in ticked}
    points = tuple((factor, table.weights[factor]) for factor in RiskFactor if factor in ticked - OVERRIDES)
    score = sum(weight for _, weight in points)
    override = bool(ticked & OVERRIDES)
    if override:
        risk = Risk.RED
    else:
        risk = _color(score, table)
        if risk is Risk.RED and _color(score - dict(points).get(RiskFactor.ILLNESS, 0), table) is not Risk.RED:
            risk = Risk.ORANGE
        if RiskFactor.PEOPLE_30 in ticked and risk.level < Risk.ORANGE.level:
            risk = Risk.ORANGE
    return RiskScore(score, risk, points, override)


def _color(score: int, table: RiskTable) -> Risk:
    if score >= table.red:
        return Risk.RED
    if score >= table.orange:
        return Risk.ORANGE
    return Risk.YELLOW if score >= table.yellow else Risk.BLUE


def counted_factors(
    *,
    police_calls: int = 0,
    people: int = 0,
    grudge_years: int = 0,
    failed_mediations: int = 0,
    debt: Decimal = Decimal(0),
) -> frozenset[RiskFactor]:
    """The factors that follow from figures on record: calls to the police in 30 days, people, years, attempts, debt."""
    found = {
        RiskFactor.POLICE_OFTEN: police_calls >= 3,
        RiskFactor.POLICE_TWICE: police_calls == 2,
        RiskFactor.PEOPLE_30: people >= 30,
        RiskFactor.PEOPLE_10: 10 <= people < 30,
        RiskFactor.LONG_GRUDGE: grudge_years >= 1 or failed_mediations >= 2,
        RiskFactor.DEBT: debt >= 50_000,
    }
    return frozenset(factor for factor, holds in found.items() if holds)
