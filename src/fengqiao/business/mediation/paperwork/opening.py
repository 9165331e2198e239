"""Papers at the opening: 申请书, 受理登记表, 权利义务告知书."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from fengqiao.business.mediation.models import DisputeParty, MediationCase
from fengqiao.business.mediation.paperwork.parties import PartyRow, deputies_of, names_of, party_rows
from fengqiao.business.mediation.paperwork.signed import done_at, written_at
from fengqiao.business.mediation.terms import DisputeType, PartySide, Source
from fengqiao.kernel.paperwork.declarations import Paper
from fengqiao.kernel.places.scope import local_day, today


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """人民调解申请书."""

    parties: tuple[PartyRow, ...]
    facts: str
    demands: tuple[str, ...]
    applicants: tuple[str, ...]
    applied_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """人民调解受理登记表."""

    accepted_on: date
    committee: str
    source: str  # application ①, proactive ②
    sides: str
    dispute_type: str
    facts: str
    remarks: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """人民调解当事人权利义务告知书."""

    sides: str
    manner: str
    people: tuple[str, ...]
    committee: str
    told_on: date | None
    deputies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """当事人身份证明: 地位 姓名（名称） 证件 号码, as they were checked."""

    lines: tuple[tuple[str, ...], ...]
    committee: str


def demands_of(text: str) -> tuple[str, ...]:
    """当事人申请事项, one for each line or clause that was written."""
    return tuple(part.strip("。 ") + "。" for part in re.split(r"[\n；;]", text) if part.strip("。 "))


def application(case: MediationCase) -> Application:
    """The written application of the applicants."""
    signed_at = done_at(case, "accept")
    parties = case.dispute.parties_at(signed_at)
    return Application(
        parties=party_rows(parties, case.applied_on),
        facts=written_at(case.dispute, "facts_text", signed_at),
        demands=demands_of(written_at(case.dispute, "demands", signed_at)),
        applicants=tuple(party.name for party in parties if party.side == PartySide.APPLICANT),
        applied_on=case.applied_on,
    )


def acceptance(case: MediationCase) -> Acceptance:
    """The registration of an oral application, of proactive mediation or of a hand-over."""
    signed_at = done_at(case, "accept")
    parties = case.dispute.parties_at(signed_at)
    return Acceptance(
        accepted_on=case.accepted_on or today(),
        committee=case.committee.name,
        source="proactive" if case.source == Source.PROACTIVE else "application",
        sides=names_of(parties),
        dispute_type=DisputeType(case.dispute_type).label,
        facts=written_at(case.dispute, "facts_text", signed_at),
        remarks=case.entrust_letter,
        people=tuple(party.name for party in parties),
    )


def rights(case: MediationCase) -> Rights:
    """The notice every party acknowledges before the first meeting of this mediation."""
    standing = [party for party in case.dispute.parties() if party.told_since(case.opened_at)]
    told = done_at(case, "tell_rights") or max(
        (each.rights_told_at for each in standing if each.rights_told_at), default=None
    )
    parties = case.dispute.parties_at(told)
    return Rights(
        sides=names_of(parties),
        manner="、".join(dict.fromkeys(party.rights_told_how for party in standing if party.rights_told_how)),
        people=tuple(party.name for party in parties),
        committee=case.committee.name,
        told_on=local_day(told) if told else None,
        deputies=deputies_of(parties, lambda party: "当事人"),
    )


def identities(case: MediationCase) -> Identities:
    """By which document each party is who he says; copies of the documents lie behind it."""
    return Identities(
        lines=tuple(
            (PartySide(party.side).label, party.name, _document(party), party.id_number.reveal() or party.uscc)
            for party in case.dispute.parties_at(None)
        ),
        committee=case.committee.name,
    )


def _document(party: DisputeParty) -> str:
    if party.id_number:
        return str(DisputeParty.Document(party.document).label)
    return "统一社会信用代码" if party.uscc else ""


ALL = (
    Paper(
        key="mediation.application",
        label="人民调解申请书",
        template="application.typ",
        context=application,
        bundle=1,
    ),
    Paper(
        key="mediation.acceptance",
        label="人民调解受理登记表",
        template="acceptance.typ",
        context=acceptance,
        bundle=2,
    ),
    Paper(
        key="mediation.rights",
        label="人民调解当事人权利义务告知书",
        template="rights.typ",
        context=rights,
        bundle=3,
    ),
    Paper(
        key="mediation.identity",
        label="当事人身份证明",
        template="identity.typ",
        context=identities,
        bundle=3,
    ),
)
