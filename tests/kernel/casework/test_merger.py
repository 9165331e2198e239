"""机构合并: what hangs on an organization goes to the one that goes on; where things happened stays written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from fengqiao.business.mediation.models import Dispute, MediationCase
from fengqiao.kernel.casework.merger import Preview, merge_organizations, preview
from fengqiao.kernel.casework.models import Referral, Task
from fengqiao.kernel.casework.perform import perform
from fengqiao.kernel.casework.referral import (
    answer,
    incoming,
    outgoing,
    refer,
    restrict,
    sign_for,
    signed,
    turn_back,
)
from fengqiao.kernel.identity.models import Act, Organization, Post, Token
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.identity.tokens import issue_token
from fengqiao.kernel.journal.models import Event, Grant, Subject
from fengqiao.kernel.places.scope import Scope, today, within
from tests.business.mediation.factories import (
    COUNTY,
    OTHER_TOWNSHIP,
    Town,
    at,
    make_case,
    make_dispute,
    make_organization,
    make_post,
    make_region,
)
from tests.kernel.casework.matters import sentence_of
from tests.surfaces.seats import client_of, county_administrator

DAY = date(2025, 5, 6)
WHY = "某政〔2025〕7号"
FAR_COUNTY, FAR_TOWNSHIP = 990102000000, 990102101000


@pytest.fixture
def successor(town: Town) -> Organization:
    """石桥司法所, the neighbouring township's."""
    make_region(OTHER_TOWNSHIP, "石桥镇", 4, COUNTY, "town")
    return make_organization(OTHER_TOWNSHIP, "石桥司法所", "office", parent=town.office.parent)


@pytest.fixture
def administrator(town: Town) -> Scope:
    return at(replace(town.county, may=town.county.may | {ADMINISTER}), DAY)


@pytest.fixture
def matters(town: Town) -> list[Dispute]:
    """Two disputes that lie at the office, one of them with a case."""
    with within(at(town.clerk, DAY)):
        found = [make_dispute(), make_dispute()]
        make_case(town, found[0])
    return found


def at_office(office: Organization) -> list[Subject]:
    return list(Subject.objects.filter(scope_code=office.scope_code, kind="mediation.dispute"))


def test_matters_with_all_that_hangs_on_them_and_posts_go_on_and_the_old_one_ends(
    town: Town, successor: Organization, administrator: Scope, matters: list[Dispute]
):
    with within(administrator):
        roots = set(Subject.objects.filter(scope_code=town.office.scope_code).values_list("root_id", flat=True))
        expected = preview(town.office)

        moved = merge_organizations(town.office, successor, on=DAY, reason=WHY)

        assert moved == expected
        assert moved.posts == 2
        assert at_office(town.office) == []
        assert set(Subject.objects.filter(scope_code=successor.scope_code).values_list("root_id", flat=True)) == roots
        assert preview(town.office) == Preview(0, 0, 0)
        acts = Act.objects.values_list("what", "target", "reason", "scope_code")
        assert list(acts) == [("organization_merged", "柳河司法所并入石桥司法所", WHY, successor.scope_code)]
        assert Organization.objects.get(pk=town.office.pk).valid_to == DAY
        assert set(Post.objects.filter(organization=successor).values_list("role_id", flat=True)) == {
            "office_clerk",
            "office_head",
        }
        told = Event.objects.filter(kind="casework.merge")
        assert sorted(told.values_list("subject", flat=True)) == sorted(roots)
        assert {sentence_of(event) for event in told} == {f"柳河司法所并入石桥司法所：{WHY}"}
        births = Event.objects.filter(kind="mediation.dispute.register")
        assert {event.region_code for event in births} == {town.office.scope_code}  # where it happened


