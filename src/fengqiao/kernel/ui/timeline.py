"""What happened in a matter, as every surface tells it (时间线)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from fengqiao.kernel.casework.receiving import VISITORS
from fengqiao.kernel.casework.registry import CASES
from fengqiao.kernel.casework.titles import name_for
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.journal.events import KINDS, words_of
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.ui.words import Happening

TOLD = 100  # events that are told; the file holds all


def timeline_of(*subjects: UUID) -> list[Happening]:
    """过程: what happened, newest first, with who did it; whoever reads de-identified rows learns the acts alone."""
    events = list(Event.objects.filter(subject__in=subjects).order_by("-id")[:TOLD])
    posts = Post.objects.in_bulk({event.post for event in events if event.post})
    told, words = [], words_of(events)
    for number, event in enumerate(events):
        post = posts.get(event.post) if event.post else None
        who = f"{name_for(post.user.name)} · {post.organization.name}" if post else VISITORS if event.post else "系统"
        told.append(Happening(_sentence(event, words[event.pk]), event.at, who, "now" if number == 0 else "done"))
    return told


def _sentence(event: Event, words: Mapping[str, object]) -> str:
    kind = KINDS.get(event.kind)
    if kind is None:
        return event.kind
    return _act(event.kind) if acting().masked else kind.tell(words)


def _act(kind: str) -> str:
    """The act without what was said in it: names stand in the sentences."""
    matter, _, key = kind.rpartition(".")
    if matter in CASES:
        flow = CASES[matter].flow
        return next((step.label for step in flow if step.key == key), flow.born)
    return KINDS[kind].sentence.partition("：")[0].partition("{")[0]
