"""Scenario 7 at the desk: a quarrel settled on the spot is one screen, one number, one sheet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fengqiao.business.mediation.forms import OralForm
from fengqiao.kernel.identity.models import Post
from tests.acceptance.mediation.desk import on, open_machine, printed, text_of
from tests.business.mediation.factories import VILLAGE, make_town
from tests.kernel.sync.phones import NOISE as TYPED
from tests.kernel.sync.phones import Phone
from tests.surfaces.seats import province_post

pytestmark = [pytest.mark.django_db, pytest.mark.scenario("mediation", 7)]

DAY = date(2025, 3, 8)
NOISE = {
    "applicant_name": "王某某",
    "applicant_sex": "女",
    "respondent_name": "赵某某",
    "respondent_sex": "男",
    "place_code": VILLAGE,
    "dispute_type": "02",
    "subtype": "0204",
    "kind": "apologize",
    "on_the_spot": True,
}


def test_a_noise_dispute_is_settled_on_one_screen_printed_and_filed():
    town = make_town()
    chair = open_machine(town.chair, DAY)
    with on(DAY):
        made = chair.post("/mediation/oral", NOISE)
        case, agreement = made.body["id"], made.body["agreement"]

        assert made.status == 201
        assert made.body["number"] == "（2025）柳河人调字第1号"
        assert (made.body["outcome"], made.body["state"]) == ("11", "performed")
        assert (agreement["form"], agreement["effective_on"], agreement["signed"]) == ("oral", "2025-03-08", [])
        assert made.body["effective_on"] == "2025-03-08"
        assert [(term["kind"], term["obligor"], term["done_on"]) for term in agreement["terms"]] == [
            ("apologize", "赵某某", "2025-03-08")
        ]
        paper = printed(chair, case, "mediation.oral")
        filed = chair.step(case, "archive", {"retention": "short", "filer": "马某某", "checker": "陈某某"})
        browser = Client()
        browser.force_login(Post.objects.get(pk=town.chair.post).user)
        bundle = browser.get(reverse("mediation:bundle", args=[case]))
        far = province_post("province_mediation")
        shown, hidden = (far.get(reverse(f"mediation:{page}", args=[case])) for page in ("case", "bundle"))

    for said in ("人民调解口头协议登记表", agreement["number"], "王某某", "赵某某", "赔礼道歉", "2025年3月8日"):
        assert said in paper
    assert "当事人（签名" not in paper
    assert (filed.status, filed.body["state"]) == (200, "archived")
    text = text_of(bundle.content)
    for said in ("人民调解卷宗", "人民调解受理登记表", "人民调解口头协议登记表"):
        assert said in text
    assert "权利义务告知书" not in text
    assert (shown.status_code, hidden.status_code) == (200, 404)  # the province reads the case, not its papers


def test_no_field_of_the_screen_needs_more_than_twenty_characters():
    typed = [field for field in OralForm().visible_fields() if getattr(field.field, "max_length", None)]

    assert max(field.field.max_length for field in typed) == 20


def test_the_same_screen_sent_twice_is_one_case():
    chair = open_machine(make_town().chair, DAY)
    with on(DAY):
        once, twice = (chair.post("/mediation/oral", NOISE, idempotency_key="oral-20250308-1") for _ in range(2))
        listed = chair.get("/mediation/cases?view=all").body["count"]

    assert (once.body["id"], listed) == (twice.body["id"], 1)


@pytest.mark.seed("AH-58")
def test_settled_in_the_field_and_sent_the_next_morning_it_is_dated_numbered_printed_and_filed():
    town = make_town()
    with on(DAY - timedelta(days=1)):
        phone = Phone(town.chair)
        numbers = phone.send(held={"mediation.oral": 0}).json()["numbers"]["mediation.oral"]
    with on(DAY, 16):
        sealed = phone.capture(TYPED, number=numbers[0]["text"])
    chair = open_machine(town.chair, DAY)
    with on(DAY + timedelta(days=1)):
        (arrived,) = phone.outcomes(sealed)
        (again,) = phone.outcomes(sealed)
        case = chair.get(f"/mediation/cases/{arrived['subject']}").body
        paper = printed(chair, case["id"], "mediation.oral")
        filed = chair.step(case["id"], "archive", {"retention": "short", "filer": "马某某", "checker": "陈某某"})
        listed = chair.get("/mediation/cases?view=all").body["count"]

    assert (arrived, arrived["number"]) == (again, "（2025）柳河人调字第1号")
    assert (case["number"], case["outcome"], listed) == (arrived["number"], "11", 1)
    assert (case["effective_on"], case["agreement"]["effective_on"]) == ("2025-03-08", "2025-03-08")
    assert case["agreement"]["signed"] == []
    for said in ("人民调解口头协议登记表", "王某某", "赵某某", "赔礼道歉", "2025年3月8日"):
        assert said in paper
    assert "当事人（签名" not in paper
    assert (filed.status, filed.body["state"]) == (200, "archived")
