"""The form of 案卷评查."""

from __future__ import annotations

from django import forms

from fengqiao.business.mediation.forms.fields import line, one, several, text
from fengqiao.business.mediation.terms.review import Authenticity, Defect
from fengqiao.kernel.casework.forms import StepForm


class ReviewForm(StepForm):
    """案卷评查: batch, score, what is wrong, and what a party said when asked."""

    batch = line("评查批次", 20, help_text="如 2025-Q2；同一批次每卷只评查一次。")
    score = forms.IntegerField(label="得分", min_value=0, max_value=100)
    defects = several("存在问题", Defect)
    authentic = one("真实性回访", Authenticity, open_=True)
    opinion = text("评查意见", 3, required=False)
