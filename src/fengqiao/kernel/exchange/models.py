"""Uploaded sheets with their rows, and exported files: sealed, for their own organization only (导入批次、导出文件)."""

from __future__ import annotations

from functools import cached_property

from django.contrib.postgres.fields import ArrayField
from django.db import models

from fengqiao.kernel.casework.attachments import store
from fengqiao.kernel.exchange.declarations import ENTRIES, Entry
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import now
from fengqiao.kernel.privacy.ciphers import unseal
from fengqiao.kernel.privacy.fields import Sealed
from fengqiao.kernel.privacy.keys import new_wrapped, unwrap


class SealedFile(models.Model):
    """A file under a key of its own; destroying the key erases the file and all that was sealed with it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.UUIDField()
    post = models.UUIDField()
    name = models.CharField("文件名", max_length=120)
    stored = models.CharField(max_length=64, blank=True, editable=False)
    key = models.BinaryField(default=new_wrapped, null=True, editable=False)
    work = models.UUIDField(null=True)  # the long work at hand
    made_at = models.DateTimeField("时间", default=now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @cached_property
    def _key(self) -> bytes | None:
        return unwrap(bytes(self.key)) if self.key is not None else None

    def data_key(self) -> bytes | None:
        """The key of this file and its rows; None once it was erased."""
        return self._key

    @property
    def path(self) -> str:
        """Where the cipher text lies."""
        return f"files/{self.organization}/{self.stored}"

    def belongs(self) -> bytes:
        """What its cipher text is bound to."""
        return f"{self._meta.label_lower}:{self.pk}".encode()

    def content(self) -> bytes:
        """The file itself."""
        key = self.data_key()
        if key is None:
            raise FileNotFoundError(self.pk)
        with store().open(self.path) as stream:
            return unseal(stream.read(), key, self.belongs())


class Batch(SealedFile):
    """One uploaded sheet on its way: uploaded, checked, confirmed, written."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "正在核对"
        CHECKED = "checked", "待确认"
        CONFIRMED = "confirmed", "等待导入"
        RUNNING = "running", "正在导入"
        FINISHED = "finished", "已完成"

    entry_key = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    headers = ArrayField(models.CharField(max_length=200), default=list)
    first_column = models.PositiveSmallIntegerField(default=0)
    state = models.CharField("状态", max_length=10, choices=State, default=State.UPLOADED)
    total = models.PositiveIntegerField("行数", default=0)
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "entry_key", "-made_at"], name="exchange_batch_recent")]

    @property
    def entry(self) -> Entry:
        """What is imported."""
        return ENTRIES[self.entry_key]


class Row(models.Model):
    """One row of a sheet: its texts and problems sealed, and what became of it."""

    class State(models.TextChoices):
        GOOD = "good", "可导入"
        BAD = "bad", "须改正"
        DOUBTFUL = "doubtful", "疑似已登记"
        SKIPPED = "skipped", "跳过"
        KNOWN = "known", "以前已导入"
        WRITTEN = "written", "已导入"
        REFUSED = "refused", "未导入"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rows", db_index=False)
    organization = models.UUIDField()
    entry_key = models.CharField(max_length=60)
    number = models.PositiveIntegerField("行")
    digest = models.BinaryField()
    state = models.CharField("状态", max_length=10, choices=State)
    sealed = Sealed()  # JSON: texts in the order of the batch's headers, problems as [column, sentence]
    written = models.CharField(max_length=40, blank=True)  # the key of the record it became

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="exchange_row_number"),
            models.UniqueConstraint(
                fields=["organization", "entry_key", "digest"],
                condition=models.Q(state="written"),
                name="exchange_row_once",
            ),
        ]
        indexes = [models.Index(fields=["batch", "state", "number"], name="exchange_row_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.get_state_display()}"

    def data_key(self) -> bytes | None:
        """The key of its batch."""
        return self.batch.data_key()


class Export(SealedFile):
    """An exported file that was too long to wait for: for the post that asked, a week long."""

    source = models.CharField(max_length=80)
    asked = Sealed()  # the list's parameters: what was searched for may be a name
    form = models.CharField(max_length=4)
    rows = models.PositiveIntegerField("行数", default=0)
    ready_at = models.DateTimeField(null=True)
