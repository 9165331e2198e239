"""群众端: a citizen applies without an account, the office finds it in its queue, number and code show the progress."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from fengqiao.business.mediation.forms import AcceptForm, FoundForm
from fengqiao.business.mediation.models import Dispute, DisputeParty, IntakeItem, MediationCase, Statement
from fengqiao.business.mediation.services.case import apply
from fengqiao.business.mediation.services.following import give_code
from fengqiao.business.mediation.services.parties import PartyValue
from fengqiao.kernel.casework.models import Attachment, Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.identity.models import Bucket, Post, Refusal, Visitor
from fengqiao.kernel.identity.visitors import scope_of_visitor
from fengqiao.kernel.journal.models import Event, Grant, Reading
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import Scope, within
from tests.business.mediation.factories import Town, make_town
from tests.surfaces.seats import auditor

pytestmark = pytest.mark.django_db

OFFICE = "990101101"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
SAID: tuple[dict[str, object], ...] = (
    {"other_name": "张某某", "other_phone": "19900000001"},
    {"trouble": "neighbor"},
    {"story": "邻居砌墙占了两家共用的通道，说了几次都不听。"},
    {"village": "990101101201", "place_text": "村东头水井旁"},
    {"wishes": ["restore", "talk"], "wish_text": "把墙拆了"},
    {"name": "李某某", "phone": "19900000002"},
)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def citizen(town: Town) -> Client:
    return Client(enforce_csrf_checks=False)


def answer_all(citizen: Client) -> None:
    citizen.get(reverse("mediation-portal:begin", args=[OFFICE]))
    for step, said in enumerate(SAID, 1):
        answer = citizen.post(reverse("mediation-portal:question", args=[OFFICE, step]), said)
        assert answer.status_code == 302, answer.content.decode()


def send(citizen: Client, **more: str) -> HttpResponse:
    return citizen.post(reverse("mediation-portal:check", args=[OFFICE]), {"willing": "on", **more})


def applied(citizen: Client) -> tuple[str, str]:
    """An application that was sent; its number and code from the receipt."""
    answer_all(citizen)
    assert send(citizen).headers["Location"] == reverse("mediation-portal:receipt")
    shown = citizen.get(reverse("mediation-portal:receipt")).content.decode()
    code = re.search(r"fq-secret\">(\d{4}) (\d{4})<", shown)
    number = re.search(r"LJ-[\d-]+", shown)
    assert code
    assert number
    return number[0], code[1] + code[2]


def ask(citizen: Client, number: str, code: str) -> HttpResponse:
    return citizen.post(reverse("portal:ask"), {"number": number, "code": code})


def see(citizen: Client) -> str:
    return citizen.get(reverse("mediation-portal:progress")).content.decode()


def test_an_application_is_an_item_in_the_offices_queue(town: Town, citizen: Client):
    number, code = applied(citizen)

    with within(town.clerk):
        item = IntakeItem.objects.select_related("subject").get()
        assert (item.number, item.state, item.source, item.source_detail) == (number, "pending", "2", "23")
        assert item.scope_code == town.office.scope_code
        assert (item.reporter_name, item.reporter_role, item.reporter_phone.reveal()) == (
            "李某某",
            "当事人",
            "19900000002",
        )
        assert item.narrative == "邻居砌墙占了两家共用的通道，说了几次都不听。\n希望：恢复原样；坐下来好好谈；把墙拆了"
        assert (item.place_code, item.place_text, item.category) == (990101101201, "村东头水井旁", "邻居之间")
        assert item.mentioned == ["张某某"]
        assert [task.duty for task in Task.objects.filter(subject=item.pk)] == ["mediation.intake"]
        visitor = Visitor.objects.get()
    assert (visitor.number, visitor.area) == (number, "mediation")
    assert code.encode() not in bytes(visitor.digest)


def test_sent_twice_is_one_item_under_one_number(town: Town, citizen: Client):
    first = applied(citizen)

    assert send(citizen).status_code == 302
    shown = citizen.get(reverse("mediation-portal:receipt")).content.decode()
    assert first[0] in shown
    assert f"{first[1][:4]} {first[1][4:]}" in shown
    with within(town.clerk):
        assert (IntakeItem.objects.count(), Visitor.objects.count(), Grant.objects.count()) == (1, 1, 1)


def test_back_shows_what_was_answered_and_a_gap_is_asked_again(town: Town, citizen: Client):
    citizen.get(reverse("mediation-portal:begin", args=[OFFICE]))
    citizen.post(reverse("mediation-portal:question", args=[OFFICE, 1]), SAID[0])

    first = citizen.get(reverse("mediation-portal:question", args=[OFFICE, 1])).content.decode()
    assert 'value="张某某"' in first
    assert citizen.get(reverse("mediation-portal:check", args=[OFFICE])).headers["Location"] == reverse(
        "mediation-portal:question", args=[OFFICE, 2]
    )


def test_an_empty_answer_says_what_is_missing_and_keeps_nothing(town: Town, citizen: Client):
    answer = citizen.post(reverse("mediation-portal:question", args=[OFFICE, 6]), {"name": "李某某", "phone": "123"})

    assert answer.status_code == 422
    assert "联系电话应为11位手机号，或带区号的固定电话。" in answer.content.decode()


def test_what_is_typed_lies_sealed_in_the_session(town: Town, citizen: Client):
    answer_all(citizen)

    with connection.cursor() as cursor:
        cursor.execute("select session_data from django_session")
        kept = cursor.fetchone()[0]
    carried = citizen.session["typed.application"]
    assert "李某某" not in str(carried)
    assert "19900000002" not in str(carried)
    assert "李某某" not in kept


def test_what_a_program_fills_in_goes_nowhere(town: Town, citizen: Client):
    answer_all(citizen)

    assert send(citizen, website="http://example.com").headers["Location"] == reverse("portal:home")
    with within(town.clerk):
        assert IntakeItem.objects.count() == 0


def test_a_second_application_within_the_minute_is_asked_a_sum(town: Town, citizen: Client):
    applied(citizen)
    answer_all(citizen)

    asked = send(citizen)
    assert asked.status_code == 422
    one, two = re.search(r"([二三四五六七八九])加([二三四五六七八九])等于几", asked.content.decode()).groups()  # type: ignore[union-attr]
    right = "零一二三四五六七八九".index(one) + "零一二三四五六七八九".index(two)
    assert send(citizen, answer="1").status_code == 422
    assert send(citizen, answer=str(right)).status_code == 302
    with within(town.clerk):
        assert IntakeItem.objects.count() == 2


def test_number_and_code_open_the_progress_and_the_reading_is_journaled(town: Town, citizen: Client):
    number, code = applied(citizen)
    citizen.post(reverse("portal:leave"))

    answer = ask(citizen, f" {number.lower()} ", f"{code[:4]} {code[4:]}")
    assert answer.headers["Location"] == reverse("mediation-portal:progress")
    shown = see(citizen)
    assert "已收到" in shown
    assert "收到您的申请" in shown
    with within(town.clerk):
        reading = Reading.objects.get(detail="群众端查询进度")
        assert reading.post == Visitor.objects.get().pk


@pytest.mark.parametrize("wrong", ["code", "number", "both"])
def test_a_wrong_number_and_a_wrong_code_have_one_answer(town: Town, citizen: Client, wrong: str):
    number, code = applied(citizen)
    citizen.post(reverse("portal:leave"))
    other = f"{(int(code) + 1) % 10**8:08d}"

    given = {"code": (number, other), "number": (number + "1", code), "both": ("LJ-1", "1")}[wrong]
    answer = ask(citizen, *given)

    assert answer.status_code == 422
    assert "受理号或查询码不对，请对照回执再输一次。" in answer.content.decode()
    assert citizen.get(reverse("mediation-portal:progress")).headers["Location"] == reverse("portal:ask")


def test_a_number_is_tried_a_few_times_a_minute_only(town: Town, citizen: Client):
    number, code = applied(citizen)
    citizen.post(reverse("portal:leave"))

    statuses = [ask(citizen, number, "00000000").status_code for _ in range(3)]
    unknown = [ask(citizen, "LJ-990101101-2026-999999", "00000000").status_code for _ in range(3)]
    assert statuses == unknown == [422, 422, 429]
    assert ask(citizen, number, code).status_code == 429
    assert not any(number in bucket.key or "127.0.0.1" in bucket.key for bucket in Bucket.objects.all())


def test_founding_takes_over_what_the_citizen_wrote_and_lets_them_follow(town: Town, citizen: Client):
    number, code = applied(citizen)
    with within(town.clerk):
        item = IntakeItem.objects.get()
        shown = FoundForm(case=item)
        assert (shown.initial["applicant_name"], shown.initial["respondent_name"]) == ("李某某", "张某某")
    dispute = found(town)

    with within(town.clerk):
        applicant, respondent = DisputeParty.objects.filter(subject=dispute.pk).order_by("order")
        assert (applicant.phone.reveal(), respondent.phone.reveal()) == ("19900000002", "19900000001")
        assert (applicant.visitor_id, respondent.visitor_id) == (Visitor.objects.get().pk, None)
    ask(citizen, number, code)
    assert "正在安排" in see(citizen)


def found(town: Town) -> Dispute:
    """The clerk registers the item as a dispute."""
    with within(town.clerk):
        item = IntakeItem.objects.get()
        parties = [PartyValue(side="applicant", name="李某某"), PartyValue(side="respondent", name="张某某")]
        item = perform(item, "found", version=1, dispute_type="02", subtype="0205", parties=parties)
        return Dispute.objects.select_related("subject").get(pk=item.dispute_id)


def accepted(town: Town, dispute: Dispute) -> MediationCase:
    """The village's committee accepts, once the parties are written down in full."""
    with within(town.clerk):
        for party in DisputeParty.objects.filter(subject=dispute.pk):
            party.sex, party.ethnicity, party.stated_age, party.occupation = "男", "汉族", 50, "务农"
            party.address, party.willingness = "柳河村二组", "agreed"
            party.save()
        opened = apply(Dispute.objects.get(pk=dispute.pk), committee=town.committee)
        return perform(opened, "accept", version=1, chief=town.mediator)


