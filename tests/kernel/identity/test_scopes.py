"""How far a post reaches and what it may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from fengqiao.kernel.identity.models import Post, Role
from fengqiao.kernel.identity.permissions import PERMISSIONS, ROLES, RoleDefault
from fengqiao.kernel.identity.roles import load_roles
from fengqiao.kernel.identity.scopes import scope_of, scope_of_post_id
from fengqiao.kernel.places.scope import now, today
from tests.kernel.identity.factories import (
    CITY,
    COUNTY,
    NEXT_TOWNSHIP,
    PROVINCE,
    TOWNSHIP,
    VILLAGE,
    make_organization,
    make_post,
    make_role,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "serial", "reach", "ranges"),
    [
        (VILLAGE, 1, "own", ((990101101201001, 990101101201001),)),
        (TOWNSHIP, 0, "own", ((990101101000000, 990101101000000),)),
        (TOWNSHIP, 0, "office", ((990101101000000, 990101101999999),)),
        (COUNTY, 0, "county", ((990101000000000, 990101999999999),)),
        (CITY, 0, "city", ((990100000000000, 990199999999999),)),
        (PROVINCE, 0, "province", ((990000000000000, 999999999999999),)),
        (TOWNSHIP, 101, "none", ()),
        (PROVINCE, 0, "place", ((990000000000000, 999999999999999),)),
        (CITY, 0, "place", ((990100000000000, 990199999999999),)),
        (COUNTY, 0, "place", ((990101000000000, 990101999999999),)),
        (TOWNSHIP, 0, "place", ((990101101000000, 990101101999999),)),
        (VILLAGE, 1, "place", ((990101101201000, 990101101201999),)),
    ],
)
def test_a_post_reaches_what_its_organization_and_role_give(code, serial, reach, ranges):
    post = make_post(organization=make_organization(code, serial=serial), role=make_role(reach=reach))

    assert scope_of(post).ranges == ranges


def test_an_office_of_two_townships_reaches_both_and_nothing_between():
    post = make_post(organization=make_organization(TOWNSHIP, townships=[990101108000]))

    scope = scope_of(post)

    assert scope.ranges == ((990101101000000, 990101101999999), (990101108000000, 990101108999999))
    assert not scope.covers(NEXT_TOWNSHIP * 1000)


def test_ranges_given_to_a_post_prevail_over_its_role():
    post = make_post(ranges=[[990101101201000, 990101101201999]])

    assert scope_of(post).ranges == ((990101101201000, 990101101201999),)


def test_a_scope_says_who_looks_and_what_they_may():
    post = make_post(role=make_role(may=["demo.view"]))

    scope = scope_of(post)

    assert (scope.organization, scope.post, scope.user) == (post.organization_id, post.pk, post.user_id)
    assert scope.may == {"demo.view", "workbench.use"}


@pytest.mark.parametrize(
    ("reach", "masked"),
    [("own", False), ("office", False), ("county", False), ("city", True), ("province", True), ("none", False)],
)
def test_city_and_province_posts_read_masked_rows(reach, masked):
    assert scope_of(make_post(role=make_role(reach=reach))).masked is masked


def test_an_auditor_may_look_at_everything_and_do_nothing(monkeypatch):
    monkeypatch.setitem(PERMISSIONS, "demo.view", "查看")
    monkeypatch.setitem(PERMISSIONS, "demo.handle", "办理")

    scope = scope_of(make_post(role=make_role("auditor", reach="place", may=["demo.handle"])))

    assert {"demo.view", "system.audit", "system.view"} <= scope.may
    assert scope.may.isdisjoint({"demo.handle", "system.administer"})


def test_a_post_that_has_ended_has_no_scope():
    ended = make_post(until=today())
    last_day = make_post(role=make_role("head"), until=today() + timedelta(days=1))

    assert scope_of_post_id(last_day.pk).post == last_day.pk
    with pytest.raises(Post.DoesNotExist):
        scope_of_post_id(ended.pk)


def test_a_post_that_has_not_begun_has_no_scope():
    post = make_post(begun=-1)

    with pytest.raises(Post.DoesNotExist):
        scope_of_post_id(post.pk)


def test_the_scope_code_is_the_place_and_the_serial():
    organization = make_organization(VILLAGE, serial=7)

    assert (organization.scope_code, organization.town, organization.county) == (990101101201007, 990101101, 990101)


def test_two_valid_organizations_never_share_a_scope_code():
    first = make_organization(serial=3)

    with pytest.raises(IntegrityError):
        type(first).objects.create(region=first.region, serial=3, kind="committee", name="另一个")


def test_declared_roles_are_loaded_and_a_province_s_edits_stay(monkeypatch):
    monkeypatch.setitem(ROLES, "helper", RoleDefault(label="协理员", reach="office", may=("demo.view",)))
    load_roles()
    edited = Role.objects.get(pk="helper")
    Role.objects.filter(pk="auditor").update(label="旧名")
    Role.objects.filter(pk="helper").update(permissions=["demo.handle"], edited_at=now())

    load_roles()

    edited.refresh_from_db()
    assert (edited.label, edited.permissions) == ("协理员", ["demo.handle"])
    assert Role.objects.get(pk="auditor").label == "审计人员"
