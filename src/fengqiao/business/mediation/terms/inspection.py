"""排查: what kind of round, who owes a return, how often, and how far round and return have come."""

from __future__ import annotations

from django.db.models import TextChoices

from fengqiao.business.mediation.terms.disputes import SourceDetail


class InspectionKind(TextChoices):
    """排查类型."""

    ROUTINE = "routine", "定期排查"
    SPECIAL = "special", "专项排查"
    KEY_PERIOD = "key_period", "重点时段排查"

    @property
    def sources(self) -> tuple[SourceDetail, ...]:
        """The channels by which a clue of such a round comes in: what a special round finds says so (专项排查)."""
        if self is InspectionKind.ROUTINE:
            return (
                SourceDetail.ROUTINE_INSPECTION,
                SourceDetail.GRID,
                SourceDetail.INFORMANT,
                SourceDetail.VISIT,
            )
        return (SourceDetail.SPECIAL_INSPECTION,)


class InspectionLevel(TextChoices):
    """报送单位的层级: who owes a return in a round."""

    VILLAGE = "village", "村（居）"
    TOWNSHIP = "township", "乡镇（街道）"
    DEPARTMENT = "department", "行业部门"


class Frequency(TextChoices):
    """排查频次, set by each county for each level; the word is the value, as the county writes it in its row."""

    NONE = "不定期", "不定期"
    DAY = "每日", "每日"
    WEEK = "每周", "每周"
    HALF_MONTH = "每半月", "每半月"
    MONTH = "每月", "每月"
    QUARTER = "每季度", "每季度"


class RoundState(TextChoices):
    """排查轮次状态."""

    RUNNING = "running", "进行中"
    ENDED = "ended", "已截止"
    CANCELLED = "cancelled", "已撤销"


class ReturnState(TextChoices):
    """排查报送状态: 未报 is never 零报告."""

    DUE = "due", "待报"
    REPORTED = "reported", "已报"
    LATE = "late", "迟报"
    SUPPLEMENTED = "supplemented", "补报"
    RETURNED = "returned", "退回"
    MISSING = "missing", "未报"
    VOID = "void", "无效"

    @property
    def open(self) -> bool:
        """Whether the unit still owes its return."""
        return self in {ReturnState.DUE, ReturnState.RETURNED, ReturnState.MISSING}
