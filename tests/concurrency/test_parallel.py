"""Many at once: numbers without gaps, nobody's change overwritten, one signature, one order of what happened."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

import pytest
from django.db import connection, connections

from fengqiao.business.mediation.models import Dispute, MediationCase
from fengqiao.kernel.casework.models import Amendment, Number
from fengqiao.kernel.casework.perform import NotNow, Stale, amend, perform
from fengqiao.kernel.casework.referral import refer, sign_for
from fengqiao.kernel.journal.events import KINDS, Kind, lock, record
from fengqiao.kernel.journal.models import Event, Grant, Subject
from fengqiao.kernel.journal.sequencer import place
from fengqiao.kernel.journal.verify import verify
from fengqiao.kernel.places.scope import within
from tests.business.mediation.factories import Town, make_case, make_dispute, make_town
from tests.database import as_role
from tests.kernel.casework.neighbours import make_neighbours
from tests.kernel.journal.journals import EVERYWHERE, OFFICE, make_matter

pytestmark = pytest.mark.django_db(transaction=True)

Answer = TypeVar("Answer")


@pytest.fixture
def town(transactional_db: None) -> Town:
    return make_town()


def at_once(people: int, act: Callable[[int], Answer], *, times: int | None = None) -> list[Answer]:
    """Several people, each with a connection of their own, who begin at the same moment."""
    ready = threading.Barrier(people)

    def work(share: list[int]) -> list[Answer]:
        try:
            ready.wait(timeout=10)
            return [act(number) for number in share]
        finally:
            connections.close_all()

    shares = [list(range(person, times or people, people)) for person in range(people)]
    with ThreadPoolExecutor(people) as pool:
        return [answer for answers in pool.map(work, shares) for answer in answers]


def outcome(act: Callable[[], object], *refusals: type[Exception]) -> str:
    """How an act ended: done, or the name of its refusal."""
    try:
        act()
    except refusals as refused:
        return type(refused).__name__
    return "done"


def test_fifty_registrations_at_once_have_numbers_without_gap_or_double(town: Town):
    def register(number: int) -> str:
        with within(town.clerk):
            return make_dispute(idempotency_key=f"request-{number}").number

    numbers = at_once(50, register)

    assert len(set(numbers)) == 50
    with within(town.clerk):
        for key in ("mediation.dispute", "mediation.intake"):
            serials = Number.objects.filter(register=key).order_by("serial").values_list("serial", flat=True)
            assert list(serials) == list(range(1, 51))
        assert set(Dispute.objects.values_list("subject__number", flat=True)) == set(numbers)
        assert set(Event.objects.filter(kind__startswith="mediation.dispute.").values_list("seq", flat=True)) == {1}


def test_the_same_registration_sent_five_times_at_once_is_written_once(town: Town):
    def register(number: int) -> UUID:
        with within(town.clerk):
            return make_dispute(idempotency_key="request-1").pk

    assert len(set(at_once(5, register))) == 1
    with within(town.clerk):
        assert Dispute.objects.count() == 1
        assert [number.serial for number in Number.objects.filter(register="mediation.dispute")] == [1]


def test_of_two_people_who_change_one_matter_the_second_is_told(town: Town):
    with within(town.clerk):
        case = make_case(town, make_dispute())

    def change(person: int) -> str:
        with within((town.clerk, town.head)[person]):
            return outcome(lambda: amend(case, {"dispute_type": ("03", "04")[person]}, version=1), Stale)

    answers = at_once(2, change)

    assert sorted(answers) == ["Stale", "done"]
    with within(town.clerk):
        kept = MediationCase.objects.get()
        assert (kept.dispute_type, kept.version) == (("03", "04")[answers.index("done")], 2)
        assert (Amendment.objects.count(), Event.objects.filter(subject=case.pk).count()) == (1, 2)


def test_of_several_people_who_do_one_step_one_does_it(town: Town):
    with within(town.clerk):
        case = make_case(town, make_dispute())

    def end(person: int) -> str:
        given = {"outcome": "21", "end_reason": "李某某要求终止调解。", "next_routes": ["court"]}
        with within(town.clerk):
            return outcome(lambda: perform(case, "end", version=1, **given), Stale)

    assert Counter(at_once(5, end)) == {"done": 1, "Stale": 4}
    with within(town.clerk):
        assert (MediationCase.objects.get().version, Subject.objects.get(pk=case.pk).seq) == (2, 2)


def test_of_several_people_who_sign_for_one_referral_one_does(town: Town):
    near = make_neighbours()
    with within(town.clerk):
        dispute = make_dispute()
        referral = refer(dispute, to=near.next_office, mode="move", kind="office", reason="当事人住在该镇")

    def sign(person: int) -> str:
        with within(near.next_clerk):
            return outcome(lambda: sign_for(referral.pk), NotNow)

    assert Counter(at_once(5, sign)) == {"done": 1, "NotNow": 4}
    with within(near.next_clerk):
        assert Grant.objects.filter(subject=dispute.pk).count() == 1
        assert Event.objects.filter(subject=dispute.pk, kind="casework.move").count() == 1
        assert Dispute.objects.get().scope_code == 990101102000000


def test_what_several_people_record_in_one_matter_has_one_order(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(KINDS, "demo.note", Kind(key="demo.note", sentence="记录：{word}"))
    with within(OFFICE):
        subject = make_matter()

    def note(number: int) -> int:
        with within(OFFICE):
            return record(lock(subject.pk), "demo.note", word=number).seq

    assert sorted(at_once(8, note, times=80)) == list(range(1, 81))


def test_several_sequencers_place_everything_once_while_people_work(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(KINDS, "demo.note", Kind(key="demo.note", sentence="记录：{word}"))
    with within(OFFICE):
        matters = [make_matter() for _ in range(4)]

    def work(number: int) -> int:
        if number % 2:
            with as_role("fengqiao_sequencer"):
                return place(connection, limit=7)
        with within(OFFICE):
            record(lock(matters[number // 2 % 4].pk), "demo.note", word=number)
        return 0

    placed = sum(at_once(6, work, times=120))
    while more := _place_all():
        placed += more

    assert placed == 60
    with within(EVERYWHERE):
        assert sorted(Event.objects.values_list("position", flat=True)) == list(range(1, 61))
        for matter in matters:
            own = Event.objects.filter(subject=matter).order_by("position").values_list("seq", flat=True)
            assert list(own) == list(range(1, 16))
    with as_role("fengqiao_sequencer"):
        assert verify(connection) == (60, [])


def _place_all() -> int:
    with as_role("fengqiao_sequencer"):
        return place(connection)
