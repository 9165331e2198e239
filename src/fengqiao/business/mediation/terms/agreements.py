"""Agreements and their performance (协议、履行)."""

from __future__ import annotations

from django.db.models import TextChoices


class Performance(TextChoices):
    """履行情况 of an agreement."""

    PERFORMED = "performed", "协议已履行"
    PENDING = "pending", "履行中(未到期)"
    PARTIAL = "partial", "部分履行"
    OVERDUE = "overdue", "逾期未履行"
    REPUDIATED = "repudiated", "达成协议后反悔"
    CONFIRMATION = "confirmed_apply", "申请司法确认"
    SUED = "sued", "达成协议后起诉"
    OTHER = "other", "其他"


class Judgment(TextChoices):
    """起诉后法院的处理."""

    UPHELD = "upheld", "法院判决维持"
    VARIED = "varied", "变更"
    REVOKED = "revoked", "撤销"
    VOID = "void", "确认无效"


class AgreementForm(TextChoices):
    """协议形式."""

    WRITTEN = "written", "书面"
    ORAL = "oral", "口头"


class ItemKind(TextChoices):
    """履行事项种类."""

    PAY = "pay", "支付"
    STOP = "stop", "停止侵害"
    RESTORE = "restore", "恢复原状"
    DELIVER = "deliver", "交付"
    APOLOGIZE = "apologize", "赔礼道歉"
    REGISTER = "register", "登记"
    OTHER = "other", "其他"
