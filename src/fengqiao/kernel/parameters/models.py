"""Rule rows and code lists that a province or county may change, with validity (参数、代码表)."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from fengqiao.kernel.places.divisions import EVERYWHERE


def _validity() -> Func:
    """The days [valid_from, valid_to) of a row."""
    return Func(F("valid_from"), F("valid_to"), function="daterange")


class Ranged(models.Model):
    """A row that holds for a range of division codes from one day until another."""

    lo = models.BigIntegerField("区划起", default=EVERYWHERE[0])
    hi = models.BigIntegerField("区划止", default=EVERYWHERE[1])
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(lo__lte=F("hi")), name="%(app_label)s_%(class)s_range"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="%(app_label)s_%(class)s_validity"
            ),
        ]


@pghistory.track(append_only=True)
class Parameter(Ranged):
    """One value for one range of places and time; the most specific valid row wins over the declared default."""

    key = models.CharField("参数", max_length=80)
    value = models.JSONField("取值")
    article = models.CharField("依据", max_length=200, blank=True)

    class Meta(Ranged.Meta):
        abstract = False
        constraints = [
            *Ranged.Meta.constraints,
            ExclusionConstraint(
                name="parameters_parameter_once",
                expressions=[
                    ("key", RangeOperators.EQUAL),
                    ("lo", RangeOperators.EQUAL),
                    ("hi", RangeOperators.EQUAL),
                    (_validity(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.lo}–{self.hi} {self.valid_from}"


@pghistory.track(append_only=True)
class Code(Ranged):
    """One entry of a code list as a province has it: another label, a code of its own, or one no longer used."""

    list_key = models.CharField("代码表", max_length=80)
    code = models.CharField("代码", max_length=20)
    label = models.CharField("名称", max_length=60)
    position = models.SmallIntegerField("顺序", default=0)
    used = models.BooleanField("使用", default=True)

    class Meta(Ranged.Meta):
        abstract = False
        constraints = [
            *Ranged.Meta.constraints,
            ExclusionConstraint(
                name="parameters_code_once",
                expressions=[
                    ("list_key", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("lo", RangeOperators.EQUAL),
                    ("hi", RangeOperators.EQUAL),
                    (_validity(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_key} {self.code} {self.label}"
