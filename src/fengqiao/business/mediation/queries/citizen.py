"""What a citizen reads of their own matter: the stage in plain words, the next date, own papers (群众端).

Everything goes through this room: no risk, no note of the staff, nothing of the other side but the name the citizen
gave. A visitor reads by grant; what is not granted is not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from fengqiao.business.mediation.models import (
    Agreement,
    Appointment,
    Dispute,
    DisputeParty,
    IntakeItem,
    MediationCase,
    MediationMeeting,
    PerformanceItem,
    Statement,
)
from fengqiao.business.mediation.terms import (
    CaseState,
    DisputeState,
    IntakeState,
    ItemState,
    MediatorGrade,
    MediatorKind,
    NotAcceptReason,
    Outcome,
    PrintedResult,
    Willingness,
)
from fengqiao.business.mediation.terms.citizen import StatementKind
from fengqiao.kernel.casework.models import Attachment, Task
from fengqiao.kernel.identity.visitors import acting_visitor
from fengqiao.kernel.journal.events import words_of
from fengqiao.kernel.journal.models import Event, Subject
from fengqiao.kernel.module.questions import Desk
from fengqiao.kernel.module.registry import ask
from fengqiao.kernel.paperwork.models import Issued
from fengqiao.kernel.places.scope import TOWN, VILLAGE, acting, local_day, reach, today, within
from fengqiao.kernel.ui.words import Happening, spoken_day

# What is told of the course; what is not here (risk, triage, notes) is not told.
TOLD: Mapping[str, str] = {
    "mediation.intake.register": "收到您的申请",
    "mediation.intake.found": "已登记",
    "mediation.intake.link": "已登记，和以前反映的是同一件事，一起办",
    "mediation.intake.void": "这件事没有立案",
    "mediation.intake.turn_back": "这件事没有立案",
    "mediation.dispute.route": "交给{organization}办理",
    "mediation.dispute.transfer": "转给{organization}办理",
    "mediation.case.accept": "受理了，{name}主持调解",
    "mediation.case.decline": "不能受理：{reason}",
    "mediation.case.tell_rights": "告知了权利和义务",
    "mediation.case.meet": "第{number}次调解，{told}",
    "mediation.case.extend": "调解时间延长到{until}",
    "mediation.case.pause": "要做鉴定，调解时间先停算",
    "mediation.case.resume": "鉴定做完了，调解时间接着算到{until}",
    "mediation.case.sign": "签了调解协议",
    "mediation.case.agree": "谈妥了，达成书面协议",
    "mediation.case.sign_change": "签了变更协议",
    "mediation.case.seal_change": "变更协议生效，按新的协议办",
    "mediation.case.agree_oral": "谈妥了，达成口头协议",
    "mediation.case.complete": "协议说好的都办到了",
    "mediation.case.end": "调解结束：{outcome}",
    "mediation.case.confirm": "向法院申请司法确认",
    "mediation.case.ruling": "法院答复了司法确认申请",
    "mediation.dispute.close": "这件事办完了",
}
MEETING_ENDS = {
    PrintedResult.SUCCEEDED.label: "谈妥了",
    PrintedResult.FAILED.label: "没谈拢",
    PrintedResult.CONTINUING.label: "下次接着谈",
}
# Papers that are the party's own; those that print the other side's data are fetched on paper at the committee.
HANDED_OUT = ("mediation.rights", "mediation.declined", "mediation.termination")
ON_PAPER = (
    "mediation.agreement",
    "mediation.change",
    "mediation.oral",
    "mediation.receipt",
    "mediation.confirmation",
)
CLOCKS = ("mediation.intake", "mediation.triage", "mediation.acceptance", "mediation.decision", "mediation.limit")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the matter stands, in two lines."""

    headline: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """What comes next, and when at the latest."""

    day: str
    words: str


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """A paper of one's own: its print, or where the paper copy is fetched."""

    key: UUID
    label: str
    made_on: date
    printable: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """The page behind number and query code."""

    number: str
    stage: Stage
    ahead: Ahead | None
    happened: list[Happening]
    papers: list[OwnPaper]
    files: list[Attachment]
    said: list[Statement]
    offers: list[StatementKind]
    takes_files: bool
    desk: Desk | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What a visitor follows: the own item, the dispute with the party they are in it, and its mediation."""

    item: IntakeItem | None
    dispute: Dispute | None
    case: MediationCase | None
    party: DisputeParty | None

    @property
    def keys(self) -> list[UUID]:
        """Item, dispute, case: what has a course of its own."""
        return [each.pk for each in (self.item, self.dispute, self.case) if each]

    @property
    def subject(self) -> Subject:
        """Where what the visitor says is kept: with the dispute, before there is one with the item."""
        found = self.dispute or self.item
        if found is None:
            raise IntakeItem.DoesNotExist
        return found.subject

    @property
    def name(self) -> str:
        """The visitor's own name, as the matter has it."""
        return self.party.name if self.party else self.item.reporter_name if self.item else ""


