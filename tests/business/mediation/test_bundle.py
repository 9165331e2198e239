"""卷宗 (5.2): every paper and every file in its place, the contents tell the pages where they lie."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from fengqiao.business.mediation import queries
from fengqiao.business.mediation.models import MediationCase, PerformanceItem
from fengqiao.business.mediation.paperwork.filing import cover, leaves
from fengqiao.business.mediation.terms import Material
from fengqiao.kernel.casework.attachments import Attachment, attach
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.paperwork.bundles import Bundle, bundle
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.services import issue
from fengqiao.kernel.places.scope import now, within
from tests.business.mediation.factories import (
    Town,
    accept,
    at,
    make_case,
    make_town,
    mediate,
    signed,
    term,
)
from tests.surfaces.seats import seated

pytestmark = pytest.mark.django_db
ON = date(2025, 3, 3)
FACTS = "张某某砌墙占道，致李某某误工。"


@pytest.fixture
def town() -> Town:
    return make_town()


def scan(name: str, pages: int = 1) -> ContentFile[bytes]:
    """A scanned document, unlike any other."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595.276, 841.89)
    writer.add_metadata({"/Title": name})
    written = io.BytesIO()
    writer.write(written)
    return ContentFile(written.getvalue(), f"{name}.pdf")


def brought(case: MediationCase, name: str, pages: int = 1, *, dispute: bool = False) -> Attachment:
    return attach(case.dispute.subject if dispute else case.subject, scan(name, pages), label=name)


def submit(case: MediationCase, name: str, *, private: bool = False, pages: int = 1) -> MediationCase:
    return perform(
        case,
        "submit_evidence",
        version=case.version,
        name=name,
        kind="document",
        provider="李某某",
        received_on=ON,
        private=private,
        file=brought(case, name, pages),
    )


def filed(town: Town) -> MediationCase:
    """A case with all that may lie in a file, brought in out of order, archived."""
    with within(at(town.clerk, ON)):
        case = accept(town, make_case(town))
        brought(case, "其他材料（会场照片）", dispute=True)
        brought(case, Material.named(Material.CONFIRMATION, "户口簿"), dispute=True)
        brought(case, Material.named(Material.IDENTITY, "张某某"), 2, dispute=True)
        case = submit(case, "宅基地使用证", pages=3)
        case = mediate(submit(case, "病历", private=True), day=ON)
        terms = [
            term(kind="pay", content="误工损失", amount=Decimal(amount), due_on=day)
            for amount, day in ((300, ON), (200, date(2025, 3, 31)))
        ]
        case = perform(case, "draft", version=case.version, facts_text=FACTS, terms=terms)
        case = signed(case, town, on=ON, sealed_on=ON)
        case = perform(case, "agree", version=case.version)
    with within(at(town.clerk, date(2025, 3, 10))):
        items = PerformanceItem.objects.filter(subject=case.pk).order_by("order")
        for item, proof in zip(reversed(items), ("第二期凭证", "第一期凭证"), strict=True):
            kept = brought(case, proof)
            case = perform(case, "perform_item", version=case.version, item=item, done_on=date(2025, 3, 10), proof=kept)
        case = perform(
            case, "confirm", version=case.version, applicants=["李某某", "张某某"], court="某县人民法院", mode="on_site"
        )
        ruling = brought(case, "司法确认裁定书")
        case = perform(case, "ruling", version=case.version, result="valid", court_day=date(2025, 3, 10), ruling=ruling)
        return perform(case, "archive", version=case.version, retention="long", filer="陈某某", checker="马某某")


def bound(case: MediationCase) -> Bundle:
    """The bundle as whoever acts now may see it."""
    papers = [issue(PAPERS[line.key], case) for line in queries.papers_of(case)]
    files = queries.attachments_of(case.dispute_id, case.pk)
    return bundle(leaves(case, papers, files), cover(case), at=now())


ORDER = [
    "人民调解受理登记表",
    "人民调解当事人权利义务告知书",
    "当事人身份证明",
    "身份证明（张某某）",
    "人民调解证据材料",
    "宅基地使用证",
    "病历",
    "人民调解记录",
    "人民调解协议书",
    "收条",
    "第一期凭证",
    "第二期凭证",
    "司法确认申请书",
    "主持调解证明",
    "司法确认材料（户口簿）",
    "司法确认裁定书",
    "人民调解结案报告表",
    "其他材料（会场照片）",
    "卷宗情况说明",
]


