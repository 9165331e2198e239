"""Hand-over between organizations: moved, lent, opened, turned back, answered; nothing else leads beyond a range."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction

from fengqiao.business.mediation.models import CaseFact, Dispute, DisputeParty, MediationCase
from fengqiao.kernel.casework.clock import end_of_day
from fengqiao.kernel.casework.duties import climbed, inbox
from fengqiao.kernel.casework.jobs import climb
from fengqiao.kernel.casework.models import Referral, Task
from fengqiao.kernel.casework.perform import NotNow, perform
from fengqiao.kernel.casework.referral import OPENERS, answer, incoming, outgoing, refer, restrict, sign_for, turn_back
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.journal.models import Event, Grant, Subject
from fengqiao.kernel.places.scope import Scope, within
from tests.business.mediation.factories import Town, make_case, make_dispute, moment
from tests.database import as_role
from tests.kernel.casework.matters import last_event, sentence_of
from tests.kernel.casework.neighbours import NOW, Neighbours, make_neighbours


def now_(scope: Scope) -> Scope:
    """The post, at the moment of the test."""
    return replace(scope, at=NOW)


@pytest.fixture
def near(town: Town) -> Neighbours:
    return make_neighbours()


@pytest.fixture
def clerk(town: Town) -> Scope:
    return now_(town.clerk)


@pytest.fixture
def case(town: Town, clerk: Scope) -> MediationCase:
    """A dispute of the office with one application for mediation."""
    with within(clerk):
        return make_case(town, make_dispute())


def send(case: MediationCase | Dispute, to: Organization, mode: str, **given: object) -> Referral:
    return refer(case, to=to, mode=mode, kind="office", reason="当事人住在该镇", **given)


def seen(scope: Scope, case: MediationCase) -> dict[str, int]:
    """What a post reads of a dispute and its case, by the database alone."""
    keys = [case.pk, case.dispute_id]
    with within(scope):
        return {
            "subjects": Subject.objects.readable().filter(pk__in=keys).count(),
            "cases": MediationCase.objects.readable().filter(pk__in=keys).count(),
            "disputes": Dispute.objects.readable().filter(pk__in=keys).count(),
            "parties": DisputeParty.objects.filter(subject__in=keys).count(),
            "tasks": Task.objects.readable().filter(subject__in=keys).count(),
            "facts": CaseFact.objects.readable().filter(subject__in=keys).count(),
            "events": Event.objects.filter(subject__in=keys).count(),
        }


NOTHING = {"subjects": 0, "cases": 0, "disputes": 0, "parties": 0, "tasks": 0, "facts": 0, "events": 0}
ALL = {"subjects": 2, "cases": 1, "disputes": 1, "parties": 2, "tasks": 2, "facts": 1, "events": 2}


def test_a_referred_matter_stays_with_its_sender_until_it_is_signed_for(near: Neighbours, clerk: Scope, case):
    with within(clerk):
        referral = send(case.dispute, near.next_office, "move")

        event = last_event(case.dispute_id)
        assert sentence_of(event) == "发出流转：转办至柳湾司法所"
        assert (referral.scope_code, referral.to_code) == (990101101000000, 990101102000000)
        assert referral.organization_id == clerk.organization
    assert seen(clerk, case) == {**ALL, "events": 3}
    assert seen(near.next_clerk, case) == NOTHING
    with within(near.next_clerk):
        assert [each.pk for each in incoming()] == [referral.pk]


def test_a_moved_matter_goes_with_all_that_hangs_on_it_and_its_sender_keeps_reading(near: Neighbours, clerk, case):
    with within(clerk):
        referral = send(case.dispute, near.next_office, "move")

    with within(near.next_clerk):
        sign_for(referral.pk)
        assert list(incoming()) == []
        assert set(Subject.objects.filter(root=case.dispute_id)) == {case.subject, case.dispute.subject}
        assert set(Task.objects.values_list("scope_code", flat=True)) == {990101102000000}
        fact = CaseFact.objects.get(subject=case.pk)
        assert (fact.scope_code, fact.region_code) == (990101102000000, 990101101000000)  # counted where it happened
        assert [(event.seq, event.region_code) for event in Event.objects.filter(subject=case.dispute_id)] == [
            (1, 990101101000000),
            (2, 990101101000000),
            (3, 990101101000000),
        ]
        assert sentence_of(last_event(case.dispute_id)) == "转办至柳湾司法所：当事人住在该镇"
        assert {task.duty for task in inbox()} == {"mediation.triage", "mediation.decision"}

    assert seen(near.next_clerk, case) == {**ALL, "events": 4}
    assert seen(clerk, case) == {**ALL, "events": 4}
    with within(clerk):
        assert list(Dispute.objects.all()) == []
        assert list(Dispute.objects.lent()) == [case.dispute]
        kept = {(grant.subject_id, grant.reason, grant.writes, grant.until) for grant in Grant.objects.all()}
        year = NOW + timedelta(days=365)
        assert kept == {(case.dispute_id, "转办后知情", False, year)}
        assert Dispute.objects.readable().filter(pk=case.dispute_id).update(demands="改写") == 0
    with within(replace(clerk, may=frozenset({"mediation.triage"}))), pytest.raises(Subject.DoesNotExist):
        perform(case.dispute, "void", version=1, reason="测试数据")


def test_a_sender_reads_what_it_moved_away_for_a_year(near: Neighbours, clerk, case):
    with within(clerk):
        referral = send(case.dispute, near.next_office, "move")
    with within(near.next_clerk):
        sign_for(referral.pk)

    with within(replace(clerk, at=NOW + timedelta(days=364))):
        assert list(Dispute.objects.lent()) == [case.dispute]
    with within(replace(clerk, at=NOW + timedelta(days=366))):
        assert list(Dispute.objects.lent()) == []


def test_a_sender_finds_what_it_moved_away_among_what_it_sent(near: Neighbours, clerk: Scope, case):
    with within(clerk):
        referral = send(case.dispute, near.next_office, "move")
    with within(near.next_clerk):
        sign_for(referral.pk)

    with within(clerk):
        assert [sent.pk for sent in outgoing()] == [referral.pk]
        assert incoming().count() == 0


def test_only_the_addressee_signs_and_only_once(near: Neighbours, clerk: Scope, case):
    with within(clerk):
        referral = send(case.dispute, near.next_office, "move")
        with pytest.raises(Referral.DoesNotExist):
            sign_for(referral.pk)
    with within(near.officer), pytest.raises(Referral.DoesNotExist):
        sign_for(referral.pk)

    with within(near.next_clerk):
        sign_for(referral.pk)
        with pytest.raises(NotNow, match="已签收或已退回"):
            sign_for(referral.pk)
        with pytest.raises(NotNow, match="已签收或已退回"):
            turn_back(referral.pk, reason="不属本镇")
        assert Grant.objects.filter(subject=case.dispute_id).count() == 1


def test_a_matter_is_moved_to_one_place_at_a_time_and_never_to_its_own(near: Neighbours, town: Town, clerk, case):
    with within(clerk):
        send(case.dispute, near.next_office, "move")

        with pytest.raises(NotNow, match="尚待对方签收"):
            send(case.dispute, near.industry, "move")
        with pytest.raises(ValidationError, match="不能流转给本机构"):
            send(case.dispute, town.office, "lend")
        assert Referral.objects.count() == 1


def test_a_stranger_refers_nothing(near: Neighbours, case):
    with within(near.next_clerk), pytest.raises(Subject.DoesNotExist):
        send(case.dispute, near.next_office, "move")


def test_a_loan_lets_the_helper_write_and_leaves_the_matter_where_it_is(near: Neighbours, clerk: Scope, case):
    with within(clerk):
        referral = send(case, near.police, "lend")
    assert seen(near.officer, case) == NOTHING

    with within(near.officer):
        sign_for(referral.pk)

    with within(near.officer):
        assert list(MediationCase.objects.all()) == []
        assert list(MediationCase.objects.lent()) == [case]
        done = perform(
            MediationCase.objects.readable().get(pk=case.pk),
            "end",
            version=1,
            outcome="21",
            end_reason="一方拒绝调解。",
            next_routes=["court"],
        )
        assert (done.state, done.scope_code) == ("ended", 990101101000000)
        assert last_event(case.pk).post == near.officer.post
    assert seen(near.teller, case) == NOTHING
    with within(clerk):
        assert MediationCase.objects.get().state == "ended"
        assert sentence_of(Event.objects.get(subject=case.pk, kind="casework.lend")) == (
            "请柳河派出所协办：当事人住在该镇"
        )


def test_a_helper_may_not_lend_on_what_was_lent(near: Neighbours, clerk: Scope, case):
    with within(clerk):
        referral = send(case, near.police, "lend")
    with within(near.officer):
        sign_for(referral.pk)

        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            send(case, near.bank, "lend")
    assert seen(near.teller, case) == NOTHING


def test_a_loan_ends_with_its_day(near: Neighbours, clerk: Scope, case):
    with within(clerk):
        referral = send(case, near.police, "lend")
    with within(near.officer):
        sign_for(referral.pk)
        assert MediationCase.objects.readable().count() == 1
    with within(clerk):
        Grant.objects.update(until=NOW - timedelta(seconds=1))

    with within(near.officer):
        assert MediationCase.objects.readable().count() == 0


def test_a_case_opened_after_the_loan_is_lent_with_the_rest(near: Neighbours, town: Town, clerk: Scope, case):
    with within(clerk):
        referral = send(case.dispute, near.police, "lend")
    with within(near.officer):
        sign_for(referral.pk)

    with within(clerk):
        second = make_case(town, case.dispute)

    with within(near.officer):
        assert set(MediationCase.objects.lent()) == {case, second}
        assert (
            perform(second, "end", version=1, outcome="21", end_reason="拒绝。", next_routes=["court"]).state == "ended"
        )
    assert seen(near.teller, second) == NOTHING


def test_a_case_opened_under_a_sealed_dispute_is_sealed_with_it(near: Neighbours, town: Town, clerk: Scope, case):
    head = now_(town.head)
    assert head.post is not None
    with within(head):
        restrict(case.dispute_id, holders={head.post: True, near.police.pk: False}, reason="涉未成年人")
        second = make_case(town, Dispute.objects.readable().get(pk=case.dispute_id))

    assert second.scope_code == -990101101000000
    with within(near.officer):
        assert set(MediationCase.objects.lent()) == {case, second}
    assert seen(clerk, second) == NOTHING


def test_an_opening_begins_a_matter_at_the_receiver(near: Neighbours, clerk: Scope, case, monkeypatch):
    def open_at_police(referral: Referral) -> Subject:
        matter = Subject(scope_code=referral.to_code, kind="police.help", title=referral.reason.reveal())
        matter.root = matter
        matter.save(force_insert=True)
        return matter

    monkeypatch.setitem(OPENERS, "police", open_at_police)
    with within(clerk):
        referral = refer(case, to=near.next_office, mode="open", kind="police", reason="委托核实伤情")

    with within(near.next_clerk):
        signed = sign_for(referral.pk)

        assert signed.opened is not None
        assert (signed.opened.scope_code, signed.opened.title) == (990101102000000, "委托核实伤情")
        assert signed.signed_by == near.next_clerk.post
    assert seen(near.next_clerk, case) == NOTHING
    with within(clerk):
        assert Subject.objects.get(pk=case.pk).scope_code == 990101101000000
        assert sentence_of(last_event(case.pk)) == "委托柳湾司法所：委托核实伤情"


def test_a_referral_is_turned_back_with_its_reason(near: Neighbours, clerk: Scope, case):
    with within(clerk):
        referral = send(case, near.next_office, "move")

    with within(near.next_clerk):
        with pytest.raises(ValidationError, match="请写明退回理由"):
            turn_back(referral.pk, reason=" ")
        returned = turn_back(referral.pk, reason="当事人已搬离")
        assert (returned.returned_at, returned.returned_reason.reveal()) == (NOW, "当事人已搬离")
        assert list(incoming()) == []
        with pytest.raises(NotNow):
            sign_for(referral.pk)
    assert seen(near.next_clerk, case) == NOTHING
    with within(clerk):
        event = last_event(case.pk)
        assert sentence_of(event) == "柳湾司法所退回：当事人已搬离"
        assert send(case, near.next_office, "move").returned_at is None


def test_a_helper_answers_what_it_signed_for(near: Neighbours, clerk: Scope, case):
    with within(clerk):
        referral = send(case, near.police, "lend")
    with within(near.officer):
        with pytest.raises(NotNow, match="请先签收"):
            answer(referral.pk, result="伤情轻微")
        sign_for(referral.pk)

        assert answer(referral.pk, result="伤情轻微").answer.reveal() == "伤情轻微"
    with within(clerk):
        event = last_event(case.pk)
        assert sentence_of(event) == "柳河派出所反馈：伤情轻微"
        assert Referral.objects.get().answered_at == NOW


def test_what_was_written_for_a_hand_over_is_sealed_and_stands_in_no_event(near: Neighbours, clerk: Scope, case):
    with within(clerk):
        first, second = send(case, near.police, "lend"), send(case, near.bank, "lend")
    with within(near.officer):
        sign_for(first.pk)
        answer(first.pk, result="张某某同意拆墙")
    with within(near.teller):
        assert (
            Referral.objects.readable().get().reason.reveal() == "当事人住在该镇"
        )  # before the matter is open to them
        turn_back(second.pk, reason="李某某不是本行客户")

    with within(clerk):
        told = " ".join(str(event.data) for event in Event.objects.all())
        for words in ("当事人住在该镇", "张某某", "拆墙", "李某某", "本行客户"):
            assert words not in told
        with connection.cursor() as cursor:
            cursor.execute("select reason, answer, returned_reason from casework_referral")
            kept = b" ".join(bytes(each) for row in cursor.fetchall() for each in row)
        assert "某某".encode() not in kept
        assert [sentence_of(event) for event in Event.objects.filter(subject=case.pk).order_by("seq")][-2:] == [
            "柳河派出所反馈：张某某同意拆墙",
            "某银行退回：李某某不是本行客户",
        ]


def test_of_an_erased_matter_the_events_alone_are_told(clerk: Scope, case):
    with within(clerk):
        dispute = case.dispute
        perform(dispute, "void", version=1, reason="张某某搬走了")
        assert sentence_of(last_event(dispute.pk)) == "无效：张某某搬走了"
        Subject.objects.filter(pk=dispute.pk).update(key=None)

        assert sentence_of(last_event(dispute.pk)) == "无效"


def test_signing_is_due_one_working_day_after_sending(near: Neighbours, town: Town, case):
    friday = replace(town.clerk, at=moment(date(2025, 9, 26)))
    with within(friday):
        referral = send(case, near.next_office, "move")

        assert referral.due_at == end_of_day(date(2025, 9, 28))  # a make-up workday before the holiday


def test_a_sealed_matter_is_reached_by_its_named_holders_only(near: Neighbours, town: Town, clerk: Scope, case):
    head, county = now_(town.head), now_(town.county)
    assert head.post is not None
    with within(head):
        restrict(case.dispute_id, holders={head.post: True, near.police.pk: False}, reason="涉未成年人")

    for stranger in (clerk, county, near.next_clerk, near.teller):
        assert seen(stranger, case) == NOTHING
    everything = {**ALL, "events": 3}  # with the sealing itself
    assert seen(head, case) == everything
    assert seen(near.officer, case) == everything
    with within(head):
        assert list(Dispute.objects.all()) == []
        assert list(Dispute.objects.lent()) == [case.dispute]
        assert Subject.objects.readable().get(pk=case.pk).scope_code == -990101101000000
        assert perform(case.dispute, "void", version=1, reason="重复登记").state == "void"
        with pytest.raises(NotNow, match="已是限制查阅"):
            restrict(case.dispute_id, holders={head.post: True}, reason="涉未成年人")
    with within(near.officer):
        assert Dispute.objects.readable().filter(pk=case.dispute_id).update(demands="改写") == 0


def test_the_facts_of_a_sealed_matter_are_still_counted_where_it_happened(town: Town, case):
    head = now_(town.head)
    assert head.post is not None
    with within(head):
        restrict(case.dispute_id, holders={head.post: True}, reason="涉未成年人")

    for role in ("fengqiao_loader", "fengqiao_sequencer"):
        with within(Scope()), as_role(role):
            counted = CaseFact.objects.readable().filter(region_code=990101101000000)
            assert [fact.scope_code for fact in counted] == [-990101101000000]


def test_what_happens_in_a_sealed_matter_is_counted_where_it_happened(town: Town, case):
    head = now_(town.head)
    assert head.post is not None
    with within(head):
        restrict(case.dispute_id, holders={head.post: True}, reason="涉未成年人")
        perform(MediationCase.objects.readable().get(pk=case.pk), "decline", version=1, reason="court")

    with within(Scope()), as_role("fengqiao_loader"):
        facts = CaseFact.objects.readable().filter(subject=case.pk)
        assert {(fact.region_code, fact.scope_code) for fact in facts} == {(990101101000000, -990101101000000)}
        assert facts.count() == 2
        events = Event.objects.filter(subject__in=[case.pk, case.dispute_id])
        assert {event.region_code for event in events} == {990101101000000}


def test_the_holder_of_a_sealed_matter_sees_its_duties_and_they_climb(near: Neighbours, town: Town, clerk: Scope, case):
    head = now_(town.head)
    assert head.post is not None
    with within(head):
        restrict(case.dispute_id, holders={head.post: True}, reason="涉未成年人")
        Task.objects.readable().filter(subject=case.pk).update(due_at=NOW - timedelta(days=30))

    climb()

    with within(head):
        [task] = [task for task in inbox() if task.subject_id == case.pk]
        assert (task.duty, task.scope_code, task.level) == ("mediation.decision", -990101101000000, 2)
    for stranger in (clerk, now_(town.county), near.next_clerk):
        with within(stranger):
            assert case.pk not in [task.subject_id for task in [*inbox(), *climbed()]]


def test_a_matter_is_not_sealed_away_from_the_post_that_seals_it(near: Neighbours, clerk: Scope, case):
    with within(clerk):
        with pytest.raises(ValidationError, match="限制查阅后本岗位仍须能办理"):
            restrict(case.dispute_id, holders={near.police.pk: True}, reason="涉未成年人")
        assert Subject.objects.get(pk=case.dispute_id).scope_code == 990101101000000
        assert Grant.objects.count() == 0


def test_rights_of_a_step_are_still_asked_of_a_helper(near: Neighbours, clerk: Scope, case):
    with within(clerk):
        referral = send(case, near.police, "lend")
    with within(near.officer):
        sign_for(referral.pk)
    looking = replace(near.officer, may=frozenset({"mediation.view"}))
    with within(looking), pytest.raises(PermissionDenied, match=r"mediation\.handle"):
        perform(case, "end", version=1, outcome="21", end_reason="拒绝。", next_routes=["court"])
