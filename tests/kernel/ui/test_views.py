"""The small pages behind lists and forms, without their door (the sweep proves the doors)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils.datastructures import MultiValueDict

from fengqiao.kernel.places.scope import Scope, within
from fengqiao.kernel.ui import catalogue, typed, views, widgets
from fengqiao.kernel.ui.models import SavedView
from fengqiao.kernel.ui.widgets import RegionPicker
from tests.kernel.ui.test_listing import POST, scope

__all__ = ["scope"]
pytestmark = pytest.mark.urls("tests.kernel.ui.urls")

CHAIN = (SimpleNamespace(name="清江县"), SimpleNamespace(name="柳河镇"))
NO_FILES: MultiValueDict[str, object] = MultiValueDict()
VILLAGES = [
    SimpleNamespace(code=990101101201, name="柳河村", full_name="柳河镇柳河村", chain=CHAIN, path="清江县 柳河镇"),
    SimpleNamespace(code=990101101207, name="柳花村", full_name="柳河镇柳花村", chain=CHAIN, path="清江县 柳河镇"),
]


def behind(view: Callable[..., HttpResponse], request: HttpRequest, **given: object) -> HttpResponse:
    """What the view answers once the door is open."""
    answer: HttpResponse = inspect.unwrap(view)(request, **given)
    return answer


@pytest.mark.parametrize("name", ["narrow", "view-save", "region-find", "catalogue"])
def test_every_page_of_the_room_has_a_door(name: str) -> None:
    view = resolve(reverse(f"ui:{name}")).func

    assert getattr(view, "permission", "") in {"workbench.use", "system.catalogue"}


def test_conditions_become_an_address_in_which_no_name_can_be_read(scope: Scope) -> None:
    sent = {"next": "/list/", "text": "张某某", "state": "open", "type": ["02", "03"], "handler": "", "view": "late"}

    response = behind(views.narrow, RequestFactory().post("/ui/narrow/", sent))
    path, _, query = response["Location"].partition("?")

    assert (response.status_code, path) == (302, "/list/")
    assert query.startswith("state=open&type=02&type=03&view=late&q=")
    assert typed.opened(query.rpartition("q=")[2].replace("%3D", "=")) == "张某某"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", ""])
def test_nobody_is_led_to_another_house(scope: Scope, elsewhere: str) -> None:
    response = behind(views.narrow, RequestFactory().post("/ui/narrow/", {"next": elsewhere, "state": "a"}))

    assert response["Location"] == "/?state=a"


def test_a_view_is_saved_once_for_the_acting_post(scope: Scope) -> None:
    sent = {"next": "/list/", "name": "我的片区", "listing": "test.views", "params": "state=open"}

    saved = behind(views.view_save, RequestFactory().post("/ui/view/", sent))
    again = behind(views.view_save, RequestFactory().post("/ui/view/", sent))

    assert saved["Location"] == "/list/?state=open"
    assert (again.status_code, SavedView.objects.count()) == (422, 1)
    assert "已有同名的视图，请换一个名称。" in again.content.decode()
    assert [(view.post, view.query) for view in SavedView.own("test.views")] == [(POST, "state=open")]


def test_only_one_s_own_view_can_be_taken_away_and_it_is_kept(scope: Scope) -> None:
    mine = SavedView.objects.create(post=POST, listing="l", name="常看")
    other = SavedView.objects.create(post=UUID(int=8), listing="l", name="常看")
    request = RequestFactory().post("/ui/view/", {"next": "/list/"})

    assert behind(views.view_drop, request, pk=mine.pk)["Location"] == "/list/"
    for pk in (mine.pk, other.pk, uuid4()):
        with pytest.raises(Http404):
            behind(views.view_drop, request, pk=pk)
    assert SavedView.own("l") == []
    assert SavedView.objects.count() == 2


@pytest.mark.django_db
def test_a_scope_without_a_post_keeps_no_views() -> None:
    with within(Scope()):
        assert SavedView.own("l") == []
        with pytest.raises(Http404):
            behind(views.view_save, RequestFactory().post("/ui/view/", {"name": "常看", "listing": "l"}))


def test_the_picker_offers_places_with_what_lies_above(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    def find(text: str, *, within: object, level: object, limit: int) -> list[SimpleNamespace]:
        asked.append((text, within, level, limit))
        return VILLAGES if text == "lhc" else []

    monkeypatch.setattr(views, "find_regions", find)
    url = "/ui/regions/?list=id_place_list&within=1-9&level=5"

    found = behind(views.region_find, RequestFactory().get(f"{url}&place_text=lhc")).content.decode()
    none = behind(views.region_find, RequestFactory().get(f"{url}&place_text=xyz")).content.decode()

    assert asked == [("lhc", (1, 9), 5, 8), ("xyz", (1, 9), 5, 8)]
    assert found.count('role="option"') == 2
    assert 'id="id_place_list-990101101201" data-code="990101101201"' in found
    assert "清江县 柳河镇</span>" in found
    assert "没有叫“xyz”的地方" in none


def test_the_picker_takes_a_code_or_words_that_name_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(widgets, "find_regions", lambda text, **_: VILLAGES)
    picker = RegionPicker(within=(1, 9), level=5)

    assert picker.value_from_datadict({"place": "990101101201", "place_text": "x"}, NO_FILES, "place") == "990101101201"
    assert picker.value_from_datadict({"place": "", "place_text": "柳河村"}, NO_FILES, "place") == "990101101201"
    assert picker.value_from_datadict({"place_text": "柳"}, NO_FILES, "place") == "柳"
    assert picker.value_from_datadict({}, NO_FILES, "place") is None


@pytest.mark.django_db
def test_the_picker_shows_its_limits_and_value() -> None:
    text = RegionPicker(within=(1, 9), level=5).render(
        "place", "990101101201", {"id": "id_place", "aria-invalid": "true"}
    )

    assert 'name="place" value="990101101201"' in text
    assert "within=1-9&amp;level=5" in text
    assert 'class="form-control is-bad" id="id_place"' in text
    assert 'value="" type="text"' in RegionPicker().render("place", None, {"id": "id_place"})


def test_the_catalogue_shows_every_component(scope: Scope) -> None:
    text = behind(views.catalogue_page, RequestFactory().get("/ui/catalogue/")).content.decode()

    assert text.count('class="fq-specimen"') == len(catalogue.COMPONENTS)
    assert "&lt;c-timeline :items=&quot;happenings&quot; /&gt;" in text
