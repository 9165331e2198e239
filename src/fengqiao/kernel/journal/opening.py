"""Who opens the papers and files of a matter, and what they give for it (阅卷): one door for page, file, API."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError

from fengqiao.kernel.journal.events import log_reading
from fengqiao.kernel.journal.models import Grant, Hanging, Reading, Subject
from fengqiao.kernel.places.scope import acting, now, today

# Whether the acting post may open one matter, paper or file: what a line of work keeps from some who see its matters.
Reader = Callable[[Subject, Hanging | None], bool]
READERS: dict[str, Reader] = {}

PERSONAL: set[str] = set()  # kinds of matters whose papers and files tell of persons
REASON_LEAST = 4  # characters


class ReasonWanted(Exception):
    """The post opens papers and files of this matter only after it wrote down why."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        super().__init__("请先写明阅卷理由。")


def give_reason(subject: Subject, reason: str, *, detail: str = "文书和附件") -> None:
    """查看隐去内容: journaled with its reason before anything is shown; for papers and files it holds for the day."""
    if acting().masked:
        raise PermissionDenied("脱敏岗位不能查看")
    reason = reason.strip()
    if len(reason) < REASON_LEAST:
        raise ValidationError({"reason": f"请写明查看理由，不少于{REASON_LEAST}个字。"})
    log_reading(subject, Reading.What.REVEALED, detail=detail, reason=reason)


def may_open(subject: Subject, piece: Hanging | None = None) -> bool:
    """Whether the acting post may open a matter it sees, or this paper or file of it."""
    reader = READERS.get(subject.kind.partition(".")[0])
    return reader is None or reader(subject, piece)


def require_whole(subject: Subject) -> None:
    """Refuse papers and files to posts that read de-identified rows, unless a grant opens the matter (脱敏).

    A post whose role demands it gives its reason first: `ReasonWanted`, which the pages answer by asking.
    """
    me = acting()
    if me.masked and not Grant.objects.filter(
        subject=subject.root_id, holder__in=[me.organization, me.post], until__gt=now()
    ):
        raise PermissionDenied("脱敏岗位不能打开文书和附件")
    if me.gives_reason and subject.kind in PERSONAL and not _reason_given(subject):
        raise ReasonWanted(subject)


def require_piece(piece: Hanging) -> None:
    """Refuse one paper or file: kept from this post by its line, de-identified, or without a reason given."""
    if not may_open(piece.subject, piece):
        raise PermissionDenied("不公开的记录，本岗位不能打开")
    require_whole(piece.subject)


def _reason_given(subject: Subject) -> bool:
    """Whether this post wrote down today why it reads the matter or the one it belongs to."""
    read = Reading.objects.filter(what=Reading.What.REVEALED, post=acting().post, at__date=today())
    return read.filter(subject__in=[subject.pk, subject.root_id]).exists()
