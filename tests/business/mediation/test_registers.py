"""调委会、调解员、调解室、矛调中心: founding, composition, terms, notice to the court, one record for one person."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from fengqiao.business.mediation.jobs import announce_ends
from fengqiao.business.mediation.models import Appointment, MediationCommittee, Mediator
from fengqiao.business.mediation.queries import registers as queries
from fengqiao.business.mediation.services.committee import (
    appoint,
    begin_election,
    change_committee,
    dissolve,
    elect,
    enrol_mediator,
    file_committee,
    found_committee,
    notify_court,
    release,
    renew,
)
from fengqiao.business.mediation.services.mediator import change_mediator, discipline, grade_mediator, train
from fengqiao.business.mediation.services.places import change_room, close_center, close_room, open_center, open_room
from fengqiao.kernel.casework.duties import inbox
from fengqiao.kernel.casework.models import Task
from fengqiao.kernel.casework.perform import NotNow
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.journal.models import Event
from fengqiao.kernel.places.scope import Scope, within
from tests.business.mediation.factories import (
    OTHER_VILLAGE,
    Town,
    accept,
    at,
    make_case,
    make_dispute,
    make_organization,
    make_post,
    make_region,
    make_town,
)
from tests.kernel.casework.matters import sentence_of

pytestmark = pytest.mark.django_db
DAY, END = date(2025, 3, 3), date(2027, 1, 1)
TERM = {"kind": "member", "engaged_on": DAY, "expires_on": END}
WOMAN_ID = "990101198109270029"


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def county(town: Town) -> Scope:
    return at(town.county, DAY)


def join(town: Town, name: str, sex: str = "男", **given: object) -> Appointment:
    """One more member of the committee of 柳河村."""
    person = enrol_mediator(town.committee, name=name, sex=sex, kind="part_time", birth_on=date(1975, 1, 1))
    return appoint(person, town.committee, **{**TERM, **given})


def completed(town: Town) -> MediationCommittee:
    """柳河村's committee with three members, a woman among them, filed."""
    join(town, "吴某某", "女")
    join(town, "周某某", deputy=True)
    return file_committee(town.committee, filed_on=DAY)


def told(committee: MediationCommittee | Mediator) -> list[str]:
    events = Event.objects.filter(subject=committee.pk).order_by("seq")
    return [sentence_of(event) for event in events]


def open_duties(row: MediationCommittee | Mediator) -> list[tuple[str, str]]:
    return list(Task.objects.filter(subject=row.pk, done_at=None).values_list("duty", "note"))


# 调委会


def test_a_committee_is_founded_with_its_level_and_a_term_of_three_years_at_most(town: Town, county: Scope):
    village = make_organization(OTHER_VILLAGE, "柳溪村人民调解委员会", "committee", serial=1)
    given = {"short_name": "柳溪", "committee_type": "1", "established_on": DAY, "term_start": DAY}
    with within(county):
        with pytest.raises(ValidationError, match="不得晚于2028-03-03"):
            found_committee(village, name=village.name, term_end=date(2028, 3, 4), **given)
        with pytest.raises(ValidationError, match="同名"):
            found_committee(village, name=town.committee.name, term_end=date(2028, 3, 3), **given)
        made = found_committee(village, name=village.name, term_end=date(2028, 3, 3), **given)

        assert (made.level, made.state, made.seal_name) == ("village", "normal", "柳溪村人民调解委员会")
        assert told(made) == ["设立调委会：柳溪村人民调解委员会"]
        with pytest.raises(ValidationError, match="已设立"):
            found_committee(village, name="另一个名称", term_end=date(2028, 3, 3), **given)


def test_a_committee_is_filed_when_its_composition_is_lawful_and_the_court_is_to_be_told(town: Town, county: Scope):
    with within(county):
        with pytest.raises(ValidationError) as refused:
            file_committee(town.committee, filed_on=DAY)
        assert refused.value.messages == [
            "现有委员1人，应当有三至九人（《人民调解法》第八条）。",
            "委员中应当有妇女成员（《人民调解法》第八条）。",
        ]

        filed = completed(town)
        assert filed.filed_on == DAY
        task = Task.objects.get(subject=filed.pk, done_at=None)
        assert (task.duty, task.may, task.due_at.date(), task.limit["article"]) == (
            "mediation.court_notice",
            "mediation.enrol",
            date(2025, 3, 10),
            "人民调解法第十条",
        )

        notify_court(filed, notified_on=date(2025, 3, 5))
        assert (filed.court_notified_on, open_duties(filed)) == (date(2025, 3, 5), [])
        assert told(filed)[-1] == "向某县人民法院通报组成人员，日期2025-03-05"
        with pytest.raises(NotNow, match="已备案"):
            file_committee(filed, filed_on=DAY)


