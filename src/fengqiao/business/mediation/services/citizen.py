"""群众端: a citizen applies at an office and follows what becomes of it, without an account."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from django.core.files import File

from fengqiao.business.mediation.flow import RECEIVE
from fengqiao.business.mediation.models import IntakeItem, Statement
from fengqiao.business.mediation.queries.citizen import Matter, choosable, offers, own_files, statements_of, takes_files
from fengqiao.business.mediation.services import intake
from fengqiao.business.mediation.services.dispute import state_willingness
from fengqiao.business.mediation.terms import ReporterRole, SourceDetail, Willingness
from fengqiao.business.mediation.terms.citizen import StatementKind, Trouble, Wish
from fengqiao.kernel.casework.attachments import attach
from fengqiao.kernel.casework.duties import start
from fengqiao.kernel.casework.perform import NotNow
from fengqiao.kernel.casework.receiving import KEEP, in_custody, receive
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.identity.visitors import acting_visitor, admit, scope_of_visitor
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, now, within

AREA = "mediation"
MOST_FILES = 20
WILLING = {StatementKind.AGREE: Willingness.AGREED, StatementKind.WITHDRAW: Willingness.REFUSED}


def apply_from_outside(
    visitor: UUID,
    code: str,
    *,
    office: Organization,
    other_name: str,
    other_phone: str,
    trouble: str,
    story: str,
    village: int | None,
    place_text: str,
    wishes: Sequence[str],
    wish_text: str,
    name: str,
    phone: str,
    at_kiosk: bool = False,
) -> IntakeItem:
    """申请调解 from outside: an item in the office's queue; the same visitor again is the same item."""

    def entry() -> IntakeItem:
        return intake.receive(
            source_detail=SourceDetail.KIOSK if at_kiosk else SourceDetail.SCAN,
            narrative=f"{story}\n希望：{wished(wishes, wish_text)}",
            place_code=village,
            place_text=place_text,
            category=Trouble(trouble).label,
            idempotency_key=str(visitor),
            office=office,
            reporter_name=name,
            reporter_role=ReporterRole.PARTY.label,
            reporter_phone=phone,
            mentions=json.dumps([{"name": other_name, "phone": other_phone, "side": "对方"}], ensure_ascii=False),
        )

    with within(scope_of_visitor(visitor)):
        item = receive(entry, office, may=RECEIVE, to_post=True, keep=KEEP)
        admit(visitor, area=AREA, number=item.number, code=code, scope_code=office.scope_code, phone=phone)
    return item


def state(
    matter: Matter, kind: StatementKind, *, mediator: UUID | None = None, choice: str = "", words: str = ""
) -> None:
    """What a party says from outside: kept, told to whoever handles the matter; a refusal counts at once (第十七条)."""
    visitor = acting_visitor()
    with in_custody(matter.subject):
        subject = lock(matter.subject.pk)
        if kind not in offers(matter):  # asked under the lock: the same word twice is said once
            raise NotNow("这一步现在不能办，请看最新进度。")
        chosen = next((each for each in choosable(matter) if each.key == mediator), None) if mediator else None
        Statement.objects.create(
            subject=subject,
            visitor=visitor,
            kind=kind,
            name=matter.name,
            choice=chosen.name if chosen else choice,
            chosen=chosen.key if chosen else None,
            words=words,
            made_at=now(),
        )
        record(subject, "mediation.party.state", key=announce(uuid7()), name=matter.name, said=kind.label)
        if matter.party is not None and kind in WILLING:
            state_willingness(matter.party, WILLING[kind])
        if matter.dispute is not None:
            start(subject, "mediation.heard")


def add_material(matter: Matter, upload: File[bytes], label: str) -> None:
    """补充材料: a photo, a receipt, a recording, with the matter it belongs to."""
    if not takes_files(matter):
        raise NotNow("这件事已经办结，不能再补充材料。")
    if len(own_files(matter)) >= MOST_FILES:
        raise NotNow(f"最多补充{MOST_FILES}份材料，其他材料请带到司法所。")
    custody = Organization.objects.filter(scope_code=abs(matter.subject.scope_code), valid_to=None).get()
    with in_custody(matter.subject):
        attach(matter.subject, upload, organization=custody.pk, label=f"{matter.name}补充：{label or '材料'}"[:60])
        if matter.dispute is not None:
            start(matter.subject, "mediation.heard")


def hear(subject: Subject) -> None:
    """查看当事人意见: who saw it, and when; what waited for that is done."""
    locked = lock(subject.pk)
    unheard = statements_of(locked.pk, of_items=True).filter(heard_at=None).select_related(None)
    said = "、".join(StatementKind(kind).label for kind in unheard.order_by("made_at").values_list("kind", flat=True))
    unheard.update(heard_at=now(), heard_by=acting().post)
    record(locked, "mediation.party.heard", key=announce(uuid7()), said=said or "补充材料")


def wished(wishes: Sequence[str], more: str) -> str:
    """想怎么解决 in one line."""
    return "；".join([*(Wish(each).label for each in wishes), *filter(None, [more.strip()])])