def test_tasks_and_cases_follow_their_matter(
    town: Town, successor: Organization, administrator: Scope, matters: list[Dispute]
):
    with within(administrator):
        waiting = Task.objects.filter(scope_code=town.office.scope_code, done_at=None).count()
        assert waiting > 0

        merge_organizations(town.office, successor, on=DAY, reason=WHY)

        assert Task.objects.filter(scope_code=town.office.scope_code).count() == 0
        assert Task.objects.filter(scope_code=successor.scope_code, done_at=None).count() == waiting
        assert {case.scope_code for case in MediationCase.objects.all()} == {successor.scope_code}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"reason": " "}, "请写明合并依据（文号）。"),
        ({"on": DAY + timedelta(1)}, "合并日期晚于今天，请在生效当日办理。"),
        ({"target": None}, "不能并入本机构自身。"),
    ],
)
def test_a_merger_without_basis_in_the_future_or_into_itself_is_refused(
    town: Town, successor: Organization, administrator: Scope, matters: list[Dispute], given, sentence
):
    wanted = {"target": successor, "on": DAY, "reason": WHY, **given}
    with within(administrator):
        with pytest.raises(ValidationError, match=sentence):
            merge_organizations(town.office, wanted.pop("target") or town.office, **wanted)
        assert len(at_office(town.office)) == len(matters)


@pytest.fixture
def far(town: Town) -> Scope:
    """东县 next door, whose office works with the one that is to be merged."""
    make_region(FAR_COUNTY, "东县", 3, 990100000000, "county")
    make_region(FAR_TOWNSHIP, "东风镇", 4, FAR_COUNTY, "town")
    return scope_of(make_post(make_organization(FAR_TOWNSHIP, "东风司法所", "office"), "office_clerk", "董某某"))


def far_dispute(far: Scope, to: Organization, mode: str) -> Referral:
    """A dispute of the far office that it hands over."""
    with within(far):
        return refer(make_dispute(place_code=FAR_TOWNSHIP), to=to, mode=mode, kind="office", reason="当事人住在该镇")


def people_of(town: Town) -> Scope:
    """The clerk of the merged office, wherever the post is now."""
    return scope_of(Post.objects.get(pk=town.clerk.post))


def test_what_was_lent_to_the_old_office_stays_with_its_people_wherever_it_lies(
    town: Town, successor: Organization, administrator: Scope, far: Scope
):
    referral = far_dispute(far, town.office, "lend")
    with within(replace(town.clerk, at=None)):
        sign_for(referral.pk)

    with within(replace(administrator, at=None)):
        moved = merge_organizations(town.office, successor, on=today(), reason=WHY)
        assert (
            Subject.objects.readable().filter(pk=referral.subject_id).count() == 0
        )  # the wizard sees no more than before
    assert (moved.lent, moved.sealed, moved.waiting) == (1, 0, 0)

    with within(people_of(town)):
        lent = Dispute.objects.lent().get()
        assert lent.pk == referral.subject_id
        assert [sent.pk for sent in signed()] == [referral.pk]
        answer(referral.pk, result="已到场")
    with within(far):
        assert Dispute.objects.get().pk == referral.subject_id
        told = Event.objects.filter(subject=referral.subject_id, kind="casework.merge").get()
        assert (told.data["source"], told.data["target"]) == ("柳河司法所", "石桥司法所")
        assert Grant.objects.get().holder == successor.pk


@pytest.mark.parametrize("end", ["sign", "turn_back"])
def test_what_waits_at_the_old_office_is_signed_for_or_turned_back_by_the_one_that_goes_on(
    town: Town, successor: Organization, administrator: Scope, far: Scope, end: str
):
    referral = far_dispute(far, town.office, "move")
    with within(replace(administrator, at=None)):
        moved = merge_organizations(town.office, successor, on=today(), reason=WHY)
    assert moved.waiting == 1

    with within(people_of(town)):
        assert [waiting.pk for waiting in incoming()] == [referral.pk]
        if end == "sign":
            sign_for(referral.pk)
            assert Dispute.objects.get().scope_code == successor.scope_code
        else:
            turn_back(referral.pk, reason="不属本镇")
    with within(far):
        assert [sent.to_organization_id for sent in outgoing()] == [successor.pk]
        if end == "turn_back":
            again = Dispute.objects.get(pk=referral.subject_id)
            assert (
                refer(again, to=successor, mode="move", kind="office", reason="已核实").to_code == successor.scope_code
            )


