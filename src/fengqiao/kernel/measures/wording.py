"""What a figure counts, in words (口径): read from the declaration and from the labels of the matter's own fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from fengqiao.kernel.casework.models import Case
from fengqiao.kernel.casework.registry import CASES
from fengqiao.kernel.measures.declarations import Measure, Ratio

COMPARED = {"gt": "大于", "gte": "不少于", "lt": "小于", "lte": "不超过"}


def defined(item: Measure | Ratio) -> list[str]:
    """The definition, a sentence for each number of the figure."""
    if isinstance(item, Ratio):
        return [f"分子 {item.above.label}：{_rule(item.above)}", f"分母 {item.below.label}：{_rule(item.below)}"]
    return [_rule(item)]


def _rule(measure: Measure) -> str:
    case = CASES[measure.kind]
    told = [f"{_label(case, measure.at)}在统计期内的{case.flow.label}"]
    told += [_condition(case, lookup, value) for lookup, value in measure.where.items()]
    told += [f"不含{_condition(case, lookup, value)}" for lookup, value in measure.unless.items()]
    if measure.total:
        told.append(f"合计{_label(case, measure.total)}")
    if measure.mean:
        told.append(f"{_label(case, measure.mean[0])}至{_label(case, measure.mean[1])}的平均天数")
    return "，".join(told)


def _condition(case: type[Case], lookup: str, value: object) -> str:
    column, _, comparison = lookup.partition("__")
    label = _label(case, column)
    if comparison == "isnull":
        return f"{label}{'未填' if value else '已填'}"
    if isinstance(value, bool):
        return label if value else f"不是{label}"
    values: Iterable[Any] = value if isinstance(value, (list, tuple)) else [value]
    return f"{label}{COMPARED.get(comparison, '为')}{'、'.join(_choice(case, column, each) for each in values)}"


def _label(case: type[Model], column: str) -> str:
    try:
        return str(case._meta.get_field(column).verbose_name)  # type: ignore[union-attr]  # a plain column has one
    except FieldDoesNotExist:
        return column


def _choice(case: type[Case], column: str, value: object) -> str:
    if column == "state":
        return str(case.flow.states.get(str(value), value))
    choices = dict(getattr(case._meta.get_field(column), "flatchoices", ()))
    return str(choices.get(value, value))
