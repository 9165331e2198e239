"""Forms of 排查: a round made by hand, a unit's return, its zero report."""

from __future__ import annotations

from typing import Any

from django import forms

from fengqiao.business.mediation.forms.fields import day, line
from fengqiao.business.mediation.models import InspectionReturn
from fengqiao.business.mediation.queries.inspections import offices_of
from fengqiao.business.mediation.terms import InspectionKind, InspectionLevel
from fengqiao.kernel.casework.forms import StepForm
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.places.scope import acting, today

BY_HAND = [(each.value, each.label) for each in (InspectionKind.SPECIAL, InspectionKind.KEY_PERIOD)]
OFFICE = "office"


class RoundForm(forms.Form):
    """部署专项排查、重点时段排查: what for, who, from when to when, until when."""

    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="排查类型", choices=BY_HAND, widget=forms.RadioSelect)
    theme = line("主题", 60, help_text="如：春节前、农忙、婚恋家庭、欠薪、宅基地")
    level = forms.ChoiceField(label="报送单位", choices=InspectionLevel.choices, widget=forms.RadioSelect)
    towns = forms.ModelMultipleChoiceField(
        label="范围",
        queryset=Organization.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选为全部司法所",
    )
    period_start = day("周期开始", initial=today)
    period_end = day("周期结束", initial=today)
    due_on = day("报送截止", initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        home = Organization.objects.get(pk=acting().seat())
        self.fields["kind"].initial = InspectionKind.SPECIAL
        level = self.fields["level"]
        level.initial = InspectionLevel.VILLAGE
        if home.kind == OFFICE:
            level.choices = [(InspectionLevel.VILLAGE.value, InspectionLevel.VILLAGE.label)]  # type: ignore[attr-defined]
            del self.fields["towns"]
        else:
            towns = self.fields["towns"]
            towns.queryset = offices_of(home.county)  # type: ignore[attr-defined]  # a choice of records
            towns.wide = True  # type: ignore[attr-defined]  # read by the page

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last, until = (cleaned.get(name) for name in ("period_start", "period_end", "due_on"))
        if first and last and last < first:
            self.add_error("period_end", "周期结束不能早于周期开始。")
        if first and until and until < max(first, today()):
            self.add_error("due_on", "报送截止不能早于周期开始和今天。")
        return cleaned


def _count(label: str, **more: Any) -> forms.IntegerField:  # Django's own arguments
    return forms.IntegerField(label=label, min_value=0, max_value=100_000, **more)


class ZeroForm(StepForm):
    """零报告: one tap signs it; who has visited says how many."""

    case: InspectionReturn
    households_visited = _count("走访户数", required=False)
    people_contacted = _count("走访人次", required=False)
    no_visit_reason = line("未走访的原因", 200, required=False, help_text="走访户数或人次为0的，须写明原因")


class ReturnForm(ZeroForm):
    """报送排查情况: clues that are on record are counted; only without any is it typed."""

    found_count = _count("排查发现（件）")
    on_site_solved = _count("当场化解（件）", initial=0)
    handed_up = _count("上报（件）", initial=0)
    prevented_disputes = _count("预防纠纷（件）", initial=0)
    prevented_note = line("预防纠纷说明", 200, required=False, help_text="填写预防纠纷数的，须说明具体情况")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        for name in ("households_visited", "people_contacted"):
            self.fields[name].required = True
        found, solved, up = self.case.counted()
        if found:
            for name in ("found_count", "on_site_solved", "handed_up"):
                del self.fields[name]
            self.fields[
                "households_visited"
            ].help_text = f"本周期排查线索{found}条，当场化解{solved}件，上报{up}件，按线索计数，不另填写"
