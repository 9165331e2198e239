"""Mediation for machines: 来件, 纠纷, 当事人, 调解案件 and their papers; the steps have one route of the kernel."""
# Annotations are read by the interface at start: this page does not postpone them.

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Header, Query, Router, Status

from fengqiao.business.mediation import queries
from fengqiao.business.mediation.api.schemas import (
    AgreementOut,
    ApplyIn,
    CaseOut,
    CommitteeOut,
    DisputeIn,
    DisputeOut,
    In,
    ItemIn,
    ItemOut,
    OralIn,
    PageOut,
    PaperOut,
    PartyIn,
    PartyOut,
    RevealedOut,
    RevealIn,
    TermOut,
)
from fengqiao.business.mediation.forms import ApplyForm, ItemForm, OralForm, PartyForm, RegisterForm
from fengqiao.business.mediation.models import Dispute, DisputeParty, IntakeItem, MediationCase, MediationCommittee
from fengqiao.business.mediation.queries import lists
from fengqiao.business.mediation.services.case import apply_at
from fengqiao.business.mediation.services.dispute import join, reveal, rewrite
from fengqiao.business.mediation.services.intake import receive, register
from fengqiao.business.mediation.services.oral import settle_orally
from fengqiao.business.mediation.tables import CASES, DISPUTES, ITEMS
from fengqiao.kernel.casework.perform import Stale
from fengqiao.kernel.casework.titles import name_for, title_for
from fengqiao.kernel.identity.door import permitted
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.models import Issued
from fengqiao.kernel.paperwork.services import issue
from fengqiao.kernel.places.scope import acting, today
from fengqiao.kernel.ui.listing import Listing

VIEW, REGISTER, HANDLE = "mediation.view", "mediation.register", "mediation.handle"

router = Router(tags=["人民调解"])

RequestKey = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=80, pattern=r"^[\x21-\x7e]+$")]
Version = Annotated[str, Header(alias="If-Match", max_length=12, pattern=r'^"?\d{1,9}"?$')]
At = Annotated[str, Query(max_length=400, description="上一页答复中的 next")]
Text = Annotated[str, Query(alias="text", max_length=100, description="名称、编号、地点")]
Asked = Annotated[str, Query(max_length=40)]


@router.get("/items", response=PageOut, summary="来件列表")
@permitted(VIEW)
def item_list(request: HttpRequest, at: At = "", view: Asked = "", order: Asked = "", text: Text = "") -> PageOut:
    """来件, as the page lists them."""
    return _page(ITEMS, request)


@router.post("/items", response={201: ItemOut}, summary="登记来件")
@permitted(REGISTER)
def item_new(request: HttpRequest, idempotency_key: RequestKey, given: ItemIn) -> Status[ItemOut]:
    """Take in a message as its channel sent it; the same external number of the same source is refused."""
    cleaned = _cleaned(ItemForm(_answers(given)))
    return Status(201, _item(receive(idempotency_key=idempotency_key, **cleaned)))


@router.get("/items/{uid}", response=ItemOut, summary="来件")
@permitted(VIEW)
def item(request: HttpRequest, uid: UUID) -> ItemOut:
    """One 来件."""
    return _item(queries.one_item(uid))


@router.get("/disputes", response=PageOut, summary="矛盾纠纷列表")
@permitted(VIEW)
def dispute_list(request: HttpRequest, at: At = "", view: Asked = "", order: Asked = "", text: Text = "") -> PageOut:
    """矛盾纠纷, as the page lists them; the page's filters are taken too."""
    return _page(DISPUTES, request)


@router.post("/disputes", response={201: DisputeOut}, summary="登记纠纷")
@permitted(REGISTER)
def dispute_new(request: HttpRequest, idempotency_key: RequestKey, given: DisputeIn) -> Status[DisputeOut]:
    """Register at the desk: the item and the dispute it founds, in one act."""
    form = RegisterForm({**_answers(given), "idempotency_key": idempotency_key})
    _cleaned(form)
    return Status(201, _dispute(register(**form.given())))


@router.get("/disputes/{uid}", response=DisputeOut, summary="纠纷")
@permitted(VIEW)
def dispute(request: HttpRequest, uid: UUID) -> DisputeOut:
    """One dispute."""
    return _dispute(queries.one_dispute(uid))


@router.post("/disputes/{uid}/parties", response={201: DisputeOut}, summary="补充当事人")
@permitted(HANDLE)
def party_new(request: HttpRequest, uid: UUID, given: PartyIn) -> Status[DisputeOut]:
    """One more party, at the end of the form's order."""
    found, form = queries.one_dispute(uid), _party_form(given)
    join(found, form.value())
    return Status(201, _dispute(found))


