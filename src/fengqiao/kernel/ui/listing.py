"""Lists (列表), declared once: page, filters and views, export, rows for the API, steps of a case page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, Literal
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django_filters import FilterSet

from fengqiao.kernel.casework.searching import FOUND
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.ui import typed, words
from fengqiao.kernel.ui.keyset import Order, Position, Rows, ordered, position_of, value_at, walk
from fengqiao.kernel.ui.models import SavedView
from fengqiao.kernel.ui.page import page

Kind = Literal["text", "code", "number", "date", "moment", "chip", "risk", "deadline", "money"]
Accessor = str | Callable[[Any], object]
COUNTS = "counts"  # the parameter by which a page that stands asks for what its views hold
PLACE = {"at", "list", "n", COUNTS}  # parameters that say where one stands, not what one looks for
CHUNK = 500  # rows of an export that are read at once
RIGHT = {"number", "money", "date", "moment"}

LISTINGS: dict[str, Listing] = {}


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: what it is called, what it reads from a row, and how that is shown.

    `main` is the bold name that links to the row; `note` stands small beside the value. On a phone a row has two
    lines: `phone` says which corner the column takes ("name" and "due" above, "state" and "handler" below).
    """

    label: str
    value: Accessor
    key: str = ""  # the column's name in the API; the path where nothing is said
    order: str = ""  # the order its heading sorts by
    kind: Kind = "text"
    note: Accessor = ""
    width: int = 0
    main: bool = False
    phone: Literal["", "name", "due", "state", "handler"] = ""

    @property
    def name(self) -> str:
        return self.key or (self.value if isinstance(self.value, str) else self.label)

    @cached_property
    def classes(self) -> str:
        """How the cells stand: figures to the right, everything but running text in one line, the phone's corner."""
        stand = "r num" if self.kind in RIGHT else "num fq-code" if self.kind == "code" else ""
        if not stand and (self.kind != "text" or self.main):
            stand = "nw"
        return f"{stand} ph-{self.phone or 'none'}".strip()


@dataclass(frozen=True, kw_only=True)
class View:
    """A view everybody has (视图): 全部在办, 逾期 … The first one is the list as it opens."""

    key: str
    label: str
    narrow: Callable[[Rows], Rows] = lambda rows: rows
    counted: bool = False
    late: bool = False  # its count is red: overdue and nothing else


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """What can be done to several rows at once: the button posts the chosen rows to the page of this URL name.

    With a key it is an act of the kernel's own page: a step of the rows' course, or assign, export, print.
    """

    label: str
    url: str = "ui:bulk"
    icon: str = ""
    may: str = ""
    key: str = ""
    step: str = ""  # the step each row goes through, with one form for all

    def address(self, listing: str) -> str:
        """Where the chosen rows are posted to."""
        return reverse(self.url, args=[listing, self.key] if self.key else [])


