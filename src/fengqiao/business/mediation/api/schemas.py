"""What the interface of mediation takes and gives, in the words of its forms."""
# Annotations are read by the interface at start: this page does not postpone them.

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict

LONGEST = 4000  # characters of a narrative


class In(Schema):
    """What is sent: a name that is not known is refused, so that a misspelt one is not lost."""

    model_config = ConfigDict(extra="forbid", str_max_length=LONGEST)


class ItemIn(In):
    """来件 as a channel sends it."""

    source_detail: str
    narrative: str
    external_number: str = ""
    received_at: datetime | None = None
    channel_received_at: datetime | None = None
    place_code: int | None = None
    place_text: str = ""
    occurred_on: date | None = None
    amount: Decimal | None = None
    people_count: int | None = None
    anonymous: bool = False
    reporter_name: str = ""
    reporter_role: str = ""
    reporter_phone: str = ""
    reporter_id_number: str = ""
    consent_share: bool | None = None


class DisputeIn(In):
    """登记纠纷 as at the desk; more parties are added one by one."""

    source_detail: str
    dispute_type: str
    place_code: int
    facts_text: str
    applicant_name: str
    applicant_sex: str = ""
    applicant_id_number: str = ""
    applicant_phone: str = ""
    applicant_address: str = ""
    applicant_willingness: str = ""
    respondent_name: str = ""
    respondent_sex: str = ""
    respondent_id_number: str = ""
    respondent_phone: str = ""
    respondent_address: str = ""
    respondent_willingness: str = ""
    subtype: str = ""
    external_number: str = ""
    occurred_on: date | None = None
    place_text: str = ""
    subject_key: str = ""
    demands: str = ""
    amount: Decimal | None = None
    people_count: int | None = None


class OralIn(In):
    """口头调解登记 on one screen."""

    applicant_name: str
    respondent_name: str
    place_code: int
    dispute_type: str
    kind: str
    subtype: str = ""
    applicant_sex: str = ""
    respondent_sex: str = ""
    amount: Decimal | None = None
    on_the_spot: bool = True
    due_on: date | None = None
    note: str = ""


class PartyIn(In):
    """当事人 in the order of the form; in a change, what is sealed and left empty stays as it is."""

    side: str
    name: str
    kind: str = "natural"
    alias: str = ""
    document: str = "id"
    sex: str = ""
    ethnicity: str = ""
    birth_on: date | None = None
    stated_age: int | None = None
    occupation: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""
    capacity: str = "full"
    guardian: str = ""
    willingness: str = "unstated"
    uscc: str = ""
    legal_representative: str = ""
    representative_title: str = ""
    proxy_name: str = ""
    proxy_relation: str = ""
    proxy_scope: list[str] = []
    sensitive: list[str] | None = None


class ApplyIn(In):
    """申请调解."""

    committee: UUID
    accept_mode: str = "oral"
    applied_on: date | None = None
    court_accepted: bool = False
    entrust_letter: str = ""


class RevealIn(In):
    """Why what is hidden is to be read."""

    reason: str


class PageOut(Schema):
    """A page of a list: the columns of the page on screen; `next` is the `at` of the following page."""

    rows: list[dict[str, Any]]  # the columns are the list's own
    next: str | None
    previous: str | None
    count: int
    capped: bool


class MatterOut(Schema):
    """What every matter of mediation has; its steps and timeline are at /matters/{id}."""

    id: UUID
    number: str
    title: str
    state: str
    state_label: str
    version: int
    opened_at: datetime
    closed_at: datetime | None


class ItemOut(MatterOut):
    """来件; what identifies the reporter is masked."""

    source: str
    source_detail: str
    external_number: str
    received_at: datetime
    narrative: str
    place_code: int | None
    place_text: str
    occurred_on: date | None
    amount: Decimal | None
    people_count: int | None
    reporter_name: str
    reporter_phone: str
    reporter_id_number: str
    dispute: UUID | None


class PartyOut(Schema):
    """当事人 as the post may see them."""

    id: UUID
    side: str
    name: str
    about: str
    phone: str
    id_number: str
    address: str
    willingness: str
    rights_told: bool
    sensitive: list[str]


class RevealedOut(Schema):
    """What was hidden, for the one who gave a reason."""

    name: str
    phone: str
    id_number: str
    address: str


class DisputeOut(MatterOut):
    """纠纷 with its parties and mediations."""

    dispute_type: str
    subtype: str
    difficulty: str
    risk: str
    first_source: str
    first_source_detail: str
    facts_text: str
    demands: str
    place_code: int
    place_text: str
    occurred_on: date | None
    found_on: date
    amount: Decimal | None
    people_count: int
    parties: list[PartyOut]
    cases: list[UUID]


class TermOut(Schema):
    """履行事项."""

    id: UUID
    kind: str
    obligor: str
    obligee: str
    content: str
    amount: Decimal | None
    due_on: date
    done_on: date | None
    done_amount: Decimal | None
    state: str


class AgreementOut(Schema):
    """调解协议."""

    number: str
    form: str
    state: str
    changes: str  # the number of the agreement it changes
    amount_total: Decimal
    sealed_on: date | None
    effective_on: date | None
    confirm_deadline: date | None
    signed: list[str]
    terms: list[TermOut]


class CaseOut(MatterOut):
    """调解案件 with its agreement."""

    dispute: UUID
    committee: UUID
    committee_name: str
    chief_mediator: str
    dispute_type: str
    source_detail: str
    difficulty: str
    applied_on: date
    accepted_on: date | None
    concluded_on: date | None
    outcome: str
    next_routes: list[str]
    effective_on: date | None
    performance: str
    overdue: bool
    meetings: int
    archived_on: date | None
    agreement: AgreementOut | None


class PaperOut(Schema):
    """One paper of the file; `id` opens its print at /papers/{id}, none: not printed yet."""

    key: str
    label: str
    id: UUID | None
    number: str
    pages: int | None
    issued_at: datetime | None


class CommitteeOut(Schema):
    """调委会 with the mediators that are engaged today."""

    id: UUID
    name: str
    short_name: str
    mediators: dict[str, str]
