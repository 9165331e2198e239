"""Taking in what a phone captured (上传): the same form and the same service as at the desk, once, in its order.

What is refused is kept as 待补正 with its sentences; nothing that was captured is dropped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import QuerySet
from django.forms import Form
from django.utils.datastructures import MultiValueDict

from fengqiao.kernel.casework.models import Case, ReusedKey
from fengqiao.kernel.casework.perform import NotNow, Stale
from fengqiao.kernel.identity.acts import note
from fengqiao.kernel.identity.models import Act, Post, Token
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.identity.tokens import end_token, issue_token, token_of
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import SHANGHAI, acting, now, within
from fengqiao.kernel.sync.blocks import reserve, unused
from fengqiao.kernel.sync.declarations import CAPTURES, Capture
from fengqiao.kernel.sync.models import Captured, Lists, NumberBlock

FARTHEST = 10**9  # seconds of skew that are kept: a clock may stand anywhere
DAYS = 180  # how long a phone may send before it is registered again
LOW = 3  # numbers left on the phone when it is given more
MOST = 3  # blocks whose numbers a phone may hold unused
NOT_ALLOWED = "本岗位没有办理这一事项的权限。"
UNFIT = "内容过长或格式不符。"
OTHER_POST = "这一件是在另一岗位下采集的，请换回原岗位后上传。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """One captured thing as the phone sends it."""

    uid: UUID
    entry: str
    form: str
    sequence: int
    post: UUID
    at: datetime
    number: str
    values: Lists


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of it: done, refused (待补正), or foreign: another post's, which stays on the phone."""

    uid: UUID
    state: str
    number: str = ""
    subject: UUID | None = None
    errors: Sequence[str] = ()


def register_device(label: str) -> tuple[str, Token]:
    """登记移动终端: a token of the acting post that opens the upload, shown once to the phone that keeps it sealed."""
    post = Post.objects.get(pk=acting().own_post())
    secret = issue_token(post, label, DAYS, use=Token.Use.DEVICE)
    note(Act.What.DEVICE_ADDED, f"{post}：{label}", scope_code=post.organization.scope_code)
    return secret, cast(Token, token_of(secret, use=Token.Use.DEVICE))


def forget_device(key: UUID) -> None:
    """A phone whose person signs out sends no more."""
    for token in Token.objects.filter(pk=key, post=acting().own_post(), use=Token.Use.DEVICE, ended_at=None):
        end_token(token)


def numbered() -> list[str]:
    """The captures of the acting post whose numbers a phone may take ahead."""
    may = acting().may
    return [capture.key for capture in CAPTURES.values() if capture.series and capture.entry.may in may]


def take_in(token: Token, envelopes: Sequence[Envelope], *, skew: timedelta) -> Iterator[Outcome]:
    """Each in a transaction of its own, in the order in which they were captured."""
    for envelope in sorted(envelopes, key=lambda each: each.sequence):
        with within(scope_of(token.post)):
            yield _take_in(token, envelope, skew)


