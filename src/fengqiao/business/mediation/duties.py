"""What waits for whom in mediation, under which limit (4.3), and whom it climbs to when late."""

from __future__ import annotations

from dataclasses import asdict

from fengqiao.business.mediation.rules.categories import rows_of
from fengqiao.business.mediation.rules.grading import GradingTable, RiskTable
from fengqiao.business.mediation.rules.hints import HintTable
from fengqiao.business.mediation.rules.inspections import FREQUENCY, frequency_refusal
from fengqiao.business.mediation.rules.limits import FOLLOW_UP, LIMITS
from fengqiao.business.mediation.rules.matching import MatchTable
from fengqiao.business.mediation.rules.subsidy import SubsidyTable
from fengqiao.business.mediation.terms import Difficulty, RiskFactor
from fengqiao.kernel.casework.duties import Duty
from fengqiao.kernel.parameters.registry import declare

HANDLE, TRIAGE, SEAL, SUPERVISE = "mediation.handle", "mediation.triage", "mediation.seal", "mediation.supervise"
CLIMBS = ((1, "mediation.close"), (3, "mediation.supervise"))

ALL = (
    Duty(
        key="mediation.intake",
        label="来件处理",
        page="mediation:item",
        act="去处理",
        may="mediation.register",
        limit="mediation.limit.intake",
        late=CLIMBS,
    ),
    Duty(
        key="mediation.reply",
        label="答复委托法院",
        page="mediation:item",
        act="去处理",
        may="mediation.register",
        limit="mediation.limit.court_reply",
        late=CLIMBS,
    ),
    Duty(
        key="mediation.court_decision",
        label="答复法院是否受理",
        page="mediation:dispute",
        act="去决定",
        may=HANDLE,
        limit="mediation.limit.court_reply",
        late=CLIMBS,
    ),
    Duty(
        key="mediation.objection",
        label="信访转送异议",
        page="mediation:item",
        act="去处理",
        may=TRIAGE,
        limit="mediation.limit.petition_objection",
    ),
    Duty(
        key="mediation.triage",
        label="分流",
        page="mediation:dispute",
        act="去分流",
        may=TRIAGE,
        limit="mediation.limit.triage",
        late=CLIMBS,
    ),
    Duty(
        key="mediation.acceptance",
        label="立案受理",
        page="mediation:dispute",
        act="去受理",
        may=HANDLE,
        limit="mediation.limit.acceptance",
        late=CLIMBS,
    ),
    Duty(
        key="mediation.decision",
        label="受理决定",
        page="mediation:case",
        act="去决定",
        may=HANDLE,
        limit="mediation.limit.acceptance",
        closes=("mediation.case.accept", "mediation.case.decline", "mediation.case.end"),
        late=CLIMBS,
    ),
    Duty(
        key="mediation.rights",
        label="权利义务告知",
        page="mediation:case",
        act="去告知",
        may=HANDLE,
        closes=("mediation.case.tell_rights",),
    ),
    Duty(
        key="mediation.limit",
        label="调解期限",
        page="mediation:case",
        act="查看",
        may=HANDLE,
        late=CLIMBS,
    ),
    Duty(key="mediation.seal", label="待盖章", page="mediation:case", act="确认盖章", may=SEAL),
    Duty(key="mediation.change", label="变更协议签署", page="mediation:case", act="登记签名", may=HANDLE),
    Duty(key="mediation.performance", label="协议履行", page="mediation:case", act="登记履行", may=HANDLE, late=CLIMBS),
    Duty(
        key="mediation.follow_up",
        label="回访",
        page="mediation:case",
        act="填写回访",
        may=HANDLE,
        late=((1, HANDLE), (3, "mediation.close"), (7, "mediation.supervise")),
    ),
    Duty(
        key="mediation.court_answer",
        label="司法确认：待法院答复",
        page="mediation:case",
        act="登记答复",
        may=HANDLE,
        limit="mediation.limit.court_answer",
    ),
    Duty(
        key="mediation.ruling",
        label="司法确认：待裁定",
        page="mediation:case",
        act="登记裁定",
        may=HANDLE,
        limit="mediation.limit.ruling",
    ),
    Duty(
        key="mediation.archive",
        label="归档",
        page="mediation:case",
        act="去归档",
        may=HANDLE,
        limit="mediation.limit.archive",
        late=CLIMBS,
    ),
    Duty(
        key="mediation.reassess",
        label="风险重评",
        page="mediation:dispute",
        act="去核定",
        may=HANDLE,
        limit="mediation.limit.reassess",
        late=CLIMBS,
    ),
    Duty(
        key="mediation.heard",
        label="当事人网上意见",
        page="mediation:dispute",
        act="去查看",
        may=HANDLE,
        closes=("mediation.party.heard",),
    ),
    Duty(
        key="mediation.first_contact",
        label="首次联系",
        page="mediation:dispute",
        act="登记联系",
        may=HANDLE,
        late=((0, "mediation.close"), (1, "mediation.supervise")),
    ),
    Duty(
        key="mediation.watch",
        label="稳控走访",
        page="mediation:dispute",
        act="登记走访",
        may=HANDLE,
        late=((0, "mediation.close"), (1, "mediation.supervise")),
    ),
    Duty(
        key="mediation.report",
        label="依第二十五条报告",
        page="mediation:dispute",
        act="去报告",
        may=HANDLE,
        limit="mediation.limit.report",
        late=((0, "mediation.close"), (0, "mediation.supervise")),
    ),
    Duty(
        key="mediation.court_notice",
        label="通报人民法院",
        page="mediation:committee",
        act="去通报",
        may="mediation.enrol",
        limit="mediation.limit.court_notice",
        closes=("mediation.committee.notify_court",),
    ),
    Duty(
        key="mediation.term",
        label="任期届满换届",
        page="mediation:committee",
        act="去换届",
        may="mediation.members",
        closes=("mediation.committee.elect", "mediation.committee.dissolve"),
        late=CLIMBS,
    ),
    Duty(
        key="mediation.renewal",
        label="聘期届满续聘",
        page="mediation:mediator",
        act="去续聘",
        may="mediation.members",
        late=CLIMBS,
    ),
    Duty(
        key="mediation.prevention",
        label="防止激化审核",
        page="mediation:prevention",
        act="去审核",
        may="mediation.close",
    ),
    Duty(
        key="mediation.petition_route",
        label="信访事项分流",
        page="mediation:dispute",
        act="去分流",
        may=TRIAGE,
        limit="mediation.limit.petition_route",
        late=CLIMBS,
    ),
    Duty(
        key="mediation.petition",
        label="信访事项办结",
        page="mediation:dispute",
        act="查看",
        may=HANDLE,
        limit="mediation.limit.petition",
        late=CLIMBS,
    ),
    Duty(
        key="mediation.petition_feedback",
        label="反馈信访部门",
        page="mediation:dispute",
        act="去反馈",
        may=HANDLE,
        late=CLIMBS,
    ),
    Duty(
        key="mediation.inspection",
        label="排查报送",
        page="mediation:return",
        act="去报送",
        may=HANDLE,
        late=((0, TRIAGE), (3, "mediation.supervise")),
    ),
    Duty(key="mediation.claim_check", label="补贴初审", page="mediation:claim", act="去初审", may=SEAL),
    Duty(key="mediation.claim_verify", label="补贴复核", page="mediation:claim", act="去复核", may=TRIAGE),
    Duty(key="mediation.claim_approve", label="补贴审定", page="mediation:claim", act="去审定", may=SUPERVISE),
    Duty(key="mediation.claim_mend", label="补贴申报退回", page="mediation:claim", act="去修改", may=HANDLE),
    Duty(
        key="mediation.payment",
        label="补贴公示",
        page="mediation:batch",
        act="去发放",
        may=SUPERVISE,
        limit="mediation.limit.publicity",
    ),
    Duty(key="mediation.hint", label="异常提示核查", page="mediation:hint", act="去核查", may=SUPERVISE),
)


