"""Facts and figures: one row an event, closed rows for the past, a figure that equals its list at any position."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fengqiao.business.mediation.measures import ACCEPTED, AMOUNT, DAYS, SUCCESS
from fengqiao.business.mediation.models import CaseFact, MediationCase
from fengqiao.kernel.casework.perform import amend, perform
from fengqiao.kernel.journal.models import Event, Head
from fengqiao.kernel.measures.declarations import Figure, Measure, Period, Ratio, rounded
from fengqiao.kernel.places.scope import Scope, within
from tests.business.mediation.factories import Town, accept, at, make_case, make_dispute, term
from tests.kernel.casework.matters import DAY
from tests.kernel.journal.journals import place_all

MAY = Period(date(2025, 5, 1), date(2025, 6, 1))
YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))


@pytest.fixture
def clerk(town: Town) -> Scope:
    return at(town.clerk, DAY)


def accepted(town: Town) -> MediationCase:
    return accept(town, make_case(town, make_dispute()))


def settled(town: Town, *, amount: Decimal | None = None) -> MediationCase:
    terms = [term(kind="pay", amount=amount, due_on=date(2025, 6, 6))]
    return perform(accepted(town), "agree_oral", version=2, facts_text="围墙占用共用通道。", terms=terms)


def failed(town: Town) -> MediationCase:
    given = {"outcome": "20", "end_reason": "分歧过大。", "next_routes": ["court"]}
    return perform(accepted(town), "end", version=2, **given)


def position() -> int:
    place_all()
    return Head.objects.get().position


def test_a_matter_has_one_row_for_each_event_that_changed_a_counted_column(town: Town, clerk: Scope):
    with within(clerk):
        case = accepted(town)
        case = perform(
            case,
            "investigate",
            version=2,
            at=case.opened_at,
            place="柳河村",
            investigators="马某某",
            interviewee="王某某",
            record="围墙为去年所砌。",
            recorder="陈某某",
        )
        perform(case, "end", version=3, outcome="20", end_reason="分歧过大。", next_routes=["court"])

        events = list(Event.objects.filter(subject=case.pk).order_by("seq"))
        rows = CaseFact.objects.filter(subject=case.pk).order_by("id")
        registered, took, _, ended = events  # nothing that is counted changed at the investigation
        assert [(row.state, row.event, row.until_event) for row in rows] == [
            ("applied", registered.pk, took.pk),
            ("accepted", took.pk, ended.pk),
            ("ended", ended.pk, None),
        ]
        assert [(row.pk, row.region_code) for row in rows] == [(row.event, 990101101000000) for row in rows]
        assert str(rows[0]) == f"{case.pk} {registered.pk}"


def test_the_sequencer_stamps_a_row_from_and_to(town: Town, clerk: Scope):
    with within(clerk):
        case = accepted(town)
        assert {(row.from_position, row.to_position) for row in CaseFact.objects.all()} == {(None, None)}
        place_all()
        perform(case, "end", version=2, outcome="20", end_reason="分歧过大。", next_routes=["court"])
        place_all()

        positions = dict(Event.objects.filter(subject=case.pk).values_list("kind", "position"))
        registered, took, ended = (positions[f"mediation.case.{step}"] for step in ("register", "accept", "end"))
        assert list(CaseFact.objects.order_by("id").values_list("from_position", "to_position")) == [
            (registered, took),
            (took, ended),
            (ended, None),
        ]


def test_a_figure_at_an_older_position_is_what_it_was(town: Town, clerk: Scope):
    with within(clerk):
        accepted(town)
        first = position()
        failed(town)
        case = settled(town, amount=Decimal(5000))
        second = position()
        amend(case, {"dispute_type": "03"}, version=case.version, reason="登记时选错类型")
        third = position()

        assert [ACCEPTED.figure(MAY, position=each).value for each in (0, first, second, third)] == [0, 1, 3, 3]
        assert ACCEPTED.figure(MAY).value == 3
        neighbours = replace(ACCEPTED, where={"dispute_type": "02"})
        assert [neighbours.value(MAY, position=each) for each in (second, third)] == [3, 2]
        assert neighbours.value(MAY) == 2


def test_the_list_behind_a_figure_holds_exactly_what_was_counted(town: Town, clerk: Scope):
    with within(clerk):
        cases = [accepted(town), failed(town), settled(town)]
        make_case(town, make_dispute())  # an application is not counted

        counted = list(ACCEPTED.subjects(MAY))
        assert len(counted) == ACCEPTED.figure(MAY).value == 3
        assert [subject.pk for subject in counted] == sorted((case.pk for case in cases), reverse=True)
        assert SUCCESS.subjects(MAY).count() == 3
        assert (ACCEPTED.parts, SUCCESS.kind, ACCEPTED.kind) == ((ACCEPTED,), "mediation.case", "mediation.case")


def test_a_figure_counts_its_period_its_unit_and_its_scope(town: Town, clerk: Scope):
    with within(clerk):
        accepted(town)
        here, elsewhere = (990101101000000, 990101101999999), (990101102000000, 990101102999999)

        assert ACCEPTED.value(Period(DAY, date(2025, 5, 7))) == 1
        assert ACCEPTED.value(Period(date(2025, 5, 7), date(2025, 6, 1))) == 0
        assert ACCEPTED.value(Period(date(2025, 4, 1), DAY)) == 0  # the end of a period is not in it
        assert (ACCEPTED.value(MAY, unit=here), ACCEPTED.value(MAY, unit=elsewhere)) == (1, 0)
    with within(at(town.county, DAY)):
        assert ACCEPTED.value(MAY) == 1
    with within(replace(clerk, ranges=((990101102000000, 990101102999999),))):
        assert ACCEPTED.value(MAY) == 0


def test_a_rate_shows_both_numbers_and_rounds_half_up(town: Town, clerk: Scope):
    with within(clerk):
        settled(town)
        settled(town)
        failed(town)

        assert SUCCESS.figure(MAY) == Figure("M-MED-04", "调解成功率", "%", Decimal("66.7"), Decimal(2), Decimal(3))


def test_without_a_denominator_there_is_no_rate_and_without_a_row_no_mean(town: Town, clerk: Scope):
    with within(clerk):
        assert SUCCESS.figure(MAY) == Figure("M-MED-04", "调解成功率", "%", None, Decimal(0), Decimal(0))
        assert DAYS.figure(MAY) == Figure("M-MED-16", "平均办理天数", "天", None)
        assert AMOUNT.figure(MAY) == Figure("M-MED-18", "协议涉及金额", "万元", Decimal("0.00"))


def test_sums_are_printed_in_their_unit(town: Town, clerk: Scope):
    with within(clerk):
        settled(town, amount=Decimal("12345.00"))
        settled(town, amount=Decimal("5.00"))

        assert AMOUNT.value(MAY) == Decimal("1.235")
        assert AMOUNT.figure(MAY).value == Decimal("1.24")


def test_a_mean_is_taken_over_the_days_between(town: Town, clerk: Scope):
    for days in (1, 2, 2):
        with within(clerk):
            case = accepted(town)
        with within(at(clerk, date(2025, 5, 6 + days))):
            perform(case, "end", version=2, outcome="20", end_reason="分歧过大。", next_routes=["court"])

    with within(clerk):
        assert DAYS.figure(MAY).value == Decimal("1.7")


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        ("0.05", 1, "0.1"),
        ("0.25", 1, "0.3"),
        ("66.649", 1, "66.6"),
        ("2.5", 0, "3"),
        ("-0.05", 1, "-0.1"),
        ("1", 2, "1.00"),
    ],
)
def test_figures_are_rounded_half_up(value: str, places: int, printed: str):
    assert str(rounded(Decimal(value), places)) == printed


def test_one_computation_prints_every_figure_made_of_it():
    below = Measure(
        key="below", label="件数", unit="件", of="mediation.CaseFact", at="accepted_on", kind="mediation.case"
    )
    above = replace(below, key="above")
    rate = Ratio(key="rate", label="率", above=above, below=below, places=2)

    assert rate.parts == (above, below)
    assert rate.printed({"above": Decimal(1), "below": Decimal(3)}).value == Decimal("33.33")
    assert rate.printed({"above": None, "below": Decimal(3)}).value == Decimal("0.00")
    assert below.printed({"below": Decimal(7)}) == Figure("below", "件数", "件", Decimal(7))
    assert below.read(None) == Decimal(0)
