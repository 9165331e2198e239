"""Who works in a fully staffed county (人员): offices and committees with their posts, mediators with their terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from fengqiao.business.mediation.demo.invent import EDUCATED, dice, person
from fengqiao.business.mediation.demo.loading import anchor, import_event, load_records
from fengqiao.business.mediation.models import Appointment, MediationCommittee, Mediator
from fengqiao.business.mediation.services.committee import level_of
from fengqiao.business.mediation.terms import CommitteeType, Funding, MediatorKind, Origin, Political, Specialty
from fengqiao.kernel.identity.models import Organization, Post, User
from fengqiao.kernel.identity.permissions import ADMINISTRATOR, AUDITOR
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.divisions import Kind, Level, range_of
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import SHANGHAI, Scope

SINCE = date(2020, 1, 1)  # posts of the demonstration are older than its first case
TERM = (date(2025, 1, 1), date(2027, 12, 31))  # three years (第九条)
FOUNDED = date(2020, 1, 1)
STAFFED_VILLAGES = 2  # of each township, those whose people work on the platform themselves
COMMITTEE, POLICE = "committee", "police_station"
POLICE_SERIAL, INDUSTRY_SERIAL, COMMITTEE_SERIAL = 900, 11, 1
OFFICE_ROLES = ("office_head", "office_clerk", "centre_window")
VILLAGE_ROLES = ("committee_chair", "village_mediator", "clue_reporter")
BUREAU_ROLES = ("county_mediation", ADMINISTRATOR, AUDITOR)


@dataclass
class Body:
    """One committee with its mediators, and the scopes of those who sign in for it."""

    organization: Organization
    committee: MediationCommittee
    mediators: list[Mediator] = field(default_factory=list)
    seats: dict[str, Scope] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The village as one speaks of it."""
        return self.committee.short_name


@dataclass
class Town:
    """One township: its office with the scopes of its people, and the committees in it, its own first."""

    office: Organization
    seats: dict[str, Scope]
    clerk: Post
    bodies: list[Body] = field(default_factory=list)


@dataclass
class County:
    """A fully staffed county."""

    bureau: Organization
    towns: list[Town]
    industry: list[Body]
    police: Organization
    posts: dict[tuple[str, UUID], Post]

    def seat(self, role: str, organization: Organization) -> Scope:
        """The scope of a role at an organization."""
        return scope_of(self.posts[role, organization.pk])


def village_name(name: str) -> str:
    """赤水村, 任庄社区: a village without the word for its committee."""
    for ending in ("村民委员会", "居民委员会", "村委会", "居委会", "委会"):
        if name.endswith(ending):
            name = name.removesuffix(ending)
            break
    return name if name.endswith(("村", "社区")) else f"{name}村"


def seat_heads(*provinces: int, seed: int) -> int:
    """A head for every office that has none: known by name, without an account (所长)."""
    ranges = models.Q(pk__in=())
    for province in provinces:
        ranges |= models.Q(region__code__range=range_of(province))
    vacant = Organization.objects.filter(ranges, kind="office", valid_to=None).exclude(posts__role="office_head")
    return len(seat_people([("office_head", office) for office in vacant.order_by("scope_code")], dice(seed, "heads")))


