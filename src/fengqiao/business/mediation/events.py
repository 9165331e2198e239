"""What is recorded beside the steps, and the registers that numbers come from (编号)."""

from __future__ import annotations

from fengqiao.business.mediation import rules
from fengqiao.kernel.casework.numbers import Register

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
ALL = (INTAKE_NUMBER, DISPUTE_NUMBER, CASE_NUMBER, AGREEMENT_NUMBER)
