"""上传: what a phone captured arrives once, in its order, and is never dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from fengqiao.business.mediation.models import MediationCase
from fengqiao.kernel.casework.models import Number
from fengqiao.kernel.identity.models import Act, Role, Token
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.identity.staffing import take_token
from fengqiao.kernel.identity.tokens import issue_token
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.places.scope import now, within
from fengqiao.kernel.sync.blocks import close_blocks
from fengqiao.kernel.sync.models import Captured
from fengqiao.kernel.sync.services import forget_device, register_device, waiting
from tests.business.mediation.factories import Town, make_post, make_town
from tests.kernel.sync.phones import NOISE, Phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def phone(town: Town) -> Phone:
    return Phone(town.chair)


def cases(town: Town) -> list[str]:
    """The numbers of the village's cases, as they were opened."""
    with within(town.chair):
        return [case.number for case in MediationCase.objects.select_related("subject").order_by("opened_at", "pk")]


def test_what_was_captured_is_written_by_the_desks_own_service(town: Town, phone: Phone):
    sent = phone.capture()

    (outcome,) = phone.outcomes(sent)

    with within(town.chair):
        case = MediationCase.objects.select_related("subject").get()
        kept = Captured.objects.get()
        told = Event.objects.get(subject=case.pk, kind="sync.receive").data
    assert outcome == {
        "uid": sent["uid"],
        "state": "done",
        "number": case.number,
        "subject": str(case.pk),
        "errors": [],
    }
    assert (case.outcome, case.effective_on) == ("11", timezone.localdate())
    assert (str(kept.pk), kept.state, kept.subject, str(kept.content.reveal())) == (sent["uid"], "done", case.pk, "")
    assert told["clock"] == "设备时间正常"


def test_the_same_again_is_the_same(town: Town, phone: Phone):
    sent = phone.capture()

    once, twice = phone.outcomes(sent), phone.outcomes(sent, sent)

    assert once * 2 == twice
    assert len(cases(town)) == 1


def test_what_arrives_in_another_order_is_written_in_the_order_of_the_phone(town: Town, phone: Phone):
    first, second, third = (phone.capture() for _ in range(3))

    outcomes = phone.outcomes(third, first, second)

    assert [outcome["uid"] for outcome in outcomes] == [first["uid"], second["uid"], third["uid"]]
    assert [outcome["number"] for outcome in outcomes] == cases(town)


def test_what_is_refused_waits_for_a_correction_with_its_sentences(town: Town, phone: Phone):
    sent = phone.capture({**NOISE, "kind": ["pay"]})
    good = phone.capture()

    refused, done = phone.outcomes(sent, good)

    assert (refused["state"], refused["errors"]) == ("refused", ["支付的请填写金额。"])
    assert done["state"] == "done"
    assert len(cases(town)) == 1
    with within(town.chair):
        kept = waiting().get()
        assert (str(kept.pk), kept.refusals(), kept.typed()["kind"]) == (
            sent["uid"],
            {"amount": ["支付的请填写金额。"]},
            ["pay"],
        )
    assert phone.outcomes(sent) == [refused]
    with within(town.clerk):
        assert not waiting().exists()


def test_who_may_no_longer_do_it_is_refused_and_nothing_is_written(town: Town, phone: Phone):
    Role.objects.filter(key="committee_chair").update(permissions=["mediation.view"])

    (outcome,) = phone.outcomes(phone.capture())

    assert (outcome["state"], outcome["errors"]) == ("refused", ["本岗位没有办理这一事项的权限。"])
    assert cases(town) == []


def test_another_posts_capture_stays_on_the_phone(town: Town, phone: Phone):
    sent = phone.capture()
    foreign = phone.capture(post=str(town.clerk.post))
    phone.outcomes(sent)
    other = Phone(scope_of(make_post(town.village, "committee_chair", "周某某")))

    (of_another,) = phone.outcomes(foreign)
    (taken,) = other.outcomes({**other.capture(), "uid": sent["uid"]})

    assert (of_another["state"], taken["state"]) == ("foreign", "foreign")
    assert len(cases(town)) == 1
    with within(town.chair):
        assert Captured.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"uid": "1"},
        {"entry": "mediation.nothing"},
        {"sequence": -1},
        {"post": None},
        {"at": "gestern"},
        {"at": "2026-03-01T10:00:00"},
        {"values": {"kind": "pay"}},
        {"values": {"kind": [3]}},
        {"values": {"note": ["\x00"]}},
    ],
    ids=str,
)
def test_a_malformed_thing_is_refused_whole(wrong: dict[str, object], town: Town, phone: Phone):
    answer = phone.send(phone.capture(**wrong), phone.capture())

    assert answer.status_code == 400
    assert cases(town) == []
    with within(town.chair):
        assert not Captured.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"envelopes": 3}', '{"envelopes": [], "device_time": "x"}', '"\\ud800"']
)
def test_what_is_no_upload_is_refused(body: str, phone: Phone):
    assert phone.send_raw(body).status_code == 400


def test_only_a_phones_token_opens_the_upload_and_it_opens_nothing_else(town: Town, phone: Phone):
    machine = Phone(town.chair)
    machine.secret = issue_token(make_post(town.village, "committee_chair"), "接口", 1)
    nobody = Client().post("/sync/", "{}", content_type="application/json")
    interface = Client().get("/api/v1/tasks", headers={"Authorization": f"Bearer {phone.secret}"})

    assert (machine.send(machine.capture()).status_code, nobody.status_code, interface.status_code) == (401, 401, 401)


