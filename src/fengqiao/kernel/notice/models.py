"""Where an agency listens, and what is told to it (回告地址、回告)."""

from __future__ import annotations

from django.db import models

from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.journal.models import Hanging
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import now
from fengqiao.kernel.privacy.fields import Sealed
from fengqiao.kernel.privacy.keys import new_wrapped, unwrap


class Endpoint(models.Model):
    """回告地址 of an agency, with the secret its signatures are made with; sealed under a key of its own."""

    organization = models.OneToOneField(Organization, models.PROTECT, primary_key=True, related_name="+")
    scope_code = models.BigIntegerField()
    url = models.URLField("回告地址", max_length=300)
    key = models.BinaryField(default=new_wrapped, editable=False)
    secret = Sealed("签名密钥", mask="text")
    changed_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["scope_code"], name="notice_endpoint_scope")]

    def __str__(self) -> str:
        return self.url

    def data_key(self) -> bytes | None:
        """The key under which the secret is sealed."""
        return unwrap(bytes(self.key))


class Delivery(Hanging):
    """回告: one event told to one sender of one matter; written once, sent until it is taken."""

    class State(models.TextChoices):
        NEW = "new", "待生成"
        WAITING = "waiting", "待送达"
        DELIVERED = "delivered", "已送达"
        FAILED = "failed", "未送达"
        KEPT = "kept", "供查询"  # the agency has named no address; it asks by itself

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    event = models.UUIDField()
    topic = models.CharField("事项", max_length=20)
    body = Sealed("内容", mask="text")
    state = models.CharField("状态", max_length=10, choices=State, default=State.NEW)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    due_at = models.DateTimeField(default=now)
    answer = models.CharField("对方答复", max_length=100, blank=True)
    made_at = models.DateTimeField(default=now)
    delivered_at = models.DateTimeField("送达时间", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "subject", "organization"], name="notice_delivery_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="notice_delivery_due", condition=models.Q(state__in=("new", "waiting"))
            ),
            models.Index(fields=["organization", "-made_at"], name="notice_delivery_holder"),
            models.Index(fields=["subject", "made_at"], name="notice_delivery_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.get_state_display()}"