def test_the_citizen_reads_plain_words_and_nothing_of_the_other_side(town: Town, citizen: Client):
    number, code = applied(citizen)
    dispute = found(town)
    case = accepted(town, dispute)
    ask(citizen, number, code)

    shown = see(citizen)
    assert "已受理" in shown
    assert "受理了，马某某主持调解" in shown
    for secret in ("19900000001", "风险", "蓝", "纠纷类型", str(case.pk), "分流"):
        assert secret not in shown


def test_a_stranger_with_another_number_sees_their_own_only(town: Town, citizen: Client):
    first = applied(citizen)
    other = Client(REMOTE_ADDR="10.0.0.9")
    second = applied(other)

    ask(citizen, *first)
    assert first[0] in see(citizen)
    assert second[0] not in see(citizen)


def test_an_unknown_office_is_not_there(town: Town, citizen: Client):
    for code in ("990101109", "x", "9" * 16, "１２"):
        assert citizen.get(reverse("portal:office", args=[code])).status_code == 404
        assert citizen.get(reverse("mediation-portal:begin", args=[code])).status_code == 404


def test_the_office_is_found_by_the_name_of_its_village(town: Town, citizen: Client):
    shown = citizen.get(reverse("portal:find"), {"q": "柳溪村"}).content.decode()

    assert "柳河司法所" in shown
    assert reverse("portal:office", args=[OFFICE]) in shown
    assert "没有找到" in citizen.get(reverse("portal:find"), {"q": "没有的镇"}).content.decode()