@dataclass(frozen=True, kw_only=True)
class Empty:
    """What an empty list says: what will appear here, and the first act."""

    title: str
    text: str = ""
    icon: str = "inbox"
    action: str = ""
    url: str = ""  # a URL name


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list of one kind of record; `query` is called inside the scope and comes with its related rows fetched."""

    key: str
    label: str
    query: Callable[[], Rows]
    columns: tuple[Column, ...]
    orders: tuple[Order, ...]
    default_order: str  # the key of an order, with a dash for descending
    row_url: Callable[[Any], str] | None = None
    filters: type[FilterSet] | None = None
    search: Callable[[Rows, str], Rows] | None = None
    search_label: str = "搜名称、编号、地点"
    views: tuple[View, ...] = ()
    beside: Callable[[Sequence[Any]], None] = lambda rows: None  # puts what hangs on the rows of a page beside them
    bulk: tuple[Bulk, ...] = ()
    export: str = ""  # the URL name that exports what is shown
    empty: Empty = field(default_factory=lambda: Empty(title="这里还没有记录"))
    unit: str = "件"
    size: int = 20
    front: int = 4  # filters on the line; the others stand under 更多

    def __post_init__(self) -> None:
        known = {order.key for order in self.orders}
        asked = {self.default_order.removeprefix("-"), *(column.order for column in self.columns if column.order)}
        if missing := asked - known:
            raise ValueError(f"{self.key}: 没有声明排序 {'、'.join(sorted(missing))}")
        if LISTINGS.setdefault(self.key, self) is not self:
            raise ValueError(f"{self.key}: 列表重名")

    def read(self, params: QueryDict | Mapping[str, str], path: str = "") -> Reading:
        """The list as these parameters ask for it."""
        return Reading(self, params if isinstance(params, QueryDict) else QueryDict(urlencode(params)), path)

    def chosen(self, posted: QueryDict, limit: int = words.CAP) -> QuerySet[Any, Any]:
        """The rows a bulk action is for: those ticked, or everything the list showed, never more than the limit."""
        rows = self.read(QueryDict(posted.get("params", ""))).rows
        if posted.get("everything"):
            return rows.order_by("pk")[:limit]
        return rows.filter(pk__in=posted.getlist("row")[:limit]).order_by("pk")

    def rows_for_export(self, params: QueryDict | Mapping[str, str], limit: int = 100_000) -> Iterator[list[object]]:
        """The headings, then exactly the rows and columns the list shows, in its order, as plain values and days.

        A file that ends in the middle would be taken for the whole: beyond the limit there is none.
        """
        reading = self.read(params)
        if reading.rows.order_by()[: limit + 1].count() > limit:
            raise ValidationError(f"本表超过{limit}行，不能一次导出。请按时间、地区等条件筛选后分次导出。")
        yield [column.label for column in self.columns]
        rows = (row for part in reading.segments() for row in part.iterator(chunk_size=CHUNK))
        while some := list(islice(rows, CHUNK)):
            self.beside(some)
            yield from ([_for_sheet(reach(row, column.value)) for column in self.columns] for row in some)

    def as_api(self, params: QueryDict | Mapping[str, str]) -> dict[str, object]:
        """The same list for a machine: plain rows, cursors and the capped count."""
        reading = self.read(params)
        found = reading.found
        rows = [
            {column.name: plain(reach(row, column.value)) for column in self.columns} | {"id": str(row.pk)}
            for row in found.rows
        ]
        return {
            "rows": rows,
            "next": found.next,
            "previous": found.previous,
            "count": min(reading.count, reading.cap),
            "capped": reading.count > reading.cap,
        }

    def steps(self, request: HttpRequest, row: Any) -> Steps | None:
        """Where a case page stands in the list it was opened from (第 9 件，共 16 件), and its neighbors."""
        try:
            came = signing.loads(request.GET.get("list", ""), salt=f"steps:{self.key}")
        except signing.BadSignature:
            return None
        reading = self.read(QueryDict(came["query"]), came["path"])
        number = int(request.GET["n"]) if request.GET.get("n", "").isdecimal() else 1
        return reading.steps(row, number, request.GET["list"])


@dataclass(frozen=True, slots=True)
class Steps:
    """The way through a list from within a case page."""

    label: str
    list_url: str
    number: int
    counted: str
    unit: str
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table: its column, the value as it is shown, and the small words beside it."""

    column: Column
    value: object
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: the record's key, where it leads and its cells."""

    pk: object
    url: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Pill:
    """A condition that is set, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A view as a tab; an empty count is one that still comes."""

    label: str
    url: str
    current: bool
    count: str | None = None
    late: bool = False
    drop: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading; sortable ones know the address that sorts, and which way they sort now."""

    column: Column
    url: str = ""
    sorted: Literal["", "ascending", "descending"] = ""

    @property
    def classes(self) -> str:
        return " ".join(filter(None, ("r" if self.column.kind in RIGHT else "", "sorted" if self.sorted else "")))

    @property
    def icon(self) -> str:
        return {"": "", "ascending": "arrow-up", "descending": "arrow-down"}[self.sorted]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of rows with the cursors on both sides."""

    rows: list[Any]
    first: int
    previous: str | None
    next: str | None