# Limits 4.3 and the tables of 3.2: a province or county sets rows of its own with validity; these hold elsewhere.
for rule in LIMITS:
    declare(rule.key, rule.label, {**rule.row}, article=rule.article)
for key, label, value, unit in (
    ("mediation.limit.intake", "来件处理", 1, "working_day"),
    ("mediation.limit.triage", "分流", 1, "working_day"),
    ("mediation.limit.reassess", "未化解纠纷风险重评", 1, "working_day"),
):
    declare(key, label, {"value": value, "unit": unit, "roll": False, "article": "平台规则"})
declare("mediation.petition_feedback_days", "信访事项届满前提前反馈（日）", 10, article="平台规则")
declare("mediation.review_pass_mark", "案卷评查合格分", 80)
declare(
    "mediation.matching",
    "疑似重复判断（分值和关键词）",
    asdict(MatchTable()),
    names={
        "id_number": "证件号码相同（分）",
        "phone": "电话相同（分）",
        "name": "每方姓名相同（分）",
        "homophone": "姓名同音（分）",
        "surname": "仅姓氏相同（分）",
        "village": "同村（分）",
        "group": "同村民小组（分）",
        "subject_key": "同一标的编号（分）",
        "object": "同一标的物（分）",
        "near": "发生时间很近（分）",
        "close": "发生时间较近（分）",
        "wording": "表述相近（分）",
        "near_days": "“很近”的天数",
        "close_days": "“较近”的天数",
        "apart_days": "超过此天数视为另一纠纷",
        "same": "疑似同一的最低分",
        "possible": "可能同一的最低分",
        "strong": "人员相同即视为关联的分值",
        "objects": "标的物关键词",
    },
)
declare(
    "mediation.limit.court_notice",
    "调委会组成人员变动通报人民法院",
    {"value": 5, "unit": "working_day", "roll": False, "article": "人民调解法第十条"},
)
declare("mediation.village_days", "村（居）调委会办结后可查阅（日）", 90, article="平台规则")
declare(
    "mediation.limit.publicity",
    "以案定补公示",
    {"value": 5, "unit": "working_day", "roll": False, "article": "平台规则"},
)
declare(
    "mediation.subsidy",
    "以案定补标准（元）",
    asdict(SubsidyTable()),
    names={
        "written": "书面协议",
        "oral": "口头协议",
        "failed_percent": "调解不成但已固定证据、引导途径的，按书面标准的（%）",
        "call_back_percent": "发放前回访比例（%）",
        **{grade.value: grade.label for grade in Difficulty},
    },
)
declare(
    "mediation.hints",
    "异常提示（阈值）",
    asdict(HintTable()),
    names={
        "days": "比对近多少天的案件",
        "most": "每县比对案件数上限",
        "similarity": "协议文本相似度超过",
        "least_characters": "比对的协议文本最少字数",
        "cases_a_day": "单个调解员单日受理件数超过",
        "kilometers": "两次调解地点相距超过（公里）",
        "minutes": "两次调解间隔少于（分钟）",
        "people": "同一电话使用人数达到",
        "village_percent": "一村案件占乡镇比例超过（%）",
        "least_files": "计算比例的乡镇最少案件数",
    },
)
declare("mediation.expiry_days", "任期、聘期届满提前提醒（日）", 90, article="平台规则")
declare(
    "mediation.category_map",
    "来源分类对照",
    [{**row} for row in rows_of()],
    names={"channel": "来源", "category": "对方分类", "type": "纠纷类型", "subtype": "二级类型"},
)
declare("mediation.follow_up", "首次回访期限（日）", dict(FOLLOW_UP), names={"written": "书面协议", "oral": "口头协议"})
declare(
    "mediation.inspection",
    "排查频次（按报送单位）",
    {level: {**row} for level, row in FREQUENCY.items()},
    check=frequency_refusal,
    names={
        "village": "村（居）",
        "township": "乡镇（街道）",
        "department": "行业部门",
        "every": "频次",
        "due_days": "周期结束后几日内报送",
        "grace_days": "超过期限几日认定未报",
    },
)
declare("mediation.follow_up_sample", "口头协议回访抽样比例（%）", 10)
declare(
    "mediation.grading",
    "难易程度分级",
    asdict(GradingTable()),
    names={
        "ordinary_amount": "一般纠纷金额起点（元）",
        "difficult_amount": "疑难纠纷金额起点（元）",
        "major_amount": "重大纠纷金额起点（元）",
        "group": "重大纠纷当事人数起点",
        "wages": "重大纠纷欠薪人数",
        "injured": "重大纠纷受伤人数",
        "ordinary_kinds": "按一般纠纷对待的类型代码",
    },
)
declare(
    "mediation.risk",
    "风险评估权重",
    asdict(RiskTable()),
    names={
        "weights": "分值",
        "red": "红色风险起点",
        "orange": "橙色风险起点",
        "yellow": "黄色风险起点",
        **{factor.value: factor.label for factor in RiskFactor},
    },
)
