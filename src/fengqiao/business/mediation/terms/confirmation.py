"""Judicial confirmation of an agreement (司法确认): how it is applied for, what a court looks at, how it ends."""

from __future__ import annotations

from django.db.models import TextChoices


class ConfirmationMode(TextChoices):
    """申请方式."""

    ON_SITE = "on_site", "现场"
    ONLINE = "online", "线上"


class ConfirmationResult(TextChoices):
    """司法确认结果."""

    VALID = "valid", "确认有效"
    DISMISSED = "dismissed", "驳回"
    NOT_ACCEPTED = "refused", "不予受理"
    WITHDRAWN = "withdrawn", "撤回"
    DEEMED_WITHDRAWN = "lapsed", "按撤回处理"

    @property
    def is_decision(self) -> bool:
        """Whether a court has decided in substance: the base of 确认率."""
        return self in {ConfirmationResult.VALID, ConfirmationResult.DISMISSED}


class Unfit(TextChoices):
    """What keeps a court from confirming (民事诉讼法解释 第三百五十五条、第三百五十八条)."""

    JURISDICTION = "jurisdiction", "不属于人民法院受理范围"
    WRONG_COURT = "wrong_court", "不属于该人民法院管辖"
    STATUS = "status", "确认婚姻关系、亲子关系、收养关系等身份关系"
    SPECIAL = "special", "涉及适用其他特别程序、公示催告程序、破产程序审理"
    PROPERTY = "property", "涉及物权、知识产权确权"
    UNLAWFUL = "unlawful", "违反法律强制性规定"
    HARMFUL = "harmful", "损害国家利益、社会公共利益、他人合法权益"
    PUBLIC_ORDER = "public_order", "违背公序良俗"
    INVOLUNTARY = "involuntary", "违反自愿原则"
    UNCLEAR = "unclear", "内容不明确"