class Reading:
    """One person's look at a list: what they asked for, and the page that answers."""

    def __init__(self, listing: Listing, params: QueryDict, path: str) -> None:
        self.listing, self.params, self.path = listing, params, path
        self.text = params.get("text", "") or typed.opened(params.get("q", ""))
        asked = params.get("order", "")
        orders = {order.key: order for order in listing.orders}
        self.order = asked if asked.removeprefix("-") in orders else listing.default_order
        self.by, self.descending = orders[self.order.removeprefix("-")], self.order.startswith("-")
        self.view = next((v for v in listing.views if v.key == params.get("view")), next(iter(listing.views), None))

    @cached_property
    def filterset(self) -> FilterSet | None:
        """The filters with what was chosen; a choice that does not exist is no choice."""
        if self.listing.filters is None:
            return None
        return self.listing.filters(self.params, queryset=self._base())

    def _base(self) -> Rows:
        rows = self.listing.query()
        return self.view.narrow(rows) if self.view else rows

    @cached_property
    def rows(self) -> Rows:
        """All rows that meet the conditions, unordered."""
        rows = self.filterset.qs if self.filterset is not None else self._base()
        if chosen := self.params.getlist("row"):  # an export of what was ticked
            rows = rows.filter(pk__in=chosen)
        return self.listing.search(rows, self.text) if self.text and self.listing.search else rows

    def segments(self) -> list[Rows]:
        """All rows in order."""
        return ordered(self.rows, self.by, descending=self.descending)

    @cached_property
    def count(self) -> int:
        """How many rows meet the conditions; counting stops one beyond the cap."""
        return self.rows.order_by()[: self.cap + 1].count()

    @property
    def cap(self) -> int:
        """As far as is counted: words are looked for among fewer matters than a list holds."""
        return FOUND if self.text and self.searches else words.CAP

    @property
    def counted(self) -> str:
        return words.capped(self.count, self.cap)

    @cached_property
    def found(self) -> Found:
        """The page: one row more than shown is read, to know whether the list goes on."""
        size, salt = self.listing.size, f"listing:{self.listing.key}"
        place = Position.open(self.params.get("at", ""), salt)
        if place is not None and place.order != self.order:
            place = None
        rows = walk(self.rows, self.by, descending=self.descending, position=place, size=size + 1)
        backward, more = bool(place and place.backward), len(rows) > size
        rows = (rows[-size:] if backward else rows[:size]) if more else rows
        self.listing.beside(rows)
        first = 1 if place is None or (backward and not more) else place.first
        before = place is not None and (more if backward else True)
        onward = more or backward

        def cursor(row: Any, *, back: bool) -> str:
            number = max(1, first - size) if back else first + len(rows)
            return position_of(row, self.by, self.order, backward=back, first=number).seal(salt)

        return Found(
            rows=rows,
            first=first,
            previous=cursor(rows[0], back=True) if rows and before else None,
            next=cursor(rows[-1], back=False) if rows and onward else None,
        )

    # What the template reads.

    @property
    def last(self) -> int:
        return self.first + len(self.found.rows) - 1

    @property
    def first(self) -> int:
        return self.found.first

    @property
    def next_url(self) -> str:
        return self._url(at=self.found.next) if self.found.next else ""

    @property
    def previous_url(self) -> str:
        return self._url(at=self.found.previous) if self.found.previous else ""

    @property
    def query_string(self) -> str:
        """What was asked for, without where one stands: for export, bulk actions and saved views."""
        return self._plain().urlencode()

    @cached_property
    def table(self) -> list[Row]:
        """The rows as the table shows them."""
        columns, listing = self.listing.columns, self.listing
        came = self._came()
        return [
            Row(
                row.pk,
                _stepping(listing.row_url(row), came, number) if listing.row_url else "",
                [Cell(column, reach(row, column.value), str(reach(row, column.note) or "")) for column in columns],
            )
            for number, row in enumerate(self.found.rows, self.first)
        ]

    @property
    def headings(self) -> list[Heading]:
        """The column heads: pressing a sorted one turns the order round."""
        heads = []
        for column in self.listing.columns:
            now: Literal["", "ascending", "descending"] = ""
            if column.order and column.order == self.by.key:
                now = "descending" if self.descending else "ascending"
            turned = f"-{column.order}" if now == "ascending" else column.order
            heads.append(Heading(column, self._url(order=turned, at=None) if column.order else "", now))
        return heads

    @property
    def bulk(self) -> list[Bulk]:
        """What the acting post may do to several rows."""
        may = acting().may
        return [
            replace(act, url=act.address(self.listing.key))
            for act in self.listing.bulk
            if not act.may or act.may in may
        ]

    @property
    def searches(self) -> bool:
        """Whether words can be looked for."""
        return self.listing.search is not None

    @property
    def narrows(self) -> bool:
        """Whether the list has a filter line at all."""
        return self.searches or self.listing.filters is not None

    @property
    def front(self) -> list[BoundField]:
        """The filters on the line."""
        return self._fields()[: self.listing.front]

    @property
    def behind(self) -> list[BoundField]:
        """The filters under 更多."""
        return self._fields()[self.listing.front :]

    def _fields(self) -> list[BoundField]:
        return list(self.filterset.form) if self.filterset is not None else []

    @property
    def pills(self) -> list[Pill]:
        """The conditions in words, each with the address that takes it away."""
        pills = []
        for bound in self._fields():
            chosen = self.params.getlist(bound.html_name)
            names = dict(_flat(getattr(bound.field, "choices", ())))
            said = [str(names.get(value, value)) for value in chosen if value]
            if said:
                pills.append(Pill(f"{bound.label}：{'、'.join(said)}", self._url(**{bound.html_name: None}, at=None)))
        if self.text:
            pills.append(Pill(f"“{self.text}”", self._url(q=None, text=None, at=None)))
        return pills

    @property
    def clear_url(self) -> str:
        """The view without any condition."""
        keep = {"view": self.params["view"]} if "view" in self.params else {}
        return f"{self.path}?{urlencode(keep)}"

    @property
    def counts_url(self) -> str:
        """Where the standing page asks how many each view holds: the rows do not wait for six counts."""
        return self._url(**{COUNTS: "1"}) if any(view.counted for view in self.listing.views) else ""

    def tabs(self, saved: Sequence[SavedView] = (), *, counted: bool = True) -> list[Tab]:
        """The views everybody has, then one's own."""
        shown = self.query_string
        own = shown in {view.query for view in saved}
        tabs = []
        for number, view in enumerate(self.listing.views):
            url = f"{self.path}?{urlencode({'view': view.key})}" if number else self.path
            tab = Tab(view.label, url, current=view == self.view and not own)
            if view.counted and counted:
                there = self.listing.read({"view": view.key})
                tab = replace(tab, count=there.counted, late=view.late and there.count > 0)
            elif view.counted:
                tab = replace(tab, count="")
            tabs.append(tab)
        for mine in saved:
            drop = reverse("ui:view-drop", args=[mine.pk])
            tabs.append(Tab(mine.name, f"{self.path}?{mine.query}", mine.query == shown, drop=drop))
        return tabs

    def steps(self, row: Any, number: int, token: str) -> Steps:
        """The neighbors of a row in this reading."""
        listing = self.listing
        label = self.view.label if self.view else listing.label
        back = f"{self.path}?{self.query_string}"
        here = value_at(self.rows, self.by, row.pk)
        if here is None or listing.row_url is None:
            return Steps(label, back, number, self.counted, listing.unit)
        urls = {}
        for backward in (True, False):
            place = Position(self.order, here[0], str(row.pk), backward)
            beside = walk(self.rows, self.by, descending=self.descending, position=place, size=1)
            there = number - 1 if backward else number + 1
            urls[backward] = _stepping(listing.row_url(beside[0]), token, max(1, there)) if beside else ""
        return Steps(label, back, number, self.counted, listing.unit, urls[True], urls[False])

    def _came(self) -> str:
        return signing.dumps(
            {"path": self.path, "query": self.query_string}, salt=f"steps:{self.listing.key}", compress=True
        )

    def _plain(self) -> QueryDict:
        params = self.params.copy()
        for key in PLACE | {"text"}:
            params.pop(key, None)
        if self.text and not params.get("q"):
            params["q"] = typed.sealed(self.text)
        return params

    def _url(self, **changes: str | None) -> str:
        params = self._plain()
        for key, value in changes.items():
            if value is None:
                params.pop(key, None)
            else:
                params[key] = value
        return f"{self.path}?{params.urlencode()}"


