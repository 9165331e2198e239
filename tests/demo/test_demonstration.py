"""The demonstration shows what it says: the same for a seed and a day, the seed's figures, three months that live."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import connections

from fengqiao.business.mediation.flow import CASE, DISPUTE, INTAKE
from fengqiao.business.mediation.measures import GUIDED, GUIDED_SHARE
from fengqiao.business.mediation.terms import CaseState, DisputeState, IntakeState, Risk
from fengqiao.config import demo
from fengqiao.config.demo import ACCOUNTS, ANHUI, JIANGSU, PROVINCES, SHANDONG, SICHUAN, Province
from fengqiao.kernel.exchange.events import IMPORTED
from fengqiao.kernel.journal.verify import verify
from fengqiao.kernel.measures.declarations import Period
from fengqiao.kernel.places.scope import PROVINCE, SHANGHAI, Scope, reach, within
from tests.database import Databases
from tests.demo.filling import FIRST, LAST, Filling, filled

ROLES = {  # mediation.md §2; a party has no post
    "clue_reporter",
    "village_mediator",
    "committee_chair",
    "office_clerk",
    "office_head",
    "centre_window",
    "partner",
    "county_mediation",
    "city_mediation",
    "province_mediation",
    "auditor",
}
BEGUN = datetime.combine(FIRST, time(8), SHANGHAI)  # the loader's events are of this moment, all others later
ENDED = datetime.combine(LAST, time(17, 30), SHANGHAI)
BY_TOWNSHIPS = ("1", "2", "3", "4")
SETTLED = ("10", "11")
LOADED = (
    "select count(*) from mediation_casefact f join journal_event e on e.id = f.event"
    " join mediation_mediationcase c on c.subject_id = f.subject_id"
    " where e.kind = %s and f.region_code / 1000000000 = %s and extract(year from f.{day}) = %s and ({where})"
)
LIVED = (
    "select r.state, (select array_agg(kind order by seq) from journal_event e where e.subject_id = r.subject_id)"
    " from {table} r where r.opened_at > %s"
)


def county_of(province: Province) -> int:
    return province.county // 10**6


def digest(filling: Filling, county: int) -> str:
    """What a county is: its bodies, people, matters, papers, events and figures, without keys and sealed columns."""
    questions = (
        "select scope_code, kind, name from identity_organization where county = %s",
        "select o.scope_code, p.role_id, u.name, u.username from identity_post p"
        " join identity_organization o on o.id = p.organization_id join identity_user u on u.id = p.user_id"
        " where o.county = %s",
        "select kind, scope_code, number, title, seq from journal_subject where scope_code / 1000000000 = %s",
        "select s.number, s.title, d.state, d.opened_at, d.risk, d.amount, d.facts_text from mediation_dispute d"
        " join journal_subject s on s.uid = d.subject_id where d.county = %s",
        "select s.number, c.state, c.accepted_on, c.concluded_on, c.outcome, c.guided_by_office, c.amount_total"
        " from mediation_mediationcase c join journal_subject s on s.uid = c.subject_id where c.county = %s",
        "select s.kind, s.title, e.seq, e.kind, e.at, e.region_code from journal_event e"
        " join journal_subject s on s.uid = e.subject_id where e.region_code / 1000000000 = %s",
        "select accepted_on, concluded_on, outcome, committee_type, amount_total, region_code from mediation_casefact"
        " where region_code / 1000000000 = %s",
        "select n.register, n.year, n.serial, n.text from casework_number n"
        " join journal_subject s on s.uid = n.subject_id where s.scope_code / 1000000000 = %s",
        "select t.duty, t.started_at, t.due_at, t.done_at, t.level from casework_task t where t.county = %s",
    )
    lines = [str(row) for question in questions for row in sorted(filling.rows(question, county), key=str)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_same_seed_and_day_give_the_same_rows(
    demonstration: Filling, databases: Databases, django_db_blocker: pytest.FixtureDef
):
    """One county alone is what it is among the four: neither chance nor the order of the others changes it."""
    with django_db_blocker.unblock(), filled(databases, "again", provinces=[JIANGSU]) as again:
        assert digest(again, county_of(JIANGSU)) == digest(demonstration, county_of(JIANGSU))
        assert digest(again, county_of(SICHUAN)) != digest(demonstration, county_of(SICHUAN))


@pytest.mark.full
def test_every_office_of_four_provinces_stands_and_another_seed_tells_another_story(
    demonstration: Filling, databases: Databases, django_db_blocker: pytest.FixtureDef
):
    with django_db_blocker.unblock(), filled(databases, "whole", whole=True) as whole:
        for province in PROVINCES:
            assert digest(whole, county_of(province)) == digest(demonstration, county_of(province))
        offices = "select count(*) from identity_organization where kind = 'office'"
        townships = "select count(*) from places_region where level = 4 and counts and code / 10000000000 = any(%s)"
        codes = [province.code // 10**10 for province in PROVINCES]
        assert whole.one(offices) == whole.one(townships, codes) > 7000
        headless = "select count(*) from identity_organization o where kind = 'office' and not exists"
        posts = "(select from identity_post p where p.organization_id = o.id and p.role_id = 'office_head')"
        assert whole.one(f"{headless} {posts}") == 0
    with django_db_blocker.unblock(), filled(databases, "other", provinces=[JIANGSU], seed=2) as other:
        assert digest(other, county_of(JIANGSU)) != digest(demonstration, county_of(JIANGSU))


def loaded(demonstration: Filling, province: Province, year: int, where: str = "true", day: str = "accepted_on") -> int:
    """Cases of a province and year in the facts of what was loaded."""
    return int(
        demonstration.one(
            LOADED.format(day=day, where=where),
            IMPORTED.key,
            county_of(province),
            year,
        )
    )


def test_sichuan_shows_its_townships_figures_and_their_growth(demonstration: Filling):
    figures = partial(loaded, demonstration, SICHUAN, where=f"f.committee_type in {BY_TOWNSHIPS}")

    assert [figures(year) for year in (2021, 2022, 2023, 2024)] == [210, 219, 229, 240]
    assert round((240 - 210) / 210 * 100, 1) == 14.3


def test_shandong_shows_what_its_offices_guided_among_all(demonstration: Filling):
    guided = f"c.guided_by_office and f.committee_type in {BY_TOWNSHIPS}"
    years = (2022, 2023, 2024)

    assert sum(loaded(demonstration, SHANDONG, year, guided) for year in years) == 828
    assert sum(loaded(demonstration, SHANDONG, year) for year in years) == 1497
    assert round(828 / 1497 * 100, 1) == 55.3


@pytest.mark.seed("SD-45")
def test_the_share_of_shandong_is_printed_55_3_percent_and_lists_its_cases(
    demonstration: Filling, django_db_blocker: pytest.FixtureDef
):
    period = Period(date(2022, 1, 1), date(2025, 1, 1))
    province = Scope(ranges=(reach(SHANDONG.code * 1000, PROVINCE),))

    with django_db_blocker.unblock(), within(province):
        share, listed = GUIDED_SHARE.figure(period), GUIDED.subjects(period).count()
        all_cases = GUIDED_SHARE.subjects(period).count()
    connections["default"].close()

    assert (share.value, share.above, share.below) == (Decimal("55.3"), 828, 1497)
    assert (listed, all_cases) == (828, 1497)


@pytest.mark.parametrize(("year", "settled", "cases"), [(2022, 509, 517), (2023, 516, 524), (2024, 523, 531)])
def test_anhui_settles_more_than_five_hundred_a_year_and_98_5_of_a_hundred(
    demonstration: Filling, year: int, settled: int, cases: int
):
    success = f"f.outcome in {SETTLED}"

    assert loaded(demonstration, ANHUI, year, success, day="concluded_on") == settled
    assert loaded(demonstration, ANHUI, year, success) == settled
    assert loaded(demonstration, ANHUI, year) == cases
    assert round(settled / cases * 100, 1) == 98.5


def test_jiangsu_shows_1500_cases_in_three_years(demonstration: Filling):
    assert [loaded(demonstration, JIANGSU, year) for year in (2022, 2023, 2024)] == [500, 500, 500]


def test_of_the_year_in_which_the_ninety_days_begin_what_lies_before_them_is_loaded(demonstration: Filling):
    assert loaded(demonstration, SHANDONG, FIRST.year) == round(530 * (FIRST - date(FIRST.year, 1, 1)).days / 365)


def test_the_last_ninety_days_hold_every_state(demonstration: Filling):
    states = demonstration.all_of

    assert states("select state from mediation_intakeitem where opened_at > %s", BEGUN) == set(IntakeState)
    assert states("select state from mediation_dispute where opened_at > %s", BEGUN) == set(DisputeState)
    assert states("select state from mediation_mediationcase where opened_at > %s", BEGUN) == set(CaseState)


def test_some_disputes_are_red_and_have_a_leader_and_some_work_is_overdue(demonstration: Filling):
    red = "select count(*) from mediation_dispute where risk = %s and opened_at > %s and closed_at is null"
    assert demonstration.one(red + " and leader_id is null", Risk.RED, BEGUN) == 0
    assert demonstration.one(red, Risk.RED, BEGUN) > 0
    late = demonstration.all_of("select duty from casework_task where done_at is null and due_at < %s", ENDED)
    assert late >= {"mediation.intake", "mediation.triage", "mediation.decision", "mediation.limit"}
    assert demonstration.one("select count(*) from casework_task where done_at is null and level > 0") > 0


def test_work_is_waiting_that_is_not_late(demonstration: Filling):
    assert demonstration.one("select count(*) from casework_task where done_at is null and due_at > %s", ENDED) > 0


@pytest.mark.parametrize("province", PROVINCES, ids=lambda province: str(province.code)[:2])
def test_every_role_has_an_account_in_each_thick_county(demonstration: Filling, province: Province):
    usernames = [f"{account.username}{province.mark}" for account in ACCOUNTS]

    rows = demonstration.rows(
        "select p.role_id, o.county, o.kind from identity_user u join identity_post p on p.user_id = u.id"
        " join identity_organization o on o.id = p.organization_id where u.username = any(%s)",
        usernames,
    )

    assert {role for role, *_ in rows} == ROLES | {"administrator"}
    assert len(rows) == len(ACCOUNTS)
    above = {"city_mediation", "province_mediation"}
    assert {county for role, county, _ in rows if role not in above} == {county_of(province)}


def test_every_office_of_a_thick_county_is_staffed_and_its_committees_have_three_members(demonstration: Filling):
    roles_of_offices = demonstration.rows(
        "select o.id, array_agg(distinct p.role_id::text order by p.role_id::text) from identity_organization o"
        " left join identity_post p on p.organization_id = o.id where o.kind = 'office' group by o.id"
    )
    assert {tuple(roles) for _, roles in roles_of_offices} == {("centre_window", "office_clerk", "office_head")}
    members = (
        "select c.subject_id from mediation_mediationcommittee c"
        " left join mediation_appointment a on a.committee_id = c.subject_id"
        " group by c.subject_id having count(a.*) not between 3 and 9"
    )
    assert demonstration.rows(members) == []


def test_papers_are_made_for_a_sample(demonstration: Filling):
    papers = demonstration.all_of("select paper from paperwork_issued where pages > 0 and voided_at is null")

    assert papers >= {"mediation.acceptance", "mediation.agreement", "mediation.oral"}


def test_the_journal_verifies_and_nothing_waits(
    demonstration: Filling, django_db_blocker: pytest.FixtureDef, own_connections: None
):
    with django_db_blocker.unblock():
        events, findings = verify(connections["sequencer"])

    assert findings == []
    assert events == demonstration.one("select count(*) from journal_event")


@pytest.fixture
def own_connections() -> Iterator[None]:
    yield
    connections["sequencer"].close()


def test_every_act_of_the_ninety_days_has_its_own_moment_and_somebody_who_did_it(demonstration: Filling):
    lived = "select {} from journal_event where kind <> %s and at > %s and kind like 'mediation.%%'"
    days = demonstration.all_of(lived.format("distinct at::date"), IMPORTED.key, BEGUN)
    by_rule = " and kind !~ '^mediation[.](round|return|hint)[.]'"  # rounds and hints are the house's own work
    assert demonstration.one(lived.format("count(*)") + " and post is null" + by_rule, IMPORTED.key, BEGUN) == 0
    assert demonstration.rows(lived.format("at") + " and at > %s", IMPORTED.key, BEGUN, ENDED) == []
    assert len(days) > 50  # nearly every working day
    assert min(days) < FIRST + timedelta(5)
    assert max(days) >= LAST - timedelta(4)
    backwards = (
        "select 1 from journal_event a join journal_event b on b.subject_id = a.subject_id and b.seq = a.seq + 1"
        " where b.at < a.at"
    )
    assert demonstration.rows(backwards) == []


@pytest.mark.parametrize("course", [INTAKE, DISPUTE, CASE], ids=lambda course: course.noun)
def test_every_lived_state_was_reached_by_the_steps_of_its_course(demonstration: Filling, course):
    """The states that the events of `perform` lead to are the states that stand in the tables."""
    leads_to = {f"{course.area}.{course.noun}.{step.key}": step.dst for step in course.steps if step.dst}
    leads_to[f"{course.area}.{course.noun}.register"] = course.start
    table = {"intake": "mediation_intakeitem", "dispute": "mediation_dispute", "case": "mediation_mediationcase"}

    rows = demonstration.rows(
        LIVED.format(table=table[course.noun]),
        BEGUN,
    )

    assert rows
    for state, kinds in rows:
        assert [leads_to[kind] for kind in kinds if kind in leads_to][-1] == state
        assert kinds[0] == f"{course.area}.{course.noun}.register"


def test_nobody_signs_in_with_a_part_of_the_demonstration_only():
    assert {account.role for account in ACCOUNTS} == ROLES | {"administrator"}
    assert len({f"{account.username}{each.mark}" for account in ACCOUNTS for each in PROVINCES}) == 4 * len(ACCOUNTS)
    assert {each.code // 10**10 for each in PROVINCES} == {51, 37, 34, 32}
    assert demo.DAYS == 90


def test_villages_report_come_late_or_are_missing(demonstration: Filling):
    states = demonstration.all_of("select distinct state from mediation_inspectionreturn where level = 'village'")
    unsigned = (
        "select count(*) from mediation_inspectionreturn where zero_report and (signer = '' or signed_at is null)"
    )
    missing = "select count(*) from mediation_inspectionreturn where state = 'missing' and found_count is not null"

    assert states >= {"due", "reported", "late", "missing"}
    assert (demonstration.one(unsigned), demonstration.one(missing)) == (0, 0)
    assert demonstration.one("select count(*) from mediation_inspectionround where kind = 'key_period'") == 4
