"""Invented people and quarrels (虚构的人和事): what a village quarrels about, in the proportions of a real year.

Nobody lives behind these names: identity numbers begin with 99, phones with 199.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random

from fengqiao.business.mediation.rules import GradingFacts, suggested_difficulty
from fengqiao.business.mediation.terms import Difficulty, ItemKind, PartySide, SourceDetail, Willingness
from fengqiao.kernel.privacy.identifiers import check_character

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金贾夏韦付方邹熊白孟秦邱侯江尹薛阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"  # noqa: E501
_SURNAME_WEIGHTS = tuple(accumulate(max(3, 72 - 3 * place) for place in range(len(SURNAMES))))
# Given names as the registers of residents hold them: the first are a hundred times as common as the last.
_ONE = (
    "伟芳娜敏静丽强磊洋艳勇军杰娟涛超明霞刚平燕辉玲丹萍鹏华红飞英梅鑫波斌莉宇浩凯健俊帆雪帅慧旭宁婷龙林晶"
    "欢颖佳倩阳亮琴云洁晨瑞莹兵雷东琳玉欣博彬坤想"
)
_TWO = (
    "秀英秀兰桂英玉兰桂兰秀珍玉梅玉珍凤英玉英红梅建华兰英爱华淑珍春梅海燕冬梅秀荣桂珍秀云桂荣志强秀梅丽娟"
    "婷婷玉华雪梅淑兰丽丽秀芳淑英桂芳丽华丹丹桂香淑华桂花国强建国志刚天成文彬德胜永福长根双喜友财来福春生"
    "冬生水根木生金宝银花"
)
GIVEN = (*_ONE[:40], *(_TWO[at : at + 2] for at in range(0, len(_TWO), 2)), *_ONE[40:])
_GIVEN_WEIGHTS = tuple(accumulate(max(2, 200 - 2 * place) for place in range(len(GIVEN))))
WOMEN = frozenset("芳娜敏静丽艳娟霞燕玲丹萍红英梅莉雪慧婷颖佳倩琴云洁莹琳欣花兰珍香荣")
OCCUPATIONS = ("务农", "务工", "个体经营", "企业职工", "教师", "退休", "自由职业", "货车司机")
EDUCATED = ("junior", "senior", "college", "bachelor")


def dice(*seed: object) -> Random:
    """A generator that gives the same for the same seed; nothing secret comes from it."""
    return Random("·".join(map(str, seed)))  # noqa: S311 — invented people


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    name: str
    sex: str
    born_on: date
    id_number: str
    phone: str
    occupation: str


def common_name(roll: Random) -> tuple[str, str]:
    """A name and its sex with the frequencies of the country: 张伟 is common."""
    surname = roll.choices(SURNAMES, cum_weights=_SURNAME_WEIGHTS)[0]
    given = roll.choices(GIVEN, cum_weights=_GIVEN_WEIGHTS)[0]
    return surname + given, "女" if given[-1] in WOMEN else "男"


def sample_name(roll: Random) -> tuple[str, str]:
    """A name that is plainly made up: 王某芳."""
    name, sex = common_name(roll)
    return f"{name[0]}某{name[-1]}", sex


def person(roll: Random, *, on: date, plain: bool = False, oldest: int = 75) -> Person:
    """A grown-up of a day; with `plain` names as they are in the country, for the benchmark only."""
    name, sex = common_name(roll) if plain else sample_name(roll)
    born = on - timedelta(roll.randrange(22 * 366, oldest * 365))
    serial = roll.randrange(1, 500) * 2 - (sex == "男")
    first = f"99{roll.randrange(1, 100):02d}{roll.randrange(1, 100):02d}{born:%Y%m%d}{serial:03d}"
    return Person(
        name, sex, born, first + check_character(first), f"199{roll.randrange(10**8):08d}", roll.choice(OCCUPATIONS)
    )


@dataclass(frozen=True, slots=True)
class Plot:
    """梗概 of a quarrel: what it is about, what is asked for, what settles it, and in which months it is frequent."""

    weight: int
    dispute_type: str
    subtype: str
    story: str  # {a} and {b} are the sides, {n} a sum, {place} the village
    demand: str
    settled: str
    kind: ItemKind = ItemKind.OTHER
    sums: tuple[int, int] = (0, 0)
    months: tuple[int, ...] = ()  # the months it is twice as frequent


PLOTS = (
    Plot(11, "02", "0205", "{b}在{place}自家院外砌围墙一道，占用两家共用通道约0.8米，{a}通行受阻，双方多次争吵。",
         "拆除围墙，恢复通道", "拆除所砌围墙", ItemKind.RESTORE, months=(3, 4, 5)),
    Plot(7, "02", "0203", "雨后{b}家屋檐滴水冲刷{a}家墙根，致墙面返潮脱落，{a}要求改道排水，{b}认为历来如此。",
         "改道排水，修复墙面", "加装檐沟改道排水", ItemKind.RESTORE, (300, 3000), (6, 7, 8)),
    Plot(5, "02", "0204", "{b}经营棋牌室至深夜，噪声影响楼上{a}一家老人休息，经社区劝说后仍未改善。",
         "停止夜间噪声", "二十二时以后的营业噪声", ItemKind.STOP, months=(6, 7, 8)),
    Plot(4, "02", "0206", "{b}饲养的犬只未拴绳，在{place}村道将{a}的孙子惊吓摔伤，双方为医药费发生争执。",
         "赔偿医药费", "医药费和营养费", ItemKind.PAY, (200, 4000)),
    Plot(3, "02", "0207", "{a}与{b}因晾晒占道发生口角，继而互相推搡，致{a}手臂擦伤，双方均要求对方道歉。",
         "赔礼道歉", "不再发生类似行为", ItemKind.APOLOGIZE, (0, 800), (9, 10)),
    Plot(5, "01", "0103", "{a}年近八旬，子女三人，{b}以兄弟未均摊为由拒付赡养费，老人生活困难，向村里反映。",
         "按月支付赡养费", "当年赡养费", ItemKind.PAY, (300, 1500), (1, 2)),
    Plot(5, "01", "0101", "{a}与{b}婚后常因家务和收入支配争吵，{a}提出离婚，{b}不同意，双方父母卷入其中。",
         "协商婚姻和子女抚养", "双方和好，家庭开支由双方共同管理", ItemKind.OTHER, months=(2, 3)),
    Plot(4, "01", "0102", "{a}与{b}订婚后未办理结婚登记，双方为是否返还彩礼及返还数额协商不成，矛盾升级。",
         "返还彩礼", "部分彩礼返还款", ItemKind.PAY, (20000, 98000), (1, 2, 3)),
    Plot(3, "01", "0105", "父母去世后留下老宅一处，{a}与{b}兄弟对老宅份额和使用各执一词，多年未能分割。",
         "分割老宅份额", "老宅折价款", ItemKind.PAY, (10000, 60000), (2, 4)),
    Plot(7, "03", "0301", "{a}翻建房屋时发现{b}家滴水檐越过界址约30厘米，双方所持宅基地证四至记载不一致。",
         "确认界址", "按共同确认的界桩拆除越界部分", ItemKind.RESTORE, months=(3, 4, 9, 10)),
    Plot(4, "03", "0303", "{a}将{place}沿街房屋租给{b}经营，{b}拖欠租金两个季度且拒绝腾房，双方互不相让。",
         "支付租金并腾房", "所欠租金", ItemKind.PAY, (3000, 24000)),
    Plot(8, "04", "0401", "{b}以周转为由向{a}借款，出具借条后逾期未还，{a}多次上门催要，双方发生争吵。",
         "归还借款", "借款", ItemKind.PAY, (3000, 60000), (1, 2, 12)),
    Plot(4, "04", "0404", "{a}为{b}装修房屋，完工后{b}以墙面空鼓、地砖不平为由拒付尾款，双方对质量认定不一。",
         "支付装修尾款", "返修后的装修尾款", ItemKind.PAY, (2000, 30000), (5, 6, 11)),
    Plot(4, "04", "0405", "{a}将承包地流转给{b}种植果树，{b}以行情不好为由拖欠流转费，{a}要求收回土地。",
         "支付流转费或者收回土地", "拖欠的土地流转费", ItemKind.PAY, (800, 9000), (9, 10, 11)),
    Plot(6, "06", "0601", "{a}在{b}家帮工时从梯子跌落受伤住院，{b}垫付部分医药费后双方对后续赔偿数额争执不下。",
         "赔偿医药费、误工费", "医药费、误工费", ItemKind.PAY, (2000, 45000)),
    Plot(3, "06", "0602", "{b}驾驶农用车在{place}倒车时撞坏{a}家围墙和大门，双方对修复费用意见不一。",
         "赔偿修复费用", "围墙、大门修复费用", ItemKind.PAY, (500, 6000)),
    Plot(6, "07", "0701", "{a}与{b}两家承包地相邻，田埂历年移动，{b}春耕时多犁一垄，双方对地界各执一词。",
         "恢复地界", "按承包合同面积重新丈量后的地界复原", ItemKind.RESTORE, months=(3, 4, 5, 10)),
    Plot(3, "07", "0703", "灌溉期间{b}在上游截水，{a}家稻田缺水，双方在渠边发生争执，险些动手。",
         "合理分配用水", "双方按时段轮流用水，由村委会安排时间表", ItemKind.OTHER, months=(5, 6, 7)),
    Plot(2, "08", "0801", "{place}修路占地补偿款到账后，{a}与{b}对地上附着物归属和补偿分配意见不一。",
         "分配补偿款", "按附着物清单应得的补偿款", ItemKind.PAY, (2000, 40000)),
    Plot(4, "10", "", "{a}等人在{b}承包的工地做工，完工后被拖欠工资，多次讨要未果，情绪激动，扬言到工地堵门。",
         "支付拖欠的工资", "拖欠的工资", ItemKind.PAY, (3000, 48000), (1, 2, 12)),
    Plot(2, "11", "", "{a}在{b}经营的加工厂工作两年，离职时对加班费和押金返还发生争议。",
         "支付加班费、返还押金", "加班费和押金", ItemKind.PAY, (800, 12000)),
    Plot(3, "14", "", "{a}在{b}经营的店铺购买电动车，使用半月即出现电池故障，要求退换，店铺认为系人为损坏。",
         "退换或者赔偿", "同型号新电池一组", ItemKind.DELIVER, (200, 3000)),
    Plot(6, "16", "", "{b}驾驶电动三轮车在{place}路口与{a}驾驶的摩托车相撞，{a}腿部受伤，双方对赔偿数额争执不下。",
         "赔偿医药费、车损", "医药费和车辆损失", ItemKind.PAY, (1000, 35000)),
    Plot(4, "17", "", "{a}因楼顶渗水拒交物业费，{b}代表物业多次催缴并停用门禁，双方在小区内争执。",
         "维修渗水，结清物业费", "物业三十日内修好渗水，业主修好后补交物业费", ItemKind.OTHER, (600, 4000), (6, 7)),
    Plot(2, "05", "", "{a}与{b}合伙经营鱼塘，对出资比例和当年利润分配发生分歧，账目不清，多次协商未果。",
         "清算合伙账目", "按出资比例应分的利润", ItemKind.PAY, (3000, 50000), (11, 12)),
    Plot(2, "18", "", "{a}与{b}因{place}红白事随礼和旧怨在酒席上发生争执，事后互相在村内散布不实言论。",
         "消除影响", "并不再散布不实言论", ItemKind.APOLOGIZE),
)  # fmt: skip
_FREQUENCY = {
    month: tuple(accumulate(each.weight * (2 if month in each.months else 1) for each in PLOTS))
    for month in range(1, 13)
}
_CHANNELS = ("22", "15", "11", "13", "14", "21", "351", "331", "23", "12", "34")
_CHANNEL_WEIGHTS = tuple(accumulate((30, 14, 12, 12, 8, 6, 5, 5, 3, 3, 2)))
_MONTHS = (9, 7, 8, 8, 8, 9, 9, 8, 9, 8, 9, 10)  # how many of a hundred quarrels each month sees


@dataclass(frozen=True, slots=True)
class Quarrel:
    """One invented quarrel with its two sides."""

    plot: Plot
    source_detail: str
    applicant: Person
    respondent: Person
    people: int
    amount: Decimal | None
    facts: str

    @property
    def grade(self) -> Difficulty:
        """难易程度 by the table of the law of the house."""
        return suggested_difficulty(
            GradingFacts(
                dispute_type=self.plot.dispute_type,
                subtype=self.plot.subtype,
                amount=self.amount or Decimal(0),
                people=self.people,
            )
        ).difficulty

    @property
    def serious_sum(self) -> bool:
        """Whether it is about more than a village settles by word of mouth."""
        return (self.amount or 0) >= 5_000


def quarrel(roll: Random, place: str, on: date, *, sides: tuple[Person, Person] | None = None) -> Quarrel:
    """What two people of a village quarrel about at a time of the year."""
    plot = roll.choices(PLOTS, cum_weights=_FREQUENCY[on.month])[0]
    a, b = sides or (person(roll, on=on), person(roll, on=on))
    if b.name == a.name:
        b = replace(b, name=f"{b.name[0]}某{roll.choice('安康祥瑞')}")
    amount = Decimal(round(roll.triangular(*plot.sums, plot.sums[0] + (plot.sums[1] - plot.sums[0]) / 5), -2))
    return Quarrel(
        plot=plot,
        source_detail=roll.choices(_CHANNELS, cum_weights=_CHANNEL_WEIGHTS)[0],
        applicant=a,
        respondent=b,
        people=roll.choices((2, 3, 4, 6, 12, 31), (78, 10, 6, 4, 1.6, 0.4))[0],
        amount=amount or None,
        facts=plot.story.format(a=a.name, b=b.name, place=place) + (f"涉及金额{amount}元。" if amount else ""),
    )


def day_of_year(roll: Random, year: int, *, until: date = date.max) -> date:
    """A day on which somebody comes to the office, more often in the months of quarrels, seldom at a week-end."""
    while True:
        month = roll.choices(range(1, 13), _MONTHS)[0]
        day = date(year, month, roll.randrange(1, 29))
        if day < until and (day.weekday() < 5 or roll.random() < 0.2):
            return day


SIDES: Sequence[tuple[PartySide, Willingness]] = (
    (PartySide.APPLICANT, Willingness.AGREED),
    (PartySide.RESPONDENT, Willingness.AGREED),
)
SOURCES = {detail.value: detail.source.value for detail in SourceDetail}
