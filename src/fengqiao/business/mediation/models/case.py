"""调解案件: one mediation by one committee of one dispute, with its meetings, follow-ups and file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, QuerySet

from fengqiao.business.mediation.flow import CASE, TRIAGE
from fengqiao.business.mediation.models.agreement import Agreement, Payment, PerformanceItem
from fengqiao.business.mediation.models.committee import MediationCommittee, Mediator
from fengqiao.business.mediation.models.confirmation import JudicialConfirmation
from fengqiao.business.mediation.models.dispute import Dispute, DisputeParty, bodies_of
from fengqiao.business.mediation.models.review import FileReview
from fengqiao.business.mediation.rules.agreements import sum_of
from fengqiao.business.mediation.rules.facts import (
    AgreementFacts,
    CaseFacts,
    ClaimFacts,
    MediatorFacts,
    PayeeFacts,
    TermFacts,
)
from fengqiao.business.mediation.terms import (
    AcceptMode,
    AgreementForm,
    AgreementState,
    CaseState,
    CommitteeType,
    ConfirmationResult,
    Difficulty,
    DisputeType,
    EvidenceKind,
    FollowUpAction,
    FollowUpMode,
    Material,
    MediatorChoice,
    MeetingMode,
    NotAcceptReason,
    OpenMode,
    Outcome,
    Performance,
    PrintedResult,
    Retention,
    Satisfaction,
    Source,
    SourceDetail,
)
from fengqiao.kernel.casework.asking import Question
from fengqiao.kernel.casework.attachments import Attachment
from fengqiao.kernel.casework.flow import Workflow
from fengqiao.kernel.casework.models import NEWEST, Case, Task
from fengqiao.kernel.journal.models import Hanging
from fengqiao.kernel.measures.models import Fact, written_by
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, local_day, now, today


class CaseFact(Fact):
    """What the figures read of a mediation case."""

    accepted_on = models.DateField(null=True)
    concluded_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    state = models.CharField(max_length=30)
    outcome = models.CharField(max_length=2, blank=True)
    dispute_type = models.CharField(max_length=2)
    source = models.CharField(max_length=1)
    source_detail = models.CharField(max_length=3)
    committee_type = models.CharField(max_length=1)
    difficulty = models.CharField(max_length=1)
    agreement_form = models.CharField(max_length=10, blank=True)
    amount_total = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    people_count = models.PositiveIntegerField(default=0)
    guided_by_office = models.BooleanField(default=False)
    overdue = models.BooleanField(default=False)
    confirm_applied_on = models.DateField(null=True)
    confirm_result = models.CharField(max_length=20, blank=True, db_default="")
    confirm_decided_on = models.DateField(null=True)
    campaign = models.CharField(max_length=60, blank=True, db_default="")

    columns = (
        "accepted_on",
        "concluded_on",
        "effective_on",
        "state",
        "outcome",
        "dispute_type",
        "source",
        "source_detail",
        "committee_type",
        "difficulty",
        "agreement_form",
        "amount_total",
        "people_count",
        "guided_by_office",
        "overdue",
        "confirm_applied_on",
        "confirm_result",
        "confirm_decided_on",
        "campaign",
    )

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(
                fields=["county", "accepted_on"], condition=models.Q(until_event=None), name="mediation_fact_accepted"
            ),
            models.Index(
                fields=["county", "concluded_on"], condition=models.Q(until_event=None), name="mediation_fact_ended"
            ),
            models.Index(
                fields=["county", "effective_on"], condition=models.Q(until_event=None), name="mediation_fact_effective"
            ),
        ]


class MediationCase(Case):
    """人民调解案件: what 调解案件总数 and every official table count."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="cases")
    committee = models.ForeignKey(MediationCommittee, models.PROTECT, related_name="cases", verbose_name="调委会")
    chief_mediator = models.ForeignKey(
        Mediator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主持人"
    )
    dispute_type = models.CharField("纠纷类型", max_length=2, choices=DisputeType)
    source = models.CharField("案件来源", max_length=1, choices=Source)
    source_detail = models.CharField("来源细分", max_length=3, choices=SourceDetail)
    committee_type = models.CharField("调委会类型", max_length=1, choices=CommitteeType)
    difficulty = models.CharField("难易程度", max_length=1, choices=Difficulty, default=Difficulty.SIMPLE)
    people_count = models.PositiveIntegerField("涉及当事人数", default=2)
    mediator_choice = models.CharField("调解员产生方式", max_length=20, choices=MediatorChoice, blank=True)
    conflict_declared = models.BooleanField("存在利害关系", default=False)
    conflict_consented = models.BooleanField("双方书面同意", default=False)
    court_accepted = models.BooleanField("法院已受理", default=False)
    entrust_letter = models.CharField("委派（委托）函号", max_length=80, blank=True)
    applied_on = models.DateField("申请日期")
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    accept_mode = models.CharField("方式", max_length=20, choices=AcceptMode)
    decline_reason = models.CharField("不予受理理由", max_length=20, choices=NotAcceptReason, blank=True)
    open_mode = models.CharField("公开方式", max_length=20, choices=OpenMode, default=OpenMode.CLOSED)
    guided_by_office = models.BooleanField("司法所指导", default=False)
    office_took_part = models.BooleanField("司法所参与", default=False)
    outcome = models.CharField("调解结果", max_length=2, choices=Outcome, blank=True)
    concluded_on = models.DateField("结案日期", null=True, blank=True)
    end_reason = models.TextField("终止原因", blank=True)
    next_routes = models.JSONField("告知途径", default=list, blank=True)
    undisputed_facts = models.TextField("无争议事实", blank=True)
    effective_on = models.DateField("协议生效日期", null=True, blank=True)
    agreement_form = models.CharField("协议形式", max_length=20, choices=AgreementForm, blank=True)
    amount_total = models.DecimalField("协议涉及金额", max_digits=14, decimal_places=2, null=True, blank=True)
    performance = models.CharField("履行情况", max_length=20, choices=Performance, blank=True)
    confirm_applied_on = models.DateField("司法确认申请日期", null=True, blank=True)
    confirm_result = models.CharField(
        "司法确认结果", max_length=20, choices=ConfirmationResult, blank=True, default="", db_default=""
    )
    confirm_decided_on = models.DateField("司法确认裁定日期", null=True, blank=True)
    campaign = models.CharField("专项活动", max_length=60, blank=True, default="", db_default="")
    overdue = models.BooleanField("超期", default=False)
    extended_to = models.DateField("延长至", null=True, blank=True)
    extension_reason = models.CharField("延长理由", max_length=200, blank=True, default="", db_default="")

    light_path = models.BooleanField("口头调解登记", default=False, db_default=False, editable=False)

    flow: ClassVar[Workflow] = CASE

    class Meta(Case.Meta):
        triggers = [*CASE.fence(), *written_by(CaseFact)]
        indexes = [
            *Case.Meta.indexes,
            models.Index(F("town"), "state", F("opened_at").desc(), name="mediation_case_state_town"),
            models.Index(F("town"), "dispute_type", *NEWEST, name="case_town_type"),
            models.Index(F("town"), "outcome", *NEWEST, name="case_town_outcome"),
            models.Index(F("county"), "dispute_type", *NEWEST, name="mediation_case_type"),
            models.Index(F("county"), "outcome", *NEWEST, name="mediation_case_outcome"),
            models.Index(fields=["dispute"], name="mediation_case_dispute"),
        ]

    def facts(
        self,
        *,
        chief: Mediator | None = None,
        mediators: Sequence[Mediator] = (),
        accepted_on: date | None = None,
        conflict_declared: bool | None = None,
        conflict_consented: bool | None = None,
        terms: Sequence[TermFacts] = (),
        amount_total: Decimal | None = None,
        party_signs: Sequence[object] | None = None,
        agreed_at: datetime | None = None,
        outcome: str = "",
        next_routes: Sequence[str] = (),
        end_reason: str = "",
        survivor: Dispute | None = None,
        applicants: Sequence[str] = (),
        unfit: Sequence[str] = (),
        court_day: date | None = None,
        mediator: Mediator | None = None,
        replacement: Mediator | None = None,
        extended_to: date | None = None,
        consented: bool = False,
        batch: str = "",
        item: PerformanceItem | None = None,
        result: str = "",
        done_amount: Decimal | None = None,
        by_light_path: bool = False,
        shares: Mapping[UUID, Decimal] | None = None,
        **given: Any,  # what else the step's form gives
    ) -> CaseFacts:
        """Plain values for the guards of the case's course, as they would stand with what the step gives."""
        on, limit = today(), self.limit()
        parties = list(self.dispute.parties())
        for party in parties:
            party.subject = self.dispute.subject  # holds the key of their numbers; not asked for again
        named = [chief, *mediators] if chief else self._mediating()
        standing, change = Agreement.standing(self.pk)
        if terms:
            agreement: AgreementFacts | None = AgreementFacts(
                form=AgreementForm.ORAL if agreed_at else AgreementForm.WRITTEN,
                agreed_on=local_day(agreed_at) if agreed_at else on,
                terms=tuple(terms),
                total=amount_total if amount_total is not None else sum_of(terms),
            )
        else:
            agreement = self._agreement_facts(standing, parties, named) if standing else None
        return CaseFacts(
            on=on,
            state=self.state,
            dispute_type=self.dispute_type,
            source_detail=self.source_detail,
            difficulty=self.difficulty,
            risk=self.dispute.risk,
            by_light_path=by_light_path,
            light=self.light,
            applied_on=self.applied_on,
            accepted_on=accepted_on or self.accepted_on,
            parties=tuple(party.facts(since=self.opened_at) for party in parties),
            mediators=tuple(self._mediator_facts(each, on) for each in {each.pk: each for each in named}.values()),
            conflict_declared=self.conflict_declared if conflict_declared is None else conflict_declared,
            conflict_consented=self.conflict_consented if conflict_consented is None else conflict_consented,
            court_accepted=self.court_accepted,
            entrust_letter=bool(self.entrust_letter),
            committee_is_party=self.committee.is_among(bodies) if (bodies := bodies_of(parties)) else False,
            meetings=MediationMeeting.objects.filter(subject=self.pk).count(),
            agreement=agreement,
            replaces_signed=standing is not None and AgreementState(standing.state).fixed,
            item=item.facts() if item else None,
            result=result,
            paid_now=done_amount,
            items_left=sum(not each.over(on) for each in standing.items.all()) if standing else 0,
            change=self._agreement_facts(change, parties, named) if change else None,
            dispute_concluded=self.dispute.concluded,
            outcome=outcome or self.outcome,
            next_routes=tuple(next_routes or self.next_routes),
            end_reason=end_reason or self.end_reason,
            survivor=survivor is not None and survivor.pk != self.dispute_id,
            by_office=TRIAGE in acting().may,
            papers=self.papers(),
            identified=self._identity_is_shown([each.name for each in parties if not (each.id_number or each.uscc)]),
            follow_up_due=Task.objects.readable()
            .filter(subject=self.pk, duty="mediation.follow_up", done_at=None, due_at__lt=now())
            .exists(),
            follow_up_from=min((item.due_on for item in standing.items.all()), default=None) if standing else None,
            confirm_deadline=standing.confirm_deadline if standing else None,
            confirmation=asked.facts() if (asked := JudicialConfirmation.in_hand(self.pk)) else None,
            applicants=tuple(applicants),
            unfit=tuple(unfit),
            court_day=court_day,
            withdraws=bool(mediator),
            remaining=len({each.pk for each in named} - {mediator.pk if mediator else None}) + bool(replacement),
            extended_to=extended_to,
            limit_on=local_day(limit.due_at) if limit and limit.due_at else None,
            limit_paused=bool(limit and limit.paused),
            extension_consented=consented,
            reviewed_in=batch if batch and FileReview.objects.filter(subject=self.pk, batch=batch).exists() else "",
            own_file=bool(batch) and acting().organization in self._makers(),
            enforcement_deadline=standing.enforcement_deadline() if standing else None,
            claim=self.claim_facts(named, shares=shares or {}) if self.state == CaseState.ARCHIVED else None,
        )

    @property
    def light(self) -> bool:
        """Whether a light bundle is enough (5.2): oral and simple, or registered on one screen (decisions §6)."""
        simple = self.difficulty == Difficulty.SIMPLE or self.light_path
        return self.agreement_form == AgreementForm.ORAL and simple

    def _agreement_facts(
        self, agreement: Agreement, parties: list[DisputeParty], mediators: Sequence[Mediator]
    ) -> AgreementFacts:
        """An agreement for the guards; while it is being signed those sign who stood in the text."""
        if agreement.text_at and not agreement.effective_on:
            parties = self.dispute.parties_at(agreement.text_at)
        return agreement.facts(parties=parties, mediators=[each.name for each in mediators])

    def papers(self) -> frozenset[str]:
        """The papers the file can hold now: what is on record can be printed. One question for all records."""
        held = {
            "mediation.application": self.accept_mode == AcceptMode.WRITTEN,
            "mediation.acceptance": self.accepted_on is not None and self.accept_mode != AcceptMode.WRITTEN,
            "mediation.termination": bool(self.end_reason),
            "mediation.extension": self.extended_to is not None,
            "mediation.declined": bool(self.decline_reason),
            "mediation.closing": bool(self.outcome and self.concluded_on),
            "mediation.confirmation": self.confirm_applied_on is not None,
            "mediation.proof": self.confirm_applied_on is not None,
            **self._recorded(),
        }
        return frozenset(key for key, there in held.items() if there)

    def _recorded(self) -> dict[str, bool]:
        papers, question = _on_record()
        return dict(zip(papers, question.ask(self.pk), strict=True))

    def _identity_is_shown(self, names: Sequence[str]) -> bool:
        """Whether a copy of 身份证明 lies in the file for each of these parties."""
        if not names:
            return True
        files = Attachment.objects.filter(subject__in=[self.pk, self.dispute_id], voided_at=None)
        asked = {Material.named(Material.IDENTITY, name) for name in names}
        return asked <= set(files.filter(label__in=asked).values_list("label", flat=True))

    def _makers(self) -> tuple[UUID, UUID | None]:
        """The committee's organization and the office that guides it."""
        organization = self.committee.organization
        return organization.pk, organization.parent_id

    def limit(self) -> Task | None:
        """The open limit of mediation, running or paused."""
        return Task.objects.readable().filter(subject=self.pk, duty="mediation.limit", done_at=None).first()

    def case_mediators(self) -> QuerySet[CaseMediator]:
        """Who mediates, the chief first as named."""
        return CaseMediator.objects.filter(subject=self.pk).select_related("mediator").order_by("id")

    def _mediating(self) -> list[Mediator]:
        return [each.mediator for each in self.case_mediators() if not each.recused]

    def _mediator_facts(self, mediator: Mediator, on: date) -> MediatorFacts:
        terms = mediator.appointments.filter(committee=self.committee_id).order_by("-expires_on")
        known = [each for each in terms if each.ended_on is None or each.ended_on > on]
        term = next((each for each in known if each.engaged_on <= on), known[0] if known else None)
        return MediatorFacts(
            name=mediator.name,
            engaged_on=term.engaged_on if term else None,
            expires_on=term.expires_on if term else None,
        )

    def claim_facts(self, mediators: Sequence[Mediator] | None = None, *, shares: Mapping[UUID, Decimal]) -> ClaimFacts:
        """What speaks for and against a subsidy of the case (以案定补); asked once its file is laid by."""
        success = bool(self.outcome) and Outcome(self.outcome).is_success
        failed = bool(self.outcome) and Outcome(self.outcome).needs_next_route and bool(self.next_routes)
        review = FileReview.objects.filter(subject=self.pk).order_by("-reviewed_on", "-id").first()
        if mediators is None:
            mediators = self._mediating()
        taken = Func(F("pk"), function="mediation_dispute_subsidised", output_field=models.TextField())
        return ClaimFacts(
            success=success,
            secured=failed and (bool(self.undisputed_facts) or Evidence.objects.filter(subject=self.pk).exists()),
            file_passed=review.passed if review else None,
            taken=Dispute.objects.readable().filter(pk=self.dispute_id).values_list(taken, flat=True).get(),
            mediators=tuple(
                PayeeFacts(key=each.pk, name=each.name, civil_servant=each.civil_servant) for each in mediators
            ),
            shares=dict(shares),
        )

    def flags(self) -> list[tuple[str, str]]:
        """超期 stands beside the state."""
        return [("超期", "red")] if self.overdue else []