def test_leaving_forgets_everything_of_the_person(town: Town, citizen: Client):
    ask(citizen, *applied(citizen))

    citizen.post(reverse("portal:leave"))
    assert citizen.get(reverse("mediation-portal:progress")).status_code == 302
    assert citizen.get(reverse("mediation-portal:receipt")).status_code == 302
    assert dict(citizen.session.items()) == {}


def say(citizen: Client, what: str, **given: str) -> HttpResponse:
    return citizen.post(reverse("mediation-portal:say", args=[what]), given)


def code_for(town: Town, dispute: Dispute, name: str) -> tuple[str, str]:
    """What the office gives a party to follow the dispute."""
    with within(town.clerk):
        return give_code(dispute, DisputeParty.objects.get(subject=dispute.pk, name=name))


@pytest.fixture
def opponent(town: Town) -> Client:
    return Client(REMOTE_ADDR="10.0.0.7")


def test_who_applies_is_willing_and_a_refusal_stops_the_mediation(town: Town, citizen: Client):
    mine = applied(citizen)
    dispute = found(town)
    with within(town.clerk):
        assert [party.willingness for party in dispute.parties()] == ["agreed", "unstated"]
    ask(citizen, *mine)
    assert "不想调解了" in see(citizen)

    assert say(citizen, "withdraw", words="已经和好了").status_code == 302

    with within(town.clerk):
        applicant = dispute.parties()[0]
        assert (applicant.willingness, applicant.asked_by) == ("refused", applicant.visitor_id)
        statement = Statement.objects.get()
        assert (statement.kind, statement.name, statement.words.reveal()) == ("withdraw", "李某某", "已经和好了")
        assert Task.objects.get(subject=dispute.pk, duty="mediation.heard").done_at is None
        events = Event.objects.filter(subject=dispute.pk).order_by("seq")
        assert [each.kind for each in events][-2:] == ["mediation.party.state", "mediation.party.ask"]
        assert [each.seq for each in events] == list(range(1, len(events) + 1))
        assert "已经和好了" not in str([each.data for each in events])
        with pytest.raises(ValidationError):
            perform(apply(Dispute.objects.get(), committee=town.committee), "accept", version=1, chief=town.mediator)
    assert "我愿意调解" not in see(citizen)
    assert "同意调解" in see(citizen)  # who said no may still say yes


