"""The timeline: who did what, in the sentences of the declarations; without names where names are masked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from fengqiao.kernel.casework.perform import amend
from fengqiao.kernel.journal.events import KINDS, Kind, announce, record
from fengqiao.kernel.measures.declarations import MEASURES, Measure
from fengqiao.kernel.measures.wording import defined
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.ui.timeline import timeline_of
from tests.business.mediation.factories import Town, accept, at, make_case, make_dispute, make_town

pytestmark = pytest.mark.django_db
DAY = date(2025, 5, 6)


@pytest.fixture
def town() -> Town:
    return make_town()


def test_what_happened_is_told_newest_first_with_who_did_it(town: Town):
    with within(at(town.clerk, DAY)):
        case = accept(town, make_case(town))

        told = timeline_of(case.pk)

    assert [each.words for each in told] == ["受理，马某某主持", "申请调解"]
    assert {each.note for each in told} == {"陈某某 · 柳河司法所"}
    assert [each.state for each in told] == ["now", "done"]


def test_a_de_identified_post_reads_the_acts_without_what_was_said_in_them(town: Town):
    with within(at(town.clerk, DAY)):
        case = accept(town, make_case(town))
        case = amend(case, {"people_count": 5}, version=case.version)
    with within(replace(town.county, masked=True)):
        told = [each.words for each in timeline_of(case.pk)]

    assert told[1:] == ["受理", "申请调解"]
    assert "马某某" not in "".join(told)


def test_an_event_of_a_line_that_is_gone_keeps_its_name(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(KINDS, "gone.note", Kind(key="gone.note", sentence="记录"))
    with within(at(town.clerk, DAY)):
        dispute = make_dispute()
        record(dispute.subject, "gone.note", key=announce(uuid4()))
        monkeypatch.delitem(KINDS, "gone.note")

        assert timeline_of(dispute.pk)[0].words == "gone.note"


def test_every_declared_figure_tells_what_it_counts():
    for item in MEASURES.values():
        for sentence in defined(item):
            assert "在统计期内的" in sentence


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"overdue": True}, "，超期"),
        ({"overdue": False}, "，不是超期"),
        ({"concluded_on__isnull": True}, "，结案日期未填"),
        ({"concluded_on__isnull": False}, "，结案日期已填"),
        ({"people_count__gte": 10}, "，涉及当事人数不少于10"),
        ({"agreement_form": "oral"}, "，协议形式为口头"),
    ],
)
def test_a_condition_is_told_in_the_labels_of_the_matter(condition: dict[str, object], words: str):
    accepted = MEASURES["M-MED-02"]
    assert isinstance(accepted, Measure)

    (sentence,) = defined(replace(accepted, where=condition, unless={}))

    assert sentence == f"受理日期在统计期内的调解案件{words}"


def test_a_column_that_only_the_facts_have_is_told_by_its_own_name():
    accepted = MEASURES["M-MED-02"]
    assert isinstance(accepted, Measure)

    (sentence,) = defined(replace(accepted, where={"until_event__isnull": True}, unless={}))

    assert sentence.endswith("，until_event未填")
