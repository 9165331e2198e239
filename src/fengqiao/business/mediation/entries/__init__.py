"""What can be entered in mediation, once: the desk's registration, and the ledger (矛盾纠纷排查登记台账) as a sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from fengqiao.business.mediation.entries import registers
from fengqiao.business.mediation.forms import ClueForm, LedgerForm, OralForm, RegisterForm
from fengqiao.business.mediation.forms.dispute import registered
from fengqiao.business.mediation.models import Dispute
from fengqiao.business.mediation.queries import registered_alike, villages_named
from fengqiao.business.mediation.services.clue import report_clue
from fengqiao.business.mediation.services.intake import register
from fengqiao.business.mediation.services.oral import case_numbers, settle_orally
from fengqiao.kernel.exchange.declarations import Cleaned, Entry
from fengqiao.kernel.privacy.identifiers import to_18
from fengqiao.kernel.sync.declarations import Capture

REGISTER = "mediation.register"
COLUMNS = {  # the columns of form 16 that are known when a dispute is found; the others are what its course records
    "排查时间": "found_on",
    "发生时间": "occurred_on",
    "发生地": "place_code",
    "详细地点": "place_text",
    "申请人": "applicant_name",
    "申请人性别": "applicant_sex",
    "申请人身份证号": "applicant_id_number",
    "申请人电话": "applicant_phone",
    "申请人住址": "applicant_address",
    "被申请人": "respondent_name",
    "被申请人性别": "respondent_sex",
    "被申请人身份证号": "respondent_id_number",
    "被申请人电话": "respondent_phone",
    "被申请人住址": "respondent_address",
    "纠纷类型": "dispute_type",
    "二级类型": "subtype",
    "简要情况": "facts_text",
    "诉求": "demands",
    "标的物": "subject_key",
    "涉及金额": "amount",
    "涉及人数": "people_count",
    "来源": "source_detail",
    "外部编号": "external_number",
}
ALIASES = {
    "登记时间": "排查时间",
    "时间": "发生时间",
    "发生日期": "发生时间",
    "地点": "发生地",
    "村（社区）": "发生地",
    "当事人甲": "申请人",
    "甲方": "申请人",
    "申请人姓名": "申请人",
    "当事人乙": "被申请人",
    "乙方": "被申请人",
    "被申请人姓名": "被申请人",
    "类型": "纠纷类型",
    "主要事实": "简要情况",
    "金额": "涉及金额",
    "人数": "涉及人数",
    "案件来源": "来源",
}
EXAMPLES = {
    "found_on": "2026-03-02",
    "occurred_on": "2026-02-28",
    "place_code": "示例村",
    "applicant_name": "示例人甲",
    "respondent_name": "示例人乙",
    "dispute_type": "邻里纠纷",
    "subtype": "界址围墙",
    "facts_text": "示例人乙在自家院外砌围墙一道，占用两家共用通道，示例人甲通行受阻。",
    "people_count": "2",
    "source_detail": "定期排查",
}


def village_of(text: str) -> str:
    """The code of a village by its name in the own range (柳河村, 柳河镇柳河村, 柳河村委会) or by its 12 digits."""
    if re.fullmatch(r"\d{12}", text):
        return text
    found = villages_named(re.sub(r"\s+", "", text))
    if not found:
        raise ValidationError(f"本辖区没有“{text}”，请填写村（社区）名称或12位区划代码")
    if len(found) > 1:
        raise ValidationError(f"本辖区有{len(found)}个“{text}”，请写明乡镇或填写12位区划代码")
    return str(found[0])


def present_number(text: str) -> str:
    """An identity number of 15 digits, as old ledgers have them, in its 18 of today."""
    number = text.replace(" ", "").upper()
    return to_18(number) if re.fullmatch(r"[0-9]{15}", number) else number


def write(*, idempotency_key: str, **cleaned: Any) -> Dispute:
    """One row of the ledger, or one desk form, becomes an item and the dispute it founds."""
    return register(idempotency_key=idempotency_key, **registered(cleaned))


def alike(rows: Sequence[Cleaned]) -> list[str]:
    """Which rows look like a dispute that is registered already: the same parties, type, village and day."""
    return [f"与已登记的 {number} 当事人、类型、地点和时间相同" if number else "" for number in registered_alike(rows)]


DESK = Entry(key="mediation.dispute", label="矛盾纠纷", form=RegisterForm, write=write, may=REGISTER)
LEDGER = Entry(
    key="mediation.ledger",
    label="排查台账",
    form=LedgerForm,
    write=write,
    may=REGISTER,
    columns=COLUMNS,
    examples=EXAMPLES,
    unique=("applicant_name", "respondent_name", "dispute_type", "place_code", "occurred_on"),
    aliases=ALIASES,
    readers={
        "place_code": village_of,
        "applicant_id_number": present_number,
        "respondent_id_number": present_number,
    },
    alike=alike,
)

ORAL = Entry(key="mediation.oral", label="口头调解", form=OralForm, write=settle_orally, may="mediation.handle")
CLUE = Entry(key="mediation.clue", label="线索", form=ClueForm, write=report_clue, may="mediation.clue")

ALL = (DESK, LEDGER, registers.ROSTER, ORAL, CLUE)

# 8.1: what is entered on the spot, without network. No party signs an oral agreement; one seal a month.
CAPTURES = (
    Capture(
        entry=ORAL,
        icon="message-check",
        title="{applicant_name}与{respondent_name} 口头调解",
        groups=(
            ("双方", ("applicant_name", "applicant_sex", "respondent_name", "respondent_sex")),
            ("在哪，为什么事", ("place_code", "dispute_type", "subtype")),
            ("怎么说和的", ("kind", "amount", "note", "on_the_spot", "due_on")),
        ),
        when={"amount": "kind=pay", "due_on": "on_the_spot="},
        dated=True,
        series=case_numbers,
        send="登记，已说和",
    ),
    Capture(
        entry=CLUE,
        icon="flag",
        title="线索：{narrative}",
        groups=(
            ("什么事", ("narrative", "people")),
            ("在哪，什么时候", ("place_code", "place_text", "occurred_on")),
            ("您的身份", ("source_detail",)),
        ),
        send="报送",
    ),
)
