"""Scenario 14: a restricted matter is not there for the next village; what is hidden is read with a reason, or not."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from fengqiao.kernel.identity.models import Organization, Post, Refusal
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.journal.models import Reading
from fengqiao.kernel.places.scope import SHANGHAI, within
from tests.acceptance.mediation.desk import APPLICANT, on, open_machine, register, write_party
from tests.business.mediation.factories import OTHER_VILLAGE, make_organization, make_post, make_town, moment

pytestmark = [pytest.mark.django_db, pytest.mark.scenario("mediation", 14)]

DAY = date(2025, 3, 8)
REASON = "核对家暴告诫书送达对象"


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def dispute(town):
    """A dispute of 柳河村 about domestic violence, flagged by the office."""
    chair, clerk = open_machine(town.chair, DAY), open_machine(town.clerk, DAY)
    with on(DAY):
        made = register(chair, dispute_type="01", subtype="0108")
        party = clerk.get(f"/mediation/disputes/{made}").body["parties"][0]["id"]
        write_party(clerk, made, party, {**APPLICANT, "sensitive": ["domestic_violence"]})
    return made


def test_a_mediator_of_another_village_does_not_find_it_and_the_attempt_is_noted(town, dispute):
    office = Organization.objects.get(pk=town.office.pk)
    other = make_organization(OTHER_VILLAGE, "柳溪村人民调解委员会", "committee", serial=1, parent=office)
    stranger = scope_of(make_post(other, "village_mediator", "钱某某"))
    machine, browser = open_machine(stranger, DAY), Client()
    browser.force_login(Post.objects.get(pk=stranger.post).user)

    with on(DAY):
        page = browser.get(reverse("mediation:dispute", args=[dispute]))
        answers = [machine.get(path).status for path in (f"/mediation/disputes/{dispute}", f"/matters/{dispute}")]
        listed = machine.get("/mediation/disputes?view=all").body["rows"]

    assert (page.status_code, answers, listed) == (404, [404, 404], [])
    with within(stranger):
        assert Refusal.objects.filter(post=stranger.post).count() == 3


def test_the_flag_is_shown_to_office_and_county_and_to_no_village(town, dispute):
    flags = {}
    with on(DAY):
        for name in ("clerk", "county", "chair", "village_mediator"):
            read = open_machine(getattr(town, name), DAY).get(f"/mediation/disputes/{dispute}").body
            flags[name] = read["parties"][0]["sensitive"]

    assert flags == {
        "clerk": ["domestic_violence"],
        "county": ["domestic_violence"],
        "chair": [],
        "village_mediator": [],
    }


def test_a_change_by_the_village_leaves_the_flag_it_does_not_see(town, dispute):
    chair, clerk = open_machine(town.chair, DAY), open_machine(town.clerk, DAY)
    with on(DAY):
        party = chair.get(f"/mediation/disputes/{dispute}").body["parties"][0]["id"]
        write_party(chair, dispute, party, {**APPLICANT, "occupation": "经商"})
        refused = chair.put(
            f"/mediation/disputes/{dispute}/parties/{party}",
            {**APPLICANT, "sensitive": ["domestic_violence"]},
            version=3,
        )
        read = clerk.get(f"/mediation/disputes/{dispute}").body["parties"][0]

    assert read["sensitive"] == ["domestic_violence"]
    assert refused.status == 422


def test_the_county_sees_a_mask_and_reads_behind_it_with_a_reason_that_is_written_down(town, dispute):
    county = open_machine(town.county, DAY)
    with on(DAY, 10):
        party = county.get(f"/mediation/disputes/{dispute}").body["parties"][0]
        address = f"/mediation/disputes/{dispute}/parties/{party['id']}/reveal"
        without = county.post(address, {"reason": " "})
        opened = county.post(address, {"reason": REASON})

    assert party["id_number"] == "990101********0029"
    assert (without.status, without.body["errors"]) == (
        422,
        [{"field": "reason", "message": "请写明查看理由，不少于4个字。"}],
    )
    assert opened.body == {
        "name": "李某某",
        "phone": "19900000002",
        "id_number": "990101198109270029",
        "address": "柳河村3组12号",
    }
    with within(town.county):
        row = Reading.objects.get(subject=dispute, what="revealed")
        assert (row.post, row.reason) == (town.county.post, REASON)
        assert row.detail == "李某某 联系电话、证件号码、住址"
        assert row.at.astimezone(SHANGHAI).date() == DAY
        assert row.at >= moment(DAY, 10)
        assert isinstance(row.at, datetime)
