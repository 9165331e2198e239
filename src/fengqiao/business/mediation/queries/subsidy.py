"""The reads of 以案定补: claims, what waits for whom, a batch with what it pays, takes back and asks after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.http import QueryDict

from fengqiao.business.mediation.flow.subsidy import CLAIM, SAMPLE
from fengqiao.business.mediation.models import CallBack, ClaimShare, Clawback, Dispute, SubsidyBatch, SubsidyClaim
from fengqiao.business.mediation.queries import UNSHOWN
from fengqiao.business.mediation.terms import AgreementForm, BatchState, ClaimState, Difficulty, Sampling
from fengqiao.business.mediation.terms.review import Authenticity
from fengqiao.kernel.casework.titles import name_for
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.ui.words import Chip

COMMA = "、"
PAID_OUT = (ClaimState.LISTED, ClaimState.PAID, ClaimState.RECLAIMED)
CHIPS = {
    ClaimState.APPLIED: ("line", "circle-dashed"),
    ClaimState.CHECKED: ("blue", "progress"),
    ClaimState.VERIFIED: ("blue", "progress"),
    ClaimState.APPROVED: ("green", "check"),
    ClaimState.LISTED: ("blue", "clock"),
    ClaimState.PAID: ("green", "circle-check"),
    ClaimState.RETURNED: ("amber", "arrow-back-up"),
    ClaimState.WITHDRAWN: ("void", "x"),
    ClaimState.RECLAIMED: ("void", "arrow-back-up"),
}
BATCH_CHIPS = {BatchState.PUBLIC: ("blue", "clock"), BatchState.PAID: ("green", "circle-check")}


def claims() -> QuerySet[SubsidyClaim]:
    """Claims of the own range, with what the list shows."""
    share = ClaimShare.objects.filter(subject=OuterRef("pk"), current=True).order_by().values("subject")
    names = share.annotate(names=StringAgg("name", Value(COMMA), order_by="id")).values("names")
    return (
        SubsidyClaim.objects.select_related("subject", "committee")
        .defer(*UNSHOWN)
        .annotate(payee_names=Subquery(names))
    )


def waiting(rows: QuerySet[SubsidyClaim]) -> QuerySet[SubsidyClaim]:
    """What waits for the acting post: each reviewer his own step."""
    may = acting().may
    states = {state for step in CLAIM if step.may in may and step.rank == 9 for state in step.src}
    condition = Q(state__in=states)
    if SAMPLE in may:
        condition |= Q(state__in=[ClaimState.APPROVED, ClaimState.LISTED], sampling="")
    return rows.filter(condition)


def mine(rows: QuerySet[SubsidyClaim]) -> QuerySet[SubsidyClaim]:
    """What the acting person is paid by, or has claimed."""
    me = acting().user
    return rows.filter(
        Q(claimed_by=me) | Exists(ClaimShare.objects.filter(subject=OuterRef("pk"), current=True, mediator__user=me))
    )


def one_claim(uid: UUID) -> SubsidyClaim:
    """A claim by its key."""
    related = ("subject", "mediation_case__subject", "committee")
    return SubsidyClaim.objects.readable().select_related(*related).get(pk=uid)


def claims_of(dispute: Dispute) -> list[SubsidyClaim]:
    """The claims of a dispute in the own range, the newest first; none for those who do not see to subsidies."""
    if "subsidy.view" not in acting().may:
        return []
    return list(SubsidyClaim.objects.filter(dispute=dispute.pk).select_related("subject").order_by("-opened_at"))


def chip_of(claim: SubsidyClaim) -> Chip:
    """The state of a claim as a chip."""
    return Chip(claim.state_label, *CHIPS[ClaimState(claim.state)])


def batch_chip(batch: SubsidyBatch) -> Chip:
    """The state of a batch as a chip."""
    return Chip(batch.state_label, *BATCH_CHIPS[BatchState(batch.state)])


def payees_shown(claim: SubsidyClaim) -> str:
    """领款人 of a row of the list."""
    names: str = getattr(claim, "payee_names", None) or ""  # annotated by the list
    return COMMA.join(map(name_for, names.split(COMMA))) if names else "—"


def amount_of(claim: SubsidyClaim) -> Decimal:
    """What the county decided, until then what the rule gives."""
    return claim.total if claim.approved_on else claim.base


@dataclass(frozen=True, slots=True)
class PayeeLine:
    """One who is paid by a claim."""

    name: str
    percent: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ClaimView:
    """What the page of a claim shows."""

    payees: Sequence[PayeeLine]
    calls: Sequence[CallBack]
    clawbacks: Sequence[Clawback]
    base: Decimal
    result: str


def view_of(claim: SubsidyClaim) -> ClaimView:
    """领款人、回访、追回 of one claim."""
    return ClaimView(
        payees=[PayeeLine(name_for(each.name), each.percent, each.amount) for each in claim.payees()],
        calls=list(CallBack.objects.filter(subject=claim.pk).order_by("at")),
        clawbacks=list(Clawback.objects.filter(subject=claim.pk).order_by("on", "id")),
        base=claim.base,
        result=result_of(claim.form, success=claim.success),
    )


def result_of(form: str, *, success: bool) -> str:
    """形式和结果: what the rule was looked up by, beside the grade."""
    return AgreementForm(form).label + "协议" if success and form else "调解不成"


def claims_to_pay() -> QuerySet[SubsidyClaim]:
    """What a batch takes up: approved, and not doubted by the city."""
    return (
        claims()
        .filter(state=ClaimState.APPROVED)
        .exclude(sampling=Sampling.DOUBTFUL)
        .order_by("committee__scope_code", "pk")
    )


def batches() -> QuerySet[SubsidyBatch]:
    """Batches of the own range."""
    return SubsidyBatch.objects.select_related("subject").defer(*UNSHOWN)


HEADINGS = ("申报编号", "卷号", "调委会", "领款人", "难易程度", "结果", "份额（%）", "金额（元）")


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payee of a batch: a line of the publicity list and of the file for finance."""

    claim: UUID
    number: str
    case_number: str
    committee: str
    name: str
    difficulty: str
    result: str
    percent: Decimal
    amount: Decimal

    @property
    def cells(self) -> tuple[object, ...]:
        """The line as the table and the file have it."""
        return (
            self.number,
            self.case_number,
            self.committee,
            self.name,
            self.difficulty,
            self.result,
            self.percent,
            self.amount,
        )


