"""Signing a test's client in to a post, as the sign-in page would."""

from __future__ import annotations

from django.test import Client

from fengqiao.kernel.identity.models import Organization, Post
from fengqiao.kernel.places.scope import Scope
from tests.business.mediation.factories import COUNTY, Town, make_organization, make_post, make_region

PROVINCE = 990000000000


def seated(scope: Scope) -> Client:
    """A client at work in the post of a scope."""
    client = Client()
    client.force_login(Post.objects.get(pk=scope.post).user)
    return client


def client_of(post: Post) -> Client:
    """A client at work in a post."""
    client = Client()
    client.force_login(post.user)
    return client


def county_administrator() -> Client:
    """系统管理员 of the county bureau."""
    return client_of(make_post(Organization.objects.get(region=COUNTY, serial=0), "administrator", "管某某"))


def province_post(role: str) -> Client:
    """A post of the province's department."""
    make_region(PROVINCE, "某省", 1, kind="province")
    known = Organization.objects.filter(region=PROVINCE, serial=0).first()
    return client_of(make_post(known or make_organization(PROVINCE, "某省司法厅", "province_bureau"), role, "林某某"))


def auditor(town: Town) -> Client:
    """审计人员 at the office."""
    return client_of(make_post(town.office, "auditor", "沈某某"))
