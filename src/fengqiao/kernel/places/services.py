"""Changes of divisions and of the working calendar, each with its day and document (区划变更、节假日安排)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, Substr

from fengqiao.kernel.places import calendar
from fengqiao.kernel.places.divisions import Range, ancestors_of, counts, is_code, kind_of, level_of, range_of
from fengqiao.kernel.places.models import Day, Region, RegionVersion
from fengqiao.kernel.places.spelling import spelled, syllables

HOLDERS: dict[str, Callable[[Range], int]] = {}


def holds(unit: str) -> Callable[[Callable[[Range], int]], Callable[[Range], int]]:
    """Register a counter of what stands in a range of division codes: `@holds("个司法所")`.

    A unit where anything stands is not abolished without a successor.
    """

    def register(count: Callable[[Range], int]) -> Callable[[Range], int]:
        HOLDERS[unit] = count
        return count

    return register


@transaction.atomic
def establish(code: int, name: str, *, on: date, document: str = "") -> Region:
    """设立: a new unit under the lowest one above it that exists."""
    if not is_code(code):
        raise ValidationError("区划代码须为12位数字")
    if Region.objects.filter(pk=code).exists():
        raise ValidationError(f"区划代码{code}已经使用")
    above = Region.objects.filter(code__in=ancestors_of(code)).order_by("-level").first()
    if above is None:
        raise ValidationError("未找到该区划，请先导入区划")
    pinyin, initials = spelled(syllables(name))
    unit = Region.objects.create(
        code=code,
        name=name,
        full_name=above.full_name + name,
        level=level_of(code),
        parent=above,
        kind=kind_of(code, name),
        counts=counts(code, name),
        pinyin=pinyin,
        initials=initials,
        valid_from=on,
        source_year=on.year,
    )
    _remember(unit, RegionVersion.Change.ESTABLISH, on, document)
    return unit


@transaction.atomic
def rename(code: int, name: str, *, on: date, document: str) -> Region:
    """更名: the unit keeps its code; what lies below is written under the new name from now on."""
    unit = _changing(code, on)
    _remember(unit, RegionVersion.Change.RENAME, on, document)
    before = unit.full_name
    unit.name, unit.full_name = name, before.removesuffix(unit.name) + name
    unit.pinyin, unit.initials = spelled(syllables(name))
    unit.kind = kind_of(code, name)
    unit.save()
    _rewrite(_below(unit), before, unit.full_name)
    return unit


@transaction.atomic
def merge(code: int, *, into: int, on: date, document: str) -> Region:
    """合并: the unit ends and another one of its level goes on for it; what lies below keeps its code and moves."""
    locked = {low: _changing(low, on) for low in sorted({code, into})}
    unit, successor = locked[code], locked[into]
    if successor.pk == unit.pk or successor.level != unit.level:
        raise ValidationError("承接区划须为同级的另一区划")
    _remember(unit, RegionVersion.Change.MERGE, on, document)
    unit.children.filter(valid_to=None).update(parent=successor)
    _rewrite(_below(unit), unit.full_name, successor.full_name)
    unit.merged_into, unit.valid_to = successor, on
    unit.save()
    return unit


@transaction.atomic
def abolish(code: int, *, on: date, document: str) -> Region:
    """撤销: the unit ends with all below it and without a successor, which only an empty one can."""
    unit = _changing(code, on)
    held = {words: count(range_of(code)) for words, count in HOLDERS.items()}
    if any(held.values()):
        words = "、".join(f"{count}{what}" for what, count in held.items() if count)
        raise ValidationError(f"该区划下有{words}，须指定承接区划后方可撤销")
    _remember(unit, RegionVersion.Change.ABOLISH, on, document)
    _below(unit).update(valid_to=on)
    unit.valid_to = on
    unit.save()
    return unit


@transaction.atomic
def count_unit(code: int, *, counted: bool) -> Region:
    """Say by hand whether a unit counts among the counties, 乡镇街道 and villages."""
    return describe(code, counts=counted)


@transaction.atomic
def describe(code: int, **known: object) -> Region:
    """What is known of a unit beside its name: short name, class, people, area and their year, whether it counts."""
    unit = Region.objects.select_for_update(of=("self",)).get(pk=code)
    for name, value in known.items():
        setattr(unit, name, value)
    unit.save(update_fields=list(known))
    return unit


@transaction.atomic
def announce(days: Mapping[date, tuple[bool, str]], *, notice: str, year: int | None = None) -> None:
    """节假日安排: enter the days of a yearly notice (works or not, and the name) or put some right.

    Only the whole notice of a year makes the year known: a day put right by hand leaves it 暂定.
    """
    Day.objects.bulk_create(
        [
            Day(on=on, working=working, name=name, notice=notice, notified=on.year == year)
            for on, (working, name) in days.items()
        ],
        update_conflicts=True,
        update_fields=["working", "name", "notice", *(["notified"] if year else [])],
        unique_fields=["on"],
    )
    calendar.forget()


def _changing(code: int, on: date) -> Region:
    """The unit for a change on a day, locked; one that has ended does not change any more."""
    unit = Region.objects.select_for_update(of=("self",)).filter(pk=code).first()
    if unit is None:
        raise ValidationError("未找到该区划，请先导入区划")
    if unit.valid_to is not None:
        raise ValidationError(f"{unit.name}已于{unit.valid_to}撤销")
    if unit.valid_from is not None and unit.valid_from >= on:
        raise ValidationError(f"{unit.name}于{unit.valid_from}设立，变更日期须在其后")
    if RegionVersion.objects.filter(region__code__range=range_of(code), valid_to__gt=on).exists():
        raise ValidationError(f"{unit.name}在{on}之后已有变更，变更须按日期先后登记")
    return unit


def _below(unit: Region) -> QuerySet[Region]:
    """The units below one that are still in force."""
    low, high = range_of(unit.pk)
    return Region.objects.filter(code__range=(low + 1, high), valid_to=None)


def _remember(unit: Region, change: RegionVersion.Change, on: date, document: str) -> None:
    """Keep what the unit and all below it were until a day; the first change of that day has said it already."""
    RegionVersion.objects.bulk_create(
        (
            RegionVersion(
                region=one,
                name=one.name,
                full_name=one.full_name,
                parent_id=one.parent_id,
                change=change,
                document=document,
                valid_to=on,
            )
            for one in (unit, *_below(unit))
        ),
        ignore_conflicts=True,
    )


def _rewrite(units: QuerySet[Region], before: str, after: str) -> None:
    """Write units under another full name."""
    moved = Concat(Value(after), Substr("full_name", len(before) + 1))
    units.filter(full_name__startswith=before).update(full_name=moved)
