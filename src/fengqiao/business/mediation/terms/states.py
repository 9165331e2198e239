"""The states of a report, a dispute, a case, an agreement and its items (状态)."""

from __future__ import annotations

from django.db.models import TextChoices


class IntakeState(TextChoices):
    """来件状态."""

    PENDING = "pending", "待处理"
    LINKED = "linked", "已关联"
    FOUNDED = "founded", "新建纠纷"
    VOID = "void", "无效"
    RETURNED = "returned", "退回"


class DisputeState(TextChoices):
    """纠纷状态 (4.1)."""

    REGISTERED = "registered", "已登记"
    ROUTED = "routed", "已分流"
    MEDIATING = "mediating", "调解中"
    TRANSFERRED = "transferred", "已转出"
    RESOLVED = "resolved", "已化解"
    UNRESOLVED = "unresolved", "未化解"
    CLOSED = "closed", "已办结"
    MERGED = "merged", "已归并"
    VOID = "void", "无效"


class CaseState(TextChoices):
    """调解案件状态 (4.2)."""

    APPLIED = "applied", "待受理"
    DECLINED = "declined", "不予受理"
    ACCEPTED = "accepted", "已受理"
    MEDIATING = "mediating", "调解中"
    PERFORMING = "performing", "履行中"
    PERFORMED = "performed", "履行完毕"
    ENDED = "ended", "已终止"
    ARCHIVED = "archived", "已归档"


class PreventionState(TextChoices):
    """防止激化的审核状态."""

    PENDING = "pending", "待审核"
    SIGNED = "signed", "已审核"
    RETURNED = "returned", "已退回"


class AgreementState(TextChoices):
    """协议状态."""

    DRAFT = "draft", "草稿"
    TO_SIGN = "to_sign", "待签"
    TO_SEAL = "to_seal", "待盖章"
    EFFECTIVE = "effective", "生效"
    PERFORMING = "performing", "履行中"
    PERFORMED = "performed", "履行完毕"
    OVERDUE = "overdue", "逾期"
    CHANGED = "changed", "变更"
    VOID = "void", "撤销/无效"

    @property
    def fixed(self) -> bool:
        """Whether the text is signed and in force: from here on only a new agreement changes it."""
        return self not in {AgreementState.DRAFT, AgreementState.TO_SIGN, AgreementState.TO_SEAL}


class CommitteeState(TextChoices):
    """调委会状态."""

    NORMAL = "normal", "正常"
    ELECTING = "electing", "换届中"
    DISSOLVED = "dissolved", "撤销"


class ItemState(TextChoices):
    """履行事项状态."""

    PENDING = "pending", "未到期"
    DONE = "done", "已履行"
    PARTIAL = "partial", "部分"
    OVERDUE = "overdue", "逾期"
    WAIVED = "waived", "豁免"
    SUPERSEDED = "superseded", "已变更"

    @property
    def over(self) -> bool:
        """Whether nothing is open any more: done, waived by the one it is owed to, or replaced by a 变更协议."""
        return self in {ItemState.DONE, ItemState.WAIVED, ItemState.SUPERSEDED}
