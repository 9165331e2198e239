"""What the law asks before a step (办理条件): facts in, the sentence to show out, or None."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from fengqiao.business.mediation.rules import messages
from fengqiao.business.mediation.rules.agreements import item_state, sum_of
from fengqiao.business.mediation.rules.facts import (
    AgreementFacts,
    CaseFacts,
    DisputeFacts,
    IntakeFacts,
    PartyFacts,
    Signature,
)
from fengqiao.business.mediation.terms import (
    AgreementForm,
    Capacity,
    CaseState,
    Difficulty,
    DisputeType,
    ItemState,
    NextRoute,
    Outcome,
    PartySide,
    Risk,
    Source,
    Willingness,
)
from fengqiao.kernel.privacy.identifiers import age_on

ADULT = 18


def court_has_not_accepted(facts: CaseFacts) -> str | None:
    """What a court has accepted is mediated only on its letter (若干规定 第二十二条)."""
    return messages.COURT_ACCEPTED if facts.court_accepted and not facts.entrust_letter else None


def both_sides_are_known(facts: CaseFacts) -> str | None:
    """A case has an applicant and a respondent; one side alone is a clue."""
    sides = {party.side for party in facts.parties}
    return None if {PartySide.APPLICANT, PartySide.RESPONDENT} <= sides else messages.ONE_SIDE_ONLY


def parties_are_complete(facts: CaseFacts) -> str | None:
    """The seven fields of the form are filled at acceptance; the one-screen oral path may leave them 未填."""
    if facts.by_light_path:
        return None
    return next(
        (messages.incomplete_party(party.name, party.missing) for party in facts.parties if party.missing), None
    )


def id_numbers_are_right(facts: CaseFacts) -> str | None:
    """证件号码校验."""
    return next((messages.wrong_id_number(party.wrong_digit) for party in facts.parties if party.wrong_digit), None)


def age_of(party: PartyFacts, on: date) -> int | None:
    """周岁 by the day of birth, else as stated."""
    return age_on(party.born_on, on) if party.born_on else party.stated_age


def wards_have_guardians(facts: CaseFacts) -> str | None:
    """A minor, or one without full capacity, acts through a guardian (法定代理人)."""
    for party in facts.parties:
        if party.guardian:
            continue
        age = age_of(party, facts.on)
        if age is not None and age < ADULT:
            return messages.MINOR_WITHOUT_GUARDIAN
        if party.capacity != Capacity.FULL:
            return messages.limited_without_guardian(party.name)
    return None


def nobody_refuses(facts: CaseFacts) -> str | None:
    """One clear refusal ends mediation (人民调解法 第三、十七条)."""
    refused = any(party.willingness == Willingness.REFUSED for party in facts.parties)
    return messages.REFUSED if refused else None


def all_sides_agree(facts: CaseFacts) -> str | None:
    """Applicants and respondents have all said yes (人民调解法 第三条)."""
    waiting = [
        party.name
        for party in facts.parties
        if party.side != PartySide.THIRD and party.willingness not in {Willingness.AGREED, Willingness.REFUSED}
    ]
    return messages.not_yet_willing(waiting) if waiting else None


def applied_for_by_both(facts: CaseFacts) -> str | None:
    """At acceptance all sides agree; proactive mediation (主动调解) may begin by asking them."""
    return None if facts.source_detail.startswith(Source.PROACTIVE) else all_sides_agree(facts)


def committee_is_impartial(facts: CaseFacts) -> str | None:
    """A village committee that is itself a party leaves the case to the township."""
    return messages.COMMITTEE_IS_PARTY if facts.committee_is_party else None


def accepted_after_application(facts: CaseFacts) -> str | None:
    """受理日期 is not before 申请日期 and not to come."""
    accepted = facts.accepted_on or facts.on
    if facts.applied_on and accepted < facts.applied_on:
        return messages.ACCEPTED_BEFORE_APPLIED
    return messages.DAY_TO_COME if accepted > facts.on else None


def mediators_are_named(facts: CaseFacts) -> str | None:
    """At least one mediator who has not withdrawn, two for a major dispute (人民调解法 第十九条)."""
    active = sum(not mediator.recused for mediator in facts.mediators)
    if not active:
        return messages.NO_MEDIATOR
    return messages.MAJOR_NEEDS_TWO if active < 2 and facts.difficulty == Difficulty.MAJOR else None


def mediators_are_in_term(facts: CaseFacts) -> str | None:
    """Every acting mediator holds a running appointment with this very committee (人民调解法 第十三条)."""
    for mediator in facts.mediators:
        if mediator.recused:
            continue
        if mediator.engaged_on is None or mediator.expires_on is None:
            return messages.not_engaged(mediator.name)
        if facts.on < mediator.engaged_on:
            return messages.term_not_begun(mediator.name, mediator.engaged_on)
        if facts.on > mediator.expires_on:
            return messages.out_of_term(mediator.expires_on)
    return None


def mediators_are_impartial(facts: CaseFacts) -> str | None:
    """Kinship or interest needs both parties' written consent, or another mediator."""
    return messages.INTERESTED_MEDIATOR if facts.conflict_declared and not facts.conflict_consented else None


