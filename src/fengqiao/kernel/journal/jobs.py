"""Proving the journal from the administration page (日志核验): a long walk, in the background."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from fengqiao.kernel.journal.verify import report, verify
from fengqiao.kernel.queue.jobs import Running, job

TOLD = 50  # findings kept with the result


@job(queue="default", attempts=1)
def verify_journal(running: Running) -> Mapping[str, Any]:
    """Walk the whole chain and compare it with the heads kept outside the database."""
    total, findings = verify(connections["sequencer"], Path(settings.HOME) / "journal-heads.jsonl")
    return report(total, findings[:TOLD])