def test_a_withdrawal_before_the_office_has_looked_stands_with_the_item(town: Town, citizen: Client):
    ask(citizen, *applied(citizen))

    say(citizen, "withdraw")
    assert say(citizen, "withdraw").headers["Location"] == reverse("mediation-portal:progress")

    with within(town.clerk):
        assert [(each.subject_id, each.kind) for each in Statement.objects.all()] == [
            (IntakeItem.objects.get().pk, "withdraw")
        ]


def test_the_other_side_follows_with_a_code_of_its_own_and_says_yes(town: Town, citizen: Client, opponent: Client):
    applied(citizen)
    dispute = found(town)
    number, code = code_for(town, dispute, "张某某")

    ask(opponent, number, code)
    shown = see(opponent)
    assert number == dispute.number
    assert "正在安排" in shown
    for hidden in ("李某某", "19900000002", "希望：恢复原样", "LJ-"):
        assert hidden not in shown
    say(opponent, "agree")

    with within(town.clerk):
        respondent = dispute.parties()[1]
        assert (respondent.willingness, respondent.asked_by) == ("agreed", respondent.visitor_id)


def test_a_lost_code_is_replaced_and_the_old_one_ends(town: Town, citizen: Client, opponent: Client):
    applied(citizen)
    dispute = found(town)
    first = code_for(town, dispute, "张某某")
    second = code_for(town, dispute, "张某某")

    assert ask(opponent, *first).status_code == 422
    assert ask(opponent, *second).status_code == 302
    with within(town.clerk):
        assert Visitor.objects.count() == 2


def test_material_comes_with_the_matter_and_only_its_own_party_sees_it(town: Town, citizen: Client, opponent: Client):
    mine = applied(citizen)
    dispute = found(town)
    theirs = code_for(town, dispute, "张某某")
    ask(citizen, *mine)
    ask(opponent, *theirs)

    sent = citizen.post(
        reverse("mediation-portal:material"), {"file": SimpleUploadedFile("墙.png", PIXEL), "label": "墙的照片"}
    )

    assert sent.status_code == 302
    assert "李某某补充：墙的照片" in see(citizen)
    assert "墙的照片" not in see(opponent)
    with within(town.clerk):
        kept = Attachment.objects.get(subject=dispute.pk)
        assert (kept.content(), kept.made_by) == (PIXEL, dispute.parties()[0].visitor_id)


def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_is_kept(town: Town, citizen: Client):
    ask(citizen, *applied(citizen))

    answer = citizen.post(
        reverse("mediation-portal:material"), {"file": SimpleUploadedFile("墙.png", b"MZ\x90 program")}
    )

    assert answer.status_code == 422
    assert "不是PNG 图片" in answer.content.decode()
    with within(town.clerk):
        assert Attachment.objects.count() == 0


