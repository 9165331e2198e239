"""Loading history as the loader role (历史数据装载)."""

from __future__ import annotations

import pytest
from django.db import connection

from fengqiao.config import roles
from fengqiao.kernel.exchange.loader import load, load_events
from fengqiao.kernel.journal.models import Event, Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import now, within
from fengqiao.kernel.privacy.keys import new_wrapped
from tests.database import as_role
from tests.kernel.casework.matters import sentence_of
from tests.kernel.exchange.samples import CLERK, CODE


@pytest.mark.django_db
def test_matters_are_loaded_under_their_policies_with_one_event_each():
    keys = [uuid7() for _ in range(300)]
    columns = ("uid", "root_id", "scope_code", "kind", "number", "title", "seq", "key")
    matters = ((key, key, CODE, "ledger", f"〔2024〕{n}号", "历史纠纷", 1, new_wrapped()) for n, key in enumerate(keys))

    with as_role(roles.LOADER):
        loaded = load(connection, "journal_subject", columns, matters)
        events = load_events(connection, ((key, CODE) for key in keys), source="2024 年台账", at=now())

    assert (loaded, events) == (300, 300)
    with within(CLERK):
        assert Subject.objects.filter(kind="ledger").count() == 300
        assert Subject.objects.get(pk=keys[0]).data_key() is not None
        event = Event.objects.get(subject=keys[7])
    assert (event.seq, event.region_code) == (1, CODE)
    assert sentence_of(event) == "由历史资料装载：2024 年台账"
