"""Walking a long list page by page (翻页): from a row onward along an index, never by OFFSET."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Field, ForeignKey, Func, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

Rows = QuerySet[Any, Any]


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order a list may be read in; ties are broken by the key, empty values come last in both directions.

    An index on (the scope's column, `by`, key) serves it in both directions. Never order by a name: the place in the
    list stands in the address.
    """

    key: str
    label: str
    by: str = "pk"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a list: beside this row, looking onward or back; `first` is the number of the first row to show."""

    order: str
    value: str | None
    pk: str
    backward: bool = False
    first: int = 1

    def seal(self, salt: str) -> str:
        """The opaque cursor: signed, so that nobody walks where no link led."""
        plain = [self.order, self.value, self.pk, int(self.backward), self.first]
        return signing.dumps(plain, salt=salt, compress=True)

    @classmethod
    def open(cls, cursor: str, salt: str) -> Position | None:
        """The place behind a cursor; a foreign or broken one means the beginning."""
        try:
            order, value, pk, backward, first = signing.loads(cursor, salt=salt)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return cls(order, value, pk, bool(backward), first)


class Beyond(Func):
    """`(opened_at, id) < (…, …)`: one row comparison, which PostgreSQL turns into a start point of the index."""

    output_field = BooleanField()

    def __init__(self, column: str, sign: str, value: object, pk: object) -> None:
        super().__init__(F(column), F("pk"), value, pk)
        self.sign = sign

    def as_sql(  # type: ignore[override]  # Func takes template arguments we have no use for
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        compiled = [compiler.compile(part) for part in self.get_source_expressions() if part is not None]
        column, key, value, key_value = (sql for sql, _ in compiled)
        params = [param for _, some in compiled for param in some]
        return f"({column}, {key}) {self.sign} ({value}, {key_value})", params


def field_of(rows: Rows, path: str) -> tuple[Field[Any, Any], bool]:
    """The column an order reads, through relations and annotations, and whether it may be empty."""
    if path in rows.query.annotations:
        return rows.query.annotations[path].output_field, True
    model, empty = rows.model, False
    field: Any = None
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        empty = empty or field.null
        model = field.related_model or model
    while isinstance(field, ForeignKey):
        field = field.target_field
    return field, empty


def value_at(rows: Rows, order: Order, pk: object) -> tuple[str | None] | None:
    """What the order reads in one row of the list, as text; nothing when the row is not in the list (any more)."""
    found = rows.filter(pk=pk).order_by().values_list(order.by, flat=True)[:1]
    return next(((_text(value),) for value in found), None)


def position_of(row: Any, order: Order, name: str, *, backward: bool, first: int) -> Position:
    """The place beside a row that was just read."""
    value = row
    for part in order.by.split("__"):
        value = getattr(value, part) if value is not None else None
    return Position(name, _text(value), str(row.pk), backward, first)


def ordered(rows: Rows, order: Order, *, descending: bool) -> list[Rows]:
    """The whole list in its order, as the query sets to be read one after the other."""
    return _segments(rows, order, descending=descending, position=None)


def walk(rows: Rows, order: Order, *, descending: bool, position: Position | None, size: int) -> list[Any]:
    """Up to `size` rows beyond a position, in the order of the list whichever way one walks."""
    found: list[Any] = []
    for segment in _segments(rows, order, descending=descending, position=position):
        found.extend(islice(segment[: size - len(found)], size - len(found)))
        if len(found) >= size:
            break
    return found[::-1] if position and position.backward else found


def _segments(rows: Rows, order: Order, *, descending: bool, position: Position | None) -> list[Rows]:
    """The rows with a value and the rows without: two walks along the same index, so that no NULL bends the order."""
    field, empty = field_of(rows, order.by)
    backward = bool(position and position.backward)
    down = descending != backward
    dash, sign = ("-", "<") if down else ("", ">")
    filled, blank = rows.order_by(f"{dash}{order.by}", f"{dash}pk"), None
    if order.by == "pk":
        filled = rows.order_by(f"{dash}pk")
    elif empty:
        filled = filled.filter(**{f"{order.by}__isnull": False})
        blank = rows.filter(**{f"{order.by}__isnull": True}).order_by(f"{dash}pk")
    parts = [filled] if blank is None else [blank, filled] if backward else [filled, blank]
    if position is None:
        return parts

    try:
        pk = field_of(rows, "pk")[0].to_python(position.pk)
        value = None if position.value is None else field.to_python(position.value)
    except ValidationError:
        return parts
    onward = {f"pk__{'lt' if down else 'gt'}": pk}
    if order.by == "pk":
        return [filled.filter(**onward)]
    if position.value is None:
        here = [] if blank is None else [blank.filter(**onward)]
        return [*here, filled] if backward else here
    key = Value(pk, output_field=field_of(rows, "pk")[0])
    here = [filled.filter(Beyond(order.by, sign, Value(value, output_field=field), key))]
    return here if backward or blank is None else [*here, blank]


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
