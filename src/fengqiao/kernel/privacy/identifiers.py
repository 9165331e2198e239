"""Identity numbers, credit codes and phones: pure rules on plain text.

公民身份号码 GB 11643, 统一社会信用代码 GB 32100. A `…_problem` function gives the sentence to show behind the
field's label, or None.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE = re.compile(r"(?:0\d{2,3}-?)?[2-9]\d{6,7}(?:-\d{1,6})?", re.ASCII)
PASSPORT = re.compile(r"[A-Z]{1,2}\d{7,8}", re.ASCII)
HONG_KONG_MACAO_PERMIT = re.compile(r"[HM]\d{8}(?:\d{2})?", re.ASCII)  # 港澳居民来往内地通行证
TAIWAN_PERMIT = re.compile(r"\d{8}(?:\d{2})?", re.ASCII)  # 台湾居民来往大陆通行证
FOREIGNER_PERMIT = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)  # 外国人永久居留身份证 (2017 版)

PROVINCES = frozenset(
    {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46}
    | {50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83}  # 81 82 83: 港澳台居民居住证
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def check_character(first_17: str) -> str:
    """The 18th character that belongs to the first 17 (校验码, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


def to_18(number: str) -> str:
    """The 18 digits of an old number of 15 (born in the 20th century)."""
    first_17 = f"{number[:6]}19{number[6:]}"
    return first_17 + check_character(first_17)


def birth_of(number: str) -> date | None:
    """出生日期 in an identity number of 18 or 15; None when there is no such day."""
    digits = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """性别 in an identity number of 18 or 15: the last digit of the serial is odd for men."""
    return "男" if int(number[16] if len(number) == 18 else number[14]) % 2 else "女"


def id_number_problem(value: str, *, on: date, old: bool = False) -> str | None:
    """What is wrong with an identity number; `on` is today, `old` accepts 15 digits (import and matching only)."""
    number = value.upper()
    if len(number) == 15 and old:
        number = to_18(number) if number.isascii() and number.isdigit() else number
    if len(number) != 18:
        if len(number) == 15:
            return "15 位旧号码，请按现用证件填写 18 位"
        return f"{'少' if len(number) < 18 else '多'} {abs(18 - len(number))} 位，应为 18 位"
    for position, character in enumerate(number, 1):
        if not ("0" <= character <= "9" or (position == 18 and character == "X")):
            return f"第 {position} 位“{value[position - 1]}”不是数字"
    born = birth_of(number)
    if born is None or born.year < 1850 or born > on:
        return f"第 7 至 14 位“{number[6:14]}”不是有效的出生日期"
    if number[17] != (expected := check_character(number[:17])):
        return f"校验码不符：末位为“{number[17]}”，按前 17 位应为“{expected}”"
    return None


def region_warning(number: str) -> str | None:
    """A prefix that is no province is a warning, never a refusal: regions were renamed, samples start with 99."""
    if int(number[:2]) in PROVINCES:
        return None
    return f"前两位“{number[:2]}”不是现行省级区划代码，请核对"


def age_on(born: date, day: date) -> int:
    """周岁: completed on the day after the birthday; one born on 29 February has it on the 28th in common years."""
    birthday = date(day.year, born.month, min(born.day, monthrange(day.year, born.month)[1]))
    return day.year - born.year - (day <= birthday)


def credit_check_character(first_17: str) -> str:
    """The 18th character of a credit code (GB 32100—2015)."""
    total = sum(_CREDIT.index(character) * pow(3, place, 31) for place, character in enumerate(first_17))
    return _CREDIT[-total % 31]


def credit_code_problem(value: str) -> str | None:
    """What is wrong with a 统一社会信用代码."""
    code = value.upper()
    if len(code) != 18:
        return f"{'少' if len(code) < 18 else '多'} {abs(18 - len(code))} 位，应为 18 位"
    for position, character in enumerate(code, 1):
        if character not in _CREDIT:
            return f"第 {position} 位“{value[position - 1]}”不能用于统一社会信用代码"
    if code[17] != (expected := credit_check_character(code[:17])):
        return f"校验码不符：末位为“{code[17]}”，按前 17 位应为“{expected}”"
    return None


def is_mobile(value: str) -> bool:
    """手机号: eleven digits from 13 to 19."""
    return MOBILE.fullmatch(value) is not None


def phone_problem(value: str) -> str | None:
    """What is wrong with a phone: a mobile number, or a fixed line with or without its area code."""
    if is_mobile(value) or LANDLINE.fullmatch(value):
        return None
    if value.isascii() and value.isdigit() and value.startswith("1") and len(value) != 11:
        return f"{'少' if len(value) < 11 else '多'} {abs(11 - len(value))} 位，手机号应为 11 位"
    return "不是有效的手机号或固定电话"


def document_of(value: str) -> str | None:
    """Which identity document a number has the shape of, by its name; None when it fits none."""
    number = value.upper()
    if len(number) == 18 and number[:2] in ("81", "82", "83") and number[:17].isdigit():
        return "港澳台居民居住证"
    if len(number) == 18 and number[0] == "9" and number[1:3].isdigit() and int(number[1:3]) in PROVINCES:
        return "外国人永久居留身份证"
    if len(number) == 18 and number[:17].isdigit():
        return "居民身份证"
    for shape, name in (
        (FOREIGNER_PERMIT, "外国人永久居留身份证"),
        (HONG_KONG_MACAO_PERMIT, "港澳居民来往内地通行证"),
        (TAIWAN_PERMIT, "台湾居民来往大陆通行证"),
        (PASSPORT, "护照"),
    ):
        if shape.fullmatch(number):
            return name
    return None
