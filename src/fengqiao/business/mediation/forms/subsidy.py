"""Forms of 以案定补: shares, opinions, 审定, call-back, payment, clawback."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from fengqiao.business.mediation.forms.fields import day, line, money, one, text
from fengqiao.business.mediation.models import MediationCase, SubsidyClaim
from fengqiao.business.mediation.rules.subsidy import equal_shares
from fengqiao.business.mediation.terms import ReturnGround, Sampling
from fengqiao.business.mediation.terms.review import Authenticity
from fengqiao.kernel.casework.forms import StepForm
from fengqiao.kernel.places.scope import today

SHARE = "share_"


class SharesForm(StepForm):
    """领款人和份额: who mediated and may be paid; equal shares unless they agreed otherwise."""

    case: MediationCase | SubsidyClaim  # what is claimed for, or the claim that was turned back

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        mediation = self.case.mediation_case if isinstance(self.case, SubsidyClaim) else self.case
        named = [each.mediator for each in mediation.case_mediators() if not each.recused]
        payable = [each for each in named if not each.civil_servant]
        for person, percent in zip(payable, equal_shares(len(payable)), strict=True):
            self.fields[f"{SHARE}{person.pk.hex}"] = forms.DecimalField(
                label=f"{person.name}的份额（%）",
                min_value=0,
                max_value=100,
                max_digits=5,
                decimal_places=2,
                required=False,
                initial=percent,
            )

    def given(self) -> dict[str, Any]:
        """Percent of each mediator who is to be paid."""
        shares: dict[UUID, Decimal] = {
            UUID(name.removeprefix(SHARE)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(SHARE) and value
        }
        return {"shares": shares}


class ClaimForm(SharesForm):
    """申报补贴."""


class ResubmitForm(SharesForm):
    """重新申报."""


class OpinionForm(StepForm):
    """初审、复核."""

    opinion = line("审核意见", 100, initial="同意")


class TurnBackForm(StepForm):
    """退回."""

    ground = one("退回情形", ReturnGround)
    opinion = line("退回意见", 100)


class ApproveForm(StepForm):
    """审定: 补贴标准 plus 奖励 less 扣减."""

    bonus = money("奖励（元）")
    deduct = money("扣减（元）")
    adjust_reason = line("奖励、扣减理由", 200, required=False)
    opinion = line("审定意见", 100, initial="同意")


class SampleForm(StepForm):
    """市级抽查."""

    result = one("抽查结果", Sampling, open_=True)
    opinion = line("抽查意见", 100)


class CallBackForm(StepForm):
    """登记发放前回访: which party was asked, and whether the mediation took place."""

    case: SubsidyClaim
    party = forms.ChoiceField(label="回访对象")
    result = one("真实性回访", Authenticity, open_=True)
    said = text("回访情况", 3, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        names = [party.name for party in self.case.dispute.parties()]
        self.fields["party"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]  # a choice


class ClawbackForm(StepForm):
    """追回."""

    reason = line("追回理由", 100)


class PayForm(StepForm):
    """登记发放."""

    paid_on = day("发放日期", initial=today)


def quarter() -> str:
    """The batch as bureaus mostly name it: 2025-Q2."""
    on = today()
    return f"{on.year}-Q{(on.month + 2) // 3}"


class BatchForm(forms.Form):
    """编制批次并公示."""

    name = line("批次名称", 20, initial=quarter, help_text="如 2025-Q2；公示名单和发放表按批次编制。")
    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)
