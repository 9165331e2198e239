"""The forms of an agreement as the desk fills them in: terms, instalments, signatures, seal."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from fengqiao.business.mediation.models import Agreement, MediationCase
from fengqiao.kernel.places.scope import today, within
from tests.business.mediation.factories import Town, accept, make_case, make_dispute, make_town, mediate
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
    ("wrong", "sentence"),
    [
        ({"term1_amount": None}, "支付的请填写金额。"),
        ({"term1_due_on": None}, "请填写履行期限，或勾选当场履行。"),
        ({"term1_obligee": "张某某"}, "义务人和权利人不能是同一人。"),
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
