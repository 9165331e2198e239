"""The pages of mediation: what each post sees, from the first report to the file."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from fengqiao.business.mediation.models import Dispute, MediationCase
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
    from fengqiao.kernel.casework.perform import perform

    case = perform(case, "draft", version=case.version, facts_text="围墙占用通道。", terms=[term()])
    case = signed(case, town, on=date(2025, 3, 3), sealed_on=date(2025, 3, 3))
    return perform(case, "agree", version=case.version)


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