def test_a_chosen_mediator_stands_in_the_form_of_acceptance(town: Town, citizen: Client):
    mine = applied(citizen)
    dispute = found(town)
    ask(citizen, *mine)
    shown = citizen.get(reverse("mediation-portal:say", args=["choose"])).content.decode()
    assert "马某某" in shown
    assert "柳河村人民调解委员会，兼职人民调解员" in shown

    assert say(citizen, "choose", mediator="0199d2c4-0000-7000-8000-000000000001").status_code == 422
    say(citizen, "choose", mediator=str(town.mediator.pk))

    with within(town.clerk):
        form = AcceptForm(case=apply(dispute, committee=town.committee))
        assert (form.fields["chief"].initial, form.fields["mediator_choice"].initial) == (town.mediator, "parties")


def test_a_rating_comes_when_the_mediation_is_over_and_once(town: Town, citizen: Client):
    mine = applied(citizen)
    dispute = found(town)
    case = accepted(town, dispute)
    ask(citizen, *mine)
    assert say(citizen, "rate", choice="satisfied").headers["Location"] == reverse("mediation-portal:progress")
    with within(town.clerk):
        perform(case, "end", version=2, outcome="23", end_reason="双方自行和解。", next_routes=[])

    say(citizen, "rate", choice="satisfied", words="谢谢马主任")
    say(citizen, "rate", choice="discontent")

    with within(town.clerk):
        rated = Statement.objects.get(kind="rate")
        assert (rated.choice, rated.words.reveal()) == ("满意", "谢谢马主任")
    shown = see(citizen)
    assert "双方自己和解了。" in shown
    assert "评价：满意" in shown


def test_what_was_said_waits_until_somebody_has_seen_it(town: Town, citizen: Client, client: Client):
    mine = applied(citizen)
    dispute = found(town)
    ask(citizen, *mine)
    say(citizen, "withdraw", words="已经和好了")
    seated(client, town.clerk)

    page = client.get(reverse("mediation:dispute", args=[dispute.pk])).content.decode()
    assert "当事人网上意见" in page
    assert "已经和好了" in page
    assert client.post(reverse("mediation:heard", args=[dispute.pk])).status_code == 302

    with within(town.clerk):
        assert Task.objects.get(subject=dispute.pk, duty="mediation.heard").done_at is not None
        assert Statement.objects.get().heard_by == town.clerk.post
    assert "工作人员已看" in see(citizen)


def test_the_code_of_a_party_is_shown_once_on_the_desk(town: Town, citizen: Client, client: Client, opponent: Client):
    applied(citizen)
    dispute = found(town)
    seated(client, town.clerk)
    with within(town.clerk):
        party = dispute.parties()[1]

    shown = client.post(reverse("mediation:party-code", args=[dispute.pk, party.pk])).content.decode()

    code = re.search(r"<b>(\d{4}) (\d{4})</b>", shown)
    assert code
    assert ask(opponent, dispute.number, code[1] + code[2]).status_code == 302


def seated(client: Client, scope: Scope) -> None:
    """Signed in from the post of a scope."""
    post = Post.objects.get(pk=scope.post)
    client.force_login(post.user, backend=settings.AUTHENTICATION_BACKENDS[0])


def test_a_door_that_stays_shut_for_a_visitor_is_noted(citizen: Client, town: Town):
    number, code = applied(citizen)
    ask(citizen, number, code)
    address = reverse("mediation-portal:paper", args=[uuid7()])

    assert citizen.get(address).status_code == 404

    with within(replace(town.head, may=town.head.may | {"system.audit"})):
        noted = Refusal.objects.get()
        assert (noted.post, noted.method, noted.path) == (None, "GET", address)
        assert noted.visitor.number == number
        assert noted.scope_code == town.office.scope_code
    refusals = auditor(town).get(reverse("people:refusal-list")).content.decode()
    assert address in refusals
    assert "群众" in refusals
    with within(scope_of_visitor(uuid7())):
        assert not Refusal.objects.exists()
