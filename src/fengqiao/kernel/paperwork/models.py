"""Papers as they were issued: the frozen context is the paper, a print is only its picture (文书)."""

from __future__ import annotations

from django.db import models

from fengqiao.kernel.journal.models import Hanging
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import now
from fengqiao.kernel.privacy.fields import Sealed


class Issued(Hanging):
    """One paper issued in a matter: number, frozen context and its digest never change; a wrong one is made 作废."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    paper = models.CharField("文书", max_length=60)
    title = models.CharField("名称", max_length=100)
    number = models.CharField("编号", max_length=80, blank=True)
    frozen = Sealed(mask="text")
    digest = models.CharField("文件校验", max_length=64)
    code = models.CharField("查验码", max_length=16, unique=True)
    organization = models.ForeignKey("identity.Organization", models.PROTECT, related_name="+")
    pages = models.PositiveSmallIntegerField("页数")
    issued_at = models.DateTimeField("制作时间", default=now)
    issued_by = models.UUIDField(null=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废理由", max_length=200, blank=True)
    signed_copy = models.ForeignKey(
        "casework.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签字盖章件"
    )

    class Meta:
        indexes = [models.Index(fields=["subject", "paper"], name="paperwork_issued_subject")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()
