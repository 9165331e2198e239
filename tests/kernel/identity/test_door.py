"""The door: who gets in, who does not, and what is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from fengqiao.kernel.identity.door import NoPost, entered, post_of, scope_for_request, seat
from fengqiao.kernel.identity.models import Refusal, User
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.scope import today, within
from tests.kernel.identity import pages
from tests.kernel.identity.factories import (
    FAR_TOWNSHIP,
    NEXT_TOWNSHIP,
    make_organization,
    make_post,
    make_role,
    make_user,
    sign_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.identity.pages")]


def refusals(post) -> list[tuple[str, str, str]]:
    with within(scope_of(post)):
        return list(Refusal.objects.order_by("at").values_list("method", "path", "reason"))


def test_a_view_says_which_permission_guards_it():
    assert (pages.show.permission, pages.home.permission, pages.verify.permission) == (
        "demo.view",
        "workbench.use",
        "public",
    )


def test_nobody_in_particular_is_sent_to_sign_in_and_back_here(client):
    response = client.get("/show/?state=open")

    assert response.status_code == 302
    assert response["Location"] == "/sign-in/?next=/show/%3Fstate%3Dopen"


def test_htmx_loads_the_sign_in_page_as_a_whole(client):
    response = client.get("/show/", headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (204, "/sign-in/")


def test_a_post_opens_its_scope_around_the_page(client):
    make_post()

    assert sign_in(client).get("/show/").content.decode() == "((990101101000000, 990101101999999),)"


def test_a_person_without_a_valid_post_is_told_so(client):
    make_post(until=today())

    response = sign_in(client).get("/show/")

    assert response.status_code == 403
    assert "没有可用岗位" in response.content.decode()


def test_a_post_without_the_permission_gets_404_and_a_refusal_is_written_down(client):
    post = make_post(role=make_role(may=["other.view"]))

    response = sign_in(client).get("/show/?name=secret")

    assert response.status_code == 404
    assert refusals(post) == [("GET", "/show/", "没有权限 demo.view")]


@pytest.mark.parametrize("address", ["/missing/", "/stranger/"])
def test_what_is_not_in_reach_is_404_and_a_refusal_and_nothing_is_changed(client, address):
    post = make_post()

    assert sign_in(client).get(address).status_code == 404

    assert refusals(post) == [("GET", address, "不存在或不在数据范围内")]
    assert User.objects.get().name == "陈某"


def test_a_refused_service_is_404_and_names_what_was_lacking(client):
    post = make_post()

    assert sign_in(client).get("/denied/").status_code == 404

    assert refusals(post) == [("GET", "/denied/", "demo.approve")]


def test_refusals_are_read_in_the_own_ranges_only(client):
    beyond = make_post(
        user=make_user("yuan"), organization=make_organization(FAR_TOWNSHIP), role=make_role(may=["other.view"])
    )
    here = make_post(user=make_user("jin"), role=make_role("head", may=["system.audit"]))

    sign_in(client, "yuan").get("/show/")

    assert len(refusals(beyond)) == 1
    assert refusals(here) == []


def test_a_partner_without_ranges_leaves_a_refusal_too(client):
    post = make_post(
        organization=make_organization(serial=101, kind="police_station"), role=make_role(reach="none", may=[])
    )

    assert sign_in(client).get("/show/").status_code == 404

    assert refusals(post) == [("GET", "/show/", "没有权限 demo.view")]


def test_an_auditor_looks_but_never_posts(client, monkeypatch):
    from fengqiao.kernel.identity.permissions import PERMISSIONS

    monkeypatch.setitem(PERMISSIONS, "demo.view", "查看")
    post = make_post(role=make_role("auditor", reach="place", may=[]), until=today() + timedelta(days=30))
    sign_in(client)

    assert client.get("/write/").content.decode() == "written"
    assert client.post("/write/").status_code == 404
    assert refusals(post) == [("POST", "/write/", "只读岗位不能办理")]


def test_a_public_page_opens_an_empty_scope(client):
    assert client.get("/verify/").content.decode() == "()"


def test_switching_the_post_changes_range_and_rights_and_stays(client):
    first = make_post(begun=20)
    second = make_post(organization=make_organization(NEXT_TOWNSHIP), role=make_role("head"))
    sign_in(client)
    before = client.get("/").content.decode()

    response = client.post("/post/", {"post": str(second.pk)})

    assert response.status_code == 302
    assert (before, client.get("/").content.decode()) == (str(first.pk), str(second.pk))
    assert client.get("/show/").content.decode() == "((990101102000000, 990101102999999),)"


@pytest.mark.parametrize("ended", [True, False])
def test_nobody_switches_to_a_post_that_is_not_theirs_or_has_ended(client, ended):
    mine = make_post(begun=20)
    other = (
        make_post(role=make_role("head"), until=today())
        if ended
        else make_post(user=make_user("other"), role=make_role("head"))
    )
    sign_in(client)

    assert client.post("/post/", {"post": str(other.pk)}).status_code == 404
    assert client.get("/").content.decode() == str(mine.pk)


def test_a_chosen_post_that_ends_gives_way_to_the_next(client):
    first = make_post(begun=20)
    second = make_post(role=make_role("head"))
    sign_in(client).post("/post/", {"post": str(second.pk)})

    second.valid_to = today()
    second.save()

    assert client.get("/").content.decode() == str(first.pk)


def test_nobody_in_particular_has_no_post():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()

    assert post_of(request) is None


def test_a_person_without_a_post_has_no_scope():
    request = RequestFactory().get("/")
    request.user = make_user()
    request.session = {}

    with pytest.raises(NoPost):
        scope_for_request(request)


def test_a_machine_enters_by_the_same_door():
    post = make_post()
    request = RequestFactory().get("/api/v1/cases")
    request.session = {}
    seat(request, post)

    with entered(request, "demo.view") as scope:
        assert scope == scope_of(post)