def own_matter() -> Matter:
    """What was granted to the acting visitor; who was granted nothing has no matter."""
    item = IntakeItem.objects.lent().select_related("subject").first()
    party = DisputeParty.objects.filter(visitor=acting().post).order_by("-id").first()
    key = item.dispute_id if item else party.subject_id if party else None
    if item is None and key is None:
        raise IntakeItem.DoesNotExist
    dispute = Dispute.objects.readable().select_related("subject").get(pk=key) if key else None
    if party is not None and party.subject_id != key:
        party = DisputeParty.objects.filter(visitor=acting().post, subject=key).first()
    return Matter(item, dispute, _latest_case(dispute) if dispute else None, party)


def _latest_case(dispute: Dispute) -> MediationCase | None:
    """The mediation that runs, or the last one; its committee and mediators are not the visitor's to read."""
    cases = MediationCase.objects.readable().filter(dispute=dispute.pk).select_related("subject")
    return cases.order_by("-opened_at").first()


def progress_of(matter: Matter) -> Progress:
    """进度 in plain words."""
    place = abs(matter.subject.scope_code) // VILLAGE
    return Progress(
        number=acting_visitor().number,
        stage=_stage(matter),
        ahead=_ahead(matter),
        happened=_happened(matter.keys),
        papers=_papers(matter),
        files=own_files(matter),
        said=list(statements_of(*matter.keys).filter(visitor=acting().post)),
        offers=offers(matter),
        takes_files=takes_files(matter),
        desk=next(filter(None, ask("office.serving", place)), None),
    )


def own_files(matter: Matter) -> list[Attachment]:
    """补充的材料: what the visitor uploaded, and nobody else."""
    return list(Attachment.objects.filter(subject__in=matter.keys, made_by=acting().post).order_by("made_at"))


def statements_of(*subjects: UUID, of_items: bool = False) -> QuerySet[Statement]:
    """当事人意见, the newest first; `of_items`: also what was said before the item had become this dispute."""
    told = Q(subject__in=subjects)
    if of_items:
        told |= Q(subject__in=IntakeItem.objects.readable().filter(dispute__in=subjects).values("pk"))
    return Statement.objects.filter(told).select_related("subject").order_by("-made_at", "-id")


def waits_to_be_heard(dispute: UUID) -> bool:
    """Whether a party said or brought something that nobody has looked at."""
    return Task.objects.readable().filter(subject=dispute, duty="mediation.heard", done_at=None).exists()


def takes_files(matter: Matter) -> bool:
    """Whether material may still be added."""
    if matter.dispute is not None:
        return not matter.dispute.concluded
    return matter.item is not None and not matter.item.concluded


