"""案卷评查: what a reviewer finds in a file, and what the parties say when they are asked."""

from __future__ import annotations

from django.db.models import TextChoices


class Defect(TextChoices):
    """评查发现的问题."""

    INCOMPLETE = "incomplete", "文书缺失"
    UNSIGNED = "unsigned", "签名、盖章不全"
    UNCLEAR = "unclear", "协议内容不明确"
    WRONG_LAW = "wrong_law", "适用法律、政策错误"
    LATE = "late", "超过期限"
    UNTRUE = "untrue", "内容不真实"
    BINDING = "binding", "装订、编目不规范"


class Authenticity(TextChoices):
    """真实性回访结果."""

    TRUE = "true", "属实"
    DENIED = "denied", "当事人否认调解"
    UNREACHED = "unreached", "未联系上"
