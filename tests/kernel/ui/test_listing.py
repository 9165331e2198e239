"""Lists: pages that neither lose nor repeat a row, filters that show their conditions, export of what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django_filters import FilterSet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.models import Day, Region, RegionVersion
from fengqiao.kernel.places.scope import Scope, within
from fengqiao.kernel.ui import typed
from fengqiao.kernel.ui.filters import AnyOf, OneOf, Period, period
from fengqiao.kernel.ui.keyset import Order, Position, Rows, field_of, ordered, position_of, walk
from fengqiao.kernel.ui.listing import LISTINGS, Bulk, Column, Listing, View, plain, reach
from fengqiao.kernel.ui.models import SavedView
from fengqiao.kernel.ui.words import Chip

pytestmark = pytest.mark.urls("tests.kernel.ui.urls")

POST = UUID(int=7)
DAY = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class Narrow(FilterSet):
    """The filters of the list under test."""

    named = OneOf("名称", [("a", "甲"), ("b", "乙")], field_name="name")
    kinds = AnyOf("种类", [("x", "某类"), ("y", "另类")], field_name="listing")
    saved = Period("保存时间", field_name="saved_at")


def declare(key: str, **more: object) -> Listing:
    """A list over the saved views of one post: a small table with a column that may be empty."""
    given: dict[str, object] = {
        "key": key,
        "label": "视图",
        "query": lambda: SavedView.objects.filter(post=POST),
        "columns": (
            Column(label="名称", value="name", main=True, note="listing"),
            Column(label="状态", value=lambda row: Chip(row.listing, "blue"), key="state", kind="chip"),
            Column(label="保存", value="saved_at", kind="date", order="saved"),
        ),
        "orders": (
            Order(key="saved", label="保存", by="saved_at"),
            Order(key="dropped", label="移除", by="dropped_at"),
            Order(key="key", label="编号"),
        ),
        "default_order": "-saved",
        "row_url": lambda row: f"/view/{row.pk}/",
        "filters": Narrow,
        "search": lambda rows, text: rows.filter(name__contains=text),
        "size": 3,
    }
    LISTINGS.pop(key, None)
    return Listing(**{**given, **more})  # type: ignore[arg-type]  # a test's own shorthand


@pytest.fixture
def scope(db: None) -> Iterator[Scope]:
    """An open scope of the post whose rows are listed."""
    with within(Scope(post=POST, at=DAY)) as opened:
        yield opened


def in_use(rows: Rows) -> Rows:
    """The views not removed."""
    return rows.filter(dropped_at=None)


def fill(days: list[int | None], *, name: str = "a", listing: str = "x") -> None:
    """One row per day of removal; several rows may share a day, or have none."""
    SavedView.objects.bulk_create(
        SavedView(
            id=uuid7(),
            post=POST,
            listing=f"{listing}{number}",
            name=name,
            query="",
            saved_at=DAY - timedelta(days=1),
            dropped_at=None if day is None else DAY + timedelta(days=day),
        )
        for number, day in enumerate(days)
    )


def pages(rows: Rows, order: Order, *, descending: bool, size: int) -> list[list[UUID]]:
    """Every page of a list, walked forward from the beginning."""
    found, place = [], None
    while page := walk(rows, order, descending=descending, position=place, size=size):
        found.append([row.pk for row in page])
        last = getattr(page[-1], order.by)
        text = last.isoformat() if isinstance(last, datetime) else None if last is None else str(last)
        place = Position(order.key, text, str(page[-1].pk))
    return found


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.none() | st.integers(0, 4), max_size=25),
    by=st.sampled_from(["dropped_at", "saved_at", "pk"]),
    descending=st.booleans(),
    size=st.integers(1, 6),
)
def test_the_pages_together_are_the_ordered_list(days: list[int | None], by: str, descending: bool, size: int) -> None:
    order = Order(key="o", label="", by=by)
    with within(Scope(post=POST, at=DAY)):
        fill(days)
        rows = SavedView.objects.filter(post=POST)
        whole = [row.pk for part in ordered(rows, order, descending=descending) for row in part]

        forward = pages(rows, order, descending=descending, size=size)
        blanks_last = sorted(rows, key=lambda row: row.pk, reverse=descending)
        if by == "dropped_at":
            filled = sorted(
                (row for row in blanks_last if row.dropped_at),
                key=lambda row: (row.dropped_at, row.pk),
                reverse=descending,
            )
            blanks_last = filled + [row for row in blanks_last if row.dropped_at is None]
        transaction.set_rollback(True)

    assert [pk for page in forward for pk in page] == whole == [row.pk for row in blanks_last]
    assert all(len(page) == size for page in forward[:-1])


@pytest.mark.parametrize("descending", [False, True])
def test_going_back_shows_the_page_one_came_from(scope: Scope, descending: bool) -> None:
    fill([1, 1, None, 2, None, 3, None, 2])
    listing = declare("test.back")
    sign = "-dropped" if descending else "dropped"

    there, params = [], {"order": sign}
    while True:
        found = listing.read(params).found
        there.append((found.first, [row.pk for row in found.rows]))
        if found.next is None:
            break
        params = {"order": sign, "at": found.next}
    back = []
    while found.previous is not None:
        found = listing.read({"order": sign, "at": found.previous}).found
        back.append((found.first, [row.pk for row in found.rows]))

    assert [first for first, _ in there] == [1, 4, 7]
    assert back == there[-2::-1]


def test_an_address_that_was_tampered_with_shows_the_beginning(scope: Scope) -> None:
    fill([1, 2, 3, 4])
    listing = declare("test.tampered")

    for params in ({"at": "x.y"}, {"order": "name"}, {"at": listing.read({}).found.next or "", "order": "dropped"}):
        assert listing.read(params).found.first == 1


def test_a_page_walks_the_index_from_its_cursor(scope: Scope) -> None:
    fill(list(range(9)))
    order = Order(key="d", label="", by="dropped_at")
    rows = SavedView.objects.filter(post=POST)
    first = walk(rows, order, descending=True, position=None, size=3)
    place = Position("d", first[-1].dropped_at.isoformat(), str(first[-1].pk))

    with CaptureQueriesContext(connection) as asked:
        walk(rows, order, descending=True, position=place, size=2)

    assert len(asked) == 1
    assert '("ui_savedview"."dropped_at", "ui_savedview"."id") < (' in asked[0]["sql"]
    assert "OFFSET" not in asked[0]["sql"]


def test_filters_narrow_and_say_so(scope: Scope) -> None:
    fill([1, 2])
    fill([3], name="b", listing="y")
    listing = declare("test.filters")

    reading = listing.read(QueryDict("named=b&named=zzz"), "/list/")
    assert reading.count == 3  # a choice that does not exist is no choice

    reading = listing.read({"named": "b", "saved": "year"}, "/list/")
    assert [row.name for row in reading.found.rows] == ["b"]
    assert [(pill.label, pill.url) for pill in reading.pills] == [
        ("名称：乙", "/list/?saved=year"),
        ("保存时间：今年", "/list/?named=b"),
    ]
    assert listing.read({"saved": "before"}).count == 0


def test_typed_words_never_stand_readable_in_an_address(scope: Scope) -> None:
    fill([1])
    listing = declare("test.typed")

    reading = listing.read({"q": typed.sealed("a")}, "/list/")

    assert reading.text == "a"
    assert reading.count == 1
    assert reading.pills[0].label == "“a”"
    assert listing.read({"q": typed.sealed("张某某")}).count == 0
    assert "张某某" not in typed.sealed("张某某")
    assert typed.opened("tampered") == ""
    assert typed.sealed("  ") == ""
    assert "text=" not in listing.read({"text": "a"}, "/list/").query_string


@pytest.mark.parametrize(
    ("name", "first", "beyond"),
    [
        ("day", date(2026, 3, 2), date(2026, 3, 3)),
        ("week", date(2026, 3, 2), date(2026, 3, 9)),
        ("month", date(2026, 3, 1), date(2026, 4, 1)),
        ("year", date(2026, 1, 1), date(2027, 1, 1)),
        ("before", date(2025, 1, 1), date(2026, 1, 1)),
    ],
)
def test_periods_are_days_of_the_calendar(name: str, first: date, beyond: date) -> None:
    assert period(name, date(2026, 3, 2)) == (first, beyond)


def test_counting_stops_one_beyond_the_cap(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    fill([1] * 6)
    monkeypatch.setattr("fengqiao.kernel.ui.words.CAP", 4)
    listing = declare("test.count")

    assert listing.read({}).count == 5


def test_export_is_what_the_list_shows(scope: Scope) -> None:
    fill([2, 1, None])
    fill([5], name="b", listing="y")
    listing = declare("test.export")

    sheet = list(listing.rows_for_export({"order": "dropped", "named": "a"}))

    assert sheet[0] == ["名称", "状态", "保存"]
    assert sheet[1:] == [
        [row.name, row.listing, row.saved_at] for row in SavedView.objects.filter(name="a").order_by("dropped_at")
    ]


def test_a_list_beyond_the_limit_is_refused_not_cut(scope: Scope) -> None:
    fill([1, 2, 3])
    listing = declare("test.too_long")

    assert len(list(listing.rows_for_export({}, limit=3))) == 4  # with its headings
    with pytest.raises(ValidationError, match=r"本表超过2行，不能一次导出。请按时间、地区等条件筛选后分次导出。"):
        next(listing.rows_for_export({}, limit=2))


def test_the_machine_reads_the_same_rows(scope: Scope) -> None:
    fill([1, 2, 3, 4])
    listing = declare("test.api")

    answer = listing.as_api({"order": "dropped"})
    rest = listing.as_api({"order": "dropped", "at": str(answer["next"])})

    assert answer["count"] == 4
    assert answer["capped"] is False
    assert answer["previous"] is None
    assert rest["next"] is None
    assert [row["state"] for row in [*answer["rows"], *rest["rows"]]] == ["x0", "x1", "x2", "x3"]  # type: ignore[misc]


def test_views_are_tabs_and_one_s_own_follow(scope: Scope) -> None:
    fill([1, None, None])
    listing = declare(
        "test.views",
        views=(
            View(key="all", label="全部", counted=True),
            View(key="open", label="在用", narrow=in_use, counted=True, late=True),
        ),
    )
    mine = SavedView.objects.create(post=POST, listing="test.views", name="常看", query="view=open&named=a")

    tabs = listing.read(QueryDict("view=open"), "/list/").tabs(SavedView.own("test.views"))

    assert [(tab.label, tab.url, tab.current, tab.count, tab.late) for tab in tabs] == [
        ("全部", "/list/", False, "4", False),
        ("在用", "/list/?view=open", True, "3", True),
        ("常看", "/list/?view=open&named=a", False, None, False),
    ]
    assert str(mine) == "常看"
    assert listing.read(QueryDict("view=open&named=a"), "/list/").tabs(SavedView.own("test.views"))[2].current is True


def test_a_bulk_action_takes_what_was_ticked_or_everything_shown(scope: Scope) -> None:
    fill([1, 2])
    fill([3], name="b", listing="y")
    listing = declare(
        "test.bulk", bulk=(Bulk(label="指派", url="ui:narrow"), Bulk(label="作废", url="ui:narrow", may="x"))
    )
    one = SavedView.objects.get(name="b")

    ticked = QueryDict(f"row={one.pk}&params=named%3Da%26named%3Db")
    everything = QueryDict("everything=1&params=named%3Da")

    assert list(listing.chosen(ticked)) == [one]
    assert {row.name for row in listing.chosen(everything)} == {"a"}
    assert [action.label for action in listing.read({}).bulk] == ["指派"]


def test_a_case_page_steps_through_the_list_it_came_from(scope: Scope) -> None:
    fill([1, 2, None, 3])
    listing = declare("test.steps")
    reading = listing.read({"order": "-dropped"}, "/list/")
    rows = [row for part in reading.segments() for row in part]
    came = RequestFactory().get(reading.table[1].url)

    steps = listing.steps(came, rows[1])

    assert steps is not None
    assert (steps.label, steps.list_url, steps.number, steps.counted) == ("视图", "/list/?order=-dropped", 2, "4")
    assert steps.previous_url.startswith(f"/view/{rows[0].pk}/?list=")
    assert steps.previous_url.endswith("&n=1")
    assert steps.next_url.startswith(f"/view/{rows[2].pk}/?list=")
    assert listing.steps(RequestFactory().get("/view/"), rows[1]) is None

    gone = SavedView.objects.create(post=UUID(int=9), listing="x", name="c")
    assert (listing.steps(came, gone) or steps).next_url == ""


def test_a_list_is_declared_once_and_sorts_only_by_declared_orders() -> None:
    declare("test.once")
    with pytest.raises(ValueError, match="列表重名"):
        Listing(
            key="test.once",
            label="",
            query=SavedView.objects.all,
            columns=(),
            orders=(Order(key="a", label=""),),
            default_order="a",
        )
    with pytest.raises(ValueError, match="没有声明排序 name"):
        declare("test.orders", default_order="name")


def test_a_list_may_be_read_in_the_order_of_something_computed(scope: Scope) -> None:
    fill([3, None, 1])
    later = Order(key="later", label="", by="later")
    rows = SavedView.objects.filter(post=POST).annotate(later=F("dropped_at") + timedelta(days=1))
    first = walk(rows, later, descending=False, position=None, size=1)
    place = position_of(first[0], later, "later", backward=False, first=2)

    rest = walk(rows, later, descending=False, position=place, size=5)

    assert [row.listing for row in [*first, *rest]] == ["x2", "x0", "x1"]
    assert field_of(Day.objects.all(), "pk") == (Day._meta.pk, False)
    assert field_of(RegionVersion.objects.all(), "region")[0] is Region._meta.pk
    assert field_of(RegionVersion.objects.all(), "parent__name") == (Region._meta.get_field("name"), True)


def test_a_place_that_no_longer_fits_its_column_shows_the_beginning(scope: Scope) -> None:
    fill([1, 2])
    broken = Position("saved", "not a moment", "nor a key")

    found = walk(
        SavedView.objects.filter(post=POST),
        Order(key="saved", label="", by="saved_at"),
        descending=False,
        position=broken,
        size=5,
    )

    assert len(found) == 2


def test_a_column_reads_paths_functions_and_nothing() -> None:
    row = SavedView(name="常看", listing="l")

    assert reach(row, "name") == "常看"
    assert reach(row, "__str__") == "常看"
    assert reach(row, "missing.name") is None
    assert reach(row, "") is None
    assert reach(row, lambda view: view.listing) == "l"
    assert Column(label="状态", value=str).name == "状态"
    assert [plain(value) for value in (None, 3, True, date(2026, 1, 2), Chip("无效"))] == [
        None,
        3,
        True,
        "2026-01-02",
        "无效",
    ]


def test_a_list_without_filters_has_no_filter_line(scope: Scope) -> None:
    listing = declare("test.bare", filters=None, search=None, row_url=None)
    reading = listing.read({"view": "x"}, "/list/")
    fill([1])

    assert (reading.narrows, reading.searches, reading.front, reading.pills) == (False, False, [], [])
    assert reading.table[0].url == ""
    assert reading.clear_url == "/list/?view=x"


def test_grouped_choices_are_named_in_the_conditions(scope: Scope) -> None:
    class Grouped(FilterSet):
        named = OneOf("名称", [("常用", [("a", "甲"), ("b", "乙")])], field_name="name")

    listing = declare("test.grouped", filters=Grouped)

    assert [pill.label for pill in listing.read({"named": "a"}).pills] == ["名称：甲"]