def staff_county(code: int, *, seed: int, on: date, loader: BaseDatabaseWrapper) -> County:
    """Everybody a county needs: the bureau's, the offices', the villages' people, and all committees."""
    roll = dice(seed, "bodies", code)
    bureau = Organization.objects.get(region=code, serial=0, valid_to=None)
    offices = list(
        Organization.objects.filter(kind="office", county=code // 10**6, valid_to=None).order_by("scope_code")
    )
    villages = _villages(offices)
    police = Organization(
        kind=POLICE, name=f"{offices[0].region.name}派出所", short_name="派出所", parent=None,
        region=offices[0].region, serial=POLICE_SERIAL, valid_from=SINCE,
    )  # fmt: skip
    committees = [*_committees(offices, villages), *_industry(bureau)]
    Organization.objects.bulk_create([police, *committees])
    staffed = {one.pk for office in offices for one in _of(office, committees)[1 : 1 + STAFFED_VILLAGES]}
    wanted = [(role, bureau) for role in BUREAU_ROLES]
    wanted += [(role, each) for role, each in _above(bureau)]
    wanted += [("partner", police)]
    for office in offices:
        standing = set(Post.objects.filter(organization=office).values_list("role_id", flat=True))
        wanted += [(role, office) for role in OFFICE_ROLES if role not in standing]
    wanted += [(role, body) for body in committees if body.pk in staffed for role in VILLAGE_ROLES]
    seat_people(wanted, roll)
    posts = {
        (post.role_id, post.organization_id): post
        for post in Post.objects.filter(organization__in=[bureau, police, *offices, *committees, *_superiors(bureau)])
    }
    bodies = {one.pk: make_body(one, posts, roll, on) for one in committees}
    load_records(loader, body_records(list(bodies.values()), roll, datetime.combine(on, time(8), SHANGHAI)))
    towns = [
        Town(
            office=office,
            seats={role: scope_of(posts[role, office.pk]) for role in OFFICE_ROLES},
            clerk=posts["office_clerk", office.pk],
            bodies=[bodies[one.pk] for one in _of(office, committees)],
        )
        for office in offices
    ]
    industry = [body for body in bodies.values() if body.organization.region_id == code]
    return County(bureau, towns, industry, police, posts)


def _villages(offices: Sequence[Organization]) -> list[Region]:
    towns = models.Q(pk__in=())
    for office in offices:
        towns |= models.Q(code__range=range_of(office.region_id))
    return list(Region.objects.filter(towns, level=Level.VILLAGE, counts=True).order_by("code"))


def _committees(offices: Sequence[Organization], villages: Sequence[Region]) -> Iterator[Organization]:
    """The township's own committee and one for every village."""
    by_town = {office.region_id // 1000: office for office in offices}
    for office in offices:
        yield committee_of(office.region.name, office)
    for village in villages:
        yield committee_of(village_name(village.name), by_town[village.code // 1000], village)


def _industry(bureau: Organization) -> list[Organization]:
    """Committees of an industry and of an enterprise, which the whole county turns to."""
    place = bureau.region.name
    names = (("道路交通事故纠纷", "交调"), ("工业园区企业", "企调"))
    return [
        Organization(
            kind=COMMITTEE, name=f"{place}{name}人民调解委员会", short_name=f"{place[:-1]}{short}", parent=bureau,
            region=bureau.region, serial=INDUSTRY_SERIAL + order, valid_from=FOUNDED,
        )
        for order, (name, short) in enumerate(names)
    ]  # fmt: skip


def committee_of(place: str, office: Organization, region: Region | None = None) -> Organization:
    """The organization of a committee: a village's, or without one the township's own."""
    return Organization(
        kind=COMMITTEE,
        name=f"{place}人民调解委员会",
        short_name=place,
        parent=office,
        region=region or office.region,
        serial=COMMITTEE_SERIAL,
        valid_from=FOUNDED,
    )


def _of(office: Organization, committees: Sequence[Organization]) -> list[Organization]:
    """The committees of a township, its own first."""
    return [one for one in committees if one.region_id // 1000 == office.region_id // 1000]


def _superiors(bureau: Organization) -> list[Organization]:
    found, above = [], bureau.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found


def _above(bureau: Organization) -> list[tuple[str, Organization]]:
    """The posts of city and province that look down on the county."""
    roles = {"city_bureau": "city_mediation", "province_bureau": "province_mediation"}
    return [(roles[one.kind], one) for one in _superiors(bureau)]


def seat_people(wanted: Sequence[tuple[str, Organization]], roll: Random) -> list[Post]:
    """People without an account, each in a post."""
    closed = make_password(None)
    users = []
    for _ in wanted:
        one = person(roll, on=SINCE, oldest=55)
        sex = User.Sex.FEMALE if one.sex == "女" else User.Sex.MALE
        users.append(User(name=one.name, sex=sex, phone=one.phone, password=closed))
    User.objects.bulk_create(users, batch_size=2000)
    posts = [
        Post(user=user, organization=organization, role_id=role, valid_from=SINCE)
        for user, (role, organization) in zip(users, wanted, strict=True)
    ]
    return Post.objects.bulk_create(posts, batch_size=2000)


def make_body(
    organization: Organization,
    posts: Mapping[tuple[str, UUID], Post],
    roll: Random,
    on: date,
    *,
    members: int | None = None,
) -> Body:
    """The committee of an organization with its mediators, not yet loaded."""
    kind, specialty = _type_of(organization)
    moment = datetime.combine(FOUNDED, time(9), SHANGHAI)
    subject = anchor(
        roll, moment, kind="mediation.committee", title=organization.name, scope_code=_code(organization), root=None
    )
    committee = MediationCommittee(
        subject=subject,
        scope_code=subject.scope_code,
        organization=organization,
        name=organization.name,
        short_name=organization.short_name.removesuffix("村").removesuffix("社区") or organization.short_name,
        seal_name=organization.name,
        address=f"{organization.region.full_name}便民服务中心",
        phone=f"199{organization.region_id % 10**8:08d}",
        committee_type=kind,
        specialty=specialty,
        level=level_of(kind, organization.region_id),
        establishing_unit=organization.name.removesuffix("人民调解委员会"),
        established_on=FOUNDED,
        term_start=TERM[0],
        term_end=TERM[1],
        filed_on=FOUNDED,
        court_notified_on=TERM[0],
    )
    seats = {role: posts[role, organization.pk] for role in VILLAGE_ROLES if (role, organization.pk) in posts}
    body = Body(organization, committee, seats={role: scope_of(post) for role, post in seats.items()})
    body.mediators = list(_mediators(body, seats, roll, on, members or roll.choice((3, 3, 5, 5, 7, 9))))
    return body


def _type_of(organization: Organization) -> tuple[str, str]:
    if organization.serial != COMMITTEE_SERIAL:
        industry = organization.serial == INDUSTRY_SERIAL
        return (CommitteeType.OTHER, Specialty.TRAFFIC) if industry else (CommitteeType.ENTERPRISE, "")
    kinds = {Kind.STREET: CommitteeType.STREET, Kind.COMMUNITY: CommitteeType.COMMUNITY}
    otherwise = CommitteeType.VILLAGE if organization.region_id % 1000 else CommitteeType.TOWNSHIP
    return kinds.get(Kind(organization.region.kind), otherwise), ""


def _mediators(body: Body, seats: Mapping[str, Post], roll: Random, on: date, members: int) -> Iterator[Mediator]:
    """Three to nine members, a woman among them; who signs in for the village is one of them (第八条)."""
    known = [seats[role].user for role in ("committee_chair", "village_mediator") if role in seats]
    for place in range(members):
        one = person(roll, on=on, oldest=68)
        user = known[place] if place < len(known) else None
        name, sex = (user.name, user.get_sex_display()) if user else (one.name, "女" if place == 2 else one.sex)
        moment = datetime.combine(FOUNDED, time(10), SHANGHAI)
        subject = anchor(
            roll, moment, kind="mediation.mediator", title=name, scope_code=body.committee.scope_code, root=None
        )
        yield Mediator(
            subject=subject,
            scope_code=subject.scope_code,
            user=user,
            name=name,
            sex=sex,
            birth_on=one.born_on,
            id_number=one.id_number,
            phone=one.phone,
            ethnicity="汉族",
            political=roll.choice(Political.values),
            education=roll.choice(EDUCATED),
            kind=MediatorKind.FULL_TIME if place == 1 else MediatorKind.PART_TIME,
            funding=Funding.PURCHASED if place == 1 else Funding.SUBSIDY,
            origin=roll.choice((Origin.VILLAGE_COMMITTEE, Origin.RETIRED_TEACHER, Origin.LEGAL_GUIDE)),
        )


def body_records(bodies: Sequence[Body], roll: Random, at: datetime) -> Iterator[models.Model]:
    """The rows of committees and mediators, in the order they refer to each other."""
    subjects = [one.committee.subject for one in bodies]
    subjects += [mediator.subject for one in bodies for mediator in one.mediators]
    yield from subjects
    yield from (one.committee for one in bodies)
    for one in bodies:
        yield from one.mediators
    for one in bodies:
        for place, mediator in enumerate(one.mediators):
            yield Appointment(
                subject=mediator.subject,
                mediator=mediator,
                committee=one.committee,
                # three members at least (第八条)
                kind="engaged" if place == 1 and len(one.mediators) > 3 else "member",
                chair=place == 0,
                engaged_on=TERM[0],
                expires_on=TERM[1],
            )
    yield from (import_event(roll, subject, at) for subject in subjects)


def _code(organization: Organization) -> int:
    return organization.region_id * 1000 + organization.serial