@router.put("/disputes/{uid}/parties/{party}", response=DisputeOut, summary="修改当事人")
@permitted(HANDLE)
def party_edit(
    request: HttpRequest, response: HttpResponse, uid: UUID, party: UUID, if_match: Version, given: PartyIn
) -> DisputeOut:
    """Change a party before the dispute is concluded; If-Match is the version of the dispute as it was read."""
    found, form = queries.one_dispute(uid), _party_form(given)
    known = DisputeParty.objects.get(pk=party, subject=uid)
    try:
        rewrite(found, known, form.value(), asked=form.fields, version=int(if_match.strip('"')))
    except Stale as stale:
        raise Stale(stale.case, standing=form.standing(known)) from stale
    found = queries.one_dispute(uid)
    response["ETag"] = f'"{found.version}"'
    return _dispute(found)


@router.post("/disputes/{uid}/parties/{party}/reveal", response=RevealedOut, summary="查看隐去内容")
@permitted(VIEW)
def party_reveal(request: HttpRequest, uid: UUID, party: UUID, given: RevealIn) -> RevealedOut:
    """What is hidden of a party, with a reason that is written down; posts that read de-identified rows may not."""
    known = DisputeParty.objects.select_related("subject").get(pk=party, subject=queries.one_dispute(uid).pk)
    opened = reveal(known, reason=given.reason)
    return RevealedOut(name=opened.name, phone=opened.phone, id_number=opened.id_number, address=opened.address)


@router.get("/committees", response=list[CommitteeOut], summary="调委会和在聘调解员")
@permitted(VIEW)
def committees(request: HttpRequest) -> list[CommitteeOut]:
    """The committees of the own range."""
    return [_committee(each) for each in queries.committees()]


@router.post("/disputes/{uid}/cases", response={201: CaseOut}, summary="申请调解")
@permitted(HANDLE)
def case_new(request: HttpRequest, uid: UUID, idempotency_key: RequestKey, given: ApplyIn) -> Status[CaseOut]:
    """Begin one committee's mediation of the dispute; the number comes with acceptance."""
    found = queries.one_dispute(uid)
    answers = {"applied_on": today(), **_answers(given), "idempotency_key": idempotency_key}
    return Status(201, _case(apply_at(found, **_cleaned(ApplyForm(answers, place_code=found.place_code)))))


@router.post("/oral", response={201: CaseOut}, summary="口头调解登记")
@permitted(HANDLE)
def oral_new(request: HttpRequest, idempotency_key: RequestKey, given: OralIn) -> Status[CaseOut]:
    """A dispute that was settled on the spot: registered, accepted and concluded in one act."""
    form = OralForm({**_answers(given), "idempotency_key": idempotency_key})
    return Status(201, _case(settle_orally(**_cleaned(form))))


@router.get("/cases", response=PageOut, summary="调解案件列表")
@permitted(VIEW)
def case_list(request: HttpRequest, at: At = "", view: Asked = "", order: Asked = "", text: Text = "") -> PageOut:
    """调解案件, as the page lists them; the page's filters are taken too."""
    return _page(CASES, request)


@router.get("/cases/{uid}", response=CaseOut, summary="调解案件")
@permitted(VIEW)
def case(request: HttpRequest, uid: UUID) -> CaseOut:
    """One mediation."""
    return _case(queries.one_case(uid))


@router.get("/cases/{uid}/papers", response=list[PaperOut], summary="文书目录")
@permitted(VIEW)
def paper_list(request: HttpRequest, uid: UUID) -> list[PaperOut]:
    """The papers the file can hold now, issued or ready to print, in the order of the bundle."""
    lines = queries.papers_of(queries.one_case(uid))
    return [_paper(line.key, line.label, line.issued) for line in lines]


@router.post("/cases/{uid}/papers/{paper}", response={201: PaperOut}, summary="生成文书")
@permitted(HANDLE)
def paper_issue(request: HttpRequest, uid: UUID, paper: str) -> Status[PaperOut]:
    """Freeze a paper; the same content again is the same paper."""
    found = queries.one_case(uid)
    if paper not in {line.key for line in queries.papers_of(found) if line.ready}:
        raise Http404(paper)
    return Status(201, _paper(paper, PAPERS[paper].label, issue(PAPERS[paper], found)))


def _answers(given: In) -> dict[str, Any]:
    """What was sent, as the form of the page takes it."""
    return {name: value for name, value in given.model_dump().items() if value is not None}


def _party_form(given: PartyIn) -> PartyForm:
    """The page's form of a party; what the post may not see it may not set."""
    form = PartyForm(_answers(given))
    if given.sensitive is not None and "sensitive" not in form.fields:
        raise ValidationError({"sensitive": "没有这一项。"})
    _cleaned(form)
    return form


def _cleaned(form: forms.Form) -> Mapping[str, Any]:
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form.cleaned_data