class CaseMediator(Hanging):
    """调解员 of a case; the chief one stands in the case itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mediator = models.ForeignKey(Mediator, models.PROTECT, related_name="+")
    recused = models.BooleanField("回避", default=False)
    recused_on = models.DateField("回避日期", null=True, blank=True)
    recuse_reason = models.CharField("回避理由", max_length=200, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "mediator"], name="mediation_case_mediator_once")]

    def __str__(self) -> str:
        return str(self.mediator)


class Evidence(Hanging):
    """证据材料: one thing that was handed in or collected."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("种类", max_length=20, choices=EvidenceKind)
    provider = models.CharField("提供人", max_length=100)
    original = models.BooleanField("原件", default=False)
    copies = models.PositiveSmallIntegerField("份数", default=1)
    pages = models.PositiveSmallIntegerField("页数", default=1)
    received_on = models.DateField("日期")
    private = models.BooleanField("仅提供方可见", default=False)
    file = models.ForeignKey(
        "casework.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="mediation_evidence_once")]

    def __str__(self) -> str:
        return self.name


class MediationMeeting(Hanging):
    """调解记录: one meeting with what was said and how it ended."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveSmallIntegerField("第几次")
    started_at = models.DateTimeField("时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100)
    reason = models.CharField("事由", max_length=200)
    present = models.JSONField("到场当事人", default=list)
    participants = models.CharField("参加人", max_length=200, blank=True)
    participants_consented = models.BooleanField("参加人经当事人同意", default=False)
    told = models.TextField("告知情况", blank=True)
    record = models.TextField("调解记录")
    method_steps = models.JSONField("六尺巷工作法", default=list, blank=True)
    result = models.CharField("调解结果", max_length=20, choices=PrintedResult)
    mode = models.CharField("方式", max_length=20, choices=MeetingMode, default=MeetingMode.ON_SITE)
    recorder = models.CharField("记录人", max_length=60)

    class Meta:
        indexes = [models.Index(fields=["subject", "started_at"], name="mediation_meeting_subject")]

    def __str__(self) -> str:
        return f"第{self.number}次调解"


class Investigation(Hanging):
    """调查记录: who was asked, where and what was said."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=100)
    participants = models.CharField("参加人", max_length=200, blank=True)
    investigators = models.CharField("调查人", max_length=100)
    interviewee = models.CharField("被调查人", max_length=60)
    record = models.TextField("记录")
    recorder = models.CharField("记录人", max_length=60)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="mediation_inquiry_subject")]

    def __str__(self) -> str:
        return f"{self.interviewee} {self.at:%Y-%m-%d}"


