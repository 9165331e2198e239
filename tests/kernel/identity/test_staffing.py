"""What an administrator's verbs refuse, whatever page they are called from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import RequestFactory

from fengqiao.kernel.identity import staffing
from fengqiao.kernel.identity.acts import note
from fengqiao.kernel.identity.models import Act, Post, Refusal, Role, Token
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.scope import Scope, today, within
from tests.kernel.identity.factories import (
    COUNTY,
    FAR_TOWNSHIP,
    PROVINCE,
    make_organization,
    make_post,
    make_role,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Iterator[Post]:
    """The administrator of a county at work."""
    post = make_post(
        user=make_user("guanli"), organization=make_organization(COUNTY), role=make_role("administrator", reach="place")
    )
    with within(scope_of(post)):
        yield post


def refused(call, *args, **given) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        call(*args, **given)
    return caught.value.messages


@pytest.mark.parametrize(
    ("place", "reach", "until", "sentence"),
    [
        (FAR_TOWNSHIP, "office", None, "这个机构不在您的管理范围内。"),
        (COUNTY, "city", None, "这个角色的数据范围超出您的管理范围。"),
        (COUNTY, "county", 0, "截止日期应晚于今天。"),
    ],
)
def test_a_post_is_not_given(administrator, place, reach, until, sentence):
    end = None if until is None else today() + timedelta(days=until)

    said = refused(
        staffing.add_post,
        make_user(),
        organization=make_organization(place),
        role=make_role(reach=reach),
        until=end,
    )

    assert said == [sentence]


@pytest.mark.parametrize(("days", "given"), [(None, False), (367, False), (366, True)])
def test_an_auditor_s_post_is_boxed_in_time(administrator, days, given):
    end = None if days is None else today() + timedelta(days=days)
    auditor = make_role("auditor", reach="place")

    if given:
        assert staffing.add_post(make_user(), organization=make_organization(), role=auditor, until=end).valid_to == end
    else:
        assert refused(staffing.add_post, make_user(), organization=make_organization(), role=auditor, until=end) == [
            "审计岗位须填截止日期，最长一年。"
        ]


def test_a_post_ends_once(administrator):
    post = make_post(until=today())

    assert refused(staffing.end_post, post.pk, reason="调离") == ["这个岗位已经结束。"]


def test_nobody_closes_their_own_account(administrator):
    assert refused(staffing.set_active, administrator.user, active=False, reason="误点") == ["不能停用自己的账号。"]


def test_no_token_reaches_further_than_who_gives_it(administrator):
    post = make_post(organization=make_organization(COUNTY), role=make_role("wide", reach="province"))

    said = refused(staffing.give_token, post, label="数据交换", days=30)

    assert said == ["这个岗位的数据范围超出您的管理范围。"]


def test_a_role_is_given_no_permission_that_nobody_declared():
    post = make_post(organization=make_organization(PROVINCE), role=make_role("administrator", reach="place"))

    with within(scope_of(post)):
        said = refused(
            staffing.edit_role,
            Role.objects.get(),
            permissions=["demo.unknown"],
            masked=False,
            gives_reason=False,
            needs_code=False,
        )

    assert said == ["没有权限 demo.unknown。"]


@pytest.mark.parametrize(
    ("place", "minutes", "sentence"),
    [(FAR_TOWNSHIP, 30, "这个机构不在您的管理范围内。"), (COUNTY, 999, "请选择协查时长。")],
)
def test_a_range_is_not_opened(administrator, place, minutes, sentence):
    request = RequestFactory().post("/")
    request.session = {}

    said = refused(staffing.look_into, request, make_organization(place), minutes=minutes, reason="看看")

    assert said == [sentence]
    assert request.session == {}


def test_an_act_needs_somebody_who_acts():
    with within(Scope()), pytest.raises(PermissionDenied):
        note(Act.What.UNLOCKED)


def test_things_are_called_by_their_names(administrator):
    post = make_post()

    assert str(post) == "990101101000机构0 clerk 陈某"
    assert (str(post.organization), str(post.user), str(post.role)) == ("990101101000机构0", "陈某", "clerk")
    assert str(note(Act.What.POST_ENDED, "某岗位")) == "结束岗位 某岗位"
    assert str(Token(label="数据交换")) == "数据交换"
    assert str(Refusal(method="GET", path="/a/")) == "GET /a/"