def _page(listing: Listing, request: HttpRequest) -> PageOut:
    return PageOut.model_validate(listing.as_api(request.GET))


def _matter(found: IntakeItem | Dispute | MediationCase) -> dict[str, Any]:
    return {
        "id": found.pk,
        "number": found.number,
        "title": title_for(found.subject),
        "state": found.state,
        "state_label": found.state_label,
        "version": found.version,
        "opened_at": found.opened_at,
        "closed_at": found.closed_at,
    }


def _said(text: str) -> str:
    """A narrative; whoever reads de-identified rows reads none."""
    return "" if acting().masked else text


def _item(found: IntakeItem) -> ItemOut:
    return ItemOut(
        **_matter(found),
        source=found.source,
        source_detail=found.source_detail,
        external_number=found.external_number,
        received_at=found.received_at,
        narrative=_said(found.narrative),
        place_code=found.place_code,
        place_text=_said(found.place_text),
        occurred_on=found.occurred_on,
        amount=found.amount,
        people_count=found.people_count,
        reporter_name=name_for(found.reporter_name),
        reporter_phone=str(found.reporter_phone),
        reporter_id_number=str(found.reporter_id_number),
        dispute=found.dispute_id,
    )


def _dispute(found: Dispute) -> DisputeOut:
    mediations = MediationCase.objects.readable().filter(dispute=found.pk).order_by("opened_at")
    return DisputeOut(
        **_matter(found),
        dispute_type=found.dispute_type,
        subtype=found.subtype,
        difficulty=found.difficulty,
        risk=found.risk,
        first_source=found.first_source,
        first_source_detail=found.first_source_detail,
        facts_text=_said(found.facts_text),
        demands=_said(found.demands),
        place_code=found.place_code,
        place_text=_said(found.place_text),
        occurred_on=found.occurred_on,
        found_on=found.found_on,
        amount=found.amount,
        people_count=found.people_count,
        parties=[_party(party) for party in queries.parties_of(found)],
        cases=list(mediations.values_list("pk", flat=True)),
    )


def _party(party: queries.PartyView) -> PartyOut:
    return PartyOut(
        id=party.pk,
        side=party.side,
        name=party.name,
        about=party.about,
        phone=party.phone,
        id_number=party.id_number,
        address=party.address,
        willingness=party.willingness.word,
        rights_told=party.told,
        sensitive=list(party.sensitive),
    )


def _case(found: MediationCase) -> CaseOut:
    record = queries.record_of(found)
    return CaseOut(
        **_matter(found),
        dispute=found.dispute_id,
        committee=found.committee_id,
        committee_name=found.committee.name,
        chief_mediator=lists.chief_name(found),
        dispute_type=found.dispute_type,
        source_detail=found.source_detail,
        difficulty=found.difficulty,
        applied_on=found.applied_on,
        accepted_on=found.accepted_on,
        concluded_on=found.concluded_on,
        outcome=found.outcome,
        next_routes=found.next_routes,
        effective_on=found.effective_on,
        performance=found.performance,
        overdue=found.overdue,
        meetings=len(record.meetings),
        archived_on=record.file.filed_on if record.file else None,
        agreement=_agreement(record),
    )


def _agreement(record: queries.CaseRecord) -> AgreementOut | None:
    if (agreement := record.agreement) is None:
        return None
    return AgreementOut(
        number=agreement.number,
        form=agreement.form,
        changes=next((each.number for each in record.changed if each.pk == agreement.changes_id), ""),
        state=agreement.state,
        amount_total=agreement.amount_total,
        sealed_on=agreement.sealed_on,
        effective_on=agreement.effective_on,
        confirm_deadline=agreement.confirm_deadline,
        signed=[name_for(sign["name"]) for sign in (*agreement.party_signs, *agreement.mediator_signs)],
        terms=[
            TermOut(
                id=term.pk,
                kind=term.kind,
                obligor=name_for(term.obligor),
                obligee=name_for(term.obligee),
                content=_said(term.content),
                amount=term.amount,
                due_on=term.due_on,
                done_on=term.done_on,
                done_amount=term.done_amount,
                state=term.state,
            )
            for term in record.items
        ],
    )


def _paper(key: str, label: str, issued: Issued | None) -> PaperOut:
    return PaperOut(
        key=key,
        label=label,
        id=issued.pk if issued else None,
        number=issued.number if issued else "",
        pages=issued.pages if issued else None,
        issued_at=issued.issued_at if issued else None,
    )


def _committee(committee: MediationCommittee) -> CommitteeOut:
    engaged = {
        str(each.mediator_id): name_for(each.mediator.name)
        for each in committee.appointments.all()
        if each.in_term(today())
    }
    return CommitteeOut(id=committee.pk, name=committee.name, short_name=committee.short_name, mediators=engaged)