class FollowUp(Hanging):
    """回访: how the agreement is kept and how the parties feel about it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField("回访时间")
    mode = models.CharField("方式", max_length=20, choices=FollowUpMode)
    reason = models.CharField("回访事由", max_length=200)
    performance = models.CharField("履行情况", max_length=20, choices=Performance)
    satisfied = models.CharField("满意度", max_length=20, choices=Satisfaction)
    situation = models.TextField("回访情况")
    visitor = models.CharField("回访人", max_length=60)
    action = models.CharField("处理", max_length=20, choices=FollowUpAction, default=FollowUpAction.NONE)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="mediation_followup_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.get_satisfied_display()}"


class ArchiveFile(Hanging):
    """卷宗 (一案一卷): its items with pages, who filed and who checked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    items = models.JSONField("卷内目录")
    filer = models.CharField("立卷人", max_length=60)
    filed_on = models.DateField("立卷日期")
    checker = models.CharField("检查人", max_length=60)
    retention = models.CharField("保管期限", max_length=20, choices=Retention)
    place = models.CharField("存放", max_length=100, blank=True)
    remarks = models.TextField("情况说明", blank=True)
    light = models.BooleanField("简易卷", default=False)
    manifest = models.JSONField("文件清单", default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject"], name="mediation_file_once")]

    def __str__(self) -> str:
        return f"{self.filed_on} {self.filer}"


def _records() -> dict[str, Any]:
    """What must be on record of a case for each paper, as conditions on it."""
    own = {"subject": OuterRef("pk")}
    invited = MediationMeeting.objects.filter(**own, participants_consented=True).exclude(participants="")
    parties = DisputeParty.objects.filter(subject=OuterRef("dispute"))
    agreed = Agreement.objects.filter(**own).exclude(state=AgreementState.VOID)
    return {
        "mediation.rights": ~Exists(parties.exclude(rights_told_at__gte=OuterRef("opened_at"))),
        "mediation.identity": Exists(parties.exclude(id_number_index=None, uscc="")),
        "mediation.proxy": Exists(parties.exclude(proxy_name="")),
        "mediation.investigation": Exists(Investigation.objects.filter(**own)),
        "mediation.meeting": Exists(MediationMeeting.objects.filter(**own)),
        "mediation.agreement": Exists(agreed.filter(form=AgreementForm.WRITTEN, changes=None)),
        "mediation.oral": Exists(agreed.filter(form=AgreementForm.ORAL)),
        "mediation.change": Exists(agreed.filter(changes__isnull=False)),
        "mediation.receipt": Exists(Payment.made().filter(**own)),
        "mediation.follow_up": Exists(FollowUp.objects.filter(**own)),
        "mediation.evidence": Exists(Evidence.objects.filter(**own)),
        "mediation.invitation": Exists(invited),
        "mediation.statement": Exists(ArchiveFile.objects.filter(**own)),
        "mediation.recusal": Exists(CaseMediator.objects.filter(**own, recused=True)),
    }


@cache
def _on_record() -> tuple[tuple[str, ...], Question]:
    """The papers in question, and the question for all of them."""
    asked = _records()
    return tuple(asked), Question(
        lambda key: MediationCase.objects.readable().filter(pk=key).values_list(*asked.values())
    )
