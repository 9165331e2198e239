"""Working days as an administrator keeps them (工作日历): a year at a glance, a day, the yearly notice in one paste."""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from fengqiao.kernel.casework.jobs import recompute_limits
from fengqiao.kernel.identity.acts import note
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.models import Act
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.places import calendar
from fengqiao.kernel.places.loading import NOTICE
from fengqiao.kernel.places.models import Day
from fengqiao.kernel.places.scope import PROVINCE, acting, today
from fengqiao.kernel.places.services import announce
from fengqiao.kernel.ui.page import page

FIRST, LAST = 2015, 2100
REST, WORK = "休", "班"
_LINE = re.compile(rf"(\d{{4}}-\d\d-\d\d)(?:\s*(?:至|到|~|—)\s*(\d{{4}}-\d\d-\d\d))?\s+(\S+)\s+([{REST}{WORK}])")
_SHAPE = "应为“2026-02-15至2026-02-23 春节 休”或“2026-02-14 春节 班”"

Days = Mapping[date, tuple[bool, str]]


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of the year's sheet: how it looks, and what a screen reader says of it."""

    on: date
    look: str
    words: str


class DayForm(forms.Form):
    """One day put right."""

    on = forms.DateField(label="日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    working = forms.ChoiceField(label="上班", choices=(("", "休息"), ("1", "上班")), required=False)
    name = forms.CharField(label="节日", max_length=20, help_text="如：春节；调休上班也写所属节日")
    notice = forms.CharField(label="依据", max_length=60)


class NoticeForm(forms.Form):
    """The days of a year as its notice names them, one line each."""

    notice = forms.CharField(label="依据", max_length=60)
    lines = forms.CharField(
        label="放假和调休", widget=forms.Textarea(attrs={"rows": 8}), help_text=f"每行一条，{_SHAPE}"
    )

    def __init__(self, year: int, *args: Any, **kwargs: Any) -> None:
        self.year = year
        super().__init__(*args, **kwargs)

    def clean_lines(self) -> Days:
        """The days, or every line that cannot be read."""
        return days_of(self.cleaned_data["lines"], self.year)


def days_of(text: str, year: int) -> Days:
    """The days that pasted lines name; each line that is wrong is said with its number."""
    found: dict[date, tuple[bool, str]] = {}
    wrong = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            named = _days_of_line(line.strip(), year)
        except ValueError as said:
            wrong.append(f"第 {number} 行：{said}")
            continue
        if twice := sorted(named.keys() & found.keys()):
            wrong.append(f"第 {number} 行：{twice[0]} 重复")
        found |= named
    if wrong:
        raise ValidationError(wrong)
    if not found:
        raise ValidationError("没有读到任何日期。")
    return found


def _days_of_line(line: str, year: int) -> dict[date, tuple[bool, str]]:
    read = _LINE.fullmatch(line)
    if read is None:
        raise ValueError(_SHAPE)
    try:
        first, last = (date.fromisoformat(day) for day in (read[1], read[2] or read[1]))
    except ValueError:
        raise ValueError("没有这一天") from None
    if last < first or (last - first).days > 30:
        raise ValueError("起止日期不对")
    if year not in (first.year, last.year):
        raise ValueError(f"不是 {year} 年的日期")
    return {first + timedelta(days=each): (read[4] == WORK, read[3]) for each in range((last - first).days + 1)}


def may_edit() -> bool:
    """The calendar is one for all: only who administers a whole province changes it."""
    return any(high - low + 1 >= PROVINCE for low, high in acting().ranges)


@require_GET
@permission(ADMINISTER)
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """A year with its holidays and make-up days; a year without a notice is 暂定."""
    return _page(request, year)


@require_POST
@permission(ADMINISTER)
def day_save(request: HttpRequest, year: int) -> HttpResponse:
    """修改一天."""
    form = DayForm(request.POST)
    if not form.is_valid():
        return _page(request, year, day_form=form)
    given = form.cleaned_data
    return _announce(request, year, {given["on"]: (bool(given["working"]), given["name"])}, given["notice"])


@require_POST
@permission(ADMINISTER)
def notice_import(request: HttpRequest, year: int) -> HttpResponse:
    """录入全年通知."""
    form = NoticeForm(year, request.POST)
    if not form.is_valid():
        return _page(request, year, notice_form=form)
    return _announce(request, year, form.cleaned_data["lines"], form.cleaned_data["notice"], whole=True)


def _announce(request: HttpRequest, year: int, days: Days, notice: str, *, whole: bool = False) -> HttpResponse:
    """Write the days; the open limits that run into them, or into the year that is now known, are computed anew."""
    if not may_edit():
        raise Http404
    announce(days, notice=notice, year=year if whole else None)
    first, last = min(days), max(days)
    what = f"{first}{'' if first == last else f'至{last}'}，{len(days)} 天"
    note(Act.What.CALENDAR_SET, what, reason=notice)
    if whole:
        first, last = min(first, date(year, 1, 1)), max(last, date(year, 12, 31))
    recompute_limits.enqueue(label=f"按 {year} 年工作日历重算期限", first=first.isoformat(), last=last.isoformat())
    messages.success(request, f"已保存 {len(days)} 天；受影响的未办结期限正在重算，结果见通知。")
    return redirect("administration:calendar", year)


def _page(
    request: HttpRequest, year: int, *, day_form: DayForm | None = None, notice_form: NoticeForm | None = None
) -> HttpResponse:
    if not FIRST <= year <= LAST:
        raise Http404
    named = {day.on: day for day in Day.objects.filter(on__year=year).order_by("on")}
    asked = request.GET.get("day", "")
    chosen = next((on for on in _all_days(year) if on.isoformat() == asked), None)
    initial = {"notice": NOTICE.format(year=year)}
    context = {
        "title": f"{year} 年工作日历",
        "year": year,
        "this_year": today().year,
        "provisional": calendar.provisional(year),
        "months": [(f"{month}月", _weeks(year, month, named)) for month in range(1, 13)],
        "named": list(named.values()),
        "chosen": chosen,
        "day_form": day_form or DayForm(initial=initial | _values(chosen, named)),
        "notice_form": notice_form or NoticeForm(year, initial=initial),
        "failed": day_form or notice_form,
        "may_edit": may_edit(),
    }
    return page(request, "workbench/calendar.html", context, status=422 if context["failed"] else 200)


def _values(chosen: date | None, named: Mapping[date, Day]) -> dict[str, object]:
    if chosen is None:
        return {}
    known = named.get(chosen)
    working = known.working if known else chosen.weekday() < 5
    values: dict[str, object] = {"on": chosen, "working": "1" if working else ""}
    return values | ({"name": known.name, "notice": known.notice} if known else {})


def _all_days(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=each) for each in range(366 if months.isleap(year) else 365)]


def _weeks(year: int, month: int, named: Mapping[date, Day]) -> list[list[DayCell | None]]:
    return [
        [_cell(day, named) if day.month == month else None for day in week]
        for week in months.Calendar().monthdatescalendar(year, month)
    ]


def _cell(day: date, named: Mapping[date, Day]) -> DayCell:
    if known := named.get(day):
        return DayCell(
            day, "makeup" if known.working else "holiday", f"{known.name}{'上班' if known.working else '放假'}"
        )
    return DayCell(day, "" if day.weekday() < 5 else "rest", "上班" if day.weekday() < 5 else "周末")
