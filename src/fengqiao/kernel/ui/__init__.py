"""Layout, components, lists and pages (界面): how a line of work shows itself.

A page: one query or one service, then `page()`. htmx gets the named partial, a browser the whole page.

    @require_GET
    @permission("mediation.view")
    def case_page(request: HttpRequest, uid: UUID) -> HttpResponse:
        case = queries.case(uid)
        context = {"title": case.title, "case": case, "actions": actions_of(case), "steps": CASES.steps(request, case)}
        return page(request, "mediation/case_page.html", context, part=request.GET.get("tab"))

A list: declared once in `tables.py`; the view is one line, and so are its export, its API and its bulk actions.

    class CaseFilters(FilterSet):
        state = OneOf("状态", State.choices)
        kind = AnyOf("类型", DisputeType.choices, field_name="dispute_type")
        opened = Period("登记时间", field_name="opened_at")

    CASES = Listing(
        key="mediation.cases", label="矛盾纠纷", query=queries.cases, filters=CaseFilters, search=queries.find,
        columns=(Column(label="纠纷名称", value="title", note="get_dispute_type_display", main=True, phone="name"),
                 Column(label="状态", value=chip_of, key="state", kind="chip", phone="state"),
                 Column(label="期限", value=due_of, key="due", kind="deadline", order="due", phone="due"),
                 Column(label="登记", value="opened_at", kind="date", order="opened")),
        orders=(Order(key="opened", label="登记", by="opened_at"), Order(key="due", label="期限", by="due_on")),
        default_order="-opened", row_url=lambda case: reverse("mediation:case", args=[case.pk]),
        views=(View(key="open", label="全部在办", narrow=queries.running, counted=True),),
        bulk=(Bulk(label="指派", url="mediation:case-assign", icon="user-plus", may="mediation.assign"),),
        empty=Empty(title="还没有纠纷", action="登记", url="mediation:register"), export="mediation:case-export")

    def case_list(request):   return listing_page(request, CASES)
    def case_export(request): rows = CASES.rows_for_export(request.GET)      # headings first, then what is shown
    def case_assign(request): cases = CASES.chosen(request.POST)             # the ticked rows, or all that was shown

An index over (the scope's column, `by`, key) serves an order in both directions; empty values come last in both. Never
order by a name, and never read `text` from an address: what people type travels sealed (`typed`).

A template extends `ui/workbench.html` (block `main`; `portal`, `mobile`, `plain` for the other faces), fills
`{% block actions %}` of `ui/listing.html`, and is made of the components of `/ui/catalogue/`:

    {% extends "ui/workbench.html" %}{% load ui %}
    {% block main_class %} is-flush{% endblock %}
    {% block main %}
    <div class="fq-case-head">
      <div class="fq-crumb"><c-stepper :steps="steps" /></div>
      <div class="fq-case-title">
        <h1>{{ case.title }}</h1><c-state-chip :word="chip" /><span class="grow"></span><c-actions :actions="actions" />
      </div>
    </div>
    <div class="fq-case-body fq-columns">
      <div><c-card title="当事人"><c-party-card role="申请人" :name="party.name" :phone="party.phone" /></c-card></div>
      <aside><c-card title="时间线"><c-timeline :items="happenings" /></c-card></aside>
    </div>
    {% endblock %}

Attributes with a colon take values (`:name="party.name"`), those without take words. A form carries `data-guard` (who
leaves with unsaved changes is warned), `<c-error-summary>` and `<c-field>`; a refused one is answered with 422 and its
partial. `problem(request, exception, form=form)` says NotNow, Stale and ValidationError in plain words; after saving
`go(request, url)` leads on. The words for times, limits, money and figures are in `words`, never written by hand.
"""
