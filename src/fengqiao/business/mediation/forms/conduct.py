"""Forms of what comes up while a case is mediated: evidence, another mediator, more time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from fengqiao.business.mediation.forms.fields import day, line, one
from fengqiao.business.mediation.models import MediationCase, Mediator
from fengqiao.business.mediation.terms import EvidenceKind
from fengqiao.kernel.casework.attachments import attach
from fengqiao.kernel.casework.forms import StepForm
from fengqiao.kernel.places.scope import today


class EvidenceForm(StepForm):
    """登记证据材料."""

    case: MediationCase
    name = line("名称")
    kind = one("种类", EvidenceKind)
    provider = forms.ChoiceField(label="提供人")
    original = forms.TypedChoiceField(
        label="原件、复印件",
        choices=[("yes", "原件"), ("no", "复印件")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    copies = forms.IntegerField(label="份数", min_value=1, max_value=99, initial=1)
    pages = forms.IntegerField(label="页数", min_value=1, max_value=999, initial=1)
    received_on = day("日期", initial=today)
    private = forms.BooleanField(label="仅提供方可见", required=False)
    file = forms.FileField(label="文件", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        names = [party.name for party in self.case.dispute.parties()]
        who = [(name, name) for name in (*names, "调委会收集")]
        self.fields["provider"].choices = who  # type: ignore[attr-defined]  # a choice

    def clean_received_on(self) -> date:
        value: date = self.cleaned_data["received_on"]
        if value > today():
            raise forms.ValidationError("日期晚于今天，请核对。")
        return value

    def given(self) -> dict[str, Any]:
        given = super().given()
        upload = given.pop("file")
        return {**given, "file": attach(self.case.subject, upload, label=given["name"][:60]) if upload else None}


class RecusalForm(StepForm):
    """登记回避: who withdraws and why, who takes the place."""

    case: MediationCase
    mediator = forms.ModelChoiceField(label="回避的调解员", queryset=Mediator.objects.none(), empty_label="请选择")
    reason = line("回避理由", 200)
    replacement = forms.ModelChoiceField(
        label="更换为", queryset=Mediator.objects.none(), required=False, empty_label="不更换"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        acting_now = [each.mediator_id for each in self.case.case_mediators() if not each.recused]
        engaged = Mediator.objects.filter(
            appointments__committee=self.case.committee_id, appointments__ended_on=None
        ).distinct()
        self.fields["mediator"].queryset = Mediator.objects.filter(pk__in=acting_now)  # type: ignore[attr-defined]  # a model choice
        self.fields["replacement"].queryset = engaged.exclude(pk__in=acting_now)  # type: ignore[attr-defined]  # a model choice


class ExtensionForm(StepForm):
    """延长调解期限: only with the consent of every party."""

    extended_to = day("延长至")
    reason = line("延长理由", 200)
    consented = forms.BooleanField(label="各方当事人同意延长，并已签署同意书", required=False)


class AppraisalForm(StepForm):
    """鉴定中止: what is given to appraisal."""

    appraisal = line("鉴定事项", 60, help_text="如：伤残等级、工程质量、笔迹，不写当事人身份信息")
