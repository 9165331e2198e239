"""An entry of the tests: a ledger of disputes whose rows become plain subjects, and the sheets to fill it from."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import xlsxwriter
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError

from fengqiao.kernel.casework.perform import NotNow
from fengqiao.kernel.exchange.declarations import ENTRIES, Cleaned, Entry
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import TOWN, Scope, acting, reach
from fengqiao.kernel.privacy.identifiers import id_number_problem

CODE = 990101101000000
OFFICE, POST = UUID(int=0x21), UUID(int=0x22)
CLERK = Scope(
    ranges=(reach(CODE, TOWN),), organization=OFFICE, post=POST, user=UUID(int=0x23), may=frozenset({"sample.register"})
)
VILLAGES = ("柳河村", "柳溪村", "桥头村")


class LedgerForm(forms.Form):
    """The ledger's form."""

    name = forms.CharField(label="申请人", max_length=20)
    id_number = forms.CharField(label="身份证号", required=False, validators=[lambda v: _checked(v)])
    village = forms.CharField(label="发生地")
    kind = forms.ChoiceField(
        label="纠纷类型", choices=[("01", "婚姻家庭纠纷"), ("02", "邻里纠纷"), ("03", "房屋宅基地纠纷")]
    )
    happened_on = forms.DateField(label="发生时间")
    amount = forms.DecimalField(label="金额", required=False, max_digits=14, decimal_places=2, min_value=Decimal())
    urgent = forms.BooleanField(label="是否紧急", required=False)
    story = forms.CharField(label="主要事实", required=False, widget=forms.Textarea)

    def clean_village(self) -> str:
        """Known villages only."""
        village = str(self.cleaned_data["village"])
        if village not in VILLAGES:
            raise ValidationError(f"发生地不在柳河镇，没有“{village}”")
        return village

    def clean_happened_on(self) -> date:
        """Not in the future."""
        day: date = self.cleaned_data["happened_on"]
        if day > date(2026, 11, 24):
            raise ValidationError("发生时间在今天之后，请核对年份")
        return day


def _checked(value: str) -> None:
    if problem := id_number_problem(value, on=date(2026, 11, 24), old=True):
        raise ValidationError(f"身份证号{problem}")


def write(*, idempotency_key: str, **given: Any) -> Subject:
    """Write one row as a subject, under its key; some names are refused."""
    if given["name"] == "拒绝":
        raise ValidationError({"name": ["申请人已列入不予受理名单。"]})
    if given["name"] == "不是时候":
        raise NotNow("本月台账已报送，不能再登记。")
    if given["name"] == "无权":
        raise PermissionDenied("sample.register")
    if given["name"] == "有误":
        raise ValidationError("本行与在办事项冲突。")
    if given["name"] == "过长":
        Subject.objects.filter(kind="ledger").update(kind="长" * 41)
    if given["name"] == "冲突":
        Subject.objects.create(uid=Subject.objects.readable()[0].pk, scope_code=CODE, kind="ledger", title="重")
    subject = Subject(
        scope_code=acting().ranges[0][0], kind="ledger", number=idempotency_key[-60:], title=given["name"]
    )
    subject.root = subject
    subject.save(force_insert=True)
    return subject


def alike(rows: Sequence[Cleaned]) -> list[str]:
    """Names that are registered already."""
    known = set(Subject.objects.filter(title__in=[row["name"] for row in rows]).values_list("title", flat=True))
    return ["与已登记的事项当事人相同" if row["name"] in known and row["name"] != "李某某" else "" for row in rows]


LEDGER = Entry(
    key="sample.ledger",
    label="纠纷台账",
    form=LedgerForm,
    write=write,
    may="sample.register",
    columns={
        "申请人": "name",
        "身份证号": "id_number",
        "发生地": "village",
        "纠纷类型": "kind",
        "发生时间": "happened_on",
        "金额": "amount",
        "紧急": "urgent",
        "主要事实": "story",
    },
    examples={"name": "示例人", "village": "柳河村", "kind": "邻里纠纷", "happened_on": "2026-10-01"},
    unique=("name", "happened_on"),
    aliases={"发生日期": "发生时间"},
    alike=alike,
)
ENTRIES[LEDGER.key] = LEDGER

HEADERS = list(LEDGER.columns)


def line(
    name: object = "李某某", number: object = "", village: object = "柳河村", kind: object = "邻里纠纷",
    day: object = "2026-10-03", amount: object = "", urgent: object = "", story: object = "",
) -> list[object]:  # fmt: skip
    """A row of the ledger, right unless told otherwise."""
    return [name, number, village, kind, day, amount, urgent, story]


def workbook(
    rows: Sequence[Sequence[object]], *, headers: Sequence[object] = HEADERS, titles: int = 0, merge: str = ""
) -> bytes:
    """An XLSX as an office makes it; a text that begins with = is a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("台账")
        for number in range(titles):
            sheet.write_string(number, 0, "柳河镇 2026 年 10 月矛盾纠纷排查台账")
        sheet.write_row(titles, 0, headers)
        for number, row in enumerate(rows, titles + 1):
            for column, value in enumerate(row):
                if isinstance(value, str) and not value.startswith("="):
                    sheet.write_string(number, column, value)
                elif value != "":
                    sheet.write(number, column, value)
        if merge:
            sheet.merge_range(merge, rows[0][0])
    return out.getvalue()
