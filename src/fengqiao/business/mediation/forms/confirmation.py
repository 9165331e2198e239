"""Forms of 司法确认: the joint application with its pre-check, the court's answer, the ruling, enforcement."""

from __future__ import annotations

from typing import Any

from django import forms

from fengqiao.business.mediation.forms.fields import day, line, one, several, text
from fengqiao.business.mediation.models import MediationCase
from fengqiao.business.mediation.terms import ConfirmationMode, ConfirmationResult, PartySide, Unfit
from fengqiao.kernel.casework.attachments import attach
from fengqiao.kernel.casework.forms import StepForm
from fengqiao.kernel.places.scope import today

ENDINGS = [each for each in ConfirmationResult if each is not ConfirmationResult.NOT_ACCEPTED]


class ConfirmationForm(StepForm):
    """申请司法确认: who applies, to which court; whatever would make the court refuse is ticked first."""

    case: MediationCase
    applicants = forms.MultipleChoiceField(
        label="共同申请人", widget=forms.CheckboxSelectMultiple, help_text="司法确认须由双方当事人共同申请"
    )
    court = line("人民法院", 100, help_text="当事人住所地、标的物所在地或调委会所在地的基层人民法院")
    mode = one("申请方式", ConfirmationMode, open_=True, initial=ConfirmationMode.ON_SITE)
    unfit = several("申请前核对：协议有下列情形的请勾选", Unfit)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        parties = [party.name for party in self.case.dispute.parties() if party.side != PartySide.THIRD]
        field = self.fields["applicants"]
        field.choices = [(name, name) for name in parties]  # type: ignore[attr-defined]  # a multiple choice
        field.initial = parties


class CourtAnswerForm(StepForm):
    """登记法院答复."""

    accepted = forms.TypedChoiceField(
        label="法院答复",
        choices=[("yes", "受理"), ("no", "不予受理")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    court_day = day("答复日期", initial=today)
    court_number = line("案号", 60, required=False, help_text="如（2025）某0101诉前调确12号")
    objection = text("说明", 2, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("accepted") and not cleaned.get("court_number"):
            self.add_error("court_number", "法院受理的请填写案号。")
        return cleaned


class RulingForm(StepForm):
    """登记裁定."""

    result = forms.ChoiceField(
        label="结果", choices=[(each.value, each.label) for each in ENDINGS], widget=forms.RadioSelect
    )
    court_day = day("裁定日期", initial=today)
    ruling = forms.FileField(label="裁定书", required=False)
    objection = text("异议", 2, required=False)

    def given(self) -> dict[str, Any]:
        given = super().given()
        upload = given.pop("ruling")
        return {**given, "ruling": attach(self.case.subject, upload, label="司法确认裁定书") if upload else None}


class EnforcementForm(StepForm):
    """登记申请执行."""

    court_day = day("申请执行日期", initial=today)