def somebody_goes_on(facts: CaseFacts) -> str | None:
    """Whoever withdraws leaves the case with enough mediators, or with a replacement (第十九条)."""
    needed = 2 if facts.difficulty == Difficulty.MAJOR else 1
    return None if facts.remaining >= needed else messages.REPLACEMENT_NEEDED


def there_is_a_limit(facts: CaseFacts) -> str | None:
    """Only a running limit is extended."""
    return None if facts.limit_on else messages.NO_RUNNING_LIMIT


def limit_is_not_over(facts: CaseFacts) -> str | None:
    """What is late already is not paused (鉴定期间不计入)."""
    return messages.LIMIT_IS_OVER if facts.limit_on and facts.limit_on < facts.on else None


def limit_is_paused(facts: CaseFacts) -> str | None:
    """Only a paused limit runs on."""
    return None if facts.limit_paused else messages.LIMIT_IS_NOT_PAUSED


def extension_is_consented(facts: CaseFacts) -> str | None:
    """A limit is extended only with the consent of every party, and only forward."""
    if not facts.extension_consented:
        return messages.EXTENSION_NEEDS_CONSENT
    later = facts.extended_to and facts.limit_on and facts.extended_to > facts.limit_on
    return None if later else messages.EXTENSION_TOO_EARLY


def rights_are_told(facts: CaseFacts) -> str | None:
    """Every party was told its rights and duties before the first meeting (人民调解法 第二十三、二十四条)."""
    untold = [party.name for party in facts.parties if not party.rights_told]
    return messages.rights_not_told(untold) if untold else None


def somebody_is_untold(facts: CaseFacts) -> str | None:
    """Nobody is told the same rights twice."""
    return None if any(not party.rights_told for party in facts.parties) else messages.ALL_TOLD


def signed_text_stays(facts: CaseFacts) -> str | None:
    """Signed text is never edited; a change is a new agreement."""
    return messages.SIGNED_TEXT if facts.replaces_signed else None


def agreement_of(facts: CaseFacts) -> AgreementFacts:
    """The agreement, or an empty one."""
    return facts.agreement or AgreementFacts()


def agreement_is_drafted(facts: CaseFacts) -> str | None:
    """There is a written agreement to sign."""
    drafted = facts.agreement is not None and facts.agreement.form == AgreementForm.WRITTEN
    return None if drafted else messages.NO_AGREEMENT


def text_names_the_parties(facts: CaseFacts) -> str | None:
    """Whoever owes or is owed by the text is among those who sign it: a name changed since needs a new text."""
    agreement = agreement_of(facts)
    known = {signature.name for signature in agreement.party_signs}
    named = {name for term in agreement.terms for name in (term.obligor, term.obligee)}
    return None if named <= known else messages.PARTIES_CHANGED


def something_is_agreed(facts: CaseFacts) -> str | None:
    """An agreement has at least one term (人民调解法 第二十九条)."""
    return None if agreement_of(facts).terms else messages.NO_TERMS


def sums_agree(facts: CaseFacts) -> str | None:
    """分项金额 add up to the sum of the agreement."""
    agreement = agreement_of(facts)
    items = sum_of(agreement.terms)
    return None if items == agreement.total else messages.sums_differ(items, agreement.total)


def performance_follows_agreement(facts: CaseFacts) -> str | None:
    """Nothing is due before it was agreed, unless it was done on the spot with proof."""
    agreement = agreement_of(facts)
    agreed = agreement.agreed_on or facts.on
    early = any(
        term.due_on and term.due_on < agreed and not (term.on_the_spot and term.proof) for term in agreement.terms
    )
    return messages.DUE_BEFORE_AGREEMENT if early else None


