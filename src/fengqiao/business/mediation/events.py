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
REGISTERS = (INTAKE_NUMBER, DISPUTE_NUMBER, CASE_NUMBER, AGREEMENT_NUMBER)

KINDS = (
    Kind(key="mediation.committee.found", sentence="设立调委会：{name}"),
    Kind(key="mediation.mediator.enrol", sentence="登记调解员：{name}"),
    Kind(key="mediation.mediator.appoint", sentence="聘任：{committee}，至{until}"),
    Kind(key="mediation.party.add", sentence="补充当事人：{name}", public=True),
    Kind(key="mediation.party.change", sentence="修改当事人：{name}（{fields}）"),
    Kind(key="mediation.link.decide", sentence="与{dispute}：{decision}"),
    Kind(key="mediation.link.source", sentence="首个来源改为{source}"),
    Kind(key="mediation.party.ask", sentence="征询调解意愿：{name}{willingness}", public=True),
)
