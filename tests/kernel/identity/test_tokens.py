"""Tokens for machines."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction

from fengqiao.kernel.identity.models import Post, Token
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.identity.tokens import digest_of, end_token, issue_token, post_of_token
from fengqiao.kernel.places.scope import now, today, within
from tests.kernel.identity.factories import FAR_TOWNSHIP, make_organization, make_post, make_role, make_user

pytestmark = pytest.mark.django_db


def test_a_token_opens_the_door_of_its_post_and_notes_its_use():
    post = make_post()

    secret = issue_token(post, "数据交换", 30)

    assert post_of_token(secret) == post
    with within(scope_of(post)):
        token = Token.objects.get()
    assert (token.label, bytes(token.digest)) == ("数据交换", digest_of(secret))
    assert token.last_used_at is not None
    assert token.until - token.created_at == timedelta(days=30)


def test_the_secret_itself_is_kept_nowhere():
    post = make_post()
    secret = issue_token(post, "数据交换", 30)

    with within(scope_of(post)):
        assert secret.encode() not in b"".join(
            bytes(token.digest) + token.label.encode() for token in Token.objects.all()
        )


def test_a_partner_without_ranges_uses_a_token_as_well():
    post = make_post(organization=make_organization(serial=101), role=make_role(reach="none"))

    assert post_of_token(issue_token(post, "来件", 1)) == post


@pytest.mark.parametrize("wrong", ["", "fq_", "fq_0000", "Bearer x"])
def test_a_wrong_token_opens_nothing(wrong):
    issue_token(make_post(), "数据交换", 30)

    assert post_of_token(wrong) is None


def test_a_token_ends_with_its_time_by_hand_and_with_its_post():
    post = make_post()
    secret = issue_token(post, "数据交换", 30)
    with time_machine.travel(now() + timedelta(days=31)):
        late = post_of_token(secret)
    with within(scope_of(post)):
        end_token(Token.objects.get())

    assert late is None
    assert post_of_token(secret) is None

    again = issue_token(post, "数据交换", 30)
    Post.objects.filter(pk=post.pk).update(valid_to=today())

    assert post_of_token(again) is None


@pytest.mark.parametrize("days", [0, 367])
def test_a_token_lasts_a_day_to_a_year(days):
    with pytest.raises(ValidationError):
        issue_token(make_post(), "数据交换", days)


def test_tokens_are_seen_in_the_own_ranges_only():
    issue_token(make_post(), "数据交换", 30)
    beyond = make_post(user=make_user("yuan"), organization=make_organization(FAR_TOWNSHIP))

    with within(scope_of(beyond)):
        assert Token.objects.count() == 0
    with transaction.atomic():
        assert Token.objects.count() == 0
