"""The list of exactly the matters a figure counts (指标清单)."""

from __future__ import annotations

from functools import cached_property

from django.db.models import QuerySet
from django_filters import FilterSet

from fengqiao.kernel.exchange.export import Source
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.measures.declarations import MEASURES, Measure, Ratio
from fengqiao.kernel.measures.periods import span
from fengqiao.kernel.measures.tables import level_below
from fengqiao.kernel.ui.keyset import Order
from fengqiao.kernel.ui.listing import Empty, Listing
from fengqiao.kernel.ui.matters import COLUMNS, url_of, with_state
from fengqiao.surfaces.workbench.desk import own_measures


class Counted(FilterSet):
    """The parameters that say which figure: its key, the period, a unit below, and the numerator or the whole base."""

    class Meta:
        model = Subject
        fields = ()

    @cached_property
    def qs(self) -> QuerySet[Subject]:
        """The counted matters with what the list shows of them."""
        asked = self.data or {}
        item, chosen = MEASURES.get(asked.get("figure", "")), span(asked.get("period", ""))
        if item is None or chosen is None or item not in own_measures():
            return Subject.objects.none()
        measure = _part(item, asked.get("part", ""))
        level, unit = level_below(), asked.get("unit", "")
        codes = next((each.codes for each in level.units if str(each.codes[0]) == unit), None) if level else None
        return with_state(measure.subjects(chosen.period, unit=codes), measure.kind)


def _part(item: Measure | Ratio, part: str) -> Measure:
    if isinstance(item, Ratio):
        return item.above if part == "above" else item.below
    return item


COUNTED = Listing(
    key="workbench.counted",
    label="指标清单",
    query=Subject.objects.all,
    columns=COLUMNS,
    orders=(Order(key="newest", label="登记时间", by="pk"),),
    default_order="-newest",
    row_url=url_of,
    filters=Counted,
    empty=Empty(title="统计期内没有计入的事项", text="换一个统计期，或看其他单位。", icon="chart-bar"),
)
SOURCE = Source(key=COUNTED.key, label="指标清单", may=WORKBENCH, rows=COUNTED.rows_for_export)
