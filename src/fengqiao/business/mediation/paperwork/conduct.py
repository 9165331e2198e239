"""Papers that a case needs only sometimes: 授权委托书, 证据材料, 收条, 不予受理, 延长, 回避, 邀请, 结案报告."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from fengqiao.business.mediation.models import (
    Agreement,
    CaseMediator,
    DisputeParty,
    Evidence,
    MediationCase,
    MediationMeeting,
    Payment,
    PerformanceItem,
)
from fengqiao.business.mediation.paperwork.parties import names_of
from fengqiao.business.mediation.paperwork.signed import done_at, made_at
from fengqiao.business.mediation.terms import (
    DisputeType,
    EvidenceKind,
    NotAcceptReason,
    Outcome,
    ProxyScope,
    SourceDetail,
)
from fengqiao.kernel.paperwork.declarations import Paper
from fengqiao.kernel.paperwork.wording import both_sums, names, small_number
from fengqiao.kernel.places.scope import local_day, today


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """One 授权委托书: principal, representative, matters, scope, period."""

    principal: str
    representative: str
    relation: str
    scope: tuple[str, ...]
    special: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """授权委托书, a page for each principal, who writes the day beside the signature."""

    dispute_type: str
    sides: str
    committee: str
    proxies: tuple[Proxy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceList:
    """人民调解证据材料: 序号 名称 来源 份数 页数 原件/复印件 提供人 日期."""

    lines: tuple[tuple[str, ...], ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """收条: payer, payee, amount in words and figures, item, date."""

    payer: str
    payee: str
    amount: str
    item: str
    agreement_number: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """收条 of every payment."""

    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A short paper of the committee: to whom, on what, why, when."""

    sides: str
    dispute_type: str
    case_number: str
    reason: str
    committee: str
    people: tuple[str, ...]
    on: date | None
    who: str = ""
    instead: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingReport:
    """人民调解结案报告表: 卷号 填表时间 承办单位 承办人 受案时间 结案时间 当事人 来源 简要事实 结果 审核意见."""

    case_number: str
    on: date
    committee: str
    handler: str
    accepted_on: date | None
    concluded_on: date | None
    sides: str
    source: str
    facts: str
    outcome: str


def proxies(case: MediationCase) -> Proxies:
    """The representatives of the parties with what they may do."""
    return Proxies(
        dispute_type=DisputeType(case.dispute_type).label,
        sides=names_of(case.dispute.parties()),
        committee=case.committee.name,
        proxies=tuple(_proxy(party) for party in case.dispute.parties().exclude(proxy_name="")),
    )


def _proxy(party: DisputeParty) -> Proxy:
    scope = [ProxyScope(each) for each in party.proxy_scope]
    return Proxy(
        principal=party.name,
        representative=party.proxy_name,
        relation=party.proxy_relation,
        scope=tuple(each.label for each in scope),
        special=any(each.special for each in scope),
    )


def evidence(case: MediationCase) -> EvidenceList:
    """What was handed in, in the order it came; what only its provider may see is not on the common list."""
    shown = Evidence.objects.filter(subject=case.pk, private=False).order_by("number")
    lines = tuple(
        (
            str(each.number),
            each.name,
            EvidenceKind(each.kind).label,
            str(each.copies),
            str(each.pages),
            "原件" if each.original else "复印件",
            each.provider,
            each.received_on.isoformat(),
        )
        for each in shown
    )
    return EvidenceList(lines=lines, on=max((each.received_on for each in shown), default=today()))


def receipts(case: MediationCase) -> Receipts:
    """A receipt for every sum that was paid."""
    paid = Payment.made().filter(subject=case.pk).select_related("item__agreement")
    return Receipts(receipts=tuple(_receipt(each, each.item) for each in paid.order_by("paid_on", "item__order", "id")))


def _receipt(payment: Payment, item: PerformanceItem) -> Receipt:
    return Receipt(
        payer=item.obligor,
        payee=item.obligee,
        amount=both_sums(payment.amount),
        item=item.content + (f"（第{small_number(item.instalment)}期）" if item.instalment else ""),
        agreement_number=item.agreement.number,
        on=payment.paid_on,
    )


