"""Partner agencies send to the nearest office, once, and learn what became of it (协作单位接口)."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fengqiao.business.mediation.models import Dispute, IntakeItem
from fengqiao.business.mediation.rules.categories import rows_of, type_of
from fengqiao.kernel.casework.models import Attachment, Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.models import Partner, Post, Role
from fengqiao.kernel.identity.partners import add_partner, change_partner, give_key, keys_of, take_key
from fengqiao.kernel.identity.permissions import ROLES
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.journal.feed import follow
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.notice import sending
from fengqiao.kernel.notice.models import Delivery
from fengqiao.kernel.places.scope import Scope, local_day, now, within
from tests.business.mediation.factories import (
    COUNTY,
    LI,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    ZHANG,
    Town,
    accept,
    make_case,
    make_organization,
    make_post,
    make_region,
    make_town,
)
from tests.database import as_role
from tests.kernel.journal.journals import place_all

pytestmark = pytest.mark.django_db

ITEM: dict[str, Any] = {
    "source_detail": "331",
    "external_number": "JQ20250302-0117",
    "narrative": "报警人称邻居砌墙占道，双方发生争吵，民警到场劝离。",
    "place_code": VILLAGE,
    "category": "邻里纠纷",
    "consent_share": True,
    "reporter_name": "李某某",
    "reporter_phone": "19900000002",
    "parties": [{"name": "张某某", "phone": "19900000003", "side": "对方"}],
}


@dataclass
class Agency:
    """A partner's system with the key it holds."""

    partner: Partner
    key: str
    client: Client = field(default_factory=Client)

    def post(self, body: dict[str, Any] | bytes, key: str = "") -> Any:
        sent = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        headers = {"authorization": f"Bearer {self.key}", "idempotency-key": key or hashlib.sha256(sent).hexdigest()}
        return self.client.generic("POST", "/api/v1/partner/items", sent, "application/json", headers=headers)

    def get(self, path: str = "") -> Any:
        return self.client.get(f"/api/v1/partner/items{path}", headers={"authorization": f"Bearer {self.key}"})


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def administrator(town: Town) -> Scope:
    from fengqiao.kernel.identity.models import Organization

    return scope_of(make_post(Organization.objects.get(name="某县司法局"), "administrator"))


def make_agency(administrator: Scope, name: str = "柳河派出所", sources: tuple[str, ...] = ("331",)) -> Agency:
    declared = ROLES["partner_system"]
    Role.objects.get_or_create(
        key="partner_system",
        defaults={"label": declared.label, "permissions": list(declared.may), "reach": declared.reach},
    )
    with within(administrator):
        partner = add_partner(
            name=name,
            kind="police_station",
            region=TOWNSHIP,
            role="partner_system",
            sources=sources,
            receiving=[COUNTY],
            rate=600,
        )
        return Agency(partner, give_key(partner, days=90))


@pytest.fixture
def police(administrator: Scope) -> Agency:
    return make_agency(administrator)


def follow_feed() -> None:
    """As the sequencer and the feed of the worker."""
    place_all()
    with as_role("fengqiao_loader"):
        follow(connection, "notice")


