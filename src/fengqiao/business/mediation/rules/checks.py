"""Single questions outside the course, and warnings that a person may pass with a reason (校验、提示)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fengqiao.business.mediation.rules import messages
from fengqiao.business.mediation.rules.facts import PartyFacts, TermFacts
from fengqiao.business.mediation.terms import AgreementForm, Difficulty, DisputeSubtype, DisputeType, ItemKind
from fengqiao.kernel.privacy.identifiers import age_on, birth_of, check_character

FACTS_LEAST = 20  # characters of 主要事实
LARGE = Decimal(100_000)
NEAR = Decimal(20)  # kilometers between the phone and the place of the dispute
LPR = Decimal("3.0")  # 一年期贷款市场报价利率, percent; a rule row follows its publication


def wrong_digit(number: str, on: date) -> int:
    """The position of an identity number of 18 to look at: 0 when it is right.

    A wrong check character is the last position; too short or too long points behind the last right one.
    """
    number = number.strip().upper()
    for position, character in enumerate(number[:18], 1):
        if not (character in "0123456789" or (position == 18 and character == "X")):
            return position
    if len(number) != 18:
        return min(len(number), 18) + 1
    born = birth_of(number)
    if born is None or born.year < 1850 or born > on:
        return 7
    return 0 if number[17] == check_character(number[:17]) else 18


def dispute_changes(values: Mapping[str, Any], on: date) -> dict[str, str]:
    """What is wrong with the columns of a dispute as they are to be, by column; the desk's form asks the same."""
    kind, subtype = DisputeType(values["dispute_type"]), values["subtype"]
    wrong = {}
    if subtype and DisputeSubtype(subtype) not in kind.subtypes:
        wrong["subtype"] = f"二级类型“{DisputeSubtype(subtype).label}”不属于“{kind.label}”。"
    elif kind.subtypes and not subtype:
        wrong["subtype"] = "请选择二级类型。"
    if len(str(values["facts_text"]).strip()) < FACTS_LEAST:
        wrong["facts_text"] = f"主要事实不少于{FACTS_LEAST}个字。"
    if values["occurred_on"] and values["occurred_on"] > on:
        wrong["occurred_on"] = "发生时间晚于今天，请核对。"
    if values["amount"] is not None and values["amount"] < 0:
        wrong["amount"] = "涉及金额不能小于0。"
    if not values["people_count"]:
        wrong["people_count"] = "涉及人数至少为1人。"
    return wrong


def is_committee_of(village: str, name: str) -> bool:
    """Whether a party is the committee of a village or community itself (村民委员会、居民委员会), short forms too."""
    stem = re.escape(re.sub(r"(社区)?(村委会|居委会|村民委员会|居民委员会)$|村$|社区$", "", village))
    body = "(村|社区)?(村民|居民)委员会|(村|社区)?(村|居)委会|(村|社区)委员会"
    return re.fullmatch(rf"(.*[省市县区乡镇旗]|.*街道)?{stem}({body})", name.strip()) is not None


