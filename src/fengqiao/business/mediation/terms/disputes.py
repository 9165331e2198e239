"""What a dispute is, where it came from, how hard and how dangerous it is (类型、来源、难易、风险)."""

from __future__ import annotations

from django.db.models import TextChoices


class DisputeType(TextChoices):
    """纠纷类型: the 18 statistical classes in the order of the report."""

    MARRIAGE_FAMILY = "01", "婚姻家庭纠纷"
    NEIGHBOR = "02", "邻里纠纷"
    HOUSE_HOMESTEAD = "03", "房屋宅基地纠纷"
    CONTRACT = "04", "合同纠纷"
    BUSINESS = "05", "生产经营纠纷"
    DAMAGES = "06", "损害赔偿纠纷"
    FOREST_LAND = "07", "山林土地纠纷"
    EXPROPRIATION = "08", "征地拆迁纠纷"
    ENVIRONMENT = "09", "环境污染纠纷"
    MIGRANT_WAGES = "10", "拖欠农民工工资纠纷"
    OTHER_LABOR = "11", "其他劳动争议纠纷"
    TOURISM = "12", "旅游纠纷"
    ECOMMERCE = "13", "电子商务纠纷"
    OTHER_CONSUMER = "14", "其他消费纠纷"
    MEDICAL = "15", "医疗纠纷"
    TRAFFIC = "16", "道路交通事故纠纷"
    PROPERTY_MANAGEMENT = "17", "物业纠纷"
    OTHER = "18", "其他纠纷"

    @property
    def subtypes(self) -> tuple[DisputeSubtype, ...]:
        """The second level below this class; where there is one, it must be chosen."""
        return tuple(subtype for subtype in DisputeSubtype if subtype.parent is self)

    @property
    def labor(self) -> bool:
        """劳动争议: wages of migrant workers among them (劳动争议调解仲裁法)."""
        return self in {DisputeType.MIGRANT_WAGES, DisputeType.OTHER_LABOR}

    @property
    def written_only(self) -> bool:
        """Labour and medical agreements are made in writing (劳动争议调解仲裁法 第十四条, 医疗纠纷条例 第三十九条)."""
        return self.labor or self is DisputeType.MEDICAL


class DisputeSubtype(TextChoices):
    """二级类型, required for the classes 01 to 04 and 06 to 08."""

    DIVORCE = "0101", "夫妻离婚"
    BRIDE_PRICE = "0102", "彩礼返还"
    SUPPORT_OF_PARENTS = "0103", "赡养"
    CUSTODY = "0104", "抚养探望"
    INHERITANCE = "0105", "继承"
    HOUSEHOLD_DIVISION = "0106", "分家析产"
    COHABITATION = "0107", "恋爱同居"
    DOMESTIC_VIOLENCE = "0108", "涉家庭暴力"
    PASSAGE = "0201", "通行"
    LIGHT_AND_AIR = "0202", "采光通风"
    DRAINAGE = "0203", "排水滴漏"
    NOISE = "0204", "噪声"
    BOUNDARY_WALL = "0205", "界址围墙"
    ANIMALS = "0206", "饲养动物"
    QUARREL = "0207", "口角殴打"
    HOMESTEAD_BOUNDARY = "0301", "宅基地界址"
    BUILDING = "0302", "建房"
    HOUSE_SALE_OR_LEASE = "0303", "买卖租赁"
    LOAN = "0401", "民间借贷"
    SALE = "0402", "买卖"
    LEASE = "0403", "租赁"
    CONTRACTED_WORK = "0404", "承揽装修"
    LAND_TRANSFER = "0405", "土地流转"
    PERSONAL_INJURY = "0601", "人身损害"
    PROPERTY_DAMAGE = "0602", "财产损害"
    SCHOOL_INJURY = "0603", "校园伤害"
    WORK_INJURY = "0604", "雇工受伤"
    CONTRACTED_LAND_BOUNDARY = "0701", "承包地界"
    FOREST_OWNERSHIP = "0702", "山林权属"
    WATER = "0703", "水利用水"
    COMPENSATION = "0801", "补偿分配"
    RESETTLEMENT = "0802", "安置"

    @property
    def parent(self) -> DisputeType:
        """The statistical class above."""
        return DisputeType(self.value[:2])


