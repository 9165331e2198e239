"""以案定补: the claim of a case, who is paid which share, the batch it is paid in, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from fengqiao.business.mediation.flow.subsidy import BATCH, CLAIM
from fengqiao.business.mediation.models.case import MediationCase
from fengqiao.business.mediation.models.committee import MediationCommittee, Mediator
from fengqiao.business.mediation.models.dispute import Dispute
from fengqiao.business.mediation.rules.facts import ClaimFacts
from fengqiao.business.mediation.rules.subsidy import BatchFacts
from fengqiao.business.mediation.terms import STANDING, AgreementForm, ClaimState, Difficulty, Sampling
from fengqiao.business.mediation.terms.review import Authenticity
from fengqiao.kernel.casework.flow import Workflow
from fengqiao.kernel.casework.models import Case
from fengqiao.kernel.journal.models import Hanging
from fengqiao.kernel.measures.models import Fact, written_by
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, today


def money(label: str, **more: Any) -> models.DecimalField[Decimal, Decimal]:  # Django's own arguments
    """元 with two decimals."""
    return models.DecimalField(label, max_digits=14, decimal_places=2, default=Decimal(0), **more)


class ClaimFact(Fact):
    """What the figures read of a claim."""

    claimed_on = models.DateField(null=True)
    approved_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    state = models.CharField(max_length=30)
    difficulty = models.CharField(max_length=1)
    total = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    columns = ("claimed_on", "approved_on", "paid_on", "state", "difficulty", "total")

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(
                fields=["county", "approved_on"], condition=models.Q(until_event=None), name="mediation_claim_approved"
            ),
        ]


class SubsidyBatch(Case):
    """发放批次: what a county bureau shows to the public together and pays together."""

    name = models.CharField("批次", max_length=20)
    public_on = models.DateField("公示日期")
    public_until = models.DateField("公示至")
    paid_on = models.DateField("发放日期", null=True, blank=True)

    flow: ClassVar[Workflow] = BATCH

    class Meta(Case.Meta):
        triggers = BATCH.fence()
        constraints = [models.UniqueConstraint(fields=["scope_code", "name"], name="mediation_batch_once")]

    def facts(self, *, paid_on: date | None = None, **given: Any) -> BatchFacts:  # what else the step's form gives
        """Plain values for the guards."""
        listed = SubsidyClaim.objects.filter(batch=self.pk, state=ClaimState.LISTED)
        confirmed = CallBack.objects.filter(subject=models.OuterRef("pk"), batch=self.pk, result=Authenticity.TRUE)
        return BatchFacts(
            on=paid_on or today(),
            future=paid_on is not None and paid_on > today(),
            public_until=self.public_until,
            uncalled=listed.filter(~models.Exists(confirmed), drawn=True).count(),
            claims=listed.count(),
        )


class SubsidyClaim(Case):
    """补贴申报 of one mediation: the county's rule gives the base, 审定 the total; one dispute, one subsidy."""

    mediation_case = models.ForeignKey(MediationCase, models.PROTECT, related_name="claims", verbose_name="案件")
    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="+", verbose_name="纠纷")
    committee = models.ForeignKey(MediationCommittee, models.PROTECT, related_name="+", verbose_name="调委会")
    case_number = models.CharField("卷号", max_length=60)
    difficulty = models.CharField("难易程度", max_length=1, choices=Difficulty)
    form = models.CharField("协议形式", max_length=20, choices=AgreementForm, blank=True)
    success = models.BooleanField("调解成功")
    claimed_by = models.UUIDField("申报人", null=True)  # the person
    claimed_on = models.DateField("申报日期")
    base = money("补贴标准")
    bonus = money("奖励")
    deduct = money("扣减")
    adjust_reason = models.CharField("奖励、扣减理由", max_length=200, blank=True)
    total = money("补贴金额")
    approved_on = models.DateField("审定日期", null=True, blank=True)
    sampling = models.CharField("市级抽查", max_length=10, choices=Sampling, blank=True)
    batch = models.ForeignKey(
        SubsidyBatch, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name="发放批次"
    )
    batch_name = models.CharField("批次", max_length=20, blank=True)
    drawn = models.BooleanField("抽中回访", default=False)
    paid_on = models.DateField("发放日期", null=True, blank=True)

    flow: ClassVar[Workflow] = CLAIM

    class Meta(Case.Meta):
        triggers = [*CLAIM.fence(), *written_by(ClaimFact)]
        indexes = [
            *Case.Meta.indexes,
            models.Index(fields=["county", "state"], name="mediation_claim_county_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"],
                condition=models.Q(state__in=[each.value for each in STANDING]),
                name="mediation_claim_once",
            ),
            models.CheckConstraint(condition=models.Q(total__gte=0), name="mediation_claim_total"),
        ]

    def facts(
        self,
        *,
        shares: Mapping[UUID, Decimal] | None = None,
        bonus: Decimal | None = None,
        deduct: Decimal | None = None,
        adjust_reason: str = "",
        **given: Any,  # what else the step's form gives
    ) -> ClaimFacts:
        """Plain values for the guards of the claim, as they would stand with what the step gives."""
        payees = list(self.payees())
        me = acting().user
        standing = {each.mediator_id: each.percent for each in payees}
        return replace(
            self.mediation_case.claim_facts(shares=standing if shares is None else shares),
            own=me is not None and me in {self.claimed_by, *(each.mediator.user_id for each in payees)},
            base=self.base,
            bonus=bonus or Decimal(0),
            deduct=deduct or Decimal(0),
            adjust_reason=adjust_reason,
            denied=CallBack.objects.filter(subject=self.pk, batch=self.batch_id, result=Authenticity.DENIED).exists(),
        )

    def listed_in(self) -> SubsidyBatch:
        """The batch that shows or has paid it; a claim that is in none has no such steps."""
        if self.batch is None:
            raise SubsidyBatch.DoesNotExist(self.pk)
        return self.batch

    def payees(self) -> models.QuerySet[ClaimShare]:
        """领款人 with their shares, in the order they were named."""
        return ClaimShare.objects.filter(subject=self.pk, current=True).select_related("mediator").order_by("id")


