"""Regular work of mediation: expiries (届满提醒), rounds of inspection (排查), what is unusual (异常提示)."""

from __future__ import annotations

from datetime import timedelta

from fengqiao.business.mediation.queries.hints import counties_at_work
from fengqiao.business.mediation.services.committee import remind
from fengqiao.business.mediation.services.hints import look
from fengqiao.business.mediation.services.inspections import bureaus_at_work, close_rounds, organize_by_rule, rule_scope
from fengqiao.kernel.casework.jobs import EVERYWHERE
from fengqiao.kernel.places.scope import today, within
from fengqiao.kernel.queue.jobs import periodic


@periodic("23 4 * * *", "任期届满提醒")
def announce_ends() -> None:
    """Terms and appointments that end within ninety days come on the desks of those who renew them."""
    with within(EVERYWHERE):
        remind()


@periodic(
    "9 * * * *", "排查轮次起止"
)  # rounds begin and end with the day; a day that was missed is made up within the hour
def inspect_by_rule() -> None:
    """Whoever has not reported in time is shown as 未报; the rounds that are due today begin."""
    for bureau in bureaus_at_work():
        with within(rule_scope(bureau)):  # county by county: what one has begun does not wait for the others
            close_rounds()
            organize_by_rule(bureau)


@periodic("47 4 * * *", "以案定补异常比对")
def look_for_anomalies() -> None:
    """The newest cases of each county are compared; a county at a time, each in its own transaction."""
    with within(EVERYWHERE):
        counties = counties_at_work(today() - timedelta(days=7))
    for county in counties:
        with within(EVERYWHERE):
            look(county)