def test_every_paper_and_file_lies_in_its_place(town: Town):
    case = filed(town)
    with within(at(town.clerk, date(2025, 3, 20))):
        made = bound(MediationCase.objects.get(pk=case.pk))

        assert [line.title for line in made.manifest] == ORDER
        assert [line.order for line in made.manifest] == list(range(1, len(ORDER) + 1))


def test_the_contents_tell_the_pages_where_the_documents_lie(town: Town):
    case = filed(town)
    with within(at(town.clerk, date(2025, 3, 20))):
        made = bound(MediationCase.objects.get(pk=case.pk))
    pages = PdfReader(io.BytesIO(made.pdf)).pages
    front = len(pages) - made.pages - 1  # cover and contents before, the back behind
    contents = "".join("".join(page.extract_text().split()) for page in pages[1:front])

    expected = 1
    for line in made.manifest:
        first, _, last = line.pages.partition("—")
        assert int(first) == expected, line
        expected = int(last or first) + 1
        assert f"{line.order}{line.title}" in contents
        on_page = "".join(pages[front + int(first) - 1].extract_text().split())
        if line.title in {paper.label for paper in PAPERS.values()}:
            assert line.title in on_page, line
        assert first in on_page
    assert (expected - 1, made.manifest[5].pages.count("—"), made.manifest[3].pages) == (made.pages, 1, "4—5")


def test_a_private_piece_of_evidence_is_not_in_the_bundle_of_those_who_may_not_see_it(town: Town):
    case = filed(town)
    address = f"/mediation/cases/{case.pk}/bundle/"
    county = seated(town.county)
    county.post(reverse("ui:reason", args=[case.pk]), {"reason": "案卷评查"})
    own, far = seated(town.clerk).get(address), county.get(address)

    def contents(answer):
        return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.content)).pages)

    assert "病历" in contents(own)
    assert "宅基地使用证" in contents(far)
    assert "病历" not in contents(far)


def test_without_any_proof_of_identity_nothing_is_archived(town: Town):
    with within(at(town.clerk, ON)):
        case = mediate(accept(town, make_case(town)), day=ON)
        case = perform(case, "draft", version=case.version, facts_text=FACTS, terms=[term()])
        case = signed(case, town, on=ON, sealed_on=ON)
        case = perform(case, "agree", version=case.version)
        given = {"retention": "long", "filer": "陈某某", "checker": "马某某"}

        with pytest.raises(ValidationError) as refused:
            perform(case, "archive", version=case.version, **given)
        assert refused.value.messages == ["卷宗缺少必备文书：身份证明，不能归档。"]

        brought(case, Material.named(Material.IDENTITY, "张某某"), dispute=True)
        assert perform(case, "archive", version=case.version, **given).state == "archived"


def test_a_file_is_brought_in_under_its_kind(town: Town):
    with within(town.clerk):
        case = accept(town, make_case(town))
    clerk, address = seated(town.clerk), f"/mediation/disputes/{case.dispute_id}/attach/"

    sent = clerk.post(address, {"kind": "身份证明", "label": "李某某", "file": scan("李某某")})
    other = clerk.post(address, {"file": scan("照片")})
    refused = clerk.post(address, {"kind": "发票", "file": scan("发票")})

    assert (sent.status_code, other.status_code, refused.status_code) == (302, 302, 422)
    with within(town.clerk):
        assert sorted(Attachment.objects.values_list("label", flat=True)) == ["其他材料", "身份证明（李某某）"]


def test_the_print_of_a_given_up_draft_is_void_and_not_in_the_bundle(town: Town):
    with within(at(town.clerk, ON)):
        case = mediate(accept(town, make_case(town)), day=ON)
        case = perform(case, "draft", version=case.version, facts_text=FACTS, terms=[term()])
        printed = issue(PAPERS["mediation.agreement"], case)
        case = perform(case, "draft", version=case.version, facts_text=FACTS, terms=[term()])

        printed.refresh_from_db()
        assert printed.void_reason == "重新生成协议书"
        assert [line.issued for line in queries.papers_of(case) if line.key == "mediation.agreement"] == [None]