class Source(TextChoices):
    """案件来源: the three statistical classes."""

    PROACTIVE = "1", "主动调解"
    ON_APPLICATION = "2", "依申请调解"
    ENTRUSTED = "3", "接受委托移送调解"

    @property
    def printed(self) -> PrintedSource:
        """The box of the 受理登记表: only proactive mediation is ②."""
        return PrintedSource.PROACTIVE if self is Source.PROACTIVE else PrintedSource.APPLICATION


class PrintedSource(TextChoices):
    """案件来源 as the 受理登记表 prints it."""

    APPLICATION = "①", "当事人申请"
    PROACTIVE = "②", "人民调解委员会主动调解"


class SourceDetail(TextChoices):
    """来源明细: the channel a case came by; the first digit is its statistical class."""

    ROUTINE_INSPECTION = "11", "定期排查"
    SPECIAL_INSPECTION = "12", "专项排查"
    GRID = "13", "网格上报"
    INFORMANT = "14", "信息员/法律明白人"
    VISIT = "15", "走访接访"
    WRITTEN = "21", "书面"
    ORAL = "22", "口头"
    SCAN = "23", "扫码/小程序"
    KIOSK = "24", "自助终端"
    LEGAL_HOTLINE = "25", "12348"
    COURT = "31", "法院"
    COURT_ASSIGNED = "311", "委派诉前"
    COURT_ENTRUSTED = "312", "委托诉中"
    PROCURATORATE = "32", "检察院"
    POLICE = "33", "公安机关"
    POLICE_STATION = "331", "派出所"
    TRAFFIC_POLICE = "332", "交警"
    PETITION = "34", "信访部门"
    OTHER_BODY = "35", "其他部门"
    GOVERNMENT_HOTLINE = "351", "12345"
    CENTER = "352", "综治/矛调中心"
    LABOR_BUREAU = "353", "人社"
    MARKET_BUREAU = "354", "市场监管"
    WOMEN_AND_UNIONS = "355", "妇联工会"
    SUPERIOR = "356", "上级交办"
    OTHER = "359", "其他"

    @property
    def source(self) -> Source:
        """The statistical class above."""
        return Source(self.value[0])

    @property
    def channel(self) -> SourceDetail:
        """The body a case was handed over by, as the statistics divide class 3; itself for the other classes."""
        return SourceDetail(self.value[:2])

    @property
    def docking(self) -> str:
        """诉调、检调、公调、访调对接; empty for all else."""
        return _DOCKING.get(self.channel.value, "")

    @property
    def from_court(self) -> bool:
        """Whether a court sent the case by a letter of its own."""
        return self.channel is SourceDetail.COURT


_DOCKING = {"31": "诉调对接", "32": "检调对接", "33": "公调对接", "34": "访调对接"}


class Difficulty(TextChoices):
    """难易程度."""

    SIMPLE = "1", "简单"
    ORDINARY = "2", "一般"
    DIFFICULT = "3", "疑难"
    MAJOR = "4", "重大"

    @property
    def hard(self) -> bool:
        """疑难复杂案件 of the national table; 重大疑难 where a place has three grades."""
        return self in {Difficulty.DIFFICULT, Difficulty.MAJOR}