def test_a_token_that_ran_out_asks_to_be_registered_anew_and_keeps_what_is_on_the_phone(town: Town, phone: Phone):
    with within(town.chair):
        Token.objects.filter(pk=phone.token).update(until=now() - timedelta(days=1))

    assert phone.send(phone.capture()).status_code == 401


@pytest.mark.seed("SD-77")
def test_a_lost_phone_is_blocked_at_its_next_contact(town: Town, phone: Phone):
    administrator = scope_of(make_post(town.office, "administrator"))
    with within(administrator):
        take_token(phone.token)

    assert phone.send(phone.capture()).status_code == 410
    assert cases(town) == []
    with within(administrator):
        assert Act.objects.get(what="device_ended").target == "红米"


def test_who_signs_out_takes_the_phones_token_along(town: Town, phone: Phone):
    with within(town.clerk):
        forget_device(phone.token)
    assert phone.send().status_code == 200

    with within(town.chair):
        forget_device(phone.token)
    assert phone.send().status_code == 410


def test_a_clock_that_is_off_is_told_and_not_believed(town: Town, phone: Phone):
    wrong = timezone.now().replace(year=1970)

    (outcome,) = phone.outcomes(phone.capture(at=wrong.isoformat()), device_time=wrong)

    with within(town.chair):
        case, kept = MediationCase.objects.get(), Captured.objects.get()
        told = Event.objects.get(subject=case.pk, kind="sync.receive").data
    assert outcome["state"] == "done"
    assert kept.flagged
    assert case.effective_on == timezone.localdate()
    assert told["captured"].startswith("1970-")
    assert told["clock"].endswith("按服务器时间记")


@pytest.mark.parametrize(("minutes", "flagged"), [(9, False), (11, True), (-11, True)])
def test_ten_minutes_are_believed(minutes: int, flagged: bool, town: Town, phone: Phone):
    off = timezone.now() + timedelta(minutes=minutes)
    phone.outcomes(phone.capture(at=off.isoformat()), device_time=off)

    with within(town.chair):
        kept = Captured.objects.get()
    assert kept.flagged is flagged
    assert kept.moment == kept.received_at


def test_what_was_settled_days_ago_is_dated_then(town: Town, phone: Phone):
    settled = timezone.now() - timedelta(days=3)
    phone.outcomes(phone.capture(at=settled.isoformat()))

    with within(town.chair):
        case = MediationCase.objects.get()
    assert (case.accepted_on, case.effective_on, case.concluded_on) == (timezone.localdate(settled),) * 3


def test_the_numbers_of_a_block_are_used_where_they_were_told(town: Town, phone: Phone):
    numbers = [each["text"] for each in phone.send(held={"mediation.oral": 0}).json()["numbers"]["mediation.oral"]]
    again = [each["text"] for each in phone.send(held={"mediation.oral": 10}).json()["numbers"]["mediation.oral"]]
    year = timezone.localdate().year

    at_the_desk, in_the_field = phone.capture(), phone.capture(number=numbers[1])
    twice = phone.capture(number=numbers[1])
    made = [outcome["number"] for outcome in phone.outcomes(at_the_desk, in_the_field, twice)]

    assert numbers == again == [f"（{year}）柳河人调字第{serial}号" for serial in range(1, 11)]
    assert made == [f"（{year}）柳河人调字第{serial}号" for serial in (11, 2, 12)]


def test_what_is_left_of_a_block_becomes_void_when_it_ends(town: Town, phone: Phone):
    numbers = [each["text"] for each in phone.send(held={"mediation.oral": 0}).json()["numbers"]["mediation.oral"]]
    phone.outcomes(phone.capture(number=numbers[0]))
    later = replace(town.county, at=timezone.now() + timedelta(days=30, minutes=1))

    with within(later):
        first, second = close_blocks(), close_blocks()
        rows = list(Number.objects.filter(register="mediation.case").order_by("serial"))
    with within(town.chair):
        told = Event.objects.get(subject=town.committee.pk, kind="casework.void_number").data

    assert (first, second) == (9, 0)
    assert [row.text for row in rows] == numbers
    assert [row.voided_at is None for row in rows] == [True, *[False] * 9]
    assert {row.void_reason for row in rows[1:]} == {"号段到期未使用"}
    assert told["number"].startswith(numbers[1])
    (late,) = phone.outcomes(phone.capture(number=numbers[5]))
    assert late["number"] not in numbers


def test_a_phone_hoards_no_numbers(phone: Phone):
    for _ in range(5):
        given = phone.send(held={"mediation.oral": 0}).json()["numbers"]["mediation.oral"]

    assert len(given) == 30


def test_a_reporters_clue_arrives_at_the_committee(town: Town):
    reporter = Phone(scope_of(make_post(town.village, "clue_reporter", "朱某某")))
    clue = {
        "narrative": ["张家在院外砌墙占了两家共用的通道。"],
        "place_code": NOISE["place_code"],
        "occurred_on": [timezone.localdate().isoformat()],
        "source_detail": ["13"],
    }

    sent = reporter.capture(clue, entry="mediation.clue")
    (outcome,) = reporter.outcomes(sent)

    assert (outcome["state"], reporter.outcomes(sent)) == ("done", [outcome])
    with within(town.chair):
        assert Event.objects.filter(subject=outcome["subject"]).count() > 0


def test_a_key_nobody_sent_is_nobodys(town: Town):
    with within(town.chair):
        register_device("红米")
        assert not Captured.objects.filter(pk=uuid4()).exists()
