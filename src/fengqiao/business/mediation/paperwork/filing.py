"""Papers of the file: 卷宗情况说明, and what stands on cover and back of the bundle (封面、封底)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import BooleanField

from fengqiao.business.mediation.models import (
    ArchiveFile,
    Evidence,
    JudicialConfirmation,
    MediationCase,
    Payment,
    PerformanceItem,
)
from fengqiao.business.mediation.terms import Material, Retention
from fengqiao.kernel.casework.attachments import Attachment
from fengqiao.kernel.casework.models import Amendment
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.paperwork.bundles import Cover, Leaf, leaf_of, leaf_of_attachment
from fengqiao.kernel.paperwork.declarations import PAPERS, Paper
from fengqiao.kernel.paperwork.models import Issued
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
    made = Amendment.objects.filter(subject=case.pk).exclude(reason="").select_related("subject").order_by("at")
    corrections = list(made)
    posts = Post.objects.filter(pk__in={each.post for each in corrections}).select_related("user")
    who: dict[UUID | None, str] = {post.pk: post.user.name for post in posts}
    return Statement(
        remarks=file.remarks or NONE,
        corrected="\n".join(_correction(each, who.get(each.post, "")) for each in corrections) or NONE,
        filed_on=file.filed_on,
    )


def _correction(made: Amendment, who: str) -> str:
    """Who changed what from what to what, and why (4.4)."""
    before, after = (_said(made.field, text.reveal()) for text in (made.before, made.after))
    return f"{paper_date(local_day(made.at))}{who}更正{made.label}：由“{before}”改为“{after}”。理由：{made.reason}"


def _said(column: str, value: str) -> str:
    """A value as the screen says it."""
    field = MediationCase._meta.get_field(column)
    if isinstance(field, BooleanField):
        return {"True": "是", "False": "否"}.get(value, value)
    labels = {str(key): str(label) for key, label in getattr(field, "choices", None) or ()}
    return labels.get(value, value) or NONE


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


def leaves(case: MediationCase, papers: Iterable[Issued], files: Iterable[Attachment]) -> list[Leaf]:
    """卷内顺序 (5.2): every file behind the paper it belongs to, in the order it was recorded there."""
    laid = _laid(case)
    found = [(PAPERS[paper.paper].bundle, 0, 0, leaf_of(paper)) for paper in papers]
    for order, file in enumerate(sorted(files, key=lambda file: file.pk)):
        place, number = laid.get(file.pk, (Material.of(file.label).place, order))
        found.append((place, 1, number, leaf_of_attachment(file)))
    return [leaf for *_, leaf in sorted(found, key=lambda each: each[:3])]


def _laid(case: MediationCase) -> dict[UUID, tuple[int, int]]:
    """The place and number of the files that the record itself names: evidence, vouchers, the court's ruling."""
    own = {"subject": case.pk}
    rulings = JudicialConfirmation.objects.filter(**own, ruling__isnull=False).values_list("ruling_id", "applied_on")
    done = PerformanceItem.objects.filter(**own, proof__isnull=False).order_by("agreement__made_at", "order")
    paid = Payment.objects.filter(**own, proof__isnull=False).order_by("item__agreement__made_at", "item__order", "id")
    proofs = [*paid.values_list("proof_id", flat=True), *done.values_list("proof_id", flat=True)]
    shown = Evidence.objects.filter(**own, file__isnull=False).values_list("file_id", "number")
    return {
        **{file: (Material.CONFIRMATION.place, day.toordinal()) for file, day in rulings},
        **{file: (Material.VOUCHER.place, number) for number, file in enumerate(dict.fromkeys(proofs))},
        **{file: (Material.EVIDENCE.place, number) for file, number in shown},
    }


ALL = (Paper(key="mediation.statement", label="卷宗情况说明", template="statement.typ", context=statement, bundle=19),)