def test_a_change_of_members_of_a_filed_committee_is_told_to_the_court_again(town: Town, county: Scope):
    with within(county):
        filed = notify_court(completed(town), notified_on=DAY)
        engaged = join(town, "郑某某", kind="engaged")
        assert open_duties(filed) == []  # not a member
        release(engaged, ended_on=DAY, end_reason="resigned")
        assert open_duties(filed) == []

        join(town, "钱某某")
        assert open_duties(filed) == [("mediation.court_notice", "")]


def test_a_second_chair_and_a_tenth_member_are_refused(town: Town, county: Scope):
    with within(county):
        with pytest.raises(ValidationError, match="主任只能有一人"):
            join(town, "吴某某", chair=True)
        for number in range(2, 10):
            join(town, f"委员{number}")
        with pytest.raises(ValidationError, match="不得超过九人"):
            join(town, "委员十")

        assert len(queries.members_of(town.committee)) == 9


def test_an_election_ends_the_old_terms_and_begins_the_new(town: Town, county: Scope):
    with within(county):
        filed = notify_court(completed(town), notified_on=DAY)
        chair, other, woman = (each.mediator for each in queries.engaged_at(filed))
        new = enrol_mediator(filed, name="孙某某", sex="男", kind="part_time", birth_on=date(1980, 1, 1))
        term = {"term_start": date(2025, 3, 4), "term_end": date(2028, 3, 3)}
        with pytest.raises(NotNow, match="开始换届"):
            elect(filed, members=[chair, woman, new], chair=new, **term)
        begin_election(filed, began_on=DAY)
        assert MediationCommittee.objects.get(pk=filed.pk).get_state_display() == "换届中"
        with pytest.raises(ValidationError, match="妇女成员"):
            elect(filed, members=[chair, other, new], chair=new, **term)

    with within(at(town.county, date(2025, 3, 4))):
        elected = elect(filed, members=[chair, woman, new], chair=new, **term)

        assert (elected.state, elected.term_end) == ("normal", date(2028, 3, 3))
        assert [(each.mediator.name, each.position_label) for each in queries.engaged_at(elected)] == [
            ("孙某某", "主任"),
            ("马某某", "委员"),
            ("吴某某", "委员"),
        ]
        left = Appointment.objects.get(mediator__name="周某某")
        assert (left.ended_on, left.get_end_reason_display()) == (date(2025, 3, 4), "换届不再连任")
        assert told(elected)[-1] == "换届：马某某、吴某某、孙某某，任期至2028-03-03"
        assert open_duties(elected) == [("mediation.court_notice", "")]


def test_a_committee_with_an_open_case_is_not_dissolved(town: Town, county: Scope):
    with within(at(town.clerk, DAY)):
        accept(town, make_case(town, make_dispute()))

    with within(county):
        with pytest.raises(NotNow, match="尚有1件调解案件未办结"):
            dissolve(town.committee, dissolved_on=DAY, reason="行政村合并")

        assert MediationCommittee.objects.get().state == "normal"


def test_a_dissolved_committee_engages_nobody_and_takes_no_new_act(town: Town, county: Scope):
    with within(county):
        room = open_room(town.committee, name="柳河集市调解点", room_type="mobile", opened_on=DAY)
        gone = dissolve(town.committee, dissolved_on=DAY, reason="行政村合并")

        assert (gone.state, gone.dissolved_on) == ("dissolved", DAY)
        room.refresh_from_db()
        assert room.closed_on == DAY
        only = Appointment.objects.get()
        assert (only.ended_on, only.end_reason) == (DAY, "dissolved")
        for act in (
            lambda: join(town, "吴某某"),
            lambda: open_room(gone, name="又一个", room_type="group", opened_on=DAY),
            lambda: dissolve(gone, dissolved_on=DAY, reason="再次撤销"),
        ):
            with pytest.raises(NotNow, match="已撤销"):
                act()


def test_what_is_changed_is_named(town: Town, county: Scope):
    with within(county):
        changed = change_committee(town.committee, address="柳河村1组", phone="", name="柳河村人民调解委员会")

        assert changed.address == "柳河村1组"
        assert told(changed)[-1] == "变更调委会登记：地址"


# 调解员


