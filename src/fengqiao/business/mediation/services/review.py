"""案卷评查: the county looks at an archived file, scores it and asks a party whether it happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fengqiao.business.mediation.flow import CASE
from fengqiao.business.mediation.models import FileReview, MediationCase
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.scope import acting, today


@CASE.does("review")
def review(
    case: MediationCase, *, batch: str, score: int, authentic: str, defects: Sequence[str] = (), opinion: str = ""
) -> Mapping[str, str]:
    """登记评查: the pass mark in force that day stays with the score."""
    made = FileReview.objects.create(
        subject=case.subject,
        batch=batch,
        reviewer=acting().post,
        reviewed_on=today(),
        score=score,
        pass_mark=parameter("mediation.review_pass_mark", code=abs(case.scope_code)),
        defects=list(defects),
        authentic=authentic,
        opinion=opinion,
    )
    return {"batch": batch, "score": str(score), "result": "合格" if made.passed else "不合格"}
