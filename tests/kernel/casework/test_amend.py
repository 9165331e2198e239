"""修改 before conclusion, 更正 after it: each with its trace, before and after sealed with the matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from fengqiao.business.mediation.models import CaseFact, MediationCase
from fengqiao.kernel.casework.models import Amendment, ReusedKey
from fengqiao.kernel.casework.perform import Stale, amend, perform
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import Scope, within
from tests.business.mediation.factories import Town, at, make_case, make_dispute, moment
from tests.kernel.casework.matters import DAY, last_event, sentence_of, trace
from tests.kernel.casework.neighbours import make_neighbours


@pytest.fixture
def clerk(town: Town) -> Scope:
    return at(town.clerk, DAY)


@pytest.fixture
def case(town: Town, clerk: Scope) -> MediationCase:
    with within(clerk):
        return make_case(town, make_dispute())


@pytest.fixture
def ended(clerk: Scope, case: MediationCase) -> MediationCase:
    with within(clerk):
        return perform(case, "end", version=1, outcome="21", end_reason="张某某不同意拆墙。", next_routes=["court"])


def told(case: MediationCase) -> str:
    event = last_event(case.pk)
    return sentence_of(event)


def test_before_conclusion_a_change_needs_no_reason(clerk: Scope, case):
    with within(clerk):
        changed = amend(case, {"dispute_type": "03", "people_count": 2}, version=1)

        assert (changed.dispute_type, changed.version) == ("03", 2)
        event = last_event(case.pk)
        assert (event.kind, event.data) == (
            "casework.revise",
            {"fields": "纠纷类型", "names": ["dispute_type"]},
        )
        assert told(case) == "修改：纠纷类型"
        row = CaseFact.objects.get(subject=case.pk, until_event=None)
        assert (row.dispute_type, row.event) == ("03", event.pk)


def test_after_conclusion_only_a_correction_with_its_reason(clerk: Scope, ended):
    with within(clerk):
        before = trace(ended)
        with pytest.raises(ValidationError, match="请写明更正理由"):
            amend(ended, {"dispute_type": "03"}, version=2, reason=" ")
        assert trace(ended) == before

        corrected = amend(ended, {"dispute_type": "03"}, version=2, reason="登记时选错类型")

        assert (corrected.state, corrected.version, corrected.closed_at) == ("ended", 3, moment(DAY))
        assert told(ended) == "更正：纠纷类型，理由：登记时选错类型"
        note = Amendment.objects.get()
        assert (note.field, note.label, note.post, note.at) == ("dispute_type", "纠纷类型", clerk.post, moment(DAY))
        assert (note.before.reveal(), note.after.reveal(), note.reason) == ("02", "03", "登记时选错类型")
        assert (note.event, str(note)) == (last_event(ended.pk).pk, "纠纷类型：登记时选错类型")


def test_before_and_after_are_sealed_with_the_matter(clerk: Scope, ended):
    with within(clerk):
        amend(ended, {"end_reason": "张某某的承包合同未到期。"}, version=2, reason="补充原因")

        with connection.cursor() as cursor:
            cursor.execute("select before, after from casework_amendment")
            for stored in cursor.fetchone():
                assert "张某某".encode() not in bytes(stored)
        note = Amendment.objects.get()
        assert "张某某" not in f"{note.before} {note.after} {note.before!r}"
        assert note.before.reveal() == "张某某不同意拆墙。"
        assert "张某某" not in str(last_event(ended.pk).data)

        Subject.objects.filter(pk=ended.pk).update(key=None)  # erased
        assert Amendment.objects.get().before.reveal() == "已删除"


def test_a_change_that_changes_nothing_leaves_nothing(clerk: Scope, case):
    with within(clerk):
        before = trace(case)

        assert amend(case, {"dispute_type": "02", "people_count": "2"}, version=1).version == 1

        assert trace(case) == before


def test_a_change_is_refused_like_a_step(town: Town, clerk: Scope, case):
    near = make_neighbours()
    with within(replace(clerk, may=frozenset({"mediation.view"}))), pytest.raises(PermissionDenied):
        amend(case, {"dispute_type": "03"}, version=1)
    with within(near.next_clerk), pytest.raises(Subject.DoesNotExist):
        amend(case, {"dispute_type": "03"}, version=1)
    with within(clerk):
        with pytest.raises(PermissionDenied):
            amend(case, {"state": "performed"}, version=1)
        with pytest.raises(PermissionDenied):
            amend(case, {"dispute_type": "03", "accepted_on": date(2025, 1, 1)}, version=1)
        amend(case, {"dispute_type": "03"}, version=1)
        with pytest.raises(Stale):
            amend(case, {"dispute_type": "04"}, version=1)
        assert (MediationCase.objects.get().dispute_type, Amendment.objects.count()) == ("03", 1)


def test_the_same_change_again_is_done_once(town: Town, clerk: Scope, case):
    with within(clerk):
        other = make_case(town, make_dispute())
        amend(case, {"dispute_type": "03"}, version=1, idempotency_key="request-1")
        again = amend(case, {"dispute_type": "03"}, version=1, idempotency_key="request-1")

        assert (again.version, Amendment.objects.count()) == (2, 1)
        with pytest.raises(ReusedKey):
            amend(other, {"dispute_type": "03"}, version=1, idempotency_key="request-1")