def writing_is_not_required(facts: CaseFacts) -> str | None:
    """Labor and medical agreements are made in writing (劳动争议调解仲裁法 第十四条, 医疗纠纷条例 第三十九条)."""
    return messages.WRITTEN_ONLY if DisputeType(facts.dispute_type).written_only else None


def oral_agreement_is_dated(facts: CaseFacts) -> str | None:
    """An oral agreement takes effect when the parties agree (人民调解法 第三十条): the day must be known."""
    agreed = agreement_of(facts).agreed_on
    if agreed is None:
        return messages.NO_DAY_OF_AGREEMENT
    return messages.DAY_TO_COME if agreed > facts.on else None


def unsigned(signatures: Iterable[Signature]) -> list[str]:
    """Whose signature is missing."""
    return [
        f"{signature.name}的法定代理人{signature.by}" if signature.by else signature.name
        for signature in signatures
        if signature.on is None
    ]


def everybody_has_signed(facts: CaseFacts) -> str | None:
    """All parties and the mediator have signed, sealed or put their fingerprint (人民调解法 第二十九条)."""
    agreement = agreement_of(facts)
    if missing := unsigned((*agreement.party_signs, *agreement.mediator_signs)):
        return messages.not_signed(missing)
    lacking = [
        label
        for label, signs in (("当事人", agreement.party_signs), ("人民调解员", agreement.mediator_signs))
        if not signs
    ]
    return messages.not_signed(lacking) if lacking else None


def agreement_is_sealed(facts: CaseFacts) -> str | None:
    """Without the committee's seal a written agreement has no effect (人民调解法 第二十九条)."""
    return None if agreement_of(facts).sealed_on else messages.NOT_SEALED


def ends_without_agreement(facts: CaseFacts) -> str | None:
    """终止 is one of the outcomes 20 to 32, and no agreement is in force."""
    if not facts.outcome or not Outcome(facts.outcome).is_stop:
        return messages.NOT_A_STOP
    if facts.agreement and facts.agreement.form == AgreementForm.WRITTEN and facts.agreement.sealed_on:
        return messages.AGREEMENT_STANDS if everybody_has_signed(facts) is None else None
    return None


def other_routes_are_told(facts: CaseFacts) -> str | None:
    """After a failure the parties are told of arbitration, administration and court (人民调解法 第二十六条)."""
    if not facts.outcome or not Outcome(facts.outcome).needs_next_route:
        return None
    known = facts.next_routes and set(facts.next_routes) <= set(NextRoute.values)
    return None if known else messages.NO_ROUTE


def refusal_ends_as_such(facts: CaseFacts) -> str | None:
    """A refused mediation ends as refused or withdrawn (第十七条); so does one that was not accepted yet."""
    if facts.outcome in {Outcome.REFUSED, Outcome.WITHDRAWN}:
        return None
    if nobody_refuses(facts):
        return messages.REFUSED_ENDS
    return messages.UNACCEPTED_ENDS if facts.state == CaseState.APPLIED else None


def merger_is_decided(facts: CaseFacts) -> str | None:
    """并入他案: the township decides into which dispute it goes (4.1)."""
    if facts.outcome != Outcome.MERGED or (facts.by_office and facts.survivor):
        return None
    return messages.MERGE_BY_OFFICE


def end_is_explained(facts: CaseFacts) -> str | None:
    """The termination notice states its reason."""
    return None if facts.end_reason.strip() else messages.REASON_NEEDED


def missing_papers(facts: CaseFacts) -> tuple[str, ...]:
    """What the file must hold and does not (5.2); a light bundle holds the registration and the oral agreement.

    Rights notice and meeting record belong to a case that was mediated: one that ended before any meeting has none.
    Of one that was not accepted the file holds the notice of it.
    """
    if facts.state == CaseState.DECLINED:
        return () if "mediation.declined" in facts.papers else ("不予受理告知书",)
    needed: list[tuple[str, frozenset[str]]] = []
    if facts.accepted_on:
        papers = frozenset({"mediation.application", "mediation.acceptance"})
        needed.append(("人民调解申请书或受理登记表", papers))
    success = bool(facts.outcome) and Outcome(facts.outcome).is_success
    if not facts.light and (facts.meetings or success):
        needed += [
            ("权利义务告知书", frozenset({"mediation.rights"})),
            ("调解记录", frozenset({"mediation.meeting"})),
        ]
    if success:
        needed.append(("协议书或口头协议登记表", frozenset({"mediation.agreement", "mediation.oral"})))
    else:
        needed.append(("终止调解告知书", frozenset({"mediation.termination"})))
    if facts.follow_up_due:
        needed.append(("回访记录", frozenset({"mediation.follow_up"})))
    missing = [label for label, keys in needed if not keys & facts.papers]
    if facts.accepted_on and not (facts.light or facts.identified):
        missing.append("身份证明")
    return tuple(missing)


