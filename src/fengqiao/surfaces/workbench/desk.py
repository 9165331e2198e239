"""What lies on a post's desk: its duties by urgency or by line of work, its office's month, what came, what it sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from fengqiao.kernel.casework.clock import end_of_day
from fengqiao.kernel.casework.duties import DUTIES, inbox
from fengqiao.kernel.casework.models import Referral, Task
from fengqiao.kernel.casework.registry import page_url
from fengqiao.kernel.casework.titles import title_for
from fengqiao.kernel.measures.declarations import MEASURES, Figure, Measure, Ratio
from fengqiao.kernel.measures.periods import month_of, year_before
from fengqiao.kernel.measures.tables import evaluate
from fengqiao.kernel.module.questions import Arrivals, HomeAction, HomeFigure
from fengqiao.kernel.module.registry import ask, modules
from fengqiao.kernel.places.scope import acting, now, today
from fengqiao.kernel.queue.models import Work
from fengqiao.kernel.queue.works import ENDED, own_works
from fengqiao.kernel.ui import words
from fengqiao.kernel.ui.words import Due

SHOWN = 10  # rows of the list as it opens
LATE_SHOWN = 5  # of them overdue, when other duties would be hidden behind more
MOST = 200  # rows of the whole list: who has more narrows a list of the line
COUNTED = 1000
FEW = 4
TILES = 6

LATE, TODAY, WEEK, LATER, OPEN = "逾期", "今天", "本周", "以后", "不限期"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One 待办: its limit, what is to be done on which matter, and the button that leads there."""

    due: Due
    label: str
    name: str  # the parties, bold
    type: str  # what it is about
    note: str
    url: str
    act: str
    act_url: str


@dataclass(frozen=True, slots=True)
class Band:
    """A heading of the list, how many stand under it, and those that are shown."""

    label: str
    counted: str
    late: bool
    rows: list[TaskRow]


@dataclass(frozen=True, slots=True)
class Desk:
    """The list of duties: its bands, how many in all, how many more can be shown."""

    bands: list[Band]
    counted: str
    more: int


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure of the month as its tile shows it."""

    label: str
    value: str
    unit: str
    note: str
    url: str


def desk(*, by_line: bool, everything: bool) -> Desk:
    """The acting post's open duties under their headings: three questions, however many there are.

    A heading whose duties are not shown yet still says how many they are.
    """
    heading = _line_heading() if by_line else urgency
    duties = list(inbox().values_list("duty", "due_at")[: COUNTED + 1])
    tasks = list(_with_subject(inbox())[:MOST]) if everything else _first()
    counts = Counter(heading(duty, due_at) for duty, due_at in duties)
    capped = len(duties) > COUNTED
    bands = [
        Band(
            label,
            words.capped(COUNTED + 1 if capped else count),
            label == LATE,
            [row_of(task) for task in tasks if heading(task.duty, task.due_at) == label],
        )
        for label, count in counts.items()
    ]
    return Desk(bands, words.capped(len(duties)), 0 if everything else min(len(duties), MOST) - len(tasks))


def _with_subject(tasks: QuerySet[Task]) -> QuerySet[Task]:
    return tasks.defer("subject__words", "subject__key")


def _first() -> list[Task]:
    """The rows of the list as it opens: what is overdue does not hide what is due today."""
    late = Q(due_at__lt=now())
    overdue = list(_with_subject(inbox().filter(late))[:SHOWN])
    running = list(_with_subject(inbox().filter(~late | Q(due_at=None)))[:SHOWN])
    first = overdue[: max(LATE_SHOWN, SHOWN - len(running))]
    return first + running[: SHOWN - len(first)]


def urgency(duty: str, due_at: datetime | None) -> str:
    """Under which heading of urgency a limit stands; a week ends on Sunday."""
    if due_at is None:
        return OPEN
    if due_at < now():
        return LATE
    day = today()
    if due_at <= end_of_day(day):
        return TODAY
    return WEEK if due_at <= end_of_day(day + timedelta(days=6 - day.weekday())) else LATER


def _line_heading() -> Callable[[str, datetime | None], str]:
    lines = {duty.key: module.label for module in modules() for duty in module.duties}
    return lambda duty, due_at: lines[duty]


def row_of(task: Task) -> TaskRow:
    """A task as the list shows it."""
    duty, title = DUTIES[task.duty], title_for(task.subject)
    name, _, kind = title.partition(" ")
    return TaskRow(
        words.running(task, now()),
        duty.label,
        name,
        kind,
        task.note,
        page_url(task.subject.kind, task.subject_id),
        duty.act,
        reverse(duty.page, args=[task.subject_id]),
    )


def actions() -> list[HomeAction]:
    """What the acting post may begin with; the first is the blue button."""
    may = acting().may
    return [action for answer in ask("home.actions") for action in answer if action.may in may]


def own_measures() -> list[Measure | Ratio]:
    """The figures of the lines of work the acting post may look into."""
    may = acting().may
    return [item for module in modules() if f"{module.key}.view" in may for item in module.measures]


def month() -> list[Tile]:
    """The figures of the own range this month, beside the same days of the year before.

    Lines of work say which figures an office watches; where none says so, the first that are declared.
    """
    own = own_measures()
    offered: list[HomeFigure] = [figure for answer in ask("home.figures") for figure in answer]
    watched = offered or [HomeFigure(key=item.key, label=item.label) for item in own[:TILES]]
    asked = [figure for figure in watched if MEASURES[figure.key] in own]
    items = [MEASURES[figure.key] for figure in asked]
    span = month_of(today())
    present = evaluate(items, span.period)
    before = evaluate(items, year_before(span.period, today()))
    return [
        Tile(figure.label, printed(it), it.unit, beside(it, then), reverse("workbench:figure", args=[figure.key]))
        for figure, it, then in zip(asked, present, before, strict=True)
    ]


def printed(figure: Figure) -> str:
    """The value in digits: 1,497, 91.3, and — without a denominator."""
    return words.NONE if figure.value is None else f"{figure.value:,}"


def beside(figure: Figure, before: Figure) -> str:
    """The small words under a value: both numbers of a ratio, else the same period of the year before."""
    if figure.below is not None:
        return f"{figure.above:,} / {figure.below:,}"
    return f"同期 {printed(before)} {before.unit}" if before.value is not None else ""


def arrivals() -> list[Arrivals]:
    """What newly came in to the lines the post works in."""
    return [answer for answer in ask("home.incoming") if answer is not None]


def sent() -> QuerySet[Referral]:
    """What the own organization sent and nobody has signed for yet, the oldest first."""
    waiting = Referral.objects.filter(organization=acting().organization, signed_at=None, returned_at=None)
    return waiting.select_related("to_organization", "subject").order_by("sent_at")[:FEW]


def running() -> QuerySet[Work]:
    """Own long work that is not over."""
    return own_works().exclude(state__in=ENDED)[:FEW]
