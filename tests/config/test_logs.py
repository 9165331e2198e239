"""No line of the service's log names a person, an address or what somebody searched for."""

from __future__ import annotations

import logging

from fengqiao.config.logs import without_people


def test_who_and_where_from_are_dropped_and_the_query_is_cut_off():
    event = {
        "event": "request_finished",
        "request": "GET /mediation/cases/?q=张三",
        "ip": "10.0.0.1",
        "user_id": "7",
        "user_agent": "browser",
        "code": 200,
    }

    assert without_people(logging.getLogger(), "info", event) == {
        "event": "request_finished",
        "request": "GET /mediation/cases/",
        "code": 200,
    }
