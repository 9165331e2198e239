"""异常提示: how it runs and what it is about (§8.4)."""

from __future__ import annotations

from django.db.models import TextChoices


class HintState(TextChoices):
    """异常提示状态: opened, then found true or not by a person."""

    OPEN = "open", "待核查"
    TRUE = "true", "属实"
    UNTRUE = "untrue", "不属实"


class HintKind(TextChoices):
    """异常提示情形 (8.4): what a computer noticed, and no more than that."""

    ALIKE = "alike", "协议文本高度相似"
    MANY = "many", "单日受理件数偏多"
    APART = "apart", "同一时段调解地点相距较远"
    PHONE = "phone", "同一电话多人使用"
    ONE_VILLAGE = "one_village", "案件集中于一村"
