"""Forms of 来件 and of the ledger (排查台账): what comes in by channel and by sheet."""

from __future__ import annotations

from typing import Any

from django import forms

from fengqiao.business.mediation.forms.dispute import DESK, PlaceField, RegisterForm
from fengqiao.business.mediation.forms.fields import IdNumberField, PhoneField, day, line, moment, money, one, text
from fengqiao.business.mediation.terms import LinkChoice, SourceDetail
from fengqiao.kernel.places.scope import local_day, now, today

ROLES = ("当事人", "他人", "网格员", "民警")


class ItemForm(forms.Form):
    """登记来件: as its channel sent it; nothing is demanded that a channel may not have."""

    source_detail = one("来源", SourceDetail)
    external_number = line("外部编号", 60, required=False)
    received_at = moment("接收时间", required=False)
    channel_received_at = moment("原平台时间", required=False)
    narrative = text("简要情况", min_length=2, max_length=4000)
    place_code = PlaceField()
    place_text = line("详细地点", 200, required=False)
    occurred_on = day("发生时间", required=False)
    amount = money("涉及金额（元）")
    people_count = forms.IntegerField(label="涉及人数", min_value=1, max_value=100_000, required=False)
    anonymous = forms.BooleanField(label="匿名", required=False)
    reporter_name = line("反映人", 60, required=False)
    reporter_role = forms.ChoiceField(
        label="反映人身份", choices=[("", "请选择"), *((role, role) for role in ROLES)], required=False
    )
    reporter_phone = PhoneField("反映人电话")
    reporter_id_number = IdNumberField("反映人身份证号")
    consent_share = forms.NullBooleanField(label="同意移送", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place_code"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        received = cleaned.get("received_at") or now()
        if received > now():
            self.add_error("received_at", "接收时间晚于现在，请核对。")
        if cleaned.get("occurred_on") and cleaned["occurred_on"] > local_day(received):
            self.add_error("occurred_on", "发生时间晚于接收时间，请核对。")
        if (sent := cleaned.get("channel_received_at")) and sent > received:
            self.add_error("channel_received_at", "原平台时间晚于接收时间，请核对。")
        return cleaned


class DecideForm(forms.Form):
    """关联决定 on one candidate."""

    dispute = forms.UUIDField()
    decision = forms.ChoiceField(choices=LinkChoice.choices)
    reason = forms.CharField(max_length=200, required=False)
    version = forms.IntegerField()


class LedgerForm(RegisterForm):
    """One row of the 排查台账: the desk's form; the key comes with the sheet, the source is 定期排查 unless said."""

    idempotency_key = None  # type: ignore[assignment]  # how Django takes a field away
    source_detail = forms.ChoiceField(label="来源", choices=DESK, required=False)
    found_on = day("排查时间", required=False)

    def clean_source_detail(self) -> str:
        return self.cleaned_data["source_detail"] or str(SourceDetail.ROUTINE_INSPECTION)

    def clean_found_on(self) -> Any:
        value = self.cleaned_data["found_on"]
        if value and value > today():
            raise forms.ValidationError("排查时间晚于今天，请核对。")
        return value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        happened, found = cleaned.get("occurred_on"), cleaned.get("found_on")
        if happened and found and happened > found:
            self.add_error("occurred_on", "发生时间晚于排查时间，请核对。")
        return cleaned