def test_one_person_has_one_record_wherever_it_lies(town: Town, county: Scope):
    make_region(980101000000, "邻县", 3)
    far = make_organization(980101000000, "邻县司法局", "county_bureau")
    neighbour = scope_of(make_post(far, "county_mediation"))
    home = make_organization(far.region_id, "邻县人民调解委员会", "committee", serial=1)
    with within(county):
        enrol_mediator(town.committee, name="吴某某", sex="女", kind="part_time", id_number=WOMAN_ID)

    with within(at(neighbour, DAY)):
        other = found_committee(
            home,
            name=home.name,
            short_name="邻县",
            committee_type="6",
            specialty="general",
            established_on=DAY,
            term_start=DAY,
            term_end=date(2028, 3, 3),
        )
        assert other.level == "county"
        with pytest.raises(ValidationError, match="一人一档"):
            enrol_mediator(other, name="吴某某", sex="女", kind="part_time", id_number=WOMAN_ID)
        assert Mediator.objects.count() == 0
        assert queries.person_of(WOMAN_ID) is None


def test_birth_follows_from_the_number_and_minors_are_refused(town: Town, county: Scope):
    with within(county):
        woman = enrol_mediator(town.committee, name="吴某某", sex="女", kind="part_time", id_number=WOMAN_ID)
        assert (woman.birth_on, str(woman.id_number)) == (date(1981, 9, 27), "990101********0029")
        with pytest.raises(ValidationError, match="成年公民"):
            enrol_mediator(town.committee, name="小某某", sex="男", kind="part_time", birth_on=date(2010, 3, 12))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"expires_on": date(2028, 3, 4), "kind": "engaged"}, "不得晚于2028-03-03"),
        ({"expires_on": date(2025, 3, 2), "kind": "engaged"}, "届满日期早于开始日期"),
        ({"expires_on": date(2027, 1, 2)}, "不得超过本届任期（至2027-01-01）"),
    ],
)
def test_an_appointment_lasts_three_years_and_a_member_no_longer_than_the_committee(
    town: Town, county: Scope, given: dict, sentence: str
):
    with within(county), pytest.raises(ValidationError, match=sentence):
        join(town, "吴某某", **given)


def test_a_person_is_not_engaged_twice_at_once_but_by_two_committees(town: Town, county: Scope):
    village = make_organization(OTHER_VILLAGE, "柳溪村人民调解委员会", "committee", serial=1)
    chair = scope_of(make_post(village, "committee_chair"))
    with within(county):
        with pytest.raises(ValidationError, match="聘期至2027-01-01"):
            appoint(town.mediator, town.committee, kind="engaged", engaged_on=DAY, expires_on=END)
        other = found_committee(
            village,
            name=village.name,
            short_name="柳溪",
            committee_type="1",
            established_on=DAY,
            term_start=DAY,
            term_end=END,
        )
        appoint(town.mediator, other, kind="invited", engaged_on=DAY, expires_on=END)
        assert len(queries.appointments_of(town.mediator)) == 2

    with within(at(chair, DAY)):  # the other village reads the record of whom it engages
        assert [each.mediator.name for each in queries.engaged_at(other)] == ["马某某"]
        assert queries.one_mediator(town.mediator.pk).name == "马某某"
        assert Mediator.objects.count() == 0


def test_a_renewal_follows_the_old_term_in_the_same_position(town: Town, county: Scope):
    with within(county):
        engaged = join(town, "郑某某", kind="engaged", certificate_number="川调001")
        following = renew(engaged, engaged_on=date(2026, 12, 31), expires_on=date(2029, 12, 31))

        engaged.refresh_from_db()
        assert (engaged.ended_on, engaged.end_reason) == (date(2026, 12, 31), "expired")
        assert (following.renews, following.kind, following.certificate_number) == (engaged, "engaged", "川调001")
        assert told(following.mediator)[-1] == "续聘：柳河村人民调解委员会，至2029-12-31"
        with pytest.raises(NotNow, match="已终止"):
            renew(engaged, engaged_on=DAY, expires_on=END)
        with pytest.raises(NotNow, match="已终止"):
            release(engaged, ended_on=DAY, end_reason="resigned")


def test_a_mediator_renewed_early_may_still_mediate_today(town: Town, county: Scope):
    with within(county):
        MediationCommittee.objects.filter(pk=town.committee.pk).update(term_end=date(2027, 1, 2))
        only = Appointment.objects.select_related("committee", "mediator").get()
        renew(only, engaged_on=date(2026, 12, 31), expires_on=date(2027, 1, 2))

    with within(at(town.clerk, DAY)):
        assert accept(town, make_case(town, make_dispute())).chief_mediator == town.mediator


