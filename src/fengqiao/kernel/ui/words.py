"""The office's words for times, limits, figures and states: pure functions, so that every screen says the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from fengqiao.kernel.places.scope import SHANGHAI

if TYPE_CHECKING:
    from fengqiao.kernel.casework.models import Task

NONE = "—"  # no value, no denominator; what has not been reported says 未报, never 0
SOON = 3  # days: from here on a limit is amber
CAP = 1000  # lists count up to here and then say 1000+
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Chip:
    """A state as people see it (状态): a word, a tint and a shape; the tint never stands alone.

    Tones: "" grey · "line" not begun · "blue" running · "green" good · "amber" a person must decide · "red" danger ·
    "void" without effect.
    """

    word: str
    tone: str = ""
    icon: str = ""

    def __str__(self) -> str:
        return self.word


@dataclass(frozen=True, slots=True)
class Due:
    """A limit in words (期限): the sentence first, the date and what it is for second."""

    words: str
    tone: str = ""
    icon: str = ""
    day: date | None = None
    note: str = ""

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk colour (风险等级): that many bars and the word, shown to staff only."""

    level: int

    @property
    def word(self) -> str:
        return ("蓝", "黄", "橙", "红")[self.level - 1]

    def __str__(self) -> str:
        return self.word


def due(limit: date | datetime | None, now: datetime, note: str = "") -> Due:
    """剩 3 天, 今天到期, 逾期 2 天: by the days of the calendar; on its last day a limit may say its hour."""
    if limit is None:
        return Due(NONE, "idle", note=note)
    here = now.astimezone(SHANGHAI)
    moment = limit.astimezone(SHANGHAI) if isinstance(limit, datetime) else None
    day = moment.date() if moment else limit
    assert isinstance(day, date)  # noqa: S101 (for the type checker: a datetime has become its day)
    left = (day - here.date()).days
    if moment and left == 0:
        if moment < here:
            return Due(f"逾期 {spell(here - moment)}", "late", "alert-circle", day, note)
        return Due(f"今天 {moment:%H:%M} 到期", "soon", "clock-hour-4", day, note)
    if left < 0:
        return Due(f"逾期 {-left} 天", "late", "alert-circle", day, note)
    if left == 0:
        return Due("今天到期", "soon", "clock-hour-4", day, note)
    if left <= SOON:
        return Due(f"剩 {left} 天", "soon", "clock-hour-4", day, note)
    return Due(f"剩 {left} 天", "", "", day, note)


def running(task: Task, now: datetime, note: str = "") -> Due:
    """The limit of a 待办: as any other, 已中止 while paused, 暂定 while the year it runs into has no notice."""
    if task.paused:
        return replace(paused(task.paused), note=note)
    said = due(task.due_at, now, note)
    return replace(said, words=f"{said.words}（暂定）") if task.provisional else said


def paused(reason: str) -> Due:
    """已中止（鉴定）: the clock stands still."""
    return Due(f"已中止（{reason}）", "idle", "player-pause")


def kept(*, late: int = 0) -> Due:
    """按期办结, or how many days late it was done: no longer red, it has happened."""
    return Due(f"超期 {late} 天办结" if late else "按期办结", "idle", "check")


def ago(moment: datetime, now: datetime) -> str:
    """刚刚, 8 分钟前, 今天 09:38, 昨天 17:40, then 11-06, and in another year 2025-11-06."""
    then, here = moment.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    passed = here - then
    days = (here.date() - then.date()).days
    if timedelta() <= passed < timedelta(minutes=1):
        return "刚刚"
    if timedelta() <= passed < timedelta(hours=1):
        return f"{passed.seconds // 60} 分钟前"
    if days in (0, 1):
        return f"{('今天', '昨天')[days]} {then:%H:%M}"
    return short_day(then.date(), here.date())


def short_day(day: date | None, today: date) -> str:
    """11-06 in the running year, 2025-11-06 in another."""
    if day is None:
        return NONE
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


def moment(value: datetime | None, today: date) -> str:
    """11-22 16:10 in the running year, with the year in another: the timeline."""
    if value is None:
        return NONE
    here = value.astimezone(SHANGHAI)
    return f"{short_day(here.date(), today)} {here:%H:%M}"


def spoken_day(day: date) -> str:
    """11月23日 星期一: greetings, portal and kiosk."""
    return f"{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"


def greeting(now: datetime) -> str:
    """上午好 by the hour of the office."""
    hour = now.astimezone(SHANGHAI).hour
    return "上午好" if 5 <= hour < 12 else "下午好" if 12 <= hour < 18 else "晚上好"


def spell(length: timedelta) -> str:
    """1 小时 20 分, 3 天, 40 秒: the two largest units that count."""
    seconds = int(length.total_seconds())
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    if days:
        return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
    if hours:
        return f"{hours} 小时 {minutes} 分" if minutes else f"{hours} 小时"
    return f"{minutes} 分钟" if minutes else f"{seconds} 秒"


def number(value: int | None) -> str:
    """1,497; an unknown figure is a dash."""
    return NONE if value is None else f"{value:,}"


def capped(value: int, cap: int = CAP) -> str:
    """A count that was not taken to the end says so: 1000+."""
    return f"{cap}+" if value > cap else f"{value:,}"


def money(amount: Decimal | None) -> str:
    """元 in a list: 36,000, and 36,000.50 where there are cents."""
    if amount is None:
        return NONE
    cents = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{int(cents):,}" if cents == cents.to_integral_value() else f"{cents:,.2f}"


def money_exact(amount: Decimal | None) -> str:
    """元 on a case page: always with cents, 5,000.00."""
    return NONE if amount is None else f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP):,.2f}"


def ten_thousands(amount: Decimal | None) -> str:
    """万元 with two decimals (decisions §6): 36,000 元 is 3.60."""
    return NONE if amount is None else f"{(amount / 10000).quantize(Decimal('0.01'), ROUND_HALF_UP):,.2f}"


def percent(above: Decimal | int, below: Decimal | int) -> str:
    """A ratio with one decimal, 55.3%; without a denominator a dash. Both numbers always stand beside it."""
    if not below:
        return NONE
    return f"{(Decimal(above) * 100 / Decimal(below)).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def points(before: Decimal, after: Decimal) -> str:
    """增加 2.5 个百分点, 减少 …, 持平: a change of a ratio, in neutral ink."""
    change = (after - before).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if not change:
        return "持平"
    return f"{'增加' if change > 0 else '减少'} {abs(change)} 个百分点"


def growth(before: int, after: int) -> str:
    """增加 20.8%, 减少 …, 持平 against the same period; from nothing there is no rate."""
    if before == after:
        return "持平"
    if not before:
        return NONE
    return f"{'增加' if after > before else '减少'} {percent(abs(after - before), before)}"


def size(octets: int) -> str:
    """5.1 MB, 320 KB: the length of a file."""
    if octets >= 1 << 20:
        return f"{octets / (1 << 20):.1f} MB"
    return f"{max(1, round(octets / 1024))} KB"


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a matter's timeline (时间线): what happened, when, and what is worth a second line.

    States: "done" · "now" the latest · "next" what lies ahead.
    """

    words: str
    at: datetime | None = None
    note: str = ""
    state: str = "done"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field two people wrote differently (两处不同)."""

    label: str
    mine: str
    theirs: str