def offers(matter: Matter) -> list[StatementKind]:
    """What the visitor may say now, in the order of the page."""
    said = set(statements_of(*matter.keys).filter(visitor=acting().post).values_list("kind", flat=True))
    case, party = matter.case, matter.party
    before = case is None or case.state == CaseState.APPLIED
    running = takes_files(matter) and (before or (case is not None and not case.concluded))
    possible = {
        StatementKind.AGREE: running and party is not None and party.willingness != Willingness.AGREED,
        StatementKind.CHOOSE: running and before and party is not None,
        StatementKind.CONFIRM: case is not None and _confirmable(case) and StatementKind.CONFIRM not in said,
        StatementKind.RATE: case is not None and case.concluded and StatementKind.RATE not in said,
        StatementKind.WITHDRAW: running
        and (
            party.willingness != Willingness.REFUSED
            if party
            else matter.dispute is None and StatementKind.WITHDRAW not in said
        ),
    }
    return [kind for kind, there in possible.items() if there]


def _confirmable(case: MediationCase) -> bool:
    """Within thirty days of its effect an agreement may be taken to the court (人民调解法 第三十三条)."""
    agreement = Agreement.in_hand(case.pk)
    deadline = agreement.confirm_deadline if agreement else None
    return case.confirm_applied_on is None and deadline is not None and today() <= deadline


@dataclass(frozen=True, slots=True)
class Choosable:
    """A mediator as the published roster has them (人民调解员名册)."""

    key: UUID
    name: str
    about: str


