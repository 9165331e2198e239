"""Small markup that stands hundreds of times on a page: one function each, used by the components and the lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from django import template
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.template.defaultfilters import stringfilter
from django.templatetags.static import static
from django.utils.choices import flatten_choices
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

from fengqiao.kernel.places.scope import local_day, now, today
from fengqiao.kernel.ui import words
from fengqiao.kernel.ui.words import Chip, Due, Risk

if TYPE_CHECKING:
    from fengqiao.kernel.ui.listing import Cell, Row

register = template.Library()


@cache
def _sprite() -> str:
    return static("vendor/icons/sprite.svg")


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite, always beside a word: {% icon "bell" %}, {% icon "x" "s" %} small, "l" large."""
    if not name:
        return SafeString("")
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#tabler-{}"/></svg>',
        f" i-{size}" if size else "",
        _sprite(),
        name,
    )


@register.simple_tag
def chip(state: Chip | str, tone: str = "", shape: str = "") -> SafeString:
    """A state chip (状态) of a Chip, or of a word with tone and icon."""
    value = state if isinstance(state, Chip) else Chip(str(state), tone, shape)
    classes = f"fq-chip {value.tone}".rstrip()
    return format_html('<span class="{}">{}{}</span>', classes, icon(value.icon), value.word)


@register.simple_tag
def risk(value: Risk | int | None) -> SafeString:
    """Risk bars and their word (风险)."""
    if not value:
        return SafeString("")
    level = value if isinstance(value, Risk) else Risk(value)
    bars = mark_safe('<i aria-hidden="true"><b></b><b></b><b></b><b></b></i>')
    return format_html('<span class="fq-risk r{}">{}{}</span>', level.level, bars, level.word)


@register.simple_tag
def deadline(value: Due | date | datetime | None, note: str = "") -> SafeString:
    """A limit in words (期限): of a Due, or of a date or moment judged now."""
    limit = value if isinstance(value, Due) else words.due(value, now(), note)
    classes = f"fq-due {limit.tone}".rstrip()
    title = format_html(' title="{}"', limit.day.isoformat()) if limit.day else ""
    said = format_html('<span class="{}"{}>{}{}</span>', classes, title, icon(limit.icon), limit.words)
    return format_html('{}<span class="note fq-after">{}</span>', said, limit.note) if limit.note else said


@register.filter
def ago(value: datetime | None) -> str:
    """8 分钟前, 昨天 17:40, 11-06."""
    return words.ago(value, now()) if value else words.NONE


@register.filter
def short_day(value: date | datetime | None) -> str:
    """11-06, or with the year when it is another."""
    if isinstance(value, datetime):
        value = local_day(value)
    return words.short_day(value, today())


@register.filter
def moment(value: datetime | None) -> str:
    """11-22 16:10."""
    return words.moment(value, today())


@register.filter
def spoken_day(value: date) -> str:
    """11月23日 星期一."""
    return words.spoken_day(value)


@register.filter
def money(value: Decimal | None) -> str:
    """36,000 in lists."""
    return words.money(value)


@register.filter
def money_exact(value: Decimal | None) -> str:
    """5,000.00 on case pages."""
    return words.money_exact(value)


@register.filter
def number(value: int | None) -> str:
    """1,497."""
    return words.number(value)


@register.filter
@stringfilter
def or_dash(value: str) -> str:
    """A dash where nothing was written, never "None"."""
    return value if value not in {"", "None"} else words.NONE


@register.simple_tag
def widget(field: BoundField, **attrs: str) -> SafeString:
    """A form field's own widget, with our classes and with what a screen reader needs to read its error."""
    kind = field.field.widget
    given: dict[str, Any] = {name.replace("_", "-"): value for name, value in attrs.items() if value}
    if isinstance(kind, (CheckboxInput, CheckboxSelectMultiple, RadioSelect)):
        given["class"] = "form-check-input"
    elif isinstance(kind, Select):
        given["class"] = "form-select"
    else:
        given["class"] = " ".join(filter(None, ("form-control", kind.attrs.get("class"))))
    described = [f"{field.auto_id}_help"] if field.help_text else []
    if field.errors:
        given["class"] = f"{given['class']} is-bad"
        given["aria-invalid"] = "true"
        described.append(f"{field.auto_id}_error")
    if described:
        given["aria-describedby"] = " ".join(described)
    return SafeString(field.as_widget(attrs=given))


@register.filter
def open_choice(field: BoundField) -> bool:
    """Whether the choices stand open, as segments or boxes, instead of in a list: one legend for several inputs."""
    return isinstance(field.field.widget, (RadioSelect, CheckboxSelectMultiple))


