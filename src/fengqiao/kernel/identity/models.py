"""Organizations, people, roles and posts (机构、人员、角色、岗位), and what is kept of their use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value

from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, now, today
from fengqiao.kernel.privacy.fields import Sealed
from fengqiao.kernel.privacy.keys import new_wrapped, unwrap

Ranges = list[list[int]]


def valid(on: date, prefix: str = "") -> Q:
    """The filter of rows valid on a day; `valid_to` is the first day that no longer counts."""
    begun, ended = f"{prefix}valid_from__lte", f"{prefix}valid_to"
    return Q(**{begun: on}) & (Q(**{ended: None}) | Q(**{f"{ended}__gt": on}))


def serving(township: int) -> Q:
    """The filter of organizations of a township, also of those that keep it beside their own.

    The code is given its type: left alone, the driver sends four bytes of it and nothing is ever found.
    """
    code = Value(township, output_field=models.BigIntegerField())
    return Q(region=township) | Q(townships__contains=[code])


class Directory(models.Manager["Organization"]):
    """Organizations: open to everybody as the directory, and as the list of those in the acting post's ranges."""

    def own(self) -> models.QuerySet[Organization]:
        """The valid organizations in the own ranges, in the order of their codes."""
        return self.get_queryset().filter(acting().where(), valid(today())).order_by("scope_code")

    def free_serials(self, region: int, *, first: int = 1) -> Iterator[int]:
        """The serials of a place that no organization has or had: what an ended one left behind stays its own."""
        taken = set(self.get_queryset().filter(region=region).values_list("serial", flat=True))
        return (serial for serial in range(first, 1000) if serial not in taken)


class Organization(models.Model):
    """A bureau, office, committee or partner agency, with the place it stands in (机构).

    `kind` is a short code that packages choose (`province_bureau`, `office`, `committee`, `police_station` …). The
    serial tells organizations of one place apart; 000 is the place's own bureau or office.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("类别", max_length=40)
    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="branches", verbose_name="上级机构"
    )
    region = models.ForeignKey("places.Region", models.PROTECT, related_name="+", verbose_name="所在区划")
    serial = models.SmallIntegerField("序号", default=0)
    townships = ArrayField(
        models.BigIntegerField(), default=list, blank=True, verbose_name="兼管的乡镇"
    )  # an office of two townships names the second here, whoever goes on for a merged unit its code
    scope_code = models.GeneratedField(
        expression=F("region") * 1000 + F("serial"), output_field=models.BigIntegerField(), db_persist=True
    )
    town = models.GeneratedField(expression=F("region") / 1000, output_field=models.BigIntegerField(), db_persist=True)
    county = models.GeneratedField(
        expression=F("region") / 10**6, output_field=models.BigIntegerField(), db_persist=True
    )
    valid_from = models.DateField("启用日期", default=today)
    valid_to = models.DateField("停用日期", null=True, blank=True)

    objects = Directory()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(serial__range=(0, 999)), name="identity_organization_serial"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="identity_organization_validity"
            ),
            models.UniqueConstraint(
                fields=["region", "serial"], condition=Q(valid_to=None), name="identity_organization_place"
            ),
        ]
        indexes = [
            models.Index(fields=["scope_code"], name="identity_organization_scope"),
            models.Index(fields=["town"], name="identity_organization_town"),
            models.Index(fields=["county", "kind"], name="identity_organization_county"),
        ]

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["User"]):
    """Users; the directory has no own ranges, lists start from their posts."""

    def create_user(self, username: str | None, password: str | None = None, **fields: Any) -> User:
        """A new user; without a password nobody can sign in as them."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person who works here (人员), with or without an account to sign in."""

    class Sex(models.TextChoices):
        FEMALE = "2", "女"
        MALE = "1", "男"
        UNKNOWN = "0", "未填"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField("账号", max_length=40, unique=True, null=True, blank=True)
    name = models.CharField("姓名", max_length=40)
    sex = models.CharField("性别", max_length=1, choices=Sex, default=Sex.UNKNOWN)
    key = models.BinaryField(default=new_wrapped, editable=False)
    phone = Sealed("联系电话", mask="phone", index="phone")
    phone_index = models.BinaryField(null=True, editable=False)
    is_active = models.BooleanField("可登录", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    password_changed_at = models.DateTimeField(default=now, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = People()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]  # Django's attribute

    class Meta:
        indexes = [
            models.Index(fields=["name"], name="identity_user_name"),
            models.Index(fields=["phone_index"], name="identity_user_phone"),
        ]

    def __str__(self) -> str:
        return self.name

    def data_key(self) -> bytes | None:
        """The key under which this person's own data are sealed."""
        return unwrap(bytes(self.key))


class Role(models.Model):
    """What a post may do and how far it reaches (角色): declared by the lines of work, edited by a province."""

    class Reach(models.TextChoices):
        OWN = "own", "本机构"
        OFFICE = "office", "本所（乡镇）"
        COUNTY = "county", "全县"
        CITY = "city", "全市"
        PROVINCE = "province", "全省"
        PLACE = "place", "机构所在区划"
        NONE = "none", "仅限授权件"

    key = models.CharField("代码", primary_key=True, max_length=40)
    label = models.CharField("名称", max_length=40)
    permissions = models.JSONField("权限", default=list)
    reach = models.CharField("数据范围", max_length=8, choices=Reach)
    masked = models.BooleanField("只看脱敏数据", default=False)
    gives_reason = models.BooleanField("阅卷须写明理由", default=False, db_default=False)
    needs_code = models.BooleanField("登录须动态验证码", default=False)
    edited_at = models.DateTimeField(null=True, editable=False)  # from then on the declaration no longer changes it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reach__in=("own", "office", "county", "city", "province", "place", "none")),
                name="identity_role_reach",
            )
        ]

    def __str__(self) -> str:
        return self.label


