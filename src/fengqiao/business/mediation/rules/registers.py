"""Committees and mediators as the law wants them (人民调解法 第八至十五条；司发〔2018〕2号): refusals and warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fengqiao.business.mediation.terms import CommitteeType, Education, Position, RoomType
from fengqiao.kernel.privacy.identifiers import age_on

TERM_YEARS = 3
FEWEST, MOST = 3, 9
COUNTED = (CommitteeType.VILLAGE, CommitteeType.COMMUNITY, CommitteeType.ENTERPRISE)
FLOORS = {  # 专职调解员 a committee of a type should have at least
    CommitteeType.VILLAGE: 1,
    CommitteeType.COMMUNITY: 1,
    CommitteeType.TOWNSHIP: 2,
    CommitteeType.STREET: 2,
    CommitteeType.ENTERPRISE: 1,
    CommitteeType.OTHER: 3,
}
ROOM_FLOOR = 2
STATIONED = (RoomType.POLICE, RoomType.COURT, RoomType.PETITION, RoomType.PROCURATORATE, RoomType.TRAFFIC)
LEARNED = (Education.JUNIOR, Education.SENIOR, Education.COLLEGE, Education.BACHELOR, Education.GRADUATE)
EXPECTED = {
    CommitteeType.TOWNSHIP: Education.SENIOR,
    CommitteeType.STREET: Education.SENIOR,
    CommitteeType.OTHER: Education.COLLEGE,
}
ADULT = 18
HAN = "汉族"

MINOR = "人民调解员应当由成年公民担任（《人民调解法》第十四条）。"
TERM_BACKWARD = "届满日期早于开始日期，请核对。"
TERM_TOO_LONG = "任期、聘期为三年（《人民调解法》第九条），届满日期不得晚于{}。"
NO_CHAIR = "尚未产生主任（《人民调解法》第八条：设主任一人）。"
TWO_CHAIRS = "主任只能有一人（《人民调解法》第八条）。"
TOO_FEW = "现有委员{}人，应当有三至九人（《人民调解法》第八条）。"
TOO_MANY = "委员不得超过九人（《人民调解法》第八条）。"
NO_WOMAN = "委员中应当有妇女成员（《人民调解法》第八条）。"
NO_MINORITY = "多民族居住地区应当有人数较少民族的成员（《人民调解法》第八条）。"
FEW_FULL_TIME = "专职调解员{}人，{}调委会应有{}人以上（司发〔2018〕2号）。"
FEW_IN_ROOM = "派驻调解室应有2名以上专职调解员，所属调委会现有{}人（司发〔2018〕2号）。"
LOW_EDUCATION = "学历为“{}”，{}调委会的调解员一般应为{}以上。"
KNOWN_PERSON = "该身份证号已登记为调解员，一人一档，请用“聘任已登记的调解员”办理。"
NOT_FOUND = "本辖区没有登记这个身份证号的调解员。"
STILL_ENGAGED = "该调解员在本调委会的聘期至{}，尚未届满，请办理续聘或先行解聘。"
BEYOND_TERM = "委员的任期不得超过本届任期（至{}）。"
DISSOLVED = "该调委会已撤销，不能再办理。"
OPEN_CASES = "尚有{}件调解案件未办结，不能撤销。"
SAME_NAME = "本县已有同名的调委会，请核对。"
ELSEWHERE = "所在地不在本辖区，请核对。"
HAS_COMMITTEE = "该机构已设立调委会。"
HAS_CENTER = "该机构已登记矛调中心。"
ENDED = "该聘任已终止，不能再办理。"
NO_SPECIALTY = "社会团体和其他组织的调委会须填写专业领域。"
CHAIR_NOT_CHOSEN = "主任应当是选出的委员。"
NOT_ELECTING = "请先办理“开始换届”。"
ALREADY_FILED = "本调委会已备案。"


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """委员 as the rules see them."""

    sex: str
    ethnicity: str
    position: Position


def composition_refusals(committee_type: str, members: Sequence[MemberFacts]) -> tuple[str, ...]:
    """第八条: what stands against filing a committee or concluding its election."""
    chairs = sum(member.position == Position.CHAIR for member in members)
    said = []
    if committee_type in COUNTED and len(members) < FEWEST:
        said.append(TOO_FEW.format(len(members)))
    if committee_type in COUNTED and len(members) > MOST:
        said.append(TOO_MANY)
    if chairs == 0:
        said.append(NO_CHAIR)
    if chairs > 1:
        said.append(TWO_CHAIRS)
    if not any(member.sex == "女" for member in members):
        said.append(NO_WOMAN)
    return tuple(said)


def joining_refusal(committee_type: str, members: Sequence[MemberFacts], joining: Position) -> str | None:
    """What stands against one more member: a tenth, or a second chair."""
    if joining == Position.CHAIR and any(member.position == Position.CHAIR for member in members):
        return TWO_CHAIRS
    if committee_type in COUNTED and len(members) >= MOST:
        return TOO_MANY
    return None


def committee_warnings(
    committee_type: str, members: Sequence[MemberFacts], *, full_time: int, multi_ethnic: bool
) -> tuple[str, ...]:
    """What the ministry wants and the law leaves open; shown, never refused."""
    said = []
    if multi_ethnic and not any(member.ethnicity not in ("", HAN) for member in members):
        said.append(NO_MINORITY)
    kind = CommitteeType(committee_type)
    if full_time < FLOORS[kind]:
        said.append(FEW_FULL_TIME.format(full_time, kind.label, FLOORS[kind]))
    return tuple(said)


def room_warning(room_type: str, *, full_time: int) -> str | None:
    """派驻调解室 have two full-time mediators or more."""
    return FEW_IN_ROOM.format(full_time) if room_type in STATIONED and full_time < ROOM_FLOOR else None


def education_warning(committee_type: str, education: str) -> str | None:
    """Which education a mediator of a committee is expected to have."""
    wanted = EXPECTED.get(CommitteeType(committee_type))
    if not education or wanted is None or LEARNED.index(Education(education)) >= LEARNED.index(wanted):
        return None
    return LOW_EDUCATION.format(Education(education).label, CommitteeType(committee_type).label, wanted.label)


def term_refusal(begins: date, ends: date) -> str | None:
    """第九条: a term is three years and may be renewed."""
    if ends < begins:
        return TERM_BACKWARD
    last = years_after(begins, TERM_YEARS)
    return TERM_TOO_LONG.format(last) if ends > last else None


def years_after(day: date, years: int) -> date:
    """The same day years later; 29 February ends on the 28th."""
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year + years, day=28 if leap else day.day)


def age_refusal(born: date, on: date) -> str | None:
    """第十四条: adult citizens."""
    return MINOR if age_on(born, on) < ADULT else None