def test_what_the_old_office_sent_stays_on_the_list_of_its_people(
    town: Town, successor: Organization, administrator: Scope, far: Scope
):
    with within(replace(town.clerk, at=None)):
        to = Organization.objects.get(pk=far.organization)
        referral = refer(make_dispute(), to=to, mode="move", kind="office", reason="当事人住在该镇")
    with within(far):
        sign_for(referral.pk)

    with within(replace(administrator, at=None)):
        moved = merge_organizations(town.office, successor, on=today(), reason=WHY)

    assert moved.lent == 1  # 转办后知情
    with within(people_of(town)):
        assert [sent.pk for sent in outgoing()] == [referral.pk]
        assert [dispute.pk for dispute in Dispute.objects.lent()] == [referral.subject_id]


def test_sealed_matters_go_on_sealed_and_only_their_named_holders_read_them(
    town: Town, successor: Organization, administrator: Scope
):
    head = replace(town.head, at=None)
    with within(head):
        dispute = make_dispute()
        restrict(dispute.subject.root_id, holders={head.post: True, town.office.pk: False}, reason="涉未成年人")

    administrator = replace(administrator, at=None)
    with within(administrator):
        sealed = preview(town.office)
        assert (sealed.matters, sealed.sealed, sealed.lent) == (1, 1, 1)  # the report itself is not sealed
        merge_organizations(town.office, successor, on=today(), reason=WHY)
        assert preview(successor).sealed == 1
        assert not Dispute.objects.readable().filter(pk=dispute.pk).exists()

    with within(scope_of(Post.objects.get(pk=head.post))):
        found = Dispute.objects.readable().get(pk=dispute.pk)
        assert found.scope_code == -successor.scope_code
        assert Event.objects.filter(subject=found.subject.root_id).latest("seq").kind == "casework.merge"
        assert perform(found, "void", version=found.version, reason="重复登记").state == "void"
    with within(people_of(town)):
        assert [each.pk for each in Dispute.objects.lent()] == [
            dispute.pk
        ]  # named: the office, now the one that goes on
    with within(replace(town.county, at=None)):
        assert not Dispute.objects.readable().filter(pk=dispute.pk).exists()


def test_nobody_looks_into_what_hangs_on_an_organization_beyond_the_own_range(
    town: Town, far: Scope, administrator: Scope
):
    with within(administrator), pytest.raises(PermissionDenied):
        preview(Organization.objects.get(pk=far.organization))


def test_keys_of_machines_go_with_their_posts(town: Town, successor: Organization, administrator: Scope):
    post = Post.objects.get(pk=town.clerk.post)
    with within(replace(town.clerk, at=None)):
        issue_token(post, "对接", 30)

    with within(replace(administrator, at=None)):
        merge_organizations(town.office, successor, on=today(), reason=WHY)

        assert Token.objects.get().scope_code == successor.scope_code


def test_only_an_administrator_of_both_merges(town: Town, successor: Organization, administrator: Scope):
    office_only = replace(administrator, ranges=town.clerk.ranges)
    for scope in (town.county, office_only):
        with within(scope), pytest.raises(PermissionDenied):
            merge_organizations(town.office, successor, on=DAY, reason=WHY)


def test_the_wizard_shows_what_moves_before_it_moves(town: Town, successor: Organization, matters: list[Dispute]):
    browser, address = county_administrator(), reverse("ui:merger")
    given = {"source": town.office.pk, "target": successor.pk, "on": DAY.isoformat(), "reason": WHY}

    assert browser.get(address).status_code == 200
    shown = browser.post(address, given)
    assert shown.status_code == 200
    with within(town.county):
        assert len(at_office(town.office)) == len(matters)
    refused = browser.post(address, {**given, "target": town.office.pk, "confirmed": "on"})
    assert refused.status_code == 422
    assert "不能并入本机构自身。" in refused.content.decode()

    done = browser.post(address, {**given, "confirmed": "on"})

    assert (done.status_code, done.url) == (302, address)
    with within(town.county):
        assert at_office(town.office) == []
        assert len(at_office(successor)) == len(matters)


def test_the_wizard_is_not_there_for_others(town: Town):
    assert client_of(make_post(town.office, "office_head")).get(reverse("ui:merger")).status_code == 404