def payments(batch: SubsidyBatch) -> list[PaymentLine]:
    """Who is paid what by a batch, committee by committee."""
    listed = SubsidyClaim.objects.filter(batch=batch, state__in=PAID_OUT).select_related("subject", "committee")
    by_key = {each.pk: each for each in listed.order_by("committee__scope_code", "pk")}
    order = {key: place for place, key in enumerate(by_key)}
    shares = ClaimShare.objects.filter(subject__in=by_key, current=True).order_by("id")
    return [
        PaymentLine(
            claim=each.subject_id,
            number=by_key[each.subject_id].number,
            case_number=by_key[each.subject_id].case_number,
            committee=by_key[each.subject_id].committee.name,
            name=name_for(each.name),
            difficulty=Difficulty(by_key[each.subject_id].difficulty).label,
            result=result_of(by_key[each.subject_id].form, success=by_key[each.subject_id].success),
            percent=each.percent,
            amount=each.amount,
        )
        for each in sorted(shares, key=lambda each: (order[each.subject_id], each.pk))
    ]


def total_of(lines: Sequence[PaymentLine]) -> Decimal:
    """合计."""
    return sum((each.amount for each in lines), Decimal(0))


def payment_rows(params: QueryDict) -> Iterator[Sequence[object]]:
    """The file for finance: exactly the table of the batch's page, its total last."""
    batch = SubsidyBatch.objects.get(pk=_key(params.get("batch", "")))
    lines = payments(batch)
    yield HEADINGS
    yield from (line.cells for line in lines)
    yield ("合计", "", "", "", "", "", "", total_of(lines))


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise SubsidyBatch.DoesNotExist(text) from None


@dataclass(frozen=True, slots=True)
class CallLine:
    """A claim drawn for the call-back, and what came of it."""

    claim: UUID
    number: str
    result: str


@dataclass(frozen=True, slots=True)
class BatchView:
    """What the page of a batch shows."""

    lines: Sequence[PaymentLine]
    total: Decimal
    claims: int
    calls: Sequence[CallLine]
    clawbacks: Sequence[Clawback]


def batch_view(batch: SubsidyBatch) -> BatchView:
    """领款人, call-backs and what was taken back of one batch."""
    lines = payments(batch)
    drawn = SubsidyClaim.objects.filter(batch=batch, drawn=True).select_related("subject").order_by("pk")
    said: Mapping[UUID, str] = dict(
        CallBack.objects.filter(batch=batch).order_by("at").values_list("subject_id", "result")
    )
    return BatchView(
        lines=lines,
        total=total_of(lines),
        claims=len({each.claim for each in lines}),
        calls=[
            CallLine(each.pk, each.number, Authenticity(said[each.pk]).label if each.pk in said else "待回访")
            for each in drawn
        ],
        clawbacks=list(Clawback.objects.filter(batch=batch).order_by("on", "id")),
    )
