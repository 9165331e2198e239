"""排查: rounds by rule and by hand, returns and zero reports, 未报 that is never nought."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.db.transaction import atomic
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fengqiao.business.mediation import rules
from fengqiao.business.mediation.jobs import inspect_by_rule
from fengqiao.business.mediation.models import InspectionReturn, InspectionRound, IntakeItem
from fengqiao.business.mediation.paperwork.inspecting import register
from fengqiao.business.mediation.queries import inspections as queries
from fengqiao.business.mediation.services.inspections import (
    bureaus_at_work,
    close_rounds,
    organize_by_hand,
    organize_by_rule,
    remind,
    rule_scope,
)
from fengqiao.business.mediation.services.intake import receive
from fengqiao.kernel.casework.duties import climbed, escalate, inbox
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.perform import NotNow, amend, perform
from fengqiao.kernel.casework.referral import refer, sign_for
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.measures.declarations import MEASURES, Period
from fengqiao.kernel.parameters.services import set_parameter
from fengqiao.kernel.places.scope import within
from tests.business.mediation.factories import (
    COUNTY,
    OTHER_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    Town,
    accept,
    at,
    make_case,
    make_dispute,
    make_town,
    moment,
)
from tests.surfaces.seats import seated

pytestmark = pytest.mark.django_db
MONDAY, SUNDAY, DUE = date(2025, 3, 3), date(2025, 3, 9), date(2025, 3, 10)
VISITED = {"households_visited": 20, "people_contacted": 35}


@pytest.fixture
def town() -> Town:
    return make_town()


def by_rule(day: date) -> int:
    """What the rule does on a day: how many rounds begin."""
    begun = 0
    for bureau in bureaus_at_work():
        with within(rule_scope(bureau, at=moment(day, 1))):
            close_rounds()
            begun += organize_by_rule(bureau)
    return begun


def weekly(town: Town) -> InspectionReturn:
    """The return that 柳河村 owes for the week."""
    by_rule(MONDAY)
    with within(at(town.chair, MONDAY)):
        return InspectionReturn.objects.select_related("subject").get()


def clue(town: Town, day: date, detail: str = "11", place: int = VILLAGE) -> IntakeItem:
    """A clue that the village registers."""
    with within(at(town.chair, day)):
        return receive(source_detail=detail, narrative="两家因通道吵了起来，还没有动手。", place_code=place)


@pytest.mark.parametrize(
    ("every", "day", "first", "last"),
    [
        ("每日", MONDAY, MONDAY, MONDAY),
        ("每周", date(2025, 3, 9), MONDAY, SUNDAY),
        ("每半月", date(2025, 2, 15), date(2025, 2, 1), date(2025, 2, 15)),
        ("每半月", date(2025, 2, 16), date(2025, 2, 16), date(2025, 2, 28)),
        ("每月", date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
        ("每季度", date(2025, 8, 20), date(2025, 7, 1), date(2025, 9, 30)),
    ],
)
def test_a_frequency_names_the_period_of_a_day(every: str, day: date, first: date, last: date):
    assert rules.period_of(every, day) == rules.Span(first, last)


def test_without_a_frequency_no_round_begins_by_itself():
    assert rules.period_of("不定期", MONDAY) is None


def test_a_row_of_frequencies_is_checked():
    rows = {level: dict(row) for level, row in rules.FREQUENCY.items()}

    assert rules.frequency_refusal(rows) is None
    assert "频次" in str(rules.frequency_refusal({**rows, "village": {**rows["village"], "every": "yearly"}}))
    assert rules.frequency_refusal({**rows, "village": {**rows["village"], "due_days": -1}}) == "“天数”不能小于0。"


def test_the_rule_begins_each_round_once_and_asks_every_unit(town: Town):
    assert by_rule(MONDAY) == 2  # the village's week, the office's half month; no committee of an industry
    assert by_rule(MONDAY + timedelta(1)) == 0

    with within(at(town.clerk, MONDAY)):
        week = InspectionRound.objects.get()
        assert (week.number, week.level, week.kind) == (f"PC-{TOWNSHIP}-2025-001", "village", "routine")
        assert week.title == "村（居）定期排查 2025-03-03至2025-03-09"
        assert (week.due_at.astimezone().date(), week.state) == (DUE, "running")
        village, office = InspectionReturn.objects.select_related("organization").order_by("-scope_code")
        assert village.organization == town.village
        assert (village.number, village.state_label) == (f"PB-{VILLAGE}001-2025-001", "待报")
        assert (office.organization, office.span.words) == (town.office, "2025-03-01至2025-03-15")
    assert by_rule(MONDAY + timedelta(7)) == 1


def test_a_county_sets_its_own_frequencies(town: Town):
    rows = {level: {**row, "every": "不定期"} for level, row in rules.FREQUENCY.items()}
    with within(at(town.county, date(2025, 1, 2))):
        own = {**rows, "village": {"every": "每月", "due_days": 3, "grace_days": 0}}
        set_parameter("mediation.inspection", own, code=COUNTY, on=date(2025, 1, 2))

    assert by_rule(MONDAY) == 1
    with within(at(town.chair, MONDAY)):
        asked = InspectionReturn.objects.get()
        assert asked.span.words == "2025-03-01至2025-03-31"
        assert asked.due_at == asked.closes_at == moment(date(2025, 4, 3), 23, 59).replace(second=59)


def test_only_who_owes_the_return_is_reminded(town: Town):
    weekly(town)

    with within(at(town.chair, MONDAY)):
        assert [(task.duty, task.due_at.astimezone().date()) for task in inbox()] == [("mediation.inspection", DUE)]
    with within(at(town.village_mediator, MONDAY)):
        assert list(inbox()) == []
    with within(at(town.clerk, MONDAY)):  # the office's own half month, not the village's week
        assert [task.subject.kind for task in inbox()] == ["mediation.return"]
        assert inbox()[0].scope_code == TOWNSHIP * 1000
    with within(at(town.clerk, date(2025, 3, 11))):
        escalate()
        assert [task.scope_code for task in climbed() if task.scope_code != TOWNSHIP * 1000] == []
        assert VILLAGE * 1000 + 1 in [task.scope_code for task in inbox()]
    with within(at(town.chair, date(2025, 3, 11))):
        asked = InspectionReturn.objects.select_related("subject").get()
        perform(asked, "zero", version=1)
        assert list(inbox()) == []


def test_a_zero_report_is_a_signed_statement_in_one_tap(town: Town):
    asked = weekly(town)

    with within(at(town.chair, SUNDAY)):
        made = perform(asked, "zero", version=1)

    assert (made.state, made.zero_report, made.found_count) == ("reported", True, 0)
    assert made.concluded
    assert (made.signer, made.signed_at) == ("陈某某", moment(SUNDAY))
    assert made.households_visited is None  # not stated is not nought


@pytest.mark.scenario("mediation", 10)
@pytest.mark.seed("SD-42")
def test_a_zero_report_is_refused_while_clues_are_open(town: Town):
    asked = weekly(town)
    for day in (MONDAY, SUNDAY):
        clue(town, day)
    clue(town, DUE)  # next week's
    clue(town, MONDAY, detail="12")  # of a special round
    clue(town, MONDAY, detail="22")  # somebody came by himself
    clue(town, MONDAY, place=OTHER_VILLAGE)

    with within(at(town.chair, SUNDAY)):
        with pytest.raises(ValidationError) as refused:
            perform(asked, "zero", version=1)

        assert refused.value.messages == ["本周期已有2条排查线索，不能提交零报告。"]
        asked.refresh_from_db()
        assert (asked.state, asked.version, asked.signer) == ("due", 1, "")
        assert Event.objects.filter(subject=asked.pk).count() == 1


def test_what_clues_tell_is_counted_and_not_typed(town: Town):
    day = date.today()  # noqa: DTZ011 — what the sender may still read of what it handed up ends by the real clock
    by_rule(day)
    clue(town, day)
    second = clue(town, day)
    with within(at(town.chair, day)):
        sent = refer(second, to=town.office, mode="move", kind="office", reason="需司法所办理")
    with within(at(town.clerk, day)):
        sign_for(sent.pk)
    with within(at(town.chair, day)):
        asked = InspectionReturn.objects.select_related("subject").get()
        made = perform(asked, "report", version=1, **VISITED, found_count=7, on_site_solved=5, handed_up=2)

    assert (made.found_count, made.on_site_solved, made.handed_up) == (2, 0, 1)


def test_the_form_asks_for_findings_only_where_no_clue_is_on_record(town: Town):
    asked = weekly(town)
    browser, url = seated(town.chair), reverse("step", args=["mediation", asked.pk, "report"])

    assert "排查发现（件）" in browser.get(url).content.decode()
    clue(town, MONDAY)
    page = browser.get(url).content.decode()
    assert "排查发现（件）" not in page
    assert "本周期排查线索1条，当场化解0件，上报0件" in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"households_visited": 0}, "走访户数或人次为0的，请写明原因。"),
        ({"people_contacted": 0}, "走访户数或人次为0的，请写明原因。"),
        ({"found_count": 0}, "本周期没有发现矛盾纠纷的，请提交零报告。"),
        ({"on_site_solved": 2, "handed_up": 2}, "当场化解数与上报数之和不能大于排查发现数。"),
        ({"prevented_disputes": 1}, "填写预防纠纷数的，请说明具体情况。"),
    ],
)
def test_a_return_that_does_not_fit_is_refused(town: Town, given: dict[str, object], sentence: str):
    asked = weekly(town)

    with within(at(town.chair, SUNDAY)):
        with pytest.raises(ValidationError) as refused:
            perform(asked, "report", version=1, **{**VISITED, "found_count": 3, **given})
        assert refused.value.messages == [sentence]
        asked.refresh_from_db()
        assert (asked.state, asked.version, asked.found_count) == ("due", 1, None)


def test_nought_is_possible_with_a_reason(town: Town):
    asked = weekly(town)

    with within(at(town.chair, SUNDAY)):
        given = {"households_visited": 0, "people_contacted": 0, "no_visit_reason": "连日暴雨，道路中断"}
        assert perform(asked, "zero", version=1, **given).households_visited == 0


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (DUE, "reported"),
        (DUE + timedelta(1), "late"),
        (DUE + timedelta(2), "late"),
        (DUE + timedelta(3), "supplemented"),
    ],
)
def test_late_and_supplemented_stand_apart(town: Town, day: date, state: str):
    asked = weekly(town)
    by_rule(day)

    with within(at(town.chair, day)):
        asked.refresh_from_db()
        assert asked.state == ("missing" if state == "supplemented" else "due")
        assert perform(asked, "zero", version=asked.version).state == state


def test_missing_is_shown_by_the_rule_and_is_no_zero(town: Town):
    weekly(town)
    by_rule(DUE + timedelta(3))

    with within(at(town.clerk, DUE + timedelta(3))):
        week = InspectionRound.objects.get(period_start=MONDAY)
        missing = InspectionReturn.objects.get(round=week.pk)
        assert (week.state, missing.state_label, missing.zero_report, missing.found_count) == (
            "ended",
            "未报",
            False,
            None,
        )
    page = seated(town.clerk).get(reverse("mediation:return", args=[missing.pk])).content.decode()
    assert "逾期未报，不按零报告计。" in page


def test_only_the_unit_reports_and_only_its_chair_signs_a_zero_report(town: Town):
    asked = weekly(town)

    with within(at(town.clerk, SUNDAY)), pytest.raises(ValidationError, match="排查情况由柳河村人民调解委员会报送。"):
        perform(asked, "zero", version=1)
    with within(at(town.village_mediator, SUNDAY)), pytest.raises(PermissionDenied):
        perform(asked, "zero", version=1)
    with within(at(town.county, SUNDAY)), pytest.raises(PermissionDenied):
        perform(asked, "report", version=1, **VISITED, found_count=1)
    with within(at(town.village_mediator, SUNDAY)):
        assert perform(asked, "report", version=1, **VISITED, found_count=1).state == "reported"


def test_the_office_reports_for_a_village_where_nobody_works_on_the_platform(town: Town):
    Post.objects.filter(organization=town.village).update(valid_to=date(2025, 1, 1))
    by_rule(MONDAY)

    with within(at(town.clerk, SUNDAY)):
        asked = InspectionReturn.objects.select_related("subject").get(organization=town.village)
        assert asked.handler is None
        assert perform(asked, "zero", version=1).state == "reported"


def test_the_office_turns_back_with_its_reason_and_the_unit_owes_again(town: Town):
    asked = weekly(town)
    with within(at(town.chair, SUNDAY)):
        made = perform(asked, "zero", version=1)
    with within(at(town.clerk, DUE)):
        back = perform(made, "turn_back", version=made.version, reason="未走访出租房")

    with within(at(town.chair, DUE)):
        assert (back.state_label, back.return_reason, back.closed_at) == ("退回", "未走访出租房", None)
        task = inbox().get()
        assert (task.duty, task.due_at.astimezone().date()) == ("mediation.inspection", DUE + timedelta(1))
        assert perform(back, "report", version=back.version, **VISITED, found_count=1).zero_report is False


def test_nobody_turns_back_the_own_return(town: Town):
    by_rule(MONDAY)
    with within(at(town.clerk, MONDAY)):
        own = InspectionReturn.objects.select_related("subject").get(organization=town.office)
        own = perform(own, "zero", version=1)
        with pytest.raises(ValidationError, match="不能退回本单位的排查报送。"):
            perform(own, "turn_back", version=own.version, reason="重报")
    with within(at(town.county, MONDAY)):
        assert perform(own, "turn_back", version=own.version, reason="重报").state == "returned"


def test_a_special_round_is_made_by_hand_and_taken_back_while_nobody_has_answered(town: Town):
    given = {"theme": "欠薪", "level": "village", "period_start": MONDAY, "period_end": SUNDAY, "due_on": DUE}
    with within(at(town.county, MONDAY)):
        (made,) = organize_by_hand(kind="special", **given, idempotency_key="round-1")
        (again,) = organize_by_hand(kind="special", **given, idempotency_key="round-1")
        assert (made.pk, made.organization, made.named) == (again.pk, town.office, "专项排查（欠薪）")
        assert InspectionReturn.objects.count() == 1
    clue(town, MONDAY)
    clue(town, MONDAY, detail="12")
    with within(at(town.chair, MONDAY)):
        asked = InspectionReturn.objects.select_related("subject").get()
        assert asked.clues().count() == 1
    with within(at(town.clerk, MONDAY)):
        ended = perform(made, "cancel", version=1, reason="与县里部署重复")
        assert (ended.state, ended.concluded) == ("cancelled", True)
        assert InspectionReturn.objects.get().state == "void"
        assert Task.objects.filter(done_at=None, duty="mediation.inspection").count() == 0


def test_a_round_that_was_answered_is_not_taken_back(town: Town):
    asked = weekly(town)
    with within(at(town.chair, SUNDAY)):
        perform(asked, "zero", version=1)

    with within(at(town.clerk, SUNDAY)):
        week = InspectionRound.objects.select_related("subject").get()
        with pytest.raises(ValidationError, match="已有1个单位报送，不能撤销本轮排查。"):
            perform(week, "cancel", version=1, reason="重复")


def test_an_office_asks_only_its_villages(town: Town):
    given = {"kind": "key_period", "theme": "春节前", "period_start": MONDAY, "period_end": SUNDAY, "due_on": DUE}

    with within(at(town.clerk, MONDAY)):
        (made,) = organize_by_hand(level="village", **given)
        assert made.organization == town.office
        with pytest.raises(PermissionDenied):
            organize_by_hand(level="township", **given)
    with within(at(town.chair, MONDAY)), pytest.raises(PermissionDenied):
        organize_by_hand(level="village", **given)


def test_a_unit_owes_one_return_a_round_and_the_database_knows(town: Town):
    asked = weekly(town)

    with within(at(town.chair, MONDAY)), pytest.raises(IntegrityError), atomic():
        InspectionReturn.objects.filter(pk=asked.pk).update(zero_report=True)


def test_a_reminder_goes_to_those_alone_who_have_not_reported(town: Town):
    asked = weekly(town)
    with within(at(town.clerk, SUNDAY)):
        week = queries.one_round(asked.round_id)
        assert remind(week) == 1
    with within(at(town.chair, SUNDAY)):
        asked.refresh_from_db()
        assert asked.reminded_at == moment(SUNDAY)
        perform(asked, "zero", version=asked.version)
    with within(at(town.clerk, SUNDAY)):
        assert remind(week) == 0


def test_the_village_sees_what_it_owes_and_taps_once(town: Town):
    asked = weekly(town)
    browser = seated(town.chair)
    page = browser.get(reverse("mediation:return-list")).content.decode()

    assert "本单位待报送" in page
    assert "签署零报告：定期排查 2025-03-03至2025-03-09" in page
    answer = browser.post(
        reverse("step", args=["mediation", asked.pk, "zero"]), {"version": 1, "idempotency_key": "tap-1"}
    )
    assert answer.status_code == 302
    assert "零报告（补报）" in browser.get(answer.url).content.decode()
    assert "签署零报告" not in browser.get(reverse("mediation:return-list")).content.decode()


def test_the_county_makes_a_round_on_its_page(town: Town):
    browser, url = seated(town.county), reverse("mediation:round-new")
    day = date.today().isoformat()  # noqa: DTZ011 — the page itself runs by the real clock
    given = {"kind": "special", "theme": "婚恋家庭", "level": "village", "idempotency_key": "round-9"}
    days = {"period_start": day, "period_end": day, "due_on": day}

    blank = browser.get(url).content.decode()
    assert ("不选为全部司法所" in blank, 'name="idempotency_key"' in blank) == (True, True)
    assert browser.post(url, {**given, **days, "period_end": "2020-01-01"}).status_code == 422
    assert "范围内没有应报送的单位。" in browser.post(url, {**given, **days, "level": "department"}).content.decode()
    answer = browser.post(url, {**given, **days})
    board = browser.get(answer.url).content.decode()

    assert "专项排查（婚恋家庭）" in board
    assert "柳河村人民调解委员会" in board
    assert "催报未报单位" in board


def test_the_lists_ask_the_same_for_one_round_and_for_many(town: Town):
    asked = []
    browser = seated(town.clerk)
    for week in range(3):
        by_rule(MONDAY + timedelta(7 * week))
        counts = []
        for name in ("mediation:return-list", "mediation:round-list"):
            with CaptureQueriesContext(connection) as found:
                browser.get(reverse(name) + "?view=all")
            counts.append(len(found))
        asked.append(counts)

    assert asked[1] == asked[2]


MARCH = Period(date(2025, 3, 1), date(2025, 4, 1))


def test_the_figures_of_rounds_count_zero_reports_and_findings(town: Town):
    asked = weekly(town)
    with within(at(town.chair, SUNDAY)):
        given = {**VISITED, "found_count": 3, "prevented_disputes": 2, "prevented_note": "劝止两起聚集"}
        perform(asked, "report", version=1, **given)

    with within(at(town.clerk, SUNDAY)):
        figures = {key: MEASURES[key].figure(MARCH).value for key in ("M-MED-06.sweeps", "M-MED-06.prevented")}
        assert figures == {"M-MED-06.sweeps": 1, "M-MED-06.prevented": 2}
        assert MEASURES["M-MED-06.zero"].figure(MARCH).value == 0
        assert [subject.kind for subject in MEASURES["M-MED-23"].subjects(MARCH)] == ["mediation.return"] * 2


def test_what_a_sweep_found_first_is_counted_as_found(town: Town):
    with within(at(town.clerk, MONDAY)):
        accept(town, make_case(town, make_dispute(source_detail="11")))
        accept(town, make_case(town, make_dispute(source_detail="22")))

        assert MEASURES["M-MED-06"].figure(MARCH).value == 1
        share = MEASURES["M-MED-25"].figure(MARCH)
        assert (share.value, share.above, share.below) == (50, 1, 2)


def test_a_step_that_a_state_does_not_know_is_refused(town: Town):
    asked = weekly(town)

    with within(at(town.clerk, MONDAY)), pytest.raises(NotNow):
        perform(asked, "turn_back", version=1, reason="重报")


def test_the_papers_of_a_return_are_printed_by_who_handles_it(town: Town):
    asked = weekly(town)
    clue(town, SUNDAY)
    with within(at(town.chair, SUNDAY)):
        perform(asked, "report", version=1, **VISITED)
    browser = seated(town.chair)
    printed = browser.post(reverse("mediation:return-paper", args=[asked.pk, "mediation.inspection"]))

    assert printed.status_code == 302
    assert browser.get(printed.url)["Content-Type"] == "application/pdf"
    assert browser.post(reverse("mediation:return-paper", args=[asked.pk, "mediation.zero_report"])).status_code == 404
    with within(town.chair):
        made = register(InspectionReturn.objects.select_related("organization").get(pk=asked.pk))
        assert [(row.number, row.on, row.people, row.progress) for row in made.rows] == [
            ("1", "2025-03-09", "", "待处理")
        ]
        assert (made.period, made.households, made.found) == ("2025年3月3日至2025年3月9日", "20", "1")


def test_a_finding_is_told_with_what_became_of_it(town: Town):
    asked = weekly(town)
    with within(at(town.chair, MONDAY)):
        accept(town, make_case(town, make_dispute(source_detail="11")))
        (row,) = register(InspectionReturn.objects.select_related("organization").get(pk=asked.pk)).rows

    assert (row.parties, row.dispute_type, row.risk) == ("李某某、张某某", "邻里纠纷", "蓝(低)")
    assert (row.measures, row.limit, row.progress) == ("由柳河村人民调解委员会调解", "2025-04-02", "已受理")


def test_the_job_runs_county_by_county(town: Town):
    inspect_by_rule()
    inspect_by_rule()

    with within(town.county):
        assert InspectionRound.objects.count() == 2
        assert {each.state for each in InspectionReturn.objects.all()} == {"due"}


@pytest.mark.seed("SD-54")
def test_a_dispute_found_in_a_campaign_is_a_normal_case_that_bears_its_name(town: Town):
    given = {"theme": "人民调解为人民", "level": "village", "period_start": MONDAY, "period_end": SUNDAY, "due_on": DUE}
    with within(at(town.county, MONDAY)):
        organize_by_hand(kind="special", **given)
    with within(at(town.chair, SUNDAY)):
        found = make_dispute(source_detail="12")
        other = make_dispute(source_detail="22")
        case = accept(town, make_case(town, found))
        accept(town, make_case(town, other))

        assert (found.campaign, case.campaign, other.campaign) == ("人民调解为人民", "人民调解为人民", "")
        assert found.flags() == [("人民调解为人民", "blue")]
        figures = {key: MEASURES[key].figure(MARCH).value for key in ("M-MED-02", "M-MED-14")}
        assert figures == {"M-MED-02": 2, "M-MED-14": 1}  # one entry, counted in both


def test_a_case_joins_a_campaign_by_hand(town: Town):
    with within(at(town.clerk, MONDAY)):
        case = accept(town, make_case(town))
        amend(case, {"campaign": "人民调解为人民"}, version=case.version)

        assert MEASURES["M-MED-14"].figure(MARCH).value == 1


def test_what_a_special_round_did_not_ask_bears_no_name(town: Town):
    with within(at(town.clerk, MONDAY)):
        assert make_dispute(source_detail="12").campaign == ""
