"""同一、关联、不同: people decide, items move to the survivor, and every decision can be taken back (4.1, 4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fengqiao.business.mediation.flow import BY_RULE, DISPUTE, INTAKE, RECEIVE
from fengqiao.business.mediation.models import Dispute, IntakeItem, LinkDecision, MediationCase
from fengqiao.business.mediation.rules import messages
from fengqiao.business.mediation.rules.matching import Match
from fengqiao.business.mediation.services.following import let_follow, stop_following
from fengqiao.business.mediation.services.intake import await_sender, found
from fengqiao.business.mediation.terms import LinkChoice, Source, SourceDetail
from fengqiao.kernel.casework.duties import start
from fengqiao.kernel.casework.models import Case, Task
from fengqiao.kernel.casework.perform import NotNow, perform
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, also, now


def decide(
    left: Case, dispute: Dispute, decision: str, *, version: int, match: Match | None = None, reason: str = ""
) -> Case:
    """关联决定 on 来件 or 纠纷 and another dispute: the same is joined, anything else is only written down."""
    if decision == LinkChoice.SAME:
        if isinstance(left, IntakeItem):
            done: Case = perform(left, "link", version=version, dispute=dispute, reason=reason)
        else:
            with also(BY_RULE):
                done = perform(left, "merge", version=version, survivor=dispute, reason=reason)
    else:
        done = left
        subject = lock(left.pk)
        record(
            subject,
            "mediation.link.decide",
            key=announce(uuid7()),
            decision=LinkChoice(decision).label,
            dispute=dispute.number,
        )
    standing = LinkDecision.objects.filter(subject=left.pk, right=dispute.pk, reversed_at=None).first()
    row = standing or LinkDecision(subject=left.subject, right=dispute.subject)
    row.score, row.evidence = (match.score, list(match.reasons)) if match else (row.score or 0, row.evidence)
    row.decision, row.reason, row.decided_at, row.decided_by = decision, reason, now(), acting().post
    row.save()
    return done


@INTAKE.does("link")
def link(item: IntakeItem, *, dispute: Dispute, reason: str = "") -> Mapping[str, str]:
    """并入已有纠纷: the same quarrel by another channel; the dispute's first source is the earliest received."""
    if dispute.concluded:
        raise NotNow(messages.CLOSED_IS_NOT_JOINED)
    item.dispute = dispute.subject
    let_follow(dispute.subject, [item])
    LinkDecision.objects.create(
        subject=item.subject,
        right=dispute.subject,
        score=0,
        decision=LinkChoice.SAME,
        reason=reason,
        moved=[],
        decided_at=now(),
        decided_by=acting().post,
    )
    await_sender(item, dispute)
    _renew_source(dispute, joining=item)
    return {"dispute": dispute.number, "reason": reason}


@INTAKE.does("split")
def split(item: IntakeItem, **given: Any) -> Mapping[str, str]:
    """拆分: the item founds a dispute of its own after all; both decisions stay on record."""
    left = Dispute.objects.readable().select_related("subject").get(pk=item.dispute_id)
    _reverse(LinkDecision.objects.filter(subject=item.subject, right=left.subject, reversed_at=None))
    stop_following(left.subject, [item])
    with also(RECEIVE):
        told = found(item, **given) or {}
    _renew_source(left, leaving=item)
    return {**told, "left": left.number}


@DISPUTE.does("merge")
def merge(dispute: Dispute, *, survivor: Dispute, reason: str = "", ended: UUID | None = None) -> Mapping[str, str]:
    """归并: items and channels go to the survivor; numbers stay, and the register shows both.

    A case that is just ending as 并入他案 takes its dispute along by rule (decisions §6).
    """
    if survivor.concluded:
        raise NotNow(messages.CLOSED_IS_NOT_JOINED)
    if MediationCase.objects.readable().filter(dispute=dispute.pk, closed_at=None).exclude(pk=ended).exists():
        raise NotNow(messages.RUNNING_CASE_FIRST)
    items = list(IntakeItem.objects.readable().filter(dispute=dispute.pk).select_related("subject"))
    LinkDecision.objects.create(
        subject=dispute.subject,
        right=survivor.subject,
        score=0,
        decision=LinkChoice.SAME,
        reason=reason,
        moved=[str(item.pk) for item in items],
        decided_at=now(),
        decided_by=acting().post,
    )
    IntakeItem.objects.readable().filter(dispute=dispute.pk).update(dispute=survivor.subject)
    let_follow(survivor.subject, items)
    for item in items:
        await_sender(item, survivor)
    if Task.objects.readable().filter(subject=dispute.pk, duty="mediation.report", done_at=None).exists():
        start(survivor.subject, "mediation.report")  # what endangers life is reported, whatever its number
    _renew_source(survivor)
    return {"dispute": survivor.number}


@DISPUTE.does("unmerge")
def unmerge(dispute: Dispute, *, reason: str) -> Mapping[str, str]:
    """撤销归并: the dispute stands again under its own number, with the items it brought."""
    standing = LinkDecision.objects.filter(subject=dispute.subject, decision=LinkChoice.SAME, reversed_at=None)
    decision = standing.latest("id")
    survivor = Dispute.objects.readable().select_related("subject").get(pk=decision.right_id)
    back = IntakeItem.objects.readable().filter(pk__in=decision.moved)
    stop_following(survivor.subject, back)
    back.update(dispute=dispute.subject)
    let_follow(dispute.subject, back)
    for item in back:
        await_sender(item, dispute)
    _reverse(LinkDecision.objects.filter(pk=decision.pk))
    _renew_source(survivor)
    dispute.closed_at = None
    return {"dispute": survivor.number, "reason": reason}


def _reverse(decisions: Any) -> None:  # link decisions
    decisions.update(reversed_at=now(), reversed_by=acting().post)


def _renew_source(dispute: Dispute, *, joining: IntakeItem | None = None, leaving: IntakeItem | None = None) -> None:
    """首个来源: that of the earliest received item; statistics use it (decisions §6)."""
    items = IntakeItem.objects.readable().filter(dispute=dispute.pk)
    items = items.exclude(pk=leaving.pk) if leaving else items
    first = min((*items, *([joining] if joining else ())), key=lambda item: item.received_at, default=None)
    if first is None or first.source_detail == dispute.first_source_detail:
        return
    source, detail = Source(first.source), SourceDetail(first.source_detail)
    _write(Dispute, dispute.pk, told=detail.label, first_source=source, first_source_detail=detail)
    for case in MediationCase.objects.readable().filter(dispute=dispute.pk).order_by("pk"):
        _write(MediationCase, case.pk, told=detail.label, source=source, source_detail=detail)


def _write(model: type[Case], key: UUID, *, told: str, **columns: str) -> None:
    """The source of one matter, under an event of its own: every figure leads to it."""
    subject, event = lock(key), announce(uuid7())
    model.objects.readable().filter(pk=key).update(**columns)
    record(subject, "mediation.link.source", key=event, source=told)
