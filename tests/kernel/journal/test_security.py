"""Row Level Security under the application's role: the net below every list, whatever the code above asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.business.mediation.models import CaseFact, Dispute, DisputeParty, MediationCase, MediationMeeting
from fengqiao.kernel.casework.models import Case, Number, Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.casework.referral import give
from fengqiao.kernel.journal.events import announce, log_reading
from fengqiao.kernel.journal.models import Event, Grant, Hanging, Listed, Reading, Subject
from fengqiao.kernel.measures.models import Fact
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import CITY, COUNTY, PROVINCE, TOWN, VILLAGE, Scope, reach, within
from tests.business.mediation.factories import Town, accept, at, make_case, make_dispute
from tests.database import as_role
from tests.kernel.casework.matters import DAY, forget_event, placed_case
from tests.kernel.casework.neighbours import NOW, Neighbours, make_neighbours

HERE = 990101101000000


@pytest.fixture
def near(town: Town) -> Neighbours:
    return make_neighbours()


@pytest.fixture
def clerk(town: Town) -> Scope:
    return replace(town.clerk, at=NOW)


@pytest.fixture
def case(town: Town, clerk: Scope) -> MediationCase:
    with within(clerk):
        return make_case(town, make_dispute())


def anchored(code: int) -> Subject:
    subject = Subject(scope_code=code, kind="demo.matter", title="甲")
    subject.root = subject
    return subject


@contextmanager
def refused(*sentences: str, error: type[DatabaseError] = ProgrammingError) -> Iterator[None]:
    """The database itself says no, and the transaction goes on."""
    with pytest.raises(error, match="|".join(sentences) or "row-level security"), transaction.atomic():
        yield


def check_constraints() -> None:
    """As at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


# --- scope codes against the prefix of the code

villages = st.builds(
    lambda city, county, town, village, serial: int(f"99{city:02d}{county:02d}{town:03d}{village:03d}") * 1000 + serial,
    st.integers(1, 2),
    st.integers(1, 2),
    st.sampled_from((0, 101, 102)),
    st.sampled_from((0, 201, 202)),
    st.sampled_from((0, 1, 11)),
)
DIGITS = {VILLAGE: 12, TOWN: 9, COUNTY: 6, CITY: 4, PROVINCE: 2}
reaches = st.builds(lambda code, width: reach(code, width), villages, st.sampled_from(sorted(DIGITS)))


