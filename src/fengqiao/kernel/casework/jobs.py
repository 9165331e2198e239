"""Long work on open matters: limits computed anew after a holiday notice (期限重算)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fengqiao.kernel.casework.duties import recompute
from fengqiao.kernel.queue.jobs import Running, job


@job()
def recompute_limits(running: Running, *, first: str, last: str) -> Mapping[str, Any]:
    """Compute the open limits that run into these days anew, each journaled in its matter."""
    with running.step() as step:
        moved = recompute(date.fromisoformat(first), date.fromisoformat(last))
        step.done = step.total = moved
    return {"moved": moved}
