"""调解协议: a written or oral agreement with what is to be performed, by whom and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from fengqiao.business.mediation.models.dispute import DisputeParty
from fengqiao.business.mediation.rules.agreements import item_state
from fengqiao.business.mediation.rules.facts import AgreementFacts, Signature, TermFacts
from fengqiao.business.mediation.rules.limits import enforcement_deadline
from fengqiao.business.mediation.terms import AgreementForm, AgreementState, ItemKind, ItemState
from fengqiao.kernel.journal.models import Hanging
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import local_day


class Agreement(Hanging):
    """人民调解协议 (人民调解法 第二十八至三十条): signed text is immutable; a change is a new agreement."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.CharField("形式", max_length=20, choices=AgreementForm)
    number = models.CharField("编号", max_length=60, blank=True)
    facts_text = models.TextField("主要事实、争议事项")
    responsibility = models.TextField("各方责任", blank=True)
    terms_text = models.TextField("协议内容")
    mode_text = models.TextField("履行方式、时限")
    copies = models.PositiveSmallIntegerField("份数")
    amount_total = models.DecimalField("协议涉及金额", max_digits=14, decimal_places=2, default=0)
    agreed_at = models.DateTimeField("达成时间", null=True, blank=True)
    party_signs = models.JSONField("当事人签名", default=list)  # party key, name, how, day, by whom in his stead
    mediator_signs = models.JSONField("调解员签名", default=list)
    recorder = models.CharField("记录人", max_length=60, blank=True)
    text_at = models.DateTimeField("文本确定时间", null=True, blank=True)  # what the first signature was put under
    sealed_on = models.DateField("盖章日期", null=True, blank=True)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    confirm_deadline = models.DateField("司法确认截止日", null=True, blank=True)
    state = models.CharField("状态", max_length=20, choices=AgreementState, default=AgreementState.DRAFT)
    changes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="changed_by")
    change_reason = models.CharField("变更事由", max_length=200, blank=True, default="", db_default="")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "made_at"], name="mediation_agreement_subject")]

    def __str__(self) -> str:
        return self.number or self.get_form_display()

    @classmethod
    def standing(cls, case: UUID) -> tuple[Agreement | None, Agreement | None]:
        """The agreement a case has now, and the 变更协议 that is to take its place and is not in force yet."""
        live = cls.objects.filter(subject=case).exclude(state__in=[AgreementState.VOID, AgreementState.CHANGED])
        found = list(live.prefetch_related("items").order_by("-made_at"))
        valid = next((each for each in found if not each.pending_change), None)
        return valid, next((each for each in found if each.pending_change), None)

    @classmethod
    def in_hand(cls, case: UUID) -> Agreement | None:
        """The agreement a case has now: the newest that is neither void nor changed by another."""
        return cls.standing(case)[0]

    @classmethod
    def to_sign(cls, case: UUID) -> Agreement | None:
        """The text that waits for signatures or for the seal."""
        valid, change = cls.standing(case)
        waiting = change or valid
        return waiting if waiting and not AgreementState(waiting.state).fixed else None

    @property
    def pending_change(self) -> bool:
        """Whether it changes another one and is not signed and sealed yet."""
        return self.changes_id is not None and not AgreementState(self.state).fixed

    @property
    def settled_at(self) -> datetime | None:
        """When the text was settled: with the first signature, in older records when it was made; None: a draft."""
        return self.text_at or (self.made_at if self.effective_on else None)

    def enforcement_deadline(self) -> date | None:
        """申请执行截止日 of the last instalment (民事诉讼法 第二百五十条)."""
        last = max((item.due_on for item in self.items.all()), default=None)
        return enforcement_deadline(last) if last else None

    def facts(self, *, parties: Sequence[DisputeParty], mediators: Sequence[str]) -> AgreementFacts:
        """The agreement as the guards see it: who has to sign, and when each did.

        `parties` are those of the text: as they stood when the first one signed.
        """
        signed = {each["party"]: date.fromisoformat(each["on"]) for each in self.party_signs}
        asked = {str(party.pk): (party.name, party.guardian) for party in parties}
        if self.effective_on is not None:  # whoever had to sign did: who joins later is not bound
            asked = {each["party"]: (each["name"], "") for each in self.party_signs}
        else:  # for a ward the guardian signs
            guards = {each["party"]: each.get("by", "") for each in self.party_signs}
            signed = {key: on for key, on in signed.items() if key in asked and asked[key][1] in {"", guards[key]}}
        guided = {each["name"]: date.fromisoformat(each["on"]) for each in self.mediator_signs}
        return AgreementFacts(
            form=self.form,
            agreed_on=local_day(self.agreed_at or self.made_at),
            terms=tuple(item.facts() for item in self.items.all()),
            total=self.amount_total,
            party_signs=tuple(Signature(name=name, on=signed.get(key), by=by) for key, (name, by) in asked.items()),
            mediator_signs=tuple(Signature(name=name, on=guided.get(name)) for name in (*guided, *mediators)[:1]),
            sealed_on=self.sealed_on,
        )


class PerformanceItem(Hanging):
    """履行事项: one obligation with its day and its proof."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField("序号")
    obligor = models.CharField("义务人", max_length=100)
    obligee = models.CharField("权利人", max_length=100)
    kind = models.CharField("事项", max_length=20, choices=ItemKind)
    content = models.CharField("内容", max_length=300)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    instalment = models.PositiveSmallIntegerField("期次", null=True, blank=True)
    due_on = models.DateField("期限")
    done_on = models.DateField("履行日期", null=True, blank=True)
    done_amount = models.DecimalField("已付金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    proof = models.ForeignKey(
        "casework.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="履行凭证"
    )
    state = models.CharField("状态", max_length=20, choices=ItemState, default=ItemState.PENDING)

    class Meta:
        ordering = ("order",)
        indexes = [models.Index(fields=["subject", "due_on"], name="mediation_item_due")]

    def __str__(self) -> str:
        return self.content

    @property
    def note(self) -> str:
        """What tells its 待办 from those of the other instalments."""
        return f"{self.content[:60]}，第{self.instalment}期" if self.instalment else self.content[:60]

    def over(self, on: date) -> bool:
        """Whether nothing of it is open on a day."""
        return item_state(self.facts(), on).over

    def facts(self) -> TermFacts:
        """The item as the guards see it."""
        return TermFacts(
            obligor=self.obligor,
            obligee=self.obligee,
            kind=self.kind,
            content=self.content,
            amount=self.amount,
            instalment=self.instalment,
            due_on=self.due_on,
            on_the_spot=self.done_on is not None and self.done_on <= self.due_on,
            proof=self.proof_id,
            done_on=self.done_on,
            done_amount=self.done_amount,
            state=self.state,
        )


class Payment(Hanging):
    """付款: one payment of a 履行事项, which may be paid in parts; each has its day, its proof and its 收条."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(PerformanceItem, models.PROTECT, related_name="payments")
    paid_on = models.DateField("付款日期")
    amount = models.DecimalField("实付金额（元）", max_digits=14, decimal_places=2)
    proof = models.ForeignKey(
        "casework.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="履行凭证"
    )

    class Meta:
        indexes = [models.Index(fields=["subject", "paid_on"], name="mediation_payment_subject")]

    def __str__(self) -> str:
        return f"{self.paid_on} {self.amount}"

    @classmethod
    def made(cls) -> QuerySet[Payment]:
        """What was paid, also under an agreement that has been changed since."""
        return cls.objects.exclude(item__agreement__state=AgreementState.VOID)
