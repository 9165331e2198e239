"""The reads of mediation: scoped, ordered, without a query per row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fengqiao.business.mediation.models import (
    Agreement,
    ArchiveFile,
    Dispute,
    DisputeParty,
    FollowUp,
    IntakeItem,
    Investigation,
    MediationCase,
    MediationMeeting,
    PerformanceItem,
    RiskAssessment,
)
from fengqiao.business.mediation.terms import CaseState, DisputeState, PartySide, Risk, Willingness
from fengqiao.kernel.casework.duties import DUTIES, words_of
from fengqiao.kernel.casework.models import Attachment, Task
from fengqiao.kernel.journal.models import Scoped
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.models import Issued
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import acting, now, today
from fengqiao.kernel.privacy.identifiers import age_on
from fengqiao.kernel.privacy.masks import mask_name
from fengqiao.kernel.ui.timeline import timeline_of as timeline_of
from fengqiao.kernel.ui.words import Chip

OPEN_DISPUTES = (
    DisputeState.REGISTERED,
    DisputeState.ROUTED,
    DisputeState.MEDIATING,
    DisputeState.TRANSFERRED,
    DisputeState.UNRESOLVED,
    DisputeState.RESOLVED,
)
OPEN_CASES = (CaseState.APPLIED, CaseState.ACCEPTED, CaseState.MEDIATING)


def _own(manager: Scoped[Any]) -> QuerySet[Any]:
    """Own lists; a partner without a range of its own sees what was lent to it, read from the grants."""
    return manager.get_queryset() if acting().ranges else manager.lent()


def disputes() -> QuerySet[Dispute]:
    """Disputes of the own range, with what a list shows."""
    return _own(Dispute.objects).select_related("subject", "handler__user")


def cases() -> QuerySet[MediationCase]:
    """Cases of the own range, with what a list shows."""
    return _own(MediationCase.objects).select_related("subject", "handler__user", "committee")


def items() -> QuerySet[IntakeItem]:
    """来件 of the own range, with what a list shows."""
    return IntakeItem.objects.select_related("subject").defer("mentions")


def one_dispute(uid: UUID) -> Dispute:
    """A dispute by its key, own or granted."""
    return Dispute.objects.readable().select_related("subject", "handler__user", "duty_organization").get(pk=uid)


def one_case(uid: UUID) -> MediationCase:
    """A case by its key, own or granted, with its dispute."""
    related = ("subject", "dispute__subject", "committee", "chief_mediator", "handler__user")
    return MediationCase.objects.readable().select_related(*related).get(pk=uid)


def one_item(uid: UUID) -> IntakeItem:
    """来件 by its key, own or granted."""
    return IntakeItem.objects.readable().select_related("subject", "dispute").get(pk=uid)


def latest_case(dispute: Dispute) -> MediationCase | None:
    """The mediation that runs, or the last one."""
    return (
        MediationCase.objects.readable()
        .filter(dispute=dispute.pk)
        .select_related("subject", "dispute__subject", "committee", "chief_mediator", "handler__user")
        .order_by("-opened_at")
        .first()
    )


@dataclass(frozen=True, slots=True)
class PartyView:
    """当事人 as a page shows them: masked, and with the address that reveals them."""

    pk: UUID
    side: str
    name: str
    about: str
    phone: str
    id_number: str
    address: str
    willingness: Chip
    told: bool
    sensitive: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper of the file: issued already, or ready to be printed."""

    key: str
    label: str
    issued: Issued | None


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One running limit with the rule behind it."""

    label: str
    due_at: Any
    article: str
    limit: str
    late: bool


WILL = {
    Willingness.AGREED: Chip("同意", "green", "check"),
    Willingness.REFUSED: Chip("拒绝", "red", "x"),
    Willingness.UNSTATED: Chip("未表态", "", "circle-dashed"),
    Willingness.UNREACHABLE: Chip("联系不上", "amber", "phone-off"),
}
DISPUTE_CHIPS = {
    DisputeState.REGISTERED: ("line", "circle-dashed"),
    DisputeState.ROUTED: ("blue", "arrow-right"),
    DisputeState.MEDIATING: ("blue", "progress"),
    DisputeState.TRANSFERRED: ("", "send"),
    DisputeState.RESOLVED: ("green", "check"),
    DisputeState.UNRESOLVED: ("amber", "alert-circle"),
    DisputeState.CLOSED: ("green", "circle-check"),
    DisputeState.MERGED: ("void", "x"),
    DisputeState.VOID: ("void", "x"),
}
CASE_CHIPS = {
    CaseState.APPLIED: ("line", "circle-dashed"),
    CaseState.DECLINED: ("void", "x"),
    CaseState.ACCEPTED: ("blue", "arrow-right"),
    CaseState.MEDIATING: ("blue", "progress"),
    CaseState.PERFORMING: ("blue", "progress"),
    CaseState.PERFORMED: ("green", "check"),
    CaseState.ENDED: ("", "x"),
    CaseState.ARCHIVED: ("green", "circle-check"),
}


def dispute_chip(dispute: Dispute) -> Chip:
    """The state of a dispute as a chip."""
    return Chip(dispute.state_label, *DISPUTE_CHIPS[DisputeState(dispute.state)])


def case_chip(case: MediationCase) -> Chip:
    """The state of a case as a chip."""
    return Chip(case.state_label, *CASE_CHIPS[CaseState(case.state)])


def shown_title(case: Any) -> str:  # any matter of this line
    """The name of the matter; whoever reads de-identified rows sees no names."""
    title: str = case.subject.title
    return f"{case.get_dispute_type_display()}" if acting().masked else title


def risk_level(dispute: Dispute) -> int:
    """Bars of the risk."""
    return Risk(dispute.risk).level


def parties_of(dispute: Dispute) -> list[PartyView]:
    """当事人 in the order of the form, as the acting post may see them."""
    hidden = acting().masked
    may_flag = "mediation.triage" in acting().may or "mediation.supervise" in acting().may
    return [
        PartyView(
            pk=party.pk,
            side=PartySide(party.side).label,
            name=mask_name(party.name) if hidden else party.name,
            about=_about(party),
            phone=str(party.phone),
            id_number=str(party.id_number),
            address=str(party.address),
            willingness=WILL[Willingness(party.willingness)],
            told=party.rights_told_at is not None,
            sensitive=tuple(party.sensitive) if may_flag else (),
        )
        for party in dispute.parties().select_related("subject")
    ]


def _about(party: DisputeParty) -> str:
    age = age_on(party.birth_on, today()) if party.birth_on else party.stated_age
    return " ".join(part for part in (party.sex, f"{age} 岁" if age is not None else "") if part)


def clocks_of(*subjects: UUID) -> list[ClockLine]:
    """Running limits of a matter, the nearest first."""
    running = Task.objects.readable().filter(subject__in=subjects, done_at=None).exclude(due_at=None).order_by("due_at")
    return [
        ClockLine(
            f"{DUTIES[task.duty].label}{'：' + task.note if task.note else ''}",
            task.due_at,
            words_of(task)["article"],
            words_of(task)["limit"],
            task.due_at is not None and task.due_at < now(),
        )
        for task in running
    ]


def papers_of(case: MediationCase) -> list[PaperLine]:
    """文书: what the file can hold now, issued or ready to print, in the order of the bundle."""
    ready = case.papers(Agreement.in_hand(case.pk))
    issued = {each.paper: each for each in Issued.objects.filter(subject=case.pk, voided_at=None).order_by("issued_at")}
    known = [paper for paper in PAPERS.values() if paper.key in ready or paper.key in issued]
    return [PaperLine(paper.key, paper.label, issued.get(paper.key)) for paper in sorted(known, key=lambda p: p.bundle)]


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """What was recorded in one mediation."""

    agreement: Agreement | None
    items: Sequence[PerformanceItem]
    meetings: Sequence[MediationMeeting]
    inquiries: Sequence[Investigation]
    visits: Sequence[FollowUp]
    file: ArchiveFile | None


def record_of(case: MediationCase) -> CaseRecord:
    """调解、调查、协议、履行、回访、卷宗 of one case."""
    agreement = Agreement.in_hand(case.pk)
    return CaseRecord(
        agreement=agreement,
        items=list(agreement.items.all()) if agreement else [],
        meetings=list(MediationMeeting.objects.filter(subject=case.pk).order_by("number")),
        inquiries=list(Investigation.objects.filter(subject=case.pk).order_by("at")),
        visits=list(FollowUp.objects.filter(subject=case.pk).order_by("at")),
        file=ArchiveFile.objects.filter(subject=case.pk).first(),
    )


def attachments_of(*subjects: UUID) -> list[Attachment]:
    """附件 of a matter, newest first."""
    found = Attachment.objects.filter(subject__in=subjects, voided_at=None).defer("name").order_by("-id")
    return list(found)


def items_of(dispute: Dispute) -> list[IntakeItem]:
    """来件 that belong to a dispute, in the order they came."""
    return list(
        IntakeItem.objects.readable().filter(dispute=dispute.pk).select_related("subject").order_by("received_at")
    )


def assessments_of(dispute: Dispute) -> list[RiskAssessment]:
    """Risk assessments, newest first."""
    return list(RiskAssessment.objects.filter(subject=dispute.pk).order_by("-assessed_at"))


def place_name(code: int) -> str:
    """The full name of a place."""
    return Region.objects.filter(code=code).values_list("full_name", flat=True).first() or str(code)


def waiting_items() -> tuple[int, int]:
    """Undecided 来件: how many wait, how many are late."""
    waiting = Task.objects.filter(duty="mediation.intake", done_at=None)
    return waiting[:1000].count(), waiting.filter(due_at__lt=now())[:1000].count()


def overdue_disputes() -> tuple[int, int]:
    """Overdue 待办 of disputes and cases, counted red in the navigation."""
    late = Task.objects.filter(duty__startswith="mediation.", done_at=None, due_at__lt=now())
    count = late.exclude(duty="mediation.intake")[:1000].count()
    return count, count