@register.filter
def frame(field: BoundField) -> str:
    """The element around a field: several inputs under one legend are a set."""
    return "fieldset" if open_choice(field) else "div"


@register.filter
def ticked(field: BoundField) -> bool:
    """Whether the field is a single box to tick: its label stands behind it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def ticks(field: BoundField) -> bool:
    """Whether the field is a list of boxes to tick."""
    return isinstance(field.field.widget, CheckboxSelectMultiple)


@register.simple_tag
def cell(value: object, kind: str) -> SafeString:
    """A cell of a list by the kind of its column; an empty value is a dash."""
    if kind == "chip" and value:
        return chip(value if isinstance(value, Chip) else str(value))
    if kind == "risk":
        return risk(value) if isinstance(value, (Risk, int)) else SafeString("")
    if kind == "deadline" and (value is None or isinstance(value, (Due, date))):
        return deadline(value)
    return conditional_escape(cell_text(value, kind))


@register.simple_tag
def cells(row: Row) -> SafeString:
    """The cells of a row of a list: two hundred on a page, so they are put together here and not by a template."""
    return SafeString("".join(_standing(each, row.url) for each in row.cells))


def _standing(each: Cell, url: str) -> str:
    shown, note, column = cell(each.value, each.column.kind), escape(each.note), each.column
    if column.main and url:
        shown = SafeString(f'<a class="t" href="{escape(url)}">{shown}{f" <span>{note}</span>" if note else ""}</a>')
    elif note:
        shown = SafeString(f'{shown}<span class="note fq-after">{note}</span>')
    return f'<td class="{column.classes}">{shown}</td>'


@register.simple_tag
def choices(field: BoundField) -> SafeString:
    """What a filter may be set to: options that bear its name (状态：在办), or boxes to tick."""
    value = field.value()
    chosen = {str(each) for each in (value if isinstance(value, (list, tuple)) else [value]) if each is not None}
    offered: list[tuple[object, object]] = list(flatten_choices(getattr(field.field, "choices", ())))
    found = []
    for number, (key, label) in enumerate(offered):
        on, name, at = str(key) in chosen, escape(field.html_name), escape(field.auto_id)
        if ticks(field):
            mark = f'<input type="checkbox" name="{name}" value="{escape(key)}" id="{at}_{number}"{" checked" * on}>'
            found.append(f'<label for="{at}_{number}">{mark}<span>{escape(label)}</span></label>')
        else:
            said = f"{escape(field.label)}：{escape(label)}"
            found.append(f'<option value="{escape(key or "")}"{" selected" * on}>{said}</option>')
    return SafeString("".join(found))


def cell_text(value: object, kind: str) -> str:
    """The same cell in plain words: for the screen reader, the phone and the printed list."""
    if value is None or value == "":
        return words.NONE
    if isinstance(value, Decimal):
        return words.money(value)
    if isinstance(value, datetime):
        return words.moment(value, today()) if kind == "moment" else short_day(value)
    if isinstance(value, date):
        return words.short_day(value, today())
    if kind == "number" and isinstance(value, int):
        return words.number(value)
    return str(value)


@register.filter
def lawful(actions: Sequence[Any]) -> Any:
    """The next lawful act: the first that nothing stands against, the only blue button of the page."""
    return next((action for action in actions if action.leads), None)


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """A part of a form: its heading and fields."""

    title: str
    fields: list[BoundField]
    folded: bool = False

    @property
    def opened(self) -> bool:
        """Whether a folded part shows itself: something was typed in it, or is wrong there."""
        return any(field.errors or field.value() for field in self.fields)


@register.filter
def grouped(form: BaseForm) -> list[FieldGroup]:
    """The visible fields under the headings the form declares in `groups` ((标题, names) …), the rest at the end.

    A heading that the form names in `folded` too is folded away, until something stands in its fields.
    """
    folded = getattr(form, "folded", ())
    named = [
        FieldGroup(title, [form[name] for name in names if name in form.fields], folded=title in folded)
        for title, names in getattr(form, "groups", ())
    ]
    placed = {field.name for group in named for field in group.fields}
    rest = [field for field in form.visible_fields() if field.name not in placed]
    return [*named, FieldGroup("", rest)] if rest else named


@register.filter
def broad(field: BoundField) -> bool:
    """Whether a field needs the whole line: texts, files and lists of boxes."""
    return isinstance(field.field.widget, (Textarea, FileInput, CheckboxSelectMultiple, CheckboxInput))