def file_is_complete(facts: CaseFacts) -> str | None:
    """一案一卷: a mandatory paper that is missing blocks the archive."""
    missing = missing_papers(facts)
    return messages.papers_missing(missing) if missing else None


def nothing_is_being_changed(facts: CaseFacts) -> str | None:
    """A 变更协议 that is not in force yet is finished or dropped first."""
    return messages.CHANGE_PENDING if facts.change else None


def routing_is_complete(facts: DisputeFacts) -> str | None:
    """Before 分流: type, place, organization in charge, and no undecided duplicates."""
    if not facts.dispute_type:
        return messages.NO_TYPE
    if DisputeType(facts.dispute_type).subtypes and not facts.subtype:
        return messages.NO_SUBTYPE
    if not facts.placed:
        return messages.NO_PLACE
    if not facts.duty_organization:
        return messages.NO_DUTY_ORGANIZATION
    return messages.matches_undecided(facts.undecided_matches) if facts.undecided_matches else None


def objection_is_in_time(facts: IntakeFacts) -> str | None:
    """A petition that nobody objected to in five working days is taken as accepted (信访工作条例 第二十三条)."""
    late = facts.objection_until and facts.on > facts.objection_until
    return messages.objection_is_over(facts.objection_until) if late and facts.objection_until else None


def petition_may_be_extended(facts: DisputeFacts) -> str | None:
    """A petition that runs may be extended once (信访工作条例 第三十四条)."""
    if facts.petition_due_on is None:
        return messages.NO_PETITION
    return messages.PETITION_EXTENDED if facts.petition_extended else None


def petition_awaits_feedback(facts: DisputeFacts) -> str | None:
    """What was told once is not told again."""
    return None if facts.feedback_waits else messages.NO_FEEDBACK_AWAITED


def downgrade_is_approved(facts: DisputeFacts) -> str | None:
    """Only the head of the office lowers a red or orange risk."""
    lowered = Risk(facts.risk).serious and Risk(facts.confirmed).level < Risk(facts.risk).level
    return messages.DOWNGRADE_NEEDS_HEAD if lowered and not facts.by_head else None


def override_stays_red(facts: DisputeFacts) -> str | None:
    """扬言杀人 and the like are red (3.3): only the head of the office confirms another color."""
    lowered = facts.dangerous and facts.confirmed != Risk.RED
    return messages.OVERRIDE_NEEDS_HEAD if lowered and not facts.by_head else None


def difference_is_explained(facts: DisputeFacts) -> str | None:
    """A confirmed color that is not the suggested one has its reason."""
    explained = facts.confirmed == facts.suggested or facts.reason.strip()
    return None if explained else messages.DIFFERENCE_NEEDS_REASON


def red_has_a_leader(facts: DisputeFacts) -> str | None:
    """A red dispute has its 包案领导."""
    return messages.RED_NEEDS_LEADER if facts.confirmed == Risk.RED and not facts.leader else None


def office_closes(facts: DisputeFacts) -> str | None:
    """The office closes (4.1); 红、橙 and 重大 its head only."""
    if facts.by_head:
        return None
    if facts.risk == Risk.RED:
        return messages.RED_NEEDS_HEAD
    if facts.risk == Risk.ORANGE:
        return messages.ORANGE_NEEDS_HEAD
    if facts.difficulty == Difficulty.MAJOR:
        return messages.MAJOR_NEEDS_HEAD
    return None if facts.by_office else messages.CLOSED_BY_OFFICE


def danger_is_reported(facts: DisputeFacts) -> str | None:
    """What may become a public-order or criminal case was reported (人民调解法 第二十五条)."""
    return messages.REPORT_NEEDED if facts.dangerous else None


