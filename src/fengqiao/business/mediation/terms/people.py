"""Committees, mediators and parties (调委会、调解员、当事人)."""

from __future__ import annotations

from django.db.models import TextChoices


class CommitteeType(TextChoices):
    """调委会类型: the statistical subject."""

    VILLAGE = "1", "村"
    COMMUNITY = "2", "居"
    TOWNSHIP = "3", "乡镇"
    STREET = "4", "街道"
    ENTERPRISE = "5", "企事业单位"
    OTHER = "6", "社会团体和其他组织"


class Specialty(TextChoices):
    """专业领域 of a committee of an industry or profession."""

    MEDICAL = "medical", "医疗"
    TRAFFIC = "traffic", "交通"
    LABOR = "labor", "劳动"
    PROPERTY_MANAGEMENT = "property_management", "物业"
    MARRIAGE_FAMILY = "marriage_family", "婚姻家庭"
    CONSUMER = "consumer", "消费"
    FINANCE = "finance", "金融保险"
    TOURISM = "tourism", "旅游"
    INTELLECTUAL_PROPERTY = "intellectual", "知识产权"
    ECOMMERCE = "ecommerce", "电商"
    ENVIRONMENT = "environment", "环境"
    BUILDING = "building", "建筑房产"
    SCHOOL = "school", "学校"
    CHAMBER = "chamber", "商会"
    GENERAL = "general", "综合"


class RoomType(TextChoices):
    """调解室、调解点."""

    GROUP = "group", "调解小组"
    POLICE = "police", "派驻公安"
    COURT = "court", "派驻法院"
    PETITION = "petition", "派驻信访"
    PROCURATORATE = "procuratorate", "派驻检察"
    TRAFFIC = "traffic", "派驻交警"
    CENTER = "center", "派驻综治中心"
    PERSONAL = "personal", "个人(品牌)调解工作室"
    MOBILE = "mobile", "流动调解点"


class CommitteeLevel(TextChoices):
    """调委会、矛调中心层级."""

    VILLAGE = "village", "村级"
    TOWNSHIP = "township", "乡镇级"
    COUNTY = "county", "县级"


class MediatorKind(TextChoices):
    """专职、兼职."""

    FULL_TIME = "full_time", "专职"
    PART_TIME = "part_time", "兼职"


class AppointmentKind(TextChoices):
    """聘任方式."""

    MEMBER = "member", "委员(推选)"
    ENGAGED = "engaged", "聘任"
    INVITED = "invited", "特邀"


class Position(TextChoices):
    """委员会职务."""

    CHAIR = "chair", "主任"
    DEPUTY = "deputy", "副主任"
    MEMBER = "member", "委员"


class EndReason(TextChoices):
    """离任、解聘事由."""

    EXPIRED = "expired", "任期(聘期)届满"
    REELECTED = "reelected", "换届不再连任"
    RESIGNED = "resigned", "本人辞任"
    MOVED = "moved", "工作变动"
    RECALLED = "recalled", "罢免"
    DISMISSED = "dismissed", "解聘"
    DIED = "died", "死亡"
    DISSOLVED = "dissolved", "调委会撤销"


class TrainingKind(TextChoices):
    """培训类别."""

    ENTRY = "entry", "岗前培训"
    YEARLY = "yearly", "年度培训"
    TOPIC = "topic", "专题培训"


class DisciplineGround(TextChoices):
    """处理情形 (人民调解法 第十五条): four, and no other."""

    PARTIAL = "partial", "偏袒一方当事人"
    INSULT = "insult", "侮辱当事人"
    GAIN = "gain", "索取、收受财物或者牟取其他不正当利益"
    LEAK = "leak", "泄露当事人的个人隐私、商业秘密"