class Posts(models.Manager["Post"]):
    """Posts with what a scope needs of them."""

    def get_queryset(self) -> models.QuerySet[Post]:
        return super().get_queryset().select_related("user", "organization", "role")

    def present(self) -> models.QuerySet[Post]:
        """Those one may work in today: the post, its organization and its person are all valid."""
        day = today()
        return self.get_queryset().filter(valid(day), valid(day, "organization__"), user__is_active=True)

    def own(self) -> models.QuerySet[Post]:
        """The posts, past ones too, of the organizations in the own ranges."""
        return self.get_queryset().filter(organization__in=Organization.objects.filter(acting().where()))


class Post(models.Model):
    """A person in a role at an organization for a time (岗位); a person works in one post at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="人员")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="posts", verbose_name="机构")
    role = models.ForeignKey(Role, models.PROTECT, related_name="posts", verbose_name="角色")
    ranges: models.JSONField[Ranges | None, Ranges | None] = models.JSONField(
        null=True, blank=True, verbose_name="特定范围"
    )  # pairs of scope codes instead of what organization and role give
    valid_from = models.DateField("任职日期", default=today)
    valid_to = models.DateField("离任日期", null=True, blank=True)

    objects = Posts()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="identity_post_validity"
            ),
            models.UniqueConstraint(
                fields=["user", "organization", "role"], condition=Q(valid_to=None), name="identity_post_once"
            ),
        ]
        indexes = [models.Index(fields=["organization", "role"], name="identity_post_organization")]

    def __str__(self) -> str:
        return f"{self.organization.short_name or self.organization.name} {self.role.label} {self.user.name}"

    def is_present(self, on: date) -> bool:
        """Whether one may work in it on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


class Token(models.Model):
    """A key of a machine, bound to one post; only its digest is kept (接口令牌、移动终端令牌)."""

    class Use(models.TextChoices):
        INTERFACE = "api", "接口"
        DEVICE = "device", "移动终端"  # opens the upload of what was captured, and nothing else

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="tokens")
    scope_code = models.BigIntegerField()
    digest = models.BinaryField(unique=True)
    use = models.CharField("用于", max_length=6, choices=Use, default=Use.INTERFACE, db_default=Use.INTERFACE)
    label = models.CharField("用途", max_length=60)
    created_at = models.DateTimeField(default=now)
    until = models.DateTimeField("有效期至")
    ended_at = models.DateTimeField("停用时间", null=True)  # closed by hand, before it ran out
    last_used_at = models.DateTimeField(null=True)
    rate = models.PositiveIntegerField("每分钟请求上限", null=True)  # of a partner's keys; None: the parameter's

    class Meta:
        indexes = [models.Index(fields=["scope_code"], name="identity_token_scope")]

    def __str__(self) -> str:
        return self.label

    def is_valid(self, at: datetime) -> bool:
        """Whether it still opens the door."""
        return at < self.until


