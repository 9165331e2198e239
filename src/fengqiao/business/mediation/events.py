"""What is recorded beside the steps, and the registers that numbers come from (编号)."""

from __future__ import annotations

from fengqiao.business.mediation import rules
from fengqiao.kernel.casework.numbers import Register
from fengqiao.kernel.journal.events import Kind

INTAKE_NUMBER = Register(
    key="mediation.intake",
    label="来件编号",
    text=rules.intake_number,
    holder="township",
)
DISPUTE_NUMBER = Register(
    key="mediation.dispute",
    label="纠纷编号",
    text=rules.dispute_number,
    holder="village",
)
CASE_NUMBER = Register(
    key="mediation.case",
    label="卷号",
    text=lambda *, year, short_name, serial, committee: rules.case_number(year, short_name, serial),
    holder="committee",
)
AGREEMENT_NUMBER = Register(
    key="mediation.agreement",
    label="协议书编号",
    text=lambda *, year, short_name, serial, committee: rules.agreement_number(year, short_name, serial),
    holder="committee",
)
ROUND_NUMBER = Register(key="mediation.round", label="排查轮次编号", text=rules.round_number, holder="place")
RETURN_NUMBER = Register(key="mediation.return", label="排查报送编号", text=rules.return_number, holder="unit")
CLAIM_NUMBER = Register(
    key="mediation.claim",
    label="补贴申报编号",
    text=lambda *, year, short_name, serial, committee: rules.claim_number(year, short_name, serial),
    holder="committee",
)
BATCH_NUMBER = Register(  # a bureau names its batches itself
    key="mediation.batch",
    label="补贴发放批次",
    text=lambda *, year, serial, name, bureau: str(name),
    holder="bureau",
)
HINT_NUMBER = Register(
    key="mediation.hint",
    label="异常提示编号",
    text=lambda *, year, serial, county: rules.hint_number(year, serial),
    holder="county",
)
REGISTERS = (
    INTAKE_NUMBER,
    DISPUTE_NUMBER,
    CASE_NUMBER,
    AGREEMENT_NUMBER,
    CLAIM_NUMBER,
    BATCH_NUMBER,
    HINT_NUMBER,
    ROUND_NUMBER,
    RETURN_NUMBER,
)

KINDS = (
    Kind(key="mediation.committee.found", sentence="设立调委会：{name}"),
    Kind(key="mediation.committee.change", sentence="变更调委会登记：{fields}"),
    Kind(key="mediation.committee.file", sentence="备案，日期{on}"),
    Kind(key="mediation.committee.begin_election", sentence="开始换届"),
    Kind(key="mediation.committee.elect", sentence="换届：{people}，任期至{until}"),
    Kind(key="mediation.committee.join", sentence="{position}：{name}，至{until}"),
    Kind(key="mediation.committee.leave", sentence="{position}离任：{name}，{reason}"),
    Kind(key="mediation.committee.notify_court", sentence="向{court}通报组成人员，日期{on}"),
    Kind(key="mediation.committee.dissolve", sentence="撤销调委会：{reason}"),
    Kind(key="mediation.room.open", sentence="设立调解室（点）：{name}"),
    Kind(key="mediation.room.change", sentence="变更调解室（点）：{name}（{fields}）"),
    Kind(key="mediation.room.close", sentence="撤销调解室（点）：{name}"),
    Kind(key="mediation.center.open", sentence="登记矛调中心：{name}"),
    Kind(key="mediation.center.change", sentence="变更矛调中心：{fields}"),
    Kind(key="mediation.center.close", sentence="撤销矛调中心"),
    Kind(key="mediation.mediator.enrol", sentence="登记调解员：{name}"),
    Kind(key="mediation.mediator.change", sentence="变更调解员登记：{fields}"),
    Kind(key="mediation.mediator.appoint", sentence="聘任：{committee}，至{until}"),
    Kind(key="mediation.mediator.renew", sentence="续聘：{committee}，至{until}"),
    Kind(key="mediation.mediator.release", sentence="离任：{committee}，{reason}"),
    Kind(key="mediation.mediator.grade", sentence="评定等级：{grade}，{by}"),
    Kind(key="mediation.mediator.train", sentence="{kind}：{said}"),
    Kind(key="mediation.mediator.discipline", sentence="{measure}：{ground}，{by}"),
    Kind(key="mediation.party.add", sentence="补充当事人：{name}", public=True),
    Kind(key="mediation.party.change", sentence="修改当事人：{name}（{fields}）"),
    Kind(key="mediation.link.decide", sentence="与{dispute}：{decision}"),
    Kind(key="mediation.link.source", sentence="首个来源改为{source}"),
    Kind(key="mediation.party.state", sentence="{name}在网上：{said}"),
    Kind(key="mediation.party.heard", sentence="查看当事人网上意见：{said}"),
    Kind(key="mediation.party.admit", sentence="发给{name}查询码"),
    Kind(key="mediation.party.ask", sentence="征询调解意愿：{name}{willingness}", public=True),
)
