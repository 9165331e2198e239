"""How a case is accepted, held, ended, followed up and kept (受理、调解、结案、回访、归档)."""

from __future__ import annotations

from django.db.models import TextChoices

from fengqiao.business.mediation.terms.states import DisputeState


class PrintedResult(TextChoices):
    """调解结果 of one meeting, and of the case as the 调解记录 prints it."""

    SUCCEEDED = "①", "调解成功"
    FAILED = "②", "调解不成"
    CONTINUING = "③", "有待继续调解"


class Outcome(TextChoices):
    """调解结果 of a case."""

    AGREED_WRITTEN = "10", "达成书面协议"
    AGREED_ORAL = "11", "达成口头协议"
    FAILED = "20", "调解不成终止"
    REFUSED = "21", "一方拒绝/中途要求终止"
    WITHDRAWN = "22", "申请人撤回"
    SETTLED_SELF = "23", "自行和解"
    UNREACHABLE = "24", "失联无法进行"
    DIVERTED = "30", "移送其他途径"
    OUT_OF_SCOPE = "31", "受理后发现不属范围"
    MERGED = "32", "并入他案"
    CONTINUING = "40", "有待继续调解"

    @property
    def is_success(self) -> bool:
        """调解成功 as the statistics count it."""
        return self in SUCCESS

    @property
    def is_final(self) -> bool:
        """Whether the mediation is over with it."""
        return self is not Outcome.CONTINUING

    @property
    def is_stop(self) -> bool:
        """Whether it ends the case without an agreement."""
        return self.is_final and not self.is_success

    @property
    def needs_next_route(self) -> bool:
        """Whether the parties must be told of arbitration, administration and court (人民调解法 第二十六条)."""
        return self in {Outcome.FAILED, Outcome.REFUSED, Outcome.UNREACHABLE}

    @property
    def attitude(self) -> str:
        """当事人态度, as it is told to whoever sent the matter."""
        return _ATTITUDES[self]

    @property
    def dispute_state(self) -> DisputeState:
        """What becomes of the dispute; 23 is resolved by the parties themselves, yet no success."""
        return _DISPUTE_AFTER[self]

    @property
    def printed(self) -> PrintedResult:
        """The box of the 调解记录."""
        if self is Outcome.CONTINUING:
            return PrintedResult.CONTINUING
        return PrintedResult.SUCCEEDED if self.is_success else PrintedResult.FAILED


SUCCESS = frozenset({Outcome.AGREED_WRITTEN, Outcome.AGREED_ORAL})

_ATTITUDES = {
    Outcome.AGREED_WRITTEN: "双方自愿达成协议",
    Outcome.AGREED_ORAL: "双方自愿达成协议",
    Outcome.FAILED: "双方未能达成一致",
    Outcome.REFUSED: "一方不同意调解或要求终止",
    Outcome.WITHDRAWN: "申请人撤回申请",
    Outcome.SETTLED_SELF: "双方自行和解",
    Outcome.UNREACHABLE: "当事人失去联系",
    Outcome.DIVERTED: "已告知其他途径",
    Outcome.OUT_OF_SCOPE: "已告知不属调解范围",
    Outcome.MERGED: "并入同一纠纷办理",
    Outcome.CONTINUING: "愿意继续调解",
}
_DISPUTE_AFTER = {
    Outcome.AGREED_WRITTEN: DisputeState.RESOLVED,
    Outcome.AGREED_ORAL: DisputeState.RESOLVED,
    Outcome.FAILED: DisputeState.UNRESOLVED,
    Outcome.REFUSED: DisputeState.UNRESOLVED,
    Outcome.WITHDRAWN: DisputeState.UNRESOLVED,
    Outcome.SETTLED_SELF: DisputeState.RESOLVED,
    Outcome.UNREACHABLE: DisputeState.UNRESOLVED,
    Outcome.DIVERTED: DisputeState.TRANSFERRED,
    Outcome.OUT_OF_SCOPE: DisputeState.VOID,
    Outcome.MERGED: DisputeState.MERGED,
    Outcome.CONTINUING: DisputeState.MEDIATING,
}


class NextRoute(TextChoices):
    """告知途径 (人民调解法 第二十六条)."""

    ARBITRATION = "arbitration", "仲裁"
    ADMINISTRATION = "administration", "行政"
    COURT = "court", "诉讼"


class NotAcceptReason(TextChoices):
    """不予受理理由."""

    COURT = "court", "法院已受理(委派委托除外)"
    AUTHORITY = "authority", "公安或行政机关已受理或已处理"
    SPECIAL_ORGAN = "special_organ", "只能由专门机关处理"
    BARRED = "barred", "法律禁止民间调解"
    REFUSED = "refused", "当事人一方拒绝"
    NOT_CIVIL = "not_civil", "不属民事权利义务争议"
    AGREED_BEFORE = "agreed_before", "同一纠纷已达成协议且无新事实"
    CRIMINAL = "criminal", "刑事犯罪应由公安处理"


