"""What holds where and when: the declared default, and the rows of a province or county."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from fengqiao.kernel.parameters import registry
from fengqiao.kernel.parameters.lookup import codes, forget, label_of, parameter, rule
from fengqiao.kernel.parameters.models import Code, Parameter
from fengqiao.kernel.parameters.registry import Value, declare, declare_codes
from fengqiao.kernel.parameters.services import NATION, end_parameter, set_code, set_parameter
from fengqiao.kernel.places.scope import COUNTY, PROVINCE, Scope, reach, within

PROVINCE_CODE, COUNTY_CODE, TOWN_CODE = 990000000000, 990101000000, 990101101000
OTHER_PROVINCE = 510000000000
PROVINCE_POST = Scope(ranges=(reach(PROVINCE_CODE * 1000, PROVINCE),))
COUNTY_POST = Scope(ranges=(reach(COUNTY_CODE * 1000, COUNTY),))
EVERYWHERE_POST = Scope(ranges=((0, 10**15 - 1),))
YEAR, NEXT_YEAR = date(2025, 1, 1), date(2026, 1, 1)
LIMIT: Value = {"value": 30, "unit": "day"}


@pytest.fixture(autouse=True)
def declared(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A limit, a share and a code list of an invented line of work."""
    monkeypatch.setattr(registry, "DECLARED", {})
    monkeypatch.setattr(registry, "CODE_LISTS", {})
    for module in ("lookup", "services"):
        monkeypatch.setattr(f"fengqiao.kernel.parameters.{module}.DECLARED", registry.DECLARED)
        monkeypatch.setattr(f"fengqiao.kernel.parameters.{module}.CODE_LISTS", registry.CODE_LISTS)
    declare("sample.limit", "调解期限", LIMIT, article="人民调解工作若干规定 第三十三条")
    declare("sample.share", "抽查比例", 0.2, check=lambda share: None if 0 <= share <= 1 else "比例应在0到1之间。")
    declare_codes("sample.outcome", "处理结果", {"10": "调解成功", "20": "调解不成", "30": "转出"})
    forget()
    yield
    forget()


def test_the_declared_default_holds_where_nobody_set_anything() -> None:
    found = rule("sample.limit", code=TOWN_CODE, on=YEAR)

    assert (found.value, found.article, found.since) == (LIMIT, "人民调解工作若干规定 第三十三条", None)


def test_the_most_specific_range_wins() -> None:
    with within(EVERYWHERE_POST):
        set_parameter("sample.share", 0.5, code=NATION, on=YEAR)
    with within(PROVINCE_POST):
        set_parameter("sample.share", 0.3, code=PROVINCE_CODE, on=YEAR)
    with within(COUNTY_POST):
        set_parameter("sample.share", 1, code=COUNTY_CODE, on=YEAR)

    places = (OTHER_PROVINCE, PROVINCE_CODE, 990102101000, COUNTY_CODE, TOWN_CODE)
    assert [parameter("sample.share", code=code, on=YEAR) for code in places] == [0.5, 0.3, 0.3, 1, 1]


def test_a_value_holds_from_its_day_until_the_next_one_or_its_end() -> None:
    with within(PROVINCE_POST):
        set_parameter("sample.share", 0.3, code=PROVINCE_CODE, on=YEAR, article="省厅〔2025〕1号")
        set_parameter("sample.share", 0.4, code=PROVINCE_CODE, on=NEXT_YEAR)
        end_parameter("sample.share", code=PROVINCE_CODE, on=date(2027, 1, 1))

    days = (date(2024, 12, 31), YEAR, date(2025, 12, 31), NEXT_YEAR, date(2026, 12, 31), date(2027, 1, 1))
    assert [parameter("sample.share", code=TOWN_CODE, on=day) for day in days] == [0.2, 0.3, 0.3, 0.4, 0.4, 0.2]
    assert rule("sample.share", code=TOWN_CODE, on=YEAR).article == "省厅〔2025〕1号"
    assert str(Parameter.objects.earliest("valid_from")) == "sample.share 990000000000–999999999999 2025-01-01"


def test_what_is_set_for_later_is_not_overtaken() -> None:
    with within(PROVINCE_POST):
        set_parameter("sample.share", 0.4, code=PROVINCE_CODE, on=NEXT_YEAR)

        with pytest.raises(ValidationError, match="已有自2026-01-01起的设置"):
            set_parameter("sample.share", 0.3, code=PROVINCE_CODE, on=YEAR)

    assert list(Parameter.objects.values_list("value", "valid_to")) == [(0.4, None)]


def test_the_database_refuses_two_values_for_one_day() -> None:
    row = {"key": "sample.share", "value": 1.0, "lo": PROVINCE_CODE, "hi": PROVINCE_CODE + 10**10 - 1}
    Parameter.objects.create(**row, valid_from=YEAR)

    with pytest.raises(IntegrityError, match="parameters_parameter_once"), transaction.atomic():
        Parameter.objects.create(**row, valid_from=NEXT_YEAR)


