"""Rule rows and code lists that a province or county may change, with validity (参数、代码表)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models.functions import Now


@pghistory.track(append_only=True)
class Parameter(models.Model):
    """One value for one range of places and time; the most specific valid row wins over the declared default."""

    key = models.CharField("参数", max_length=60)
    lo = models.BigIntegerField("区划起")
    hi = models.BigIntegerField("区划止")
    value = models.JSONField("取值")
    article = models.CharField("依据", max_length=200, blank=True)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "lo", "hi", "valid_from"], name="parameters_row_once")]
        ordering = ("key", "lo", "valid_from")

    def __str__(self) -> str:
        return f"{self.key} {self.lo}–{self.hi} {self.valid_from}"
