"""What the figures of mediation count and what they leave out (指标口径)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fengqiao.business.mediation.measures import ACCEPTED, GUIDED, GUIDED_SHARE, SUCCESS, TOWNSHIP_ACCEPTED
from fengqiao.business.mediation.models import Dispute, MediationCase
from fengqiao.business.mediation.services.case import apply
from fengqiao.business.mediation.services.committee import appoint, enrol_mediator, found_committee
from fengqiao.business.mediation.terms import Outcome
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.measures.declarations import Figure, Period
from fengqiao.kernel.places.scope import within
from tests.business.mediation.factories import (
    TOWNSHIP,
    Town,
    accept,
    at,
    make_case,
    make_dispute,
    make_organization,
    make_town,
)

pytestmark = pytest.mark.django_db

DAY = date(2025, 5, 6)
MAY = Period(date(2025, 5, 1), date(2025, 6, 1))


@pytest.fixture
def town() -> Town:
    return make_town()


def enterprise_case(town: Town) -> MediationCase:
    """A quarrel that the office takes to the committee of an enterprise of the township."""
    firm = make_organization(TOWNSHIP, "砖厂人民调解委员会", "committee", serial=12, parent=town.office)
    term = {"term_start": date(2024, 1, 2), "term_end": date(2027, 1, 1)}
    person = {"sex": "女", "kind": "full_time", "birth_on": date(1980, 1, 1), "political": "masses"}
    with within(at(town.county, DAY)):
        committee = found_committee(
            firm, name=firm.name, short_name="企调", committee_type="5", established_on=date(2024, 1, 2), **term
        )
        mediator = enrol_mediator(committee, name="钱某某", **person)
        appoint(mediator, committee, kind="member", engaged_on=term["term_start"], expires_on=term["term_end"])
    with within(at(town.clerk, DAY)):
        case = apply(make_dispute(), committee=committee)
        return perform(case, "accept", version=case.version, chief=mediator)


@pytest.mark.seed("SD-43")
def test_a_case_of_an_enterprise_s_committee_is_not_counted_among_villages_and_townships(town: Town):
    theirs = enterprise_case(town)
    with within(at(town.clerk, DAY)):
        ours = accept(town, make_case(town))
    with within(town.county):
        assert set(ACCEPTED.subjects(MAY).values_list("pk", flat=True)) == {theirs.pk, ours.pk}
        assert list(TOWNSHIP_ACCEPTED.subjects(MAY).values_list("pk", flat=True)) == [ours.pk]


def test_a_case_merged_into_another_is_counted_once(town: Town):
    with within(at(town.clerk, DAY)):
        single = accept(town, make_case(town))
        double = accept(town, make_case(town))
        assert ACCEPTED.figure(MAY).value == 2
        joined = {"end_reason": "与另一件为同一纠纷。", "survivor": single.dispute}
        perform(double, "end", version=double.version, outcome=Outcome.MERGED, **joined)

        assert ACCEPTED.figure(MAY).value == 1
        assert SUCCESS.figure(MAY) == Figure("M-MED-04", "调解成功率", "%", Decimal("0.0"), Decimal(0), Decimal(1))


def test_what_the_office_guided_is_its_share_of_all(town: Town):
    enterprise_case(town)
    with within(at(town.village_mediator, DAY)):
        alone = accept(town, make_case(town))
    with within(at(town.clerk, DAY)):
        accepted = accept(town, make_case(town))
        routed = perform(make_dispute(), "route", version=1, organization=town.village)
    with within(at(town.village_mediator, DAY)):
        handed_on = accept(town, make_case(town, Dispute.objects.get(pk=routed.pk)))

    assert not alone.guided_by_office
    with within(town.county):
        assert set(GUIDED.subjects(MAY).values_list("pk", flat=True)) == {accepted.pk, handed_on.pk}
        assert GUIDED_SHARE.figure(MAY) == Figure(
            "M-MED-03", "司法所指导调处占比", "%", Decimal("50.0"), Decimal(2), Decimal(4)
        )