def _take_in(token: Token, envelope: Envelope, skew: timedelta) -> Outcome:
    if envelope.post != token.post_id:
        return Outcome(uid=envelope.uid, state="foreign", errors=[OTHER_POST])
    kept = Captured(
        id=envelope.uid,
        post=token.post_id,
        device=token.pk,
        entry=envelope.entry,
        form=envelope.form,
        sequence=envelope.sequence,
        device_at=envelope.at,
        received_at=now(),
        skew=max(-FARTHEST, min(FARTHEST, round(skew.total_seconds()))),
        number=envelope.number,
        state=Captured.State.REFUSED,
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:  # sent before, perhaps at this very moment
        known = Captured.objects.filter(pk=envelope.uid).first()
        return _outcome(known) if known else Outcome(uid=envelope.uid, state="foreign", errors=[OTHER_POST])
    settle(kept, envelope.values)
    return _outcome(kept)


def waiting() -> QuerySet[Captured]:
    """待补正: what of the acting post was refused, the newest first."""
    return Captured.objects.filter(post=acting().own_post(), state=Captured.State.REFUSED).order_by(
        "-received_at", "pk"
    )


def settle(kept: Captured, values: Lists) -> None:
    """Write what was captured, or keep it with the sentences that refuse it."""
    capture = CAPTURES[kept.entry]
    try:
        with within(replace(acting(), at=kept.moment) if capture.dated else acting()):
            if capture.entry.may not in acting().may:
                raise ValidationError(NOT_ALLOWED)
            form = capture.entry.form(MultiValueDict(values))
            if form.is_valid():
                made = _written(capture, kept, form)
            else:
                raise ValidationError(form.errors.as_data())
    except (ValidationError, NotNow, Stale, ReusedKey, PermissionDenied, ObjectDoesNotExist, DataError) as refused:
        kept.content, kept.problems = _json(values), _json(_sentences(refused))
        kept.save(update_fields=["content", "problems"])
        return
    kept.state, kept.subject, kept.made = Captured.State.DONE, made.pk, made.subject.number
    kept.content = kept.problems = ""
    kept.save(update_fields=["state", "subject", "made", "content", "problems"])
    _tell(kept, made)


def _written(capture: Capture, kept: Captured, form: Form) -> Case:
    given: dict[str, Any] = {**form.cleaned_data, "idempotency_key": str(kept.pk)}  # each form's own fields
    if capture.series:
        given["number"] = kept.number
    made: Case = capture.entry.write(**given)
    return made


def _tell(kept: Captured, made: Case) -> None:
    """The phone's time beside the server's, in the course of the matter; a reporter beyond the range writes nothing."""
    if not acting().covers(abs(made.subject.scope_code)):
        return
    record(
        lock(made.pk),
        "sync.receive",
        key=announce(uuid7()),
        captured=_minute(kept.device_at),
        received=_minute(kept.received_at),
        clock=f"设备时间相差{abs(kept.skew) // 60}分钟，按服务器时间记" if kept.flagged else "设备时间正常",
    )


def numbers_for(token: Token, held: dict[str, int]) -> dict[str, list[dict[str, str]]]:
    """The numbers a phone may give out without network; a new block when it has few left."""
    with within(scope_of(token.post)):
        found = {}
        for capture in CAPTURES.values():
            if capture.series and capture.entry.may in acting().may and capture.key in held:
                found[capture.key] = _numbers(token, capture, held[capture.key])
    return found


def _numbers(token: Token, capture: Capture, held: int) -> list[dict[str, str]]:
    try:
        series = cast(Any, capture.series)()  # declared: this capture has one
    except ValidationError:  # an office without a committee gives out no numbers
        return []
    rule = cast(dict[str, int], parameter("sync.block", code=abs(series.subject.scope_code) // 1000))
    blocks = list(
        NumberBlock.objects.filter(
            device=token.pk, register=series.register.key, closed_at=None, until__gt=now()
        ).order_by("made_at")
    )
    left = [(block, text) for block in blocks for _, text in unused(block)]
    if held < LOW and len(left) < MOST * rule["size"]:
        until = now() + timedelta(days=rule["days"])
        block = reserve(
            series.register, series.subject, count=rule["size"], until=until, device=token.pk, **series.given
        )
        left += [(block, text) for _, text in unused(block)]
    return [{"text": text, "until": block.until.isoformat(), "year": str(block.year)} for block, text in left]


def _outcome(kept: Captured) -> Outcome:
    if kept.state == Captured.State.DONE:
        return Outcome(uid=kept.pk, state="done", number=kept.made, subject=kept.subject)
    errors = [sentence for sentences in kept.refusals().values() for sentence in sentences]
    return Outcome(uid=kept.pk, state="refused", errors=errors)


def _sentences(refused: Exception) -> Lists:
    if isinstance(refused, ValidationError):
        if hasattr(refused, "error_dict"):
            return {name: list(sentences) for name, sentences in refused.message_dict.items()}
        return {NON_FIELD_ERRORS: list(refused.messages)}
    if isinstance(refused, (PermissionDenied, ObjectDoesNotExist)):
        return {NON_FIELD_ERRORS: [NOT_ALLOWED]}
    return {NON_FIELD_ERRORS: [UNFIT if isinstance(refused, DataError) else str(refused)]}


def _json(lists: Lists) -> str:
    return json.dumps(lists, ensure_ascii=False)


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
