"""The pages that every line of work shares: a step, a change, a hand-over, a draft."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from fengqiao.business.mediation.models import Dispute, MediationCase
from fengqiao.kernel.casework.models import Draft, Referral
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.journal.models import Event, Grant
from fengqiao.kernel.places.scope import now, within
from tests.business.mediation.factories import (
    TOWNSHIP,
    Town,
    make_case,
    make_dispute,
    make_organization,
    make_post,
    make_town,
)
from tests.surfaces.seats import client_of, seated

pytestmark = pytest.mark.django_db
END = {"outcome": "21", "end_reason": "李某某要求终止调解。", "next_routes": "court"}


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def case(town: Town) -> MediationCase:
    with within(town.clerk):
        return make_case(town, make_dispute())


@pytest.fixture
def clerk(town: Town) -> Client:
    return seated(town.clerk)


def hidden(page: str) -> dict[str, str]:
    """The version and the key a form carries."""
    fields = re.findall(r'<input type="hidden" name="(version|idempotency_key)" value="([^"]+)"', page)
    return dict(fields)


def as_it_is(town: Town, case: MediationCase) -> MediationCase:
    with within(town.clerk):
        return MediationCase.objects.get(pk=case.pk)


def test_a_step_is_shown_done_and_told(town: Town, case: MediationCase, clerk: Client):
    address = f"/mediation/{case.pk}/end/"
    form = clerk.get(address).content.decode()

    done = clerk.post(address, {**hidden(form), **END}, follow=True)

    assert hidden(form)["version"] == "1"
    assert done.redirect_chain == [(reverse("mediation:case", args=[case.pk]), 302)]
    assert "已终止调解。" in done.content.decode()
    assert as_it_is(town, case).state == "ended"


def test_the_same_form_sent_twice_is_one_act_and_used_for_another_it_is_refused(
    town: Town, case: MediationCase, clerk: Client
):
    address = f"/mediation/{case.pk}/end/"
    form = {**hidden(clerk.get(address).content.decode()), **END}

    assert [clerk.post(address, form).status_code for _ in range(2)] == [302, 302]
    with within(town.clerk):
        assert Event.objects.filter(subject=case.pk, kind="mediation.case.end").count() == 1
        other = make_case(town, make_dispute())
    refused = clerk.post(f"/mediation/{other.pk}/end/", form)
    assert refused.status_code == 409
    assert as_it_is(town, other).state == "applied"


def test_a_wrong_form_and_a_failed_guard_come_back_with_their_sentence(town: Town, case: MediationCase, clerk: Client):
    address = f"/mediation/{case.pk}/end/"
    fresh = hidden(clerk.get(address).content.decode())

    empty = clerk.post(address, fresh)
    unled = clerk.post(address, {**fresh, "outcome": "20", "end_reason": "双方分歧过大。"})

    assert (empty.status_code, unled.status_code) == (422, 422)
    assert "双方分歧过大。" in unled.content.decode()  # what was typed is still there
    assert as_it_is(town, case).version == 1


def test_a_step_without_a_form_says_why_it_is_refused(town: Town, clerk: Client):
    with within(town.clerk):
        dispute = make_dispute()
        perform(make_case(town, dispute), "end", version=1, **{**END, "next_routes": ["court"]})
    answer = clerk.post(f"/mediation/{dispute.pk}/close/", {"version": 1, "idempotency_key": "k1"})

    assert answer.status_code == 409
    with within(town.clerk):
        assert Dispute.objects.get(pk=dispute.pk).state == "registered"


def test_who_read_an_older_version_sees_both_and_overwrites_nothing(town: Town, case: MediationCase, clerk: Client):
    address = f"/mediation/{case.pk}/end/"
    form = {**hidden(clerk.get(address).content.decode()), **END}
    assert clerk.post(reverse("ui:amend", args=[case.pk]), changed(clerk, case, people_count=7)).status_code == 302

    late = clerk.post(address, form)

    assert late.status_code == 409
    assert as_it_is(town, case).state == "applied"


@pytest.mark.parametrize("path", ["nothing", "archive/extra", "mediate"])
def test_a_step_that_is_unknown_or_nobody_s_is_not_there(case: MediationCase, clerk: Client, path: str):
    assert clerk.get(f"/mediation/{case.pk}/{path}/").status_code == 404
    assert clerk.get(f"/offices/{case.pk}/end/").status_code == 404


def changed(client: Client, case: MediationCase, **given: object) -> dict[str, object]:
    """The form of changes as it is shown, with some of it typed over."""
    page = client.get(reverse("ui:amend", args=[case.pk])).content.decode()
    written = {
        "open_mode": case.open_mode,
        "end_reason": case.end_reason,
        "undisputed_facts": case.undisputed_facts,
        "dispute_type": case.dispute_type,
        "difficulty": case.difficulty,
        "people_count": case.people_count,
    }
    return {**hidden(page), **written, **given}


def test_what_was_written_is_changed_before_conclusion_without_a_reason(town: Town, case: MediationCase, clerk: Client):
    page = clerk.get(reverse("ui:amend", args=[case.pk])).content.decode()
    assert "更正理由" not in page

    done = clerk.post(reverse("ui:amend", args=[case.pk]), changed(clerk, case, people_count=7), follow=True)

    assert "已修改。" in done.content.decode()
    assert as_it_is(town, case).people_count == 7


def test_after_conclusion_it_is_put_right_with_a_reason_that_stays(town: Town, case: MediationCase, clerk: Client):
    with within(town.clerk):
        case = perform(case, "end", version=1, **{**END, "next_routes": ["court"]})
    address = reverse("ui:amend", args=[case.pk])

    refused = clerk.post(address, changed(clerk, case, people_count=9))
    done = clerk.post(address, changed(clerk, case, people_count=9, reason="漏登同住人。"), follow=True)

    assert refused.status_code == 422
    assert "已更正。" in done.content.decode()
    assert as_it_is(town, case).people_count == 9
    assert "漏登同住人。" in clerk.get(address).content.decode()


def test_a_change_of_an_older_version_is_a_conflict_and_who_may_not_change_finds_no_page(
    town: Town, case: MediationCase, clerk: Client
):
    first, late = (changed(clerk, case, people_count=count) for count in (3, 4))
    address = reverse("ui:amend", args=[case.pk])

    assert clerk.post(address, first).status_code == 302
    assert clerk.post(address, late).status_code == 409
    assert as_it_is(town, case).people_count == 3
    assert seated(town.county).get(address).status_code == 404


@pytest.fixture
def police(town: Town) -> tuple[UUID, Client]:
    """柳河派出所, which sees what it is lent."""
    station = make_organization(TOWNSHIP, "柳河派出所", "police_station", serial=20)
    return station.pk, client_of(make_post(station, "partner"))


@pytest.fixture
def dispute(town: Town) -> Dispute:
    with within(town.clerk):
        return make_dispute()


def referral(town: Town, dispute: Dispute) -> Referral:
    with within(town.clerk):
        return Referral.objects.readable().get(subject=dispute.pk)


def lend(clerk: Client, town: Town, dispute: Dispute, to: UUID) -> Referral:
    given = {"to": to, "mode": "lend", "reason": "请到场协助。", "requested": "维持秩序"}
    assert clerk.post(reverse("ui:referral-new", args=[dispute.pk]), given).status_code == 302
    return referral(town, dispute)


def test_a_matter_is_lent_signed_for_and_answered(town: Town, clerk: Client, dispute: Dispute, police):
    station, officer = police
    page = reverse("mediation:dispute", args=[dispute.pk])
    assert clerk.get(reverse("ui:referral-new", args=[dispute.pk])).status_code == 200
    sent = lend(clerk, town, dispute, station)

    assert officer.get(page).status_code == 404  # not before it is signed for
    assert "请到场协助。" in officer.get(reverse("ui:referral-list")).content.decode()
    signed = officer.post(reverse("ui:referral-sign", args=[sent.pk]))
    assert (signed.status_code, signed.url) == (302, page)
    assert officer.get(page).status_code == 200
    assert officer.post(reverse("ui:referral-sign", args=[sent.pk])).status_code == 409  # once
    answered = officer.post(reverse("ui:referral-answer", args=[sent.pk]), {"reason": "双方情绪已稳定。"}, follow=True)

    assert "已反馈。" in answered.content.decode()
    assert "已反馈" in clerk.get(reverse("ui:referral-list")).content.decode()
    assert "双方情绪已稳定。" in clerk.get(page, {"tab": "course"}).content.decode()


def test_a_hand_over_is_turned_back_with_its_reason_only(town: Town, clerk: Client, dispute: Dispute, police):
    station, officer = police
    sent = lend(clerk, town, dispute, station)
    address = reverse("ui:referral-return", args=[sent.pk])

    assert officer.post(address).status_code in {409, 422}
    long = officer.post(address, {"reason": "不" * 201})
    assert (long.status_code, "不超过 200 字符" in long.content.decode()) == (422, True)
    turned = officer.post(address, {"reason": "不属本所辖区。"}, follow=True)

    assert "已退回。" in turned.content.decode()
    assert referral(town, dispute).returned_at is not None
    assert officer.get(reverse("mediation:dispute", args=[dispute.pk])).status_code == 404


def test_a_hand_over_without_a_reason_comes_back(clerk: Client, dispute: Dispute, police):
    answer = clerk.post(reverse("ui:referral-new", args=[dispute.pk]), {"to": police[0], "mode": "lend"})

    assert answer.status_code == 422


def test_what_was_typed_is_kept_for_the_post_and_thrown_away(town: Town, clerk: Client):
    kept = clerk.post(reverse("ui:draft-save", args=["dispute"]), {"facts_text": "写到一半", "version": "1"})
    assert kept.status_code in {200, 204}
    with within(town.clerk):
        assert Draft.objects.filter(post=town.clerk.post).count() == 1

    clerk.post(reverse("ui:draft-drop", args=["dispute"]))

    with within(town.clerk):
        assert Draft.objects.filter(post=town.clerk.post).count() == 0


def test_the_head_seals_a_matter_names_who_reads_it_and_lifts_it_again(
    town: Town, clerk: Client, dispute: Dispute, police
):
    station, officer = police
    head = client_of(Post.objects.get(pk=town.head.post))
    page, address = reverse("mediation:dispute", args=[dispute.pk]), reverse("ui:restrict", args=[dispute.pk])
    reader = Post.objects.get(organization=station)
    lifting = reverse("ui:restrict-lift", args=[dispute.pk])

    assert (clerk.get(address).status_code, clerk.post(lifting, {"reason": "无关"}).status_code) == (404, 404)
    assert address in head.get(page).content.decode()
    assert head.post(lifting, {"reason": "无关"}).status_code == 409
    assert head.post(address, {"reason": ""}).status_code == 422
    assert head.get(address).status_code == clerk.get(page).status_code == 200  # nothing has happened yet
    sealed = head.post(address, {"reason": "涉未成年人", "reading": [reader.pk]}, follow=True).content.decode()

    assert "已设为限制查阅" in sealed
    assert clerk.get(page).status_code == 404
    for who in (head, officer):
        assert "限制查阅</span>" in who.get(page).content.decode()
    assert head.post(address, {"reason": "再次"}).status_code == 409
    assert officer.post(lifting, {"reason": "无关"}).status_code == 404
    assert head.post(lifting, {"reason": " "}).status_code == 422

    lifted = head.post(lifting, {"reason": "当事人已成年"}, follow=True).content.decode()

    assert "已解除限制查阅" in lifted
    assert "解除限制查阅：当事人已成年" in head.get(page, {"tab": "course"}).content.decode()
    assert clerk.get(page).status_code == 200
    with within(town.head):
        assert not Grant.objects.filter(subject=dispute.pk, until__gt=now())  # what was granted for it has ended
