"""Regular work of mediation: what ends soon is announced (届满提醒)."""

from __future__ import annotations

from fengqiao.business.mediation.services.committee import remind
from fengqiao.kernel.casework.jobs import EVERYWHERE
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.queue.jobs import periodic


@periodic("23 4 * * *")
def announce_ends() -> None:
    """Terms and appointments that end within ninety days come on the desks of those who renew them."""
    with within(EVERYWHERE):
        remind()
