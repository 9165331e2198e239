"""What phones have sent (采集件), what of it waits for a correction (待补正), which numbers they hold (号段)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.db import models

from fengqiao.kernel.journal.models import Hanging
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import now
from fengqiao.kernel.privacy.fields import Sealed
from fengqiao.kernel.privacy.keys import new_wrapped, unwrap

SKEW = timedelta(minutes=10)  # a clock further off than this is not believed
OLDEST = timedelta(days=30)  # nor a capture older than the numbers a phone holds

# What a form was sent: field -> values; and its refusals: field -> sentences.
Lists = dict[str, list[str]]


class Captured(models.Model):
    """采集件: one thing a phone captured, under the key it gave it there; what was refused keeps what was typed."""

    class State(models.TextChoices):
        DONE = "done", "已办"
        REFUSED = "refused", "待补正"

    id = models.UUIDField(primary_key=True, editable=False)  # of the phone: sent again it is the same
    post = models.UUIDField()
    device = models.UUIDField()
    entry = models.CharField(max_length=60)
    form = models.CharField(max_length=64)  # which form it was filled in on
    sequence = models.PositiveIntegerField()  # its place among all that this phone captured
    device_at = models.DateTimeField("采集时间（设备）")
    received_at = models.DateTimeField("上传时间", default=now)
    skew = models.IntegerField("设备时间偏差（秒）")
    number = models.CharField("预留编号", max_length=80, blank=True)
    state = models.CharField("状态", max_length=8, choices=State)
    subject = models.UUIDField(null=True)
    made = models.CharField("编号", max_length=80, blank=True)
    key = models.BinaryField(default=new_wrapped, editable=False)
    content = Sealed(mask="text")
    problems = Sealed(mask="text")

    class Meta:
        indexes = [models.Index(fields=["post", "state", "received_at"], name="sync_captured_post")]

    def __str__(self) -> str:
        return f"{self.entry} {self.get_state_display()}"

    def data_key(self) -> bytes | None:
        """A key of its own: the matter it may become has another."""
        return unwrap(bytes(self.key))

    @property
    def flagged(self) -> bool:
        """Whether the phone's clock was too far off to be believed (设备时间异常)."""
        late = timedelta(seconds=max(0, (self.device_at - self.received_at).total_seconds()))
        return abs(self.skew) > SKEW.total_seconds() or late > SKEW or self.received_at - self.device_at > OLDEST

    @property
    def moment(self) -> datetime:
        """When it was captured: by the phone's clock, or by the server's where that cannot be."""
        return self.received_at if self.flagged else min(self.device_at, self.received_at)

    def typed(self) -> Lists:
        """What was typed into the form."""
        return _lists(str(self.content.reveal()))

    def refusals(self) -> Lists:
        """Why it was refused, field by field."""
        return _lists(str(self.problems.reveal()))


class NumberBlock(Hanging):
    """号段: numbers a phone may give out without network; hangs on the body whose register they are of."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    register = models.CharField(max_length=60)
    holder = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    given = models.JSONField()  # what the printed pattern takes beside year and serial
    post = models.UUIDField()
    device = models.UUIDField()
    made_at = models.DateTimeField(default=now)
    until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["device"], condition=models.Q(closed_at=None), name="sync_block_device"),
            models.Index(fields=["until"], condition=models.Q(closed_at=None), name="sync_block_until"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.first}–{self.last}"


def _lists(text: str) -> Lists:
    found: Lists = json.loads(text or "{}")
    return found
