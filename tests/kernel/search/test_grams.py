"""The one tokeniser: exact tokens, positions and queries."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.kernel.search.grams import LAST_POSITION, POSITIONS, runs, to_query, to_vector


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("李某某与张某某 邻里纠纷", ["李某某与张某某", "邻里纠纷"]),
        ("东关社区１２号ＡＢ栋", ["东关社区12号ab栋"]),
        ("（2026）柳河人调字第118号", ["2026", "柳河人调字第118号"]),
        ("JF-990101101201-2026-00117", ["jf", "990101101201", "2026", "00117"]),
        ("，。！", []),
    ],
)
def test_a_run_keeps_characters_digits_and_letters_together(text: str, found: list[str]) -> None:
    assert runs(text) == found


def test_each_pair_has_its_position_and_no_phrase_crosses_runs() -> None:
    assert to_vector("宅基地 12号") == "'12':4 '2号':5 '号':6 '地':3 '基地':2 '宅基':1"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("张伟", "('张伟')"),
        ("宅基地", "('宅基' <-> '基地')"),
        ("张伟 12号", "('张伟') & ('12' <-> '2号')"),
        ("号", "'号':*"),
        ("'; drop", "('dr' <-> 'ro' <-> 'op')"),
        ("？", ""),
    ],
)
def test_what_was_typed_becomes_a_phrase(text: str, query: str) -> None:
    assert to_query(text) == query


def test_positions_are_capped() -> None:
    many = to_vector("张伟" * 1000)

    assert many.count(",") == 2 * (POSITIONS - 1)
    assert max(int(at) for token in many.split() for at in token.split(":")[1].split(",")) <= LAST_POSITION


@pytest.mark.django_db
@given(
    st.text(alphabet="李张某与12号a ，纠纷", min_size=1, max_size=12),
    st.text(alphabet="李张某与12号a纠纷", min_size=1, max_size=4),
)
def test_a_text_is_found_by_every_part_of_a_run_and_by_nothing_else(text: str, part: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select %s::tsvector @@ %s::tsquery", [to_vector(text), to_query(part)])
        found = cursor.fetchone()[0]

    assert found == any(part in run for run in runs(text))