def uscc_is_right(code: str) -> bool:
    """统一社会信用代码: 18 characters, the last one checks the others (GB 32100)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if len(code) != 18 or any(character not in alphabet for character in code):
        return False
    total = sum(alphabet.index(character) * pow(3, place, 31) for place, character in enumerate(code[:17]))
    return alphabet[(31 - total % 31) % 31] == code[17]


def confirmation_refusal(*, form: str, applicants: Sequence[str], sides: int, deadline: date, on: date) -> str | None:
    """Why 司法确认 cannot be applied for (人民调解法 第三十三条); `applicants` has one name for each side."""
    if form == AgreementForm.ORAL:
        return messages.ORAL_NOT_CONFIRMED
    if len(applicants) < sides:
        return messages.one_applicant_only("、".join(applicants))
    return messages.confirmation_too_late(deadline) if on > deadline else None


def zero_report_refusal(open_clues: int) -> str | None:
    """零报告 says that nothing was found."""
    return messages.clues_open(open_clues) if open_clues else None


def locked_period_refusal(*, period: str, locked: bool) -> str | None:
    """A locked period takes corrections in the next one."""
    return messages.period_locked(period) if locked else None


def age_warnings(parties: Iterable[PartyFacts], on: date) -> list[str]:
    """年龄与身份证不符."""
    return [
        messages.age_differs(party.name, party.stated_age, age_on(party.born_on, on))
        for party in parties
        if party.born_on and party.stated_age is not None and party.stated_age != age_on(party.born_on, on)
    ]


def grade_warning(amount: Decimal, difficulty: str) -> str | None:
    """A large sum that is graded simple."""
    return messages.SIMPLE_BUT_LARGE if amount >= LARGE and difficulty == Difficulty.SIMPLE else None


def overlap_warnings(
    mediator: str, start: datetime, end: datetime, others: Iterable[tuple[str, datetime, datetime]]
) -> list[str]:
    """The same mediator in two cases at once; `others` are (case, start, end)."""
    return [messages.busy_mediator(mediator, case) for case, begins, ends in others if begins < end and start < ends]


def follow_up_warning(on: date, first_due_on: date | None) -> str | None:
    """A follow-up before anything was due."""
    return messages.early_follow_up(first_due_on) if first_due_on and on < first_due_on else None


def place_warning(kilometers: Decimal) -> str | None:
    """GPS far from the place of the dispute."""
    return messages.far_away(kilometers) if kilometers > NEAR else None


_WAIVED_PETITION = re.compile(r"(不再|不得|不去|永不|放弃|停止)[^，。；]{0,6}(信访|上访)|息诉罢访")
_WAIVED_COURT = re.compile(r"(不再|不得|永不|放弃)[^，。；]{0,8}(起诉|诉讼|打官司|仲裁)")
_STATUS_OR_OWNERSHIP = re.compile(
    r"(准予|同意|自愿|解除)[^，。；]{0,4}(离婚|收养|婚姻关系)|(确认|否认|不存在|解除)[^，。；]{0,6}(亲子|父子|母子|收养)关系"
    r"|(宅基地|林地|山林|林权|承包地)[^，。；]{0,12}(归(?!还)|属于)"
    r"|(所有权|使用权|承包权|林权)[^，。；]{0,4}(归|属于)"
)
_PERCENT = re.compile(r"(年|月|日)(?:利率|利息|息)?[^，。；\d]{0,4}?(\d+(?:\.\d+)?)(%|％|分|‰)")
_FRACTION = re.compile(
    r"(年|月|日)(?:利率|利息|息)?[^，。；]{0,6}?(百|千|万)分之([一二三四五六七八九十]|\d+(?:\.\d+)?)"
)
_YEARLY = {"年": 1, "月": 12, "日": 365}
_PARTS = {
    "百": Decimal(1),
    "千": Decimal("0.1"),
    "万": Decimal("0.01"),
    "%": Decimal(1),
    "％": Decimal(1),
    "‰": Decimal("0.1"),
}
_DIGITS = {digit: Decimal(value) for value, digit in enumerate("一二三四五六七八九十", 1)}


def yearly_rates(text: str) -> list[Decimal]:
    """Rates of interest and penalty in a text, in percent a year: 月息2分 is 24."""
    rates = []
    for period, figure, unit in _PERCENT.findall(text):
        part = Decimal(10 if period == "年" else 1) if unit == "分" else _PARTS[unit]  # 年息1分 is 10 percent
        rates.append(Decimal(figure) * part * _YEARLY[period])
    for period, whole, figure in _FRACTION.findall(text):
        rates.append((_DIGITS.get(figure) or Decimal(figure)) * _PARTS[whole] * _YEARLY[period])
    return rates


def wording_warnings(text: str, *, lpr: Decimal = LPR) -> list[str]:
    """What an agreement must not say, or what a court will not confirm."""
    said = []
    if _WAIVED_PETITION.search(text):
        said.append(messages.WAIVES_PETITION)
    if _WAIVED_COURT.search(text):
        said.append(messages.WAIVES_COURT)
    bound = lpr * 4
    said.extend(messages.interest_too_high(rate, bound) for rate in yearly_rates(text) if rate > bound)
    if _STATUS_OR_OWNERSHIP.search(text):
        said.append(messages.NEEDS_REGISTRATION)
    return said


def clarity_warning(terms: Iterable[TermFacts]) -> str | None:
    """A term without its sum or its day will not be confirmed."""
    unclear = any(
        (term.kind == ItemKind.PAY and term.amount is None) or not (term.due_on or term.on_the_spot) for term in terms
    )
    return messages.UNCLEAR if unclear else None
