"""排查: a round asks units to look into their place, and every unit owes a return, with findings or a zero report."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from fengqiao.business.mediation.flow.inspections import DECLARE, MADE, RETURN, ROUND
from fengqiao.business.mediation.models.dispute import Dispute
from fengqiao.business.mediation.models.intake import IntakeItem
from fengqiao.business.mediation.rules import ReturnFacts, RoundFacts, Span
from fengqiao.business.mediation.terms import (
    DisputeState,
    InspectionKind,
    InspectionLevel,
    IntakeState,
    ReturnState,
    Source,
)
from fengqiao.kernel.casework.flow import Workflow
from fengqiao.kernel.casework.models import Case
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.measures.models import Fact, written_by
from fengqiao.kernel.places.scope import acting

TOWNSHIP = 1000  # codes of villages in one township
SETTLED = (DisputeState.RESOLVED, DisputeState.CLOSED)


class ReturnFact(Fact):
    """What the figures read of a return: by the last day of its period."""

    period_end = models.DateField()
    state = models.CharField(max_length=30)
    kind = models.CharField(max_length=12)
    level = models.CharField(max_length=12)
    zero_report = models.BooleanField(default=False)
    households_visited = models.PositiveIntegerField(null=True)
    people_contacted = models.PositiveIntegerField(null=True)
    found_count = models.PositiveIntegerField(null=True)
    on_site_solved = models.PositiveIntegerField(null=True)
    handed_up = models.PositiveIntegerField(null=True)
    prevented_disputes = models.PositiveIntegerField(null=True)

    columns = (
        "period_end",
        "state",
        "kind",
        "level",
        "zero_report",
        "households_visited",
        "people_contacted",
        "found_count",
        "on_site_solved",
        "handed_up",
        "prevented_disputes",
    )

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(
                fields=["county", "period_end"], condition=Q(until_event=None), name="mediation_fact_inspected"
            ),
        ]


class Inspection(Case):
    """What round and return have in common; a unit cannot read the round above it, so its return says it all."""

    kind = models.CharField("排查类型", max_length=12, choices=InspectionKind)
    theme = models.CharField("主题", max_length=60, blank=True)
    level = models.CharField("报送单位", max_length=12, choices=InspectionLevel)
    period_start = models.DateField("周期开始")
    period_end = models.DateField("周期结束")
    due_at = models.DateTimeField("报送截止")
    closes_at = models.DateTimeField("认定未报时间")
    organization = models.ForeignKey("identity.Organization", models.PROTECT, related_name="+", verbose_name="单位")

    class Meta(Case.Meta):
        abstract = True

    @property
    def span(self) -> Span:
        """The period, both days included."""
        return Span(self.period_start, self.period_end)

    @property
    def named(self) -> str:
        """定期排查, 专项排查（欠薪）."""
        return f"{self.get_kind_display()}{f'（{self.theme}）' if self.theme else ''}"


class InspectionRound(Inspection):
    """排查轮次: an office asks its villages, a bureau its offices and the committees of an industry."""

    flow: ClassVar[Workflow] = ROUND

    class Meta(Inspection.Meta):
        triggers = ROUND.fence()
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "level", "period_start"],
                condition=Q(kind=InspectionKind.ROUTINE),
                name="mediation_round_routine",
            ),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="mediation_round_period"),
        ]

    def facts(self, **given: Any) -> RoundFacts:
        """How many units have reported."""
        return RoundFacts(reported=self.returns.filter(state__in=MADE).count())


class InspectionReturn(Inspection):
    """排查报送: what one unit found in one round; 0 is said with a reason, nothing found is a signed statement."""

    round = models.ForeignKey(InspectionRound, models.PROTECT, related_name="returns", verbose_name="轮次")
    households_visited = models.PositiveIntegerField("走访户数", null=True, blank=True)
    people_contacted = models.PositiveIntegerField("走访人次", null=True, blank=True)
    no_visit_reason = models.CharField("未走访的原因", max_length=200, blank=True)
    found_count = models.PositiveIntegerField("排查发现", null=True, blank=True)
    on_site_solved = models.PositiveIntegerField("当场化解", null=True, blank=True)
    handed_up = models.PositiveIntegerField("上报", null=True, blank=True)
    prevented_disputes = models.PositiveIntegerField("预防纠纷", null=True, blank=True)
    prevented_note = models.CharField("预防纠纷说明", max_length=200, blank=True)
    zero_report = models.BooleanField("零报告", default=False)
    signer = models.CharField("签名", max_length=60, blank=True)
    signed_at = models.DateTimeField("签名时间", null=True, blank=True)
    return_reason = models.CharField("退回理由", max_length=200, blank=True)
    reminded_at = models.DateTimeField("催报时间", null=True, blank=True)

    flow: ClassVar[Workflow] = RETURN

    class Meta(Inspection.Meta):
        triggers = [*RETURN.fence(), *written_by(ReturnFact)]
        indexes = [
            *Inspection.Meta.indexes,
            models.Index(fields=["organization", "-due_at"], name="mediation_return_unit"),
            models.Index(fields=["closes_at"], condition=Q(state=ReturnState.DUE), name="mediation_return_closing"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "organization"], name="mediation_return_once"),
            models.CheckConstraint(  # 零报告 is an explicit signed statement
                condition=Q(zero_report=False) | (Q(found_count=0, signed_at__isnull=False) & ~Q(signer="")),
                name="mediation_return_zero",
            ),
        ]

    @property
    def owed(self) -> bool:
        """Whether the unit still has to report."""
        return ReturnState(self.state).open

    def facts(
        self,
        *,
        households_visited: int | None = None,
        people_contacted: int | None = None,
        no_visit_reason: str = "",
        found_count: int | None = None,
        on_site_solved: int = 0,
        handed_up: int = 0,
        prevented_disputes: int = 0,
        prevented_note: str = "",
        **given: Any,  # what else the step's form gives
    ) -> ReturnFacts:
        """Plain values for the guards, as they would stand with what the step gives."""
        own = acting().organization == self.organization_id
        return ReturnFacts(
            unit=self.organization.name,
            due_at=self.due_at,
            closes_at=self.closes_at,
            signed_at=self.signed_at,
            own=own,
            deserted=not own and not self._manned(),
            clues=self.clues().count(),
            households=households_visited,
            people=people_contacted,
            no_visit_reason=no_visit_reason,
            found=found_count,
            solved=on_site_solved,
            handed_up=handed_up,
            prevented=prevented_disputes,
            prevented_note=prevented_note,
        )

    def _manned(self) -> bool:
        """Whether somebody of the unit could sign in and report."""
        posts = Post.objects.present().filter(organization=self.organization_id)
        return posts.filter(role__permissions__contains=[DECLARE]).exists()

    def clues(self) -> QuerySet[IntakeItem]:
        """排查线索 of the unit's place in the period, whoever has them now; those of an industry by custody."""
        found = (
            IntakeItem.objects.readable()
            .filter(
                source=Source.PROACTIVE,
                source_detail__in=InspectionKind(self.kind).sources,
                received_on__range=(self.period_start, self.period_end),
            )
            .exclude(state__in=[IntakeState.VOID, IntakeState.RETURNED])
        )
        if self.level == InspectionLevel.DEPARTMENT:
            return found.filter(scope_code=self.scope_code)
        places = Q(pk__in=())
        for code in (self.organization.region_id, *self.organization.townships):
            places |= Q(place_code__range=(code, code if code % TOWNSHIP else code + TOWNSHIP - 1))
        return found.filter(places)

    def counted(self) -> tuple[int, int, int]:
        """Found, settled on the spot, handed up, as the linked clues say it."""
        clues = self.clues()
        settled = Dispute.objects.readable().filter(state__in=SETTLED, pk=OuterRef("dispute"))
        sent = Event.objects.filter(  # what was handed up leaves the custody of the unit, its event stays
            Q(subject=OuterRef("pk")) | Q(subject=OuterRef("dispute")),
            kind="casework.refer",
            region_code=abs(self.scope_code),
        )
        return clues.count(), clues.filter(Exists(settled)).count(), clues.filter(Exists(sent)).count()

    def papers(self) -> frozenset[str]:
        """The paper that can be printed now."""
        if self.state not in MADE:
            return frozenset()
        return frozenset({"mediation.zero_report" if self.zero_report else "mediation.inspection"})
