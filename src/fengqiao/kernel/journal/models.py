"""Subject, grant, event and reading: the anchors of every matter and what happened to it, for ever (日志)."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F

from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import COUNTY, TOWN, acting, now
from fengqiao.kernel.privacy.fields import Sealed
from fengqiao.kernel.privacy.keys import new_wrapped, unwrap

Model = TypeVar("Model", bound=models.Model)


class Scoped(models.Manager[Model]):
    """Own lists: every query starts at the acting post's ranges; outside `within()` it raises."""

    def get_queryset(self) -> models.QuerySet[Model]:
        return super().get_queryset().filter(acting().where())

    def none(self) -> models.QuerySet[Model]:
        """No rows: the only question that needs no scope."""
        return super().get_queryset().none()

    def held(self) -> models.QuerySet[Model]:
        """Own lists, and what is sealed in the own ranges and granted to the acting post (限制查阅)."""
        return super().get_queryset().filter(acting().where(sealed=True))

    def lent(self) -> models.QuerySet[Model]:
        """Co-handled, 调卷, partner: starts from the grants, never by an OR on the big table."""
        held = Grant.objects.filter(holder__in=[acting().organization, acting().post], until__gt=now())
        root = "root" if self.model is Subject else "subject__root"
        return super().get_queryset().filter(**{f"{root}__in": held.values("subject")})

    def readable(self) -> models.QuerySet[Model]:
        """Own or granted: for one record by its key. Row Level Security alone decides.

        On the connection of another database role (loader, sequencer) its own policies decide; nobody looks there.
        """
        if self._db in (None, DEFAULT_DB_ALIAS):
            acting()
        return super().get_queryset()


class Coded(models.Model):
    """A row that carries the scope code of its custody and, stored beside it, the township and county in it."""

    scope_code = models.BigIntegerField()
    town = models.GeneratedField(
        expression=F("scope_code") / TOWN, output_field=models.BigIntegerField(), db_persist=True
    )
    county = models.GeneratedField(
        expression=F("scope_code") / COUNTY, output_field=models.BigIntegerField(), db_persist=True
    )

    class Meta:
        abstract = True


class Subject(Coded):
    """The anchor: whatever has a number, a course, tasks, papers, files or events is one row here."""

    uid = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    root = models.ForeignKey("self", models.PROTECT, related_name="branches")
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    seq = models.IntegerField(default=0)
    key = models.BinaryField(default=new_wrapped, null=True, editable=False)
    words = SearchVectorField(null=True, editable=False)

    objects = Scoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["uid", "scope_code"], name="journal_subject_custody")]
        indexes = [
            models.Index(F("town"), F("uid").desc(), name="journal_subject_town"),
            models.Index(F("county"), F("uid").desc(), name="journal_subject_county"),
            models.Index(fields=["number"], name="journal_subject_number"),
            GinIndex(fields=["county", "words"], name="journal_subject_words"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def data_key(self) -> bytes | None:
        """The key under which this matter's personal data are sealed; None once the matter was erased."""
        return unwrap(bytes(self.key)) if self.key is not None else None


class Grant(models.Model):
    """A reading or writing right on a whole matter, named by its root, until a day, for a reason (授权)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="grants")
    scope_code = models.BigIntegerField()
    holder = models.UUIDField()
    writes = models.BooleanField(default=False)
    may = models.JSONField(default=list)
    reason = models.CharField(max_length=200)
    until = models.DateTimeField()
    made_at = models.DateTimeField(default=now)
    made_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "holder"], name="journal_grant_subject"),
            models.Index(fields=["holder", "until"], name="journal_grant_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.reason}（至{self.until:%Y-%m-%d}）"


class Listed(Coded):
    """A record that is listed across matters: it carries the scope itself and follows its subject."""

    objects = Scoped()

    class Meta:
        abstract = True


class Hanging(models.Model):
    """A record read only with its matter: visible when the matter is."""

    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="+", db_index=False
    )  # each table indexes its order

    class Meta:
        abstract = True

    def data_key(self) -> bytes | None:
        """The key of the matter (see Subject.data_key)."""
        return self.subject.data_key()


class Event(Hanging):
    """What happened: never changed, never deleted; `seq` without gaps in its matter, placed once by the sequencer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = models.BigIntegerField()
    seq = models.IntegerField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    post = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    position = models.BigIntegerField(null=True)
    chain = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "seq"], name="journal_event_subject"),
            models.Index(fields=["position"], name="journal_event_position"),
            models.Index(fields=["id"], condition=models.Q(position=None), name="journal_event_unplaced"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.seq} {self.kind}"


class Remark(Hanging):
    """What was said and who was named in an event (事件说明): sealed with the matter, as the event lasts for ever."""

    event = models.UUIDField(primary_key=True, editable=False)
    said = Sealed(mask="text")  # JSON

    def __str__(self) -> str:
        return str(self.event)


class Head(models.Model):
    """The end of the chain: one row, written by the sequencer only."""

    position = models.BigIntegerField(default=0)
    chain = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return str(self.position)


class Cursor(models.Model):
    """How far one consumer has followed the feed."""

    name = models.CharField(primary_key=True, max_length=40)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.position}"


class Reading(models.Model):
    """The read log: opening a file, revealing a field, exporting a list (查阅记录)."""

    class What(models.TextChoices):
        OPENED = "opened", "查看"
        REVEALED = "revealed", "查看隐去内容"
        DOWNLOADED = "downloaded", "下载"
        EXPORTED = "exported", "导出"
        REFUSED = "refused", "拒绝访问"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    scope_code = models.BigIntegerField()
    what = models.CharField(max_length=12, choices=What)
    detail = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=now)
    post = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="journal_reading_subject"),
            models.Index(fields=["scope_code", "at"], name="journal_reading_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.detail}"
