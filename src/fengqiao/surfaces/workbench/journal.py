"""The journal as an auditor reads it: whether its chain holds, what was done to a matter and who looked (日志)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fengqiao.kernel.casework.titles import title_for
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.identity.permissions import ADMINISTER, AUDIT
from fengqiao.kernel.journal.events import KINDS, words_of
from fengqiao.kernel.journal.jobs import verify_journal
from fengqiao.kernel.journal.models import Event, Head, Reading, Subject
from fengqiao.kernel.journal.verify import kept_heads
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.queue.models import Work
from fengqiao.kernel.ui.page import page

TOLD = 100  # entries of a log on one page
DAYS = 14  # daily heads shown


@require_GET
@permission(AUDIT)
def chain(request: HttpRequest) -> HttpResponse:
    """日志核验: where the chain ends, the heads kept outside, and what the last proof said."""
    head = Head.objects.get()
    last = Work.objects.filter(job=verify_journal.name).order_by("-queued_at").first()
    context = {
        "title": "日志核验",
        "head": head,
        "chain": bytes(head.chain).hex(),
        "heads": kept_heads(Path(settings.HOME) / "journal-heads.jsonl")[:DAYS],
        "last": last,
        "may_verify": ADMINISTER in acting().may,
    }
    return page(request, "workbench/journal.html", context)


@require_POST
@permission(ADMINISTER)
def verify(request: HttpRequest) -> HttpResponse:
    """核验: in the background, the whole chain."""
    verify_journal.enqueue(label="日志核验", page=reverse("administration:journal"))
    messages.info(request, "正在核验，完成后在本页显示结果。")
    return redirect("administration:journal")


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of a log: when, what, who."""

    at: datetime
    what: str
    who: str
    reason: str = ""


@require_GET
@permission(AUDIT)
def log(request: HttpRequest) -> HttpResponse:
    """办理和查阅记录: what was done to the matter of a number and who looked; without one, the latest readings."""
    number = request.GET.get("number", "").strip()
    subject = Subject.objects.readable().filter(number=number).first() if number else None
    readings = Reading.objects.filter(subject=subject) if subject else Reading.objects.all()
    context = {
        "title": "办理和查阅记录",
        "number": number,
        "subject": subject,
        "name": title_for(subject) if subject else "",
        "events": _told(Event.objects.filter(subject=subject).order_by("-seq")[:TOLD]) if subject else [],
        "readings": _read(readings.order_by("-at")[:TOLD]) if subject or not number else [],
    }
    return page(request, "workbench/readings.html", context)


def _told(events: QuerySet[Event]) -> list[LogLine]:
    names, words = _names(event.post for event in events), words_of(events)
    return [
        LogLine(event.at, KINDS[event.kind].tell(words[event.pk]) if event.kind in KINDS else "其他", names[event.post])
        for event in events
    ]


def _read(readings: QuerySet[Reading]) -> list[LogLine]:
    names = _names(reading.post for reading in readings)
    return [
        LogLine(reading.at, f"{reading.get_what_display()} {reading.detail}", names[reading.post], reading.reason)
        for reading in readings
    ]


def _names(keys: Iterable[UUID | None]) -> dict[UUID | None, str]:
    wanted = set(keys)
    posts = Post.objects.filter(pk__in=[key for key in wanted if key])
    named: dict[UUID | None, str] = {post.pk: f"{post.user.name} · {post.organization.name}" for post in posts}
    return dict.fromkeys(wanted, "系统") | named
