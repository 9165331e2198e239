"""Killed in the middle and run again: no row lost, none twice (断点续导)."""

from __future__ import annotations

import pytest

from fengqiao.kernel.exchange import imports
from fengqiao.kernel.exchange.batches import Tally
from fengqiao.kernel.exchange.models import Batch, Row
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import within
from tests.kernel.exchange.samples import CLERK, LEDGER, line, workbook
from tests.kernel.queue.processes import until, worker

GOOD = 950
SAMPLES = "tests.kernel.exchange.samples"


def counted(batch: Batch) -> dict[str, int]:
    with within(CLERK):
        return dict(Tally.of(batch).counts)


def state(batch: Batch) -> str:
    with within(CLERK):
        return Batch.objects.get(pk=batch.pk).state


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_while_checking_and_while_writing_ends_with_every_good_row_once():
    rows = [line(f"甲{n}", village="柳河村" if n % 20 else "青石村") for n in range(1000)]
    with within(CLERK):
        batch = imports.upload(LEDGER, "台账.xlsx", workbook(rows))
    with worker(SAMPLES) as process:
        until(lambda: sum(counted(batch).values()) >= 500)
        process.kill()
    with worker(SAMPLES):
        until(lambda: state(batch) == "checked")
    assert counted(batch) == {"good": GOOD, "bad": 50}

    with within(CLERK):
        imports.confirm(batch)
    for reached in (100, 400):
        with worker(SAMPLES) as process:
            until(lambda least=reached: counted(batch).get("written", 0) >= least)
            process.kill()
    assert counted(batch)["written"] < GOOD
    with worker(SAMPLES):
        until(lambda: state(batch) == "finished")

    with within(CLERK):
        titles = sorted(Subject.objects.filter(kind="ledger").values_list("title", flat=True))
        keys = set(Subject.objects.filter(kind="ledger").values_list("number", flat=True))
        records = set(Row.objects.filter(state="written").values_list("written", flat=True))
        assert records == {str(pk) for pk in Subject.objects.filter(kind="ledger").values_list("pk", flat=True)}
    assert titles == sorted(f"甲{n}" for n in range(1000) if n % 20)
    assert len(keys) == GOOD
    assert counted(batch) == {"written": GOOD, "bad": 50}
