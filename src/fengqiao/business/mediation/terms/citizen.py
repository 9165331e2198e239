"""What a citizen may choose from, in plain words (群众端用语)."""

from __future__ import annotations

from django.db.models import TextChoices


class Trouble(TextChoices):
    """因为什么事: everyday words; the clerk decides on the statistical class."""

    NEIGHBOR = "neighbor", "邻居之间"
    LAND = "land", "房子、宅基地、土地"
    FAMILY = "family", "家里的事"
    MONEY = "money", "欠钱、合同"
    HARM = "harm", "受伤、东西损坏"
    WAGES = "wages", "工钱"
    OTHER = "other", "别的事，或说不清"

    @property
    def examples(self) -> str:
        """What belongs to it."""
        return _EXAMPLES[self]


_EXAMPLES = {
    Trouble.NEIGHBOR: "占道、漏水、噪声、口角",
    Trouble.LAND: "界线、建房、租房",
    Trouble.FAMILY: "离婚、赡养、分家、彩礼",
    Trouble.MONEY: "借款、买卖、装修",
    Trouble.HARM: "赔偿、医药费",
    Trouble.WAGES: "拖欠工资、工伤",
    Trouble.OTHER: "工作人员帮您分清",
}


class Wish(TextChoices):
    """想怎么解决."""

    APOLOGY = "apology", "赔礼道歉"
    MONEY = "money", "赔钱、还钱"
    RESTORE = "restore", "恢复原样"
    STOP = "stop", "不再这样做"
    SETTLE = "settle", "把界线、账目弄清楚"
    TALK = "talk", "坐下来好好谈"


class StatementKind(TextChoices):
    """What a party may say of the own matter from outside."""

    AGREE = "agree", "同意调解"
    WITHDRAW = "withdraw", "不想调解了"
    CHOOSE = "choose", "选调解员"
    CONFIRM = "confirm", "想申请司法确认"
    RATE = "rate", "评价"
