"""Matters of any line as one list shows them (事项): name, number, day, place and state, without a query per row."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from fengqiao.kernel.casework.registry import CASES, page_url
from fengqiao.kernel.casework.titles import title_for
from fengqiao.kernel.identity.models import Organization, valid
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import today
from fengqiao.kernel.ui.listing import Column
from fengqiao.kernel.ui.words import Chip


def with_state(subjects: QuerySet[Subject], kind: str) -> QuerySet[Subject]:
    """Matters of one kind with the state and the day of their record and the organization that has them."""
    record = CASES[kind].objects.readable().filter(pk=OuterRef("pk"))
    holder = Organization.objects.filter(valid(today()), scope_code=OuterRef("scope_code"))
    return subjects.defer("words", "key").annotate(
        state=Subquery(record.values("state")[:1]),
        opened_at=Subquery(record.values("opened_at")[:1]),
        closed_at=Subquery(record.values("closed_at")[:1]),
        holder=Subquery(holder.values("name")[:1]),
    )


def state_chip(subject: Any) -> Chip:  # a subject with the state of its record
    """The state in the office's words."""
    flow = CASES[subject.kind].flow
    word = flow.states.get(subject.state, "")
    if subject.closed_at or subject.state in flow.concluded:
        return Chip(word, "", "checks")
    return Chip(word, "line", "circle-dotted") if subject.state == flow.start else Chip(word, "blue", "progress")


def url_of(subject: Subject) -> str:
    """The matter's own page."""
    return page_url(subject.kind, subject.pk)


COLUMNS = (
    Column(label="名称", value=title_for, main=True, phone="name"),
    Column(label="编号", value="number", kind="code"),
    Column(label="登记时间", value="opened_at", kind="date", phone="due"),
    Column(label="办理机构", value="holder", phone="handler"),
    Column(label="状态", value=state_chip, kind="chip", phone="state"),
)
