"""Regular work of mediation: what ends soon is announced (届满提醒), what is unusual is shown (异常提示)."""

from __future__ import annotations

from datetime import timedelta

from fengqiao.business.mediation.queries.hints import counties_at_work
from fengqiao.business.mediation.services.committee import remind
from fengqiao.business.mediation.services.hints import look
from fengqiao.kernel.casework.jobs import EVERYWHERE
from fengqiao.kernel.places.scope import today, within
from fengqiao.kernel.queue.jobs import periodic


@periodic("23 4 * * *")
def announce_ends() -> None:
    """Terms and appointments that end within ninety days come on the desks of those who renew them."""
    with within(EVERYWHERE):
        remind()


@periodic("47 4 * * *")
def look_for_anomalies() -> None:
    """The newest cases of each county are compared; a county at a time, each in its own transaction."""
    with within(EVERYWHERE):
        counties = counties_at_work(today() - timedelta(days=7))
    for county in counties:
        with within(EVERYWHERE):
            look(county)
