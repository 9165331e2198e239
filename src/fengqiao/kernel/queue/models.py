"""Long work and how far it has come (后台任务)."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import now


class Work(models.Model):
    """One piece of long work: an import, an export, a report. Holds counts and keys, never personal data.

    Like the queue's own tables it stands outside Row Level Security: whoever asks goes through `works.py`, which shows
    a post its own work and an administrator that of the posts in range.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        FINISHED = "finished", "已完成"
        FAILED = "failed", "未完成"
        STOPPED = "stopped", "已停止"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job = models.CharField(max_length=100)
    queued = models.BigIntegerField(null=True, editable=False)  # the queue's own number of the job
    post = models.UUIDField(null=True)
    low = models.BigIntegerField(default=0)  # the acting ranges, from the lowest to the highest code
    high = models.BigIntegerField(default=0)
    label = models.CharField("任务", max_length=120)
    page = models.CharField(max_length=200, blank=True)  # where the person finds it
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    queued_at = models.DateTimeField("提交时间", default=now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["post", "-queued_at"], name="queue_work_post"),
            models.Index(fields=["state", "low"], name="queue_work_state"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.state in (self.State.FINISHED, self.State.FAILED, self.State.STOPPED)

    @property
    def left(self) -> timedelta | None:
        """How long it will still take at the pace so far; None before a pace is known."""
        if self.state != self.State.RUNNING or self.started_at is None or not self.done or self.done >= self.total:
            return None
        return (now() - self.started_at) * ((self.total - self.done) / self.done)
