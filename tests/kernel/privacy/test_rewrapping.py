"""After a rotation every key finds its way under the new master key, and nothing sealed is lost on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from fengqiao.kernel.casework.models import Draft
from fengqiao.kernel.identity.accounts import Codes
from fengqiao.kernel.identity.jobs import rewrap_keys
from fengqiao.kernel.identity.keeping import rotate_keys
from fengqiao.kernel.identity.models import Act, Post, User
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.privacy import keys, rewrapping
from fengqiao.kernel.privacy.rewrapping import rewrap, shelves, tally
from fengqiao.kernel.queue.jobs import Running, unpacked
from fengqiao.kernel.queue.models import Work
from tests.kernel.identity.factories import COUNTY, PROVINCE, make_organization, make_post, make_role, make_user
from tests.kernel.journal.journals import OFFICE, make_matter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ring(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A key file of its own; the loader's part runs on the test's connection, which it shares."""
    settings.KEY_FILE = str(tmp_path / "home" / "keys.json")
    keys.provider.cache_clear()
    monkeypatch.setattr(rewrapping, "ALIAS", "default")
    yield
    keys.provider.cache_clear()


@pytest.fixture
def administrator() -> Post:
    return make_post(
        organization=make_organization(PROVINCE),
        role=make_role("administrator", reach="place", may=(ADMINISTER,)),
        user=make_user("zhang", phone="19900000002"),
    )


def as_loader() -> None:
    """From here to the end of the test all rows are seen, as the loader sees them."""
    with connection.cursor() as cursor:
        cursor.execute("set local role fengqiao_loader")


def work_off(work: Work) -> Work:
    kept = ProcrastinateJob.objects.get(pk=work.queued).args
    rewrap_keys.run(Running(work.pk, unpacked(kept["scope"])), kept["given"], last=False)
    work.refresh_from_db()
    return work


def sealed(post: Post) -> tuple[Subject, Draft, Authenticator]:
    """One of each kind: a matter, a draft, a second factor (the account is the fourth)."""
    with within(OFFICE):
        subject = make_matter()
    with within(scope_of(post)):
        draft = Draft(post=post.pk, form="f", content="草稿内容")
        draft.save()
    code = Authenticator.objects.create(
        user=post.user, type=Authenticator.Type.TOTP, data={"secret": Codes().encrypt("JBSWY3DPEHPK3PXP")}
    )
    return subject, draft, code


def test_every_kind_of_key_is_found():
    assert {shelf.table for shelf in shelves()} == {
        "journal_subject", "casework_draft", "identity_user", "exchange_batch", "exchange_export", "mfa_authenticator",
        "notice_endpoint", "identity_visitor", "sync_captured", "casework_referral",
    }  # fmt: skip


def test_after_the_work_no_old_master_key_is_needed_and_everything_opens(administrator: Post):
    subject, draft, code = sealed(administrator)
    data_key, old = subject.data_key(), keys.provider().masters()[0]

    with within(scope_of(administrator)):
        master, work = rotate_keys("/administration/queue/")
    as_loader()
    assert tally() == {master: 0, old: 4}
    work = work_off(work)

    assert (work.state, work.done, work.total) == ("finished", 4, 4)
    assert work.result == {"rewrapped": 4, "under": {master: 4}, "free": [old]}
    assert tally() == {master: 4, old: 0}
    with within(OFFICE):
        moved = Subject.objects.get(pk=subject.pk)
    assert (moved.data_key(), bytes(moved.key)[1:5].hex()) == (data_key, master)
    assert Draft.objects.get(pk=draft.pk).content.reveal() == "草稿内容"
    assert User.objects.get(pk=administrator.user_id).phone.reveal() == "19900000002"
    code.refresh_from_db()
    assert Codes().decrypt(code.data["secret"]) == "JBSWY3DPEHPK3PXP"


def test_a_rotation_is_written_down_and_only_the_whole_province_may_do_it(administrator: Post):
    county = make_post(organization=make_organization(COUNTY), role=administrator.role, user=make_user("wang"))
    before = keys.provider().masters()

    with within(scope_of(county)), pytest.raises(PermissionDenied, match="主密钥由省级系统管理员轮换"):
        rotate_keys()
    assert (keys.provider().masters(), Work.objects.count()) == (before, 0)

    with within(scope_of(administrator)):
        master, _ = rotate_keys()
        assert [(act.what, act.target) for act in Act.objects.all()] == [("keys_rotated", f"新主密钥 {master}")]


def test_killed_in_the_middle_and_run_again_nothing_is_lost(administrator: Post, monkeypatch: pytest.MonkeyPatch):
    sealed(administrator)
    old = keys.provider().masters()[0]
    with within(scope_of(administrator)):
        master, work = rotate_keys()
    as_loader()
    (first,) = [shelf for shelf in shelves() if shelf.table == "identity_user"]
    assert rewrap(first, None).changed == 1  # a step of the killed worker that was committed

    work = work_off(work)

    assert work.result == {"rewrapped": 3, "under": {master: 4}, "free": [old]}
    assert work.done == work.total == 4


def test_batches_go_on_where_the_last_one_ended():
    for name in ("a-one", "b-two", "c-three"):
        make_user(name)
    keys.rotate()
    (people,) = [shelf for shelf in shelves() if shelf.table == "identity_user"]

    portions, after = [], None
    for _ in range(3):
        portions.append(rewrap(people, after, 2))
        after = portions[-1].last

    assert [(portion.seen, portion.changed) for portion in portions] == [(2, 2), (1, 1), (0, 0)]
    assert rewrap(people, None, 2).changed == 0


def test_a_key_destroyed_meanwhile_stays_destroyed():
    with within(OFFICE):
        subject = make_matter()
        keys.rotate()
        Subject.objects.filter(pk=subject.pk).update(key=None)
    as_loader()

    assert rewrap(next(shelf for shelf in shelves() if shelf.table == "journal_subject"), None).seen == 0


def test_a_running_process_wraps_with_the_new_key_without_a_restart(settings):
    here = keys.FileKeys(Path(settings.KEY_FILE))
    here.wrap(keys.new_key())

    master = keys.rotate()

    assert here.master(here.wrap(keys.new_key())) == master
    assert here.masters()[0] == master
