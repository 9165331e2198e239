"""Regular work of mediation: what ends soon is announced (届满提醒), rounds begin and end (排查)."""

from __future__ import annotations

from fengqiao.business.mediation.services.committee import remind
from fengqiao.business.mediation.services.inspections import (
    bureaus_at_work,
    close_rounds,
    organize_by_rule,
    rule_scope,
)
from fengqiao.kernel.casework.jobs import EVERYWHERE
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.queue.jobs import periodic


@periodic("23 4 * * *")
def announce_ends() -> None:
    """Terms and appointments that end within ninety days come on the desks of those who renew them."""
    with within(EVERYWHERE):
        remind()


@periodic("9 * * * *")  # rounds begin and end with the day; a day that was missed is made up within the hour
def inspect_by_rule() -> None:
    """Whoever has not reported in time is shown as 未报; the rounds that are due today begin."""
    for bureau in bureaus_at_work():
        with within(rule_scope(bureau)):  # county by county: what one has begun does not wait for the others
            close_rounds()
            organize_by_rule(bureau)
