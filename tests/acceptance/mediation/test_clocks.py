"""Scenario 5: every limit on its own day, by its own law."""

from __future__ import annotations

from datetime import date

import pytest

from fengqiao.kernel.casework.duties import pause, resume
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.places.scope import within
from tests.acceptance.mediation.desk import accept, apply, limit, on, open_machine, register
from tests.business.mediation.factories import at, make_town

pytestmark = [pytest.mark.django_db, pytest.mark.scenario("mediation", 5)]

COURT = {"court_accepted": True, "entrust_letter": "（2025）某0101诉前调12号"}
MEDICAL = {"dispute_type": "15", "subtype": ""}
LABOR = {"dispute_type": "11", "subtype": ""}


@pytest.mark.parametrize(
    ("applied_on", "accepted_on", "due", "kind", "letter"),
    [
        (date(2025, 5, 6), date(2025, 5, 6), "2025-06-05T15:59:59Z", {}, {}),
        (date(2025, 7, 1), date(2025, 7, 1), "2025-07-31T15:59:59Z", {"source_detail": "311"}, COURT),
        (date(2025, 6, 10), date(2025, 6, 12), "2025-06-25T15:59:59Z", LABOR, {}),  # counts from the application
        (date(2025, 9, 15), date(2025, 9, 15), "2025-10-31T15:59:59Z", MEDICAL, {}),  # 30 working days
    ],
)
def test_a_case_is_due_by_the_limit_of_its_kind(applied_on, accepted_on, due, kind, letter):
    clerk = open_machine(make_town().clerk, applied_on)
    with on(applied_on):
        case = apply(clerk, register(clerk, **kind), **letter)

    with on(accepted_on):
        accept(clerk, case, accepted_on)

        assert limit(clerk, case) == due


def test_working_days_of_an_appraisal_are_not_counted():
    town = make_town()
    clerk = open_machine(town.clerk, date(2025, 9, 15))
    with on(date(2025, 9, 15)):
        case = apply(clerk, register(clerk, **MEDICAL))
        accept(clerk, case, date(2025, 9, 15))

    with within(at(town.clerk, date(2025, 9, 16))):
        pause(Task.objects.get(subject=case, duty="mediation.limit"), reason="医疗损害鉴定")
    with within(at(town.clerk, date(2025, 9, 29))):  # ten working days later: Sunday 28 September was one
        resume(Task.objects.get(subject=case, duty="mediation.limit"))

    with on(date(2025, 9, 29), 10):
        assert limit(clerk, case) == "2025-11-14T15:59:59Z"