def _notice(case: MediationCase, *, at: datetime | None = None, **given: object) -> Notice:
    """A notice of a moment, with the parties as they stood then; without one as they stand today."""
    parties = case.dispute.parties_at(at)
    told: dict[str, object] = {
        "sides": names_of(parties),
        "dispute_type": DisputeType(case.dispute_type).label,
        "case_number": case.number,
        "committee": case.committee.name,
        "people": tuple(party.name for party in parties),
        "on": today(),
    }
    return Notice(**{**told, **given})  # type: ignore[arg-type]  # the fields of the notice, by name


def declined(case: MediationCase) -> Notice:
    """不予受理告知书: the lawful reason, told at once."""
    closed = local_day(case.closed_at) if case.closed_at else today()
    return _notice(case, at=case.closed_at, reason=NotAcceptReason(case.decline_reason).label, on=closed)


def extension(case: MediationCase) -> Notice:
    """延长调解期限同意书: signed by every party."""
    agreed_at = done_at(case, "extend")
    day = local_day(agreed_at) if agreed_at else today()
    return _notice(case, at=agreed_at, on=day, reason=case.extension_reason, until=case.extended_to)


def recusal(case: MediationCase) -> Notice:
    """回避决定: who withdraws, why, and who takes the place."""
    withdrawn = CaseMediator.objects.filter(subject=case.pk, recused=True).select_related("mediator").latest("id")
    after = CaseMediator.objects.filter(subject=case.pk, id__gt=withdrawn.pk, recused=False).select_related("mediator")
    return _notice(
        case,
        who=withdrawn.mediator.name,
        at=done_at(case, "recuse"),
        reason=withdrawn.recuse_reason,
        instead=names(each.mediator.name for each in after),
        on=withdrawn.recused_on,
    )


def invitation(case: MediationCase) -> Notice:
    """邀请参与调解同意书: relatives, neighbours or experts join only with the parties' consent (第二十条)."""
    meeting = _invited(case).latest("started_at")
    held_on = local_day(meeting.started_at)
    return _notice(case, at=made_at(meeting.pk), who=meeting.participants, reason="", on=held_on)


def _invited(case: MediationCase) -> QuerySet[MediationMeeting]:
    return MediationMeeting.objects.filter(subject=case.pk, participants_consented=True).exclude(participants="")


def closing_report(case: MediationCase) -> ClosingReport:
    """What the office keeps of a concluded case."""
    agreement = Agreement.in_hand(case.pk)
    outcome = Outcome(case.outcome).label
    return ClosingReport(
        case_number=case.number,
        on=case.concluded_on or today(),
        committee=case.committee.name,
        handler=case.chief_mediator.name if case.chief_mediator else "",
        accepted_on=case.accepted_on,
        concluded_on=case.concluded_on,
        sides=names_of(case.dispute.parties()),
        source=SourceDetail(case.source_detail).label,
        facts=case.dispute.facts_text,
        outcome=f"{outcome}\n{agreement.terms_text}" if agreement and case.outcome else outcome,
    )


ALL = (
    Paper(key="mediation.proxy", label="授权委托书", template="proxy.typ", context=proxies, bundle=4),
    Paper(key="mediation.evidence", label="人民调解证据材料", template="evidence.typ", context=evidence, bundle=6),
    Paper(
        key="mediation.invitation",
        label="邀请参与调解同意书",
        template="invitation.typ",
        context=invitation,
        bundle=7,
    ),
    Paper(key="mediation.recusal", label="回避决定", template="recusal.typ", context=recusal, bundle=7),
    Paper(
        key="mediation.extension",
        label="延长调解期限同意书",
        template="extension.typ",
        context=extension,
        bundle=7,
    ),
    Paper(key="mediation.declined", label="不予受理告知书", template="declined.typ", context=declined, bundle=9),
    Paper(key="mediation.receipt", label="收条", template="receipt.typ", context=receipts, bundle=10),
    Paper(
        key="mediation.closing",
        label="人民调解结案报告表",
        template="closing.typ",
        context=closing_report,
        bundle=18,
    ),
)