def test_nobody_sets_anything_beyond_the_own_range() -> None:
    with within(COUNTY_POST), pytest.raises(PermissionDenied):
        set_parameter("sample.share", 0.3, code=PROVINCE_CODE, on=YEAR)
    with within(PROVINCE_POST), pytest.raises(PermissionDenied):
        set_parameter("sample.share", 0.3, code=NATION, on=YEAR)
    with within(Scope()), pytest.raises(PermissionDenied):
        end_parameter("sample.share", code=TOWN_CODE, on=YEAR)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("sample.limit", 30, "“调解期限”应为一组取值。"),
        ("sample.limit", {"value": 30}, "“调解期限”的项目不符：unit。"),
        ("sample.limit", {"value": 1.5, "unit": "day"}, "“调解期限·value”应为整数。"),
        ("sample.limit", {"value": True, "unit": "day"}, "“调解期限·value”应为整数。"),
        ("sample.limit", {"value": 1, "unit": 2}, "“调解期限·unit”应为文字。"),
        ("sample.share", "一半", "“抽查比例”应为数字。"),
        ("sample.share", 1.5, "比例应在0到1之间。"),
        ("sample.unknown", 1, "没有参数sample.unknown。"),
    ],
)
def test_a_value_of_another_shape_is_refused(key: str, value: Value, sentence: str) -> None:
    with within(PROVINCE_POST), pytest.raises(ValidationError) as refused:
        set_parameter(key, value, code=PROVINCE_CODE, on=YEAR)

    assert refused.value.messages == [sentence]
    assert Parameter.objects.count() == 0


def test_lists_and_open_values_keep_their_shape_too() -> None:
    several = declare("sample.days", "回访天数", [30, 90])
    anything = declare("sample.note", "备注", None)

    several.validate([])
    anything.validate("随意")
    for wrong, sentence in (("30", "“回访天数”应为一列取值。"), ([30, "90"], "“回访天数”应为整数。")):
        with pytest.raises(ValidationError, match=sentence):
            several.validate(wrong)
    declare("sample.none", "空列", []).validate(["x"])


def test_the_same_key_is_declared_once() -> None:
    declare("sample.limit", "调解期限", LIMIT, article="人民调解工作若干规定 第三十三条")

    with pytest.raises(ImproperlyConfigured):
        declare("sample.limit", "调解期限", {"value": 15, "unit": "day"})
    with pytest.raises(ImproperlyConfigured):
        declare_codes("sample.outcome", "处理结果", {})


def test_the_answer_belongs_to_who_asked() -> None:
    parameter("sample.limit", code=TOWN_CODE, on=YEAR)["value"] = 99

    assert parameter("sample.limit", code=TOWN_CODE, on=YEAR) == LIMIT


def test_every_setting_leaves_its_trace() -> None:
    with within(PROVINCE_POST):
        set_parameter("sample.share", 0.3, code=PROVINCE_CODE, on=YEAR)
        set_parameter("sample.share", 0.4, code=PROVINCE_CODE, on=NEXT_YEAR)

    history = Parameter.pgh_event_model.objects.order_by("pgh_id")
    assert list(history.values_list("pgh_label", "value", "valid_to")) == [
        ("insert", 0.3, None),
        ("update", 0.3, NEXT_YEAR),
        ("insert", 0.4, None),
    ]


def test_a_province_adds_renames_and_drops_codes_from_a_day_on() -> None:
    with within(PROVINCE_POST):
        set_code("sample.outcome", "40", "转立案", code=PROVINCE_CODE, on=YEAR)
        set_code("sample.outcome", "20", "未达成协议", code=PROVINCE_CODE, on=YEAR)
        set_code("sample.outcome", "30", "转出", code=PROVINCE_CODE, on=YEAR, used=False)

    assert str(Code.objects.get(code="40")) == "sample.outcome 40 转立案"
    declared = {"10": "调解成功", "20": "调解不成", "30": "转出"}
    assert codes("sample.outcome", code=TOWN_CODE, on=YEAR) == {"10": "调解成功", "20": "未达成协议", "40": "转立案"}
    assert codes("sample.outcome", code=TOWN_CODE, on=date(2024, 12, 31)) == declared
    assert codes("sample.outcome", code=OTHER_PROVINCE, on=YEAR) == declared
    assert [label_of("sample.outcome", entry, code=TOWN_CODE, on=YEAR) for entry in ("10", "20", "30", "99")] == [
        "调解成功",
        "未达成协议",
        "转出",
        "99",
    ]


def test_an_unknown_code_list_takes_no_code() -> None:
    with within(PROVINCE_POST), pytest.raises(ValidationError, match="没有代码表"):
        set_code("sample.unknown", "1", "一", code=PROVINCE_CODE, on=YEAR)
    assert Code.objects.count() == 0
