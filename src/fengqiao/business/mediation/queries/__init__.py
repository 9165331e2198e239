"""The reads of mediation: scoped, ordered, without a query per row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse

from fengqiao.business.mediation.flow import HANDLE, RECEIVE, TRIAGE
from fengqiao.business.mediation.models import (
    Agreement,
    Appointment,
    ArchiveFile,
    CaseMediator,
    Contact,
    Dispute,
    DisputeParty,
    Evidence,
    FileReview,
    FollowUp,
    InspectionReturn,
    IntakeItem,
    Investigation,
    JudicialConfirmation,
    MediationCase,
    MediationCommittee,
    MediationMeeting,
    Mediator,
    PerformanceItem,
)
from fengqiao.business.mediation.rules import numbering, overdue_of
from fengqiao.business.mediation.rules.categories import type_of
from fengqiao.business.mediation.terms import (
    AgreementState,
    CaseState,
    ConfirmationResult,
    DisputeState,
    IntakeState,
    OpenMode,
    PartySide,
    Risk,
    SourceDetail,
    Willingness,
)
from fengqiao.kernel.casework.clock import start_of_day
from fengqiao.kernel.casework.duties import DUTIES, words_of
from fengqiao.kernel.casework.models import Attachment, Task
from fengqiao.kernel.casework.referral import incoming
from fengqiao.kernel.casework.titles import name_for
from fengqiao.kernel.identity.models import Organization, serving, valid
from fengqiao.kernel.journal.models import Grant, Hanging, Scoped, Subject
from fengqiao.kernel.module.questions import Arrivals, HomeAction, HomeFigure, Incoming
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.models import Issued
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.models import Region, in_force
from fengqiao.kernel.places.scope import VILLAGE, acting, now, today
from fengqiao.kernel.privacy.identifiers import age_on
from fengqiao.kernel.ui import words
from fengqiao.kernel.ui.timeline import timeline_of as timeline_of
from fengqiao.kernel.ui.words import Chip, Due

VALID = ConfirmationResult.VALID
UNSHOWN = ("subject__words", "subject__key")  # long, and no list shows them
OFFICE, COMMITTEE = "office", "committee"  # kinds of organizations that receive what is reported
TOWNSHIP = 1000  # codes of villages in one township
MANY = 200  # matters of one person that a search shows
RECORDS = frozenset({"mediation.meeting", "mediation.investigation", "mediation.evidence"})  # what was said and shown


def _own(manager: Scoped[Any], closed_at: str) -> QuerySet[Any]:
    """Own lists; a partner without a range of its own sees what was lent to it, read from the grants."""
    own = manager.get_queryset() if acting().ranges else manager.lent()
    return own.filter(still_read(closed_at))


def still_read(closed_at: str) -> Q:
    """What a village still reads: its matters go to the office alone some time after they closed (domain page 2)."""
    me = acting()
    if HANDLE not in me.may or TRIAGE in me.may:
        return Q()
    place = min((low for low, _ in me.ranges), default=0) // VILLAGE
    days: int = parameter("mediation.village_days", code=place, on=today())
    return Q(**{closed_at: None}) | Q(**{f"{closed_at}__gte": start_of_day(today() - timedelta(days=days))})


def disputes() -> QuerySet[Dispute]:
    """Disputes of the own range, with what a list shows."""
    return (
        _own(Dispute.objects, "closed_at")
        .select_related("subject", "handler__user")
        .defer(*UNSHOWN, "facts_text", "demands")
    )


def led() -> QuerySet[Dispute]:
    """包案: open disputes that are red or orange and have their leader, with the day they were last seen."""
    seen = Contact.objects.filter(subject=OuterRef("pk")).order_by("-at").values("at")[:1]
    leading = disputes().filter(leader__isnull=False, risk__in=[Risk.RED, Risk.ORANGE], closed_at=None)
    return leading.select_related("leader__user", "duty_organization").annotate(seen_at=Subquery(seen))


def cases() -> QuerySet[MediationCase]:
    """Cases of the own range, with what a list shows."""
    return (
        _own(MediationCase.objects, "dispute__closed_at")
        .select_related("subject", "handler__user", "committee")
        .defer(*UNSHOWN)
    )


def items() -> QuerySet[IntakeItem]:
    """来件 of the own range, with what a list shows."""
    return IntakeItem.objects.select_related("subject").defer(*UNSHOWN, "mentions")


def clues() -> QuerySet[IntakeItem]:
    """The clues that the acting post has reported, wherever they are handled: read from the grants it was given."""
    own = Grant.objects.filter(holder__in=[acting().post], until__gt=now()).values("subject")
    return IntakeItem.objects.readable().filter(pk__in=own).select_related("subject")


def home_village() -> int | None:
    """The village or community where the acting organization sits, if it sits in one."""
    home = Organization.objects.filter(pk__in=[acting().organization]).values_list("region_id", flat=True).first()
    return home if home and home % TOWNSHIP else None


def receiver_at(place: int) -> Organization | None:
    """Who receives what is reported from a village: its committee, else the office of its township."""
    here = Organization.objects.filter(valid(today()))
    township = place // TOWNSHIP * TOWNSHIP
    return (
        here.filter(kind=COMMITTEE, region=place).order_by("serial").first()
        or here.filter(serving(township), kind=OFFICE).order_by("serial").first()
    )


def committees() -> QuerySet[MediationCommittee]:
    """调委会 of the own range with who is engaged."""
    engaged = Prefetch("appointments", Appointment.objects.filter(ended_on=None).select_related("mediator"))
    return MediationCommittee.objects.prefetch_related(engaged).order_by("scope_code", "pk")


def one_dispute(uid: UUID) -> Dispute:
    """A dispute by its key, own or granted."""
    found = Dispute.objects.readable().filter(still_read("closed_at"))
    return found.select_related("subject", "handler__user", "duty_organization").get(pk=uid)


def one_case(uid: UUID) -> MediationCase:
    """A case by its key, own or granted, with its dispute."""
    related = ("subject", "dispute__subject", "committee", "chief_mediator", "handler__user")
    found = MediationCase.objects.readable().filter(still_read("dispute__closed_at"))
    return found.select_related(*related).get(pk=uid)


def one_item(uid: UUID) -> IntakeItem:
    """来件 by its key, own or granted."""
    return IntakeItem.objects.readable().select_related("subject", "dispute").get(pk=uid)


def suggested_type(item: IntakeItem) -> tuple[str, str]:
    """Type and subtype that the sender's class stands for here (来源分类对照); staff may choose otherwise."""
    rows = parameter("mediation.category_map", code=abs(item.scope_code) // VILLAGE)
    channel = SourceDetail(item.source_detail).channel.value
    return type_of(rows, channel=channel, category=item.category, narrative=item.narrative)


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
    url: str  # where it is made
    ready: bool  # what it tells is on record; else it was printed once and is no more


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One running limit with the rule behind it."""

    label: str
    due: Due
    article: str
    limit: str
    late: bool
    overdue: str  # what is to be done now that it is over


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
ITEM_CHIPS = {
    IntakeState.PENDING: ("line", "circle-dashed"),
    IntakeState.LINKED: ("blue", "link"),
    IntakeState.FOUNDED: ("green", "check"),
    IntakeState.VOID: ("void", "x"),
    IntakeState.RETURNED: ("amber", "arrow-back-up"),
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


def item_chip(item: IntakeItem) -> Chip:
    """The state of a 来件 as a chip."""
    return Chip(item.state_label, *ITEM_CHIPS[IntakeState(item.state)])


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


def may_see_flags() -> bool:
    """敏感标识 is for the township office and the county: never for villages, windows or de-identified readers."""
    me = acting()
    return not me.masked and bool({TRIAGE, "mediation.supervise"} & me.may)


def needs_caution(dispute: Dispute) -> bool:
    """Whether a village that conducts the mediation is told to work with the office, and not why (domain page 2)."""
    me = acting()
    if me.masked or HANDLE not in me.may or may_see_flags():
        return False
    return any(dispute.parties().values_list("sensitive", flat=True))


def parties_of(dispute: Dispute) -> list[PartyView]:
    """当事人 in the order of the form, as the acting post may see them."""
    return [
        PartyView(
            pk=party.pk,
            side=PartySide(party.side).label,
            name=name_for(party.name),
            about=_about(party),
            phone=str(party.phone),
            id_number=str(party.id_number),
            address=str(party.address),
            willingness=WILL[Willingness(party.willingness)],
            told=party.rights_told_at is not None,
            sensitive=tuple(party.sensitive) if may_see_flags() else (),
        )
        for party in dispute.parties().select_related("subject")
    ]


def _about(party: DisputeParty) -> str:
    age = age_on(party.birth_on, today()) if party.birth_on else party.stated_age
    return " ".join(part for part in (party.sex, f"{age} 岁" if age is not None else "") if part)


def clocks_of(*subjects: UUID, dispute_type: str = "", source_detail: str = "") -> list[ClockLine]:
    """Running limits of a matter, the nearest first; of a mediation the law depends on its kind and sender."""
    moment, kind = now(), {"dispute_type": dispute_type, "source_detail": source_detail}
    hidden = acting().masked  # what is to be performed is told in a note
    running = Task.objects.readable().filter(subject__in=subjects, done_at=None)
    running = running.exclude(due_at=None, pauses=[]).order_by("due_at")  # one that is paused has no last day
    return [
        ClockLine(
            f"{DUTIES[task.duty].label}{'：' + task.note if task.note and not hidden else ''}",
            words.running(task, moment),
            words_of(task)["article"],
            words_of(task)["limit"],
            late := task.due_at is not None and task.due_at < moment,
            overdue_of(task.duty, **kind) if late else "",
        )
        for task in running
    ]


def papers_of(case: MediationCase) -> list[PaperLine]:
    """文书 of a case: what the file can hold now, issued or ready to print, in the order of the bundle."""
    lines = _papers(case.pk, case.papers(), "mediation:paper-issue")
    return [line for line in lines if line.key not in RECORDS] if record_is_closed(case.pk) else lines


def papers_of_dispute(dispute: Dispute) -> list[PaperLine]:
    """文书 of the dispute itself, whether it is mediated or not."""
    return _papers(dispute.pk, dispute.papers(), "mediation:dispute-paper")


def papers_of_return(made: InspectionReturn) -> list[PaperLine]:
    """文书 of a return: its register or its zero report."""
    return _papers(made.pk, made.papers(), "mediation:return-paper")


def _papers(matter: UUID, ready: frozenset[str], page: str) -> list[PaperLine]:
    issued = {each.paper: each for each in Issued.objects.filter(subject=matter, voided_at=None).order_by("issued_at")}
    known = [paper for paper in PAPERS.values() if paper.key in ready or paper.key in issued]
    return [
        PaperLine(
            paper.key, paper.label, issued.get(paper.key), reverse(page, args=[matter, paper.key]), paper.key in ready
        )
        for paper in sorted(known, key=lambda paper: paper.bundle)
    ]


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """What was recorded in one mediation."""

    agreement: Agreement | None  # the one in force, or the draft of the first one
    change: Agreement | None  # 变更协议 that is not in force yet
    changed: Sequence[Agreement]  # what another agreement has changed, newest first
    items: Sequence[PerformanceItem]
    meetings: Sequence[MediationMeeting]
    inquiries: Sequence[Investigation]
    visits: Sequence[FollowUp]
    confirmation: JudicialConfirmation | None
    enforce_until: date | None  # while a confirmed agreement is not performed
    file: ArchiveFile | None
    reviews: Sequence[FileReview]


def record_of(case: MediationCase) -> CaseRecord:
    """调解、调查、协议、履行、回访、卷宗 of one case."""
    agreement, change = Agreement.standing(case.pk)
    changed = Agreement.objects.filter(subject=case.pk, state=AgreementState.CHANGED).prefetch_related("items")
    return CaseRecord(
        agreement=agreement,
        change=change,
        changed=list(changed.order_by("-made_at")) if agreement and agreement.changes_id else [],
        items=list(agreement.items.all()) if agreement else [],
        meetings=list(MediationMeeting.objects.filter(subject=case.pk).order_by("number")),
        inquiries=list(Investigation.objects.filter(subject=case.pk).order_by("at")),
        visits=list(FollowUp.objects.filter(subject=case.pk).order_by("at")),
        confirmation=JudicialConfirmation.in_hand(case.pk),
        enforce_until=agreement.enforcement_deadline() if agreement and case.confirm_result == VALID else None,
        file=ArchiveFile.objects.filter(subject=case.pk).first(),
        reviews=list(FileReview.objects.filter(subject=case.pk).order_by("-reviewed_on", "-id")),
    )


def meetings_of(
    chief: Mediator, start: datetime, end: datetime, *, but: MediationCase
) -> list[tuple[str, datetime, datetime]]:
    """Other meetings of a mediator that run into a span: the number of the case, begin and end."""
    led = CaseMediator.objects.filter(mediator=chief, recused=False).exclude(subject=but.pk).values("subject")
    found = MediationMeeting.objects.filter(subject__in=led, started_at__lt=end, ended_at__gt=start)
    rows = found.values_list("subject__number", "started_at", "ended_at")
    return [(number, begun, ended) for number, begun, ended in rows if ended]


def attachments_of(*subjects: UUID) -> list[Attachment]:
    """附件 of a matter that the acting post may open, newest first."""
    found = Attachment.objects.filter(subject__in=subjects, voided_at=None).select_related("subject").defer("name")
    secret = set() if HANDLE in acting().may else set(_private(subjects))
    closed = {uid for uid in subjects if record_is_closed(uid)}
    return [file for file in found.order_by("-id") if file.pk not in secret and file.subject_id not in closed]


def may_open(subject: Subject, piece: Hanging | None) -> bool:
    """What is kept from some who see the matter (domain page 2): records of a closed mediation from the window, what
    only its provider may see from all who do not conduct the mediation, and an old file from its village.
    """
    if (still := still_read("closed_at")) and _dispute_of(subject).exclude(still).exists():
        return False
    if piece is None:
        return True
    if isinstance(piece, Issued):
        return piece.paper not in RECORDS or not record_is_closed(piece.subject_id)
    hidden = HANDLE not in acting().may and piece.pk in _private([piece.subject_id])
    return not hidden and not record_is_closed(piece.subject_id)


def _dispute_of(subject: Subject) -> QuerySet[Dispute]:
    """The dispute whose matter this is, or a case of which it is; nothing for other matters of the line."""
    return Dispute.objects.readable().filter(pk=subject.root_id)


def _private(subjects: Sequence[UUID]) -> QuerySet[Evidence, UUID]:
    secret = Evidence.objects.filter(subject__in=subjects, private=True, file__isnull=False)
    return secret.values_list("file", flat=True)


def record_is_closed(case: UUID) -> bool:
    """Whether what was said in a mediation is closed to the acting post: a window reads none that is 不公开."""
    if HANDLE in acting().may or RECEIVE not in acting().may:
        return False
    return MediationCase.objects.readable().filter(pk=case, open_mode=OpenMode.CLOSED).exists()


def items_of(dispute: Dispute) -> list[IntakeItem]:
    """来件 that belong to a dispute, in the order they came."""
    return list(
        IntakeItem.objects.readable().filter(dispute=dispute.pk).select_related("subject").order_by("received_at")
    )


def contacts_of(dispute: Dispute) -> list[Contact]:
    """联系走访, newest first."""
    return list(Contact.objects.filter(subject=dispute.pk).order_by("-at"))


def place_name(code: int) -> str:
    """The full name of a place."""
    return Region.objects.filter(code=code).values_list("full_name", flat=True).first() or str(code)


def waiting_items() -> tuple[int, int]:
    """Undecided 来件: how many wait, how many are late."""
    waiting = Task.objects.filter(duty="mediation.intake", done_at=None)
    return _counted(waiting.order_by("due_at").values_list("due_at", flat=True)[:1000])


def _counted(limits: Iterable[datetime | None]) -> tuple[int, int]:
    """How many there are and how many of them are late, from one question: the navigation stands on every page."""
    moment, found = now(), list(limits)
    return len(found), sum(1 for due_at in found if due_at is not None and due_at < moment)


def overdue_disputes() -> tuple[int, int]:
    """Overdue 待办 of disputes and cases, counted red in the navigation."""
    late = Task.objects.filter(duty__startswith="mediation.", done_at=None, due_at__lt=now())
    count = late.exclude(duty__in=["mediation.intake", "mediation.inspection"]).values("due_at")[:1000].count()
    return count, count


CHANNEL_ICONS = {"1": "walk", "2": "message-2", "3": "shield"}


def home_actions() -> tuple[HomeAction, ...]:
    """The buttons beside the greeting."""
    return (
        HomeAction(label="登记纠纷", url="mediation:dispute-new", icon="plus", may=RECEIVE),
        HomeAction(label="口头调解登记", url="mediation:oral-new", icon="message-2", may=HANDLE),
        HomeAction(label="报线索", url="mediation:clue-new", icon="message-plus", may="mediation.clue"),
    )


def home_figures() -> tuple[HomeFigure, ...]:
    """The office's month in six figures."""
    return (
        HomeFigure(key="M-MED-02", label="受理"),
        HomeFigure(key="M-MED-05", label="化解"),
        HomeFigure(key="M-MED-04", label="成功率"),
        HomeFigure(key="M-MED-18", label="协议金额"),
        HomeFigure(key="M-MED-16", label="办理天数"),
        HomeFigure(key="M-MED-20", label="超期率"),
    )


def home_incoming() -> Arrivals | None:
    """The newest 来件 that nobody has decided on, for those who may look at them."""
    if "mediation.view" not in acting().may:
        return None
    waiting = items().filter(state=IntakeState.PENDING).order_by("-opened_at")
    newest = tuple(
        Incoming(
            channel=item.get_source_detail_display(),
            icon=CHANNEL_ICONS[item.source],
            title="（脱敏查阅）" if acting().masked else item.subject.title,
            at=item.received_at,
            url=reverse("mediation:item", args=[item.pk]),
        )
        for item in waiting[:4]
    )
    return Arrivals(newest=newest, total=waiting[:1000].count(), url="mediation:item-list")


_BODIES = ("村民委员会", "村委会", "社区居民委员会", "社区居委会", "居民委员会", "居委会", "社区", "村")


def villages_named(name: str) -> list[int]:
    """The villages of the own range that go by a name, with or without 村委会 behind or the township before it."""
    within = Q(pk__in=())
    for low, high in acting().ranges:
        within |= Q(code__range=(low // VILLAGE, high // VILLAGE))
    near = Region.objects.filter(within, in_force(today()), level=Region.Level.VILLAGE).order_by("code")
    if exact := list(near.filter(Q(name=name) | Q(full_name__endswith=name)).values_list("code", flat=True)):
        return exact
    bare = next((name.removesuffix(body) for body in _BODIES if name.endswith(body)), name)
    called = Q(name__in=[bare, *(f"{bare}{body}" for body in _BODIES)]) if bare else Q(pk__in=())
    return list(near.filter(called).values_list("code", flat=True))


def registered_alike(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Of each row of a ledger the number of the dispute with the same parties, type, village and day, "" for none."""
    keys = [_likeness(row) for row in rows]
    titles, places = {title for title, _, _ in keys}, {place for _, place, _ in keys}
    known = Dispute.objects.filter(subject__title__in=titles, place_code__in=places).order_by("opened_at")
    columns = ("subject__title", "place_code", "occurred_on", "subject__number")
    numbers = {(title, place, day): number for title, place, day, number in known.values_list(*columns)}
    return [numbers.get(key, "") for key in keys]


def _likeness(row: Mapping[str, Any]) -> tuple[str, int, date | None]:
    sides = ([row["applicant_name"]], [row["respondent_name"]] if row["respondent_name"] else [])
    return numbering.title(*sides, row["dispute_type"]), row["place_code"], row["occurred_on"]


def waiting_referrals() -> tuple[int, int]:
    """Hand-overs that wait to be signed for: how many, how many late."""
    return _counted(incoming().values_list("due_at", flat=True)[:1000])


def identified(kind: str, index: bytes) -> list[UUID]:
    """The disputes and 来件 of a person, by the blind index of a phone or identity number."""
    column = "id_number_index" if kind == "id_number" else "phone_index"
    parties = DisputeParty.objects.filter(**{column: index}).values_list("subject_id", flat=True)
    reporters = IntakeItem.objects.filter(**{f"reporter_{column}": index}).values_list("subject_id", flat=True)
    return [*parties[:MANY], *reporters[:MANY]]


def dispute_words(ids: Sequence[UUID], using: str) -> dict[UUID, str]:
    """What a dispute is found by beside its number and title: names, nicknames, place, object, facts."""
    records = Dispute.objects.db_manager(using).readable().filter(pk__in=ids)
    rows = {row.pk: row for row in records.only("facts_text", "place_text", "subject_key", "place_code")}
    places = dict(
        Region.objects.using(using)
        .filter(code__in=[row.place_code for row in rows.values()])
        .values_list("code", "full_name")
    )
    said = {
        key: [places.get(row.place_code, ""), row.place_text, row.subject_key, row.facts_text]
        for key, row in rows.items()
    }
    for key, name, alias in (
        DisputeParty.objects.using(using).filter(subject__in=ids).values_list("subject_id", "name", "alias")
    ):
        said.setdefault(key, []).extend((name, alias))
    return {key: " ".join(filter(None, parts)) for key, parts in said.items()}
