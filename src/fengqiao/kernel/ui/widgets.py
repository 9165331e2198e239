"""Form widgets of our own: those the library does not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Widget
from django.utils.datastructures import MultiValueDict

from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.regions import find_regions


class RegionPicker(Widget):
    """A place chosen by name, pinyin initials or code (选地点); the form's field receives the code."""

    template_name = "ui/widgets/region.html"

    def __init__(self, *, within: tuple[int, int] | None = None, level: int | None = None) -> None:
        super().__init__()
        self.within, self.level = within, level

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        known = Region.objects.filter(code=value).first() if str(value or "").isdecimal() else None
        context["widget"] |= {
            "text": known.full_name if known else "",
            "within": "-".join(map(str, self.within)) if self.within else "",
            "level": self.level or "",
            "bad": "aria-invalid" in context["widget"]["attrs"],
            "described": context["widget"]["attrs"].get("aria-describedby", ""),
        }
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> str | None:
        """The chosen code; without JavaScript the typed words, when they name one place."""
        if code := data.get(name):
            return str(code)
        text = str(data.get(f"{name}_text", "")).strip()
        if not text:
            return None
        found = find_regions(text, within=self.within, level=self.level, limit=2)
        exact = [region for region in found if text in (region.name, region.full_name, str(region.code))]
        return str(exact[0].code) if len(exact) == 1 else text
