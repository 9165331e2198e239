"""Issue, print again, make 作废, verify: against the database, as the application's role."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.http import Http404
from django.test import Client
from pypdf import PdfReader

from fengqiao.kernel.casework.attachments import attach
from fengqiao.kernel.casework.models import Number
from fengqiao.kernel.casework.numbers import REGISTERS, Register
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.journal.models import Event, Reading, Subject
from fengqiao.kernel.paperwork.bundles import leaf_of
from fengqiao.kernel.paperwork.declarations import PAPERS, Paper
from fengqiao.kernel.paperwork.models import Issued
from fengqiao.kernel.paperwork.services import CODE_ALPHABET, issue, render, verification_text, verify, void
from fengqiao.kernel.paperwork.views import paper_print
from fengqiao.kernel.paperwork.wording import document_number
from fengqiao.kernel.places.scope import Scope, acting, within
from tests.kernel.paperwork.office import Matter, clerk, matter, office

AT = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
REGISTER = Register(
    key="specimen.number", label="样张编号", text=lambda year, serial: document_number("柳河样字", year, serial)
)


class Facts:
    """What the specimen says; a test changes it."""

    facts = "因琐事争执"
    name = "喆某"


def told(case: Matter) -> dict[str, object]:
    party = {"role": "申请人", "name": Facts.name, "contact": "19900000002"}
    return {
        "parties": [party],
        "facts": Facts.facts,
        "terms": ["拆除围墙"],
        "copies": "三",
        "organization": "柳河村人民调解委员会",
    }


SPECIMEN = Paper(
    key="specimen.paper",
    label="样张",
    template="kernel/paperwork/specimen.typ",
    context=told,
    register="specimen.number",
)


@pytest.fixture(autouse=True)
def declared(monkeypatch) -> None:
    monkeypatch.setitem(PAPERS, SPECIMEN.key, SPECIMEN)
    monkeypatch.setitem(REGISTERS, REGISTER.key, REGISTER)
    monkeypatch.setattr(Facts, "facts", "因琐事争执")
    monkeypatch.setattr(Facts, "name", "喆某")


@pytest.fixture
def organization(db) -> Organization:
    return office()


@pytest.fixture
def case(organization) -> Iterator[Matter]:
    """A matter, with its office's scope open."""
    with within(replace(clerk(organization, "specimen.view", "workbench.use"), at=AT)):
        yield matter(organization)


