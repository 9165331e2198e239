"""工作台: what a post has on its desk, by exact values."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fengqiao.kernel.casework.models import Referral, Task
from fengqiao.kernel.casework.referral import refer
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.scope import Scope, within
from fengqiao.kernel.queue.models import Work
from fengqiao.surfaces.workbench import desk, first_run
from tests.business.mediation.factories import (
    OTHER_TOWNSHIP,
    Town,
    accept,
    make_case,
    make_dispute,
    make_organization,
    make_post,
    make_region,
    make_town,
)
from tests.surfaces.seats import auditor, client_of, province_post, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


def due_in(scope: Scope, **spans: float | None) -> None:
    """Set the limits of duties: hours from now, or none."""
    with within(scope):
        for duty, hours in spans.items():
            due_at = None if hours is None else timezone.now() + timedelta(hours=hours)
            Task.objects.filter(duty=f"mediation.{duty}").update(due_at=due_at)


def lasting(asked: CaptureQueriesContext) -> int:
    """How many questions a page asks, without those that look every second whether a kept table has changed."""
    return sum("pgh_id" not in query["sql"] for query in asked)


def test_duties_stand_by_urgency_with_their_button(town: Town) -> None:
    with within(town.clerk):
        case = make_case(town)
    due_in(town.clerk, triage=-48, decision=None, acceptance=24 * 30)

    with within(town.clerk):
        shown = desk.desk(by_line=False, everything=False)

    assert shown.bands[0].label == "逾期"
    row = shown.bands[0].rows[0]
    assert (row.label, row.name, row.type, row.act) == ("分流", "李某某与张某某", "邻里纠纷", "去分流")
    assert row.due.words == "逾期 2 天"
    assert row.url == f"/mediation/disputes/{case.dispute_id}/"
    assert [band.label for band in shown.bands][-1] == "不限期"


def test_what_is_overdue_does_not_hide_the_rest(town: Town) -> None:
    with within(town.clerk):
        for _ in range(8):
            make_dispute()
        triage = list(Task.objects.filter(duty="mediation.triage").order_by("id"))
        late = [task.pk for task in triage[:6]]
    with within(town.clerk):
        Task.objects.exclude(duty="mediation.triage").update(done_at=timezone.now())
        Task.objects.filter(pk__in=late).update(due_at=timezone.now() - timedelta(days=1))
        Task.objects.filter(duty="mediation.triage").exclude(pk__in=late).update(
            due_at=timezone.now() + timedelta(days=90)
        )
        shown = desk.desk(by_line=False, everything=False)

    assert [(band.label, band.counted, len(band.rows)) for band in shown.bands] == [("逾期", "6", 6), ("以后", "2", 2)]
    assert (shown.counted, shown.more) == ("8", 0)


def test_duties_stand_by_line_of_work(town: Town) -> None:
    with within(town.clerk):
        make_dispute()
        shown = desk.desk(by_line=True, everything=False)

    assert [band.label for band in shown.bands] == ["人民调解"]


def test_the_page_costs_the_same_for_one_matter_and_for_many(town: Town) -> None:
    with within(town.clerk):
        make_case(town)
    client = seated(town.clerk)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        assert client.get("/").status_code == 200
    with within(town.clerk):
        for _ in range(4):
            make_case(town)
    with CaptureQueriesContext(connection) as many:
        assert client.get("/").status_code == 200

    assert lasting(many) == lasting(few)


def test_the_month_shows_figures_with_both_numbers(town: Town) -> None:
    with within(town.clerk):
        accept(town, make_case(town))
        tiles = {tile.label: tile for tile in desk.month()}

    accepted = next(tile for tile in tiles.values() if tile.url == "/figures/M-MED-02/")
    assert (accepted.value, accepted.unit, accepted.note) == ("1", "件", "同期 0 件")
    success = next(tile for tile in tiles.values() if tile.url == "/figures/M-MED-04/")
    assert (success.value, success.note) == ("0.0", "0 / 1")


def test_what_was_sent_and_what_runs_is_shown(town: Town) -> None:
    make_region(OTHER_TOWNSHIP, "石桥镇", 4, kind="town")
    other = make_organization(OTHER_TOWNSHIP, "石桥司法所", "office")
    with within(town.clerk):
        refer(make_dispute(), to=other, mode=Referral.Mode.LEND, kind="office", reason="协助核实")
        Work.objects.create(job="x", post=town.clerk.post, label="导入 10 月台账", state="running", done=63, total=100)

    page = seated(town.clerk).get("/").content.decode()

    assert "协办 → 石桥司法所" in page
    assert "导入 10 月台账" in page
    assert 'max="100" value="63"' in page


def test_a_new_office_is_guided_until_its_first_matter(town: Town) -> None:
    make_region(OTHER_TOWNSHIP, "石桥镇", 4, kind="town")
    newcomer = make_post(make_organization(OTHER_TOWNSHIP, "石桥司法所", "office"), "office_clerk", "高某某")
    client = client_of(newcomer)

    page = client.get("/").content.decode()

    assert "开始使用" in page
    assert page.index("<b>登记人员和岗位<") < page.index("<b>核对工作日历<") < page.index("<b>登记第一件<")
    assert client.get("/start/").status_code == 200
    with within(scope_of(newcomer)):
        assert [(step.label, step.done) for step in first_run.steps()] == [
            ("登记人员和岗位", False),
            ("核对工作日历", True),
            ("登记第一件", False),
        ]
    with within(town.clerk):
        assert first_run.steps() == []
    assert "本机构已开始使用" in seated(town.clerk).get("/start/").content.decode()


def test_a_de_identified_post_reads_no_names(town: Town) -> None:
    with within(town.clerk):
        make_dispute()

    page = province_post("province_mediation").get("/").content.decode()

    assert "李某某" not in page


def test_the_auditor_looks_and_has_nothing_to_do(town: Town) -> None:
    with within(town.clerk):
        make_dispute()

    page = auditor(town).get("/").content.decode()

    assert "现在没有待办" in page
    assert "登记纠纷" not in page


def test_notices_tell_what_ended_once(town: Town) -> None:
    with within(town.clerk):
        Work.objects.create(
            job="x", post=town.clerk.post, label="导出 纠纷", state="finished", finished_at=timezone.now()
        )
    client = seated(town.clerk)

    assert "通知 1 条" in client.get("/").content.decode()
    assert "导出 纠纷" in client.get("/notices/").content.decode()
    assert "通知 0 条" in client.get("/").content.decode()
