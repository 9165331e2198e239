"""The reads of risk: the latest assessment with its factors and points, and the factors that figures on record say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from fengqiao.business.mediation.models import Dispute, IntakeItem, MediationCase, RiskAssessment
from fengqiao.business.mediation.queries import may_see_flags
from fengqiao.business.mediation.rules import counted_factors, risk_of
from fengqiao.business.mediation.terms import DisputeSubtype, Outcome, Risk, RiskFactor, SourceDetail
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.places.scope import local_day, now

MONTH = timedelta(days=30)
# what neither a village nor a window nor a de-identified reader may know (2)
RESTRICTED = frozenset({RiskFactor.DOMESTIC_VIOLENCE, RiskFactor.WARD_HARMED, RiskFactor.ILLNESS})
FAILED = [Outcome.FAILED, Outcome.REFUSED, Outcome.UNREACHABLE]


@dataclass(frozen=True, slots=True)
class Assessed:
    """The assessment that stands, as a page shows it."""

    factors: tuple[str, ...]  # 已发生肢体冲突或轻微伤 +25
    score: int
    confirmed: str
    by: str
    at: datetime


def latest(dispute: Dispute) -> Assessed | None:
    """风险核定 that stands, its points by the county's table of that day."""
    made = RiskAssessment.objects.filter(subject=dispute.pk).order_by("-assessed_at", "-id").first()
    if made is None:
        return None
    row = parameter("mediation.risk", code=abs(dispute.scope_code) // 1000, on=local_day(made.assessed_at))
    points = dict(risk_of(made.factors, row).points)
    factors = [RiskFactor(each) for each in made.factors if may_see_flags() or each not in RESTRICTED]
    names = Post.objects.filter(pk__in=[made.assessed_by]).values_list("user__name", flat=True)
    return Assessed(
        tuple(f"{factor.label} +{points[factor]}" if factor in points else factor.label for factor in factors),
        made.score,
        Risk(made.confirmed).words,
        "".join(names),
        made.assessed_at,
    )


def recorded_factors(dispute: Dispute) -> frozenset[RiskFactor]:
    """The factors that what is on record says by itself: calls to the police in 30 days, people, attempts, debt."""
    items = IntakeItem.objects.readable().filter(dispute=dispute.pk, received_at__gte=now() - MONTH)
    failed = MediationCase.objects.readable().filter(dispute=dispute.pk, outcome__in=FAILED)
    lent = dispute.subtype == DisputeSubtype.LOAN
    return counted_factors(
        police_calls=items.filter(source_detail__startswith=SourceDetail.POLICE).count(),
        people=dispute.people_count,
        failed_mediations=failed.count(),
        debt=(dispute.amount or Decimal(0)) if lent else Decimal(0),
    )
