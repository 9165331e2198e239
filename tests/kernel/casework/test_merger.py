"""机构合并: what hangs on an organization goes to the one that goes on; where things happened stays written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from fengqiao.business.mediation.models import Dispute, MediationCase
from fengqiao.kernel.casework.merger import Preview, merge_organizations, preview
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.identity.models import Organization, Post
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.journal.models import Event, Subject
from fengqiao.kernel.places.scope import Scope, within
from tests.business.mediation.factories import (
    COUNTY,
    OTHER_TOWNSHIP,
    Town,
    at,
    make_case,
    make_dispute,
    make_organization,
    make_post,
    make_region,
)
from tests.surfaces.seats import client_of, county_administrator

DAY = date(2025, 5, 6)
WHY = "某政〔2025〕7号"


@pytest.fixture
def successor(town: Town) -> Organization:
    """石桥司法所, the neighbouring township's."""
    make_region(OTHER_TOWNSHIP, "石桥镇", 4, COUNTY, "town")
    return make_organization(OTHER_TOWNSHIP, "石桥司法所", "office", parent=town.office.parent)


@pytest.fixture
def administrator(town: Town) -> Scope:
    return at(replace(town.county, may=town.county.may | {ADMINISTER}), DAY)


@pytest.fixture
def matters(town: Town) -> list[Dispute]:
    """Two disputes that lie at the office, one of them with a case."""
    with within(at(town.clerk, DAY)):
        found = [make_dispute(), make_dispute()]
        make_case(town, found[0])
    return found


def at_office(office: Organization) -> list[Subject]:
    return list(Subject.objects.filter(scope_code=office.scope_code, kind="mediation.dispute"))


def test_matters_with_all_that_hangs_on_them_and_posts_go_on_and_the_old_one_ends(
    town: Town, successor: Organization, administrator: Scope, matters: list[Dispute]
):
    with within(administrator):
        roots = set(Subject.objects.filter(scope_code=town.office.scope_code).values_list("root_id", flat=True))
        expected = preview(town.office)

        moved = merge_organizations(town.office, successor, on=DAY, reason=WHY)

        assert moved == expected
        assert moved.posts == 2
        assert at_office(town.office) == []
        assert set(Subject.objects.filter(scope_code=successor.scope_code).values_list("root_id", flat=True)) == roots
        assert preview(town.office) == Preview(0, 0, 0)
        assert Organization.objects.get(pk=town.office.pk).valid_to == DAY
        assert set(Post.objects.filter(organization=successor).values_list("role_id", flat=True)) == {
            "office_clerk",
            "office_head",
        }
        told = Event.objects.filter(kind="casework.merge")
        assert sorted(told.values_list("subject", flat=True)) == sorted(roots)
        assert {event.data["reason"] for event in told} == {WHY}
        births = Event.objects.filter(kind="mediation.dispute.register")
        assert {event.region_code for event in births} == {town.office.scope_code}  # where it happened


def test_tasks_and_cases_follow_their_matter(
    town: Town, successor: Organization, administrator: Scope, matters: list[Dispute]
):
    with within(administrator):
        waiting = Task.objects.filter(scope_code=town.office.scope_code, done_at=None).count()
        assert waiting > 0

        merge_organizations(town.office, successor, on=DAY, reason=WHY)

        assert Task.objects.filter(scope_code=town.office.scope_code).count() == 0
        assert Task.objects.filter(scope_code=successor.scope_code, done_at=None).count() == waiting
        assert {case.scope_code for case in MediationCase.objects.all()} == {successor.scope_code}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"reason": " "}, "请写明合并依据（文号）。"),
        ({"on": DAY + timedelta(1)}, "合并日期晚于今天，请在生效当日办理。"),
        ({"target": None}, "不能并入本机构自身。"),
    ],
)
def test_a_merger_without_basis_in_the_future_or_into_itself_is_refused(
    town: Town, successor: Organization, administrator: Scope, matters: list[Dispute], given, sentence
):
    wanted = {"target": successor, "on": DAY, "reason": WHY, **given}
    with within(administrator):
        with pytest.raises(ValidationError, match=sentence):
            merge_organizations(town.office, wanted.pop("target") or town.office, **wanted)
        assert len(at_office(town.office)) == len(matters)


def test_only_an_administrator_of_both_merges(town: Town, successor: Organization, administrator: Scope):
    office_only = replace(administrator, ranges=town.clerk.ranges)
    for scope in (town.county, office_only):
        with within(scope), pytest.raises(PermissionDenied):
            merge_organizations(town.office, successor, on=DAY, reason=WHY)


def test_the_wizard_shows_what_moves_before_it_moves(town: Town, successor: Organization, matters: list[Dispute]):
    browser, address = county_administrator(), reverse("ui:merger")
    given = {"source": town.office.pk, "target": successor.pk, "on": DAY.isoformat(), "reason": WHY}

    assert browser.get(address).status_code == 200
    shown = browser.post(address, given)
    assert shown.status_code == 200
    with within(town.county):
        assert len(at_office(town.office)) == len(matters)
    refused = browser.post(address, {**given, "target": town.office.pk, "confirmed": "on"})
    assert refused.status_code == 422
    assert "不能并入本机构自身。" in refused.content.decode()

    done = browser.post(address, {**given, "confirmed": "on"})

    assert (done.status_code, done.url) == (302, address)
    with within(town.county):
        assert at_office(town.office) == []
        assert len(at_office(successor)) == len(matters)


def test_the_wizard_is_not_there_for_others(town: Town):
    assert client_of(make_post(town.office, "office_head")).get(reverse("ui:merger")).status_code == 404
