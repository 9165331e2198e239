"""Finding matters: what the feed indexes, what a post finds, and both ways to the index."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from fengqiao.business.mediation.models import Dispute
from fengqiao.config.roles import LOADER, SEQUENCER
from fengqiao.kernel.casework import searching
from fengqiao.kernel.casework.searching import CONSUMER, WORDS, candidates, find, matching
from fengqiao.kernel.journal.feed import follow
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.journal.sequencer import place
from fengqiao.kernel.places.scope import COUNTY, Scope, reach, within
from tests.business.mediation.factories import OTHER_TOWNSHIP, TOWNSHIP, Town, make_dispute, make_town
from tests.database import as_role

pytestmark = pytest.mark.django_db

STRANGER = Scope(ranges=(reach(OTHER_TOWNSHIP * 1000, 10**6),), may=frozenset({"mediation.view"}))


@pytest.fixture(params=["newest matters", "index under policies", "reviewed function"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Along the newest matters, which is the whole of a small office, and each of the two ways to the index."""
    if request.param != "newest matters":
        monkeypatch.setattr(searching, "LOOK", 1)
        monkeypatch.setattr(searching, "FAR", 1)
    monkeypatch.setattr(searching, "trusted", lambda: request.param != "reviewed function")


@pytest.fixture
def town() -> Town:
    """柳河镇 with one dispute, indexed."""
    made = make_town()
    with within(made.clerk):
        make_dispute()
    index()
    return made


def index() -> None:
    """Let the sequencer place and the feed follow."""
    with as_role(SEQUENCER):
        place(connection)
    with as_role(LOADER):
        follow(connection, CONSUMER)


def found(scope: Scope, text: str) -> list[str]:
    with within(scope):
        return [subject.title for subject in find(text).filter(kind="mediation.dispute").order_by("-pk")]


WALL = "李某某与张某某 邻里纠纷"


@pytest.mark.parametrize("text", ["李某某", "张某", "邻里纠纷", "里纠", "纷", "张某某 邻里"])
@pytest.mark.usefixtures("way")
def test_words_of_the_title_find_a_matter(town: Town, text: str) -> None:
    assert found(town.clerk, text) == [WALL]


@pytest.mark.parametrize("text", ["王某某", "李张", "某邻", "", "，"])
@pytest.mark.usefixtures("way")
def test_other_words_find_nothing(town: Town, text: str) -> None:
    assert found(town.clerk, text) == []


@pytest.mark.usefixtures("way")
def test_a_stranger_finds_nothing(town: Town) -> None:
    with within(town.clerk):
        known = Subject.objects.get(title=WALL)

    assert found(STRANGER, "李某某") == []
    assert found(STRANGER, known.number) == []
    assert found(STRANGER, str(known.pk)) == []


@pytest.mark.usefixtures("way")
def test_the_county_finds_what_its_townships_have(town: Town) -> None:
    assert found(town.county, "李某某") == [WALL]
    assert town.county.ranges == (reach(TOWNSHIP * 1000, COUNTY),)


def test_a_number_finds_exactly_one(town: Town) -> None:
    with within(town.clerk):
        known = Subject.objects.get(title=WALL)

    assert found(town.clerk, f" {known.number} ") == [WALL]
    assert found(town.clerk, str(known.pk)) == [WALL]


def test_a_de_identified_post_finds_by_number_only(town: Town) -> None:
    with within(town.clerk):
        number = Subject.objects.get(title=WALL).number
    far = replace(town.county, masked=True)

    assert found(far, "李某某") == []
    assert found(far, number) == [WALL]


@pytest.mark.usefixtures("way")
def test_a_list_narrows_itself(town: Town) -> None:
    with within(town.clerk):
        assert [case.title for case in matching(Dispute.objects.all(), "张某某")] == [WALL]
        assert list(matching(Dispute.objects.all(), "王某某")) == []


@pytest.mark.usefixtures("way")
def test_a_common_word_shows_the_newest_matters_only(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "CANDIDATES", 2)
    with within(town.clerk):
        for title in ("王某某与孙某某 邻里纠纷", "赵某某与孙某某 邻里纠纷"):
            make_dispute(title=title)
    index()

    with within(town.clerk):
        found = matching(Dispute.objects.order_by("-pk"), "邻里纠纷")
        assert [dispute.title for dispute in found] == ["赵某某与孙某某 邻里纠纷", "王某某与孙某某 邻里纠纷"]


def test_a_small_office_is_searched_in_one_question(
    town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with within(town.clerk), django_assert_num_queries(1):
        assert len(candidates("李某某", "mediation.dispute")) == 1


def test_a_common_word_is_looked_for_along_the_newest_matters_only(
    town: Town, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(searching, "CANDIDATES", 2)
    monkeypatch.setattr(searching, "LOOK", 2)
    with within(town.clerk):
        newest = [make_dispute(title=f"{name}与孙某某 邻里纠纷").pk for name in ("王某某", "赵某某")]
    index()

    with within(town.clerk), django_assert_num_queries(2) as asked:
        assert candidates("邻里纠纷") == newest[::-1]
    assert [query["sql"][-30:].partition("LIMIT ")[2] for query in asked.captured_queries] == [
        "2) subquery",
        "5) subquery",
    ]


def test_a_line_adds_words_of_its_own(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def place_of(keys: list[UUID], using: str) -> dict[UUID, str]:
        return dict.fromkeys(keys, "柳河村3组")

    monkeypatch.setitem(WORDS, "mediation.dispute", place_of)
    with within(town.clerk):
        make_dispute(title="孙某某与赵某某 合同纠纷")
    index()

    assert found(town.clerk, "柳河村3组") == ["孙某某与赵某某 合同纠纷"]


def test_the_function_reads_its_ranges_from_the_session_alone(town: Town) -> None:
    with within(Scope()), connection.cursor() as cursor:
        cursor.execute("select count(*) from find_subjects('''李某'''::tsquery, '', 10)")
        assert cursor.fetchone()[0] == 0
