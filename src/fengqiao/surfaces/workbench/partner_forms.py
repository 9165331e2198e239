"""Forms of the pages for partner agencies (协作单位接口)."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from fengqiao.kernel.identity.models import Partner
from fengqiao.kernel.identity.partners import KINDS
from fengqiao.kernel.module.registry import sendings


def sources() -> list[tuple[str, str]]:
    """What the lines of work take from agencies."""
    return [each for sending in sendings() for each in sending.sources.items()]


class RangeForm(forms.Form):
    """来源、接收范围、频次 of an agency."""

    sources = forms.MultipleChoiceField(label="可报送的来源", choices=sources, widget=forms.CheckboxSelectMultiple)
    receiving = forms.CharField(
        label="接收范围",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="县、区或乡镇的12位区划代码，多个用空格分开。",
    )
    rate = forms.IntegerField(label="每分钟请求上限", min_value=1, max_value=6000, initial=60)

    def clean_receiving(self) -> list[int]:
        """The codes that were typed."""
        codes = re.findall(r"\S+", self.cleaned_data["receiving"])
        if not all(re.fullmatch(r"[0-9]{12}", code) for code in codes):
            raise forms.ValidationError("应为12位区划代码。")
        return sorted({int(code) for code in codes})

    @staticmethod
    def values_of(partner: Partner) -> dict[str, Any]:
        """The agency as it is now."""
        codes = " ".join(str(low // 1000) for low, _ in partner.ranges)
        return {"sources": partner.sources, "receiving": codes, "rate": partner.rate}


class PartnerForm(RangeForm):
    """新增协作单位."""

    name = forms.CharField(label="单位名称", max_length=100)
    kind = forms.ChoiceField(label="类别", choices=list(KINDS.items()))
    region = forms.IntegerField(label="所在区划代码", min_value=10**11, max_value=10**12 - 1)
    field_order = ("name", "kind", "region", "sources", "receiving", "rate")


class KeyForm(forms.Form):
    """签发、换发密钥."""

    days = forms.IntegerField(label="有效天数", min_value=1, max_value=366, initial=180)


class EndpointForm(forms.Form):
    """登记回告地址."""

    url = forms.URLField(label="回告地址", max_length=300, assume_scheme="https")
