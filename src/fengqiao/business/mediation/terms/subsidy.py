"""以案定补: how a claim runs, why it goes back, what a batch comes to."""

from __future__ import annotations

from django.db.models import TextChoices


class ClaimState(TextChoices):
    """补贴申报状态."""

    APPLIED = "applied", "待初审"
    CHECKED = "checked", "待复核"
    VERIFIED = "verified", "待审定"
    APPROVED = "approved", "已审定"
    LISTED = "listed", "公示中"
    PAID = "paid", "已发放"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"
    RECLAIMED = "reclaimed", "已追回"


# A dispute is subsidised once (一事不重复补贴): while one claim stands in these states, there is no other.
STANDING = (
    ClaimState.APPLIED,
    ClaimState.CHECKED,
    ClaimState.VERIFIED,
    ClaimState.APPROVED,
    ClaimState.LISTED,
    ClaimState.PAID,
)


class BatchState(TextChoices):
    """发放批次状态."""

    PUBLIC = "public", "公示中"
    PAID = "paid", "已发放"


class ReturnGround(TextChoices):
    """退回情形: the negative list, and what only has to be mended."""

    INCOMPLETE = "incomplete", "卷宗不完整"
    UNTRUE = "untrue", "内容不真实"
    WRONG_LAW = "wrong_law", "适用法律、政策错误"
    DENIED = "denied", "当事人否认调解"
    VOID = "void", "协议无效"
    DUPLICATE = "duplicate", "重复申报"
    OUT_OF_SCOPE = "out_of_scope", "不属补贴范围"
    SHARES = "shares", "领款人或份额有误"


class Sampling(TextChoices):
    """市级抽查结果."""

    PASSED = "passed", "通过"
    DOUBTFUL = "doubtful", "存疑"
