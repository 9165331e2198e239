"""The form of a clue (报线索): what a grid worker can say standing at the roadside."""

from __future__ import annotations

from typing import Any

from django import forms

from fengqiao.business.mediation.forms.dispute import PlaceField
from fengqiao.business.mediation.forms.fields import day, line, text
from fengqiao.business.mediation.services.clue import ROLES, TOWN
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.places.scope import acting, today


class ClueForm(forms.Form):
    """报线索: what happened, where, between whom and when; a photo says the rest."""

    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput, required=False)
    narrative = text("什么事", min_length=10, max_length=2000, help_text="写清经过和现在的情况，不少于10个字")
    people = line("涉及谁", 200, required=False, help_text="姓名或俗称，几个人用顿号隔开；不清楚可不填")
    place_code = PlaceField("在哪个村（社区）")
    place_text = line("详细地点", 200, required=False)
    occurred_on = day("什么时候", initial=today)
    source_detail = forms.ChoiceField(label="您的身份", choices=list(ROLES.items()), widget=forms.RadioSelect)
    photo = forms.FileField(label="现场照片", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        home = Organization.objects.values_list("region_id", flat=True).get(pk=acting().seat())
        township = home // TOWN * TOWN
        place = self.fields["place_code"]
        place.widget.within = (township, township + TOWN - 1)
        if home != township:
            place.initial = home
        self.fields["source_detail"].initial = next(iter(ROLES))

    def clean_occurred_on(self) -> Any:  # a day
        if self.cleaned_data["occurred_on"] > today():
            raise forms.ValidationError("时间晚于今天，请核对。")
        return self.cleaned_data["occurred_on"]
