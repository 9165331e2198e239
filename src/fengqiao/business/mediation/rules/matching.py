"""Whether two matters are one quarrel (同一、关联、不同): what experienced staff look at, as points with their reasons.

Both families, the same object, close days, the same 村民小组; careful about brothers on one telephone and about another
quarrel of the same two families. The table is the default of a rule row; a person decides, nothing merges by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from pypinyin import lazy_pinyin

from fengqiao.business.mediation.terms import LinkChoice

_TITLE = re.compile(r"(先生|女士|大爷|大娘|大妈|大叔|阿姨|师傅|老师|某|家)+$")
_NICKNAME = re.compile(r"[老小阿]([一-鿿])(?:家)?")
_FAMILY = re.compile(r"老([一-鿿])家")
_GROUP = re.compile(r"([0-9一二三四五六七八九十]+)[组社队]")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchTable:
    """Points of each likeness, the bounds of the suggestions, and the words that name one object."""

    id_number: int = 60
    phone: int = 40
    name: int = 25  # each side
    homophone: int = 12
    surname: int = 6  # 李女士, 老李家: the family is the same, the person may be
    village: int = 15
    group: int = 5
    subject_key: int = 40
    object: int = 15
    near: int = 10  # within `near_days`
    close: int = 5  # within `close_days`
    wording: int = 3
    near_days: int = 7
    close_days: int = 30
    apart_days: int = 60  # further apart the same people have another quarrel
    same: int = 62
    possible: int = 30
    strong: int = 40  # points of persons alone that make two matters related at least
    objects: Mapping[str, Sequence[str]] = field(
        default_factory=lambda: {
            "围墙": ("围墙", "院墙", "砌墙", "闹墙", "墙"),
            "滴水排水": ("滴水", "屋檐", "排水", "漏水", "水沟"),
            "通道": ("通道", "占道", "道路", "过路", "通行"),
            "宅基地": ("宅基地", "地基", "建房"),
            "界址": ("地界", "界址", "界石", "地边"),
            "承包地": ("承包地", "承包", "耕地", "田"),
            "山林": ("山林", "林地", "树木"),
            "噪声": ("噪声", "噪音", "广场舞"),
            "借款": ("借款", "欠款", "借条", "还钱"),
            "工资": ("工资", "欠薪", "工钱"),
            "彩礼": ("彩礼",),
            "赡养": ("赡养", "养老"),
            "车辆": ("车祸", "追尾", "刮擦", "撞车"),
            "物业": ("物业", "停车位"),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody named in a matter; numbers only as their blind indexes."""

    name: str = ""
    phone: bytes = b""
    id_number: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a matter is recognised by."""

    persons: tuple[Person, ...] = ()
    village: int = 0
    place: str = ""
    subject_key: str = ""
    text: str = ""
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """How alike two matters are: points, what to do about it, and why in words."""

    score: int
    suggestion: LinkChoice
    reasons: tuple[str, ...]
    certain: bool  # 疑似同一, to be decided before the dispute is routed


def compare(new: Marks, known: Marks, row: Mapping[str, Any] | None = None) -> Match | None:
    """How alike two matters are; None: nothing to look at."""
    table = MatchTable(**row or {})
    persons, reasons = _persons(new, known, table)
    score, said = persons, list(reasons)
    ours, theirs = objects_of(new.text, table), objects_of(known.text, table)
    if new.subject_key and new.subject_key == known.subject_key:
        score += table.subject_key
        said.append(f"标的物相同（{new.subject_key}）")
    if new.village and new.village == known.village:
        score += table.village
        said.append("同一村居")
        if _groups(new.place) & _groups(known.place):
            score += table.group
            said.append("同一小组")
    if common := ours & theirs:
        score += table.object
        said.append(f"事由相同（{'、'.join(sorted(common))}）")
    apart = _days_apart(new.days, known.days)
    if apart is not None and apart <= table.close_days:
        score += table.near if apart <= table.near_days else table.close
        said.append(f"日期相近（相差{apart}天）" if apart else "同一天")
    if _alike(new.text, known.text):
        score += table.wording
        said.append("表述相近")
    other_quarrel = bool(ours and theirs and not common) or (apart is not None and apart > table.apart_days)
    if persons >= table.strong and other_quarrel:
        said.append("事由或日期不同")
        return Match(score, LinkChoice.RELATED, tuple(said), certain=False)
    if score < table.possible or not (persons or new.subject_key == known.subject_key != ""):
        return None
    return Match(score, LinkChoice.SAME, tuple(said), certain=score >= table.same)


def _persons(new: Marks, known: Marks, table: MatchTable) -> tuple[int, list[str]]:
    """Points of the persons: the strongest likeness of each, every person counted once."""
    found: list[tuple[int, str]] = []
    free = list(known.persons)
    for person in new.persons:
        best = max(((*_likeness(person, other, table), other) for other in free), key=lambda it: it[0], default=None)
        if best is not None and best[0]:
            found.append((best[0], best[1]))
            free.remove(best[2])
    return sum(points for points, _ in found), [words for _, words in found]


def _likeness(one: Person, other: Person, table: MatchTable) -> tuple[int, str]:
    if one.id_number and one.id_number == other.id_number:
        return table.id_number, "身份证号相同"
    ours, theirs = bare(one.name), bare(other.name)
    same_phone = bool(one.phone) and one.phone == other.phone
    if len(ours) > 1 and one.name == other.name:
        return table.name + (table.phone if same_phone else 0), f"姓名相同（{one.name}）" + (
            "、电话相同" if same_phone else ""
        )
    family = surname(one.name) if surname(one.name) and surname(one.name) == surname(other.name) else ""
    if same_phone:
        return table.phone + (table.surname if family else 0), "电话相同" + (f"、同姓（{family}）" if family else "")
    if len(ours) > 1 and len(theirs) > 1:
        sounds = sound(one.name) == sound(other.name)
        return (table.homophone, f"姓名同音（{one.name}、{other.name}）") if sounds else (0, "")
    return (table.surname, f"同姓（{family}）") if family else (0, "")


def bare(name: str) -> str:
    """The name without forms of address: 李女士 is 李, 老张家 is 张."""
    name = name.strip()
    if nickname := _NICKNAME.fullmatch(name):
        return nickname[1]
    return name if name.endswith("某") and len(name) > 1 else _TITLE.sub("", name)


def surname(name: str) -> str:
    """The family's first character."""
    return bare(name)[:1]


@cache
def sound(name: str) -> str:
    """How a name sounds (同音字)."""
    return " ".join(lazy_pinyin(name))


def named_in(text: str) -> list[Person]:
    """Families that a clue names by nickname only: 老张家跟老李家."""
    return [Person(name=f"老{family}家") for family in dict.fromkeys(_FAMILY.findall(text))]


def objects_of(text: str, table: MatchTable) -> frozenset[str]:
    """What the quarrel is about."""
    return frozenset(thing for thing, words in table.objects.items() if any(word in text for word in words))


def _groups(place: str) -> set[str]:
    return set(_GROUP.findall(place))


def _days_apart(ours: Iterable[date], theirs: Sequence[date]) -> int | None:
    gaps = [abs((one - other).days) for one in ours for other in theirs]
    return min(gaps) if gaps else None


def _alike(one: str, other: str) -> bool:
    ours, theirs = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other))
    return bool(ours and theirs) and len(ours & theirs) / min(len(ours), len(theirs)) >= 0.5