class Retention(TextChoices):
    """保管期限."""

    SHORT = "short", "短期"
    LONG = "long", "长期"
    PERMANENT = "permanent", "永久"

    @property
    def words(self) -> str:
        """短期5年, 长期10年, 永久."""
        return {Retention.SHORT: "短期5年", Retention.LONG: "长期10年"}.get(self, "永久")


class MethodStep(TextChoices):
    """六尺巷工作法."""

    LISTEN = "listen", "听"
    DISCERN = "discern", "辨"
    ADVISE = "advise", "劝"
    BORROW = "borrow", "借"
    YIELD = "yield", "让"
    RECONCILE = "reconcile", "和"

    @property
    def meaning(self) -> str:
        """What is done in the step."""
        return _MEANINGS[self]


_MEANINGS = {
    MethodStep.LISTEN: "倾听诉求",
    MethodStep.DISCERN: "辨明是非法理",
    MethodStep.ADVISE: "劝导疏解",
    MethodStep.BORROW: "借力：乡贤、亲友、典故、部门",
    MethodStep.YIELD: "互谅互让",
    MethodStep.RECONCILE: "和解",
}


class AcceptMode(TextChoices):
    """受理方式."""

    WRITTEN = "written", "书面申请"
    ORAL = "oral", "口头申请"
    PROACTIVE = "proactive", "主动调解"
    ENTRUSTED = "entrusted", "委托移送"


class OpenMode(TextChoices):
    """公开、不公开."""

    CLOSED = "closed", "不公开"
    OPEN = "open", "公开"


class MediatorChoice(TextChoices):
    """调解员产生方式."""

    PARTIES = "parties", "当事人选择"
    COMMITTEE = "committee", "调委会指定"


class MeetingMode(TextChoices):
    """调解方式."""

    ON_SITE = "on_site", "现场"
    VIDEO = "video", "视频"
    PHONE = "phone", "电话"
    MOBILE = "mobile", "流动点"


class EvidenceKind(TextChoices):
    """证据种类."""

    DOCUMENT = "document", "书证"
    OBJECT = "object", "物证"
    PHOTO = "photo", "照片"
    RECORDING = "recording", "录音录像"
    TESTIMONY = "testimony", "证言"
    SURVEY = "survey", "勘验"
    APPRAISAL = "appraisal", "鉴定"
    ELECTRONIC = "electronic", "电子数据"


class FollowUpMode(TextChoices):
    """回访方式."""

    VISIT = "visit", "上门"
    PHONE = "phone", "电话"
    VIDEO = "video", "视频"


class Satisfaction(TextChoices):
    """满意情况."""

    SATISFIED = "satisfied", "满意"
    FAIRLY = "fairly", "基本满意"
    DISSATISFIED = "discontent", "不满意"


class FollowUpAction(TextChoices):
    """回访后的处理."""

    NONE = "none", "无"
    URGE = "urge", "督促"
    MEDIATE_AGAIN = "again", "再调解"
    GUIDE_TO_COURT = "court", "引导起诉"


class Material(TextChoices):
    """材料类别 of a file that was brought in: where it lies in the bundle (卷内顺序, 5.2)."""

    IDENTITY = "身份证明", "身份证明"
    PROXY = "授权委托书", "授权委托书"
    INVESTIGATION = "调查材料", "调查材料"
    EVIDENCE = "证据材料", "证据材料"
    MEETING = "调解过程材料", "调解过程材料"
    AGREEMENT = "协议书签署件", "协议书签署件"
    VOUCHER = "履行凭证", "履行凭证"  # 收条、转账凭证
    FOLLOW_UP = "回访材料", "回访材料"
    CONFIRMATION = "司法确认材料", "司法确认材料"
    OTHER = "其他材料", "其他材料"

    @property
    def place(self) -> int:
        """The number of the paper it lies behind."""
        return _PLACES[self]

    @classmethod
    def named(cls, kind: str, name: str) -> str:
        """How a file is called: 身份证明（李某某）."""
        name = name.strip()
        return f"{cls(kind)}（{name}）" if name else str(cls(kind))

    @classmethod
    def of(cls, label: str) -> Material:
        """The kind that a file is called by."""
        kind = label.partition("（")[0]
        return cls(kind) if kind in cls.values else cls.OTHER


_PLACES = {
    Material.IDENTITY: 3,
    Material.PROXY: 4,
    Material.INVESTIGATION: 5,
    Material.EVIDENCE: 6,
    Material.MEETING: 7,
    Material.AGREEMENT: 9,
    Material.VOUCHER: 10,
    Material.FOLLOW_UP: 11,
    Material.CONFIRMATION: 12,
    Material.OTHER: 18,
}
