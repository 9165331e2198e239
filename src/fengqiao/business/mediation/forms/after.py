"""Forms of what follows the agreement: performance, follow-up, archive."""

from __future__ import annotations

from typing import Any

from django import forms

from fengqiao.business.mediation.forms.fields import day, line, moment, money, one, own_name, text
from fengqiao.business.mediation.models import Agreement, MediationCase, PerformanceItem
from fengqiao.business.mediation.rules import follow_up_warning
from fengqiao.business.mediation.terms import (
    FollowUpAction,
    FollowUpMode,
    ItemState,
    Material,
    Performance,
    Retention,
    Satisfaction,
)
from fengqiao.kernel.casework.attachments import attach
from fengqiao.kernel.casework.forms import StepForm
from fengqiao.kernel.places.scope import local_day, now, today


class PerformanceForm(StepForm):
    """登记履行: which obligation, when, with which proof."""

    case: MediationCase
    item = forms.ModelChoiceField(label="履行事项", queryset=PerformanceItem.objects.none(), empty_label="请选择")
    result = forms.ChoiceField(
        label="结果",
        choices=[
            (ItemState.DONE, "已履行（含部分履行）"),
            (ItemState.OVERDUE, "逾期未履行"),
            (ItemState.WAIVED, "权利人豁免"),
        ],
        widget=forms.RadioSelect,
        initial=ItemState.DONE,
        required=False,
    )
    done_on = day("履行日期", initial=today)
    done_amount = money("实付金额（元）", help_text="分次支付的，填本次实付的金额；不填的为付清")
    proof = forms.FileField(label=Material.VOUCHER.label, required=False, help_text="收条、转账凭证")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        agreement = Agreement.in_hand(self.case.pk)
        items = PerformanceItem.objects.filter(agreement=agreement).exclude(state=ItemState.DONE)
        field = self.fields["item"]
        field.queryset = items  # type: ignore[attr-defined]  # a model choice
        field.label_from_instance = _standing  # type: ignore[attr-defined]  # a model choice
        field.initial = items.first()

    def clean_done_on(self) -> Any:  # a day
        if self.cleaned_data["done_on"] > today():
            raise forms.ValidationError("履行日期晚于今天，请核对。")
        return self.cleaned_data["done_on"]

    def given(self) -> dict[str, Any]:
        given = super().given()
        upload = given.pop("proof")
        given["result"] = given["result"] or ItemState.DONE
        return {**given, "proof": attach(self.case.subject, upload, label=Material.VOUCHER) if upload else None}


def _standing(item: PerformanceItem) -> str:
    """An item with its sum and what was paid of it before."""
    said = [item.note, *([f"{item.amount:,.2f}元"] if item.amount else ())]
    return "，".join([*said, *([f"已付{item.done_amount:,.2f}元"] if item.done_amount else ())])


class FollowUpForm(StepForm):
    """人民调解回访记录."""

    at = moment("回访时间", initial=now)
    mode = one("回访方式", FollowUpMode, open_=True, initial=FollowUpMode.VISIT)
    reason = line("回访事由", 200, initial="协议履行情况")
    performance = one("履行情况", Performance)
    satisfied = one("满意度", Satisfaction, open_=True)
    situation = text("回访情况")
    visitor = line("回访人", 60, initial=own_name)
    action = one("处理", FollowUpAction, open_=True, initial=FollowUpAction.NONE)

    def clean_at(self) -> Any:  # a moment
        if self.cleaned_data["at"] > now():
            raise forms.ValidationError("回访时间晚于现在，请核对。")
        return self.cleaned_data["at"]

    def warnings(self) -> list[str]:
        """Asked before anything was due (9.2)."""
        agreement = Agreement.in_hand(self.case.pk)
        days = [item.due_on for item in agreement.items.all()] if agreement else []
        early = follow_up_warning(local_day(self.cleaned_data["at"]), min(days, default=None))
        return [early] if early else []


class ArchiveForm(StepForm):
    """归档: who filed, who checked, how long it is kept."""

    retention = one("保管期限", Retention, open_=True, initial=Retention.LONG)
    filer = line("立卷人", 60, initial=own_name)
    checker = line("检查人", 60)
    place = line("存放位置", required=False)
    remarks = text("情况说明", 3, required=False)