class Risk(TextChoices):
    """风险等级, the gravest first; never shown to citizens."""

    RED = "red", "红"
    ORANGE = "orange", "橙"
    YELLOW = "yellow", "黄"
    BLUE = "blue", "蓝"

    @property
    def level(self) -> int:
        """4 for red down to 1 for blue: that many bars."""
        return _LEVELS[self]

    @property
    def degree(self) -> str:
        """高、较高、中、低."""
        return ("低", "中", "较高", "高")[self.level - 1]

    @property
    def words(self) -> str:
        """红(高)."""
        return f"{self.label}({self.degree})"

    @property
    def of_three(self) -> str:
        """The display in three levels: red and orange are 高."""
        return ("低", "中", "高", "高")[self.level - 1]

    @property
    def serious(self) -> bool:
        """红橙: the head of the office decides."""
        return self in {Risk.RED, Risk.ORANGE}


_LEVELS = {Risk.RED: 4, Risk.ORANGE: 3, Risk.YELLOW: 2, Risk.BLUE: 1}


class RiskFactor(TextChoices):
    """风险因素, ticked by a person; their weights are parameters."""

    THREAT = "threat", "扬言杀人、伤害、自杀、纵火、投毒"
    ARMED = "armed", "持械或准备工具"
    DOMESTIC_VIOLENCE = "domestic_violence", "现实家暴危险"
    WARD_HARMED = "ward_harmed", "未成年人、无行为能力人受侵害"
    BLOWS = "blows", "已发生肢体冲突或轻微伤"
    POLICE_TWICE = "police_twice", "30日内报警2次"
    POLICE_OFTEN = "police_often", "30日内报警3次以上"
    PEOPLE_10 = "people_10", "涉及10–29人"
    PEOPLE_30 = "people_30", "涉及30人以上"
    LONG_GRUDGE = "long_grudge", "积怨1年以上或两次调解未成"
    REFUSES_TALK = "refuses_talk", "拒绝沟通、放弃法律途径"
    BAD_HABITS = "bad_habits", "酗酒、赌博等不良嗜好引发"
    AFFECTION = "affection", "婚恋情感、离婚财产、彩礼"
    HARDSHIP = "hardship", "生活陷入绝境(失业、重病、巨额损失)"
    DEBT = "debt", "债务50,000元以上"
    LAND = "land", "土地宅基地权属"
    ILLNESS = "illness", "严重精神障碍危险性"
    SENSITIVE_DAY = "sensitive_day", "敏感节点(节假日、返乡)"

    @property
    def restricted(self) -> bool:
        """Whether only the office and the county see that it is ticked."""
        return self in {RiskFactor.ILLNESS, RiskFactor.DOMESTIC_VIOLENCE, RiskFactor.WARD_HARMED}


class HandoffKind(TextChoices):
    """流转方式."""

    ROUTE = "route", "分流"
    TRANSFER = "transfer", "转办"
    ASSIGN = "assign", "交办"
    COURT_ASSIGN = "court_pre", "委派"
    ENTRUST = "entrust", "委托"
    REFER = "refer", "移送"
    WHISTLE = "whistle", "吹哨"
    ASSIST = "assist", "协办"
    CONSULT = "consult", "会商"
    SUPERVISE = "supervise", "督办"
    RETURN = "return", "退回"


class Prevented(TextChoices):
    """防止激化."""

    SUICIDE = "suicide", "防止引起自杀"
    CRIME = "crime", "防止转化为刑事案件"
    PETITION = "petition", "防止群体性上访"
    ARMED_FIGHT = "armed_fight", "防止群体性械斗"


class ReporterRole(TextChoices):
    """反映人身份."""

    PARTY = "party", "当事人"
    OTHER = "other", "他人"
    GRID_WORKER = "grid_worker", "网格员"
    POLICE = "police", "民警"


class MentionSide(TextChoices):
    """来件中提及人员的一方."""

    APPLICANT = "applicant", "申请方"
    OPPOSITE = "opposite", "对方"
    UNKNOWN = "unknown", "不明"


class LinkChoice(TextChoices):
    """关联决定."""

    SAME = "same", "同一"
    RELATED = "related", "关联"
    DIFFERENT = "different", "不同"
