"""Every sentence a rule of mediation can say, in one place (办理提示).

Blocks stop a step; warnings may be passed with a reason. A sentence with figures in it is a function.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from fengqiao.business.mediation.terms import Outcome

# Blocks: the domain page's own sentences, to the letter.

REFUSED = "当事人已明确拒绝调解，依据《人民调解法》第十七条不得调解，请终止并告知其他途径。"
COURT_ACCEPTED = "该纠纷人民法院已受理，未收到委派或委托调解函，不能受理。"
ONE_SIDE_ONLY = "请补充对方当事人信息；确无法查明的，可先作线索登记，不能受理。"
MINOR_WITHOUT_GUARDIAN = "当事人未满18周岁，须填写法定代理人并由其签名。"
INTERESTED_MEDIATOR = "调解员与当事人存在利害关系，须双方书面同意或更换调解员。"
NOT_SEALED = "协议书尚未加盖调委会印章，未生效，不能登记为“达成书面协议”。"
DUE_BEFORE_AGREEMENT = "履行期限早于协议日期，请核对；已当场履行的请勾选“当场履行”并上传凭证。"
WRITTEN_ONLY = "劳动争议、医疗纠纷调解协议应当采用书面形式。"
ORAL_NOT_CONFIRMED = "口头协议无法提交司法确认，请先制作书面调解协议书。"
RED_NEEDS_HEAD = "红色风险纠纷须由司法所所长审核后办结。"
OWN_CLAIM = "不能审核本人申报的补贴。"
ALL_TOLD = "各方当事人均已告知权利义务。"
CLUE_ELSEWHERE = "该地点不在本乡镇（街道），请向当地司法所反映。"
NO_RECEIVER = "该地点还没有受理单位，请直接联系司法所。"
NO_PETITION = "本纠纷没有在办的信访事项。"
PETITION_EXTENDED = "信访事项办理期限已经延长过一次，不能再次延长。"
NO_FEEDBACK_AWAITED = "本纠纷没有待反馈的信访事项。"
NO_VISIT_WITHOUT_REASON = "走访户数或人次为0的，请写明原因。"
NOTHING_FOUND = "本周期没有发现矛盾纠纷的，请提交零报告。"
MORE_THAN_FOUND = "当场化解数与上报数之和不能大于排查发现数。"
PREVENTED_WITHOUT_NOTE = "填写预防纠纷数的，请说明具体情况。"
OWN_RETURN = "不能退回本单位的排查报送。"
NOT_LATE = "本次报送没有超过期限。"
SIGNED_TEXT = "协议已签署生效，不能修改；如需变更，请制作变更协议。"


def wrong_id_number(position: int) -> str:
    """证件号码校验不通过."""
    return f"身份证号校验不通过，请核对第{position}位或改选证件类型。"


def out_of_term(expired_on: date) -> str:
    """聘期届满."""
    return f"该调解员聘期已于{expired_on}届满，请先办理续聘或更换调解员。"


def sums_differ(items: Decimal, total: Decimal) -> str:
    """分项金额与协议金额不一致."""
    return f"分项金额合计{items:,.2f}元与协议金额{total:,.2f}元不一致。"


def one_applicant_only(name: str) -> str:
    """司法确认须共同申请."""
    return f"司法确认须由双方当事人共同申请，目前仅{name}申请。"


def confirmation_too_late(deadline: date) -> str:
    """超过司法确认期限."""
    return f"已超过协议生效后30日（截止{deadline}），不能申请司法确认，可引导公证、仲裁或起诉。"


def objection_is_over(until: date) -> str:
    """信访转送异议期限届满，视为受理."""
    return f"信访转送异议期限已于{until}届满，视为受理，不能退回来源单位。"


def reviewed_before(batch: str) -> str:
    """同一批次不重复评查."""
    return f"该案卷已在{batch}批次评查，不能重复评查。"


def unfit_to_confirm(grounds: Iterable[str]) -> str:
    """司法确认预检 found something."""
    return f"协议存在不予受理或者驳回的情形：{'；'.join(grounds)}。请先修改协议，或引导公证、仲裁、起诉。"


def enforcement_too_late(deadline: date) -> str:
    """申请执行期限届满."""
    return f"申请执行期限已于{deadline}届满。"


def clues_open(count: int) -> str:
    """有线索不能零报告."""
    return f"本周期已有{count}条排查线索，不能提交零报告。"


def round_is_answered(count: int) -> str:
    """有单位报送后不撤销轮次."""
    return f"已有{count}个单位报送，不能撤销本轮排查。"


def not_your_return(unit: str) -> str:
    """报送由本单位作出."""
    return f"排查情况由{unit}报送。"


def paid_before(batch: str) -> str:
    """一事不重复补贴."""
    return f"该纠纷已于{batch}批次发放补贴，一事不重复补贴。"


def shares_differ(total: Decimal) -> str:
    """份额合计应为100%."""
    return f"领款人份额合计应为100%，现为{total.normalize():f}%，请核对。"


def not_payable(names: Iterable[str]) -> str:
    """现职国家工作人员不领补贴."""
    return f"{'、'.join(names)}为现职国家工作人员，不能领取补贴。"


def still_public(until: date) -> str:
    """公示未满."""
    return f"公示至{until}，期满无异议后方可发放。"


def calls_open(count: int) -> str:
    """发放前回访未完."""
    return f"抽中回访的{count}件尚未由当事人确认，不能发放。"


def period_locked(period: str) -> str:
    """统计期锁定."""
    return f"{period}统计期已锁定，更正将计入下期“更正数”。"


# Blocks that follow from the gates of the course (4.1, 4.2, 5.2).

NO_MEDIATOR = "请指定调解员。"
MAJOR_NEEDS_TWO = "重大纠纷应当由两名以上调解员调解。"
COMMITTEE_IS_PARTY = "村（居）民委员会为一方当事人的，本调委会应当回避，请转由乡镇（街道）调委会受理。"
ACCEPTED_BEFORE_APPLIED = "受理日期不能早于申请日期。"
NO_AGREEMENT = "请先制作调解协议书。"
PARTIES_CHANGED = "当事人姓名（名称）已修改，与协议书不一致，请重新生成协议书后签名。"
NO_CHANGE = "请先制作变更协议。"
NOTHING_LEFT = "协议已履行完毕，不需变更。"
DISPUTE_CONCLUDED = "纠纷已办结，不能变更协议；又起争议的，请另行登记纠纷。"
CHANGE_BEFORE_THE_COURT = "司法确认申请尚在法院审查，请待裁定或者撤回申请后再变更协议。"
CONFIRMED_STAYS = "协议已经人民法院裁定确认有效，不能以变更协议变更，可在执行中和解。"
CHANGE_PENDING = "变更协议尚未生效，请先办理签名、盖章，或者终止变更。"
NO_TERMS = "请至少填写一项协议内容。"
NO_DAY_OF_AGREEMENT = "请填写口头协议达成时间。"
DAY_TO_COME = "日期不能晚于今天。"
NOT_A_STOP = "请选择终止调解的情形。"
AGREEMENT_STANDS = "调解协议书已生效，请登记“达成书面协议”，不能终止调解。"
NO_ROUTE = "调解未成的，应当依据《人民调解法》第二十六条告知当事人仲裁、行政或者诉讼途径，请勾选告知途径。"
MERGE_BY_OFFICE = "并入他案由司法所办理，请写明并入的纠纷编号。"
REFUSED_ENDS = f"当事人已明确拒绝调解，终止情形只能是“{Outcome.REFUSED.label}”或者“{Outcome.WITHDRAWN.label}”。"
UNACCEPTED_ENDS = f"尚未受理的，终止情形只能是“{Outcome.REFUSED.label}”或者“{Outcome.WITHDRAWN.label}”。"
REASON_NEEDED = "请填写终止原因。"
DOWNGRADE_NEEDS_HEAD = "红色、橙色风险降级须由司法所所长审核。"
OVERRIDE_NEEDS_HEAD = "存在应当核定为红色的情形，核定为其他等级须由司法所所长审核。"
DIFFERENCE_NEEDS_REASON = "核定等级与系统建议不一致，请写明理由。"
RED_NEEDS_LEADER = "红色风险纠纷须确定包案领导。"
REPORT_NEEDED = "存在可能引发治安、刑事案件的情形，须依据《人民调解法》第二十五条报告公安机关或者有关部门后办结。"
FOLLOW_UP_NEEDED = "尚未回访，不能办结。"
ORANGE_NEEDS_HEAD = "橙色风险纠纷须由司法所所长审核后办结。"
MAJOR_NEEDS_HEAD = "重大纠纷须由司法所所长审核后办结。"
CLOSED_BY_OFFICE = "纠纷由司法所办结。"
MAJOR_BY_OFFICE = "重大纠纷由司法所核定，村（居）调委会请报司法所。"
OWN_FILE = "不能评查本单位办理的案卷。"
REPLACEMENT_NEEDED = "回避后调解员人数不足，请同时更换调解员。"
NO_RUNNING_LIMIT = "本案没有正在计算的调解期限。"
LIMIT_IS_OVER = "调解期限已届满，不能中止；需要继续调解的，请征得各方当事人同意后延长。"
LIMIT_IS_NOT_PAUSED = "本案调解期限没有中止。"
EXTENSION_NEEDS_CONSENT = "延长调解期限须经各方当事人同意，请先取得同意书。"
EXTENSION_TOO_EARLY = "延长后的期限应当晚于原期限，请核对。"
CLOSED_IS_NOT_JOINED = "该纠纷已办结，不能并入；再次发生的，请登记为新纠纷并关联。"
RUNNING_CASE_FIRST = "该纠纷正在调解，请先将调解案件以“并入他案”结案，再归并。"
BEFORE_THE_COURT = "已申请司法确认，请等待人民法院答复。"
DECIDED_ALREADY = "人民法院已作出裁定，不能再次申请司法确认。"
NOT_APPLIED = "没有等待人民法院答复的司法确认申请。"
TAKEN_UP_ALREADY = "人民法院已受理该司法确认申请。"
COURT_DAY_TOO_EARLY = "日期早于申请或受理日期，请核对。"
NOT_CONFIRMED = "协议未经人民法院裁定确认有效，不能登记申请执行。"
CLAIMED_BEFORE = "该纠纷已有补贴申报正在办理，一事不重复补贴。"
NOT_PAYABLE = "该案结果不在补贴范围内；调解不成的，应当已固定证据或记载无争议事实，并告知其他途径。"
FILE_NOT_REVIEWED = "案卷尚未评查，不能审定。"
FILE_FAILED = "案卷评查不合格，不能补贴。"
NOBODY_PAYABLE = "本案调解员均为现职国家工作人员，不能申报补贴。"
PAYEE_HAS_NOT_MEDIATED = "领款人应当是参与本案调解的调解员。"
ADJUSTMENT_NEEDS_REASON = "有奖励或者扣减的，请写明理由。"
DEDUCTED_TOO_MUCH = "扣减金额不能超过补贴标准与奖励之和。"
NOBODY_DENIES = "当事人没有否认调解。"
NOTHING_TO_PAY = "本批次没有可以发放的申报。"
NOTHING_APPROVED = "没有已审定、可以发放的申报。"
BATCH_NAME_TAKEN = "已有同名批次，请更换批次名称。"
NO_TYPE = "请确定纠纷类型后分流。"
NO_SUBTYPE = "请确定纠纷二级类型后分流。"
NO_PLACE = "请确定发生地后分流。"
NO_DUTY_ORGANIZATION = "请确定责任单位后分流。"


def not_engaged(name: str) -> str:
    """The mediator has no appointment with this committee."""
    return f"{name}未受本调委会聘任，请先办理聘任或更换调解员。"


def term_not_begun(name: str, begins_on: date) -> str:
    """The appointment begins later."""
    return f"{name}的聘期自{begins_on}起，请更换调解员。"


def incomplete_party(name: str, fields: Iterable[str]) -> str:
    """What the form still lacks of a party at acceptance."""
    return f"请补全{name}的{'、'.join(fields)}后受理。"


def limited_without_guardian(name: str) -> str:
    """限制或者无民事行为能力."""
    return f"{name}不具有完全民事行为能力，须填写法定代理人并由其签名。"


def not_yet_willing(names: Iterable[str]) -> str:
    """Nobody refuses, but not all have agreed."""
    return f"{'、'.join(names)}尚未同意调解，请先征询意愿。"


def rights_not_told(names: Iterable[str]) -> str:
    """权利义务尚未告知."""
    return f"尚未向{'、'.join(names)}告知调解的权利和义务，请先送达权利义务告知书。"


def not_signed(names: Iterable[str]) -> str:
    """尚未签名."""
    return f"{'、'.join(names)}尚未在协议书上签名、盖章或按指印。"


def papers_missing(labels: Iterable[str]) -> str:
    """缺少必备文书."""
    return f"卷宗缺少必备文书：{'、'.join(labels)}，不能归档。"


def matches_undecided(count: int) -> str:
    """疑似重复未判定."""
    return f"尚有{count}条疑似重复的来件未判定，请先处理后分流。"


def items_open(count: int) -> str:
    """履行事项未了."""
    return f"尚有{count}项履行事项未到期或未登记履行结果，不能办结。"


def not_overdue_yet(due_on: date) -> str:
    """期限未满，不是逾期."""
    return f"履行期限{due_on}尚未届满，不能登记逾期未履行。"


def paid_too_much(paid: Decimal, now: Decimal, amount: Decimal) -> str:
    """实付超过约定金额."""
    return f"该项金额{amount:,.2f}元，已付{paid:,.2f}元，本次实付{now:,.2f}元，合计超过该项金额，请核对。"


def items_unperformed(count: int) -> str:
    """尚未履行完毕."""
    return f"尚有{count}项履行事项未履行完毕。"


# Warnings.

SIMPLE_BUT_LARGE = "涉及金额在100,000元以上，难易程度为“简单”，请核对。"
WAIVES_PETITION = "协议不得约定保证不再信访、上访，请修改。"
WAIVES_COURT = "协议不得约定放弃起诉、仲裁等权利（《人民调解法》第三条），请修改。"
NEEDS_REGISTRATION = "该条款不能申请司法确认，须走登记或确权程序"
UNCLEAR = "内容不明确将被法院驳回"


def age_differs(name: str, stated: int, computed: int) -> str:
    """年龄与身份证不符."""
    return f"{name}填写年龄{stated}岁，按身份证为{computed}岁，年龄与身份证不符。"


def busy_mediator(name: str, case: str) -> str:
    """同一调解员同一时间."""
    return f"{name}在同一时间另有调解：{case}，请核对时间。"


def early_follow_up(due_on: date) -> str:
    """未到回访时间."""
    return f"首个履行期限为{due_on}，未到期即回访，请说明理由。"


def follow_up_from(first_due_on: date) -> str:
    """回访时间未到."""
    return f"首个履行期限{first_due_on}届满后办理。"


def far_away(kilometers: Decimal) -> str:
    """定位偏离."""
    return f"定位距发生地{kilometers:.1f}公里，超过20公里，请核对。"


def interest_too_high(yearly: Decimal, bound: Decimal) -> str:
    """利息、违约金过高."""
    return f"约定的利率或违约金折合年{yearly:.2f}%，超过一年期LPR四倍（{bound:.2f}%），超出部分不受法律保护。"
