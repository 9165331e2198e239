"""Scenario 10: twelve villages owe a weekly return; who is missing is not shown as nought."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from fengqiao.business.mediation.models import InspectionReturn
from fengqiao.business.mediation.services.committee import found_committee
from fengqiao.business.mediation.services.inspections import (
    bureaus_at_work,
    close_rounds,
    organize_by_rule,
    rule_scope,
)
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.measures.declarations import MEASURES, Period
from fengqiao.kernel.places.scope import Scope, within
from tests.business.mediation.factories import (
    TOWNSHIP,
    VILLAGE,
    Town,
    at,
    make_organization,
    make_post,
    make_region,
    make_town,
    moment,
)
from tests.surfaces.seats import seated

pytestmark = pytest.mark.django_db
MONDAY, DUE = date(2025, 3, 3), date(2025, 3, 10)
WEEK = Period(MONDAY, DUE)


def villages(town: Town) -> list[Scope]:
    """柳河村 and eleven more, each with the chair of its committee."""
    chairs = [town.chair]
    for number in range(2, 13):
        region = make_region(VILLAGE - 1 + number, f"第{number}村", 5, TOWNSHIP)
        place = make_organization(region.code, f"第{number}村人民调解委员会", "committee", serial=1, parent=town.office)
        with within(at(town.county, date(2024, 1, 2))):
            found_committee(
                place,
                name=place.name,
                short_name=f"第{number}村",
                committee_type="1",
                established_on=date(2024, 1, 2),
                term_start=date(2024, 1, 2),
                term_end=date(2027, 1, 1),
            )
        chairs.append(scope_of(make_post(place, "committee_chair")))
    return chairs


def by_rule(day: date) -> None:
    """What the rule does on a day."""
    for bureau in bureaus_at_work():
        with within(rule_scope(bureau, at=moment(day, 1))):
            close_rounds()
            organize_by_rule(bureau)


@pytest.mark.scenario("mediation", 10)
@pytest.mark.seed("SD-42")
def test_a_missing_village_is_missing_and_a_zero_report_is_a_return():
    town = make_town()
    chairs = villages(town)
    by_rule(MONDAY)

    for number, chair in enumerate(chairs[:11]):
        late = number == 10
        with within(at(chair, DUE + timedelta(late))):
            owed = InspectionReturn.objects.select_related("subject").get()
            if number < 4:
                perform(owed, "zero", version=1)
            else:
                perform(owed, "report", version=1, households_visited=30, people_contacted=41, found_count=1)
    by_rule(DUE + timedelta(3))

    village = (VILLAGE * 1000, (VILLAGE + 99) * 1000)
    with within(at(town.clerk, DUE + timedelta(3))):
        coverage = MEASURES["M-MED-23"].figure(WEEK, unit=village)
        punctual = MEASURES["M-MED-24"].figure(WEEK, unit=village)
        assert (coverage.above, coverage.below, coverage.value) == (11, 12, Decimal("91.7"))
        assert (punctual.above, punctual.below, punctual.value) == (10, 12, Decimal("83.3"))
        assert MEASURES["M-MED-24.late"].figure(WEEK, unit=village).value == 1
        assert MEASURES["M-MED-23.missing"].figure(WEEK, unit=village).value == 1
        assert MEASURES["M-MED-06.zero"].figure(WEEK, unit=village).value == 4
        missing = InspectionReturn.objects.select_related("round").get(state="missing")
        assert (missing.state_label, missing.found_count, missing.organization.name) == (
            "未报",
            None,
            "第12村人民调解委员会",
        )

    board = seated(town.clerk).get(reverse("mediation:round", args=[missing.round_id])).content.decode()
    assert "91.7%" in board
    assert "83.3%" in board
    first_row = board.partition("<tbody>")[2].partition("</tr>")[0]
    assert "第12村人民调解委员会" in first_row
    assert "未报" in first_row
    assert ">0<" not in first_row
