"""The ledger (排查台账) killed in the middle: every bad row named, every good row once, whatever happens in between."""

from __future__ import annotations

import time

import pytest

from fengqiao.business.mediation.entries import LEDGER
from fengqiao.business.mediation.models import Dispute, DisputeParty, IntakeItem
from fengqiao.kernel.exchange import imports
from fengqiao.kernel.exchange.batches import Tally
from fengqiao.kernel.exchange.models import Batch
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import within
from tests.business.mediation.factories import open_town
from tests.business.mediation.ledgers import EVERY, Ledger, make_ledger, problems
from tests.kernel.queue.processes import until, worker


def assert_all_taken(ledger: Ledger) -> None:
    """Every good row is a dispute with its own day, once, and has one item."""
    applicants = DisputeParty.objects.filter(side="applicant").values_list("name", "subject_id")
    days = dict(Dispute.objects.values_list("pk", "occurred_on"))
    assert len(applicants) == len(days) == ledger.good
    assert {name: days[subject] for name, subject in applicants} == ledger.days
    assert IntakeItem.objects.filter(state="founded").count() == ledger.good
    numbers = Subject.objects.filter(kind="mediation.dispute").values_list("number", flat=True)
    assert len(set(numbers)) == ledger.good


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("rows", "killed_checking", "killed_writing"),
    [(600, 100, (250,)), pytest.param(20_000, 5_000, (1_000, 9_000), marks=pytest.mark.full)],
)
def test_a_long_sheet_killed_while_checking_and_while_writing_names_every_bad_row_and_takes_the_others_once(
    rows, killed_checking, killed_writing
):
    town, ledger = open_town(), make_ledger(rows)

    def counted(batch: Batch) -> dict[str, int]:
        time.sleep(0.4)  # the worker needs the machine more than the one who watches it
        with within(town.clerk):
            return dict(Tally.of(batch).counts)

    def state(batch: Batch) -> str:
        time.sleep(0.4)
        with within(town.clerk):
            return str(Batch.objects.get(pk=batch.pk).state)

    with within(town.clerk):
        batch = imports.upload(LEDGER, "台账.xlsx", ledger.content)
    with worker() as process:
        until(lambda: sum(counted(batch).values()) >= killed_checking, rows)
        process.kill()
    with worker():
        until(lambda: state(batch) == "checked", rows)
    with within(town.clerk):
        assert problems(batch) == ledger.problems
        imports.confirm(batch)
    for reached in killed_writing:
        with worker() as process:
            until(lambda least=reached: counted(batch).get("written", 0) >= least, rows)
            process.kill()
    assert counted(batch)["written"] < ledger.good
    with worker():
        until(lambda: state(batch) == "finished", rows)

    assert counted(batch) == {"written": ledger.good, "bad": rows // EVERY}
    with within(town.clerk):
        assert_all_taken(ledger)
