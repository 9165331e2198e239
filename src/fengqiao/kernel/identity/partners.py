"""Agencies whose systems send here (协作单位接口): who they are, what they may send, their keys.

A key is a token of the agency's post: shown once, kept as a digest. Two are valid while an agency changes over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from fengqiao.kernel.identity.acts import note
from fengqiao.kernel.identity.models import Act, Organization, Partner, Post, Role, Token, User, valid
from fengqiao.kernel.identity.scopes import place_of
from fengqiao.kernel.identity.staffing import covers
from fengqiao.kernel.identity.tokens import end_token, issue_token
from fengqiao.kernel.places.models import Region, in_force
from fengqiao.kernel.places.scope import acting, now, today

FIRST_SERIAL = 100  # below stand offices and committees
CHANGEOVER = timedelta(days=7)  # how long the key before stays valid

KINDS = {
    "police_station": "派出所",
    "traffic_police": "交警",
    "court": "人民法院（法庭）",
    "procuratorate": "人民检察院",
    "petition": "信访部门",
    "hotline": "12345热线",
    "centre": "综治中心",
    "grid": "网格管理平台",
    "partner": "其他单位",
}


def partners() -> QuerySet[Partner]:
    """The agencies of the own ranges."""
    found = Partner.objects.select_related("organization", "post")
    return found.filter(organization__in=Organization.objects.own()).order_by("scope_code")


def keys_of(partner: Partner) -> QuerySet[Token]:
    """The keys that open the door now, the newest first."""
    return Token.objects.filter(post=partner.post_id, until__gt=now()).order_by("-created_at")


def add_partner(
    *, name: str, kind: str, region: int, role: str, sources: Sequence[str], receiving: Sequence[int], rate: int
) -> Partner:
    """新增协作单位: the organization if it is not known yet, and the post its system acts from."""
    place = Region.objects.filter(in_force(today()), pk=region).first()
    if place is None or not acting().covers(region * 1000):
        raise ValidationError({"region": "这个区划不在您的管理范围内。"})
    ranges = _ranges(receiving)
    organization = Organization.objects.filter(valid(today()), region=place, name=name).first()
    organization = organization or _new_organization(name, kind, place)
    if Partner.objects.filter(organization=organization).exists():
        raise ValidationError({"name": "该单位已经登记，可在其页面换发密钥。"})
    user = User.objects.create_user(None, name=f"{name[:38]}系统")
    post = Post.objects.create(user=user, organization=organization, role=Role.objects.get(pk=role))
    note(Act.What.POST_ADDED, str(post), scope_code=organization.scope_code)
    partner = Partner.objects.create(
        organization=organization,
        post=post,
        scope_code=organization.scope_code,
        sources=list(sources),
        ranges=ranges,
        rate=rate,
    )
    note(Act.What.PARTNER_SET, organization.name, scope_code=partner.scope_code)
    return partner


def change_partner(partner: Partner, *, sources: Sequence[str], receiving: Sequence[int], rate: int) -> Partner:
    """修改范围、来源、频次: from the next request on."""
    partner.sources, partner.ranges, partner.rate = list(sources), _ranges(receiving), rate
    partner.save(update_fields=["sources", "ranges", "rate"])
    keys_of(partner).update(rate=rate)
    note(Act.What.PARTNER_SET, partner.organization.name, scope_code=partner.scope_code)
    return partner


def give_key(partner: Partner, *, days: int) -> str:
    """签发、换发密钥: shown once; the one before stays valid for the changeover, an older one ends now."""
    for place, token in enumerate(keys_of(partner).select_for_update()):
        if place:
            end_token(token)
        else:
            Token.objects.filter(pk=token.pk).update(until=min(token.until, now() + CHANGEOVER))
    secret = issue_token(partner.post, "协作单位接口", days, rate=partner.rate)
    note(Act.What.TOKEN_ISSUED, partner.organization.name, scope_code=partner.scope_code)
    return secret


def take_key(partner: Partner, key: UUID) -> None:
    """停用密钥 at once."""
    end_token(keys_of(partner).get(pk=key))
    note(Act.What.TOKEN_ENDED, partner.organization.name, scope_code=partner.scope_code)


def acting_partner() -> Partner:
    """The agency whose system acts; anybody else is `Partner.DoesNotExist`."""
    return Partner.objects.select_related("organization").get(post=acting().post)


def _ranges(receiving: Sequence[int]) -> list[list[int]]:
    """The scope codes of the places it may send to; nobody gives what lies beyond their own range."""
    places = list(Region.objects.filter(in_force(today()), pk__in=receiving).order_by("pk"))
    ranges = [place_of(Organization(region=place)) for place in places]
    if len(places) != len(set(receiving)) or not places or not covers(tuple(ranges)):
        raise ValidationError({"receiving": "接收范围应为您管理范围内的区划代码。"})
    return [list(pair) for pair in ranges]


def _new_organization(name: str, kind: str, place: Region) -> Organization:
    serial = next(Organization.objects.free_serials(place.pk, first=FIRST_SERIAL))
    return Organization.objects.create(name=name, short_name=name[:40], kind=kind, region=place, serial=serial)
