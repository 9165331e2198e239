"""Regular work on what phones hold (号段)."""

from __future__ import annotations

from fengqiao.kernel.casework.jobs import EVERYWHERE
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.queue.jobs import periodic
from fengqiao.kernel.sync.blocks import close_blocks


@periodic("17 3 * * *", "作废到期未用编号")
def close_number_blocks() -> None:
    """Numbers that a phone held and did not use in time become 作废."""
    with within(EVERYWHERE):
        close_blocks()