def test_dismissal_ends_every_appointment_and_criticism_none(town: Town, county: Scope):
    given = {"facts_text": "收取当事人礼品。", "decided_on": DAY, "decided_by": "柳河村村民委员会"}
    with within(county):
        discipline(town.mediator, ground="gain", measure="criticism", **given)
        assert Appointment.objects.get().ended_on is None
        discipline(town.mediator, ground="gain", measure="recall", **given)

        ended = Appointment.objects.get()
        assert (ended.ended_on, ended.get_end_reason_display()) == (DAY, "罢免")
        assert told(town.mediator)[-3:] == [
            "批评教育：索取、收受财物或者牟取其他不正当利益，柳河村村民委员会",
            "罢免：索取、收受财物或者牟取其他不正当利益，柳河村村民委员会",
            "离任：柳河村人民调解委员会，罢免",
        ]


def test_grade_training_and_changes_stand_in_the_record(town: Town, county: Scope):
    with within(county):
        graded = grade_mediator(town.mediator, grade="2", grade_on=DAY, grade_by="某县司法局")
        train(graded, kind="yearly", topic="民法典相邻关系", organizer="某县司法局", held_on=DAY, hours=16)
        change_mediator(graded, education="college", phone="19900000002")
        change_mediator(graded, phone="")

        assert graded.get_grade_display() == "二级"
        assert str(Mediator.objects.get(pk=graded.pk).phone) == "199****0002"
        assert queries.trainings_of(graded).get().hours == 16
        assert told(graded)[-3:] == [
            "评定等级：二级，某县司法局",
            "年度培训：民法典相邻关系",
            "变更调解员登记：学历、联系电话",
        ]


# 届满提醒


def test_ends_are_announced_ninety_days_before_and_once(town: Town, county: Scope, time_machine):
    with within(county):
        engaged = join(town, "郑某某", kind="engaged", expires_on=date(2026, 6, 30))
    for day, expected in (
        (date(2026, 3, 31), []),
        (date(2026, 4, 1), [("mediation.renewal", "柳河村人民调解委员会")]),
        (date(2026, 4, 2), [("mediation.renewal", "柳河村人民调解委员会")]),
    ):
        time_machine.move_to(f"{day}T04:23:00+08:00")
        announce_ends()
        with within(at(town.county, day)):
            assert open_duties(engaged.mediator) == expected
    time_machine.move_to("2026-10-03T04:23:00+08:00")
    announce_ends()
    with within(at(town.chair, date(2026, 10, 3))):
        assert [(task.duty, task.due_at.date()) for task in inbox()] == [
            ("mediation.renewal", date(2026, 6, 30)),
            ("mediation.term", date(2027, 1, 1)),
        ]
    with within(at(town.county, date(2026, 10, 3))):
        following = renew(engaged, engaged_on=date(2026, 7, 1), expires_on=date(2029, 6, 30))
        assert open_duties(following.mediator) == []


# 调解室、矛调中心


def test_rooms_are_opened_changed_and_closed(town: Town, county: Scope):
    with within(county):
        room = open_room(town.committee, name="驻所调解室", room_type="police", opened_on=DAY, host="柳河派出所")
        change_room(room, host="柳河镇派出所")
        assert (
            "派驻调解室应有2名以上专职调解员，所属调委会现有0人（司发〔2018〕2号）。"
            in queries.view_of(town.committee).warnings
        )
        with pytest.raises(ValidationError, match="早于开始日期"):
            close_room(room, closed_on=date(2025, 3, 2))
        close_room(room, closed_on=DAY)

        assert told(town.committee)[-3:] == [
            "设立调解室（点）：驻所调解室",
            "变更调解室（点）：驻所调解室（派驻单位）",
            "撤销调解室（点）：驻所调解室",
        ]


def test_a_township_has_one_center_relying_on_its_office(town: Town, county: Scope):
    given = {"address": "柳河镇便民服务中心", "opened_on": DAY}
    with within(county):
        center = open_center(town.office, name="柳河镇矛盾纠纷调解中心", **given)
        assert (center.level, center.organization) == ("township", town.office)
        with pytest.raises(ValidationError, match="已登记"):
            open_center(town.office, name="又一个", **given)
        close_center(center, closed_on=DAY)

    with within(at(town.clerk, DAY)):
        assert [(each.name, str(queries.open_chip(each))) for each in queries.centers()] == [
            ("柳河镇矛盾纠纷调解中心", "撤销")
        ]


# 谁能看到


def test_the_registers_show_the_own_range(town: Town, county: Scope):
    village = make_organization(OTHER_VILLAGE, "柳溪村人民调解委员会", "committee", serial=1)
    other = at(scope_of(make_post(village, "committee_chair")), DAY)

    for scope, seen in ((county, 1), (at(town.clerk, DAY), 1), (at(town.chair, DAY), 1), (other, 0)):
        with within(scope):
            assert (queries.committees().count(), queries.mediators().count()) == (seen, seen)
