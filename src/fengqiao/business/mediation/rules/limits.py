"""Days that follow from other days: effect, judicial confirmation, enforcement, follow-up, and the limits of 4.3.

The limits here are the defaults of rule rows; a province changes the rows, never this page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fengqiao.business.mediation.terms import Difficulty, DisputeType, Risk, SourceDetail
from fengqiao.kernel.places.scope import SHANGHAI

ENFORCEMENT_YEARS = 2
FOLLOW_UP = {"written": 15, "oral": 30}  # days, default of the rule row mediation.follow_up


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRule:
    """One limit as the law or the practice sets it; `row` is the value of its rule row."""

    key: str
    label: str
    value: int
    unit: str  # hour, working_day, day
    start: str  # the day or moment it counts from
    roll: bool = False  # a last day that is a rest day moves on
    article: str = ""
    overdue: str = ""  # what is to be done when it is over

    @property
    def row(self) -> dict[str, bool | int | str]:
        """The rule row's value, as the kernel's clock reads it."""
        return {"value": self.value, "unit": self.unit, "roll": self.roll, "article": self.article}


DAY, WORKING_DAY, HOUR = "day", "working_day", "hour"
BACK_TO_COURT = "退回委派（委托）的人民法院并移交材料"

ORDINARY = LimitRule(
    key="mediation.limit.ordinary",
    label="调解期限",
    value=30,
    unit=DAY,
    start="accepted_on",
    article="人民调解工作若干规定 第三十三条",
    overdue="征得各方当事人同意后延长，否则按调解不成终止",
)
COURT_ASSIGNED = LimitRule(
    key="mediation.limit.court_assigned",
    label="委派调解期限",
    value=30,
    unit=DAY,
    start="signed_for_on",
    roll=True,
    article="最高人民法院关于人民法院特邀调解的规定 第二十七条",
    overdue=BACK_TO_COURT,
)
COURT_ENTRUSTED = LimitRule(
    key="mediation.limit.court_entrusted",
    label="委托调解期限（普通程序）",
    value=15,
    unit=DAY,
    start="signed_for_on",
    roll=True,
    article="最高人民法院关于人民法院特邀调解的规定 第二十七条",
    overdue=BACK_TO_COURT,
)
COURT_SUMMARY = LimitRule(
    key="mediation.limit.court_summary",
    label="委托调解期限（简易程序）",
    value=7,
    unit=DAY,
    start="signed_for_on",
    roll=True,
    article="最高人民法院关于人民法院特邀调解的规定 第二十七条",
    overdue=BACK_TO_COURT,
)
LABOR = LimitRule(
    key="mediation.limit.labor",
    label="劳动争议调解期限",
    value=15,
    unit=DAY,
    start="applied_on",
    article="劳动争议调解仲裁法 第十四条",
    overdue="告知当事人可以申请劳动争议仲裁",
)
MEDICAL = LimitRule(
    key="mediation.limit.medical",
    label="医疗纠纷调解期限",
    value=30,
    unit=WORKING_DAY,
    start="accepted_on",
    article="医疗纠纷预防和处理条例 第三十八条",
    overdue="征得各方当事人同意后延长，否则视为调解不成",
)
CONFIRMATION = LimitRule(
    key="mediation.limit.confirmation",
    label="申请司法确认",
    value=30,
    unit=DAY,
    start="effective_on",
    roll=True,
    article="人民调解法 第三十三条、民事诉讼法 第八十五条",
)
ACCEPTANCE = LimitRule(
    key="mediation.limit.acceptance",
    label="决定受理",
    value=3,
    unit=WORKING_DAY,
    start="applied_on",
    article="平台规则",
)
ACCEPTANCE_SIMPLE = LimitRule(
    key="mediation.limit.acceptance_simple",
    label="决定受理（简单纠纷）",
    value=0,  # the same day
    unit=DAY,
    start="applied_on",
    article="平台规则",
)
LIMITS = (
    ORDINARY,
    COURT_ASSIGNED,
    COURT_ENTRUSTED,
    COURT_SUMMARY,
    LABOR,
    MEDICAL,
    LimitRule(
        key="mediation.limit.court_reply",
        label="答复法院是否受理",
        value=3,
        unit=WORKING_DAY,
        start="received_at",
        article="人民法院在线调解规则 第十五条",
    ),
    LimitRule(
        key="mediation.limit.petition_objection",
        label="信访转送异议",
        value=5,
        unit=WORKING_DAY,
        start="received_at",
        article="信访工作条例 第二十三条",
        overdue="视为受理，不能退回",
    ),
    LimitRule(
        key="mediation.limit.petition_route",
        label="信访事项分流",
        value=15,
        unit=DAY,
        start="received_at",
        article="信访工作条例 第二十二条",
    ),
    LimitRule(
        key="mediation.limit.petition",
        label="信访事项办结",
        value=60,
        unit=DAY,
        start="received_at",
        article="信访工作条例 第三十四条",
        overdue="办理延期，并向信访部门说明",
    ),
    LimitRule(
        key="mediation.limit.petition_extension",
        label="信访事项延长办理",
        value=30,
        unit=DAY,
        start="petition_due_on",
        article="信访工作条例 第三十四条",
    ),
    LimitRule(key="mediation.limit.first_contact.red", label="首次联系（红）", value=2, unit=HOUR, start="assessed_at"),
    LimitRule(
        key="mediation.limit.first_contact.orange", label="首次联系（橙）", value=24, unit=HOUR, start="assessed_at"
    ),
    LimitRule(
        key="mediation.limit.first_contact.yellow", label="首次联系（黄）", value=3, unit=DAY, start="assessed_at"
    ),
    LimitRule(key="mediation.limit.first_contact.blue", label="首次联系（蓝）", value=7, unit=DAY, start="assessed_at"),
    LimitRule(key="mediation.limit.watch.red", label="稳控走访（红）", value=1, unit=DAY, start="contacted_at"),
    LimitRule(key="mediation.limit.watch.orange", label="稳控走访（橙）", value=7, unit=DAY, start="contacted_at"),
    LimitRule(
        key="mediation.limit.report",
        label="报告公安机关或有关部门",
        value=2,
        unit=HOUR,
        start="assessed_at",
        article="人民调解法 第二十五条",
    ),
    ACCEPTANCE,
    ACCEPTANCE_SIMPLE,
    CONFIRMATION,
    LimitRule(
        key="mediation.limit.court_answer",
        label="司法确认：法院决定是否受理",
        value=3,
        unit=DAY,
        start="applied_on",
        roll=True,
        article="最高人民法院关于人民调解协议司法确认程序的若干规定 第四条",
    ),
    LimitRule(
        key="mediation.limit.ruling",
        label="司法确认：法院作出裁定",
        value=30,
        unit=DAY,
        start="court_accepted_on",
        roll=True,
        article="民事诉讼法 第一百八十七条",
    ),
    LimitRule(
        key="mediation.limit.archive", label="立卷归档", value=30, unit=DAY, start="concluded_on", article="平台规则"
    ),
)


def mediation_limit(dispute_type: str, source_detail: str, *, summary: bool = False) -> LimitRule:
    """The limit a case is mediated under; a court's letter prevails over the kind of dispute.

    `summary`: the court hears the entrusted case in summary procedure (简易程序).
    """
    if source_detail == SourceDetail.COURT_ASSIGNED:
        return COURT_ASSIGNED
    if source_detail == SourceDetail.COURT_ENTRUSTED:
        return COURT_SUMMARY if summary else COURT_ENTRUSTED
    if DisputeType(dispute_type).labor:
        return LABOR
    return MEDICAL if dispute_type == DisputeType.MEDICAL else ORDINARY


def overdue_of(duty: str, *, dispute_type: str = "", source_detail: str = "") -> str:
    """What is to be done when the limit of a 待办 is over; "" where nothing more is said than that it is late."""
    if duty == "mediation.limit":
        return mediation_limit(dispute_type, source_detail).overdue
    row = {"mediation.objection": "petition_objection", "mediation.petition": "petition"}.get(duty)
    return next((rule.overdue for rule in LIMITS if rule.key == f"mediation.limit.{row}"), "")


def acceptance_limit(difficulty: str) -> LimitRule:
    """决定受理: a simple dispute the same day, any other within three working days."""
    return ACCEPTANCE_SIMPLE if difficulty == Difficulty.SIMPLE else ACCEPTANCE


def first_contact_limit(risk: str) -> str:
    """The key of the first-contact limit of a risk color."""
    return f"mediation.limit.first_contact.{Risk(risk).value}"


def watch_limit(risk: str) -> str:
    """The key of the round of visits of a red or orange dispute; "" where none is made."""
    return f"mediation.limit.watch.{Risk(risk).value}" if Risk(risk).serious else ""


def effective_on(
    parties: Iterable[date | None], mediators: Iterable[date | None], sealed_on: date | None
) -> date | None:
    """生效日期 of a written agreement (人民调解法 第二十九条): the latest of all signatures and the seal.

    None while any of them is missing.
    """
    by_parties, by_mediators = tuple(parties), tuple(mediators)
    days = [day for day in (*by_parties, *by_mediators, sealed_on) if day is not None]
    complete = by_parties and by_mediators and len(days) == len(by_parties) + len(by_mediators) + 1
    return max(days) if complete else None


def enforcement_deadline(last_due_on: date) -> date:
    """申请执行截止日: two years from the day of the last instalment (民事诉讼法 第二百五十条)."""
    try:
        return last_due_on.replace(year=last_due_on.year + ENFORCEMENT_YEARS)
    except ValueError:  # 29 February: a day that does not exist ends on the month's last
        return last_due_on.replace(year=last_due_on.year + ENFORCEMENT_YEARS, day=28)


def follow_up_due(
    *,
    written: bool,
    first_due_on: date,
    effective_on: date,
    risk: str,
    sampled: bool,
    limits: Mapping[str, int] = FOLLOW_UP,
) -> date | None:
    """首次回访: written within 15 days after the first day of performance, oral within 30 days of the agreement.

    Oral agreements are asked after when the risk is red or orange, else by sample; None: not asked after.
    """
    if written:
        return first_due_on + timedelta(limits["written"])
    return effective_on + timedelta(limits["oral"]) if sampled or Risk(risk).serious else None


def end_of_day(day: date) -> datetime:
    """The last second of a day in Asia/Shanghai: what is due on a day is due until then."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)
