"""Who reads a file, and what they give for it (domain page 2): reason, closed records, the village's own 90 days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fengqiao.business.mediation.models import Dispute, DisputeParty, Evidence
from fengqiao.kernel.casework.attachments import attach
from fengqiao.kernel.casework.perform import amend
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.journal.models import Reading
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.services import issue
from fengqiao.kernel.places.scope import Scope, now, within
from tests.acceptance.mediation.desk import on, open_machine
from tests.business.mediation.factories import accept, at, make_case, make_dispute, make_post, make_town, mediate

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 3)
PDF = "application/pdf"


def seat(scope: Scope) -> Client:
    client = Client()
    client.force_login(Post.objects.get(pk=scope.post).user)
    return client


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def case(town):
    """A mediation of the village that is not open to others, with one meeting."""
    with within(at(town.chair, DAY)):
        return mediate(accept(town, make_case(town)), day=DAY)


@pytest.fixture
def window(town):
    return scope_of(make_post(town.office, "centre_window", "孙某某"))


def printed(town, case, key: str) -> str:
    """The address of an issued paper of the case."""
    with within(at(town.clerk, DAY)):
        return reverse("paperwork:paper-print", args=[issue(PAPERS[f"mediation.{key}"], case).pk])


def keep(town, case, *, private: bool) -> str:
    """The address of a photo that was handed in as evidence."""
    with within(at(town.clerk, DAY)):
        photo = attach(
            case.subject, SimpleUploadedFile("病历.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n%%EOF"), label="病历"
        )
        Evidence.objects.create(
            subject=case.subject,
            number=1,
            name="病历",
            kind="document",
            provider="李某某",
            received_on=DAY,
            private=private,
            file=photo,
        )
    return reverse("attachment", args=[photo.pk])


def test_the_county_opens_papers_after_it_wrote_down_why_and_asks_again_the_next_day(town, case):
    paper, browser = printed(town, case, "rights"), seat(town.county)
    with on(DAY):
        asked = browser.get(paper)
        page = browser.get(asked["Location"])
        short = browser.post(asked["Location"], {"reason": "看看"})
        given = browser.post(asked["Location"], {"reason": "信访复核"})
        opened = browser.get(given["Location"])
    with on(DAY + timedelta(days=1)):
        later = seat(town.county).get(paper)

    assert asked["Location"].startswith(reverse("ui:reason", args=[case.pk]))
    assert "李某某与张某某 邻里纠纷" in page.content.decode()
    assert (short.status_code, "请写明查看理由，不少于4个字。" in short.content.decode()) == (422, True)
    assert (given["Location"], opened.status_code, opened["Content-Type"]) == (paper, 200, PDF)
    assert later["Location"] == asked["Location"]
    with within(town.county):
        row = Reading.objects.get(subject=case.pk, what="revealed")
        assert (row.post, row.reason, row.detail) == (town.county.post, "信访复核", "文书和附件")


def test_a_reason_leads_back_to_a_page_of_this_house_only(town, case):
    address = f"{reverse('ui:reason', args=[case.pk])}?next=https://example.org/"
    with on(DAY):
        answer = seat(town.county).post(address, {"reason": "信访复核"})

    assert answer["Location"] == reverse("mediation:case", args=[case.pk])


def test_the_office_reads_its_files_without_being_asked(town, case):
    paper = printed(town, case, "meeting")
    with on(DAY):
        answers = [seat(scope).get(paper).status_code for scope in (town.clerk, town.head, town.chair)]

    assert answers == [200, 200, 200]


def test_the_interface_asks_for_the_reason_too(town, case):
    with within(at(town.clerk, DAY)):
        paper = f"/papers/{issue(PAPERS['mediation.rights'], case).pk}"
    machine = open_machine(town.county, DAY)
    with on(DAY):
        asked = machine.get(paper)
        given = machine.post(f"{paper}/reason", {"reason": "信访复核"})
        opened = machine.get(paper)

    assert (asked.status, asked.body["detail"], given.status, opened.status) == (409, "请先写明阅卷理由。", 204, 200)


@pytest.mark.parametrize(("open_mode", "status"), [("closed", 404), ("open", 200)])
def test_a_window_reads_no_record_of_a_mediation_that_is_closed(town, window, open_mode, status):
    with within(at(town.chair, DAY)):
        case = mediate(accept(town, make_case(town), open_mode=open_mode), day=DAY)
    paper, file, browser = printed(town, case, "meeting"), keep(town, case, private=False), seat(window)
    with on(DAY):
        browser.post(reverse("ui:reason", args=[case.pk]), {"reason": "答复群众查询"})
        answers = [browser.get(address).status_code for address in (paper, file)]
        course = browser.get(f"{reverse('mediation:case', args=[case.pk])}?tab=course").content.decode()
        papers = browser.get(f"{reverse('mediation:case', args=[case.pk])}?tab=papers").content.decode()

    assert answers == [status, status]
    assert ("双方陈述了争议经过" in course, paper in papers) == (status == 200, status == 200)


def test_what_only_its_provider_may_see_is_opened_by_those_who_mediate(town, case):
    file, county = keep(town, case, private=True), seat(town.county)
    with on(DAY):
        county.post(reverse("ui:reason", args=[case.pk]), {"reason": "案卷评查"})
        answers = [browser.get(file).status_code for browser in (seat(town.chair), seat(town.clerk), county)]

    assert answers == [200, 200, 404]


def test_a_village_reads_its_matters_for_ninety_days_after_they_closed(town, case):
    paper, dispute = printed(town, case, "rights"), case.dispute
    with within(at(town.head, DAY)):
        Dispute.objects.filter(pk=dispute.pk).update(closed_at=now())
    addresses = [
        reverse("mediation:dispute", args=[dispute.pk]),
        reverse("mediation:case", args=[case.pk]),
        reverse("ui:amend", args=[dispute.pk]),
        paper,
    ]
    seen = {}
    for days in (90, 91):
        with on(DAY + timedelta(days=days)):
            for name in ("village_mediator", "clerk"):
                browser = seat(getattr(town, name))
                seen[name, days] = [browser.get(address).status_code for address in addresses]

    assert seen == {
        ("village_mediator", 90): [200] * 4,
        ("clerk", 90): [200] * 4,
        ("village_mediator", 91): [404] * 4,
        ("clerk", 91): [200] * 4,
    }


def test_a_village_does_not_grade_a_dispute_major_the_office_does(town):
    with within(at(town.chair, DAY)):
        dispute = make_dispute()
        with pytest.raises(ValidationError, match="重大纠纷由司法所核定"):
            amend(dispute, {"difficulty": "4"}, version=dispute.version)
        dispute.refresh_from_db()
        assert (dispute.difficulty, dispute.version) == ("2", 1)
    with within(at(town.clerk, DAY)):
        assert amend(dispute, {"difficulty": "4"}, version=1).difficulty == "4"


def test_the_village_is_cautioned_where_the_office_sees_why(town):
    with within(at(town.chair, DAY)):
        dispute = make_dispute()
    with within(at(town.clerk, DAY)):
        DisputeParty.objects.filter(subject=dispute.pk, side="applicant").update(sensitive=["domestic_violence"])
    pages = {}
    with on(DAY):
        for name in ("village_mediator", "clerk", "county"):
            page = seat(getattr(town, name)).get(reverse("mediation:dispute", args=[dispute.pk])).content.decode()
            pages[name] = "本案须司法所联合办理，注意安全" in page

    assert pages == {"village_mediator": True, "clerk": False, "county": False}
