"""Administration of people, posts and roles: what an administrator may do, where, and what is written down."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from fengqiao.kernel.identity.models import Act, Post, Role, Token, User
from fengqiao.kernel.identity.permissions import PERMISSIONS
from fengqiao.kernel.identity.roles import load_roles
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.identity.tokens import post_of_token
from fengqiao.kernel.places.scope import today, within
from tests.kernel.identity.factories import (
    COUNTY,
    FAR_TOWNSHIP,
    PROVINCE,
    TOWNSHIP,
    make_organization,
    make_post,
    make_role,
    make_user,
    sign_in,
)

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def roles() -> None:
    """The declared roles stand; failures of other tests do not count."""
    cache.clear()
    load_roles()


@pytest.fixture
def administrator(client: Client) -> Post:
    """The administrator of the county bureau, signed in."""
    return seated(client, COUNTY)


def seated(client: Client, code: int) -> Post:
    post = make_post(
        user=make_user("guanli"),
        organization=make_organization(code, kind="county_bureau"),
        role=Role.objects.get(pk="administrator"),
    )
    sign_in(client, "guanli")
    return post


def acts(post: Post) -> list[tuple[str, str]]:
    with within(scope_of(post)):
        return list(Act.objects.exclude(what="signed_in").order_by("at").values_list("what", "target"))


def filled(**changes: object) -> dict[str, object]:
    return {
        "name": "王某",
        "sex": "2",
        "username": "wang",
        "phone": "19900000002",
        "organization": str(make_organization().scope_code),
        "role": make_role().pk,
        **changes,
    }


def said(response: object) -> str:
    return response.content.decode()


def test_the_list_shows_the_posts_of_the_own_ranges(client, administrator):
    make_post(user=make_user("here"))
    make_post(user=User.objects.create_user("there", None, name="远某"), organization=make_organization(FAR_TOWNSHIP))

    page = said(client.get("/administration/people/"))

    assert "990101101000机构0" in page
    assert "远某" not in page


def test_the_list_is_searched_by_name(client, administrator):
    make_post(user=User.objects.create_user("zhao", None, name="赵某"))
    make_post(user=User.objects.create_user("qian", None, name="钱某"))

    page = said(client.get("/administration/people/", {"text": "赵"}, follow=True))

    assert ("赵某" in page, "钱某" in page) == (True, False)


def test_a_new_person_gets_a_post_and_a_one_time_password(client, administrator):
    page = said(client.post("/administration/people/new/", filled()))

    user = User.objects.get(username="wang")
    password = re.search(r'<p class="fq-code num">(.*?)</p>', page).group(1)
    assert user.check_password(password)
    assert (user.must_change_password, user.phone.reveal()) == (True, "19900000002")
    assert [post.role_id for post in Post.objects.filter(user=user)] == ["clerk"]
    assert acts(administrator) == [
        ("person_added", "王某（wang）"),
        ("post_added", "990101101000机构0 clerk 王某"),
    ]


def test_an_organization_is_found_by_name_or_code_in_the_own_ranges(client, administrator):
    make_organization(TOWNSHIP)
    make_organization(FAR_TOWNSHIP)

    by_code = said(client.get("/administration/organizations/", {"organization": "9901"}))
    by_name = said(client.get("/administration/organizations/", {"organization": "101101000机构"}))
    nothing = said(client.get("/administration/organizations/", {"organization": " "}))

    assert 'value="990101101000机构0 990101101000000"' in by_code
    assert "990102" not in by_code
    assert (by_name.count("<option"), nothing.strip()) == (1, "")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"username": "Wang 1"}, "账号为 3 至 40 位小写字母"),
        ({"username": "guanli"}, "这个账号已有人使用。"),
        ({"phone": "123"}, "应为 11 位手机号码。"),
        ({"role": "auditor"}, "审计岗位须填截止日期，最长一年。"),
    ],
)
def test_a_wrong_new_person_is_refused_with_the_reason(client, administrator, changes, sentence):
    response = client.post("/administration/people/new/", filled(**changes))

    assert response.status_code == 422
    assert sentence in said(response)
    assert not User.objects.filter(name="王某").exists()


def test_nobody_gives_a_post_beyond_their_own_range(client, administrator):
    beyond = make_organization(FAR_TOWNSHIP)
    wide = make_role("province_head", reach="province")

    place = client.post("/administration/people/new/", filled(organization=str(beyond.scope_code)))
    reach = client.post("/administration/people/new/", filled(role=wide.pk))

    assert (place.status_code, reach.status_code) == (422, 422)
    assert "这个角色的数据范围超出您的管理范围。" in said(reach)
    assert not User.objects.filter(name="王某").exists()


def test_a_person_beyond_the_range_does_not_exist_here(client, administrator):
    other = make_post(user=make_user("far"), organization=make_organization(FAR_TOWNSHIP))

    assert client.get(f"/administration/people/{other.user_id}/").status_code == 404
    assert client.post(f"/administration/posts/{other.pk}/end/", {"reason": "调离"}).status_code == 404


def test_a_post_is_added_and_ended_and_its_tokens_end_with_it(client, administrator):
    post = make_post()
    head = make_role("head")
    client.post(
        f"/administration/people/{post.user_id}/post/", {"organization": post.organization.name, "role": "head"}
    )
    page = said(client.post(f"/administration/posts/{post.pk}/token/", {"label": "数据交换", "days": "30"}))
    secret = re.search(r"fq_[\w-]+", page).group(0)
    before = post_of_token(secret)

    client.post(f"/administration/posts/{post.pk}/end/", {"reason": "调离"})

    post.refresh_from_db()
    assert post.valid_to == today()
    assert Post.objects.present().get(user=post.user).role == head
    assert (before, post_of_token(secret)) == (post, None)
    assert [what for what, _ in acts(administrator)] == ["post_added", "token_issued", "post_ended"]


def test_a_token_is_taken_back(client, administrator):
    post = make_post()
    page = said(client.post(f"/administration/posts/{post.pk}/token/", {"label": "数据交换", "days": "30"}))
    secret = re.search(r"fq_[\w-]+", page).group(0)
    with within(scope_of(administrator)):
        token = Token.objects.get()

    assert "数据交换" in said(client.get(f"/administration/people/{post.user_id}/"))
    client.post(f"/administration/tokens/{token.pk}/end/")

    assert post_of_token(secret) is None


@pytest.mark.parametrize(
    ("address", "given", "sentence"),
    [
        ("posts/{post}/token/", {"label": "", "days": "30"}, "必填"),
        ("posts/{post}/token/", {"label": "数据交换", "days": "400"}, "366"),
        ("people/{user}/post/", {"organization": "没有这个", "role": "clerk"}, "您的管理范围内没有这个机构"),
        ("people/{user}/post/", {"organization": "990101101000000", "role": "clerk"}, "该人员已有这个岗位。"),
    ],
)
def test_a_wrong_form_is_refused_with_the_reason(client, administrator, address, given, sentence):
    post = make_post()

    response = client.post(f"/administration/{address.format(post=post.pk, user=post.user_id)}", given)

    assert response.status_code == 422
    assert sentence in said(response)


@pytest.mark.parametrize("verb", ["password", "code", "unlock", "active"])
def test_an_account_that_reaches_further_is_left_to_the_superior(client, administrator, verb):
    post = make_post()
    make_post(organization=make_organization(PROVINCE), role=make_role("province_head", reach="province"))

    response = client.post(f"/administration/people/{post.user_id}/{verb}/", {"reason": "试试"})

    assert response.status_code == 422
    assert "请由上级系统管理员办理" in said(response)


def test_a_range_beyond_the_own_is_not_opened(client, administrator):
    response = client.post(
        "/administration/range/",
        {"organization": str(make_organization(FAR_TOWNSHIP).scope_code), "minutes": "30", "reason": "看看"},
    )

    assert response.status_code == 422
    assert "您的管理范围内没有这个机构" in said(response)


def test_who_reaches_only_their_own_organization_does_not_open_its_place(client):
    office = make_organization(serial=3)
    make_post(organization=office, role=make_role("own_administrator", reach="own", may=["system.administer"]))
    sign_in(client)

    response = client.post("/administration/range/", {"organization": office.name, "minutes": "30", "reason": "看看"})

    assert response.status_code == 422
    assert "这个机构不在您的管理范围内。" in said(response)


def test_an_administrator_does_not_end_the_post_they_sit_in(client, administrator):
    response = client.post(f"/administration/posts/{administrator.pk}/end/", {"reason": "误点"})

    assert response.status_code == 422
    assert "不能结束自己正在使用的岗位。" in said(response)


def test_a_password_is_reset_and_the_old_session_ends(client, administrator):
    post = make_post()
    theirs = sign_in(Client())

    page = said(client.post(f"/administration/people/{post.user_id}/password/", {"reason": "忘记密码"}))

    password = re.search(r'<p class="fq-code num">(.*?)</p>', page).group(1)
    assert theirs.get("/").status_code == 302
    assert sign_in(Client(), password=password).get("/")["Location"] == "/account/password/"
    assert acts(administrator) == [("password_reset", "陈某")]


def test_a_locked_account_is_shown_and_released(client, administrator):
    post = make_post()
    for _ in range(5):
        Client().post("/sign-in/", {"login": "lhs-chen", "password": "wrong"})
    assert "已锁定" in said(client.get(f"/administration/people/{post.user_id}/"))

    client.post(f"/administration/people/{post.user_id}/unlock/")

    assert sign_in(Client()).get("/").status_code == 200
    assert acts(administrator) == [("unlocked", "陈某")]


def test_a_lost_code_is_taken_away(client, administrator):
    from allauth.mfa.totp.internal.auth import TOTP

    post = make_post(role=make_role(needs_code=True))
    TOTP.activate(post.user, "JBSWY3DPEHPK3PXP")

    client.post(f"/administration/people/{post.user_id}/code/", {"reason": "手机丢失"})

    assert sign_in(Client()).get("/")["Location"] == "/account/code/"
    assert acts(administrator) == [("code_reset", "陈某")]


def test_an_account_is_closed_and_opened_again(client, administrator):
    post = make_post()
    theirs = sign_in(Client())

    client.post(f"/administration/people/{post.user_id}/active/", {"reason": "离职"})
    closed = theirs.get("/").status_code
    client.post(f"/administration/people/{post.user_id}/active/", {"reason": "返聘"})

    assert (closed, sign_in(Client()).get("/").status_code) == (302, 200)
    assert acts(administrator) == [("person_changed", "陈某：停用账号"), ("person_changed", "陈某：启用账号")]


def test_only_the_province_edits_roles(client, administrator, monkeypatch):
    monkeypatch.setitem(PERMISSIONS, "demo.view", "查看演示")
    make_role()

    refused = client.post("/administration/roles/clerk/", {"permissions": ["demo.view"]})

    assert refused.status_code == 422
    assert Role.objects.get(pk="clerk").permissions == ["demo.view", "demo.handle"]


def test_the_province_edits_a_role_and_the_change_is_written_down(client, monkeypatch):
    monkeypatch.setitem(PERMISSIONS, "demo.view", "查看演示")
    monkeypatch.setitem(PERMISSIONS, "demo.approve", "审批演示")
    post = seated(client, PROVINCE)
    make_role()
    assert "查看演示" in said(client.get("/administration/roles/clerk/"))

    client.post("/administration/roles/clerk/", {"permissions": ["demo.view", "demo.approve"], "needs_code": "on"})

    role = Role.objects.get(pk="clerk")
    assert (role.permissions, role.needs_code, role.masked) == (["demo.approve", "demo.view"], True, False)
    assert acts(post) == [("role_changed", "clerk")]
    load_roles()
    assert "审批演示" in said(client.get("/administration/roles/"))


def test_an_opened_range_reads_there_only_and_ends_by_itself(client, administrator, monkeypatch):
    import time_machine

    monkeypatch.setitem(PERMISSIONS, "demo.view", "查看演示")
    organization = make_organization(TOWNSHIP)
    given = {
        "organization": f"{organization.name} {organization.scope_code}",
        "minutes": "30",
        "reason": "解答所里填报问题",
    }
    assert client.post("/administration/range/", given).status_code == 302

    assert "正在协查：990101101000机构0" in said(client.get("/administration/range/"))
    assert client.post("/administration/people/new/", filled()).status_code == 404
    assert acts(administrator) == [("range_opened", "990101101000机构0，30 分钟")]
    client.post("/administration/range/close/")
    assert "正在协查" not in said(client.get("/administration/range/"))

    client.post("/administration/range/", given)
    from fengqiao.kernel.places.scope import now

    with time_machine.travel(now() + timedelta(minutes=29, seconds=59)):
        assert "正在协查" in said(client.get("/administration/range/"))
    with time_machine.travel(now() + timedelta(minutes=30, seconds=1)):
        assert "正在协查" not in said(client.get("/administration/range/", follow=True))


def test_the_log_shows_acts_and_refusals_of_the_own_ranges(client, administrator):
    make_post(user=make_user("clerk-a"))
    sign_in(Client(), "clerk-a").get("/administration/people/")

    assert "登录" in said(client.get("/administration/acts/"))
    assert "/administration/people/" in said(client.get("/administration/refusals/"))


def test_an_auditor_reads_the_log_and_administers_nothing(client):
    make_post(
        role=Role.objects.get(pk="auditor"), organization=make_organization(COUNTY), until=today() + timedelta(days=9)
    )
    sign_in(client)

    assert client.get("/administration/acts/").status_code == 200
    assert client.get("/administration/people/").status_code == 404
    assert client.post("/administration/people/new/", filled()).status_code == 404
