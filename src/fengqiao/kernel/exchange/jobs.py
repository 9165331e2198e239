"""The long work of this room: checking a long sheet, writing rows, a long export (后台任务)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.kernel.exchange.batches import CHECK_STEP, WRITE_STEP, Checking, Tally, Writing
from fengqiao.kernel.exchange.export import fill
from fengqiao.kernel.exchange.models import Batch, Export
from fengqiao.kernel.queue.jobs import Running, job


@job(queue="imports")
def check_rows(running: Running, *, batch: str) -> Mapping[str, Any]:
    """The dry run of a long sheet."""
    with running.step():
        checking = Checking(Batch.objects.get(pk=batch))
    more = True
    while more:
        with running.step() as step:
            more = checking.some(CHECK_STEP)
            step.done = checking.read
    return {}


@job(queue="imports")
def write_rows(running: Running, *, batch: str) -> Mapping[str, Any]:
    """Write the good rows of a confirmed batch; cut off, it goes on with those not yet written."""
    with running.step():
        writing = Writing(Batch.objects.get(pk=batch))
    more = 1
    while more:
        with running.step() as step:
            more = writing.some(WRITE_STEP)
            step.done += more
    with running.step():
        return dict(Tally.of(writing.batch).counts)


@job(queue="exports")
def export_rows(running: Running, *, export: str) -> Mapping[str, Any]:
    """Write a long list into its file."""
    with running.step() as step:
        step.done = step.total = fill(Export.objects.get(pk=export))
    return {}
