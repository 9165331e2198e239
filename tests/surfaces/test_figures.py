"""统计报表: figures of a range, side by side for its units, and exactly the matters behind each."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.kernel.measures.declarations import MEASURES, Period
from fengqiao.kernel.measures.periods import month_of, offered, span, year_before
from fengqiao.kernel.measures.tables import by_unit, evaluate, level_below
from fengqiao.kernel.measures.wording import defined
from fengqiao.kernel.parameters.services import set_parameter
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.privacy.masks import masked_title
from tests.business.mediation.factories import (
    COUNTY,
    OTHER_TOWNSHIP,
    Town,
    accept,
    at,
    make_case,
    make_region,
    make_town,
)
from tests.surfaces.seats import auditor, county_administrator, province_post, seated

pytestmark = pytest.mark.django_db

ACCEPTED, SUCCESS, RESOLVED = MEASURES["M-MED-02"], MEASURES["M-MED-04"], MEASURES["M-MED-05"]
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


@pytest.fixture
def town() -> Town:
    """柳河镇 with three accepted cases in November 2026 and one in November 2025; 石桥镇 has none."""
    made = make_town()
    make_region(OTHER_TOWNSHIP, "石桥镇", 4, COUNTY, "town")
    for day in (date(2025, 11, 3), date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 10)):
        with within(at(made.clerk, day)):
            accept(made, make_case(made))
    return made


def test_a_period_has_its_key_and_words() -> None:
    assert [(span(key).label, span(key).period) for key in ("2026-02", "2026-Q4", "2026") if span(key)] == [
        ("2026年2月", Period(date(2026, 2, 1), date(2026, 3, 1))),
        ("2026年第四季度", Period(date(2026, 10, 1), date(2027, 1, 1))),
        ("2026年", YEAR),
    ]
    assert [span(key) for key in ("2026-13", "2026-Q5", "", "20261")] == [None] * 4


def test_the_same_period_of_a_running_month_ends_on_the_same_day() -> None:
    november = month_of(date(2026, 11, 24)).period

    assert year_before(november, date(2026, 11, 24)) == Period(date(2025, 11, 1), date(2025, 11, 25))
    assert year_before(november, date(2026, 12, 1)) == Period(date(2025, 11, 1), date(2025, 12, 1))


def test_no_period_of_the_future_is_offered() -> None:
    months, quarters, years = (spans for _, spans in offered(date(2026, 11, 24)))

    assert [found[0].key for found in (months, quarters, years)] == ["2026-11", "2026-Q4", "2026"]
    assert (len(months), len(quarters), len(years)) == (35, 12, 3)


def test_a_county_sees_its_townships_side_by_side(town: Town) -> None:
    with within(town.county):
        level = level_below()
        lines = by_unit([ACCEPTED, SUCCESS], YEAR, level)

    assert level.label == "乡镇（街道）"
    shown = [(line.unit.name, [(it.value, it.above, it.below) for it in line.figures]) for line in lines]
    assert shown == [("柳河镇", [(3, None, None), (0, 0, 3)]), ("石桥镇", [(0, None, None), (None, 0, 0)])]


def test_units_cost_one_question_for_each_date_that_is_counted_by(town: Town) -> None:
    with within(town.county):
        level = level_below()
        with CaptureQueriesContext(connection) as asked:
            by_unit([ACCEPTED, SUCCESS, RESOLVED], YEAR, level)

    assert len(asked) == 2  # by the day of acceptance, and by the day of conclusion


def test_an_office_sees_its_own_bodies(town: Town) -> None:
    with within(town.clerk):
        level = level_below()

    assert (level.label, [unit.codes[0] for unit in level.units]) == ("单位", [990101101000000, 990101101201001])


def test_the_definition_is_told_in_words() -> None:
    assert defined(ACCEPTED) == ["受理日期在统计期内的调解案件，不含调解结果为并入他案"]
    assert defined(SUCCESS)[0].startswith("分子 调解成功件数：受理日期在统计期内的调解案件，调解结果为")


def test_all_figures_of_a_range_are_listed_with_last_year(town: Town) -> None:
    page = seated(town.clerk).get("/figures/?period=2026-11").content.decode()

    with within(town.clerk):
        [before] = evaluate([ACCEPTED], year_before(span("2026-11").period, date(2026, 12, 1)))
    assert before.value == 1
    assert "调解案件总数" in page
    assert "增加 200.0%" in page
    assert "/figures/M-MED-04/?period=2026-11" in page
    assert "演示" not in page


def test_a_figure_lists_exactly_what_it_counts(town: Town) -> None:
    client = seated(town.county)

    page = client.get("/figures/M-MED-02/?period=2026-11").content.decode()

    assert "共 <b>3</b> 件" in page
    assert page.count('class="t" href="/mediation/cases/') == 3
    assert "共 <b>0</b> 件" in client.get("/figures/M-MED-02/?period=2026-10").content.decode()
    assert "共 <b>0</b> 件" in client.get("/figures/M-MED-04/?period=2026-11&part=above").content.decode()
    assert "共 <b>3</b> 件" in client.get("/figures/M-MED-04/?period=2026-11").content.decode()


def test_a_unit_narrows_the_list(town: Town) -> None:
    client = seated(town.county)
    unit = OTHER_TOWNSHIP * 1000

    assert "共 <b>0</b> 件" in client.get(f"/figures/M-MED-02/?period=2026&unit={unit}").content.decode()


def test_the_list_leaves_as_a_file(town: Town) -> None:
    response = seated(town.clerk).get("/figures/M-MED-02/export/?figure=M-MED-02&period=2026-11&form=csv")

    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[1] == "名称,编号,登记时间,办理机构,状态"
    assert len(lines) == 5


def test_the_province_reads_masked_names(town: Town) -> None:
    page = province_post("province_mediation").get("/figures/M-MED-02/?period=2026-11").content.decode()

    assert "李*某与张*某 邻里纠纷" in page
    assert "李某某" not in page


@pytest.mark.parametrize(
    ("title", "masked"),
    [
        ("李某某与张某某 邻里纠纷", "李*某与张*某 邻里纠纷"),
        ("欧阳某等3人与张某 合同纠纷", "欧阳*等3人与张* 合同纠纷"),
        ("李某某与对方（不明） 邻里纠纷", "李*某与对方（不明） 邻里纠纷"),
        ("柳河村3组 砌墙占道，请求协调", "***"),
    ],
)
def test_a_title_keeps_its_type_only(title: str, masked: str) -> None:
    assert masked_title(title) == masked


def test_made_up_data_carries_its_badge(town: Town) -> None:
    with within(town.county):
        set_parameter("measures.demonstration", True, code=COUNTY, on=date(2026, 1, 1))

    for path in ("/figures/", "/figures/M-MED-02/", "/"):
        assert "演示" in seated(town.clerk).get(path).content.decode()


def test_who_may_not_look_into_a_line_finds_no_figures(town: Town) -> None:
    assert auditor(town).get("/figures/").status_code == 200
    administrator = county_administrator()
    assert administrator.get("/figures/").status_code == 404
    assert administrator.get("/figures/M-MED-02/").status_code == 404
    assert seated(town.clerk).get("/figures/M-XXX/").status_code == 404
    assert administrator.get("/figures/M-MED-02/export/?figure=M-MED-02&period=2026").status_code == 404