class ClaimShare(Hanging):
    """领款人: who mediated, the agreed share, and what it comes to once the county has decided."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mediator = models.ForeignKey(Mediator, models.PROTECT, related_name="+", verbose_name="领款人")
    name = models.CharField("姓名", max_length=60)
    percent = models.DecimalField("份额（%）", max_digits=5, decimal_places=2)
    amount = money("金额（元）")
    current = models.BooleanField("有效", default=True)  # no longer, where a new claim leaves the person out

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "mediator"], name="mediation_share_once"),
            models.CheckConstraint(
                condition=models.Q(percent__gt=0) & models.Q(percent__lte=100), name="mediation_share_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.percent}%"


class CallBack(Hanging):
    """发放前回访: a party of a case that was drawn is asked whether anybody mediated."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(SubsidyBatch, models.PROTECT, related_name="+")
    party = models.CharField("回访对象", max_length=100)
    result = models.CharField("结果", max_length=20, choices=Authenticity)
    said = models.TextField("回访情况")
    at = models.DateTimeField("回访时间")
    post = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="mediation_callback_subject")]

    def __str__(self) -> str:
        return f"{self.party} {self.get_result_display()}"


class Clawback(Hanging):
    """追回、扣回: what a claim loses that had been listed or paid, and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(SubsidyBatch, models.PROTECT, related_name="clawbacks")
    number = models.CharField("申报编号", max_length=60)
    amount = money("金额（元）")
    reason = models.CharField("理由", max_length=200)
    on = models.DateField("日期")
    paid = models.BooleanField("发放后追回")

    class Meta:
        indexes = [models.Index(fields=["batch", "on"], name="mediation_clawback_batch")]

    def __str__(self) -> str:
        return f"{self.number} {self.amount}"