def choosable(matter: Matter) -> list[Choosable]:
    """The mediators in term of the township; the roster is public, so the visitor reads it there for this question."""
    low, high = reach(abs(matter.subject.scope_code), TOWN)
    with within(replace(acting(), ranges=((low, high),))):
        terms = Appointment.objects.filter(ended_on=None, expires_on__gte=today(), mediator__town=low // TOWN)
        found = {term.mediator_id: term for term in terms.select_related("mediator", "committee").order_by("pk")}
        return [Choosable(key, term.mediator.name, _about(term)) for key, term in found.items()]


def _about(term: Appointment) -> str:
    grade = MediatorGrade(term.mediator.grade)
    graded = f"{grade.label}人民调解员" if grade is not MediatorGrade.NONE else "人民调解员"
    return f"{term.committee.name}，{MediatorKind(term.mediator.kind).label}{graded}"


def chosen_mediator(dispute: UUID) -> UUID | None:
    """The mediator that the parties last chose from outside."""
    chosen = Statement.objects.filter(subject=dispute, kind=StatementKind.CHOOSE).order_by("-made_at")
    return chosen.values_list("chosen", flat=True).first()


def _stage(matter: Matter) -> Stage:
    if matter.dispute is None and matter.item is not None:
        return _STAGE_OF_ITEM[IntakeState(matter.item.state)]
    if matter.case is not None:
        return _stage_of_case(matter.case)
    return _STAGE_OF_DISPUTE[DisputeState(matter.dispute.state)] if matter.dispute else _WAITING


_WAITING = Stage("正在安排", "您的申请已登记，正在安排调解委员会。")
_NOT_TAKEN = Stage("没有立案", "这件事不能按人民调解来办，原因可以打电话问司法所。")
_STAGE_OF_ITEM = {
    IntakeState.PENDING: Stage("已收到", "您的申请司法所已经收到，工作人员会打电话和您核实。"),
    IntakeState.LINKED: _WAITING,
    IntakeState.FOUNDED: _WAITING,
    IntakeState.VOID: _NOT_TAKEN,
    IntakeState.RETURNED: _NOT_TAKEN,
}
_STAGE_OF_DISPUTE = {
    **dict.fromkeys(DisputeState, _WAITING),
    DisputeState.TRANSFERRED: Stage("已转出", "这件事转给了负责的单位，由它和您联系。"),
    DisputeState.CLOSED: Stage("办完了", "这件事已经办结。"),
    DisputeState.VOID: _NOT_TAKEN,
}


def _stage_of_case(case: MediationCase) -> Stage:
    match CaseState(case.state):
        case CaseState.APPLIED:
            return Stage("等待受理", "调解委员会正在看您的申请。")
        case CaseState.DECLINED:
            return Stage("没有受理", f"原因：{NotAcceptReason(case.decline_reason).label}。")
        case CaseState.ACCEPTED:
            return Stage("已受理", "调解员会和双方约好时间。")
        case CaseState.MEDIATING:
            return Stage("正在调解", _meetings(case))
        case CaseState.PERFORMING:
            return Stage("谈妥了", "双方达成了协议，正在照协议办。")
        case CaseState.PERFORMED:
            return Stage("办到了", "协议说好的都办到了，我们会再回访您。")
    return _ended(case)


def _meetings(case: MediationCase) -> str:
    held = MediationMeeting.objects.filter(subject=case.pk).count()
    drafted = Agreement.in_hand(case.pk) is not None
    return f"已调解{held}次" + ("，双方谈妥了，正在办协议书。" if drafted else "。")


def _ended(case: MediationCase) -> Stage:
    """What a case that is over has come to, filed or not."""
    if case.decline_reason:
        return Stage("没有受理", f"原因：{NotAcceptReason(case.decline_reason).label}。")
    outcome = Outcome(case.outcome)
    if outcome.is_success:
        return Stage("办完了", "双方达成了协议，案卷已归档。")
    if outcome is Outcome.SETTLED_SELF:
        return Stage("办完了", "双方自己和解了。")
    if outcome.needs_next_route:
        return Stage("调解结束", "没有谈成。您还可以申请仲裁、行政处理，或者到法院起诉。")
    return Stage("调解结束", f"{outcome.attitude}。")


def _ahead(matter: Matter) -> Ahead | None:
    """The earliest day by which something must happen: what is to be performed, else the running limit."""
    if matter.case is not None and matter.case.state == CaseState.PERFORMING:
        open_ = PerformanceItem.objects.filter(subject=matter.case.pk, state=ItemState.PENDING).order_by("due_on")
        if item := open_.first():
            return Ahead(f"{spoken_day(item.due_on)} 前", f"{item.obligor}：{item.content}")
    running = Task.objects.readable().filter(subject__in=matter.keys, duty__in=CLOCKS, done_at=None)
    due = running.exclude(due_at=None).order_by("due_at").values_list("duty", "due_at").first()
    if due is None or due[1] is None:
        return None
    words = "有结果" if due[0] == "mediation.limit" else "给您答复"
    return Ahead(f"最晚 {spoken_day(local_day(due[1]))}", words)


def _happened(keys: Sequence[UUID]) -> list[Happening]:
    events = list(Event.objects.filter(subject__in=keys, kind__in=TOLD).order_by("-id"))
    words = words_of(events)
    return [
        Happening(_told(event.kind, words[event.pk]), event.at, state="now" if place == 0 else "done")
        for place, event in enumerate(events)
    ]


def _told(kind: str, words: Mapping[str, object]) -> str:
    said = {name: str(value) for name, value in words.items()}
    said["told"] = MEETING_ENDS.get(said.get("result", ""), "")
    return TOLD[kind].format_map(_Known(said)).rstrip("，：")


class _Known(dict[str, str]):
    """What an old event does not hold is left out."""

    def __missing__(self, name: str) -> str:
        return ""


def _papers(matter: Matter) -> list[OwnPaper]:
    if matter.case is None or matter.party is None:
        return []
    issued = Issued.objects.filter(subject=matter.case.pk, paper__in=(*HANDED_OUT, *ON_PAPER), voided_at=None)
    return [
        OwnPaper(each.pk, each.title, local_day(each.issued_at), each.paper in HANDED_OUT)
        for each in issued.defer("frozen").order_by("issued_at")
    ]


def own_paper(matter: Matter, key: UUID) -> Issued:
    """A paper of one's own that may be printed; any other is Issued.DoesNotExist."""
    cases = [matter.case.pk] if matter.case and matter.party else []
    return Issued.objects.select_related("subject").get(pk=key, subject__in=cases, paper__in=HANDED_OUT, voided_at=None)
