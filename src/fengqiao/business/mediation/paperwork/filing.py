"""Papers of the file: 卷宗情况说明, and what stands on cover and back of the bundle (封面、封底)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fengqiao.business.mediation.models import ArchiveFile, MediationCase
from fengqiao.business.mediation.terms import Retention
from fengqiao.kernel.casework.models import Amendment
from fengqiao.kernel.paperwork.bundles import Cover
from fengqiao.kernel.paperwork.declarations import Paper
from fengqiao.kernel.paperwork.wording import names, paper_date
from fengqiao.kernel.places.scope import local_day

NONE = "无"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """卷宗情况说明."""

    remarks: str
    corrected: str
    filed_on: date


def statement(case: MediationCase) -> Statement:
    """What a reader of the file must know; corrections after conclusion are listed from the record (更正)."""
    file = ArchiveFile.objects.get(subject=case.pk)
    corrections = Amendment.objects.filter(subject=case.pk).exclude(reason="").order_by("at")
    return Statement(
        remarks=file.remarks or NONE,
        corrected="\n".join(f"{paper_date(local_day(each.at))}更正{each.label}：{each.reason}" for each in corrections)
        or NONE,
        filed_on=file.filed_on,
    )


def cover(case: MediationCase) -> Cover:
    """调解卷宗封面 and 封底, the fields in the order of the form."""
    file = ArchiveFile.objects.get(subject=case.pk)
    mediators = [each.mediator.name for each in case.case_mediators() if not each.recused]
    return Cover(
        organization=case.committee.name,
        title="人民调解卷宗",
        fields=(
            ("卷名", case.title),
            ("卷号", case.number),
            ("人民调解员", names(mediators)),
            ("调解日期", f"{paper_date(case.accepted_on)}至{paper_date(case.concluded_on)}"),
            ("立卷人", file.filer),
            ("立卷日期", paper_date(file.filed_on)),
            ("保管期限", Retention(file.retention).words),
            ("备注", file.remarks),
        ),
        back=(("立卷人", file.filer), ("检查人", file.checker), ("日期", paper_date(file.filed_on))),
    )


ALL = (Paper(key="mediation.statement", label="卷宗情况说明", template="statement.typ", context=statement, bundle=19),)
