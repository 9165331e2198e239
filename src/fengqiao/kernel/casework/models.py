"""Case, task, number, referral, receipt: one shape for every matter (办件)."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import connection, models
from django.db.models import F

from fengqiao.kernel.casework.attachments import Attachment
from fengqiao.kernel.casework.flow import Workflow
from fengqiao.kernel.journal.models import Hanging, Listed, Subject
from fengqiao.kernel.places import calendar
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import local_day, now
from fengqiao.kernel.privacy.fields import Sealed
from fengqiao.kernel.privacy.keys import new_wrapped, unwrap

__all__ = ["Amendment", "Attachment", "Case", "Counter", "Draft", "Number", "Party", "Receipt", "Referral", "Task"]


NEWEST = (F("opened_at").desc(), F("subject").desc())  # how lists of matters run; ends every index they walk


class Case(Listed):
    """A matter with a lawful course; its key is its subject."""

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    state = models.CharField("状态", max_length=30)
    version = models.IntegerField(default=1)
    opened_at = models.DateTimeField("登记时间")
    closed_at = models.DateTimeField("办结时间", null=True)
    handler = models.ForeignKey(
        "identity.Post", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承办人"
    )

    flow: ClassVar[Workflow]

    class Meta:
        abstract = True
        indexes = [
            models.Index(F("town"), *NEWEST, name="%(class)s_town"),
            models.Index(F("county"), *NEWEST, name="%(class)s_county"),
            models.Index(*NEWEST, name="%(class)s_time"),  # of a city, of a province
            # what is in hand stays few while the years pile up
            models.Index(F("town"), *NEWEST, name="%(class)s_town_open", condition=models.Q(closed_at=None)),
            models.Index(F("county"), *NEWEST, name="%(class)s_county_open", condition=models.Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def number(self) -> str:
        """The number printed on the matter."""
        return self.subject.number

    @property
    def title(self) -> str:
        """The name of the matter."""
        return self.subject.title

    @property
    def state_label(self) -> str:
        """The state in the office's words."""
        return self.flow.states[self.state]

    @property
    def concluded(self) -> bool:
        """Whether only 更正 may change the matter now."""
        return self.closed_at is not None

    def facts(self, **given: Any) -> object:
        """Plain values for the guards, one query at most; a line gives its own."""
        return None

    def flags(self) -> list[tuple[str, str]]:
        """Marks beside the state, each a word and a tone (超期, 涉众 …)."""
        return []

    def data_key(self) -> bytes | None:
        """The key of the matter (see Subject.data_key)."""
        return self.subject.data_key()


def _waiting(place: str) -> tuple[models.Index, ...]:
    """What the counts on every page walk, without the tasks themselves: by limit, of one duty, what has climbed up."""
    waits, shown = models.Q(done_at=None), ["scope_code", "subject"]  # what Row Level Security asks is beside it
    return (
        models.Index(fields=[place, "due_at"], condition=waits, include=["duty", *shown], name=f"task_{place}_due"),
        models.Index(fields=[place, "duty", "due_at"], condition=waits, include=shown, name=f"task_{place}_duty"),
        models.Index(fields=[place, "level"], condition=waits, name=f"task_{place}_level"),
    )


class Task(Listed):
    """What waits for whom, until when (待办): opened and closed by events, never by hand."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="tasks")
    duty = models.CharField(max_length=60)
    may = models.CharField(max_length=60)
    handler = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    limit = models.JSONField(default=dict)  # value, unit, roll and article as they stood when the clock started
    pauses = models.JSONField(
        default=list
    )  # [from, to, reason]; an open pause has no end, and while it lasts there is no due moment
    extended_to = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)  # was overdue when it was done
    level = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            *_waiting("town"),
            *_waiting("county"),
            models.Index(fields=["subject", "duty"], name="casework_task_subject"),
        ]

    def __str__(self) -> str:
        return self.duty

    @property
    def paused(self) -> str:
        """Why the clock stands still now (已中止); "" while it runs."""
        return self.pauses[-1][2] if self.pauses and self.pauses[-1][1] is None else ""

    @property
    def provisional(self) -> bool:
        """Whether the limit rests on working days of a year that has no holiday notice yet (暂定)."""
        if self.due_at is None or self.extended_to or not self.limit:
            return False
        counted = self.limit["roll"] or self.limit["unit"] in ("working_day", "office_hour")
        return counted and calendar.provisional(local_day(self.due_at).year)


class Amendment(Hanging):
    """更正: what was changed after conclusion, by whom and why; before and after stay sealed with the matter."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.UUIDField()
    field = models.CharField(max_length=60)
    label = models.CharField(max_length=60)
    before = Sealed(mask="text")
    after = Sealed(mask="text")
    reason = models.CharField(max_length=200)
    post = models.UUIDField(null=True)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="casework_amendment_subject")]

    def __str__(self) -> str:
        return f"{self.label}：{self.reason}"


