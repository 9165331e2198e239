"""The pages of mediation: read input, one query or one service, a page or a redirect."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.business.mediation import queries
from fengqiao.business.mediation.forms import ApplyForm, DecideForm, OralForm, PartyForm, RegisterForm
from fengqiao.business.mediation.forms.dispute import SEALED
from fengqiao.business.mediation.models import Dispute, DisputeParty, IntakeItem, MediationCase, Mediator
from fengqiao.business.mediation.paperwork.filing import cover, leaves
from fengqiao.business.mediation.queries import lists, risks
from fengqiao.business.mediation.queries.citizen import statements_of, waits_to_be_heard
from fengqiao.business.mediation.queries.matching import (
    Candidate,
    candidates_of_dispute,
    candidates_of_item,
    related_of,
)
from fengqiao.business.mediation.queries.preventions import preventions_of
from fengqiao.business.mediation.queries.subsidy import claims_of
from fengqiao.business.mediation.services.case import apply_at
from fengqiao.business.mediation.services.dispute import join, reveal, rewrite
from fengqiao.business.mediation.services.intake import register
from fengqiao.business.mediation.services.matching import decide
from fengqiao.business.mediation.services.oral import settle_orally
from fengqiao.business.mediation.tables import CASES, DISPUTES, ITEMS, LED, SOURCES
from fengqiao.business.mediation.terms import CAUTION, IntakeState, LinkChoice, Material
from fengqiao.kernel.casework.attachments import attach
from fengqiao.kernel.casework.drafts import draft_of, drop_draft
from fengqiao.kernel.casework.models import ReusedKey
from fengqiao.kernel.casework.perform import NotNow, Stale, fresh_key
from fengqiao.kernel.exchange.deliver import export_listing
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.journal.events import log_reading
from fengqiao.kernel.journal.models import Reading
from fengqiao.kernel.journal.opening import may_open, require_whole
from fengqiao.kernel.module.registry import panels
from fengqiao.kernel.paperwork.bundles import bundle as bind
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.services import issue
from fengqiao.kernel.places.scope import acting, now, today
from fengqiao.kernel.ui.listing import Tab, listing_page
from fengqiao.kernel.ui.page import go, page, problem
from fengqiao.kernel.ui.steps import actions_of

VIEW, REGISTER, HANDLE = "mediation.view", "mediation.register", "mediation.handle"
TRIAGE = "mediation.triage"
LAST_PLACE = "mediation.place"
TABS = (
    ("overview", "情况"),
    ("parties", "当事人"),
    ("course", "过程"),
    ("papers", "文书"),
    ("files", "附件"),
    ("related", "关联"),
)


@require_GET
@permission(VIEW)
def dispute_list(request: HttpRequest) -> HttpResponse:
    """矛盾纠纷."""
    return listing_page(request, DISPUTES, "mediation/dispute_list.html", {"may": acting().may})


@require_GET
@permission(VIEW)
def dispute_export(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows."""
    return export_listing(request, SOURCES[0])


@require_GET
@permission(VIEW)
def led_list(request: HttpRequest) -> HttpResponse:
    """包案台账."""
    return listing_page(request, LED)