def oracle(code: int, ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether a code lies below one of the places, told from its digits alone."""
    for low, high in ranges:
        digits = DIGITS[high - low + 1]
        if code > 0 and str(code)[:digits] == str(low)[:digits]:
            return True
    return False


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    codes=st.lists(st.tuples(villages, st.booleans()), min_size=1, max_size=8),
    ranges=st.lists(reaches, max_size=3),
)
def test_row_level_security_agrees_with_the_code_prefix(codes: list[tuple[int, bool]], ranges: list[tuple[int, int]]):
    coded = [-code if sealed else code for code, sealed in codes]
    with transaction.atomic():
        subjects = [anchored(code) for code in coded]
        with within(Scope()), as_role("fengqiao_loader"):
            for subject in subjects:
                subject.save(force_insert=True)

        with within(Scope(ranges=tuple(ranges))):
            expected = {subject.pk for subject in subjects if oracle(subject.scope_code, ranges)}
            assert set(Subject.objects.readable().values_list("pk", flat=True)) == expected
            assert set(Subject.objects.values_list("pk", flat=True)) == expected
        transaction.set_rollback(True)


def test_every_table_of_matters_is_under_forced_row_level_security(db: None):
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, (Listed, Hanging, Case, Subject, Grant, Reading))
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relname = any(%s) and relrowsecurity and relforcerowsecurity",
            [list(tables)],
        )
        assert {name for (name,) in cursor.fetchall()} == tables


def partitions_of(parent: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select inhrelid::regclass::text from pg_inherits where inhparent = %s::regclass", [parent])
        return [name for (name,) in cursor.fetchall()]


FACTS = sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Fact))
PARTITIONED = ["journal_event", "journal_reading", *FACTS]
REWRITING = ("update {} set id = id", "delete from {}", "truncate {}")


def test_events_readings_and_facts_are_what_is_partitioned(db: None):
    with connection.cursor() as cursor:
        cursor.execute("select partrelid::regclass::text from pg_partitioned_table")
        assert sorted(name for (name,) in cursor.fetchall()) == sorted(PARTITIONED)


@pytest.mark.parametrize("role", ["fengqiao_app", "fengqiao_sequencer"])
@pytest.mark.parametrize("parent", PARTITIONED)
def test_a_partition_is_reached_through_its_table_only(clerk: Scope, parent: str, role: str):
    partitions = partitions_of(parent)
    assert f"{parent}_rest" in partitions

    with within(clerk), as_role(role), connection.cursor() as cursor:
        for partition in (partitions[0], f"{parent}_rest"):
            for command in ("select from {}", "insert into {} (id) select null", *REWRITING):
                with refused("permission denied"):
                    cursor.execute(command.format(partition))
    with within(clerk), connection.cursor() as cursor:
        cursor.execute(
            "select part, right_ from unnest(%s::text[]) part,"
            " unnest(array['select', 'insert', 'update', 'delete', 'truncate']) right_"
            " where has_table_privilege(%s, part, right_) or has_any_column_privilege(%s, part, 'update')",
            [partitions, role, role],
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize("parent", PARTITIONED)
def test_the_loader_adds_and_reads_but_rewrites_nothing(clerk: Scope, case, parent: str):
    with within(clerk), as_role("fengqiao_loader"), connection.cursor() as cursor:
        for table in (parent, *partitions_of(parent)):
            cursor.execute(f"select from {table} limit 1")
            for command in REWRITING:
                with refused("permission denied"):
                    cursor.execute(command.format(table))


def test_a_function_that_runs_as_its_owner_looks_into_temporary_tables_last(db: None):
    with connection.cursor() as cursor:
        cursor.execute(
            "select proname, proconfig from pg_proc where prosecdef and pronamespace = 'public'::regnamespace"
        )
        paths = dict(cursor.fetchall())

    assert sorted(paths) == [
        "find_subjects",
        "identity_token_of",
        "identity_visitor_of",
        "mediation_dispute_subsidised",
        "mediation_mediator_known",
    ]
    assert {tuple(path) for path in paths.values()} == {("search_path=public, pg_temp",)}


# --- who sees what


def test_an_industry_committee_and_the_office_beside_it(near: Neighbours, town: Town, clerk: Scope, case):
    with within(clerk):
        at_office = Subject.objects.get(pk=case.dispute_id)
    with within(near.secretary):
        own = anchored(near.industry.scope_code)
        own.save(force_insert=True)
        assert own.scope_code == 990101101000011
        assert list(Subject.objects.readable().filter(kind__in=("demo.matter", "mediation.dispute"))) == [own]
        with refused():
            anchored(HERE).save(force_insert=True)

    with within(clerk):
        assert set(Subject.objects.filter(kind__in=("demo.matter", "mediation.dispute"))) == {own, at_office}


def test_an_office_of_two_townships_works_in_both(near: Neighbours, clerk: Scope, case):
    two = replace(clerk, ranges=(reach(HERE, TOWN), reach(HERE + 2 * TOWN, TOWN)))
    with within(replace(near.next_clerk)):
        anchored(HERE + TOWN).save(force_insert=True)
    with within(two):
        far = anchored(HERE + 2 * TOWN)
        far.save(force_insert=True)

        seen = set(Subject.objects.filter(kind__in=("demo.matter", "mediation.dispute")))
        assert seen == {far, case.dispute.subject}
        with refused():
            anchored(HERE + TOWN).save(force_insert=True)


def test_a_stranger_s_step_finds_no_matter(near: Neighbours, case):
    with within(replace(near.next_clerk, may=frozenset({"mediation.handle"}))), pytest.raises(Subject.DoesNotExist):
        perform(case, "decline", version=1, reason="court")


def test_hanging_rows_are_invisible_without_their_matter(near: Neighbours, clerk: Scope, case):
    keys = [case.pk, case.dispute_id]
    with within(clerk):
        assert Event.objects.filter(subject__in=keys).count() == 2
        assert DisputeParty.objects.filter(subject__in=keys).count() == 2
        assert Number.objects.filter(subject__in=keys).count() == 1

    for stranger in (near.next_clerk, near.officer, near.secretary, Scope()):
        with within(stranger):
            for model in (Event, DisputeParty, Number):
                assert model.objects.filter(subject__in=keys).count() == 0


def test_the_read_log_is_read_where_the_matter_lies(near: Neighbours, clerk: Scope, case):
    with within(clerk):
        log_reading(case.dispute.subject, Reading.What.REVEALED, detail="电话", reason="联系当事人")

        assert [(each.scope_code, each.get_what_display()) for each in Reading.objects.all()] == [
            (HERE, "查看隐去内容")
        ]
        with refused("permission denied"):
            Reading.objects.update(reason="改写")
    with within(near.next_clerk):
        assert Reading.objects.count() == 0


# --- what is refused to whoever asks by SQL


def test_nobody_grants_himself_a_foreign_matter(near: Neighbours, clerk: Scope, case):
    assert near.officer.organization is not None
    subject = case.dispute.subject
    for stranger, code in ((near.officer, HERE), (near.next_clerk, HERE), (near.next_clerk, HERE + TOWN)):
        with within(stranger):
            with refused("row-level security", "violates foreign key", error=DatabaseError):
                give(subject, code, near.officer.organization, reason="自授", until=NOW + timedelta(days=1))
                check_constraints()
            assert Subject.objects.readable().filter(pk=subject.pk).count() == 0

    with within(clerk):
        give(subject, HERE, near.officer.organization, reason="协助", until=NOW + timedelta(days=1))
    with within(near.officer):
        assert Subject.objects.readable().filter(pk=subject.pk).count() == 1


def test_a_reading_grant_is_not_turned_into_a_writing_one(near: Neighbours, clerk: Scope, case):
    with within(clerk):
        give(case.dispute.subject, HERE, near.police.pk, reason="协助", until=NOW + timedelta(days=1))
    with within(near.officer):
        assert Grant.objects.update(writes=True) == 0
        assert Dispute.objects.readable().update(demands="改写") == 0
        assert Subject.objects.readable().filter(pk=case.dispute_id).update(title="改写") == 0
        with refused():
            Event.objects.create(
                subject=case.dispute.subject, region_code=HERE, seq=9, kind="demo.note", at=timezone.now(), data={}
            )


def test_a_child_row_with_a_false_scope_code_is_refused(near: Neighbours, clerk: Scope, case):
    false = {"subject": case.subject, "scope_code": HERE + TOWN, "duty": "mediation.close", "may": "mediation.handle"}
    for liar in (replace(clerk, ranges=(reach(HERE, COUNTY),)), near.next_clerk):
        with within(liar), refused("violates foreign key", error=IntegrityError):
            Task.objects.create(**false, started_at=NOW)
            check_constraints()


def test_a_matter_is_not_carried_out_of_the_own_range(near: Neighbours, clerk: Scope, case):
    with within(clerk):
        for code in (HERE + TOWN, -HERE):
            with refused():
                Subject.objects.filter(pk=case.pk).update(scope_code=code)


def test_birth_in_a_wrong_state_is_refused_and_the_loader_let_through(town: Town, clerk: Scope, case):
    columns = {
        "subject": case.subject,
        "scope_code": HERE,
        "opened_at": NOW,
        "dispute": case.dispute,
        "committee": town.committee,
        "applied_on": DAY,
    }
    with within(clerk):
        subject = anchored(HERE)
        subject.save(force_insert=True)
        with refused("Cannot insert rows"):
            MediationCase.objects.create(**{**columns, "subject": subject, "state": "performed"})

        assert placed_case(town, "performed").state == "performed"


def test_an_event_is_neither_changed_nor_deleted(clerk: Scope, case):
    with within(clerk):
        for change in ({"data": {}}, {"seq": 7}, {"position": 1}, {"chain": b"x"}, {"region_code": 1}):
            with refused("permission denied"):
                Event.objects.filter(subject=case.pk).update(**change)
        with refused("permission denied"), connection.cursor() as cursor:
            cursor.execute("delete from journal_event")
    for role in ("fengqiao_sequencer", "fengqiao_loader"):
        with within(clerk), as_role(role):
            assert Event.objects.filter(subject=case.pk).count() == 1
    with within(clerk), refused("permission denied"), as_role("fengqiao_sequencer"):
        Event.objects.filter(subject=case.pk).update(data={})


@pytest.mark.parametrize(
    "table", ["journal_subject", "mediation_dispute", "casework_task", "casework_number", "mediation_casefact"]
)
def test_nothing_legal_is_deleted(clerk: Scope, case, table: str):
    with within(clerk), refused("permission denied"), connection.cursor() as cursor:
        cursor.execute(f"delete from {table}")  # noqa: S608


def test_the_position_of_a_fact_belongs_to_the_sequencer(clerk: Scope, case):
    with within(clerk):
        for change in ({"from_position": 1}, {"to_position": 1}, {"region_code": 1}, {"event": uuid7()}):
            with refused("permission denied"):
                CaseFact.objects.filter(subject=case.pk).update(**change)


def test_a_counted_column_changes_only_with_an_announced_event(clerk: Scope, case):
    with within(clerk):
        forget_event()
        rows = MediationCase.objects.filter(pk=case.pk)
        with refused("changes only with an event"):
            rows.update(dispute_type="03")
        assert rows.update(entrust_letter="无须统计") == 1  # not counted

        key = announce(uuid7())
        assert rows.update(dispute_type="03") == 1
        assert [
            (fact.dispute_type, fact.event == key, fact.until_event == key)
            for fact in CaseFact.objects.filter(subject=case.pk).order_by("id")
        ] == [("02", False, True), ("03", True, False)]


def test_a_matter_s_own_record_is_not_written_from_outside(near: Neighbours, town: Town, clerk: Scope, case):
    with within(clerk):
        meeting = MediationMeeting.objects.create(
            subject=case.subject, number=1, started_at=NOW, place="室", reason="调解", record="略", recorder="陈某某"
        )
    with within(near.next_clerk):
        assert MediationMeeting.objects.filter(pk=meeting.pk).update(record="改写") == 0
        with refused():
            MediationMeeting.objects.create(
                subject_id=case.pk, number=2, started_at=NOW, place="室", reason="调解", record="略", recorder="某"
            )


def test_a_settled_case_is_counted_once_with_its_last_columns(town: Town):
    with within(at(town.clerk, DAY)):
        case = accept(town, make_case(town, make_dispute()))

        open_rows = CaseFact.objects.filter(subject=case.pk, until_event=None)
        assert [(fact.state, fact.accepted_on) for fact in open_rows] == [("accepted", DAY)]
