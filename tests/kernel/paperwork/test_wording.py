"""Numbers, sums and dates as papers write them."""

from datetime import date
from decimal import Decimal

import pytest

from fengqiao.kernel.paperwork.wording import (
    both_sums,
    capital_sum,
    document_number,
    figure_sum,
    names,
    paper_date,
    small_number,
    tick,
)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("2000", "贰仟元整"),
        ("10", "壹拾元整"),
        ("10010", "壹万零壹拾元整"),
        ("10500", "壹万零伍佰元整"),
        ("1409.50", "壹仟肆佰零玖元伍角"),  # the examples of 支付结算办法 附一
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000000001", "壹拾亿零壹元整"),
        ("1000000000000", "壹万亿元整"),
        ("123456789.12", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分"),
        ("-12.30", "负壹拾贰元叁角"),
    ],
)
def test_a_sum_in_capitals(amount, words):
    assert capital_sum(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["0.001", "10000000000000000"])
def test_a_sum_finer_than_a_cent_or_beyond_words_is_refused(amount):
    with pytest.raises(ValueError, match="金额须精确到分"):
        capital_sum(Decimal(amount))


def test_papers_give_a_sum_in_words_and_figures():
    assert figure_sum(Decimal("12345.6")) == "¥12,345.60"
    assert both_sums(Decimal("2000")) == "人民币贰仟元整（¥2,000.00）"


def test_dates_and_numbers():
    assert (paper_date(date(2025, 4, 2)), paper_date(None)) == ("2025年4月2日", "")
    assert [small_number(n) for n in (1, 3, 10, 12, 20, 35, 100)] == ["一", "三", "十", "十二", "二十", "三十五", "100"]
    assert document_number("柳河人调协字", 2026, 86) == "柳河人调协字〔2026〕86号"
    assert document_number("", 2026, 3, ordinal=True) == "〔2026〕第3号"
    assert (tick(True, "成功"), tick(False, "不成")) == ("☑ 成功", "☐ 不成")
    assert names(["张三", "李四"]) == "张三、李四"
