"""Identity numbers, credit codes and phones: exact values and exact sentences."""

from datetime import date

import pytest

from fengqiao.kernel.privacy.identifiers import (
    age_on,
    birth_of,
    check_character,
    credit_check_character,
    credit_code_problem,
    document_of,
    id_number_problem,
    is_mobile,
    phone_problem,
    region_warning,
    sex_of,
    to_18,
)

TODAY = date(2026, 4, 2)


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("11010519491231002X", None),
        ("11010519491231002x", None),
        ("440524188001010014", None),
        ("110105194912310021", "校验码不符：末位为“1”，按前 17 位应为“X”"),
        ("440524188001010015", "校验码不符：末位为“5”，按前 17 位应为“4”"),
        ("1101051949123100", "少 2 位，应为 18 位"),
        ("11010519491231002X1", "多 1 位，应为 18 位"),
        ("110105491231002", "15 位旧号码，请按现用证件填写 18 位"),
        ("11010A19491231002X", "第 6 位“A”不是数字"),
        ("1101051949123100²X", "第 17 位“²”不是数字"),
        ("110105X9491231002X", "第 7 位“X”不是数字"),
        ("110105194902310029", "第 7 至 14 位“19490231”不是有效的出生日期"),
        ("110105202604030029", "第 7 至 14 位“20260403”不是有效的出生日期"),
        ("110105177012310029", "第 7 至 14 位“17701231”不是有效的出生日期"),
    ],
)
def test_an_identity_number_is_refused_with_the_reason(number, problem):
    assert id_number_problem(number, on=TODAY) == problem


def test_fifteen_digits_are_taken_only_where_old_numbers_come_from():
    assert id_number_problem("110105491231002", on=TODAY, old=True) is None
    assert id_number_problem("11010549123100A", on=TODAY, old=True) == "15 位旧号码，请按现用证件填写 18 位"
    assert to_18("110105491231002") == "11010519491231002X"
    assert check_character("11010519491231002") == "X"


def test_birth_and_sex_are_read_from_the_number():
    assert (birth_of("11010519491231002X"), sex_of("11010519491231002X")) == (date(1949, 12, 31), "女")
    assert (birth_of("110105491231003"), sex_of("110105491231003")) == (date(1949, 12, 31), "男")
    assert birth_of("110105490231002") is None


def test_a_prefix_that_is_no_province_is_a_warning_only():
    assert region_warning("990101197801010016") == "前两位“99”不是现行省级区划代码，请核对"
    assert region_warning("510101197801010016") is None
    assert id_number_problem("99010119780101" + "001" + check_character("99010119780101001"), on=TODAY) is None


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 4, 2), date(2026, 4, 1), 17),
        (date(2008, 4, 2), date(2026, 4, 2), 17),
        (date(2008, 4, 2), date(2026, 4, 3), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 19),
        (date(2008, 12, 31), date(2027, 1, 1), 18),
    ],
)
def test_a_year_of_age_is_complete_on_the_day_after_the_birthday(born, day, age):
    assert age_on(born, day) == age


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("91350100M000100Y43", None),
        ("91350100m000100y43", None),
        ("91350100M000100Y44", "校验码不符：末位为“4”，按前 17 位应为“3”"),
        ("91350100M000100Y4", "少 1 位，应为 18 位"),
        ("91350100I000100Y43", "第 9 位“I”不能用于统一社会信用代码"),
    ],
)
def test_a_credit_code_is_refused_with_the_reason(code, problem):
    assert credit_code_problem(code) == problem
    assert credit_check_character("91350100M000100Y4") == "3"


@pytest.mark.parametrize(
    ("phone", "problem"),
    [
        ("19900000002", None),
        ("13800000000", None),
        ("028-85550123", None),
        ("02885550123", None),
        ("85550123", None),
        ("1990000000", "少 1 位，手机号应为 11 位"),
        ("199000000021", "多 1 位，手机号应为 11 位"),
        ("12345678901", "不是有效的手机号或固定电话"),
        ("电话", "不是有效的手机号或固定电话"),
    ],
)
def test_a_phone_is_refused_with_the_reason(phone, problem):
    assert phone_problem(phone) == problem


def test_only_thirteen_to_nineteen_are_mobile():
    assert [is_mobile(f"1{second}000000000") for second in range(10)] == [False] * 3 + [True] * 7


@pytest.mark.parametrize(
    ("number", "document"),
    [
        ("810000199408230021", "港澳台居民居住证"),
        ("830000199201300022", "港澳台居民居住证"),
        ("931840199001010015", "外国人永久居留身份证"),
        ("11010519491231002X", "居民身份证"),
        ("990101197801010016", "居民身份证"),
        ("FRA110077032801", "外国人永久居留身份证"),
        ("H12345678", "港澳居民来往内地通行证"),
        ("m1234567801", "港澳居民来往内地通行证"),
        ("12345678", "台湾居民来往大陆通行证"),
        ("E12345678", "护照"),
        ("无", None),
    ],
)
def test_a_document_is_known_by_the_shape_of_its_number(number, document):
    assert document_of(number) == document