class Partner(models.Model):
    """An agency whose system sends here (协作单位接口): what it may send, where to, how often; its keys are tokens.

    It acts from a post without ranges: it reads what it sent, by grant, and nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.OneToOneField(Organization, models.PROTECT, related_name="+", verbose_name="单位")
    post = models.OneToOneField(Post, models.PROTECT, related_name="+")
    scope_code = models.BigIntegerField()
    sources = ArrayField(models.CharField(max_length=3), verbose_name="来源")
    ranges: models.JSONField[Ranges, Ranges] = models.JSONField("接收范围")  # pairs of scope codes
    rate = models.PositiveIntegerField("每分钟请求上限", default=60)
    made_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["scope_code"], name="identity_partner_scope")]

    def __str__(self) -> str:
        return self.organization.name

    def reaches(self, code: int) -> bool:
        """Whether it may send to what has this scope code."""
        return any(low <= code <= high for low, high in self.ranges)


class Visitor(models.Model):
    """办事群众 without an account: number and query code open what was granted to them, and nothing else.

    A visitor acts like a post without ranges: grants, events and files name the key of this row where a post's stands.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scope_code = models.BigIntegerField()
    area = models.CharField("业务", max_length=40)
    number = models.CharField("受理号", max_length=60)
    digest = models.BinaryField(unique=True)  # of number and code, with a key kept outside the database
    key = models.BinaryField(default=new_wrapped, editable=False)
    phone = Sealed("联系电话", mask="phone")
    by_text = models.BooleanField("同意短信通知", default=False)
    made_at = models.DateTimeField(default=now)
    until = models.DateTimeField("有效期至")

    class Meta:
        indexes = [models.Index(fields=["scope_code"], name="identity_visitor_scope")]

    def __str__(self) -> str:
        return self.number

    def data_key(self) -> bytes | None:
        """The key under which the visitor's phone is sealed."""
        return unwrap(bytes(self.key))


class Bucket(models.Model):
    """What is left of a caller's requests (频次): one row each, refilled evenly, changed in one statement."""

    key = models.CharField(primary_key=True, max_length=80)
    left = models.FloatField()
    filled_at = models.DateTimeField()
    granted = models.BooleanField()

    def __str__(self) -> str:
        return self.key


class Refusal(models.Model):
    """A door that stayed shut (拒绝访问): who asked for which address, without what stood behind it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    visitor = models.ForeignKey(Visitor, models.PROTECT, null=True, related_name="+", db_index=False)
    scope_code = models.BigIntegerField()
    method = models.CharField("方式", max_length=8)
    path = models.CharField("地址", max_length=200)
    reason = models.CharField("原因", max_length=100)
    at = models.DateTimeField("时间", default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(post=None, visitor__isnull=False) | Q(post__isnull=False, visitor=None),
                name="identity_refusal_of_one",
            )
        ]
        indexes = [models.Index(fields=["scope_code", "at"], name="identity_refusal_scope")]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Act(models.Model):
    """What was done to accounts, posts, roles, organizations and rules, and who signed in (操作记录); never changed."""

    class What(models.TextChoices):
        SIGNED_IN = "signed_in", "登录"
        PASSWORD_CHANGED = "password_changed", "修改密码"
        PERSON_ADDED = "person_added", "新增人员"
        PERSON_CHANGED = "person_changed", "修改人员"
        POST_ADDED = "post_added", "新增岗位"
        POST_ENDED = "post_ended", "结束岗位"
        PASSWORD_RESET = "password_reset", "重置密码"
        CODE_RESET = "code_reset", "解除动态验证码"
        UNLOCKED = "unlocked", "解除锁定"
        ROLE_CHANGED = "role_changed", "修改角色权限"
        TOKEN_ISSUED = "token_issued", "签发接口令牌"
        TOKEN_ENDED = "token_ended", "停用接口令牌"
        DEVICE_ADDED = "device_added", "登记移动终端"
        DEVICE_ENDED = "device_ended", "停用移动终端"
        PARTNER_SET = "partner_set", "设置协作单位接口"
        RANGE_OPENED = "range_opened", "进入协查模式"
        RANGE_CLOSED = "range_closed", "退出协查模式"
        KEYS_ROTATED = "keys_rotated", "轮换主密钥"
        ORGANIZATION_MERGED = "organization_merged", "机构合并"
        ORGANIZATION_KEPT = "organization_kept", "维护机构信息"
        DIVISION_MERGED = "division_merged", "区划合并"
        DIVISION_ESTABLISHED = "division_established", "设立区划"
        DIVISION_RENAMED = "division_renamed", "区划更名"
        DIVISION_ABOLISHED = "division_abolished", "撤销区划"
        DIVISION_COUNTED = "division_counted", "调整区划计数"
        DIVISION_DESCRIBED = "division_described", "维护区划信息"
        PARAMETER_SET = "parameter_set", "设置参数"
        PARAMETER_ENDED = "parameter_ended", "停用参数设置"
        CALENDAR_SET = "calendar_set", "修改工作日历"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    scope_code = models.BigIntegerField()
    what = models.CharField("事项", max_length=20, choices=What)
    target = models.CharField("对象", max_length=100, blank=True)
    reason = models.CharField("事由", max_length=200, blank=True)
    at = models.DateTimeField("时间", default=now)

    class Meta:
        indexes = [models.Index(fields=["scope_code", "at"], name="identity_act_scope")]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.target}".strip()
