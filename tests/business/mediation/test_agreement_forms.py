"""The forms of an agreement as the desk fills them in: terms, instalments, signatures, seal."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from fengqiao.business.mediation.models import Agreement, MediationCase, PerformanceItem
from fengqiao.kernel.casework.attachments import Attachment
from fengqiao.kernel.places.scope import today, within
from tests.business.mediation.factories import (
    VILLAGE,
    Town,
    accept,
    agreement_of,
    make_case,
    make_dispute,
    make_town,
    mediate,
)
from tests.business.mediation.test_clues import PIXEL
from tests.surfaces.seats import seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def case(town: Town) -> MediationCase:
    with within(town.clerk):
        return mediate(accept(town, make_case(town, make_dispute())), day=today())


@pytest.fixture
def clerk(town: Town) -> Client:
    return seated(town.clerk)


def send(client: Client, case: MediationCase, key: str, **given: object):
    """Fill the form of a step in and send it."""
    address = f"/mediation/{case.pk}/{key}/"
    page = client.get(address).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(version|idempotency_key)" value="([^"]+)"', page))
    return client.post(address, {**fields, **{name: value for name, value in given.items() if value is not None}})


def paying(**given: object) -> dict[str, object]:
    """张某某 pays 3,000 元 within a month."""
    return {
        "facts_text": "围墙占用共用通道，致李某某通行受阻。",
        "term1_kind": "pay",
        "term1_obligor": "张某某",
        "term1_obligee": "李某某",
        "term1_content": "误工损失",
        "term1_amount": "3000",
        "term1_due_on": (today() + timedelta(30)).isoformat(),
        **given,
    }


def items(town: Town, case: MediationCase) -> list[tuple[date, Decimal | None]]:
    with within(town.clerk):
        agreement = Agreement.in_hand(case.pk)
        assert agreement is not None
        return [(item.due_on, item.amount) for item in agreement.items.order_by("order")]


def test_an_agreement_is_drafted_signed_sealed_and_in_force(town: Town, case: MediationCase, clerk: Client):
    assert send(clerk, case, "draft", **paying()).status_code == 302
    with within(town.clerk):
        parties = [party.pk.hex for party in case.dispute.parties()]
    day = today().isoformat()

    first = {f"party_{parties[0]}": day, f"how_{parties[0]}": "按指印", "recorder": "陈某某"}
    assert send(clerk, case, "sign", **first).status_code == 302
    early = clerk.get(f"/mediation/{case.pk}/seal/")
    second = {f"party_{parties[1]}": day, "mediator_on": day, "recorder": "陈某某"}
    assert send(clerk, case, "sign", **second).status_code == 302
    assert send(clerk, case, "seal", sealed_on=day).status_code == 302

    assert early.status_code in {200, 409}
    with within(town.clerk):
        agreement = Agreement.in_hand(case.pk)
        assert agreement is not None
        assert [sign["how"] for sign in agreement.party_signs] == ["按指印", "签名"]
        assert [sign["name"] for sign in agreement.mediator_signs] == ["马某某"]
        assert (agreement.effective_on, agreement.state, agreement.amount_total) == (today(), "effective", 3000)


def test_equal_instalments_are_items_of_their_own_and_the_remainder_goes_to_the_last(
    town: Town, case: MediationCase, clerk: Client
):
    days = [today() + timedelta(30 * number) for number in (1, 2, 3)]
    given = paying(term1_amount="10000", term1_due_on=None, instalment_days="、".join(day.isoformat() for day in days))

    assert send(clerk, case, "draft", **given).status_code == 302

    assert items(town, case) == [
        (days[0], Decimal("3333.33")),
        (days[1], Decimal("3333.33")),
        (days[2], Decimal("3333.34")),
    ]


def test_what_is_done_on_the_spot_is_due_today(town: Town, case: MediationCase, clerk: Client):
    assert send(clerk, case, "draft", **paying(term1_due_on=None, term1_on_the_spot="on")).status_code == 302

    assert items(town, case) == [(today(), Decimal("3000.00"))]


@pytest.mark.parametrize(
    ("stated", "terms", "total"),
    [
        ("3000", {}, "3000.00"),
        ("", {}, "3000.00"),
        ("5000.50", {"term2_kind": "pay", "term2_amount": "2000.50"}, "5000.50"),
        ("0", {"term1_kind": "apologize", "term1_amount": None}, "0.00"),
    ],
)
def test_the_sum_of_the_agreement_is_that_of_its_terms(
    town: Town, case: MediationCase, clerk: Client, stated, terms, total
):
    second = {
        "term2_obligor": "张某某",
        "term2_obligee": "李某某",
        "term2_due_on": (today() + timedelta(9)).isoformat(),
    }

    given = paying(amount_total=stated, **(second if "term2_kind" in terms else {}))
    assert send(clerk, case, "draft", **{**given, **terms}).status_code == 302

    with within(town.clerk):
        assert agreement_of(case).amount_total == Decimal(total)


@pytest.mark.parametrize(("step", "more"), [("draft", {}), ("agree_oral", {"agreed_at": "2026-01-01T09:00"})])
@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ("30000.5", "分项金额合计3,000.00元与协议金额30,000.50元不一致。"),
        ("0", "分项金额合计3,000.00元与协议金额0.00元不一致。"),
    ],
)
def test_a_sum_that_is_not_that_of_its_terms_is_refused(
    town: Town, case: MediationCase, clerk: Client, step, more, stated, sentence
):
    answer = send(clerk, case, step, **paying(amount_total=stated, **more))

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    with within(town.clerk):
        assert (Agreement.objects.count(), PerformanceItem.objects.count()) == (0, 0)


def voucher() -> ContentFile[bytes]:
    """A photographed receipt."""
    return ContentFile(PIXEL, "收条.png")


def test_what_was_paid_on_the_spot_comes_with_its_voucher_in_the_same_act(
    town: Town, case: MediationCase, clerk: Client
):
    yesterday = today() - timedelta(1)
    given = paying(term1_due_on=yesterday.isoformat(), term1_on_the_spot="on", term1_proof=voucher())

    assert send(clerk, case, "draft", **given).status_code == 302

    with within(town.clerk):
        item = PerformanceItem.objects.select_related("proof").get()
        assert (item.done_on, item.done_amount, item.state) == (yesterday, Decimal("3000.00"), "done")
        assert item.proof is not None
        assert (item.proof.label, item.proof.name, item.proof.subject_id) == ("履行凭证", "收条.png", case.pk)
    assert f"/files/{item.proof_id}/" in clerk.get(f"/mediation/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "履行期限早于协议日期，请核对；已当场履行的请勾选“当场履行”并上传凭证。"),
        ({"term1_on_the_spot": "on"}, "履行期限早于协议日期，请核对；已当场履行的请勾选“当场履行”并上传凭证。"),
        ({"term1_proof": "voucher"}, "上传凭证的请勾选“当场履行”。"),
        ({"term1_on_the_spot": "on", "term1_proof": "executable"}, "内容为其他类型，请核对后重新上传。"),
    ],
)
def test_what_is_due_before_the_agreement_needs_tick_and_voucher(
    town: Town, case: MediationCase, clerk: Client, change, sentence
):
    files = {"voucher": voucher(), "executable": ContentFile(b"MZ not a picture", "收条.png")}
    change = {name: files.get(value, value) for name, value in change.items()}

    answer = send(clerk, case, "draft", **paying(term1_due_on=(today() - timedelta(1)).isoformat(), **change))

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    with within(town.clerk):
        assert (Agreement.objects.count(), Attachment.objects.count()) == (0, 0)


def test_the_oral_screen_takes_the_voucher_too(town: Town, clerk: Client):
    given = {
        "applicant_name": "王某某", "respondent_name": "赵某某", "place_code": VILLAGE, "dispute_type": "02",
        "subtype": "0204", "kind": "pay", "amount": "200", "note": "补偿", "idempotency_key": "oral-with-voucher",
    }  # fmt: skip

    unticked = clerk.post("/mediation/disputes/oral/", {**given, "due_on": today().isoformat(), "proof": voucher()})
    made = clerk.post("/mediation/disputes/oral/", {**given, "on_the_spot": "on", "proof": voucher()})

    assert "上传凭证的请勾选“当场履行”。" in unticked.content.decode()
    assert made.status_code == 302
    with within(town.clerk):
        item = PerformanceItem.objects.select_related("proof", "agreement").get()
        assert item.proof is not None
        assert (item.proof.label, item.state, item.agreement.amount_total) == ("履行凭证", "done", Decimal(200))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"term1_amount": None}, "支付的请填写金额。"),
        ({"term1_due_on": None}, "请填写履行期限，或勾选当场履行。"),
        ({"term1_obligee": "张某某"}, "义务人和权利人不能是同一人。"),
        (
            {"term1_due_on": (today() + timedelta(1)).isoformat(), "term1_on_the_spot": "on"},
            "当场履行的，日期不能晚于今天。",
        ),
        ({"term1_due_on": None, "instalment_days": "六月底"}, "分期日期应写成 2025-06-30，用顿号隔开。"),
    ],
)
def test_a_term_that_cannot_be_performed_is_refused_where_it_stands(
    town: Town, case: MediationCase, clerk: Client, wrong, sentence
):
    answer = send(clerk, case, "draft", **paying(**wrong))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with within(town.clerk):
        assert Agreement.in_hand(case.pk) is None


def test_nobody_signs_or_seals_tomorrow(town: Town, case: MediationCase, clerk: Client):
    tomorrow = (today() + timedelta(1)).isoformat()
    send(clerk, case, "draft", **paying())
    with within(town.clerk):
        party = case.dispute.parties()[0].pk.hex

    signed = send(clerk, case, "sign", recorder="陈某某", **{f"party_{party}": tomorrow})

    assert signed.status_code == 422
    assert "签名日期晚于今天，请核对。" in signed.content.decode()


def test_an_oral_agreement_is_registered_with_its_moment(town: Town, case: MediationCase, clerk: Client):
    moment = f"{today().isoformat()}T00:01"

    assert send(clerk, case, "agree_oral", **paying(agreed_at=moment)).status_code == 302

    with within(town.clerk):
        agreement = Agreement.in_hand(case.pk)
        assert agreement is not None
        assert (agreement.form, agreement.effective_on, agreement.state) == ("oral", today(), "effective")
        assert MediationCase.objects.get(pk=case.pk).outcome == "11"
