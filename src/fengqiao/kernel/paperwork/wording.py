"""How papers write numbers, sums and dates (公文用语): pure functions on plain values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_PLAIN = "零一二三四五六七八九"


def _four(group: int) -> str:
    """Up to four digits in capitals; zeros between digits are said once, those at the end not at all."""
    said = ""
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            said += _DIGITS[digit] + _PLACES[place]
        elif said and not said.endswith("零") and group % 10**place:
            said += "零"
    return said


def _capitals(whole: int) -> str:
    said, gap = "", False
    for unit, power in (("万亿", 12), ("亿", 8), ("万", 4), ("", 0)):
        group = whole // 10**power % 10**4
        if not group:
            gap = True
            continue
        # a zero is heard before a group that does not fill its four places, or behind a group left out
        said += ("零" if said and (gap or group < 1000) else "") + _four(group) + unit
        gap = False
    return said


def capital_sum(amount: Decimal) -> str:
    """大写金额 (支付结算办法 附一): 贰仟元整, 壹仟肆佰零玖元伍角, 叁佰贰拾伍元零肆分; 整 stands only behind 元."""
    if amount < 0:
        return f"负{capital_sum(-amount)}"
    cents = int((amount * 100).to_integral_exact())
    if cents != amount * 100 or cents >= 10**18:
        raise ValueError("金额须精确到分，且不超过万万亿元。")
    whole, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    if cents == 0:
        return "零元整"
    said = f"{_capitals(whole)}元" if whole else ""
    if not jiao and not fen:
        return f"{said}整"
    if jiao:
        # 1,680.32 壹仟陆佰捌拾元零叁角贰分: a zero at the end of 元 is heard before 角
        said += ("零" if whole and whole % 10 == 0 else "") + f"{_DIGITS[jiao]}角"
        return f"{said}{_DIGITS[fen]}分" if fen else said
    return f"{said}{'零' if whole else ''}{_DIGITS[fen]}分"


def figure_sum(amount: Decimal) -> str:
    """小写金额: ¥2,000.00."""
    return f"¥{amount:,.2f}"


def both_sums(amount: Decimal) -> str:
    """A sum as papers give it: 人民币贰仟元整（¥2,000.00）."""
    return f"人民币{capital_sum(amount)}（{figure_sum(amount)}）"


def paper_date(day: date | None) -> str:
    """2025年4月2日; a day not known yet stays empty."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def small_number(number: int) -> str:
    """一 to 九十九 for copies and counts: 一式三份."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_PLAIN[tens]}十") + (_PLAIN[ones] if ones else "")


def document_number(prefix: str, year: int, serial: int, *, ordinal: bool = False) -> str:
    """文号: 柳河人调协字〔2026〕86号; with `ordinal` 〔2026〕第3号."""
    return f"{prefix}〔{year}〕{'第' if ordinal else ''}{serial}号"


def tick(checked: bool, label: str) -> str:
    """☑ or ☐ before its word."""
    return f"{'☑' if checked else '☐'} {label}"


def names(people: Iterable[str]) -> str:
    """Names in a row: 张三、李四."""
    return "、".join(people)
