"""The lists of mediation: limits beside the rows, the views of the office, one act on several rows (列表)."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from fengqiao.business.mediation.models import Dispute, MediationCase
from fengqiao.business.mediation.services.intake import receive
from fengqiao.business.mediation.services.parties import PartyValue
from fengqiao.business.mediation.tables import CASES, DISPUTES, ITEMS
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.services import issue
from fengqiao.kernel.places.scope import Scope, within
from tests.business.mediation.factories import (
    OTHER_VILLAGE,
    VILLAGE,
    Town,
    accept,
    at,
    make_case,
    make_dispute,
    make_town,
    mediate,
    term,
)

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 3)  # a Monday
OTHERS = (PartyValue(side="applicant", name="王某某"), PartyValue(side="respondent", name="赵某某"))


@pytest.fixture
def town() -> Town:
    return make_town()


def seat(scope: Scope) -> Client:
    client = Client()
    client.force_login(Post.objects.get(pk=scope.post).user)
    return client


def limits(listing: object, **asked: str) -> list[str]:
    """What stands under 期限, row by row."""
    return [str(row["limit"]) for row in listing.as_api(asked)["rows"]]  # type: ignore[attr-defined]


def test_a_dispute_shows_the_nearest_limit_of_its_own_and_of_its_cases(town: Town):
    with within(at(town.clerk, DAY)):
        make_dispute()
        accept(town, make_case(town, make_dispute()))

        assert sorted(limits(DISPUTES)) == ["剩 1 天", "剩 30 天"]
        assert limits(CASES) == ["剩 30 天"]
    with within(at(town.clerk, date(2025, 3, 6))):
        assert sorted(limits(DISPUTES)) == ["剩 27 天", "逾期 2 天"]


def test_an_item_shows_how_long_it_may_wait(town: Town):
    with within(at(town.clerk, DAY)):
        receive(source_detail="351", narrative="邻居砌墙占道", place_code=VILLAGE)

        assert limits(ITEMS) == ["剩 1 天"]
        assert [view.label for view in ITEMS.views] == ["新来件", "疑似重复", "即将到期", "逾期", "全部"]


@pytest.mark.parametrize("name", ["dispute", "case", "item"])
def test_a_list_asks_as_often_for_twelve_rows_as_for_two(town: Town, name: str):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert clerk.get(reverse(f"mediation:{name}-list")).status_code == 200
        return len(seen)

    def more(count: int) -> None:
        with within(town.clerk):
            for _ in range(count):
                make_case(town, make_dispute())
                receive(source_detail="351", narrative="邻居砌墙占道", place_code=VILLAGE)

    clerk = seat(town.clerk)
    more(2)
    asked()
    two = asked()
    more(10)
    assert asked() == two


def test_the_views_hold_what_the_office_waits_for(town: Town):
    with within(at(town.clerk, DAY)):
        waiting = make_dispute()
        case = mediate(accept(town, make_case(town, make_dispute())), day=DAY)
        case = perform(case, "draft", version=case.version, facts_text="围墙占用通道。", terms=[term()])
        perform(case, "sign", version=case.version, party_signs=[], mediator_signs=[], recorder="陈某某")
        ended = accept(town, make_case(town, make_dispute()))
        perform(ended, "end", version=ended.version, outcome="20", end_reason="分歧较大", next_routes=["court"])

        def held(listing: object, view: str) -> set[object]:
            return set(listing.read({"view": view}).rows.values_list("pk", flat=True))  # type: ignore[attr-defined]

        assert held(DISPUTES, "route") == {waiting.pk}
        assert held(DISPUTES, "soon") == {waiting.pk, ended.dispute_id}
        assert held(CASES, "seal") == {case.pk}
        assert held(CASES, "file") == {ended.pk}
        assert held(CASES, "visit") == set()
    with within(at(town.clerk, DAY + timedelta(28))):
        assert held(CASES, "soon") == {case.pk, ended.pk}
        assert waiting.pk in held(DISPUTES, "late")


def test_an_item_whose_reporter_is_known_is_suspected(town: Town):
    with within(at(town.clerk, DAY)):
        make_dispute()
        same = receive(source_detail="351", narrative="邻居砌墙占道", place_code=VILLAGE, reporter_phone="19900000002")
        receive(source_detail="351", narrative="楼上噪声扰民", place_code=VILLAGE, reporter_phone="19900000044")

        assert [row["id"] for row in ITEMS.as_api({"view": "same"})["rows"]] == [str(same.pk)]


def chosen(*matters: object, **more: object) -> dict[str, object]:
    return {"row": [str(matter.pk) for matter in matters], "params": "", **more}  # type: ignore[attr-defined]


def test_several_disputes_are_routed_each_by_its_own_course_and_told_one_by_one(town: Town):
    with within(town.clerk):
        first = make_dispute()
        second = make_dispute(OTHERS, place_code=OTHER_VILLAGE, facts_text="王某某家屋檐滴水，淋湿赵某某家柴堆多日。")
        third = make_dispute()
        third = perform(third, "void", version=1, reason="重复登记")
        versions = {f"version-{each.pk}": each.version for each in (first, second, third)}
    clerk, address = seat(town.clerk), reverse("ui:bulk", args=["mediation.disputes", "route"])

    asked = clerk.post(address, chosen(first, second)).content.decode()
    answer = clerk.post(
        address,
        chosen(first, second, third, agreed="1", organization=town.village.pk, idempotency_key="a" * 12, **versions),
    )

    assert "分流 2 件" in asked
    told = answer.content.decode()
    assert answer.status_code == 200
    assert "分流：2 件已办，1 件未办" in told
    assert "本件当前为“无效”，不能分流" in told
    with within(town.clerk):
        states = dict(Dispute.objects.values_list("pk", "state"))
        assert states == {first.pk: "routed", second.pk: "routed", third.pk: "void"}
    again = clerk.post(
        address,
        chosen(first, second, agreed="1", organization=town.village.pk, idempotency_key="a" * 12, **versions),
    ).content.decode()
    assert "分流：2 件已办" in again  # the same press again is no second act
    with within(town.clerk):
        assert Event.objects.filter(subject=first.pk, kind="mediation.dispute.route").count() == 1


def test_a_row_that_somebody_else_changed_in_between_stays_as_it_is(town: Town):
    with within(town.clerk):
        one = make_dispute()
        make = {f"version-{one.pk}": one.version}
        perform(one, "void", version=1, reason="重复登记")
        before = Event.objects.count()

    told = (
        seat(town.clerk)
        .post(
            reverse("ui:bulk", args=["mediation.disputes", "route"]),
            chosen(one, agreed="1", organization=town.village.pk, idempotency_key="b" * 12, **make),
        )
        .content.decode()
    )

    assert "本件刚被他人修改" in told
    with within(town.clerk):
        assert Event.objects.count() == before


def test_several_cases_are_assigned_to_a_colleague_with_their_duties(town: Town):
    with within(town.clerk):
        cases = [accept(town, make_case(town, make_dispute())) for _ in range(2)]
        versions = {f"version-{each.pk}": each.version for each in cases}
    address = reverse("ui:bulk", args=["mediation.cases", "assign"])

    answer = seat(town.head).post(
        address, chosen(*cases, agreed="1", handler=town.village_mediator.post, idempotency_key="c" * 12, **versions)
    )

    assert "指派：2 件已办" in answer.content.decode()
    with within(town.clerk):
        assert set(MediationCase.objects.values_list("handler", flat=True)) == {town.village_mediator.post}
        running = Task.objects.filter(subject__in=[case.pk for case in cases], done_at=None)
        assert set(running.values_list("handler", flat=True)) == {town.village_mediator.post}


def test_who_may_not_assign_finds_no_such_page(town: Town):
    address = reverse("ui:bulk", args=["mediation.cases", "assign"])
    with within(town.clerk):
        case = make_case(town, make_dispute())

    assert seat(town.village_mediator).post(address, chosen(case)).status_code == 404
    assert seat(town.clerk).post(reverse("ui:bulk", args=["mediation.cases", "burn"]), chosen(case)).status_code == 404


def test_nothing_chosen_and_too_much_are_refused_in_words(town: Town):
    with within(town.clerk):
        for number in range(51):
            receive(source_detail="351", narrative=f"邻居砌墙占道第{number}次", place_code=VILLAGE)
    clerk, address = seat(town.clerk), reverse("ui:bulk", args=["mediation.items", "export"])

    assert "请先勾选要办理的件" in clerk.post(address, {"params": ""}).content.decode()
    assert "一次最多办理50件" in clerk.post(address, {"params": "", "everything": "1"}).content.decode()


def test_what_was_ticked_is_exported_and_nothing_else(town: Town):
    with within(town.clerk):
        one, _ = make_dispute(), make_dispute()

    answer = seat(town.clerk).post(reverse("ui:bulk", args=["mediation.disputes", "export"]), chosen(one))

    lines = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [line for line in lines if one.number in line] != []
    assert len(lines) == 3  # who and when, headings, the row
    assert "期限" in lines[1]


def test_the_papers_of_several_cases_are_printed_in_one_go(town: Town):
    with within(town.clerk):
        cases = [accept(town, make_case(town, make_dispute())) for _ in range(2)]
        for case in cases:
            issue(PAPERS["mediation.acceptance"], case)
    address = reverse("ui:bulk", args=["mediation.cases", "print"])

    answer = seat(town.clerk).post(address, chosen(*cases))

    assert answer["Content-Type"] == "application/pdf"
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 2
    with within(town.clerk):
        bare = make_case(town, make_dispute())
    assert "还没有制作文书" in seat(town.clerk).post(address, chosen(bare)).content.decode()
