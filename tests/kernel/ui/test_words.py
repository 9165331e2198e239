"""The office's words for times, limits and figures: exact values."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from fengqiao.kernel.places.scope import SHANGHAI
from fengqiao.kernel.ui import words
from fengqiao.kernel.ui.words import Chip, Due, Risk

NOW = datetime(2026, 11, 23, 9, 20, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("limit", "said", "tone", "icon"),
    [
        (date(2026, 11, 21), "逾期 2 天", "late", "alert-circle"),
        (date(2026, 11, 22), "逾期 1 天", "late", "alert-circle"),
        (date(2026, 11, 23), "今天到期", "soon", "clock-hour-4"),
        (date(2026, 11, 24), "剩 1 天", "soon", "clock-hour-4"),
        (date(2026, 11, 26), "剩 3 天", "soon", "clock-hour-4"),
        (date(2026, 11, 27), "剩 4 天", "", ""),
        (date(2026, 12, 10), "剩 17 天", "", ""),
        (datetime(2026, 11, 23, 17, 30, tzinfo=SHANGHAI), "今天 17:30 到期", "soon", "clock-hour-4"),
        (datetime(2026, 11, 23, 8, 0, tzinfo=SHANGHAI), "逾期 1 小时 20 分", "late", "alert-circle"),
        (datetime(2026, 11, 25, 8, 0, tzinfo=SHANGHAI), "剩 2 天", "soon", "clock-hour-4"),
    ],
)
def test_a_limit_is_said_in_days_and_amber_within_three(
    limit: date | datetime, said: str, tone: str, icon: str
) -> None:
    due = words.due(limit, NOW)

    assert (due.words, due.tone, due.icon) == (said, tone, icon)


def test_a_limit_is_judged_by_the_day_in_shanghai() -> None:
    late_evening_utc = datetime(2026, 11, 22, 16, 30, tzinfo=SHANGHAI) + timedelta(hours=8)

    assert words.due(date(2026, 11, 23), late_evening_utc).words == "今天到期"


def test_a_matter_without_a_limit_shows_a_dash() -> None:
    assert words.due(None, NOW, "待反馈") == Due("—", "idle", "", None, "待反馈")


def test_a_clock_that_stands_still_or_is_kept_is_not_red() -> None:
    assert words.paused("鉴定") == Due("已中止（鉴定）", "idle", "player-pause")
    assert words.kept() == Due("按期办结", "idle", "check")
    assert words.kept(late=3) == Due("超期 3 天办结", "idle", "check")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW - timedelta(seconds=20), "刚刚"),
        (NOW - timedelta(minutes=1), "1 分钟前"),
        (NOW - timedelta(minutes=8), "8 分钟前"),
        (NOW - timedelta(minutes=59), "59 分钟前"),
        (NOW - timedelta(minutes=60), "今天 08:20"),
        (datetime(2026, 11, 22, 17, 40, tzinfo=SHANGHAI), "昨天 17:40"),
        (datetime(2026, 11, 21, 23, 59, tzinfo=SHANGHAI), "11-21"),
        (datetime(2025, 11, 6, 9, 0, tzinfo=SHANGHAI), "2025-11-06"),
        (NOW + timedelta(minutes=5), "今天 09:25"),
    ],
)
def test_a_moment_is_said_by_its_distance(moment: datetime, said: str) -> None:
    assert words.ago(moment, NOW) == said


def test_days_lose_their_year_only_in_the_running_one() -> None:
    assert words.short_day(date(2026, 11, 6), NOW.date()) == "11-06"
    assert words.short_day(date(2025, 4, 2), NOW.date()) == "2025-04-02"
    assert words.short_day(None, NOW.date()) == "—"
    assert words.moment(datetime(2026, 11, 22, 16, 10, tzinfo=SHANGHAI), NOW.date()) == "11-22 16:10"
    assert words.moment(None, NOW.date()) == "—"
    assert words.spoken_day(date(2026, 11, 23)) == "11月23日 星期一"


@pytest.mark.parametrize(
    ("hour", "said"), [(4, "晚上好"), (5, "上午好"), (11, "上午好"), (12, "下午好"), (17, "下午好"), (18, "晚上好")]
)
def test_the_greeting_follows_the_hour(hour: int, said: str) -> None:
    assert words.greeting(NOW.replace(hour=hour)) == said


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=40), "40 秒"),
        (timedelta(minutes=5), "5 分钟"),
        (timedelta(hours=1, minutes=20), "1 小时 20 分"),
        (timedelta(hours=2), "2 小时"),
        (timedelta(days=3), "3 天"),
        (timedelta(days=3, hours=4, minutes=5), "3 天 4 小时"),
    ],
)
def test_a_length_names_its_two_largest_units(length: timedelta, said: str) -> None:
    assert words.spell(length) == said


def test_money_shows_cents_where_there_are_any_and_always_on_a_case_page() -> None:
    assert words.money(Decimal("36000")) == "36,000"
    assert words.money(Decimal("36000.50")) == "36,000.50"
    assert words.money(Decimal("0.005")) == "0.01"
    assert words.money(None) == "—"
    assert words.money_exact(Decimal("5000")) == "5,000.00"
    assert words.money_exact(None) == "—"
    assert words.ten_thousands(Decimal("36000")) == "3.60"
    assert words.ten_thousands(None) == "—"


def test_a_ratio_without_a_denominator_is_a_dash_never_zero() -> None:
    assert words.percent(828, 1497) == "55.3%"
    assert words.percent(0, 12) == "0.0%"
    assert words.percent(0, 0) == "—"


def test_changes_are_said_in_words() -> None:
    assert words.points(Decimal("52.8"), Decimal("55.3")) == "增加 2.5 个百分点"
    assert words.points(Decimal("55.3"), Decimal("54.0")) == "减少 1.3 个百分点"
    assert words.points(Decimal("55.31"), Decimal("55.33")) == "持平"
    assert words.growth(24, 29) == "增加 20.8%"
    assert words.growth(5, 2) == "减少 60.0%"
    assert words.growth(5, 5) == "持平"
    assert words.growth(0, 5) == "—"


def test_counts_stop_at_the_cap() -> None:
    assert words.number(1497) == "1,497"
    assert words.number(None) == "—"
    assert words.capped(1000) == "1,000"
    assert words.capped(1001) == "1000+"


def test_file_lengths_are_short() -> None:
    assert words.size(5_347_737) == "5.1 MB"
    assert words.size(327_680) == "320 KB"
    assert words.size(10) == "1 KB"


def test_every_risk_has_its_word() -> None:
    assert [str(Risk(level)) for level in (1, 2, 3, 4)] == ["蓝", "黄", "橙", "红"]


def test_chips_and_limits_read_as_their_words() -> None:
    assert (str(Chip("调解中", "blue")), str(Due("剩 3 天", "soon"))) == ("调解中", "剩 3 天")
