"""The components: shown in the catalogue, lawful under the strict content policy, readable to a screen reader."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.forms import BooleanField, CharField, ChoiceField, Form, MultipleChoiceField, RadioSelect
from django.forms.widgets import CheckboxSelectMultiple
from django.template import engines
from django.template.loader import render_to_string
from django_cotton.compiler_regex import CottonCompiler

from fengqiao.kernel.places.scope import SHANGHAI, Scope, within
from fengqiao.kernel.ui import catalogue
from fengqiao.kernel.ui.catalogue import COMPONENTS, Component
from fengqiao.kernel.ui.listing import Cell, Column, Row
from fengqiao.kernel.ui.templatetags import ui
from fengqiao.kernel.ui.words import Chip, Due, Risk

pytestmark = pytest.mark.urls("tests.kernel.ui.urls")

ROOM = Path(catalogue.__file__).parent
PARTS = {path.stem.replace("_", "-") for path in (ROOM / "templates/cotton").glob("*.html")}
ICONS = (ROOM / "static/ui/icons.txt").read_text(encoding="utf-8").split()
FORBIDDEN = re.compile(r"<script|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|None|\{\{|\{%")


@pytest.fixture
def at() -> object:
    """The moment of the demonstrations."""
    return datetime(2026, 11, 23, 9, 20, tzinfo=SHANGHAI)


def show(source: str, **context: object) -> str:
    """A template's text, written in place."""
    return engines["django"].from_string(CottonCompiler().process("{% load ui %}" + source)).render(context)


def test_every_component_stands_in_the_catalogue() -> None:
    assert {component.tag for component in COMPONENTS} == PARTS - {"icon"}


@pytest.mark.django_db
@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.tag)
def test_a_demonstration_obeys_the_content_policy(component: Component, at: datetime) -> None:
    with within(Scope(at=at)):
        text = render_to_string(component.template, catalogue.sample())

    assert text.strip()
    assert not FORBIDDEN.search(text), FORBIDDEN.search(text)


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.tag)
def test_what_the_catalogue_says_a_component_takes_it_declares(component: Component) -> None:
    source = (ROOM / f"templates/cotton/{component.tag.replace('-', '_')}.html").read_text(encoding="utf-8")
    declared = re.search(r"<c-vars(.*?)/>", source, re.DOTALL)
    names = set(re.findall(r":?([\w-]+)=", declared.group(1))) if declared else set()

    assert {name.removeprefix(":") for name in component.takes} <= names


def test_no_template_of_the_room_writes_script_or_style() -> None:
    wrong = re.compile(r"<style|\sstyle=\"|\son[a-z]+=\"|hx-on|<script(?![^>]*\ssrc=)")

    for path in (ROOM / "templates").rglob("*.html"):
        assert not wrong.search(path.read_text(encoding="utf-8")), path.name


def test_every_icon_used_is_in_the_sprite_once_and_in_order() -> None:
    used = set()
    for path in [*ROOM.rglob("*.html"), *ROOM.glob("*.py")]:
        used |= set(re.findall(r"(?:% icon \"|icon=\"|icon: str = \")([a-z0-9-]+)\"", path.read_text(encoding="utf-8")))

    assert used <= set(ICONS)
    assert sorted(set(ICONS)) == ICONS


def test_a_state_is_a_shape_a_word_and_a_tint() -> None:
    assert ui.chip(Chip("调解中", "blue", "progress")) == (
        '<span class="fq-chip blue"><svg class="i" aria-hidden="true">'
        '<use href="/static/vendor/icons/sprite.svg#tabler-progress"/></svg>调解中</span>'
    )
    assert ui.chip("已办结") == '<span class="fq-chip">已办结</span>'
    assert ui.chip("<b>") == '<span class="fq-chip">&lt;b&gt;</span>'


def test_risk_is_bars_and_the_word() -> None:
    assert ui.risk(4).endswith("</i>红</span>")
    assert ui.risk(Risk(1)).startswith('<span class="fq-risk r1">')
    assert ui.risk(None) == ""


@pytest.mark.django_db
def test_a_limit_is_judged_at_the_moment_of_the_scope(at: datetime) -> None:
    with within(Scope(at=at)):
        assert ui.deadline(date(2026, 12, 10), "调解期限") == (
            '<span class="fq-due" title="2026-12-10">剩 17 天</span><span class="note fq-after">调解期限</span>'
        )
        assert ui.deadline(None) == '<span class="fq-due idle">—</span>'
        assert ui.ago(None) == "—"
        assert ui.ago(at) == "刚刚"
        assert ui.short_day(at) == "11-23"
        assert ui.cell_text(at, "moment") == "11-23 09:20"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (None, "text", "—"),
        ("", "chip", "—"),
        ("<i>", "text", "&lt;i&gt;"),
        (1497, "number", "1,497"),
        (Decimal("36000.5"), "money", "36,000.50"),
        (2026, "code", "2026"),
        (date(2026, 11, 6), "date", "11-06"),
        (datetime(2025, 11, 6, 9, 0, tzinfo=SHANGHAI), "date", "2025-11-06"),
        (Chip("无效", "void"), "chip", '<span class="fq-chip void">无效</span>'),
        ("已办结", "chip", '<span class="fq-chip">已办结</span>'),
        (Due("待反馈", "idle"), "deadline", '<span class="fq-due idle">待反馈</span>'),
        ("无", "risk", ""),
    ],
)
def test_a_cell_shows_its_value_by_the_kind_of_the_column(value: object, kind: str, shown: str, at: datetime) -> None:
    with within(Scope(at=at)):
        assert ui.cell(value, kind) == shown