def text(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace(" ", "")


def test_a_paper_is_issued_with_number_digest_code_and_event(case):
    issued = Issued.objects.get(pk=issue(SPECIMEN, case).pk)

    assert (issued.title, issued.number, issued.pages, issued.issued_at) == ("样张", "柳河样字〔2026〕1号", 1, AT)
    assert (len(issued.digest), len(issued.code), set(issued.code) <= set(CODE_ALPHABET)) == (64, 16, True)
    event = Event.objects.get()
    assert (event.seq, event.kind, event.data) == (
        1,
        "casework.issue",
        {"paper": "样张", "number": "柳河样字〔2026〕1号", "issued": str(issued.pk)},
    )
    assert case.subject.seq == 1
    assert "喆某" not in str(issued.__dict__)


def test_the_same_content_again_is_the_same_paper(case):
    first, again = issue(SPECIMEN, case), issue(SPECIMEN, case)
    assert (first.pk, Number.objects.count(), Event.objects.count()) == (again.pk, 1, 1)

    Facts.facts = "另一经过"
    other = issue(SPECIMEN, case)
    assert (other.number, other.digest == first.digest) == ("柳河样字〔2026〕2号", False)


def test_a_reprint_is_the_same_paper_byte_for_byte_whatever_the_case_says_now(case):
    issued = issue(SPECIMEN, case)
    first = render(issued)
    Facts.facts = "后来改了"

    again = render(Issued.objects.get(pk=issued.pk))

    assert first == again
    assert "因琐事争执" in text(again)
    assert f"文件校验{issued.digest[:16]}" in text(again)
    assert leaf_of(issued).pdf == first


def test_a_paper_without_a_register_has_no_number(case):
    plain = Paper(key="specimen.paper", label="样张", template=SPECIMEN.template, context=told)
    assert (issue(plain, case).number, Number.objects.count()) == ("", 0)


def test_a_name_outside_the_fonts_takes_no_number(case):
    Facts.name = "张𠮷"
    with pytest.raises(ValidationError, match="𠮷"):
        issue(SPECIMEN, case)
    assert (Issued.objects.count(), Number.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_a_post_without_an_organization_issues_nothing(case):
    with within(replace(acting(), organization=None)), pytest.raises(PermissionDenied):
        issue(SPECIMEN, case)


def test_a_void_paper_keeps_its_number_as_void_and_prints_its_mark(case):
    issued = issue(SPECIMEN, case)
    with pytest.raises(ValidationError, match="请写明作废理由。"):
        void(issued, reason=" ")

    void(issued, reason="内容有误")

    assert "作废" in text(render(issued))
    assert Number.objects.get().void_reason == "内容有误"
    kinds = ["casework.issue", "paperwork.void", "casework.void_number"]
    assert list(Event.objects.order_by("seq").values_list("seq", "kind")) == list(enumerate(kinds, 1))
    assert issue(SPECIMEN, case).number == "柳河样字〔2026〕2号"
    with pytest.raises(ValidationError, match="该文书已作废。"):
        void(issued, reason="再次")


def test_what_was_issued_is_changed_by_nobody(case):
    issued = issue(SPECIMEN, case)
    for column in ("digest", "number", "code"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Issued.objects.filter(pk=issued.pk).update(**{column: "x"})
    assert Issued.objects.get().digest == issued.digest


def test_an_erased_matter_has_no_print_any_more(case, rf):
    issued = issue(SPECIMEN, case)
    Subject.objects.filter(pk=case.subject.pk).update(key=None)
    with pytest.raises(ValidationError, match="本件的个人信息已删除，文书不能再打印。"):
        render(Issued.objects.get(pk=issued.pk))
    assert paper_print.__wrapped__.__wrapped__(rf.get("/"), pk=issued.pk).status_code == 410


def test_a_stranger_sees_no_paper_and_whoever_holds_the_code_sees_what_is_public(case, organization):
    issued = issue(SPECIMEN, case)

    with within(Scope()):
        assert Issued.objects.count() == 0
        spelled = f" {issued.code[:4].lower()}-{issued.code[4:]}"
        found = verify(spelled)
        assert (found.title, found.number, found.organization, found.void) == (
            "样张",
            "柳河样字〔2026〕1号",
            "柳河镇司法所",
            False,
        )
        assert (found.issued_on.isoformat(), found.digest) == ("2026-11-09", issued.digest[:16])
        assert verify("A" * 16) is None
        assert verify("0" * 16) is None
    with within(Scope()):
        assert Issued.objects.count() == 0


def test_a_print_is_logged_and_shown_only_to_who_reads_the_line(case, rf):
    issued = issue(SPECIMEN, case)
    view = paper_print.__wrapped__.__wrapped__

    shown, saved = view(rf.get("/"), pk=issued.pk), view(rf.get("/?download"), pk=issued.pk)

    assert (shown.content, shown["Content-Type"]) == (render(issued), "application/pdf")
    assert shown["Content-Disposition"].startswith("inline;")
    assert saved["Content-Disposition"].startswith("attachment;")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert [(reading.what, reading.detail) for reading in Reading.objects.all()] == [("opened", str(issued))] * 2
    with within(replace(acting(), may=frozenset())), pytest.raises(Http404):
        view(rf.get("/"), pk=issued.pk)
    with within(replace(Scope(), may=acting().may)), pytest.raises(Http404):
        view(rf.get("/"), pk=issued.pk)
    with within(replace(acting(), masked=True)), pytest.raises(PermissionDenied):
        view(rf.get("/"), pk=issued.pk)


def test_the_signed_copy_takes_the_place_of_the_print_in_the_bundle(case):
    issued = issue(SPECIMEN, case)
    scan = render(issued)
    issued.signed_copy = attach(case.subject, ContentFile(scan, name="签字件.pdf"), label="签字盖章件")
    issued.save(update_fields=["signed_copy"])
    leaf = leaf_of(Issued.objects.get())
    assert (leaf.title, leaf.pdf, leaf.note) == ("样张", scan, issued.number)


def test_the_qr_code_names_matter_and_hash_and_the_address_where_there_is_one(case, settings):
    issued = issue(SPECIMEN, case)
    number, short = case.subject.number, issued.digest[:16]
    assert verification_text(issued, number) == f"{issued.code}#{number}:{short}"
    settings.PUBLIC_URL = "https://sifa.example.cn/"
    assert verification_text(issued, number) == f"https://sifa.example.cn/verify/{issued.code}/#{number}:{short}"


def test_the_verify_page_is_open_to_everybody_and_tells_nothing_of_persons(case):
    issued = issue(SPECIMEN, case)
    client = Client()

    page = client.get(f"/verify/{issued.code}/")

    assert page.status_code == 200
    shown = page.content.decode()
    assert "现行有效" in shown
    assert "柳河样字〔2026〕1号" in shown
    assert "喆某" not in shown
    assert "JF-990101101000" not in shown
    assert client.get("/verify/").status_code == 200
    assert client.get("/verify/", {"code": "A" * 16}).status_code == 404
    void(issued, reason="内容有误")
    assert "该文书已作废" in client.get(f"/verify/{issued.code}/").content.decode()
