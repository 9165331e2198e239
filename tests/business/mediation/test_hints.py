"""异常提示: each kind on its bound, opened once, decided by the county with a reason, seen by nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fengqiao.business.mediation import jobs
from fengqiao.business.mediation.models import AnomalyHint, MediationCase, MediationCommittee
from fengqiao.business.mediation.rules import hints as rules
from fengqiao.business.mediation.services.hints import look
from fengqiao.kernel.casework.jobs import EVERYWHERE
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.measures.declarations import MEASURES, Period
from fengqiao.kernel.places.scope import within
from tests.business.mediation.factories import (
    LI,
    OTHER_VILLAGE,
    VILLAGE,
    ZHANG,
    Town,
    accept,
    at,
    make_case,
    make_dispute,
    make_region,
    make_town,
    mediate,
    moment,
    signed,
    term,
)
from tests.surfaces.seats import seated

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 3)
COUNTY = 990101
NAMES = ("章某某", "赵某某", "孙某某", "钱某某", "周某某", "吴某某", "郑某某", "王某某", "冯某某", "陈某某")


@pytest.fixture
def town() -> Town:
    return make_town()


def taken(town: Town, name: str, day: date = DAY, **given: object) -> MediationCase:
    """A case of 李某某 and somebody else, accepted on a day."""
    with within(at(town.village_mediator, day)):
        other = replace(ZHANG, name=name, phone=f"199{NAMES.index(name):08d}")
        dispute = make_dispute((LI, other), **given)
        return accept(town, make_case(town, dispute))


def agreed(town: Town, name: str, facts: str, day: date = DAY) -> MediationCase:
    """One that came to an agreement in writing on the same day."""
    case = taken(town, name, day)
    with within(replace(town.village_mediator, at=moment(day, 10, NAMES.index(name)))):
        case = mediate(case, day=day)
        case = perform(case, "draft", version=case.version, facts_text=facts, terms=[term(obligor=name)])
    with within(at(town.chair, day, 11)):
        case = signed(case, town, on=day, sealed_on=day)
        return perform(case, "agree", version=case.version)


def looked(day: date = DAY) -> list[AnomalyHint]:
    with within(at(EVERYWHERE, day, 20)):
        return look(COUNTY)


# --- pure


def test_copies_are_alike_whatever_names_and_figures_stand_in_them():
    one = rules.grams_of("张某某于2025年3月31日前拆除围墙并恢复通道，支付500元。", ["张某某"])
    other = rules.grams_of("章某某于2025年4月5日前拆除围墙并恢复通道，支付800元！", ["章某某"])
    third = rules.grams_of("双方约定屋檐滴水改道，由赵某某出工。", ["赵某某"])

    assert rules.likeness(one, other) == 1.0
    assert rules.likeness(one, third) < 0.2
    assert rules.likeness(frozenset(), frozenset()) == 0.0
    assert rules.alike({1: one, 2: third, 3: other}, {3}, 0.9) == [[1, 3]]
    assert rules.alike({1: one, 2: third, 3: other}, {2}, 0.9) == []


def test_eight_cases_a_day_are_usual_and_nine_are_not():
    day = [("马", DAY)] * 8

    assert rules.crowded_days(day, 8) == {}
    assert rules.crowded_days([*day, ("马", DAY)], 8) == {("马", DAY): 9}


def test_two_meetings_far_apart_and_close_in_time():
    who, here, there = uuid4(), (32.0, 118.0), (32.5, 118.0)
    held = rules.Meeting(who, uuid4(), moment(DAY, 9), moment(DAY, 10), here)
    soon = rules.Meeting(who, uuid4(), moment(DAY, 10, 30), moment(DAY, 11), there)

    assert round(rules.kilometers(here, there), 1) == 55.6
    assert rules.far_apart([soon, held], bound=20, minutes=60) == [(held, soon)]
    assert rules.far_apart([held, replace(soon, begins=moment(DAY, 11))], bound=20, minutes=60) == []
    assert rules.far_apart([held, replace(soon, place=here)], bound=20, minutes=60) == []
    assert rules.far_apart([held, replace(soon, mediator=uuid4())], bound=20, minutes=60) == []


def test_a_phone_of_three_people_in_several_disputes_of_several_families():
    given = [
        (b"1", "李某", "甲"),
        (b"1", "张某", "乙"),
        (b"1", "王某", "乙"),
        (b"2", "李某", "甲"),
        (b"2", "张某", "乙"),
    ]
    family = [(b"3", "李一", "甲"), (b"3", "李二", "乙"), (b"3", "李三", "丙")]
    one_dispute = [(b"4", "李某", "甲"), (b"4", "张某", "甲"), (b"4", "王某", "甲")]

    assert rules.shared_phones([*given, *family, *one_dispute], 3) == {b"1": ["甲", "乙"]}


def test_a_village_with_more_than_its_share_of_a_township_with_enough_files():
    places = [101201] * 9 + [101202] * 6 + [101203] * 5

    assert rules.leading_villages(places, percent=40, least=20) == {101201: (9, 20)}
    assert rules.leading_villages(places, percent=45, least=20) == {}
    assert rules.leading_villages(places, percent=40, least=21) == {}
    assert rules.leading_villages([101201] * 30 + [101202], percent=40, least=20) == {}


# --- the daily look


FACTS = "双方因院外围墙占用共用通道发生争议，经调解员现场勘查，双方确认占用情况并愿意互谅互让解决。"


def test_alike_agreements_open_one_hint_and_do_not_open_it_again(town: Town):
    cases = [agreed(town, name, FACTS) for name in NAMES[:3]]
    agreed(
        town, NAMES[3], "赵家屋檐改造后雨水流入邻家院内，经测量檐口越界二十厘米，双方就排水改道和墙面修补达成一致意见。"
    )

    (hint,) = looked()
    with within(town.county):
        assert (hint.kind, hint.number, hint.state) == ("alike", "调解异常提示〔2025〕1号", "open")
        assert hint.what == "3份协议书除姓名、数字外文字高度相似。"
        assert hint.cases == [str(case.pk) for case in cases]
        assert hint.subject.tasks.get().may == "mediation.supervise"
    assert looked() == []
    assert looked(DAY + timedelta(days=1)) == []


def test_a_group_that_has_doubled_is_shown_again(town: Town):
    agreed(town, NAMES[0], FACTS)
    agreed(town, NAMES[1], FACTS)
    assert [hint.what[:2] for hint in looked()] == ["2份"]
    agreed(town, NAMES[2], FACTS)
    assert looked() == []
    agreed(town, NAMES[3], FACTS)
    assert [hint.what[:2] for hint in looked()] == ["4份"]


def test_nine_cases_of_one_mediator_on_a_day_open_a_hint(town: Town):
    for name in NAMES[:8]:
        taken(town, name)
    assert looked() == []
    taken(town, NAMES[8])

    (hint,) = looked()
    assert (hint.kind, hint.what, len(hint.cases)) == ("many", "马某某2025-03-03受理9件。", 9)
    assert hint.mediator_id == town.mediator.pk


def test_a_phone_of_many_opens_a_hint_that_shows_neither_phone_nor_name(town: Town):
    for name in NAMES[:2]:
        with within(at(town.village_mediator, DAY)):
            parties = (LI, replace(ZHANG, name=name, phone=LI.phone))
            accept(town, make_case(town, make_dispute(parties)))

    (hint,) = looked()
    with within(town.county):
        assert (hint.kind, hint.what) == ("phone", "同一联系电话在2件纠纷中由不同的人使用。")
        assert LI.phone.encode().hex() not in hint.key


def test_one_village_with_most_files_of_its_township_opens_a_hint(town: Town):
    make_region(990101101203, "柳湾村", 5, 990101101000)
    for place, count in ((VILLAGE, 9), (OTHER_VILLAGE, 6), (990101101203, 5)):
        for at_day in range(count):
            with within(at(town.clerk, DAY + timedelta(days=at_day))):
                accept(town, make_case(town, make_dispute((LI, ZHANG), place_code=place)))

    (hint,) = looked(DAY + timedelta(days=9))
    assert (hint.kind, len(hint.cases)) == ("one_village", 9)
    assert hint.what == "柳河镇近90天受理20件，其中柳河村9件，占45.0%。"


def test_meetings_count_only_where_committees_have_their_coordinates(town: Town):
    agreed(town, NAMES[0], FACTS)
    assert looked() == []
    with within(town.county):
        MediationCommittee.objects.update(latitude="32.000000", longitude="118.000000")
    assert looked() == []  # both at home


def test_a_county_costs_the_same_number_of_questions_however_many_cases_it_has(town: Town):
    agreed(town, NAMES[0], FACTS)
    looked()
    with CaptureQueriesContext(connection) as few:
        looked()
    for name in NAMES[1:4]:
        taken(town, name)
    with CaptureQueriesContext(connection) as many:
        looked()

    assert len(many) == len(few)


def test_the_job_looks_at_every_county_that_worked_this_week(town: Town, time_machine):
    for name in NAMES[:9]:
        taken(town, name)
    time_machine.move_to(moment(DAY, 20))

    jobs.look_for_anomalies()
    jobs.look_for_anomalies()

    with within(town.county):
        assert AnomalyHint.objects.count() == 1


# --- who looks


def hinted(town: Town) -> AnomalyHint:
    for name in NAMES[:9]:
        taken(town, name)
    return looked()[0]


def test_the_county_decides_with_a_reason_and_the_figures_follow(town: Town):
    hint = hinted(town)
    with within(at(town.county, DAY)):
        hint = AnomalyHint.objects.select_related("subject").get(pk=hint.pk)
        hint = perform(hint, "dismiss", version=hint.version, reason="集中补录上月案件，经核实均已调解")

        year = Period(date(2025, 1, 1), date(2026, 1, 1))
        assert (hint.state, hint.closed_on) == ("untrue", DAY)
        assert not hint.subject.tasks.filter(done_at=None).exists()
        assert (MEASURES["M-MED-28"].figure(year).value, MEASURES["M-MED-29"].figure(year).value) == (1, 1)


def test_no_village_and_no_office_sees_a_hint(town: Town):
    hint = hinted(town)

    for scope in (town.village_mediator, town.chair, town.clerk, town.head):
        with within(scope):
            assert not AnomalyHint.objects.readable().filter(pk=hint.pk).exists()
        client = seated(scope)
        assert client.get(reverse("mediation:hint", args=[hint.pk])).status_code == 404
        assert client.get(reverse("mediation:hint-list")).status_code == 404
        assert "异常提示" not in client.get(reverse("mediation:claim-list")).content.decode()


def test_the_county_reads_the_list_the_hint_and_its_cases(town: Town):
    hint = hinted(town)
    county = seated(town.county)
    listed = county.get(reverse("mediation:hint-list")).content.decode()
    page = county.get(reverse("mediation:hint", args=[hint.pk])).content.decode()

    assert "马某某2025-03-03受理9件。" in listed
    assert "只供核查" in page
    assert "（2025）柳河人调字第9号" in page
    assert "核查属实" in page
    assert "核查不属实" in page