class Sheet(Form):
    name = CharField(label="姓名", help_text="与身份证一致")
    will = ChoiceField(label="调解意愿", choices=[("y", "同意"), ("n", "拒绝")], widget=RadioSelect)
    kinds = MultipleChoiceField(label="种类", choices=[("a", "甲")], widget=CheckboxSelectMultiple, required=False)
    agreed = BooleanField(label="已告知权利义务")


def test_a_wrong_field_tells_a_screen_reader_what_is_wrong() -> None:
    text = show('<c-field :field="form.name" />', form=Sheet({}))

    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="id_name_help id_name_error"' in text
    assert 'id="id_name_error"' in text
    assert 'class="form-control is-bad"' in text


def test_a_filter_offers_its_choices_and_marks_what_is_chosen() -> None:
    class Narrow(Form):
        state = ChoiceField(label="状态", choices=[("", "全部"), ("在办", [("a", "<甲>"), ("b", "乙")])])
        kinds = MultipleChoiceField(choices=[("x", "某类"), ("y", "另类")], widget=CheckboxSelectMultiple)

    form = Narrow({"state": "a", "kinds": ["y"]})

    assert ui.choices(form["state"]) == (
        '<option value="">状态：全部</option>'
        '<option value="a" selected>状态：&lt;甲&gt;</option><option value="b">状态：乙</option>'
    )
    assert ui.choices(form["kinds"]) == (
        '<label for="id_kinds_0">'
        '<input type="checkbox" name="kinds" value="x" id="id_kinds_0"><span>某类</span></label>'
        '<label for="id_kinds_1">'
        '<input type="checkbox" name="kinds" value="y" id="id_kinds_1" checked><span>另类</span></label>'
    )


def test_the_cells_of_a_row_stand_by_their_columns() -> None:
    main, plain = Column(label="名称", value="", main=True, phone="name"), Column(label="件数", value="", kind="number")
    row = Row("k", "/view/?a=1&b=2", [Cell(main, "<某>", "附"), Cell(plain, 1497, "件"), Cell(plain, None)])

    assert ui.cells(row) == (
        '<td class="nw ph-name"><a class="t" href="/view/?a=1&amp;b=2">&lt;某&gt; <span>附</span></a></td>'
        '<td class="r num ph-none">1,497<span class="note fq-after">件</span></td>'
        '<td class="r num ph-none">—</td>'
    )


def test_short_choices_stand_open_and_optional_fields_say_so() -> None:
    form = Sheet()

    seats = show('<c-field :field="form.will" />', form=form)
    assert '<fieldset class="fq-field" id="id_will">' in seats
    assert '<label for="id_will_0">' in seats.split('<div class="fq-seg">')[1]
    assert "可不填" in show('<c-field :field="form.kinds" />', form=form)
    assert '<label class="fq-tick" for="id_agreed">' in show('<c-field :field="form.agreed" />', form=form)


def test_the_error_summary_leads_to_each_field() -> None:
    form = Sheet({"name": "李某某", "will": "y"})
    form.is_valid()
    form.add_error(None, "双方不能是同一人。")
    text = show('<c-error-summary :form="form" />', form=form)

    assert "有 2 处要改，改好后再提交。已填的内容都在。" in text
    assert '<a href="#id_agreed">已告知权利义务：' in text
    assert "<li>双方不能是同一人。</li>" in text
    assert show('<c-error-summary :form="form" />', form=Sheet()).strip() == ""


def test_a_name_is_escaped_in_a_component() -> None:
    text = show('<c-party-card role="申请人" :name="name" about="女" />', name="<script>x</script>")

    assert "&lt;script&gt;x&lt;/script&gt;" in text
    assert "<script>" not in text


def test_empty_values_are_a_dash_and_other_filters_say_their_words() -> None:
    assert (
        show(
            "{{ a|or_dash }} {{ b|money }} {{ b|money_exact }} {{ c|number }} {{ d|spoken_day }} {{ e|moment }}",
            a=None,
            b=None,
            c=None,
            d=date(2026, 11, 23),
            e=None,
        )
        == "— — — — 11月23日 星期一 —"
    )


def test_the_first_lawful_step_is_the_only_blue_button_and_the_barred_one_says_why() -> None:
    context = {"actions": catalogue.sample()["actions"]}
    buttons, reasons = (
        show('<c-actions :actions="actions" />', **context),
        show('<c-reasons :actions="actions" />', **context),
    )

    assert buttons.count("btn-primary") == 1
    assert "生成协议书" in buttons.split("btn-primary")[1].split("</a>")[0]
    assert 'name="idempotency_key" value="sample"' in buttons
    assert "司法确认" not in buttons
    assert "司法确认：协议生效后 30 日内可申请" in reasons


def test_fields_stand_under_the_headings_their_form_declares() -> None:
    form = Sheet()
    form.groups = (("当事人", ("name",)), ("告知", ("agreed",)))  # type: ignore[attr-defined]  # as a business form does

    found = [(group.title, [field.name for field in group.fields]) for group in ui.grouped(form)]

    assert found == [("当事人", ["name"]), ("告知", ["agreed"]), ("", ["will", "kinds"])]
    assert ui.grouped(Form()) == []
