"""The frame of the workbench: who, where, what waits, in a few questions."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.identity.door import posts_of, seat
from fengqiao.kernel.identity.models import Post, Role
from fengqiao.kernel.module.registry import modules
from fengqiao.kernel.places.scope import Scope, within
from fengqiao.kernel.queue.models import Work
from fengqiao.surfaces.workbench.shell import shell_for
from tests.business.mediation.factories import Town, make_dispute, make_post, make_town
from tests.surfaces.seats import client_of, county_administrator, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


def request_of(scope: Scope) -> HttpRequest:
    """A request of a post as the middleware hands it on."""
    request = RequestFactory().get("/")
    request.session = {}
    seat(request, Post.objects.get(pk=scope.post))
    request.post = posts_of(request)[0]
    return request


def test_the_frame_says_who_where_and_what_may_be_done(town: Town) -> None:
    with within(town.clerk):
        shell = shell_for(request_of(town.clerk))

    assert (shell.organization, shell.person, shell.post) == ("柳河司法所", "陈某某", "司法所工作人员")
    assert [seat.current for seat in shell.posts] == [True]
    first, *_ = shell.navigation
    assert first[0].label == "工作台"
    assert first[0].current
    assert {"来件", "矛盾纠纷", "调解案件"} <= {item.label for item in first}
    assert "统计报表" in {item.label for item in shell.navigation[1]}
    assert "所务管理" not in {item.label for group in shell.navigation for item in group}


def test_a_frame_costs_at_most_five_questions(town: Town) -> None:
    with within(town.clerk):
        make_dispute()
        request = request_of(town.clerk)
        with CaptureQueriesContext(connection) as asked:
            shell_for(request)

    assert len(asked) <= 5


def test_overdue_duties_are_red_in_the_navigation(town: Town) -> None:
    with within(town.clerk):
        make_dispute()
        Task.objects.filter(done_at=None).update(due_at="2026-01-01T00:00+08:00")
        shell = shell_for(request_of(town.clerk))

    disputes = next(item for item in shell.navigation[0] if item.label == "矛盾纠纷")
    assert (disputes.count > 0, disputes.late) == (True, True)


def test_the_bell_counts_ended_work_and_what_has_climbed(town: Town) -> None:
    with within(town.clerk):
        make_dispute()
        Task.objects.filter(duty="mediation.triage").update(level=1, due_at="2026-01-01T00:00+08:00")
    with within(town.county):
        assert shell_for(request_of(town.county)).bell == 0
    with within(town.clerk):
        Task.objects.filter(duty="mediation.triage").update(level=2)
    with within(town.county):
        Work.objects.create(job="x", post=town.county.post, label="导出", state=Work.State.FINISHED)
        assert shell_for(request_of(town.county)).bell == 2


def test_whoever_administers_finds_the_administration(town: Town) -> None:
    response = county_administrator().get("/")

    assert "所务管理" in response.content.decode()
    assert "统计报表" not in response.content.decode()


def test_a_page_without_a_scope_has_a_frame_without_counts(town: Town) -> None:
    page = seated(town.clerk).get("/account/").content.decode()

    assert "柳河司法所" in page
    assert "矛盾纠纷" in page


@pytest.mark.seed("AH-57")
def test_one_sign_in_reaches_every_line_of_work_from_one_workbench(town: Town) -> None:
    declared = [entry for module in modules() for entry in module.nav]
    everything = make_post(town.office, "office_head")
    Role.objects.filter(pk=everything.role_id).update(permissions=sorted({entry.may for entry in declared}))
    browser = client_of(everything)

    page = browser.get("/").content.decode()

    assert {"mediation", "offices"} <= {module.key for module in modules() if module.nav}
    for entry in declared:
        assert f'href="{reverse(entry.url)}"' in page, entry.label
        assert entry.label in page
        assert browser.get(reverse(entry.url)).status_code == 200, entry.label