class DisciplineMeasure(TextChoices):
    """处理方式 (第十五条): by the committee, in serious cases by whoever elected or engaged the mediator."""

    CRITICISM = "criticism", "批评教育"
    CORRECTION = "correction", "责令改正"
    RECALL = "recall", "罢免"
    DISMISSAL = "dismissal", "解聘"

    @property
    def ends(self) -> EndReason | None:
        """Why it ends every appointment, if it does."""
        return {"recall": EndReason.RECALLED, "dismissal": EndReason.DISMISSED}.get(self.value)


class Funding(TextChoices):
    """经费来源."""

    PURCHASED = "purchased", "政府购买服务"
    PUBLIC_POST = "public_post", "公益性岗位"
    SECONDED = "seconded", "单位委派"
    SUBSIDY = "subsidy", "误工补贴"
    NONE = "none", "无"


class MediatorGrade(TextChoices):
    """人民调解员等级, the first is the highest."""

    FIRST = "1", "一级"
    SECOND = "2", "二级"
    THIRD = "3", "三级"
    FOURTH = "4", "四级"
    NONE = "0", "未评定"


class Education(TextChoices):
    """学历."""

    JUNIOR = "junior", "初中及以下"
    SENIOR = "senior", "高中(中专)"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "大学本科"
    GRADUATE = "graduate", "研究生"


class Political(TextChoices):
    """政治面貌."""

    PARTY_MEMBER = "party_member", "中共党员"
    LEAGUE_MEMBER = "league_member", "共青团员"
    DEMOCRATIC_PARTY = "democratic_party", "民主党派"
    MASSES = "masses", "群众"


class Origin(TextChoices):
    """调解员身份来源."""

    VILLAGE_COMMITTEE = "village_committee", "村(居)两委"
    RETIRED_JUSTICE = "retired_justice", "退休政法"
    RETIRED_TEACHER = "retired_teacher", "退休教师"
    LAWYER = "lawyer", "律师"
    LEGAL_WORKER = "legal_worker", "基层法律服务工作者"
    LEGAL_GUIDE = "legal_guide", "法律明白人"
    GRID_WORKER = "grid_worker", "网格员"
    EXPERT = "expert", "行业专家"
    SOCIAL_WORKER = "social_worker", "社工心理"
    OTHER = "other", "其他"


class SensitiveFlag(TextChoices):
    """敏感标识: visible to 司法所 and county only."""

    DOMESTIC_VIOLENCE = "domestic_violence", "涉家庭暴力"
    SEXUAL_PRIVACY = "sexual_privacy", "涉性隐私"
    MINOR = "minor", "涉未成年人"
    MENTAL_DISORDER = "mental_disorder", "涉精神障碍"
    CORRECTIONS = "corrections", "社区矫正对象"
    RESETTLED = "resettled", "刑满释放人员"


# What a village mediator sees in place of any of these flags.
CAUTION = "本案须司法所联合办理，注意安全"


class Willingness(TextChoices):
    """调解意愿."""

    AGREED = "agreed", "同意"
    REFUSED = "refused", "拒绝"
    UNSTATED = "unstated", "未表态"
    UNREACHABLE = "unreachable", "联系不上"


class PartySide(TextChoices):
    """当事人地位."""

    APPLICANT = "applicant", "申请人"
    RESPONDENT = "respondent", "被申请人"
    THIRD = "third", "第三人"


class Capacity(TextChoices):
    """民事行为能力."""

    FULL = "full", "完全"
    LIMITED = "limited", "限制"
    NONE = "none", "无"


class ProxyScope(TextChoices):
    """委托代理权限."""

    APPLY = "apply", "申请/终止调解"
    EVIDENCE = "evidence", "收集提供证据"
    CHOOSE = "choose", "选择接受调解员"
    DISPOSE = "dispose", "承认变更放弃请求"
    SIGN = "sign", "参加并签署"
    RECEIVE = "receive", "领取文书"
    OTHER = "other", "其他"

    @property
    def special(self) -> bool:
        """Whether it needs special authorization (特别授权)."""
        return self is ProxyScope.DISPOSE