class Party(Hanging):
    """A person or body in a matter (当事人): name plain, number, phone and address sealed; each line has its table."""

    class Kind(models.TextChoices):
        NATURAL = "natural", "自然人"
        LEGAL = "legal", "法人"
        OTHER = "other", "非法人组织"

    class Sex(models.TextChoices):
        MALE = "男", "男"
        FEMALE = "女", "女"

    class Document(models.TextChoices):
        RESIDENT = "id", "居民身份证"
        PASSPORT = "passport", "护照"
        HONG_KONG = "hkmt", "港澳台居民证件"
        OTHER = "other", "其他证件"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("类别", max_length=8, choices=Kind, default=Kind.NATURAL)
    order = models.PositiveSmallIntegerField("序号", default=1)
    name = models.CharField("姓名（名称）", max_length=100)
    alias = models.CharField("曾用名、俗称", max_length=100, blank=True)
    sex = models.CharField("性别", max_length=2, choices=Sex, blank=True)
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    birth_on = models.DateField("出生日期", null=True, blank=True)
    stated_age = models.PositiveSmallIntegerField("年龄", null=True, blank=True)
    occupation = models.CharField("职业或职务", max_length=60, blank=True)
    document = models.CharField("证件类型", max_length=8, choices=Document, default=Document.RESIDENT)
    id_number = Sealed("证件号码", mask="id_number", index="id_number")
    id_number_index = models.BinaryField(null=True, editable=False)
    phone = Sealed("联系电话", mask="phone", index="phone")
    phone_index = models.BinaryField(null=True, editable=False)
    address = Sealed("单位或住址", mask="address")
    address_code = models.BigIntegerField("住址区划", null=True, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    legal_representative = models.CharField("法定代表人", max_length=60, blank=True)
    representative_title = models.CharField("职务", max_length=60, blank=True)

    class Meta:
        abstract = True
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name


class Referral(Listed):
    """A hand-over inside or outside: move 转办, lend 协办, open 委托 or another line (流转)."""

    class Mode(models.TextChoices):
        MOVE = "move", "转办"
        LEND = "lend", "协办"
        OPEN = "open", "委托"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="referrals")
    to_code = models.BigIntegerField()
    organization = models.ForeignKey("identity.Organization", models.PROTECT, related_name="+")
    to_organization = models.ForeignKey("identity.Organization", models.PROTECT, related_name="+")
    mode = models.CharField("方式", max_length=5, choices=Mode)
    kind = models.CharField(max_length=40)
    key = models.BinaryField(default=new_wrapped, null=True, editable=False)  # read before the matter itself is
    reason = Sealed("理由", mask="text")
    requested = Sealed("请求事项", mask="text")
    sent_at = models.DateTimeField(default=now)
    sent_by = models.UUIDField(null=True)
    due_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_reason = Sealed("退回理由", mask="text")
    answered_at = models.DateTimeField(null=True)
    answer = Sealed("办理情况", mask="text")
    opened: models.ForeignKey[Subject | None] = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["to_code", "sent_at"], name="casework_referral_to"),
            models.Index(fields=["to_organization", "sent_at"], name="casework_referral_holder"),
            models.Index(fields=["subject"], name="casework_referral_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} {self.kind}"

    def data_key(self) -> bytes | None:
        """A key of its own: the receiver reads why and what for before the matter is open to them."""
        return unwrap(bytes(self.key)) if self.key is not None else None


class Counter(models.Model):
    """The last serial of one register, holder and year; its row lock makes numbers gapless."""

    register = models.CharField(max_length=60)
    holder = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "holder", "year"], name="casework_counter_once")]

    def __str__(self) -> str:
        return f"{self.register} {self.holder} {self.year}"

    @classmethod
    def next(cls, register: str, holder: str, year: int, *, count: int = 1) -> int:
        """The next serial, or the last of the next few; whoever comes later waits until this act is committed."""
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into casework_counter as c (register, holder, year, serial) values (%s, %s, %s, %s)"
                " on conflict (register, holder, year) do update set serial = c.serial + excluded.serial"
                " returning serial",
                [register, holder, year, count],
            )
            return int(cursor.fetchone()[0])


class Number(Hanging):
    """One issued number; a voided one stays in the register as 作废."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    register = models.CharField(max_length=60)
    holder = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    text = models.CharField(max_length=80)
    issued_at = models.DateTimeField(default=now)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "holder", "year", "serial"], name="casework_number_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Receipt(models.Model):
    """Proof that a request was done: the same key again gives the same result, for anything else it is refused."""

    key = models.CharField(primary_key=True, max_length=80)
    subject = models.UUIDField()
    post = models.UUIDField(null=True)
    step = models.CharField(max_length=60, default="")
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["at"], name="casework_receipt_at")]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def claim(cls, key: str, subject: UUID, post: UUID | None, step: str) -> UUID:
        """The subject this request belongs to: the given one when it is new, the earlier one when it is a repeat."""
        if not key:
            return subject
        got, _ = cls.objects.get_or_create(
            key=key, defaults={"subject": subject, "post": post, "step": step, "at": now()}
        )
        if (got.post, got.step) != (post, step):
            raise ReusedKey
        return got.subject

    @classmethod
    def repeats(cls, key: str, subject: UUID, post: UUID | None, step: str) -> bool:
        """True: this very request was done before on this very matter."""
        if not key:
            return False
        got, new = cls.objects.get_or_create(
            key=key, defaults={"subject": subject, "post": post, "step": step, "at": now()}
        )
        if (got.subject, got.post, got.step) != (subject, post, step):
            raise ReusedKey
        return not new


class ReusedKey(Exception):
    """An idempotency key was sent again for something else: 409."""

    status = 409

    def __str__(self) -> str:
        return "该请求编号已用于另一项操作，请刷新页面后重试。"


class Draft(models.Model):
    """What a person has typed and not yet sent (草稿): sealed, private to the post, and deleted when done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.UUIDField()
    form = models.CharField(max_length=80)
    subject = models.UUIDField(null=True)
    key = models.BinaryField(default=new_wrapped, editable=False)
    content = Sealed(mask="text")
    saved_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["post", "form"], name="casework_draft_post")]

    def __str__(self) -> str:
        return self.form

    def data_key(self) -> bytes | None:
        """The draft's own key: a matter it may become has one of its own."""
        return unwrap(bytes(self.key))
