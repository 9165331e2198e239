"""What a citizen reads of their own matter: the stage in plain words, the next date, own papers (群众端).

Everything goes through this room: no risk, no note of the staff, nothing of the other side but the name the citizen
gave. A visitor reads by grant; what is not granted is not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fengqiao.business.mediation.models import (
    Agreement,
    Dispute,
    DisputeParty,
    IntakeItem,
    MediationCase,
    MediationMeeting,
    PerformanceItem,
)
from fengqiao.business.mediation.terms import (
    CaseState,
    DisputeState,
    IntakeState,
    ItemState,
    NotAcceptReason,
    Outcome,
    PrintedResult,
)
from fengqiao.kernel.casework.models import Attachment, Task
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.module.questions import Desk
from fengqiao.kernel.module.registry import ask
from fengqiao.kernel.paperwork.models import Issued
from fengqiao.kernel.places.scope import acting, local_day
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
    "mediation.case.accept": "受理了，{mediator}主持调解",
    "mediation.case.decline": "不能受理：{reason}",
    "mediation.case.tell_rights": "告知了权利和义务",
    "mediation.case.meet": "第{number}次调解，{told}",
    "mediation.case.extend": "调解时间延长到{until}",
    "mediation.case.sign": "签了调解协议",
    "mediation.case.agree": "谈妥了，达成书面协议",
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
ON_PAPER = ("mediation.agreement", "mediation.oral", "mediation.receipt", "mediation.confirmation")
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
    desk: Desk | None


@dataclass(frozen=True, slots=True)
class Matter:
    """The item of a visitor with the dispute and the mediation that came of it."""

    item: IntakeItem
    dispute: Dispute | None
    case: MediationCase | None
    party: DisputeParty | None

    @property
    def keys(self) -> list[UUID]:
        """Item, dispute, case: what has a course of its own."""
        return [each.pk for each in (self.item, self.dispute, self.case) if each]


def own_matter() -> Matter:
    """What was granted to the acting visitor; a stranger's is IntakeItem.DoesNotExist."""
    item = IntakeItem.objects.lent().select_related("subject").get()
    dispute = Dispute.objects.readable().select_related("subject").get(pk=item.dispute_id) if item.dispute_id else None
    party = DisputeParty.objects.filter(subject=dispute.pk, visitor=acting().post).first() if dispute else None
    return Matter(item, dispute, _latest_case(dispute) if dispute else None, party)


def _latest_case(dispute: Dispute) -> MediationCase | None:
    """The mediation that runs, or the last one; its committee and mediators are not the visitor's to read."""
    cases = MediationCase.objects.readable().filter(dispute=dispute.pk).select_related("subject")
    return cases.order_by("-opened_at").first()


def progress_of(matter: Matter) -> Progress:
    """进度 in plain words."""
    office = abs(matter.item.scope_code)
    return Progress(
        number=matter.item.number,
        stage=_stage(matter),
        ahead=_ahead(matter),
        happened=_happened(matter.keys),
        papers=_papers(matter),
        files=list(Attachment.objects.filter(subject=matter.item.pk, made_by=acting().post).order_by("made_at")),
        desk=next(filter(None, ask("office.behind", str(office))), None),
    )


def _stage(matter: Matter) -> Stage:
    if matter.dispute is None:
        return _STAGE_OF_ITEM[IntakeState(matter.item.state)]
    if matter.case is None:
        return _STAGE_OF_DISPUTE[DisputeState(matter.dispute.state)]
    return _stage_of_case(matter.case)


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
    events = Event.objects.filter(subject__in=keys, kind__in=TOLD).order_by("-id")
    return [
        Happening(_told(event), event.at, state="now" if place == 0 else "done") for place, event in enumerate(events)
    ]


def _told(event: Event) -> str:
    said = {name: str(value) for name, value in event.data.items()}
    said["told"] = MEETING_ENDS.get(said.get("result", ""), "")
    return TOLD[event.kind].format_map(_Known(said)).rstrip("，：")


class _Known(dict[str, str]):
    """What an old event does not hold is left out."""

    def __missing__(self, name: str) -> str:
        return ""


def _papers(matter: Matter) -> list[OwnPaper]:
    if matter.case is None:
        return []
    issued = Issued.objects.filter(subject=matter.case.pk, paper__in=(*HANDED_OUT, *ON_PAPER), voided_at=None)
    return [
        OwnPaper(each.pk, each.title, local_day(each.issued_at), each.paper in HANDED_OUT)
        for each in issued.defer("frozen").order_by("issued_at")
    ]


def own_paper(matter: Matter, key: UUID) -> Issued:
    """A paper of one's own that may be printed; any other is Issued.DoesNotExist."""
    cases = [matter.case.pk] if matter.case else []
    return Issued.objects.select_related("subject").get(pk=key, subject__in=cases, paper__in=HANDED_OUT, voided_at=None)


__all__ = ["Matter", "Progress", "own_matter", "own_paper", "progress_of"]
