"""The form of what a partner agency sends: as the desk's 来件, with the fields of its letter."""

from __future__ import annotations

import json
from typing import Any

from django import forms

from fengqiao.business.mediation.forms.fields import day, line
from fengqiao.business.mediation.forms.intake import ItemForm
from fengqiao.business.mediation.terms import SourceDetail
from fengqiao.kernel.places.models import Region, in_force
from fengqiao.kernel.places.scope import today

CHANNELS = (
    SourceDetail.COURT_ASSIGNED,
    SourceDetail.COURT_ENTRUSTED,
    SourceDetail.PROCURATORATE,
    SourceDetail.POLICE_STATION,
    SourceDetail.TRAFFIC_POLICE,
    SourceDetail.PETITION,
    SourceDetail.GOVERNMENT_HOTLINE,
    SourceDetail.CENTER,
    SourceDetail.GRID,
)
SOURCES = {str(each.value): str(each.label) for each in CHANNELS}
NEEDS_CONSENT = ("31", "33")  # court and police: whether the parties agreed to the hand-over must be said


class PartnerItemForm(ItemForm):
    """报送来件: number and place are demanded, all else is kept as it comes."""

    source_detail = forms.ChoiceField(label="来源", choices=list(SOURCES.items()))
    external_number = line("外部编号", 60)
    place_code = forms.IntegerField(label="发生地区划", required=False)  # type: ignore[assignment]  # of any level, by code
    received_at = None  # type: ignore[assignment]  # how Django takes a field away: it is the moment of arrival
    category = line("对方分类（案由）", 60, required=False)
    letter_number = line("文号", 60, required=False)
    answer_by = day("期限", required=False)
    materials = forms.JSONField(label="材料清单", required=False)
    parties = forms.JSONField(label="提及人员", required=False)

    def clean_place_code(self) -> int | None:
        code: int | None = self.cleaned_data["place_code"]
        if code is not None and not Region.objects.filter(in_force(today()), code=code).exists():
            raise forms.ValidationError("没有这个区划代码。")
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("source_detail", "")[:2] in NEEDS_CONSENT and cleaned.get("consent_share") is None:
            self.add_error("consent_share", "法院、公安移送须注明当事人是否同意。")
        if not cleaned.get("place_code") and not cleaned.get("place_text"):
            self.add_error("place_text", "请填写发生地或12位区划代码。")
        return cleaned

    def given(self) -> dict[str, Any]:
        """What the service takes; persons mentioned are kept sealed, as text."""
        cleaned = dict(self.cleaned_data)
        cleaned["materials"] = cleaned["materials"] or []
        cleaned["mentions"] = json.dumps(found, ensure_ascii=False) if (found := cleaned.pop("parties")) else ""
        return cleaned