def listing_page(
    request: HttpRequest,
    listing: Listing,
    template: str = "ui/listing.html",
    context: Mapping[str, object] | None = None,
) -> HttpResponse:
    """The whole page of a list; htmx gets the rows and pushes the address, and asks for the counts of the views."""
    reading = listing.read(request.GET, request.path)
    if "text" in request.GET:  # written into the address by hand: it does not stay there
        return redirect(f"{request.path}?{reading.query_string}")
    counts = COUNTS in request.GET
    tabs = SimpleLazyObject(lambda: reading.tabs(SavedView.own(listing.key), counted=counts))
    asked = {"listing": listing, "reading": reading, "title": listing.label, "tabs": tabs}
    if counts:
        return page(request, "ui/listing_views.html", asked)
    return page(request, template, {**asked, "counts_url": reading.counts_url, **(context or {})}, part="rows")


def reach(row: Any, accessor: Accessor) -> object:
    """What a column reads: a function of the row, or a path of attributes; a missing link reads as nothing."""
    if callable(accessor):
        return accessor(row)
    if not accessor:
        return None
    value = row
    for part in accessor.split("."):
        value = getattr(value, part, None)
        if callable(value):
            value = value()
    return value


def plain(value: object) -> object:
    """A value as a sheet or a machine takes it: figures and dates stay, everything else becomes its words."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value)


def _for_sheet(value: object) -> object:
    """As `plain`; days and moments stay what they are, the sheet shows them in the time of the office."""
    return value if isinstance(value, date) else plain(value)


def _stepping(url: str, token: str, number: int) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'list': token, 'n': number})}"


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield str(value), str(label)
