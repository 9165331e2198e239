"""The parties as papers print them: the seven fields of the form, names in a row (当事人)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from fengqiao.business.mediation.models import DisputeParty
from fengqiao.business.mediation.terms import PartySide
from fengqiao.kernel.paperwork.wording import names, paper_date
from fengqiao.kernel.places.scope import SHANGHAI
from fengqiao.kernel.privacy.identifiers import age_on


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRow:
    """姓名 性别 民族 年龄 职业或职务 联系方式 单位或住址, in the order of the form; what is not known stays empty."""

    role: str
    name: str
    sex: str = ""
    ethnicity: str = ""
    age: str = ""
    occupation: str = ""
    contact: str = ""
    address: str = ""


def party_row(party: DisputeParty, on: date) -> PartyRow:
    """One party on a paper of that day."""
    age = age_on(party.birth_on, on) if party.birth_on else party.stated_age
    return PartyRow(
        role=PartySide(party.side).label,
        name=party.name,
        sex=party.sex,
        ethnicity=party.ethnicity,
        age="" if age is None else f"{age}岁",
        occupation=party.occupation,
        contact=party.phone.reveal(),
        address=party.address.reveal(),
    )


def party_rows(parties: Iterable[DisputeParty], on: date) -> tuple[PartyRow, ...]:
    """Applicants first, then respondents, then third persons."""
    order = list(PartySide.values)
    return tuple(party_row(party, on) for party in sorted(parties, key=lambda party: order.index(party.side)))


def names_of(parties: Iterable[DisputeParty]) -> str:
    """李某某、张某某."""
    return names(party.name for party in parties)


def deputies_of(parties: Iterable[DisputeParty], role: Callable[[DisputeParty], str]) -> tuple[str, ...]:
    """Who signs for a party: the guardian of a ward, the proxy who may (法定代理人、委托代理人)."""
    return tuple(
        f"{role(party)}的{'法定代理人' if party.guardian else '委托代理人'}"
        for party in parties
        if party.guardian or party.deputy
    )


def paper_moment(moment: datetime) -> str:
    """2025年3月1日9时30分, as records of meetings give the time."""
    here = moment.astimezone(SHANGHAI)
    return f"{paper_date(here.date())}{here.hour}时{here.minute:02d}分"


def paper_span(start: datetime, end: datetime | None) -> str:
    """2025年3月1日9时30分至10时50分; over midnight with the second day."""
    if end is None:
        return paper_moment(start)
    until = end.astimezone(SHANGHAI)
    if until.date() == start.astimezone(SHANGHAI).date():
        return f"{paper_moment(start)}至{until.hour}时{until.minute:02d}分"
    return f"{paper_moment(start)}至{paper_moment(end)}"
