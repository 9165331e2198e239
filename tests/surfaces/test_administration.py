"""所务管理: working days, parameters, the journal and failed work, for those who may and nobody else."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from fengqiao.config.roles import SEQUENCER
from fengqiao.kernel.casework.duties import recompute
from fengqiao.kernel.casework.jobs import recompute_limits
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.identity.jobs import rewrap_keys
from fengqiao.kernel.identity.models import Act
from fengqiao.kernel.journal.jobs import verify_journal
from fengqiao.kernel.journal.sequencer import place
from fengqiao.kernel.parameters.lookup import parameter
from fengqiao.kernel.parameters.models import Parameter
from fengqiao.kernel.places import calendar
from fengqiao.kernel.places.models import Day
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.queue.models import Work
from fengqiao.surfaces.workbench.calendar import days_of
from tests.business.mediation.factories import COUNTY, TOWNSHIP, Town, make_dispute, make_town
from tests.database import as_role
from tests.surfaces.seats import auditor, county_administrator, province_post, seated

pytestmark = pytest.mark.django_db

ADMINISTERED = (
    "/administration/calendar/2026/",
    "/administration/parameters/",
    "/administration/parameters/mediation.limit.ordinary/",
    "/administration/parameters/mediation.risk/",
    "/administration/queue/",
)
AUDITED = ("/administration/journal/", "/administration/readings/")


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def root(town: Town) -> Client:
    """系统管理员 of the province."""
    return province_post("administrator")


def test_each_page_opens_for_those_who_may_and_is_not_there_for_others(town: Town) -> None:
    administrator, looking, clerk = county_administrator(), auditor(town), seated(town.clerk)

    for path in (*ADMINISTERED, *AUDITED, "/administration/"):
        assert (path, administrator.get(path).status_code) == (path, 200)
        assert (path, clerk.get(path).status_code) == (path, 404)
    for path in (*AUDITED, "/administration/"):
        assert (path, looking.get(path).status_code) == (path, 200)
    for path in ADMINISTERED:
        assert (path, looking.get(path).status_code) == (path, 404)


def on_record(client: Client) -> list[str]:
    """操作记录, as the auditor and the administrator find it."""
    rows = re.findall(r"<tr.*?</tr>", client.get(reverse("people:act-list")).content.decode(), re.S)[1:]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]


# --- working days


def test_a_year_without_a_notice_is_provisional(root: Client) -> None:
    assert "暂定" in root.get("/administration/calendar/2027/").content.decode()
    assert "暂定" not in root.get("/administration/calendar/2026/").content.decode()
    assert root.get("/administration/calendar/1999/").status_code == 404


def test_a_notice_is_entered_in_one_paste_and_limits_are_computed_anew(root: Client) -> None:
    lines = "2027-02-05至2027-02-11 春节 休\n2027-01-30 春节 班\n"

    response = root.post(
        "/administration/calendar/2027/notice/", {"notice": "关于2027年部分节假日安排的通知", "lines": lines}
    )

    assert response.status_code == 302
    assert Day.objects.filter(on__year=2027).count() == 8
    assert calendar.is_working(date(2027, 1, 30))
    assert not calendar.is_working(date(2027, 2, 8))
    assert Work.objects.get().label == "按 2027 年工作日历重算期限"
    assert "暂定" not in root.get("/administration/calendar/2027/").content.decode()
    (said,) = on_record(root)
    assert "修改工作日历 2027-01-30至2027-02-11，8 天 林某某" in said
    assert "关于2027年部分节假日安排的通知" in said


def test_a_day_put_right_by_hand_leaves_its_year_provisional(root: Client) -> None:
    given = {"on": "2027-03-01", "working": "", "name": "防汛", "notice": "省政府通告"}

    assert root.post("/administration/calendar/2027/day/", given).status_code == 302

    assert "暂定" in root.get("/administration/calendar/2027/").content.decode()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("春节 休", "第 1 行：应为"),
        ("2027-02-30 春节 休", "第 1 行：没有这一天"),
        ("2027-02-11至2027-02-05 春节 休", "第 1 行：起止日期不对"),
        ("2026-02-11 春节 休", "第 1 行：不是 2027 年的日期"),
        ("2027-02-11 春节 休\n2027-02-11 春节 班", "第 2 行：2027-02-11 重复"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        days_of(line, 2027)

    assert refused.value.messages[0].startswith(said)


def test_one_day_is_put_right(root: Client) -> None:
    given = {"on": "2026-12-31", "working": "", "name": "元旦", "notice": "省政府通知"}

    assert root.post("/administration/calendar/2026/day/", given).status_code == 302
    assert not calendar.is_working(date(2026, 12, 31))
    assert root.post("/administration/calendar/2026/day/", {**given, "name": ""}).status_code == 422
    (said,) = on_record(root)
    assert "修改工作日历 2026-12-31，1 天 林某某" in said
    assert "省政府通知" in said


def test_the_calendar_is_the_provinces(town: Town) -> None:
    given = {"on": "2026-12-31", "working": "", "name": "元旦", "notice": "通知"}

    assert county_administrator().post("/administration/calendar/2026/day/", given).status_code == 404
    assert not Day.objects.filter(on=date(2026, 12, 31)).exists()


def test_a_new_rest_day_moves_an_open_limit(town: Town, root: Client) -> None:
    with within(town.clerk):
        make_dispute()
        before = Task.objects.get(duty="mediation.triage").due_at
    last = before.date()
    root.post(
        f"/administration/calendar/{last.year}/day/",
        {"on": last.isoformat(), "working": "", "name": "防汛", "notice": "县政府通告"},
    )

    with within(town.clerk):
        assert recompute(last, last) > 0
        assert Task.objects.get(duty="mediation.triage").due_at > before
    assert recompute_limits.name in set(Work.objects.values_list("job", flat=True))


# --- parameters


def limit(**given: object) -> dict[str, object]:
    return {"code": COUNTY, "valid_from": "2026-01-01", "article": "县规定", **given}


def test_a_county_sets_its_own_limit_and_ends_it(town: Town) -> None:
    client = county_administrator()
    path = "/administration/parameters/mediation.limit.ordinary/"

    assert client.post(path, limit(value_0=20, value_1="working_day", value_2="1")).status_code == 302

    value = parameter("mediation.limit.ordinary", code=TOWNSHIP, on=date(2026, 6, 1))
    assert (value["value"], value["unit"], value["roll"]) == (20, "working_day", True)
    assert "20个工作日，遇节假日顺延" in client.get(path).content.decode()

    row = Parameter.objects.get()
    assert client.post(f"{path}end/", {"row": row.pk}).status_code == 302
    row.refresh_from_db()
    assert row.valid_to is not None
    ended, was_set = on_record(client)
    assert "停用参数设置 调解期限 管某某" in ended
    assert "设置参数 调解期限：20个工作日，遇节假日顺延 管某某" in was_set
    assert "自2026-01-01起，县规定" in was_set


def test_items_of_a_table_have_their_official_names(town: Town) -> None:
    page = county_administrator().get("/administration/parameters/mediation.risk/").content.decode()

    assert "30日内报警2次" in page
    assert "police_twice</label>" not in page


def test_a_table_is_set_item_by_item(town: Town) -> None:
    given = limit(**{"value-written": 10, "value-oral": 20})

    assert county_administrator().post("/administration/parameters/mediation.follow_up/", given).status_code == 302
    assert parameter("mediation.follow_up", code=TOWNSHIP, on=date(2026, 6, 1)) == {"written": 10, "oral": 20}


def test_nobody_sets_a_rule_beyond_their_range(town: Town) -> None:
    client = county_administrator()

    beyond = client.post("/administration/parameters/mediation.follow_up_sample/", limit(code=980101000000, value=5))

    assert beyond.status_code == 404
    assert not Parameter.objects.exists()


def test_a_value_of_another_kind_is_refused_where_it_stands(town: Town) -> None:
    response = county_administrator().post("/administration/parameters/mediation.follow_up_sample/", limit(value="多"))

    assert response.status_code == 422
    assert "已填的内容都在" in response.content.decode()
    assert not Act.objects.exists()


# --- the journal


def test_the_journal_is_proved_in_the_background(town: Town) -> None:
    client = county_administrator()

    assert client.post("/administration/journal/verify/").status_code == 302
    work = Work.objects.get(job=verify_journal.name)
    work.state, work.result = Work.State.FINISHED, {"events": 12, "sound": True, "findings": []}
    work.finished_at = work.queued_at
    work.save()

    assert "日志完整可信" in client.get("/administration/journal/").content.decode()
    assert auditor(town).post("/administration/journal/verify/").status_code == 404


def test_what_was_done_and_who_looked_is_found_by_number(town: Town) -> None:
    with within(town.clerk):
        number = make_dispute().number
    with as_role(SEQUENCER):
        place(connection)

    page = auditor(town).get("/administration/readings/", {"number": number}).content.decode()

    assert f"登记纠纷：{number}" in page
    assert "陈某某 · 柳河司法所" in page
    assert "没有这个编号" in auditor(town).get("/administration/readings/", {"number": "JF-0"}).content.decode()


# --- failed work


def test_a_dead_letter_is_shown_to_the_administrator_of_its_range(town: Town, root: Client) -> None:
    with within(town.clerk):
        low, high = town.clerk.ranges[0]
        Work.objects.create(
            job="x", label="导入 台账", state="failed", queued=1, low=low, high=high, post=town.clerk.post
        )

    assert "导入 台账" in county_administrator().get("/administration/queue/").content.decode()
    assert "导入 台账" in root.get("/administration/queue/").content.decode()


def test_running_work_shows_how_far_it_is_and_a_rotation_which_keys_are_free(town: Town, root: Client) -> None:
    low, high = town.clerk.ranges[0]
    work = Work.objects.create(
        job=rewrap_keys.name, label="主密钥轮换", state="running", queued=1, low=low, high=high, done=3, total=8
    )

    page = root.get("/administration/queue/").content.decode()
    assert "主密钥轮换（进行中）" in page
    assert "3 / 8 项" in page
    assert 'hx-trigger="every 2s"' in page

    work.state, work.result = Work.State.FINISHED, {"rewrapped": 8, "under": {"aa": 8}, "free": ["0badcafe"]}
    work.finished_at = work.queued_at
    work.save()
    page = root.get("/administration/queue/").content.decode()
    assert "重新封装 8 个数据密钥" in page
    assert "旧主密钥 0badcafe 已没有数据使用" in page
    assert "没有进行中的任务" in page
