"""Kinds and sizes of the offices of justice, with their official words."""

from __future__ import annotations

from django.db import models


class OfficeKind(models.TextChoices):
    """机构类别: the bureau of each level, and the office of a township."""

    PROVINCE_BUREAU = "province_bureau", "省级司法厅（局）"
    CITY_BUREAU = "city_bureau", "市级司法局"
    COUNTY_BUREAU = "county_bureau", "县级司法局"
    OFFICE = "office", "司法所"


class SizeClass(models.TextChoices):
    """规模分类 of an office by the persons on post: from 10, from 6, from 4, fewer."""

    LARGE = "large", "大型所"
    MEDIUM = "medium", "中型所"
    SMALL = "small", "小型所"
    BELOW = "below", "未达小型"
