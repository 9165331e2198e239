"""Signing in: password, lock-out, second factor, idle time-out, own password."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from fengqiao.kernel.identity.models import Act, User
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.scope import now, today, within
from fengqiao.kernel.queue.models import Work
from fengqiao.kernel.queue.works import FILLING
from tests.kernel.identity.factories import PASSWORD, make_post, make_role, make_user, sign_in

pytestmark = [pytest.mark.django_db]

NEW = "Maple-river-88"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Failures of other tests do not count here."""
    cache.clear()


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def failing(client: Client, username: str, times: int) -> str:
    for _ in range(times):
        response = client.post("/sign-in/", {"login": username, "password": "wrong"})
    return response.content.decode()


def test_a_person_signs_in_and_comes_to_the_page_they_asked_for(client):
    make_post()

    response = client.post("/sign-in/", {"login": "lhs-chen", "password": PASSWORD, "next": "/account/"})

    assert (response.status_code, response["Location"]) == (302, "/account/")


def test_signing_in_is_written_down(client):
    post = make_post()

    sign_in(client)

    with within(scope_of(post)):
        assert [act.what for act in Act.objects.all()] == ["signed_in"]


def test_the_sign_in_page_speaks_chinese(client):
    page = client.get("/sign-in/").content.decode()

    assert all(word in page for word in ("登录", "账号", "密码", "请由本单位系统管理员开通"))


def test_a_wrong_password_says_how_many_attempts_are_left(client):
    make_user()

    assert "账号或密码不正确，还可再试 4 次。" in failing(client, "lhs-chen", 1)


@pytest.mark.parametrize("username", ["lhs-chen", "nobody"])
def test_five_failures_lock_an_account_whether_or_not_it_exists(client, username):
    make_user()

    said = failing(client, username, 5)

    assert "登录失败次数过多，已锁定 10 分钟，请稍后再试，或联系本单位系统管理员解除锁定。" in said


def test_a_locked_account_refuses_the_right_password_until_the_time_is_over(client):
    make_post()
    with time_machine.travel(now(), tick=False) as clock:
        failing(client, "lhs-chen", 5)

        locked = client.post("/sign-in/", {"login": "LHS-chen", "password": PASSWORD})
        clock.shift(timedelta(minutes=10, seconds=1))
        cache.clear()
        later = client.post("/sign-in/", {"login": "lhs-chen", "password": PASSWORD})

    assert "已锁定 10 分钟" in locked.content.decode()
    assert later.status_code == 302


def test_a_closed_account_is_answered_like_one_that_does_not_exist(client):
    make_post(user=make_user(is_active=False))

    response = client.post("/sign-in/", {"login": "lhs-chen", "password": PASSWORD}, follow=True)

    assert "账号或密码不正确。" in response.content.decode()


def test_a_one_time_password_must_be_changed_before_anything_else(client):
    make_post(user=make_user(must_change_password=True))
    sign_in(client)

    assert client.get("/")["Location"] == "/account/password/"
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert client.get("/").status_code == 200
    user = User.objects.get()
    assert (user.must_change_password, user.check_password(NEW)) == (False, True)


def test_a_password_of_ninety_one_days_must_be_changed(client):
    make_post(user=make_user(password_changed_at=now() - timedelta(days=91)))

    assert sign_in(client).get("/")["Location"] == "/account/password/"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("Ab1-efg", "10"),
        ("abcdefghij1", "至少三类"),
        ("Lhs-Chen-2026", "密码不能包含账号"),
        (PASSWORD, "新密码不能与当前密码相同"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(client, password, sentence):
    make_post()
    sign_in(client)

    response = client.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )

    assert sentence in response.content.decode()
    assert User.objects.get().check_password(PASSWORD)


def test_half_an_hour_without_a_click_ends_the_session(client):
    make_post()
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(client).get("/")
        clock.shift(timedelta(minutes=29))
        still = client.get("/")
        clock.shift(timedelta(minutes=31))
        over = client.get("/")

    assert (still.status_code, over.status_code) == (200, 302)
    assert over["Location"].startswith("/sign-in/")
    assert "您已超过 30 分钟没有操作，请重新登录。" in client.get("/sign-in/").content.decode()


def test_a_role_that_needs_a_code_leads_to_setting_it_and_then_asks_for_it(client):
    make_post(role=make_role(needs_code=True))
    sign_in(client)

    assert client.get("/")["Location"] == "/account/code/"
    assert client.get("/account/code/")["Location"] == "/account/again/?next=%2Faccount%2Fcode%2F"
    client.post("/account/again/", {"password": PASSWORD, "next": "/account/code/"})
    secret = client.get("/account/code/").context["form"].secret
    assert client.post("/account/code/", {"code": code_now(secret)}).status_code == 302
    assert client.get("/").status_code == 200
    assert client.get("/account/code/")["Location"] == "/account/"

    cache.clear()
    other = Client()
    asked = other.post("/sign-in/", {"login": "lhs-chen", "password": PASSWORD})
    assert asked["Location"] == "/sign-in/code/"
    assert other.get("/")["Location"].startswith("/sign-in/")
    assert "动态验证码" in client.get("/account/again/code/").content.decode()
    refused = other.post("/sign-in/code/", {"code": "000000"})
    assert "验证码不正确" in refused.content.decode()
    assert secret not in str(Authenticator.objects.get().data)
    cache.clear()
    with time_machine.travel(now() + timedelta(minutes=2)):
        other.post("/sign-in/code/", {"code": code_now(secret)})
        assert other.get("/").status_code == 200


def test_a_wrong_password_does_not_lead_on_to_the_code(client):
    make_post()
    sign_in(client)

    page = client.post("/account/again/", {"password": "wrong", "next": "/account/code/"}).content.decode()

    assert "密码不正确。" in page


def test_nobody_sees_account_pages_without_signing_in(client):
    assert client.get("/account/password/")["Location"] == "/sign-in/?next=/account/password/"


def test_a_role_without_that_demand_asks_for_no_code(client):
    make_post()

    assert sign_in(client).get("/").status_code == 200


def test_signing_out_ends_the_session(client):
    make_post()
    sign_in(client)

    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/").status_code == 302


def test_the_account_page_shows_the_own_posts_and_no_full_phone(client):
    make_post(user=make_user(phone="19900000002"), until=today() + timedelta(days=5))

    page = sign_in(client).get("/account/").content.decode()

    assert "990101101000机构0" in page
    assert "199****0002" in page
    assert "19900000002" not in page


def test_while_the_demonstration_is_loaded_the_sign_in_page_says_how_far(client):
    work = Work.objects.create(job=FILLING, label="装入演示数据", state=Work.State.RUNNING, done=40, total=100)

    assert "正在装入演示数据" in client.get("/sign-in/").content.decode()
    part = client.get("/sign-in/loading/").content.decode()
    assert 'value="40"' in part
    assert 'hx-get="/sign-in/loading/"' in part

    work.state = Work.State.FINISHED
    work.save()

    assert "演示数据" not in client.get("/sign-in/").content.decode()
    part = client.get("/sign-in/loading/").content.decode()
    assert "现在可以用演示账号登录" in part
    assert "hx-get" not in part


def test_a_demonstration_that_failed_is_named_with_a_way_out(client):
    Work.objects.create(job=FILLING, label="装入演示数据", state=Work.State.FAILED, total=100)

    page = client.get("/sign-in/").content.decode()

    assert "演示数据没有装完" in page
    assert "重新启动平台后从头装入" in page
