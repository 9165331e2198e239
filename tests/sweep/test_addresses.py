"""Every address × every role × inside and outside: nothing fails, nobody sees beyond, garbage writes nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from fengqiao.kernel.identity.door import VISITOR_KEY
from fengqiao.kernel.identity.middleware import CODE
from fengqiao.kernel.identity.models import Post, Refusal
from fengqiao.kernel.identity.permissions import AUDITOR, ROLES, WORKBENCH
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.identity.visitors import admit, new_code
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import within
from tests.database import as_role
from tests.sweep.addresses import KEYS, Address, walk
from tests.sweep.world import KNOWN, Objects, Side, beyond, make_side, within_reach

pytestmark = pytest.mark.django_db

PORTAL = {  # for people without an account: they see what they type and, with number and code, their own matter
    "portal:home",
    "portal:find",
    "portal:office",
    "portal:ask",
    "portal:leave",
    "mediation-portal:begin",
    "mediation-portal:question",
    "mediation-portal:check",
    "mediation-portal:receipt",
    "mediation-portal:progress",
    "mediation-portal:say",
    "mediation-portal:material",
    "mediation-portal:paper",
}
VISITING = {
    "mediation-portal:progress",
    "mediation-portal:say",
    "mediation-portal:material",
    "mediation-portal:paper",
}
OPEN = {  # open to everybody: sign-in, the check of a paper, the machine room, the description of the interface
    *PORTAL,
    "healthz",
    "paperwork:verify",
    "paperwork:verify-code",
    "account_login",
    "sign-in-loading",
    "mfa_authenticate",
    "api:openapi",
    "mobile:manifest",
    "mobile:offline",
    "mobile:worker",
    "api/v1/<path:rest>",  # what the interface does not have
}
OWN_ACCOUNT = {  # signed in, whatever the post
    "account_logout",
    "mobile:sign-out",
    "post-switch",
    "account_change_password",
    "mfa_activate_totp",
    "account_reauthenticate",
    "mfa_reauthenticate",
}
DIRECTORY = {"offices:office"}  # the directory of offices is open to all who may look at it
CONFIRMED = {  # a button and nothing to fill in: an empty form is the whole request
    "account_logout",
    "administration:delivery-replay",
    "administration:journal-verify",
    "administration:partner-key-end",
    "exchange:batch-confirm",
    "exchange:row-decide",
    "exchange:work-stop",
    "mediation:batch-notice",
    "mediation:court-letter",
    "mediation:heard",
    "mediation:paper-issue",
    "mediation:round-remind",
    "mediation:party-code",
    "people:account-switch",
    "people:account-unlock",
    "people:code-reset",
    "people:password-reset",
    "people:range-close",
    "people:token-end",
    "ui:draft-drop",
    "ui:draft-save",
    "ui:referral-sign",
    "ui:view-drop",
    "workbench:start",
}
ISSUED = {"api:paper_issue"}  # asks for nothing: the same paper again is the same paper
SEARCHES = {"ui:narrow", "insight:search"}  # what is looked for is sent by POST, so that no name stands in an address
OPTIONAL = {"offices:office-edit"}  # a form in which every field may stay empty
EMPTY = {"csrfmiddlewaretoken": "x" * 32}  # as every page's form sends it
GARBAGE = {
    **EMPTY,
    **dict.fromkeys(("state", "version", "amount", "people_count", "on", "until", "days", "year", "applied_on"), "NaN"),
    **dict.fromkeys(("dispute_type", "place_code", "organization", "role", "post", "handler", "key"), "'; --"),
    **dict.fromkeys(("facts_text", "reason", "name", "title", "text", "q", "value", "listing", "query"), "\x00<b>乱"),
    "idempotency_key": "不是编号",
    "next": "//evil.example",
}
TABLES = (
    "journal_subject",
    "journal_event",
    "journal_grant",
    "casework_task",
    "casework_referral",
    "casework_receipt",
    "mediation_disputeparty",
    "mediation_statement",
    "identity_visitor",
    "mediation_appointment",
    "mediation_mediationroom",
    "mediation_inspectionreturn",
    "mediation_inspectionround",
    "mediation_subsidybatch",
    "identity_user",
    "identity_post",
    "identity_token",
    "identity_organization",
    "parameters_parameter",
    "places_day",
    "places_region",
    "exchange_batch",
)
ALL = list(walk(get_resolver()))
PAGES = [address for address in ALL if address.name and address.permission != "token"]
INTERFACE = [address for address in ALL if address.name and address.permission == "token"]


@pytest.fixture(params=sorted(ROLES))
def post(request: pytest.FixtureRequest, here: Side) -> Post:
    """A post of each role that the house declares."""
    return here.seat(request.param)


@pytest.fixture
def here(db: None) -> Side:
    return make_side(99)


@pytest.fixture
def there(db: None) -> Side:
    return make_side(98)


@pytest.fixture
def stranger(there: Side) -> Objects:
    return beyond(there, there.seat("office_clerk"))


def seated(post: Post) -> Client:
    """Signed in, with the second factor where the role asks for it."""
    client = Client(raise_request_exception=False)
    client.force_login(post.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[CODE] = True
    session.save()
    return client


def written() -> tuple[int, ...]:
    """How many rows there are, whoever may see them."""
    counts = ", ".join(f"(select count(*) from {table})" for table in TABLES)  # noqa: S608 — names of our own tables
    with as_role("fengqiao_loader"), connection.cursor() as cursor:
        cursor.execute(f"select {counts}")
        return tuple(cursor.fetchone())


def noted() -> int:
    """How many doors stayed shut, on record."""
    with as_role("fengqiao_loader"):
        return Refusal.objects.count()


def allowed(address: Address, post: Post, method: str = "GET") -> bool:
    """Whether the door lets the post in, before anything is looked up."""
    looks_only = post.role_id == AUDITOR and method != "GET" and address.permission != WORKBENCH
    return address.permission in {*scope_of(post).may, "public", "signed_in"} and not looks_only


def test_no_address_is_left_unguarded():
    unguarded = [
        address.route
        for address in ALL
        if not address.permission or (address.permission == "public") != ((address.name or address.route) in OPEN)
    ]

    assert unguarded == []
    assert {address.name for address in PAGES if address.permission == "signed_in"} == OWN_ACCOUNT


def test_every_key_in_an_address_is_tried():
    addresses = [*PAGES, *INTERFACE]

    assert [each.route for each in ALL if not each.name] == ["api/v1/<path:rest>"]
    assert [each.name for each in addresses if each.params != frozenset(KEYS.get(each.name, {}))] == []
    assert set(KEYS) - {each.name for each in addresses} == set()


def test_who_has_not_signed_in_is_asked_to(here: Side, stranger: Objects):
    client, objects = Client(raise_request_exception=False), within_reach(here, here.seat("office_clerk"))
    before = written()
    wrong = []
    for address in [*PAGES, *INTERFACE]:
        url = reverse(address.name, kwargs=address.kwargs(objects))
        for answer in (client.get(url), client.post(url, {})):
            to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/")
            closed = to_sign_in or answer.status_code in (401, 404, 405)
            if answer.status_code >= 500 or not (closed or address.name in OPEN):
                wrong.append((address.name, answer.status_code))

    assert not wrong, wrong
    assert written() == before


def test_every_page_opens_or_says_no(post: Post, here: Side):
    client, objects = seated(post), within_reach(here, post)
    wrong = []
    for address in PAGES:
        answer = client.get(reverse(address.name, kwargs=address.kwargs(objects)))
        if answer.status_code >= 500 or (not allowed(address, post) and answer.status_code not in (404, 405)):
            wrong.append((address.name, answer.status_code))

    assert not wrong, wrong


@pytest.mark.parametrize("role", ["office_head", "administrator", "clue_reporter"])
def test_every_page_bears_its_name(role: str, here: Side):
    post = here.seat(role)
    client, objects = seated(post), within_reach(here, post)
    answers = {each.name: client.get(reverse(each.name, kwargs=each.kwargs(objects))) for each in PAGES}

    nameless = [name for name, answer in answers.items() if b"<title>\xe6\x9e\xab\xe6\xa1\xa5" in answer.content]
    assert [name for name in nameless if answers[name].status_code == 200] == []


@pytest.mark.parametrize("role", ["city_mediation", "province_mediation"])
def test_who_reads_de_identified_rows_opens_no_paper(role: str, here: Side):
    post = here.seat(role)
    client, objects = seated(post), within_reach(here, here.seat("office_head"))
    whole = [each for each in PAGES if each.name in ("paperwork:paper-print", "attachment", "mediation:bundle")]

    assert [client.get(reverse(each.name, kwargs=each.kwargs(objects))).status_code for each in whole] == [404] * 3
    matter = next(each for each in PAGES if each.name == "mediation:case")
    assert client.get(reverse(matter.name, kwargs=matter.kwargs(objects))).status_code == 200


@pytest.mark.parametrize("role", ["county_mediation", "centre_window"])
def test_who_must_give_a_reason_opens_no_paper_without(role: str, here: Side):
    post = here.seat(role)
    client, objects = seated(post), within_reach(here, here.seat("office_head"))
    whole = [each for each in PAGES if each.name in ("paperwork:paper-print", "attachment", "mediation:bundle")]

    answers = [client.get(reverse(each.name, kwargs=each.kwargs(objects))) for each in whole]
    assert 302 in {answer.status_code for answer in answers} <= {302, 404}
    assert {answer["Location"].split("?")[0] for answer in answers if answer.status_code == 302} <= {
        reverse("ui:reason", args=[objects[key]]) for key in ("dispute", "case")
    }


def test_nothing_beyond_the_range_is_found(post: Post, stranger: Objects):
    client, before = seated(post), written()
    wrong, shut = [], 0
    for address in PAGES:
        if not address.keyed or address.name in DIRECTORY | OPEN or not allowed(address, post):
            continue
        url = reverse(address.name, kwargs=address.kwargs(stranger))
        statuses = [client.get(url).status_code, client.post(url, EMPTY).status_code]
        shut += statuses.count(404)
        if not set(statuses) <= {404, 405} or noted() != shut:
            wrong.append((address.name, statuses, noted() - shut))

    assert not wrong, wrong
    assert written() == before


def test_a_visitor_finds_nothing_beyond_the_own_matter_and_it_is_noted(here: Side, there: Side):
    client = Client(raise_request_exception=False)
    with within(here.clerk):
        code = here.clerk.ranges[0][0]
        visitor = admit(uuid7(), area="mediation", number="LJ-0", code=new_code(), scope_code=code)
    session = client.session
    session[VISITOR_KEY] = (str(visitor.pk), time.time())
    session.save()
    wrong, shut, before = [], 0, written()
    for address in (each for each in PAGES if each.name in VISITING):
        url = reverse(address.name, kwargs=address.kwargs({**KNOWN, **there.objects}))
        statuses = [client.get(url).status_code, client.post(url, EMPTY).status_code]
        shut += statuses.count(404)
        if not set(statuses) <= {404, 405} or noted() != shut:
            wrong.append((address.name, statuses, noted() - shut))

    assert not wrong, wrong
    assert shut == 6
    assert written() == before


def test_garbage_is_refused_and_writes_nothing(post: Post, here: Side):
    client, objects = seated(post), within_reach(here, post)
    wrong, before = [], written()
    for address in PAGES:
        if address.name in CONFIRMED | OWN_ACCOUNT | OPEN or not allowed(address, post):
            continue
        url = reverse(address.name, kwargs=address.kwargs(objects))
        lowest = 300 if address.name in SEARCHES | OPTIONAL else 400
        for body in (EMPTY, GARBAGE):
            answer = client.post(url, body)
            if not lowest <= answer.status_code < 500:
                wrong.append((address.name, len(body), answer.status_code))

    assert not wrong, wrong
    assert written() == before


def test_a_button_without_a_form_never_fails(post: Post, here: Side):
    client, objects = seated(post), within_reach(here, post)
    wrong = []
    for address in PAGES:
        if address.name not in CONFIRMED - {"account_logout"}:
            continue
        answer = client.post(reverse(address.name, kwargs=address.kwargs(objects)), EMPTY)
        refused = answer.status_code in (400, 404)
        if answer.status_code >= 500 or not (refused or allowed(address, post, "POST")):
            wrong.append((address.name, answer.status_code))

    assert not wrong, wrong


def asked(client: Client, address: Address, objects: Objects) -> Iterator[tuple[str, HttpResponse]]:
    """Every method of the interface with nothing, and with garbage."""
    url = reverse(address.name, kwargs=address.kwargs(objects))
    headers = {"If-Match": "1", "Idempotency-Key": "request-1"}
    yield "get", client.get(url)
    for method in ("post", "put"):
        for body in ("{}", '{"reason": "\\u0000", "amount": "NaN", "parties": 3}', "{", ""):
            send = getattr(client, method)
            yield method, send(url, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("role", ["office_head", "partner"])
def test_the_interface_answers_like_the_pages(role: str, here: Side, stranger: Objects):
    post = here.seat(role)
    objects = within_reach(here, post)
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {objects['secret']}"})
    wrong, shut, before = [], 0, written()
    for address in INTERFACE:
        if address.name not in ISSUED:
            for method, answer in asked(client, address, objects):
                lowest = 200 if method == "get" else 400
                if not lowest <= answer.status_code < 500:
                    wrong.append(("own", method, address.name, answer.status_code))
        if address.keyed:
            shut = noted()
            for method, answer in asked(client, address, stranger):
                asks_first = method != "get" or address.objects == {"measure"}  # what is missing is told before
                if answer.status_code not in {404, 405, *((400, 422) if asks_first else ())}:
                    wrong.append(("foreign", method, address.name, answer.status_code))
                shut += answer.status_code == 404
                if noted() != shut:
                    wrong.append(("unnoted", method, address.name, noted() - shut))

    assert not wrong, wrong
    assert written() == before
