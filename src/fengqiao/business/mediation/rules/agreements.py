"""Agreements: sums, instalments, the sentences of the clauses, and how far they are performed (协议、履行)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from itertools import groupby

from fengqiao.business.mediation.rules.facts import TermFacts
from fengqiao.business.mediation.terms import DisputeSubtype, DisputeType, ItemKind, ItemState, Performance
from fengqiao.kernel.paperwork.wording import both_sums, paper_date, small_number

CENT = Decimal("0.01")


def sum_of(terms: Iterable[TermFacts]) -> Decimal:
    """What the money terms come to."""
    return sum((term.amount for term in terms if term.amount is not None), Decimal(0))


def instalments(total: Decimal, count: int) -> tuple[Decimal, ...]:
    """分期: equal parts to the cent; the remainder goes to the last."""
    part = (total / count).quantize(CENT, ROUND_DOWN)
    return (*(part for _ in range(count - 1)), total - part * (count - 1))


def items_of(terms: Iterable[TermFacts], instalment_days: Sequence[date] = ()) -> tuple[TermFacts, ...]:
    """履行事项 of the terms: the first sum that is not paid on the spot falls into one item for each day given."""
    items: list[TermFacts] = []
    days = tuple(instalment_days)
    for term in terms:
        if len(days) > 1 and term.kind == ItemKind.PAY and term.amount and not term.on_the_spot:
            parts = instalments(term.amount, len(days))
            items.extend(
                replace(term, amount=part, due_on=day, instalment=number)
                for number, (part, day) in enumerate(zip(parts, days, strict=True), 1)
            )
            days = ()
        else:
            items.append(term)
    return tuple(items)


def item_state(term: TermFacts, on: date) -> ItemState:
    """履行事项 as it stands on a day; due means due until the end of its day."""
    if term.state in {ItemState.WAIVED, ItemState.SUPERSEDED}:
        return ItemState(term.state)
    if term.done_on is not None and term.done_on <= on:
        short = term.amount is not None and term.done_amount is not None and term.done_amount < term.amount
        return ItemState.PARTIAL if short else ItemState.DONE
    return ItemState.OVERDUE if term.due_on is not None and term.due_on < on else ItemState.PENDING


def performed_in_time(term: TermFacts) -> bool:
    """Whether an item was done in full by its day (M07)."""
    in_full = term.done_amount is None or term.amount is None or term.done_amount >= term.amount
    return term.done_on is not None and in_full and (term.due_on is None or term.done_on <= term.due_on)


def performance(states: Iterable[str]) -> Performance:
    """履行情况 of the whole agreement, from its items."""
    found = {ItemState(state) for state in states} - {ItemState.WAIVED, ItemState.SUPERSEDED}
    if found <= {ItemState.DONE}:
        return Performance.PERFORMED
    if ItemState.PARTIAL in found or {ItemState.DONE, ItemState.OVERDUE} <= found:
        return Performance.PARTIAL
    return Performance.OVERDUE if ItemState.OVERDUE in found else Performance.PENDING


def performance_of(terms: Iterable[TermFacts], on: date) -> Performance:
    """履行情况 of an agreement on a day."""
    return performance(item_state(term, on) for term in terms)


def clause(term: TermFacts) -> str:
    """One term as a sentence: 张某某于2025年6月30日前支付李某某误工损失人民币贰仟元整（¥2,000.00）。"""
    who, whom, content = term.obligor, term.obligee, term.content.rstrip("。；")
    time = "当场" if term.on_the_spot else f"于{paper_date(term.due_on)}前" if term.due_on else ""
    match ItemKind(term.kind):
        case ItemKind.PAY:
            money = both_sums(term.amount) if term.amount is not None else ""
            part = f"第{small_number(term.instalment)}期" if term.instalment else ""
            said = f"{who}{time}支付{whom}{part}{content}{money}"
        case ItemKind.STOP:
            since = "即日起" if term.on_the_spot or not term.due_on else f"自{paper_date(term.due_on)}起"
            said = f"{who}{since}停止{content}" if content else f"{who}{since}停止侵害{whom}的行为"
        case ItemKind.RESTORE:
            said = f"{who}{time}{content}，恢复原状" if content else f"{who}{time}为{whom}恢复原状"
        case ItemKind.DELIVER:
            said = f"{who}{time}向{whom}交付{content}"
        case ItemKind.APOLOGIZE:
            said = f"{who}{time}向{whom}赔礼道歉" + (f"，{content}" if content else "")
        case ItemKind.REGISTER:
            said = f"{who}{time}协助{whom}办理{content}登记"
        case _:
            said = content
    return f"{said}。"


def clauses(terms: Iterable[TermFacts]) -> tuple[str, ...]:
    """协议内容, one sentence for each term; what is said twice stands once."""
    return tuple(dict.fromkeys(clause(term) for term in terms))


def mode_text(terms: Iterable[TermFacts]) -> str:
    """履行方式、时限 in one sentence, written from the terms; instalments of one debt are drawn together."""
    said = []
    for (on_the_spot, kind, obligor, obligee), group in groupby(
        terms, lambda term: (term.on_the_spot, term.kind, term.obligor, term.obligee)
    ):
        items = list(group)
        label = ItemKind(kind).label if kind != ItemKind.OTHER else "履行"
        if on_the_spot:
            said.append(f"{obligor}{label}，当场履行")
        elif kind == ItemKind.PAY and len(items) > 1:
            parts = "，".join(_instalment(number, item) for number, item in enumerate(items, 1))
            said.append(f"{obligor}分{small_number(len(items))}期支付{obligee}：{parts}")
        else:
            said.extend(f"{obligor}{label}，{_time_limit(item)}" for item in items)
    return "；".join(dict.fromkeys(said)) + "。" if said else ""


def _instalment(number: int, item: TermFacts) -> str:
    money = both_sums(item.amount) if item.amount is not None else ""
    return f"第{small_number(number)}期{money}，{_time_limit(item)}"


def _time_limit(item: TermFacts) -> str:
    return f"{paper_date(item.due_on)}前履行完毕" if item.due_on else "自协议生效之日起履行"


def terms_text(terms: Iterable[TermFacts]) -> str:
    """协议内容 as the agreement stores it: one sentence a line."""
    return "\n".join(clauses(terms))


def copies(parties: int) -> int:
    """份数: one for each party, one for the committee (人民调解法 第三十条)."""
    return parties + 1


def reason_words(dispute_type: str, subtype: str = "") -> str:
    """为什么事 in one word: the second level, else the class without 纠纷."""
    return str(DisputeSubtype(subtype).label if subtype else DisputeType(dispute_type).label).removesuffix("纠纷")


def oral_facts(
    *,
    applicants: Sequence[str],
    respondents: Sequence[str],
    dispute_type: str,
    subtype: str,
    place: str,
    on: date,
    note: str = "",
) -> str:
    """主要事实、争议事项 of the one-screen form, composed from what was tapped; nothing is added to it."""
    sides = f"{'、'.join(applicants)}与{'、'.join(respondents)}"
    where = f"在{place}" if place else ""
    cause = f"因{DisputeSubtype(subtype).label}" if subtype else ""
    told = f"{paper_date(on)}，{sides}{where}{cause}发生{DisputeType(dispute_type).label}。"
    return told + (f"{note.rstrip('。')}。" if note else "")
