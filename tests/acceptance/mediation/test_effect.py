"""Scenario 4: an agreement takes effect with the last signature or seal; thirty days follow."""

from __future__ import annotations

from datetime import date

import pytest

from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.places.scope import within
from tests.business.mediation.factories import (
    accept,
    agreement_of,
    at,
    make_case,
    make_dispute,
    make_town,
    mediate,
    signed,
    term,
)

pytestmark = [pytest.mark.django_db, pytest.mark.scenario("mediation", 4)]


@pytest.mark.parametrize(
    ("signed_on", "sealed_on", "effective_on", "deadline"),
    [
        (date(2025, 3, 1), date(2025, 3, 3), date(2025, 3, 3), date(2025, 4, 2)),
        (date(2025, 9, 5), date(2025, 9, 5), date(2025, 9, 5), date(2025, 10, 9)),  # 2025-10-05 is a holiday
    ],
)
def test_an_agreement_takes_effect_with_the_seal_and_can_be_confirmed_for_thirty_days(
    signed_on, sealed_on, effective_on, deadline
):
    town = make_town()
    with within(at(town.clerk, signed_on)):
        case = accept(town, make_case(town, make_dispute()))
        case = mediate(case, day=signed_on)
        case = perform(
            case,
            "draft",
            version=case.version,
            facts_text="围墙占用共用通道。",
            terms=[term(due_on=date(2025, 12, 31))],
        )

    with within(at(town.clerk, sealed_on)):
        case = signed(case, town, on=signed_on, sealed_on=sealed_on)
        case = perform(case, "agree", version=case.version)

        agreement = agreement_of(case)
        assert (agreement.effective_on, agreement.confirm_deadline) == (effective_on, deadline)
        assert (case.state, case.outcome, case.effective_on) == ("performing", "10", effective_on)
