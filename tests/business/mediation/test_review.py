"""案卷评查: the county scores an archived file once a batch, never its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from fengqiao.business.mediation.models import FileReview
from fengqiao.kernel.casework.perform import NotNow, fresh_key, perform
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.places.scope import within
from tests.business.mediation.factories import at, make_case, make_dispute, make_town

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 3)
GIVEN = {"batch": "2025-Q2", "score": 86, "authentic": "true", "defects": ["binding"]}


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def filed(town):
    with within(at(town.clerk, DAY)):
        case = make_case(town, make_dispute())
        case = perform(case, "decline", version=case.version, reason="court")
        return perform(case, "archive", version=case.version, retention="short", filer="马某某", checker="陈某某")


@pytest.mark.parametrize(
    ("given", "passed"),
    [({}, True), ({"score": 80}, True), ({"score": 79}, False), ({"authentic": "denied"}, False)],
)
def test_a_file_passes_from_the_mark_on_unless_a_party_denies(town, filed, given, passed):
    with within(at(town.county, DAY)):
        case = perform(filed, "review", version=filed.version, **{**GIVEN, **given})

        made = FileReview.objects.get(subject=case.pk)
        assert (made.passed, made.pass_mark, made.reviewed_on, made.reviewer) == (passed, 80, DAY, town.county.post)
        assert (case.state, str(made)) == ("archived", f"2025-Q2 {made.score}分")


def test_a_batch_looks_at_a_file_once(town, filed):
    with within(at(town.county, DAY)):
        case = perform(filed, "review", version=filed.version, **GIVEN)

        with pytest.raises(ValidationError, match="该案卷已在2025-Q2批次评查，不能重复评查。"):
            perform(case, "review", version=case.version, **GIVEN)
        assert (
            perform(case, "review", version=case.version, **{**GIVEN, "batch": "2025-Q3"}).version == 1 + case.version
        )


def test_nobody_reviews_the_file_of_his_own_office(town, filed):
    office = at(replace(town.head, may=town.head.may | {"mediation.supervise"}), DAY)

    with within(office), pytest.raises(ValidationError, match="不能评查本单位办理的案卷。"):
        perform(filed, "review", version=filed.version, **GIVEN)
    with within(at(town.clerk, DAY)), pytest.raises(PermissionDenied):
        perform(filed, "review", version=filed.version, **GIVEN)


def test_what_is_not_archived_is_not_reviewed(town):
    with within(at(town.clerk, DAY)):
        case = make_case(town, make_dispute())

    with within(at(town.county, DAY)), pytest.raises(NotNow):
        perform(case, "review", version=case.version, **GIVEN)


def test_the_county_reviews_on_the_page_of_the_step(town, filed):
    browser = Client()
    browser.force_login(Post.objects.get(pk=town.county.post).user)
    url = reverse("step", args=["mediation", filed.pk, "review"])

    assert "真实性回访" in browser.get(url).content.decode()
    hidden = {"version": filed.version, "idempotency_key": str(fresh_key())}
    assert browser.post(url, {**GIVEN, **hidden, "score": 101}).status_code == 422
    answer = browser.post(url, {**GIVEN, **hidden})

    assert answer.status_code == 302
    assert "案卷评查（2025-Q2）：86分，合格" in browser.get(answer.url).content.decode()
