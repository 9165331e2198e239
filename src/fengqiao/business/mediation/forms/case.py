"""Forms of the case: application, acceptance, rights, inquiries, meetings, termination."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from fengqiao.business.mediation.flow import TRIAGE
from fengqiao.business.mediation.forms.fields import day, line, moment, one, own_name, several, text
from fengqiao.business.mediation.models import Dispute, DisputeParty, MediationCase, MediationCommittee, Mediator
from fengqiao.business.mediation.queries import meetings_of
from fengqiao.business.mediation.queries.citizen import chosen_mediator
from fengqiao.business.mediation.rules import age_warnings, grade_warning, overlap_warnings
from fengqiao.business.mediation.terms import (
    AcceptMode,
    CaseState,
    MediatorChoice,
    MeetingMode,
    MethodStep,
    NextRoute,
    NotAcceptReason,
    OpenMode,
    Outcome,
    PrintedResult,
    SourceDetail,
)
from fengqiao.kernel.casework.forms import StepForm
from fengqiao.kernel.places.scope import acting, now, today


class PartyStepForm(StepForm):
    """A step that names 当事人 of the dispute."""

    case: MediationCase

    def parties(self) -> QuerySet[DisputeParty]:
        """The parties one may name."""
        return self.case.dispute.parties()


class ApplyForm(forms.Form):
    """申请调解: which committee mediates, and how it was asked."""

    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput, required=False)
    committee = forms.ModelChoiceField(
        label="调解委员会", queryset=MediationCommittee.objects.none(), empty_label="请选择"
    )
    accept_mode = one("申请方式", AcceptMode, open_=True, initial=AcceptMode.ORAL)
    applied_on = day("申请日期", initial=today)
    court_accepted = forms.BooleanField(label="人民法院已受理", required=False)
    entrust_letter = line("委派（委托）调解函号", 80, required=False)

    def __init__(self, *args: Any, place_code: int, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        town = place_code // 1000
        near = MediationCommittee.objects.filter(town=town).order_by("scope_code")
        field = self.fields["committee"]
        field.queryset = near  # type: ignore[attr-defined]  # a model choice
        here = near.filter(scope_code__range=(place_code * 1000, place_code * 1000 + 999)).first()
        township = near.filter(scope_code__range=(town * 10**6, town * 10**6 + 999)).first()
        field.initial = here or township

    def clean_applied_on(self) -> Any:  # a day
        if self.cleaned_data["applied_on"] > today():
            raise forms.ValidationError("申请日期晚于今天，请核对。")
        return self.cleaned_data["applied_on"]


class AcceptForm(StepForm):
    """受理: who mediates, how they were chosen, whether an interest stands against it."""

    case: MediationCase
    chief = forms.ModelChoiceField(label="主持人", queryset=Mediator.objects.none(), empty_label="请选择")
    mediators = forms.ModelMultipleChoiceField(
        label="其他调解员", queryset=Mediator.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    mediator_choice = one("调解员产生方式", MediatorChoice, open_=True, initial=MediatorChoice.COMMITTEE)
    accepted_on = day("受理日期", initial=today)
    open_mode = one("公开方式", OpenMode, open_=True, initial=OpenMode.CLOSED)
    summary = forms.BooleanField(label="法院适用简易程序", required=False, help_text="委托调解期限7日，普通程序15日")
    conflict_declared = forms.BooleanField(label="调解员与当事人存在利害关系", required=False)
    conflict_consented = forms.BooleanField(label="双方当事人书面同意", required=False)

    groups = (
        ("调解员", ("chief", "accepted_on", "mediator_choice", "open_mode", "summary", "mediators")),
        ("利害关系", ("conflict_declared", "conflict_consented")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        if self.case.source_detail != SourceDetail.COURT_ENTRUSTED:
            del self.fields["summary"]
        engaged = (
            Mediator.objects.readable()
            .filter(appointments__committee=self.case.committee_id, appointments__ended_on=None)
            .distinct()
        )
        for name in ("chief", "mediators"):
            self.fields[name].queryset = engaged.order_by("pk")  # type: ignore[attr-defined]  # a model choice
        own = engaged.filter(user=acting().user).first()
        wanted = engaged.filter(pk=chosen_mediator(self.case.dispute_id)).first()
        self.fields["chief"].initial = wanted or own or engaged.first()
        if wanted:
            self.fields["mediator_choice"].initial = MediatorChoice.PARTIES

    def warnings(self) -> list[str]:
        """A large sum that is graded simple, an age that is not that of the identity number (9.2)."""
        large = grade_warning(self.case.dispute.amount or Decimal(0), self.case.difficulty)
        parties = [party.facts(since=self.case.opened_at) for party in self.case.dispute.parties()]
        return [*([large] if large else []), *age_warnings(parties, today())]


class DeclineForm(StepForm):
    """不予受理 with its lawful reason."""

    reason = one("不予受理理由", NotAcceptReason)


class RightsForm(PartyStepForm):
    """告知权利义务: who was told, and how."""

    parties_told = forms.ModelMultipleChoiceField(
        label="已告知的当事人", queryset=DisputeParty.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    how = forms.ChoiceField(
        label="告知方式",
        choices=[("书面签收", "书面签收"), ("口头告知并记录", "口头告知并记录")],
        widget=forms.RadioSelect,
        initial="书面签收",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        field = self.fields["parties_told"]
        field.queryset = self.parties()  # type: ignore[attr-defined]  # a model choice
        field.initial = list(self.parties())

    def given(self) -> dict[str, Any]:
        given = super().given()
        return {"parties": list(given["parties_told"]), "how": given["how"]}


class InvestigationForm(StepForm):
    """调查记录."""

    at = moment("时间", initial=now)
    place = line("地点")
    participants = line("参加人", 200, required=False)
    investigators = line("调查人", initial=own_name)
    interviewee = line("被调查人", 60)
    record = text("调查记录", 8)
    recorder = line("记录人", 60, initial=own_name)


TOLD = "已告知当事人调解的性质、原则、效力和当事人的权利义务，当事人对调解员不申请回避。"


class MeetingForm(PartyStepForm):
    """调解记录: time, place, who came, what was said, how it ended."""

    started_at = moment("时间", initial=now)
    ended_at = moment("结束时间", required=False)
    place = line("地点")
    mode = one("方式", MeetingMode, open_=True, initial=MeetingMode.ON_SITE)
    present = forms.ModelMultipleChoiceField(
        label="到场当事人", queryset=DisputeParty.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    participants = line("参加人", 200, required=False, help_text="亲属、邻居、专家等，须经当事人同意")
    participants_consented = forms.BooleanField(label="参加人经当事人同意", required=False)
    told = text("告知情况", 2, initial=TOLD, required=False)
    record = text("调解记录", 8)
    method_steps = several("六尺巷工作法", MethodStep)
    result = one("调解结果", PrintedResult, open_=True)
    recorder = line("记录人", 60, initial=own_name)

    groups = (
        ("时间和地点", ("started_at", "ended_at", "place", "mode")),
        ("参加人", ("present", "participants", "participants_consented")),
        ("经过和结果", ("told", "record", "result", "recorder", "method_steps")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        field = self.fields["present"]
        field.queryset = self.parties()  # type: ignore[attr-defined]  # a model choice
        field.initial = list(self.parties())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        started, ended = cleaned.get("started_at"), cleaned.get("ended_at")
        if started and started > now():
            self.add_error("started_at", "调解时间晚于现在，请核对。")
        if started and ended and ended < started:
            self.add_error("ended_at", "结束时间早于开始时间，请核对。")
        if cleaned.get("participants") and not cleaned.get("participants_consented"):
            self.add_error("participants_consented", "邀请他人参加调解，须经当事人同意（人民调解法第二十条）。")
        return cleaned

    def warnings(self) -> list[str]:
        """The same mediator in two cases at once (9.2)."""
        chief, start, end = self.case.chief_mediator, self.cleaned_data["started_at"], self.cleaned_data["ended_at"]
        if chief is None or end is None:
            return []
        return overlap_warnings(chief.name, start, end, meetings_of(chief, start, end, but=self.case))

    def given(self) -> dict[str, Any]:
        given = super().given()
        return {**given, "present": list(given["present"])}


class EndForm(StepForm):
    """终止调解: why, and which routes the parties were told of (第二十六条); 并入他案 is the township's."""

    case: MediationCase

    outcome = forms.ChoiceField(
        label="终止情形", choices=[(each.value, each.label) for each in Outcome if each.is_stop]
    )
    end_reason = text("终止原因")
    next_routes = several("已告知的途径", NextRoute, help_text="调解不成和一方拒绝的，必须告知（人民调解法第二十六条）")
    undisputed_facts = text("双方无争议的事实", required=False)
    survivor = line("并入的纠纷编号", 40, required=False, help_text="终止情形为并入他案的填写")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        first = self.case.state == CaseState.APPLIED  # not accepted yet: refused or withdrawn, nothing else
        merges = TRIAGE in acting().may and not first
        if not merges:
            del self.fields["survivor"]
        offered = (
            {Outcome.REFUSED, Outcome.WITHDRAWN} if first else set(Outcome) - (set() if merges else {Outcome.MERGED})
        )
        field = self.fields["outcome"]
        field.choices = [(key, label) for key, label in field.choices if key in offered]  # type: ignore[attr-defined]  # a choice

    def clean_survivor(self) -> Dispute | None:
        number = self.cleaned_data["survivor"].strip()
        found = Dispute.objects.readable().select_related("subject").filter(subject__number=number).first()
        if number and (found is None or found.pk == self.case.dispute_id):
            raise forms.ValidationError("没有查到该编号的其他纠纷，请核对。")
        return found if number else None
