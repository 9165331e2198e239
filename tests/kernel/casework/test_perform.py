"""The verbs of a matter: what they leave behind when they are done, and that they leave nothing when refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.transaction import TransactionManagementError

from fengqiao.business.mediation.flow import CASE, DISPUTE
from fengqiao.business.mediation.models import CaseFact, Dispute, DisputeParty, MediationCase, PerformanceItem
from fengqiao.business.mediation.services.agreement import write
from fengqiao.kernel.casework.custody import assign, rehome
from fengqiao.kernel.casework.flow import T
from fengqiao.kernel.casework.models import Receipt, ReusedKey, Task
from fengqiao.kernel.casework.perform import NotNow, Stale, fresh_key, open_case, perform, why_not, why_not_yet
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.journal.events import KINDS, Kind
from fengqiao.kernel.journal.models import Event, Subject
from fengqiao.kernel.places.scope import Scope, one_act, within
from tests.business.mediation.factories import (
    LI,
    ZHANG,
    Town,
    accept,
    at,
    make_case,
    make_dispute,
    moment,
    term,
)
from tests.kernel.casework.matters import DAY, last_event, placed_case, routed, seat, sentence_of, trace
from tests.kernel.casework.neighbours import make_neighbours


@pytest.fixture
def clerk(town: Town) -> Scope:
    return at(town.clerk, DAY)


@pytest.fixture
def case(town: Town, clerk: Scope) -> MediationCase:
    with within(clerk):
        return make_case(town, make_dispute())


def test_a_step_leaves_one_event_with_what_changed_and_no_narrative(town: Town, clerk: Scope, case):
    with within(clerk):
        done = accept(town, case)

        event = last_event(case.pk)
        assert (event.kind, event.seq, event.at, event.post) == ("mediation.case.accept", 2, moment(DAY), clerk.post)
        assert sentence_of(event) == "受理，马某某主持"
        assert event.data["state"] == "accepted"
        assert event.data["changed"] == {
            "accepted_on": [None, "2025-05-06"],
            "chief_mediator": [None, str(town.mediator.pk)],
            "handler": [None, str(clerk.post)],
            "mediator_choice": ["", "committee"],
        }
        assert (done.state, done.version, done.number) == ("accepted", 2, done.subject.number)
        assert CaseFact.objects.get(subject=case.pk, until_event=None).event == event.pk


def test_no_event_holds_a_phone_an_identity_number_or_a_narrative(town: Town, clerk: Scope):
    with within(clerk):
        case = accept(town, make_case(town, make_dispute()))
        perform(case, "end", version=2, outcome="20", end_reason="张某某拒不拆墙。", next_routes=["court"])

        told = " ".join(str(event.data) for event in Event.objects.all())
        for secret in (LI.phone, LI.id_number, LI.address, ZHANG.phone, "拒不拆墙", "0.8米"):
            assert secret not in told


def test_a_stale_version_is_refused_and_nothing_happens(town: Town, clerk: Scope, case):
    with within(clerk):
        perform(case, "end", version=1, outcome="21", end_reason="分歧过大。", next_routes=["court"])
        before = trace(case)

        with pytest.raises(Stale, match="刚被他人修改") as refused:
            perform(case, "archive", version=1, retention="long", filer="陈某某", checker="马某某")

        assert (refused.value.case.version, refused.value.case.state, refused.value.status) == (2, "ended", 409)
        assert trace(case) == before


def test_the_same_request_again_is_done_once_and_answers_the_same(clerk: Scope, case):
    with within(clerk):
        first = perform(case, "decline", version=1, idempotency_key="request-1", reason="court")
        before = trace(case)

        again = perform(case, "decline", version=1, idempotency_key="request-1", reason="court")

        assert (again.pk, again.state, again.version) == (first.pk, "declined", 2)
        assert trace(case) == before
        receipt = Receipt.objects.get()
        assert (str(receipt), receipt.subject, receipt.post) == ("request-1", case.pk, clerk.post)


def test_a_request_key_is_not_used_for_anything_else(town: Town, clerk: Scope, case):
    with within(clerk):
        other = make_case(town, make_dispute())
        perform(case, "decline", version=1, idempotency_key="request-1", reason="court")

        for matter, step in ((case, "archive"), (other, "decline")):
            with pytest.raises(ReusedKey, match="已用于另一项操作") as refused:
                perform(matter, step, version=matter.version, idempotency_key="request-1", reason="court")
            assert refused.value.status == 409
        assert MediationCase.objects.get(pk=other.pk).state == "applied"
    with within(at(town.head, DAY)), pytest.raises(ReusedKey):
        perform(case, "decline", version=1, idempotency_key="request-1", reason="court")


def test_a_refused_request_may_be_sent_again_under_its_key(town: Town, clerk: Scope, case):
    with within(clerk):
        DisputeParty.objects.filter(name=LI.name).update(willingness="refused")
        before = trace(case)

        with pytest.raises(ValidationError, match="拒绝"):
            perform(case, "accept", version=1, idempotency_key="request-1", chief=town.mediator)

        assert trace(case) == before
        assert Dispute.objects.get(pk=case.dispute_id).state == "registered"
        DisputeParty.objects.filter(name=LI.name).update(willingness="agreed")
        assert perform(case, "accept", version=1, idempotency_key="request-1", chief=town.mediator).state == "accepted"


def test_what_fails_in_the_body_of_a_step_leaves_nothing_behind(town: Town, clerk: Scope, case):
    with within(clerk):
        Dispute.objects.filter(pk=case.dispute_id).update(state="routed")
        Dispute.objects.filter(pk=case.dispute_id).update(state="mediating")
        Dispute.objects.filter(pk=case.dispute_id).update(state="transferred")  # not to be mediated any more
        before = trace(case)

        with pytest.raises(NotNow, match="已转出"):
            perform(case, "accept", version=1, idempotency_key="request-1", chief=town.mediator)

        assert trace(case) == before


def test_every_guard_that_does_not_hold_says_so(town: Town, clerk: Scope, case):
    with within(clerk):
        with pytest.raises(ValidationError) as refused:
            perform(case, "end", version=1, outcome="21", end_reason=" ", next_routes=[])

        assert len(refused.value.messages) == 2
        assert refused.value.messages[1] == why_not(case, CASE["end"], outcome="21", next_routes=["court"]).messages[0]


def test_a_page_offers_a_step_when_what_stands_before_it_holds(town: Town, clerk: Scope, case):
    with within(clerk):
        assert why_not_yet(case, CASE["accept"]) is None  # who mediates is asked by its form
        assert isinstance(why_not(case, CASE["accept"]), ValidationError)
        assert isinstance(why_not_yet(case, CASE["archive"]), NotNow)
        assert isinstance(why_not_yet(placed_case(town, "mediating"), CASE["agree"]), ValidationError)


def test_what_follows_by_rule_follows_when_its_guards_allow(town: Town, clerk: Scope):
    with within(clerk):
        case = placed_case(town, "performing")
        write(
            case,
            form="oral",
            facts_text="围墙占用共用通道。",
            terms=[term(due_on=date(2025, 6, 6)), term(content="赔礼道歉", kind="apologize", due_on=date(2025, 6, 6))],
        )
        first, second = PerformanceItem.objects.filter(subject=case.pk)

        half = perform(case, "perform_item", version=1, item=first, done_on=DAY)
        assert (half.state, half.version) == ("performing", 2)
        whole = perform(half, "perform_item", version=2, item=second, done_on=DAY)

        assert (whole.state, whole.version, whole.performance) == ("performed", 4, "performed")
        kinds = [event.kind for event in Event.objects.filter(subject=case.pk).order_by("seq")]
        assert kinds == [f"mediation.case.{step}" for step in ("perform_item", "perform_item", "complete")]


def test_a_dated_edge_is_open_to_matters_opened_under_its_law(town: Town, monkeypatch: pytest.MonkeyPatch):
    online = T("online", "在线受理", ("applied",), "accepted", may="mediation.handle", since=date(2025, 7, 1))
    monkeypatch.setattr(MediationCase, "flow", replace(CASE, steps=(*CASE.steps, online)))
    monkeypatch.setitem(KINDS, "mediation.case.online", Kind(key="mediation.case.online", sentence="在线受理"))
    with within(seat(town.clerk, "mediation.handle", on=date(2025, 6, 30))):
        old = placed_case(town, "applied")
    with within(seat(town.clerk, "mediation.handle", on=date(2025, 7, 1))):
        new = placed_case(town, "applied")

        with pytest.raises(NotNow, match="不能在线受理"):
            perform(old, "online", version=1)
        assert perform(new, "online", version=1).state == "accepted"


def test_a_matter_is_opened_at_the_start_with_number_event_and_duties(town: Town, clerk: Scope):
    with within(clerk):
        dispute = make_dispute()

        assert (dispute.state, dispute.version, dispute.opened_at) == ("registered", 1, moment(DAY))
        assert (dispute.scope_code, dispute.subject.root_id, dispute.subject.seq) == (990101101000000, dispute.pk, 1)
        event = last_event(dispute.pk)
        assert sentence_of(event) == f"登记纠纷：{dispute.number}"
        assert [task.duty for task in Task.objects.filter(subject=dispute.pk)] == ["mediation.triage"]
        assert dispute.title == str(dispute.subject).split(" ", 1)[1]
        assert (dispute.state_label, dispute.concluded, dispute.flags()) == ("已登记", False, [])


def test_opening_asks_for_its_permission_and_answers_a_repeated_request(town: Town, clerk: Scope):
    with within(replace(clerk, may=clerk.may - {DISPUTE.register})):
        with pytest.raises(PermissionDenied, match=r"mediation\.register"):
            open_case(Dispute, scope_code=town.office.scope_code, title="甲")
        assert Subject.objects.filter(kind="mediation.dispute").count() == 0
    with within(clerk):
        first = make_dispute(idempotency_key="request-1")
        again = make_dispute(idempotency_key="request-1")

        assert again.pk == first.pk
        assert Dispute.objects.count() == 1
        with pytest.raises(ReusedKey):
            make_case(town, first, idempotency_key="request-1")
        assert MediationCase.objects.count() == 0


def accept_after_a_refusal(town: Town, case: MediationCase) -> None:
    with one_act():
        with pytest.raises(Stale):
            perform(case, "accept", version=7, chief=town.mediator)
        accept(town, case)


def test_an_act_that_goes_on_after_a_refusal_inside_it_is_stopped(town: Town, clerk: Scope, case):
    with within(clerk):
        before = trace(case)
        with pytest.raises(TransactionManagementError):
            accept_after_a_refusal(town, case)

        assert trace(case) == before


def test_a_matter_is_not_opened_beyond_the_own_range(town: Town, clerk: Scope):
    near = make_neighbours()
    with within(clerk), pytest.raises(Exception, match="row-level security"):
        open_case(
            Dispute,
            scope_code=near.next_office.scope_code,
            title="甲",
            dispute_type="02",
            first_source="2",
            first_source_detail="22",
            facts_text="略",
            place_code=990101102000,
            found_on=DAY,
        )


def test_custody_goes_to_an_organization_inside_the_range_with_all_that_hangs_on_it(town: Town, clerk: Scope):
    near = make_neighbours()
    with within(clerk):
        dispute = routed(town)

        assert (dispute.scope_code, dispute.duty_organization) == (990101101201001, town.village)
        assert {task.scope_code for task in Task.objects.filter(subject=dispute.pk)} == {990101101201001}
        assert {event.region_code for event in Event.objects.filter(subject=dispute.pk, seq=1)} == {990101101000000}
        with pytest.raises(PermissionDenied, match="rehome"):
            rehome(dispute, near.next_office)
    with within(at(town.village_mediator, DAY)):
        assert list(Dispute.objects.all()) == [dispute]


def test_a_handler_is_named_and_takes_the_open_duties(town: Town, clerk: Scope, case):
    handler = Post.objects.get(pk=town.head.post)
    with within(clerk):
        done = assign(case, handler, may="mediation.handle")

        assert (done.handler, done.version) == (handler, 2)
        assert {task.handler_id for task in Task.objects.filter(subject=case.pk)} == {handler.pk}
        assert sentence_of(last_event(case.pk)) == f"指派承办人：{handler.user.name}"
        with pytest.raises(PermissionDenied, match=r"mediation\.supervise"):
            assign(case, handler, may="mediation.supervise")
        assert last_event(case.pk).seq == 2


def test_keys_of_requests_differ():
    assert fresh_key() != fresh_key()