def performance_is_settled(facts: DisputeFacts) -> str | None:
    """Every item is done, or its day is over and its result recorded; the follow-up that was due is made."""
    waiting = sum(
        not ItemState(item.state).over
        and (item.state == ItemState.PENDING or (item.due_on is not None and item.due_on >= facts.on))
        for item in facts.items
    )
    if waiting:
        return messages.items_open(waiting)
    return messages.FOLLOW_UP_NEEDED if facts.follow_up_due and not facts.follow_up_done else None


def all_is_performed(facts: CaseFacts) -> str | None:
    """履行完毕 when nothing of the agreement is open."""
    waiting = sum(not item_state(term, facts.on).over for term in agreement_of(facts).terms)
    return messages.items_unperformed(waiting) if waiting else None


def overdue_is_over(facts: CaseFacts) -> str | None:
    """逾期未履行 is recorded when the last day is over, not before."""
    due_on = facts.item.due_on if facts.item and facts.result == ItemState.OVERDUE else None
    return messages.not_overdue_yet(due_on) if due_on and due_on >= facts.on else None


def no_more_than_agreed_is_paid(facts: CaseFacts) -> str | None:
    """What is paid in parts comes to the sum of the item, not to more."""
    if facts.item is None or facts.item.amount is None or facts.paid_now is None:
        return None
    paid = facts.item.done_amount or Decimal(0)
    over = paid + facts.paid_now > facts.item.amount
    return messages.paid_too_much(paid, facts.paid_now, facts.item.amount) if over else None


def follow_up_has_time(facts: CaseFacts) -> str | None:
    """回访 asks how the agreement is kept: its time comes when the first day of performance is over (4.3)."""
    first = facts.follow_up_from
    return messages.follow_up_from(first) if first and facts.on <= first else None


def file_is_not_own(facts: CaseFacts) -> str | None:
    """A file is reviewed by somebody who did not make it (案卷评查)."""
    return messages.OWN_FILE if facts.own_file else None


def file_is_reviewed_once(facts: CaseFacts) -> str | None:
    """A batch looks at a file once."""
    return messages.reviewed_before(facts.reviewed_in) if facts.reviewed_in else None


WITH_MEDIATOR = (mediators_are_named, mediators_are_in_term, mediators_are_impartial)
WITH_TERMS = (something_is_agreed, sums_agree, performance_follows_agreement)

ACCEPTABLE = (
    nobody_refuses,  # what is not to be mediated needs no completing
    court_has_not_accepted,
    both_sides_are_known,
    parties_are_complete,
    id_numbers_are_right,
    wards_have_guardians,
    applied_for_by_both,
    committee_is_impartial,
)
NAMING = (accepted_after_application, *WITH_MEDIATOR)
ACCEPTANCE = (*ACCEPTABLE, *NAMING)
MEETING = (nobody_refuses, all_sides_agree, rights_are_told, *WITH_MEDIATOR)
DRAFTING = (nobody_refuses, signed_text_stays, *WITH_MEDIATOR, *WITH_TERMS)
SIGNING = (
    nobody_refuses,
    signed_text_stays,
    agreement_is_drafted,
    text_names_the_parties,
    wards_have_guardians,
    *WITH_MEDIATOR,
)
SEALING = (nobody_refuses, signed_text_stays, agreement_is_drafted, everybody_has_signed)
WRITTEN = (agreement_is_drafted, everybody_has_signed, agreement_is_sealed)
ORAL = (
    nobody_refuses,
    both_sides_are_known,
    writing_is_not_required,
    oral_agreement_is_dated,
    *WITH_MEDIATOR,
    *WITH_TERMS,
)
PERFORMING = (overdue_is_over, no_more_than_agreed_is_paid)
RECUSING = (somebody_goes_on,)
EXTENDING = (extension_is_consented,)
FILE_REVIEWING = (file_is_not_own, file_is_reviewed_once)
ENDING = (ends_without_agreement, refusal_ends_as_such, merger_is_decided, other_routes_are_told, end_is_explained)
ARCHIVING = (file_is_complete, nothing_is_being_changed)
ROUTING = (routing_is_complete,)
ASSESSING = (downgrade_is_approved, override_stays_red, difference_is_explained, red_has_a_leader)
CLOSING = (office_closes, danger_is_reported, performance_is_settled)
