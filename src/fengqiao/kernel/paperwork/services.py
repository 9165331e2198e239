"""Issue a paper, print it again, make it 作废, verify it: the paper is its frozen context (文书)."""

from __future__ import annotations

import io
import json
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from fengqiao.kernel.casework.models import Number
from fengqiao.kernel.casework.numbers import REGISTERS, take_number, void_number
from fengqiao.kernel.journal.events import lock, record
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.paperwork.declarations import PAPERS, Paper
from fengqiao.kernel.paperwork.freezing import canonical, digest_of, plain
from fengqiao.kernel.paperwork.models import Issued
from fengqiao.kernel.paperwork.typesetting import qr, require_glyphs, typeset
from fengqiao.kernel.places.scope import acting, local_day, now

# Without letters and digits that are mistaken for another: 30 of them, 16 places, 78 bits.
CODE_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 16

# A case of any line.
SomeCase = Any


def issue(paper: Paper, case: SomeCase) -> Issued:
    """Make the paper of a case: context frozen, number taken, digest and code made.

    The same content again is the same paper. Inside a step or alone; the matter is locked here.
    """
    subject: Subject = case.subject
    organization = acting().organization
    if organization is None:
        raise PermissionDenied("没有所属机构的岗位不能制作文书。")
    locked = lock(subject.pk)
    context = plain(paper.context(case))
    require_glyphs(context)
    for known in Issued.objects.filter(subject=subject, paper=paper.key, voided_at=None).order_by("-id")[:1]:
        known.subject = subject
        if known.digest == digest_of(_frozen(paper, subject, known.number, context)):
            return known
    number = take_number(REGISTERS[paper.register], subject, **paper.numbering(case)) if paper.register else ""
    frozen = _frozen(paper, subject, number, context)
    issued = Issued(
        subject=subject,
        paper=paper.key,
        title=paper.label,
        number=number,
        frozen=frozen,
        digest=digest_of(frozen),
        code="".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH)),
        organization_id=organization,
        issued_at=now(),
        issued_by=acting().post,
    )
    issued.pages = len(PdfReader(io.BytesIO(render(issued))).pages)
    issued.save(force_insert=True)
    record(locked, "casework.issue", paper=paper.label, number=number, issued=issued.pk)
    subject.seq = locked.seq
    return issued


def _frozen(paper: Paper, subject: Subject, number: str, context: object) -> str:
    return canonical(plain({"paper": paper.key, "matter": subject.number, "number": number, "context": context}))


def render(issued: Issued) -> bytes:
    """The print of an issued paper; a reprint is the same paper, byte for byte."""
    if issued.frozen.erased:
        raise ValidationError("本件的个人信息已删除，文书不能再打印。")
    frozen = json.loads(issued.frozen.reveal())
    imprint = {
        "number": frozen["number"],
        "subject": frozen["matter"],
        "digest": issued.digest,
        "code": issued.code,
        "qr": qr(verification_text(issued, frozen["matter"])),
        "void": issued.voided_at is not None,
    }
    return typeset(PAPERS[issued.paper].source, canonical(frozen["context"]), imprint, at=issued.issued_at)


def verification_text(issued: Issued, matter: str) -> str:
    """What the QR code says: the address of the verify page where there is one; always matter, hash and code."""
    base = getattr(settings, "PUBLIC_URL", "").rstrip("/")
    address = base + reverse("paperwork:verify-code", args=[issued.code]) if base else issued.code
    return f"{address}#{matter}:{issued.digest[:16]}"


def void(issued: Issued, *, reason: str) -> None:
    """作废 a paper with its number; it stays in the file and its code says so."""
    if not reason.strip():
        raise ValidationError("请写明作废理由。")
    if issued.voided_at is not None:
        raise ValidationError("该文书已作废。")
    locked = lock(issued.subject_id)
    issued.voided_at, issued.void_reason = now(), reason
    issued.save(update_fields=["voided_at", "void_reason"])
    record(locked, "paperwork.void", paper=issued.title, number=issued.number, reason=reason, issued=issued.pk)
    taken = Number.objects.filter(subject=issued.subject_id, text=issued.number, voided_at=None)
    for number in taken.select_related("subject") if issued.number else ():
        void_number(number, reason=reason)


@dataclass(frozen=True, slots=True)
class Verified:
    """What anyone who holds a paper may learn of it: nothing of a person."""

    title: str
    number: str
    organization: str
    issued_on: date
    digest: str
    void: bool


def verify(code: str) -> Verified | None:
    """查验: the paper behind a code, None when there is none. Knowing the code is the right to see this much."""
    code = code.strip().upper().replace(" ", "").replace("-", "")
    if len(code) != CODE_LENGTH or not set(code) <= set(CODE_ALPHABET):
        return None
    with connection.cursor() as cursor:
        cursor.execute("select set_config('fengqiao.verify', %s, true)", [code])
    found = Issued.objects.filter(code=code).select_related("organization").defer("frozen").first()
    if found is None:
        return None
    return Verified(
        title=found.title,
        number=found.number,
        organization=found.organization.name,
        issued_on=local_day(found.issued_at),
        digest=found.digest[:16],
        void=found.voided_at is not None,
    )
