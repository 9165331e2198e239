"""Names and numbers of records (名称、编号): year, short name of the committee and a serial without gaps."""

from __future__ import annotations

from collections.abc import Sequence

from fengqiao.business.mediation.terms import DisputeType
from fengqiao.kernel.paperwork.wording import document_number


def title(applicants: Sequence[str], respondents: Sequence[str], dispute_type: str) -> str:
    """纠纷名称: 李某某与张某某 邻里纠纷; several on a side are 李某某等3人."""
    return f"{_side(applicants)}与{_side(respondents)} {DisputeType(dispute_type).label}"


def _side(names: Sequence[str]) -> str:
    if not names:
        return "对方（不明）"
    return names[0] if len(names) == 1 else f"{names[0]}等{len(names)}人"


def case_number(year: int, short_name: str, serial: int) -> str:
    """卷号: （2025）柳河人调字第12号."""
    return f"（{year}）{short_name}人调字第{serial}号"


def agreement_number(year: int, short_name: str, serial: int) -> str:
    """协议编号: 柳河人调协字〔2025〕12号."""
    return document_number(f"{short_name}人调协字", year, serial)


def dispute_number(village: int, year: int, serial: int) -> str:
    """纠纷编号 (一案一码): JF-990101101201-2025-00117."""
    return f"JF-{village:012d}-{year}-{serial:05d}"


def intake_number(township: int, year: int, serial: int) -> str:
    """来件编号: LJ-990101101-2025-000412, by the township's nine digits."""
    return f"LJ-{str(township)[:9]}-{year}-{serial:06d}"


def claim_number(year: int, short_name: str, serial: int) -> str:
    """补贴申报编号: 柳河人调补字〔2025〕3号."""
    return document_number(f"{short_name}人调补字", year, serial)


def hint_number(year: int, serial: int) -> str:
    """异常提示编号: 调解异常提示〔2025〕7号."""
    return document_number("调解异常提示", year, serial)
