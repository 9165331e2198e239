"""报线索: what a grid worker sends, who receives it, and how little the reporter sees of what becomes of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fengqiao.business.mediation import queries
from fengqiao.business.mediation.models import Dispute, DisputeParty, IntakeItem
from fengqiao.business.mediation.services.clue import report_clue
from fengqiao.business.mediation.services.intake import receive
from fengqiao.business.mediation.terms import DisputeType
from fengqiao.kernel.casework.models import Attachment, Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.journal.models import Event, Grant
from fengqiao.kernel.places.scope import Scope, today, within
from tests.business.mediation.factories import (
    LI,
    OTHER_TOWNSHIP,
    OTHER_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    Town,
    make_post,
    make_region,
    make_town,
)
from tests.kernel.casework.matters import sentence_of
from tests.surfaces.seats import seated
from tests.sweep.world import PIXEL

pytestmark = pytest.mark.django_db
WALL = {
    "source_detail": "13",
    "narrative": "张家在院外砌墙占了两家共用的通道，两家吵了起来。",
    "people": "老张家、李某某",
    "place_code": VILLAGE,
    "occurred_on": date(2025, 3, 1),
}


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def reporter(town: Town) -> Scope:
    return scope_of(make_post(town.village, "clue_reporter", "王某某"))


def reported(scope: Scope, **given: object) -> IntakeItem:
    with within(scope):
        return report_clue(**{**WALL, **given})


def test_a_clue_comes_to_the_committee_of_the_village_and_to_its_office(town: Town, reporter: Scope):
    clue = reported(reporter, photo=ContentFile(PIXEL, "现场.png"))

    for receiver in (town.chair, town.village_mediator, town.clerk):
        with within(receiver):
            item = queries.items().get()
            assert (item.pk, item.scope_code, item.state) == (clue.pk, VILLAGE * 1000 + 1, "pending")
            assert (item.reporter_name, item.reporter_role) == ("王某某", "网格员")
            assert item.mentioned == ["老张家", "李某某"]
            assert Task.objects.get(subject=item.pk, done_at=None).duty == "mediation.intake"
            assert Attachment.objects.get(subject=item.pk).label == "现场照片"


def test_the_receiving_is_journaled_with_who_sent_it(town: Town, reporter: Scope):
    clue = reported(reporter)

    with within(town.clerk):
        events = list(Event.objects.filter(subject=clue.pk).order_by("seq"))
        assert [(event.kind, event.post) for event in events] == [
            ("mediation.intake.register", reporter.post),
            ("casework.receive", reporter.post),
        ]
        assert sentence_of(events[1]).endswith("报送，柳河村人民调解委员会接收")
        grant = Grant.objects.get(subject=clue.pk)
        assert (grant.holder, grant.writes) == (reporter.post, False)


def test_a_village_without_a_committee_is_served_by_the_office(town: Town, reporter: Scope):
    clue = reported(reporter, place_code=OTHER_VILLAGE)

    with within(town.clerk):
        assert IntakeItem.objects.get(pk=clue.pk).scope_code == TOWNSHIP * 1000
    with within(town.chair):
        assert queries.items().count() == 0


def test_nobody_reports_for_another_township_nor_without_the_right(town: Town, reporter: Scope):
    elsewhere = OTHER_TOWNSHIP + 201
    make_region(OTHER_TOWNSHIP, "柳湾镇", 4, kind="town")
    make_region(elsewhere, "柳湾村", 5, OTHER_TOWNSHIP)

    with pytest.raises(ValidationError, match="不在本乡镇"):
        reported(reporter, place_code=elsewhere)
    with within(town.clerk):
        assert queries.items().count() == 0
    with within(reporter), pytest.raises(PermissionDenied):
        receive(source_detail="13", narrative="不经收件直接登记。", place_code=VILLAGE)


def test_a_clue_sent_twice_is_received_once(town: Town, reporter: Scope):
    first = reported(reporter, idempotency_key="clue-2025-0001")
    second = reported(reporter, idempotency_key="clue-2025-0001")

    assert first.pk == second.pk
    with within(town.clerk):
        assert (queries.items().count(), Grant.objects.filter(subject=first.pk).count()) == (1, 1)


def test_a_reporter_sees_the_own_clues_and_nothing_of_the_dispute(town: Town, reporter: Scope):
    other = scope_of(make_post(town.village, "clue_reporter", "赵某某"))
    clue, foreign = reported(reporter), reported(other)
    with within(town.clerk):
        item = IntakeItem.objects.get(pk=clue.pk)
        perform(
            item,
            "found",
            version=1,
            dispute_type=DisputeType.NEIGHBOR,
            subtype="0205",
            facts_text=WALL["narrative"],
            parties=[LI],
        )
        dispute = Dispute.objects.get()

    with within(reporter):
        assert [(each.pk, each.state) for each in queries.clues()] == [(clue.pk, "founded")]
        assert Dispute.objects.readable().count() == 0
        assert DisputeParty.objects.count() == 0
        with pytest.raises(ObjectDoesNotExist):
            queries.clues().get(pk=foreign.pk)
    browser = seated(reporter)
    page = browser.get(reverse("mediation:clue", args=[clue.pk])).content.decode()
    assert "新建纠纷" in page
    for hidden in ("19900000002", "199****0002", "990101********0029"):
        assert hidden not in page
    for address in (
        reverse("mediation:clue", args=[foreign.pk]),
        reverse("mediation:item", args=[clue.pk]),
        reverse("mediation:dispute", args=[dispute.pk]),
        reverse("mediation:dispute-list"),
    ):
        assert browser.get(address).status_code == 404


def test_a_clue_is_reported_on_its_page_with_a_photo(town: Town, reporter: Scope):
    browser = seated(reporter)
    form = browser.get(reverse("mediation:clue-new")).content.decode()

    answer = browser.post(
        reverse("mediation:clue-new"),
        {**WALL, "occurred_on": today().isoformat(), "photo": ContentFile(PIXEL, "现场.png")},
    )

    assert "什么事" in form
    assert answer.status_code == 302
    page = browser.get(answer.url).content.decode()
    for words in ("已报送，编号 LJ-990101101-", "老张家、李某某", "待处理", "现场照片", "柳河村"):
        assert words in page
    received = seated(town.chair).get(reverse("mediation:item", args=[answer.url.split("/")[-2]])).content.decode()
    for words in ("网格上报", "老张家、李某某", "王某某 网格员", "现场照片", "登记为纠纷"):
        assert words in received


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("narrative", "吵架", "至少包含 10"),
        ("occurred_on", "2099-01-01", "时间晚于今天"),
        ("photo", ContentFile(b"MZ not a picture", "现场.png"), "请核对后重新上传"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_sent(town: Town, reporter: Scope, field: str, value, sentence: str):
    answer = seated(reporter).post(reverse("mediation:clue-new"), {**WALL, "occurred_on": "2025-03-01", field: value})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with within(town.clerk):
        assert queries.items().count() == 0


def test_the_list_asks_the_same_for_one_clue_and_for_many(town: Town, reporter: Scope):
    browser, asked = seated(reporter), []
    for number in range(1, 4):
        reported(reporter, place_text=f"{number}组")
        with CaptureQueriesContext(connection) as found:
            browser.get(reverse("mediation:clue-list"))
        asked.append(len(found))

    assert asked[1] == asked[2]
