"""From what people write in a cell to what a form takes: spaces, widths, dates, choices, numbers (单元格)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError

# What a form takes for one field: a text, or several for a multiple choice.
Value = str | list[str]
Reader = Callable[[str], Value]

_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff]")
_BETWEEN = re.compile(r"(?<=[\u3400-\u9fff\d])[^\S\n]+(?=[\u3400-\u9fff\d])")
_DATE = re.compile(
    r"(\d{4})\s*[-/.．年]\s*(\d{1,2})\s*[-/.．月]\s*(\d{1,2})\s*日?(?:[\sT]*(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})(?:\.\d+)?秒?)?)?分?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:\.(\d+))?")
_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet
_EXAMPLE = "请按 2025-03-02 填写"
_LISTED = re.compile(r"[、,，;；\s]+")
YES, NO = (
    frozenset("是有对√✓✔YyTt1") | {"true", "TRUE", "True"},
    frozenset("否无×✗NnFf0") | {"没有", "false", "FALSE", "False"},
)


def tidy(text: str) -> str:
    """A text without what nobody sees: outer and odd spaces, control marks; digits and letters in half width."""
    plain = _UNSEEN.sub("", text.translate(_WIDE)).replace("\u3000", " ").replace("\xa0", " ").replace("\r\n", "\n")
    return plain.strip()


def closed_up(text: str) -> str:
    """张　三 is 张三: spaces between Chinese characters or digits are the layout of a sheet, not part of the value."""
    return _BETWEEN.sub("", text)


def spelled(value: object) -> str:
    """A cell as text: dates as 2025-03-02, whole numbers without a point."""
    match value:
        case bool():
            return "是" if value else "否"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case float():
            return repr(value)
        case _:
            return tidy(str(value))


def read_moment(text: str) -> datetime:
    """A date in any of the five ways people write it, with a time of day where one is given."""
    if found := _DATE.fullmatch(text):
        year, month, day, *rest = (int(part) if part else 0 for part in found.groups())
        return datetime.combine(_day(year, month, day), _time(*rest))
    if found := _COMPACT.fullmatch(text):
        return datetime.combine(_day(*map(int, found.groups())), time())
    if found := _SERIAL.fullmatch(text):
        part = timedelta(days=float(f"0.{found[2]}")) if found[2] else timedelta()
        moment = datetime.combine(_EPOCH + timedelta(days=int(found[1])), time()) + part
        return (moment + timedelta(seconds=0.5)).replace(microsecond=0)
    raise ValidationError(f"日期读不出，{_EXAMPLE}")


def _day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise ValidationError(f"日期读不出，月份应在 01 至 12，{_EXAMPLE}")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValidationError(f"日期读不出，{year} 年 {month} 月没有 {day} 日") from None


def _time(hour: int, minute: int, second: int) -> time:
    try:
        return time(hour, minute, second)
    except ValueError:
        raise ValidationError("时间读不出，请按 2025-03-02 14:30 填写") from None


def reader_of(field: forms.Field, header: str) -> Reader:
    """How cells of a column are read for their field; it raises ValidationError with the sentence for the person.

    Called inside the scope: choices from the database are read here, once for the whole sheet.
    """
    match field:
        case forms.DateTimeField():
            return lambda text: read_moment(text).isoformat(" ", "minutes")
        case forms.DateField():
            return lambda text: read_moment(text).date().isoformat()
        case forms.MultipleChoiceField() | forms.ModelMultipleChoiceField():
            read = _choice(field, header)
            return lambda text: [read(part) for part in _LISTED.split(text) if part]
        case forms.ChoiceField():
            return _choice(field, header)
        case forms.BooleanField():
            return lambda text: _yes_or_no(text, header)
        case forms.DecimalField() | forms.FloatField():
            return lambda text: _number(text, header)
        case forms.IntegerField():
            return lambda text: _whole(text, header)
        case forms.CharField() if not isinstance(field.widget, forms.Textarea):
            return closed_up
        case _:
            return str


def choices_of(field: forms.Field) -> dict[str, str]:
    """The labels a column may show, with the value of each; groups are opened, the empty choice is left out."""
    found: dict[str, str] = {}
    for value, label in getattr(field, "choices", ()):
        members = label if isinstance(label, (list, tuple)) else [(value, label)]
        found.update({tidy(str(word)): str(key) for key, word in members if str(key)})
    return found


def _choice(field: forms.Field, header: str) -> Callable[[str], str]:
    labels = choices_of(field)
    known = {_tight(value): value for value in labels.values()}
    known |= {_tight(label): value for label, value in labels.items()}
    known |= {_tight(value + label): value for label, value in labels.items()}  # "03 房屋宅基地纠纷"

    def read(text: str) -> str:
        plain = _tight(text)
        if plain in known:
            return known[plain]
        near = difflib.get_close_matches(plain, labels, 1, 0.5)
        hint = f"您是指“{near[0]}”？" if near else "请从模板的下拉列表中选"
        raise ValidationError(f"{header}不在可选的 {len(labels)} 项中，{hint}")

    return read


def _tight(text: str) -> str:
    return "".join(text.split())


def _yes_or_no(text: str, header: str) -> str:
    if text in YES:
        return "on"
    if text in NO:
        return ""
    raise ValidationError(f"{header}只能填“是”或“否”")


def _number(text: str, header: str) -> str:
    plain = re.sub(r"[,，\s￥¥]|元$", "", text)
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise ValidationError(f"{header}不是数字，请只填数字")
    return f"{number:f}"


def _whole(text: str, header: str) -> str:
    plain = _number(text, header)
    if Decimal(plain) != int(Decimal(plain)):
        raise ValidationError(f"{header}应为整数")
    return str(int(Decimal(plain)))
