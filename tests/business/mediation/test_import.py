"""The ledger (排查台账) as a sheet: every bad row named, every good row once, whatever happens in between."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from fengqiao.business.mediation.entries import LEDGER
from fengqiao.business.mediation.models import Dispute, DisputeParty, IntakeItem
from fengqiao.kernel.exchange import imports
from fengqiao.kernel.exchange.batches import WRITE_STEP, Tally, Writing
from fengqiao.kernel.exchange.models import Batch
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.places.scope import within
from tests.business.mediation.factories import VILLAGE, make_dispute, open_town
from tests.business.mediation.ledgers import HEADERS
from tests.kernel.exchange.samples import workbook


def line(**changed: object) -> list[object]:
    """A row of the ledger, right unless told otherwise."""
    right = {
        "序号": 1,
        "排查时间": "2026-03-02",
        "发生时间": "2026-02-28",
        "发生地": "柳河村",
        "申请人": "李某某",
        "申请人身份证号": "",
        "申请人电话": "19900000002",
        "被申请人": "张某某",
        "纠纷类型": "邻里纠纷",
        "二级类型": "界址围墙",
        "简要情况": "张某某在自家院外砌围墙一道，占用两家共用通道，李某某通行受阻。",
        "涉及人数": 2,
        "来源": "定期排查",
    }
    return [{**right, **changed}[header] for header in HEADERS]


def sheet(*rows: list[object]) -> bytes:
    return workbook(rows, headers=HEADERS)


def write_all(batch: Batch) -> None:
    imports.confirm(batch)
    writing = Writing(Batch.objects.get(pk=batch.pk))
    while writing.some(WRITE_STEP):
        pass


@pytest.fixture
def town():
    return open_town()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said", ["柳河村", "柳河镇柳河村", "柳河村委会", "柳河村村民委员会", " 柳 河 村 ", str(VILLAGE)]
)
def test_a_village_is_known_by_its_names_in_the_own_township_and_by_its_code(town, said):
    with within(town.clerk):
        batch = imports.upload(LEDGER, "台账.xlsx", sheet(line(发生地=said)))
        write_all(batch)

        assert Dispute.objects.get().place_code == VILLAGE


@pytest.mark.django_db
def test_a_row_becomes_an_item_and_its_dispute_as_at_the_desk(town):
    with within(town.clerk):
        batch = imports.upload(LEDGER, "台账.xlsx", sheet(line(申请人身份证号="990101810927002")))
        write_all(batch)

        made, item = Dispute.objects.get(), IntakeItem.objects.get()
        party = DisputeParty.objects.get(subject=made.pk, side="applicant")
        assert (made.title, made.first_source_detail, made.found_on) == (
            "李某某与张某某 邻里纠纷",
            "11",
            date(2026, 3, 2),
        )
        assert (item.dispute_id, item.state) == (made.pk, "founded")
        assert party.id_number.reveal() == "990101198109270029"  # 15 digits of old ledgers
        assert (party.sex, party.birth_on) == ("女", date(1981, 9, 27))


@pytest.mark.django_db
def test_the_same_sheet_again_writes_nothing_and_a_registered_dispute_is_asked_about(town):
    with within(town.clerk):
        make_dispute(occurred_on=date(2026, 2, 28))
        first = imports.upload(LEDGER, "台账.xlsx", sheet(line(), line(申请人="王某某")))
        assert dict(Tally.of(first).counts) == {"doubtful": 1, "good": 1}
        write_all(first)
        second = imports.upload(LEDGER, "台账2.xlsx", sheet(line(申请人="王某某"), line(申请人="赵某某")))

        assert dict(Tally.of(second).counts) == {"known": 1, "good": 1}


@pytest.mark.django_db
def test_the_list_of_disputes_leads_to_the_import(town):
    browser = Client()
    browser.force_login(Post.objects.get(pk=town.clerk.post).user)
    address = reverse("exchange:import", args=["mediation.ledger"])

    assert address in browser.get(reverse("mediation:dispute-list")).content.decode()
    assert browser.get(address).status_code == 200
    assert browser.get(reverse("exchange:template", args=["mediation.ledger"])).status_code == 200