class Listener:
    """The agency's own server: it keeps what it is told and answers as it is set."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.heard.append((dict(self.headers), body))
                self.send_response(listener.status)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/feedback"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def topics(self) -> list[str]:
        return [json.loads(body)["topic"] for _, body in self.heard]


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.server.shutdown()
    listener.server.server_close()


def test_an_item_arrives_at_the_office_of_its_place(police: Agency, town: Town):
    answer = police.post(ITEM)

    assert answer.status_code == 201
    assert answer.json()["state_label"] == "待处理"
    with within(town.clerk):
        item = IntakeItem.objects.select_related("sender", "payload").get()
        assert (item.town, item.sender.name, item.category) == (TOWNSHIP // 1000, "柳河派出所", "邻里纠纷")
        assert json.loads(item.mentions.reveal())[0]["name"] == "张某某"
        assert Task.objects.filter(subject=item.pk, duty="mediation.intake", done_at=None).count() == 1
        kinds = Event.objects.filter(subject=item.pk).order_by("seq").values_list("kind", flat=True)
        assert list(kinds) == ["mediation.intake.register", "casework.attach", "casework.receive"]


def test_the_message_is_kept_sealed_as_it_came(police: Agency, town: Town, home):
    sent = json.dumps(ITEM, ensure_ascii=False, indent=3).encode()
    assert police.post(sent, "first-00000001").status_code == 201

    with within(town.clerk):
        kept = Attachment.objects.select_related("subject").get()
        assert kept.content() == sent
        assert "张某某".encode() not in (home / kept.path).read_bytes()


def test_what_is_sent_again_changes_nothing(police: Agency, town: Town):
    first = police.post(ITEM, "delivery-0001")
    repeated = police.post(ITEM, "delivery-0001")
    renewed = police.post(dict(reversed(list(ITEM.items()))), "delivery-0002")  # another key, another order of fields
    changed = police.post({**ITEM, "narrative": "另一段经过，与上次不同。"}, "delivery-0003")
    reused = police.post({**ITEM, "external_number": "JQ-2"}, "delivery-0001")

    assert [each.status_code for each in (first, repeated, renewed, changed, reused)] == [201, 200, 200, 409, 409]
    assert first.json()["id"] == repeated.json()["id"] == renewed.json()["id"]
    assert changed.json()["detail"].startswith("该外部编号已经报送过")
    with within(town.clerk):
        assert (IntakeItem.objects.count(), Attachment.objects.count()) == (1, 1)
        assert Event.objects.filter(subject=first.json()["id"]).count() == 3


def test_deliveries_in_any_order_are_as_many_items(police: Agency, town: Town):
    numbers = ["JQ-3", "JQ-1", "JQ-2", "JQ-1", "JQ-3"]

    statuses = [police.post({**ITEM, "external_number": each}).status_code for each in numbers]

    assert statuses == [201, 201, 201, 200, 200]
    with within(town.clerk):
        assert set(IntakeItem.objects.values_list("external_number", flat=True)) == {"JQ-1", "JQ-2", "JQ-3"}


@pytest.mark.parametrize(
    ("change", "name", "sentence"),
    [
        ({"source_detail": "34"}, "source_detail", "本单位未登记这个来源。"),
        ({"source_detail": "22"}, "source_detail", ""),
        ({"place_code": 110101001001}, "place_code", "没有这个区划代码。"),
        ({"place_code": None}, "place_text", "请填写发生地或12位区划代码。"),
        ({"consent_share": None}, "consent_share", "法院、公安移送须注明当事人是否同意。"),
        ({"narrative": ""}, "narrative", ""),
        ({"surprise": 1}, "surprise", "没有这一项。"),
    ],
)
def test_what_is_malformed_is_told_and_leaves_nothing(police: Agency, town: Town, change, name, sentence):
    answer = police.post({**ITEM, **change})

    assert answer.status_code == 422
    error = next(each for each in answer.json()["errors"] if each["field"] == name)
    assert sentence in error["message"]
    with within(town.county):
        assert IntakeItem.objects.count() == 0


@pytest.mark.parametrize(
    ("place_text", "receiver"),
    [("柳河镇柳河村3组", TOWNSHIP), ("某县城区某处", COUNTY), ("柳河镇政府门前", TOWNSHIP)],
)
def test_a_place_in_words_finds_its_office_else_the_bureau(police: Agency, town: Town, place_text, receiver):
    answer = police.post({**ITEM, "place_code": None, "place_text": place_text})

    assert answer.status_code == 201
    with within(town.county):
        assert IntakeItem.objects.get().scope_code == receiver * 1000


def test_beyond_the_agreed_range_nothing_is_taken(police: Agency, administrator: Scope, town: Town):
    make_region(OTHER_TOWNSHIP, "柳湾镇", 4, COUNTY, "town")
    make_organization(OTHER_TOWNSHIP, "柳湾司法所", "office")
    with within(administrator):
        change_partner(police.partner, sources=["331"], receiving=[OTHER_TOWNSHIP], rate=600)

    answer = police.post(ITEM)

    assert answer.status_code == 422
    assert answer.json()["detail"] == "这个地点不在本单位登记的接收范围内。"


def test_an_agency_sees_only_what_it_sent(police: Agency, administrator: Scope, town: Town):
    court = make_agency(administrator, "柳河人民法庭", ("311",))
    item = police.post(ITEM).json()["id"]

    assert police.get(f"/{item}").json()["external_number"] == ITEM["external_number"]
    assert [row["id"] for row in police.get().json()["rows"]] == [item]
    assert court.get(f"/{item}").status_code == 404
    assert court.get().json() == {"rows": [], "next": None}
    own = {"authorization": f"Bearer {police.key}"}
    assert Client().get("/api/v1/mediation/items", headers=own).status_code == 404
    assert Client().get(f"/api/v1/matters/{item}", headers=own).status_code == 404


def test_the_list_of_an_agency_asks_the_same_for_one_item_and_for_many(police: Agency, town: Town):
    asked = []
    for numbers in (("JQ-1",), ("JQ-2", "JQ-3", "JQ-4")):
        for each in numbers:
            police.post({**ITEM, "external_number": each})
        follow_feed()
        sending.send_due()
        police.get()
        with CaptureQueriesContext(connection) as found:
            rows = police.get().json()["rows"]
        asked.append(len(found))
        assert all(told["topic"] == "registered" for row in rows for told in row["told"])

    assert [len(row["told"]) for row in rows] == [1, 1, 1, 1]
    assert asked[0] == asked[1]


def test_two_keys_hold_while_an_agency_changes_over(police: Agency, administrator: Scope):
    with within(administrator):
        second = give_key(police.partner, days=90)
    assert [Agency(police.partner, key).get().status_code for key in (police.key, second)] == [200, 200]

    with time_machine.travel(now() + timedelta(days=8)):
        assert [Agency(police.partner, key).get().status_code for key in (police.key, second)] == [401, 200]
    with within(administrator):
        third = give_key(police.partner, days=90)
        assert keys_of(police.partner).count() == 2
    assert [Agency(police.partner, key).get().status_code for key in (police.key, second, third)] == [401, 200, 200]
    with within(administrator):
        take_key(police.partner, keys_of(police.partner)[0].pk)
    assert Agency(police.partner, third).get().status_code == 401


def test_an_agency_has_one_bucket_for_all_its_keys(police: Agency, administrator: Scope):
    with within(administrator):
        change_partner(police.partner, sources=["331"], receiving=[COUNTY], rate=2)
        second = Agency(police.partner, give_key(police.partner, days=9))

    with time_machine.travel(now(), tick=False) as clock:
        statuses = [police.get().status_code, second.get().status_code, police.get().status_code]
        refused = second.get()
        clock.shift(30)
        after = police.get().status_code

    assert (statuses, refused["Retry-After"], after) == ([200, 200, 429], "30", 200)


def test_nobody_gives_what_lies_beyond_their_range(administrator: Scope, town: Town):
    make_region(880101000000, "外县", 3, None, "county")
    with within(administrator), pytest.raises(ValidationError, match="接收范围"):
        add_partner(
            name="外县法院",
            kind="court",
            region=TOWNSHIP,
            role="partner_system",
            sources=["311"],
            receiving=[880101000000],
            rate=9,
        )


def test_a_court_waits_three_working_days_for_the_answer(administrator: Scope, town: Town):
    with time_machine.travel("2025-09-24T10:00:00+08:00"):
        court = make_agency(administrator, "柳河人民法庭", ("311",))
        item = court.post({**ITEM, "source_detail": "311", "external_number": "（2025）诉前调12号"}).json()["id"]
    with within(town.head):
        waiting = Task.objects.get(subject=item, duty="mediation.reply")
        assert local_day(waiting.due_at).isoformat() == "2025-09-28"  # a Sunday that is worked
        found = found_dispute(IntakeItem.objects.get(pk=item))
        waiting.refresh_from_db()
        assert waiting.done_at is not None
        decision = Task.objects.get(subject=found.dispute_id, duty="mediation.court_decision")
        assert local_day(decision.due_at).isoformat() == "2025-09-28"
        accept(town, make_case(town, Dispute.objects.get(pk=found.dispute_id)))
        decision.refresh_from_db()
        assert decision.done_at is not None


def found_dispute(item: IntakeItem) -> IntakeItem:
    return perform(
        item,
        "found",
        version=item.version,
        dispute_type="02",
        subtype="0205",
        parties=(LI, ZHANG),
        facts_text="张某某在自家院外砌围墙一道，占用两家共用通道，李某某通行受阻。",
    )


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_one_reply_closes_all_linked_orders(police: Agency, administrator: Scope, town: Town, listener: Listener):
    hotline = make_agency(administrator, "12345热线", ("351",))
    for agency in (police, hotline):
        with within(administrator):
            secret = sending.set_endpoint(agency.partner, listener.url)
    items = [
        police.post(ITEM).json()["id"],
        hotline.post({**ITEM, "source_detail": "351", "external_number": "GD250303-889"}).json()["id"],
    ]
    with within(town.head):
        first = found_dispute(IntakeItem.objects.get(pk=items[0]))
        dispute = Dispute.objects.get(pk=first.dispute_id)
        second = IntakeItem.objects.get(pk=items[1])
        perform(second, "link", version=second.version, dispute=dispute)
        case = accept(town, make_case(town, dispute))
        perform(case, "end", version=case.version, outcome="22", end_reason="申请人撤回申请，不再要求调解。")
    follow_feed()
    follow_feed()  # a second pass finds nothing new

    assert sending.send_due() == 8
    assert sending.send_due() == 0

    assert sorted(listener.topics()) == ["accepted"] * 2 + ["concluded"] * 2 + ["linked"] * 2 + ["registered"] * 2
    headers, body = listener.heard[-1]
    signed = hmac.new(secret.encode(), f"{headers['Fengqiao-Timestamp']}.".encode() + body, hashlib.sha256)
    told = json.loads(body)
    assert told["topic"] == "concluded"
    if told["source_detail"] == "351":
        assert headers["Fengqiao-Signature"] == f"v1={signed.hexdigest()}"
    assert (told["result"], told["basis"], told["attitude"]) == (
        "申请人撤回",
        "人民调解法 第二十六条",
        "申请人撤回申请",
    )
    assert [each["topic"] for each in hotline.get(f"/{items[1]}").json()["told"]] == [
        "registered",
        "linked",
        "accepted",
        "concluded",
    ]


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_what_is_not_taken_is_sent_again_under_the_same_number(
    police: Agency, administrator: Scope, town: Town, listener: Listener
):
    with within(administrator):
        sending.set_endpoint(police.partner, listener.url)
    item = police.post(ITEM).json()["id"]
    with within(town.head):
        pending = IntakeItem.objects.get(pk=item)
        perform(pending, "turn_back", version=pending.version, reason="不属本辖区，请退回属地。")
    follow_feed()
    listener.status = 503

    assert sending.send_due() == 0
    assert sending.send_due() == 0  # put off
    listener.status = 200
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert sending.send_due() == 2

    numbers = [headers["Fengqiao-Delivery"] for headers, _ in listener.heard]
    assert len(numbers) == 4
    assert len(set(numbers)) == 2
    bodies = {body for _, body in listener.heard}
    assert len(bodies) == 2  # written once
    assert any(json.loads(body).get("reason") == "不属本辖区，请退回属地。" for body in bodies)
    with within(administrator):
        delivery = sending.deliveries(police.partner.organization)[0]
        sending.replay(delivery)
    assert sending.send_due() == 1
    assert listener.heard[-1][0]["Fengqiao-Delivery"] == str(delivery.pk)


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_worker_that_dies_between_two_steps_loses_nothing(
    police: Agency, administrator: Scope, listener: Listener, monkeypatch: pytest.MonkeyPatch
):
    with within(administrator):
        sending.set_endpoint(police.partner, listener.url)
    police.post(ITEM)
    follow_feed()

    with monkeypatch.context() as dying:
        dying.setattr(sending, "_send", lambda delivery, endpoint: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sending.send_due()
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert (sending.send_due(), sending.send_due()) == (1, 0)

    assert listener.topics() == ["registered"]


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_after_the_last_attempt_the_administrator_sees_it(police: Agency, administrator: Scope):
    with within(administrator):
        sending.set_endpoint(police.partner, "https://127.0.0.1:1/none")
    police.post(ITEM)
    follow_feed()

    with time_machine.travel(now(), tick=False) as clock:
        for _ in sending.PAUSES:
            assert sending.send_due() == 0
            clock.shift(timedelta(days=2))

    with within(administrator):
        delivery = Delivery.objects.get()
        assert (delivery.get_state_display(), delivery.attempts) == ("未送达", len(sending.PAUSES))
        assert delivery.answer.startswith("未连通")


def test_an_address_without_tls_is_refused(police: Agency, administrator: Scope):
    with within(administrator), pytest.raises(ValidationError, match="https"):
        sending.set_endpoint(police.partner, "http://police.example/feedback")


@pytest.mark.parametrize(
    ("channel", "category", "narrative", "expected"),
    [
        ("31", "民间借贷纠纷", "", ("04", "0401")),
        ("31", "追索劳动报酬纠纷", "十名农民工讨薪", ("10", "")),
        ("31", "追索劳动报酬纠纷", "公司拖欠工资", ("11", "")),
        ("33", "殴打他人", "", ("06", "0601")),
        ("35", "殴打他人", "", ("", "")),
        ("31", "", "", ("", "")),
    ],
)
def test_the_senders_class_reads_as_ours(channel, category, narrative, expected):
    assert type_of(rows_of(), channel=channel, category=category, narrative=narrative) == expected


def test_the_key_is_kept_as_a_digest_only(police: Agency):
    post = Post.objects.get(pk=police.partner.post_id)
    with within(scope_of(post)):
        token = keys_of(police.partner).get()
    assert bytes(token.digest) == hashlib.sha256(police.key.encode()).digest()


def test_the_administrator_keeps_agencies_on_a_page(administrator: Scope, police: Agency, client: Client):
    client.force_login(Post.objects.get(pk=administrator.post).user)
    base = "/administration/partners/"
    new = {"name": "柳河人民法庭", "kind": "court", "region": TOWNSHIP, "receiving": str(COUNTY), "rate": 60}

    refused = client.post(f"{base}new/", {**new, "sources": ["311"], "receiving": "柳河镇"})
    made = client.post(f"{base}new/", {**new, "sources": ["311"]})
    secret = client.post(f"{made.url}keys/", {"days": 30})
    listens = client.post(f"{made.url}endpoint/", {"url": "https://court.example/feedback"})
    shown = client.get(made.url).content.decode()

    assert (refused.status_code, made.status_code) == (422, 302)
    assert "应为12位区划代码" in refused.content.decode()
    assert "fq_" in secret.content.decode()
    assert "fw_" in listens.content.decode()
    assert "https://court.example/feedback" in shown
    assert "fq_" not in shown
    assert "柳河人民法庭" in client.get(base).content.decode()
    police.post(ITEM)
    follow_feed()
    with within(administrator):
        delivery, key = Delivery.objects.get(), keys_of(police.partner).get()
    assert client.post(f"/administration/deliveries/{delivery.pk}/replay/").status_code == 302
    assert client.post(f"{base}{police.partner.pk}/keys/{key.pk}/end/").status_code == 302
    assert police.get().status_code == 401