@require_GET
@permission(VIEW)
def led_export(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows."""
    return export_listing(request, SOURCES[3])


@require_GET
@permission(VIEW)
def case_list(request: HttpRequest) -> HttpResponse:
    """调解案件."""
    return listing_page(request, CASES)


@require_GET
@permission(VIEW)
def case_export(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows."""
    return export_listing(request, SOURCES[1])


@require_GET
@permission(VIEW)
def item_list(request: HttpRequest) -> HttpResponse:
    """来件."""
    return listing_page(request, ITEMS)


@require_GET
@permission(VIEW)
def item_export(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows."""
    return export_listing(request, SOURCES[2])


@require_http_methods(["GET", "POST"])
@permission(REGISTER)
def dispute_new(request: HttpRequest) -> HttpResponse:
    """登记纠纷 at the desk."""
    draft, typed = draft_of("dispute")
    initial = {"occurred_on": today(), "place_code": _usual_place(request), **typed, "idempotency_key": fresh_key()}
    form = RegisterForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = register(**form.given())
        except ReusedKey as reused:
            return problem(request, reused)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            drop_draft("dispute")
            request.session[LAST_PLACE] = made.place_code
            messages.success(request, f"已登记，编号 {made.number}。")
            return go(request, reverse("mediation:dispute", args=[made.pk]))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "draft": draft, "now": now()}
    return page(request, "mediation/dispute_new.html", context, part="form", status=status)


def _usual_place(request: HttpRequest) -> int | None:
    """The village a form begins with: a committee's own, else the last one that was registered from here."""
    if (home := queries.home_village()) is not None:
        return home
    last = request.session.get(LAST_PLACE)
    return last if last and acting().covers(last * 1000) else None


@require_http_methods(["GET", "POST"])
@permission(HANDLE)
def oral_new(request: HttpRequest) -> HttpResponse:
    """口头调解登记 on one screen."""
    initial = {"place_code": _usual_place(request), "idempotency_key": fresh_key()}
    form = OralForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            case = settle_orally(**form.cleaned_data)
        except (ReusedKey, NotNow) as refused:
            return problem(request, refused)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            request.session[LAST_PLACE] = form.cleaned_data["place_code"]
            messages.success(request, f"已登记口头协议，卷号 {case.number}。")
            return go(request, reverse("mediation:case", args=[case.pk]))
    status = 422 if request.method == "POST" else 200
    return page(request, "mediation/oral_new.html", {"form": form}, part="form", status=status)


@require_GET
@permission(VIEW)
def dispute(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One dispute with its latest mediation."""
    found = queries.one_dispute(uid)
    return _matter(request, found, queries.latest_case(found))


@require_GET
@permission(VIEW)
def case(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One mediation on its dispute's page."""
    found = queries.one_case(uid)
    return _matter(request, found.dispute, found)


def _matter(request: HttpRequest, found: Dispute, mediation: MediationCase | None) -> HttpResponse:
    subjects = (found.pk, *((mediation.pk,) if mediation else ()))
    tab = request.GET.get("tab", "overview")
    if tab not in dict(TABS):
        raise Http404(tab)
    own = actions_of(mediation) if mediation else []
    steps = [*own, *actions_of(found)]
    ready = [action for action in steps if not action.why]
    running = mediation is not None and not mediation.concluded
    offered = own if running else steps  # while it is mediated, the next act is one of the mediation
    leading = [action for action in offered if action.leads]
    primary, shown = (leading[0], leading[1:3]) if leading else (None, ready[:2])
    first = offered.index(primary) + 1 if primary else 0  # what is behind us needs no reason, what is early does
    later = [action for action in offered if action.waits and (action.early or offered.index(action) >= first)]
    parties = queries.parties_of(found)
    context = {
        "dispute": found,
        "case": mediation,
        "title": queries.shown_title(found),
        "chip": queries.case_chip(mediation) if mediation else queries.dispute_chip(found),
        "risk": queries.risk_level(found),
        "flags": [*found.flags(), *(mediation.flags() if mediation else ())],
        "primary": primary,
        "actions": shown,
        "folded": [action for action in ready if action is not primary and action not in shown],
        "blocked": later[0] if later else None,
        "may_apply": HANDLE in acting().may and not running and not found.concluded,
        "may_handle": HANDLE in acting().may,
        "may_refer": "casework.refer" in acting().may and not found.concluded,
        "may_restrict": "casework.restrict" in acting().may,
        "sealed": found.scope_code < 0,
        "clocks": queries.clocks_of(
            *subjects,
            dispute_type=(mediation or found).dispute_type,
            source_detail=mediation.source_detail if mediation else found.first_source_detail,
        )[:3],
        "parties": parties,
        "handler": (mediation and lists.handler_name(mediation)) or lists.handler_name(found),
        "chief": lists.chief_name(mediation) if mediation else "",
        "will": _will(parties),
        "statements": list(statements_of(found.pk, of_items=True)),
        "heard_duty": waits_to_be_heard(found.pk),
        "place": queries.place_name(found.place_code),
        "timeline": queries.timeline_of(*subjects),
        "panels": [(panel.label, reverse(panel.url, args=[found.pk])) for panel in panels("case.side")],
        "tabs": [_tab(request, key, label, tab) for key, label in TABS],
        "tab": tab,
        "steps": (DISPUTES if mediation is None else CASES).steps(request, mediation or found),
        "hidden": acting().masked,
        "record_hidden": acting().masked or (mediation is not None and queries.record_is_closed(mediation.pk)),
        "caution": CAUTION if queries.needs_caution(found) else "",
        **_tab_content(tab, found, mediation, subjects),
    }
    return page(request, "mediation/dispute.html", context)


def _tab(request: HttpRequest, key: str, label: str, current: str) -> Tab:
    keep = {name: request.GET[name] for name in ("list", "n") if name in request.GET}
    return Tab(label, f"{request.path}?{urlencode({'tab': key, **keep})}", key == current)


def _tab_content(
    tab: str, found: Dispute, mediation: MediationCase | None, subjects: tuple[UUID, ...]
) -> dict[str, object]:
    record = queries.record_of(mediation) if mediation else None
    match tab:
        case "papers":
            papers = [*queries.papers_of_dispute(found), *(queries.papers_of(mediation) if mediation else ())]
            return {"papers": papers, "record": record}
        case "files":
            return {"files": queries.attachments_of(*subjects), "materials": Material.choices}
        case "related":
            return {
                "items": queries.items_of(found),
                "cases": list(found.cases.select_related("subject")),
                "links": related_of(found),
                "claims": claims_of(found),
            }
        case "course":
            return {"record": record, "contacts": queries.contacts_of(found)}
        case _:
            return {
                "record": record,
                "assessed": risks.latest(found),
                "preventions": preventions_of(found),
                "items": queries.items_of(found),
            }


def _will(parties: list[queries.PartyView]) -> str:
    said = {party.willingness.word for party in parties}
    return "双方同意" if said == {"同意"} and len(parties) > 1 else "、".join(sorted(said)) or "—"


@require_http_methods(["GET", "POST"])
@permission(HANDLE)
def case_apply(request: HttpRequest, uid: UUID) -> HttpResponse:
    """申请调解: begin one committee's mediation of the dispute."""
    found = queries.one_dispute(uid)
    form = ApplyForm(request.POST or None, place_code=found.place_code, initial={"idempotency_key": fresh_key()})
    if request.method == "POST" and form.is_valid():
        try:
            made = apply_at(found, **form.cleaned_data)
        except (ReusedKey, NotNow) as refused:
            return problem(request, refused)
        except ValidationError as refused:
            form.add_error("committee", refused)
        else:
            return go(request, reverse("step", args=["mediation", made.pk, "accept"]))
    status = 422 if request.method == "POST" else 200
    return page(request, "mediation/case_apply.html", {"form": form, "dispute": found}, part="form", status=status)


@require_http_methods(["GET", "POST"])
@permission(HANDLE)
def party_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """补充当事人."""
    found = queries.one_dispute(uid)
    form = PartyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        join(found, form.value())
        return go(request, f"{reverse('mediation:dispute', args=[uid])}?tab=parties")
    return _party_page(request, found, form, "补充当事人")


@require_http_methods(["GET", "POST"])
@permission(HANDLE)
def party_edit(request: HttpRequest, uid: UUID, party: UUID) -> HttpResponse:
    """修改当事人; numbers that are hidden stay as they are when left empty."""
    found = queries.one_dispute(uid)
    known = DisputeParty.objects.get(pk=party, subject=found.pk)
    names = [name for name in PartyForm.base_fields if name not in (*SEALED, "version")]
    written = {name: value for name in names if (value := getattr(known, name))} | {"version": found.version}
    form = PartyForm(request.POST or None, initial=written)
    form.keep_hidden(id_number=str(known.id_number), phone=str(known.phone), address=str(known.address))
    if request.method == "POST" and form.is_valid():
        try:
            rewrite(found, known, form.value(), asked=form.fields, version=form.cleaned_data["version"])
        except NotNow as refused:
            return problem(request, refused)
        except Stale as stale:  # what was typed stays; what stands now is said beside it
            form.tell_standing(known, str(stale), version=found.version)
            return _party_page(request, found, form, "修改当事人", status=409)
        return go(request, f"{reverse('mediation:dispute', args=[uid])}?tab=parties")
    return _party_page(request, found, form, "修改当事人")


def _party_page(
    request: HttpRequest, found: Dispute, form: PartyForm, title: str, *, status: int = 422
) -> HttpResponse:
    context = {"form": form, "dispute": found, "title": title}
    shown = status if request.method == "POST" else 200
    return page(request, "mediation/party.html", context, part="form", status=shown)


@require_POST
@permission(VIEW)
def party_reveal(request: HttpRequest, uid: UUID, party: UUID) -> HttpResponse:
    """查看隐去内容: with a reason that is written down; posts that read de-identified rows may not."""
    found = queries.one_dispute(uid)
    known = DisputeParty.objects.get(pk=party, subject=found.pk)
    return revealed(request, known, back=f"{reverse('mediation:dispute', args=[uid])}?tab=parties", crumb=found.title)


def revealed(request: HttpRequest, person: DisputeParty | Mediator, *, back: str, crumb: str) -> HttpResponse:
    """The page of what was hidden of a person, or why it stays hidden."""
    try:
        shown = reveal(person, reason=request.POST.get("reason", ""))
    except ValidationError as refused:
        return problem(request, refused)
    return page(request, "mediation/revealed.html", {"party": shown, "back": back, "crumb": crumb})


@require_POST
@permission(HANDLE)
def attachment_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """上传附件."""
    found = queries.one_dispute(uid)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise ValidationError("请选择文件。")
        kind = request.POST.get("kind", Material.OTHER)
        if kind not in Material.values:
            raise ValidationError("请选择材料类别。")
        attach(found.subject, upload, label=Material.named(kind, request.POST.get("label", ""))[:60])
    except ValidationError as refused:
        return problem(request, refused)
    return go(request, f"{reverse('mediation:dispute', args=[uid])}?tab=files")


@require_POST
@permission(VIEW)
def paper_issue(request: HttpRequest, uid: UUID, paper: str) -> HttpResponse:
    """生成文书: freeze it on first printing, open its print."""
    mediation = queries.one_case(uid)
    return _issue(request, mediation, paper, queries.papers_of(mediation))


@require_POST
@permission(VIEW)
def dispute_paper(request: HttpRequest, uid: UUID, paper: str) -> HttpResponse:
    """生成文书 of the dispute itself."""
    found = queries.one_dispute(uid)
    return _issue(request, found, paper, queries.papers_of_dispute(found))


def _issue(
    request: HttpRequest, matter: Dispute | MediationCase, paper: str, ready: list[queries.PaperLine]
) -> HttpResponse:
    if HANDLE not in acting().may or paper not in {line.key for line in ready if line.ready}:
        raise Http404(paper)
    try:
        issued = issue(PAPERS[paper], matter)
    except ValidationError as refused:
        return problem(request, refused)
    return redirect("paperwork:paper-print", issued.pk)


@require_GET
@permission(VIEW)
def bundle(request: HttpRequest, uid: UUID) -> HttpResponse:
    """卷宗: cover, contents, every paper under continuous page numbers, back."""
    mediation = queries.one_case(uid)
    if queries.record_of(mediation).file is None:
        raise Http404("尚未归档")
    require_whole(mediation.subject)
    if HANDLE in acting().may:
        ready = [line for line in queries.papers_of(mediation) if line.ready]
        papers = [issue(PAPERS[line.key], mediation) for line in ready]
    else:
        papers = [
            line.issued
            for line in queries.papers_of(mediation)
            if line.issued and may_open(mediation.subject, line.issued)
        ]
    files = queries.attachments_of(mediation.dispute_id, mediation.pk)
    try:
        bound = bind(leaves(mediation, papers, files), cover(mediation), at=now())
    except ValidationError as refused:
        return problem(request, refused)
    log_reading(mediation.subject, Reading.What.OPENED, detail="卷宗")
    response = HttpResponse(bound.pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="bundle.pdf"'
    return response


@require_GET
@permission(VIEW)
def item(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One 来件, as its channel sent it."""
    found = queries.one_item(uid)
    steps = [] if acting().masked else actions_of(found)
    primary = next((action for action in steps if action.leads), None)
    context = {
        "item": found,
        "primary": primary,
        "actions": [action for action in steps if action is not primary],
        "place": queries.place_name(found.place_code) if found.place_code else "",
        "chip": queries.item_chip(found),
        "files": queries.attachments_of(found.pk),
        "statements": (said := list(statements_of(found.pk))),
        "unheard": any(each.heard_at is None for each in said),
        "may_handle": HANDLE in acting().may,
        "clocks": queries.clocks_of(found.pk),
        "timeline": queries.timeline_of(found.pk),
        "steps": ITEMS.steps(request, found),
        "hidden": acting().masked,
    }
    return page(request, "mediation/item.html", context)


@require_GET
@permission(VIEW)
def item_matches(request: HttpRequest, uid: UUID) -> HttpResponse:
    """疑似重复 of 来件, loaded beside its page."""
    found = queries.one_item(uid)
    pending = found.state == IntakeState.PENDING
    candidates = candidates_of_item(found) if pending else []
    return _matches(request, found, candidates, "mediation:item-decide", may=pending)


@require_GET
@permission(VIEW)
def dispute_matches(request: HttpRequest, uid: UUID) -> HttpResponse:
    """疑似重复 of a dispute, loaded beside its page."""
    found = queries.one_dispute(uid)
    candidates = [] if found.concluded else candidates_of_dispute(found)
    return _matches(request, found, candidates, "mediation:dispute-decide", may=not found.concluded)


def _matches(
    request: HttpRequest, matter: Dispute | IntakeItem, candidates: list[Candidate], decide_url: str, *, may: bool
) -> HttpResponse:
    context = {
        "candidates": candidates,
        "url": reverse(decide_url, args=[matter.pk]),
        "version": matter.version,
        "may_decide": may and TRIAGE in acting().may,
    }
    return page(request, "mediation/matches.html", context)


@require_POST
@permission(TRIAGE)
def item_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """关联决定 on 来件: the same is joined, else it founds a dispute of its own."""
    found = queries.one_item(uid)
    return _decide(request, found, candidates_of_item(found), reverse("mediation:item", args=[uid]))


@require_POST
@permission(TRIAGE)
def dispute_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """关联决定 on two disputes: the same is merged into the other one."""
    found = queries.one_dispute(uid)
    return _decide(request, found, candidates_of_dispute(found), reverse("mediation:dispute", args=[uid]))


def _decide(request: HttpRequest, matter: Dispute | IntakeItem, candidates: list[Candidate], back: str) -> HttpResponse:
    form = DecideForm(request.POST)
    if not form.is_valid():
        return problem(request, ValidationError("请在列出的纠纷中选择。"))
    given = form.cleaned_data
    chosen = next((each for each in candidates if each.dispute.pk == given["dispute"]), None)
    if chosen is None:
        return problem(request, NotNow("该纠纷已有决定，或不再疑似重复，请刷新页面。"))
    try:
        decide(
            matter,
            chosen.dispute,
            given["decision"],
            version=given["version"],
            match=chosen.match,
            reason=given["reason"],
        )
    except (Stale, NotNow) as refused:
        return problem(request, refused)
    joined = given["decision"] == LinkChoice.SAME
    return go(request, reverse("mediation:dispute", args=[chosen.dispute.pk]) if joined else back)
