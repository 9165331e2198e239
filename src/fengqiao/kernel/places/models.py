"""Regions with their history, and the calendar of working days (行政区划、工作日历)."""

from __future__ import annotations

from datetime import date

import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q

from fengqiao.kernel.places import divisions

SOURCE_YEAR = 2023  # of the yearly list that the platform carries


def in_force(on: date) -> Q:
    """The filter of units valid on a day; without a first day a unit is older than the records."""
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gt=on))


class Region(models.Model):
    """A unit of the official divisions (行政区划): its code is key and hierarchy, it is ended but never deleted."""

    Level = divisions.Level
    Kind = divisions.Kind

    class UrbanRural(models.TextChoices):
        CENTRE = "111", "主城区"
        CITY_EDGE = "112", "城乡结合区"
        TOWN_CENTRE = "121", "镇中心区"
        TOWN_EDGE = "122", "镇乡结合区"
        SPECIAL = "123", "特殊区域"
        RURAL_CENTRE = "210", "乡中心区"
        RURAL = "220", "村庄"

    code = models.BigIntegerField("区划代码", primary_key=True)
    name = models.CharField("名称", max_length=60)
    full_name = models.CharField("全称", max_length=150)  # 四川省成都市锦江区锦官驿街道, as papers print it
    level = models.SmallIntegerField("级别", choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    kind = models.CharField("类别", max_length=12, choices=Kind)
    counts = models.BooleanField("计入乡镇街道和县区", default=True)
    pinyin = models.CharField("拼音", max_length=150)
    initials = models.CharField("拼音首字母", max_length=60)
    valid_from = models.DateField("设立日期", null=True, blank=True)
    valid_to = models.DateField("撤销日期", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed", verbose_name="并入"
    )
    short_name = models.CharField("简称", max_length=40, blank=True, default="", db_default="")
    urban_rural = models.CharField("城乡分类", max_length=3, choices=UrbanRural, blank=True, default="", db_default="")
    population = models.PositiveIntegerField("常住人口（人）", null=True, blank=True)
    area_km2 = models.DecimalField("面积（平方公里）", max_digits=10, decimal_places=2, null=True, blank=True)
    figures_year = models.PositiveSmallIntegerField("数据年度", null=True, blank=True)  # of population and area
    source_year = models.PositiveSmallIntegerField("来源年度", default=SOURCE_YEAR, db_default=SOURCE_YEAR)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__range=(10**11, 10**12 - 1)), name="places_region_code"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="places_region_validity",
            ),
        ]
        indexes = [
            models.Index(
                fields=["level", "name"], opclasses=["int2_ops", "text_pattern_ops"], name="places_region_name"
            ),
            models.Index(
                fields=["level", "pinyin"], opclasses=["int2_ops", "text_pattern_ops"], name="places_region_pinyin"
            ),
            models.Index(
                fields=["level", "initials"], opclasses=["int2_ops", "text_pattern_ops"], name="places_region_initials"
            ),
            GinIndex(
                OpClass(Func(F("name"), function="places_grams"), name="array_ops"),
                name="places_region_grams",
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegionVersion(models.Model):
    """What a unit was until a day (区划沿革): its name and parent of then, what happened, and on which document.

    Of a new unit it tells the day and the document alone: its name is that of the day.
    """

    class Change(models.TextChoices):
        ESTABLISH = "establish", "新设"
        RENAME = "rename", "更名"
        MERGE = "merge", "合并"
        ABOLISH = "abolish", "撤销"

    region = models.ForeignKey(Region, models.PROTECT, related_name="versions", verbose_name="区划")
    name = models.CharField("名称", max_length=60)
    full_name = models.CharField("全称", max_length=150)
    parent = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", verbose_name="上级")
    change = models.CharField("变更", max_length=9, choices=Change)
    document = models.CharField("批准文件", max_length=100)
    valid_to = models.DateField("变更日期")  # the first day of the new state

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "valid_to"], name="places_version_once"),
            models.CheckConstraint(
                condition=Q(change__in=("establish", "rename", "merge", "abolish")), name="places_version_change"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.valid_to} {self.get_change_display()}"


@pghistory.track(append_only=True)
class Day(models.Model):
    """A day the yearly notice names (节假日安排): a holiday, or a week-end day on which offices work."""

    on = models.DateField("日期", primary_key=True)
    working = models.BooleanField("上班")
    name = models.CharField("节日", max_length=20)
    notice = models.CharField("依据", max_length=60, blank=True)
    notified = models.BooleanField("列入全年通知", db_default=False)  # with these the year is known (不再暂定)

    def __str__(self) -> str:
        return f"{self.on} {self.name}{'（上班）' if self.working else ''}"
