"""The pages of mediation: what each post sees, from the first report to the file."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from fengqiao.business.mediation.models import Dispute, MediationCase
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.places.scope import Scope, within
from tests.business.mediation.factories import (
    VILLAGE,
    accept,
    at,
    make_case,
    make_dispute,
    make_town,
    mediate,
    signed,
    term,
)

pytestmark = pytest.mark.django_db


def seat(scope: Scope) -> Client:
    """A browser in which this post is signed in."""
    client = Client()
    client.force_login(Post.objects.get(pk=scope.post).user)
    return client


@pytest.fixture
def town():
    return make_town()


def test_a_dispute_is_registered_at_the_desk_and_shown(town):
    clerk = seat(town.clerk)

    answer = clerk.post(
        reverse("mediation:dispute-new"),
        {
            "source_detail": "22",
            "applicant_name": "李某某",
            "applicant_id_number": "990101198109270029",
            "applicant_phone": "19900000002",
            "respondent_name": "张某某",
            "dispute_type": "02",
            "subtype": "0205",
            "place_code": VILLAGE,
            "facts_text": "张某某在自家院外砌围墙一道，占用两家共用通道约0.8米。",
        },
    )

    with within(town.clerk):
        made = Dispute.objects.get()
        assert answer.status_code == 302
        assert answer.url == reverse("mediation:dispute", args=[made.pk])
        assert (made.title, made.state) == ("李某某与张某某 邻里纠纷", "registered")
    shown = clerk.get(answer.url).content.decode()
    assert "199****0002" in shown
    assert "19900000002" not in shown


def test_a_wrong_number_is_refused_with_its_position_and_nothing_is_written(town):
    answer = seat(town.clerk).post(
        reverse("mediation:dispute-new"),
        {
            "source_detail": "22",
            "applicant_name": "李某某",
            "applicant_id_number": "990101198109270020",
            "dispute_type": "02",
            "subtype": "0205",
            "place_code": VILLAGE,
            "facts_text": "张某某在自家院外砌围墙一道，占用两家共用通道约0.8米。",
        },
    )

    assert answer.status_code == 422
    assert "身份证号校验不通过，请核对第18位或改选证件类型。" in answer.content.decode()
    with within(town.clerk):
        assert Dispute.objects.count() == 0


@pytest.mark.parametrize("tab", ["overview", "parties", "course", "papers", "files", "related"])
def test_every_tab_of_a_matter_opens(town, tab):
    with within(at(town.clerk, date(2025, 3, 3))):
        case = accept(town, make_case(town, make_dispute()))
        case = mediate(case, day=date(2025, 3, 3))
        perform_to_the_end(town, case)

    assert seat(town.clerk).get(reverse("mediation:case", args=[case.pk]), {"tab": tab}).status_code == 200


def perform_to_the_end(town, case: MediationCase) -> MediationCase:
    case = perform(case, "draft", version=case.version, facts_text="围墙占用通道。", terms=[term()])
    case = signed(case, town, on=date(2025, 3, 3), sealed_on=date(2025, 3, 3))
    return perform(case, "agree", version=case.version)


def buttons(page: str, case: MediationCase) -> set[str]:
    """The steps a page of a case offers, by their keys."""
    return set(re.findall(rf'<a class="btn[^"]*" href="/mediation/{case.pk}/(\w+)/"', page))


@pytest.mark.parametrize(("source", "asked"), [("22", False), ("312", True)])
def test_whoever_accepts_says_of_a_court_s_case_alone_whether_it_is_summary(town, source, asked):
    with within(town.clerk):
        case = make_case(town, make_dispute(source_detail=source), entrust_letter="（2025）委调1号")

    page = seat(town.clerk).get(f"/mediation/{case.pk}/accept/")

    assert (page.status_code, "法院适用简易程序" in page.content.decode()) == (200, asked)


@pytest.mark.seed("JS-53")
def test_the_buttons_of_a_case_are_the_lawful_steps_of_its_state_and_no_others(town):
    with within(at(town.clerk, date(2025, 3, 3))):
        case = make_case(town, make_dispute())
    address, clerk = reverse("mediation:case", args=[case.pk]), seat(town.clerk)

    assert buttons(clerk.get(address).content.decode(), case) == {"accept", "decline", "end"}
    assert clerk.get(f"/mediation/{case.pk}/archive/").status_code == 409
    with within(at(town.clerk, date(2025, 3, 3))):
        case = accept(town, case)
        case = mediate(case, day=date(2025, 3, 3))
    offered = buttons(clerk.get(address).content.decode(), case)
    assert offered == {"investigate", "meet", "draft", "agree_oral", "end", "submit_evidence", "recuse", "extend"}
    with within(at(town.clerk, date(2025, 3, 3))):
        perform_to_the_end(town, case)
    page = clerk.get(address).content.decode()
    assert buttons(page, case) == {"perform_item", "follow_up", "change"}
    assert "fq-due" in page  # with its limits beside it
    assert buttons(seat(town.county).get(address).content.decode(), case) == set()  # who may not handle, has no button


@pytest.mark.seed("SD-41")
def test_the_office_assigns_a_dispute_to_a_village_committee_and_sees_its_progress(town):
    with within(at(town.clerk, date(2025, 3, 3))):
        dispute = make_dispute()
        dispute = perform(dispute, "route", version=dispute.version, organization=town.village)
    with within(at(town.village_mediator, date(2025, 3, 4))):
        case = accept(town, make_case(town, Dispute.objects.get(pk=dispute.pk)))
        mediate(case, day=date(2025, 3, 5))
    office = seat(town.clerk)

    course = office.get(reverse("mediation:dispute", args=[dispute.pk]), {"tab": "course"}).content.decode()
    listed = office.get(reverse("mediation:case-list")).content.decode()
    followed = office.get(reverse("mediation:case", args=[case.pk]), {"tab": "course"}).content.decode()

    assert "分流至柳河村人民调解委员会" in course
    assert "调委会受理，进入调解" in course
    assert case.title in listed
    assert "调解中" in listed
    assert "第1次调解" in followed


@pytest.mark.parametrize("name", ["dispute-list", "case-list", "item-list"])
def test_the_lists_open_for_those_who_may_view(town, name):
    with within(at(town.clerk, date(2025, 3, 3))):
        make_case(town, make_dispute())

    for scope in (town.clerk, town.head, town.county):
        assert seat(scope).get(reverse(f"mediation:{name}")).status_code == 200


def test_a_village_does_not_find_what_lies_elsewhere(town):
    with within(at(town.clerk, date(2025, 3, 3))):
        found = make_dispute()

    assert seat(town.village_mediator).get(reverse("mediation:dispute", args=[found.pk])).status_code == 404


def value_of(page: str, name: str) -> str:
    """What stands in a field of a form that has not been sent."""
    return re.findall(rf'name="{name}"[^>]*value="([^"]*)"', page)[0]


def test_a_form_begins_with_the_own_village_or_the_one_last_used(town):
    chair, clerk = seat(town.chair), seat(town.clerk)
    given = {
        "source_detail": "22",
        "applicant_name": "李某某",
        "respondent_name": "张某某",
        "dispute_type": "02",
        "subtype": "0205",
        "place_code": VILLAGE,
        "facts_text": "张某某在自家院外砌围墙一道，占用两家共用通道约0.8米。",
    }

    for address in (reverse("mediation:dispute-new"), reverse("mediation:oral-new")):
        assert value_of(chair.get(address).content.decode(), "place_code") == str(VILLAGE)
        assert value_of(clerk.get(address).content.decode(), "place_code") == ""
    clerk.post(reverse("mediation:dispute-new"), given)
    assert value_of(clerk.get(reverse("mediation:oral-new")).content.decode(), "place_code") == str(VILLAGE)


def test_a_dispute_is_routed_to_the_committee_of_its_village_unless_another_is_chosen(town):
    with within(town.clerk):
        dispute = make_dispute()

    page = seat(town.clerk).get(f"/mediation/{dispute.pk}/route/").content.decode()

    assert re.findall(r'<option value="([^"]*)" selected>([^<]*)', page)[0] == (
        str(town.village.pk),
        "柳河村人民调解委员会",
    )
