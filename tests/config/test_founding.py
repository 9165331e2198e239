"""The first administrator of a new database: organizations as the divisions give them, one account, once."""

from __future__ import annotations

import pytest

from fengqiao.config.errors import Refused
from fengqiao.config.founding import open_office
from fengqiao.kernel.identity.models import Act, Organization, Post, User
from fengqiao.kernel.identity.roles import load_roles
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.queue.models import Work
from fengqiao.kernel.queue.works import FILLING
from tests.kernel.identity.factories import COUNTY, PROVINCE, TOWNSHIP, VILLAGE, make_post, make_region

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture(autouse=True)
def divisions() -> None:
    """A province with one county and one township, and the declared roles."""
    for code in (PROVINCE, 990100000000, COUNTY, TOWNSHIP, VILLAGE):
        make_region(code)
    load_roles()


def test_an_empty_database_gets_its_bureaus_its_offices_and_one_administrator():
    told = open_office(COUNTY, username="zhang", name="张某")

    post = Post.objects.get()
    assert (told["bureaus"], told["offices"], told["post"]) == (3, 1, str(post.pk))
    assert (post.role_id, post.organization.region_id) == ("administrator", COUNTY)
    assert Organization.objects.get(region=TOWNSHIP).parent == post.organization
    assert post.user.check_password(told["password"])
    assert post.user.must_change_password


def test_it_is_written_down_in_the_log_of_the_new_post():
    open_office(PROVINCE, username="zhang", name="张某")

    with within(scope_of(Post.objects.get())):
        acts = [(act.what, act.target, act.reason) for act in Act.objects.order_by("at")]
    assert acts[0] == ("person_added", "张某（zhang）", "首次开通（命令行），设立机构 4 个")
    assert [what for what, _, _ in acts] == ["person_added", "post_added"]


def test_where_an_administrator_works_already_there_is_no_second_first_one():
    open_office(PROVINCE, username="zhang", name="张某")

    with pytest.raises(Refused, match="已经有系统管理员"):
        open_office(PROVINCE, username="wang", name="王某")
    assert User.objects.count() == 1


def test_where_anybody_has_an_account_nothing_is_opened():
    make_post()

    with pytest.raises(Refused, match="已经有账号"):
        open_office(PROVINCE, username="zhang", name="张某")
    assert not User.objects.filter(username="zhang").exists()


@pytest.mark.parametrize(
    ("code", "username", "sentence"),
    [
        (PROVINCE, "张", "账号为 3 至 40 位"),
        (880000000000, "zhang", "没有这个区划"),
        (TOWNSHIP, "zhang", "不是县级以上区划"),
    ],
)
def test_a_mistaken_call_founds_nothing(code: int, username: str, sentence: str):
    with pytest.raises(Refused, match=sentence):
        open_office(code, username=username, name="张某")

    assert not Organization.objects.exists()


def test_into_half_a_demonstration_nobody_is_put():
    Work.objects.create(job=FILLING, label="装入演示数据", state=Work.State.RUNNING)

    with pytest.raises(Refused, match="演示数据"):
        open_office(PROVINCE, username="zhang", name="张某")
