"""The registers in the browser: lists, pages, forms, the letter to the court, the roster as a sheet."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fengqiao.business.mediation.entries.registers import ROSTER
from fengqiao.business.mediation.models import Appointment, MediationCenter, MediationCommittee, MediationRoom, Mediator
from fengqiao.business.mediation.queries import registers as queries
from fengqiao.business.mediation.services.committee import appoint, enrol_mediator, file_committee, found_committee
from fengqiao.business.mediation.services.places import open_room
from fengqiao.kernel.exchange.imports import upload
from fengqiao.kernel.exchange.models import Row
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.journal.models import Reading
from fengqiao.kernel.paperwork.models import Issued
from fengqiao.kernel.places.scope import today, within
from tests.business.mediation.factories import OTHER_VILLAGE, Town, make_organization, make_post, make_region, make_town
from tests.business.mediation.test_import import write_all
from tests.surfaces.seats import seated

pytestmark = pytest.mark.django_db
WU_ID, ZHOU_ID = "990101198109270029", "990101197503120016"
ENDS = date(2027, 1, 1)
PERSON = {
    "name": "吴某某",
    "id_number": WU_ID,
    "ethnicity": "汉族",
    "political": "masses",
    "education": "senior",
    "phone": "19900000002",
    "address": "柳河村3组",
    "kind": "part_time",
    "funding": "subsidy",
    "origin": "legal_guide",
    "appointment": "member",
    "position": "member",
    "engaged_on": "2026-11-03",
    "expires_on": ENDS.isoformat(),
}


@pytest.fixture
def town(time_machine) -> Town:
    time_machine.move_to("2026-11-03T09:00:00+08:00")
    return make_town()


@pytest.fixture
def county(town: Town) -> Client:
    return seated(town.county)


@pytest.fixture
def chair(town: Town) -> Client:
    return seated(town.chair)


def act(town: Town, key: str) -> str:
    return reverse("mediation:committee-act", args=[town.committee.pk, key])


def shown(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"mediation:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def full(town: Town) -> MediationCommittee:
    """Three members, a woman among them, filed."""
    with within(town.county):
        for name, sex in (("吴某某", "女"), ("周某某", "男")):
            person = enrol_mediator(town.committee, name=name, sex=sex, kind="full_time", birth_on=date(1975, 1, 1))
            appoint(person, town.committee, kind="member", engaged_on=today(), expires_on=ENDS)
        return file_committee(town.committee, filed_on=today())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("committee-list", ("柳河村人民调解委员会", "设立调委会", "即将届满", "剩 59 天")),
        ("mediator-list", ("马某某", "兼职", "在聘", "导入花名册")),
        ("room-list", ("驻所调解室", "派驻公安", "柳河派出所")),
        ("center-list", ("还没有矛调中心", "登记矛调中心")),
    ],
)
def test_the_lists_show_the_registers(town: Town, county: Client, name: str, words: tuple[str, ...]):
    with within(town.county):
        open_room(town.committee, name="驻所调解室", room_type="police", host="柳河派出所", opened_on=today())

    page = shown(county, name)

    for word in (*words, "调解组织", "调解室（点）"):
        assert word in page


def test_who_may_not_change_a_register_sees_no_button_and_finds_no_form(town: Town):
    clerk, mediator = seated(town.clerk), seated(town.village_mediator)

    for client in (clerk, mediator):
        assert "设立调委会" not in shown(client, "committee-list")
        assert "登记调解员" not in shown(client, "committee", town.committee.pk)
        assert client.get(reverse("mediation:committee-new")).status_code == 404
        assert client.get(act(town, "enrol")).status_code == 404
    for key in ("file", "notify", "edit", "dissolve", "no-such"):  # the county's
        assert seated(town.chair).get(act(town, key)).status_code == 404


def test_city_posts_read_names_de_identified(town: Town):
    city = make_organization(990100000000, "某市司法局", "city_bureau")
    reader = seated(scope_of(make_post(city, "city_mediation")))

    page = shown(reader, "committee", town.committee.pk) + shown(reader, "mediator", town.mediator.pk)

    assert "马某某" not in page
    assert "马*某" in page
    assert "1970-05-01" not in page


def test_a_committee_is_founded_on_its_page(town: Town, county: Client):
    form = shown(county, "committee-new")
    given = {
        "place": OTHER_VILLAGE,
        "name": "柳溪村人民调解委员会",
        "short_name": "柳溪",
        "committee_type": "1",
        "establishing_unit": "柳溪村村民委员会",
        "address": "柳溪村1组",
        "phone": "19900000002",
        "established_on": "2026-11-03",
        "term_start": "2026-11-03",
        "term_end": "2029-11-03",
    }

    refused = county.post(reverse("mediation:committee-new"), given | {"term_end": "2029-11-04", "committee_type": "6"})
    answer = county.post(reverse("mediation:committee-new"), given)

    assert "所在地" in form
    assert refused.status_code == 422
    assert "须填写专业领域" in refused.content.decode()
    assert answer.status_code == 302
    page = county.get(answer.url).content.decode()
    for words in ("已设立柳溪村人民调解委员会", "现有委员0人", "尚未产生主任", "登记调解员", "设立调委会：柳溪村"):
        assert words in page
    made = Organization.objects.get(name="柳溪村人民调解委员会")
    assert (made.kind, made.region_id, made.serial, made.parent) == ("committee", OTHER_VILLAGE, 1, town.office)


def test_a_committee_is_founded_in_the_own_county_only(town: Town, county: Client):
    make_region(980101000000, "邻县", 3)

    answer = county.post(reverse("mediation:committee-new"), {"place": 980101000000, "name": "邻县人民调解委员会"})

    assert answer.status_code == 422
    assert "所在地不在本辖区" in answer.content.decode()
    assert not Organization.objects.filter(name="邻县人民调解委员会").exists()


def test_a_village_chair_registers_a_member_and_the_number_stays_hidden(town: Town, chair: Client):
    assert "登记调解员" in shown(chair, "committee", town.committee.pk)

    answer = chair.post(act(town, "enrol"), PERSON)

    assert answer.status_code == 302
    with within(town.chair):
        made = Mediator.objects.get(name="吴某某")
        assert (made.sex, made.birth_on) == ("女", date(1981, 9, 27))
    page = chair.get(reverse("mediation:mediator", args=[made.pk])).content.decode()
    for words in ("990101********0029", "199****0002", "委员 · 2026-11-03 至 2027-01-01", "法律明白人", "登记培训"):
        assert words in page
    for hidden in (WU_ID, "19900000002", "评定等级"):  # the grade is the county's
        assert hidden not in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"id_number": "990101198109270020"}, "身份证号校验不通过，请核对第18位"),
        ({"id_number": "990101201003120019"}, "成年公民"),
        ({"position": ""}, "推选的委员请选择职务"),
        ({"position": "chair"}, "主任只能有一人"),
        ({"expires_on": "2027-01-02"}, "不得超过本届任期（至2027-01-01）"),
        ({"expires_on": "2029-11-04", "appointment": "engaged"}, "不得晚于2029-11-03"),
        ({"phone": "123"}, "联系电话应为11位手机号"),
    ],
)
def test_a_wrong_member_is_refused_in_words_and_nothing_is_kept(
    town: Town, chair: Client, given: dict[str, str], sentence: str
):
    answer = chair.post(act(town, "enrol"), PERSON | given)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with within(town.chair):
        assert Mediator.objects.count() == 1


def test_who_is_registered_is_appointed_by_the_number(town: Town, county: Client):
    with within(town.county):
        person = enrol_mediator(town.committee, name="周某某", sex="男", kind="part_time", id_number=ZHOU_ID)
    given = {
        "appointment": "engaged",
        "engaged_on": "2026-11-03",
        "expires_on": "2029-11-03",
    }

    unknown = county.post(act(town, "appoint"), given | {"id_number": WU_ID})
    answer = county.post(act(town, "appoint"), given | {"id_number": ZHOU_ID})

    assert "本辖区没有登记这个身份证号的调解员" in unknown.content.decode()
    assert answer.status_code == 302
    with within(town.county):
        assert [each.mediator for each in queries.engaged_at(town.committee)][-1] == person


def test_the_next_act_of_a_committee_leads_its_page(town: Town, county: Client):
    def primary() -> str:
        page = shown(county, "committee", town.committee.pk)
        return page.partition('<a class="btn btn-primary" href="')[2].partition('">')[2].partition("</a>")[0]

    assert primary() == "登记调解员"
    full(town)
    assert primary() == "登记通报法院"
    assert county.post(act(town, "notify"), {"notified_on": "2026-11-03"}).status_code == 302
    assert primary() == "开始换届"  # fifty-nine days before its end
    assert county.post(act(town, "begin"), {"began_on": "2026-11-03"}).status_code == 302
    assert primary() == "完成换届"
    with within(town.county):
        chosen = [str(each.mediator.pk) for each in queries.engaged_at(town.committee)]
    given = {"term_start": "2026-11-03", "term_end": "2029-11-03", "members": chosen, "chair": chosen[0]}
    assert county.post(act(town, "elect"), given).status_code == 302
    assert primary() == "登记通报法院"


def test_the_letter_to_the_court_names_the_members(town: Town, county: Client, chair: Client):
    full(town)
    address = reverse("mediation:court-letter", args=[town.committee.pk])

    assert chair.post(address).status_code == 404
    answer = county.post(address)

    assert answer.status_code == 302
    with within(town.county):
        issued = Issued.objects.get()
        text = issued.frozen.reveal()
        assert issued.title == "人民调解委员会组成人员通报函"
        for words in (
            "某县人民法院",
            "马某某",
            "主任",
            "吴某某",
            "周某某",
            "2026年11月3日至2027年1月1日",
            "某县司法局",
        ):
            assert words in text
    assert county.get(answer.url).headers["Content-Type"] == "application/pdf"


def test_an_appointment_is_renewed_and_ended_on_its_forms(town: Town, chair: Client):
    with within(town.chair):
        person = enrol_mediator(town.committee, name="郑某某", sex="男", kind="part_time", birth_on=date(1975, 1, 1))
        engaged = appoint(person, town.committee, kind="engaged", engaged_on=today(), expires_on=date(2026, 12, 1))
    renew, release = (reverse("mediation:appointment-act", args=[engaged.pk, key]) for key in ("renew", "release"))

    assert "聘期开始" in chair.get(renew).content.decode()
    assert chair.post(renew, {"engaged_on": "2026-12-02", "expires_on": "2026-12-01"}).status_code == 422
    assert chair.post(renew, {"engaged_on": "2026-12-02", "expires_on": "2029-12-01"}).status_code == 302
    assert chair.get(release).status_code == 409
    with within(town.chair):
        following = Appointment.objects.get(renews=engaged)
        assert following.expires_on == date(2029, 12, 1)


def test_grade_training_and_discipline_are_registered(town: Town, county: Client):
    def address(key: str) -> str:
        return reverse("mediation:mediator-act", args=[town.mediator.pk, key])

    grade = {"grade": "3", "grade_on": "2026-11-03", "grade_by": "某县司法局"}
    training = {"kind": "yearly", "held_on": "2026-11-02", "topic": "民法典", "organizer": "某县司法局", "hours": "8"}
    blame = {
        "ground": "leak",
        "measure": "criticism",
        "decided_on": "2026-11-03",
        "decided_by": "本委员会",
        "facts_text": "向他人谈论当事人家事。",
    }
    for key, given in (("grade", grade), ("train", training), ("discipline", blame)):
        assert county.post(address(key), given).status_code == 302
    assert county.post(address("grade"), grade | {"grade_on": "2026-11-04"}).status_code == 422

    page = shown(county, "mediator", town.mediator.pk)
    for words in ("三级，2026-11-03 某县司法局评定", "民法典", "8 学时", "批评教育", "泄露当事人的个人隐私"):
        assert words in page


def test_rooms_and_centers_are_registered_and_closed(town: Town, county: Client):
    room = {"name": "驻所调解室", "room_type": "police", "address": "柳河街1号", "opened_on": "2026-11-03"}
    center = {
        "organization": Organization.objects.get(kind="office").pk,
        "name": "柳河镇矛盾纠纷调解中心",
        "address": "柳河镇便民服务中心",
        "phone": "19900000002",
        "hours": "工作日",
        "windows": "3",
        "opened_on": "2026-11-03",
    }
    assert county.post(act(town, "room"), room).status_code == 302
    answer = county.post(reverse("mediation:center-new"), center)

    assert "驻所调解室" in shown(county, "committee", town.committee.pk)
    page = county.get(answer.url).content.decode()
    for words in ("柳河镇矛盾纠纷调解中心", "依托机构", "柳河司法所", "3 个"):
        assert words in page
    with within(town.county):
        closing = (
            reverse("mediation:room-act", args=[MediationRoom.objects.get().pk, "close"]),
            reverse("mediation:center-act", args=[MediationCenter.objects.get().pk, "close"]),
        )
    for address in closing:
        assert county.post(address, {"closed_on": "2026-11-03"}).status_code == 302
        assert county.get(address).status_code == 409


def test_the_lists_ask_the_same_for_one_row_and_for_many(town: Town, county: Client):
    for name in ("committee-list", "mediator-list"):
        county.get(reverse(f"mediation:{name}"))
        asked = []
        for number in range(2):
            with CaptureQueriesContext(connection) as found:
                shown(county, name)
            # whether a parameter was changed is asked every few seconds, whatever is listed
            asked.append(len([each for each in found if "parameters_parameterevent" not in each["sql"]]))
            with within(town.county):
                for place in range(3):
                    person = enrol_mediator(
                        town.committee, name=f"甲{number}{place}", sex="女", kind="part_time", birth_on=date(1980, 1, 1)
                    )
                    appoint(person, town.committee, kind="engaged", engaged_on=today(), expires_on=ENDS)
        assert asked[0] == asked[1]


def test_a_roster_is_imported_and_a_known_person_only_engaged(town: Town):
    rows = [
        "调委会,姓名,公民身份号码,政治面貌,文化程度,电话,住址,专职/兼职,聘任方式,职务,聘任日期,届满日期",
        f"柳河村人民调解委员会,吴某某,{WU_ID},群众,高中(中专),19900000002,柳河村3组,兼职,委员(推选),委员,2026-11-03,2027-01-01",
        f"柳河村人民调解委员会,周某某,{ZHOU_ID},中共党员,大专,19900000017,柳河村4组,专职,聘任,,2026-11-03,2029-11-03",
        "无此村人民调解委员会,钱某某,990101197503120024,群众,大专,19900000017,柳河村4组,专职,聘任,,2026-11-03,2029-11-03",
    ]
    with within(town.county):
        enrol_mediator(town.committee, name="周某某", sex="男", kind="full_time", id_number=ZHOU_ID)
        batch = upload(ROSTER, "花名册.csv", "\n".join(rows).encode("utf-8-sig"))
        states = list(batch.rows.order_by("number").values_list("state", flat=True))
        assert states == [Row.State.GOOD, Row.State.GOOD, Row.State.BAD]
        write_all(batch)

        assert Mediator.objects.count() == 3
        assert [(each.mediator.name, each.position_label) for each in queries.engaged_at(town.committee)] == [
            ("马某某", "主任"),
            ("吴某某", "委员"),
            ("周某某", "聘任"),
        ]


def test_whom_another_village_engages_is_read_there_and_changed_where_the_record_lies(town: Town, county: Client):
    village = make_organization(OTHER_VILLAGE, "柳溪村人民调解委员会", "committee", serial=1)
    given = {"short_name": "柳溪", "committee_type": "1", "established_on": today()}
    with within(town.county):
        home = found_committee(village, name=village.name, term_start=today(), term_end=ENDS, **given)
        lent = appoint(town.mediator, home, kind="invited", engaged_on=today(), expires_on=ENDS)
    other = seated(scope_of(make_post(village, "committee_chair")))
    address = reverse("mediation:appointment-act", args=[lent.pk, "release"])

    page = shown(other, "committee", home.pk) + shown(other, "mediator", town.mediator.pk)

    assert "马某某" in page
    assert "解聘" not in page
    assert other.get(address).status_code == 404
    assert county.get(address).status_code == 200


def test_what_is_hidden_is_shown_for_a_reason_that_is_written_down(town: Town, county: Client):
    with within(town.county):
        person = enrol_mediator(
            town.committee, name="周某某", sex="男", kind="part_time", id_number=ZHOU_ID, phone="19900000017"
        )
    address = reverse("mediation:mediator-reveal", args=[person.pk])

    refused, shown_ = county.post(address, {"reason": "看"}), county.post(address, {"reason": "核对花名册"})

    assert refused.status_code == 422
    for secret in (ZHOU_ID, "19900000017"):
        assert secret in shown_.content.decode()
    with within(town.county):
        reading = Reading.objects.get(subject=person.pk)
        assert (reading.what, reading.reason, reading.post) == ("revealed", "核对花名册", town.county.post)
