"""What mediation is found by: a person's number, and the words of a dispute."""

from __future__ import annotations

import pytest

from fengqiao.business.mediation import queries
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.privacy.blind import blind_index
from tests.business.mediation.factories import LI_ID, make_dispute, make_town

pytestmark = pytest.mark.django_db


def test_a_person_is_found_by_phone_and_by_identity_number_inside_the_range_only():
    town = make_town()
    with within(town.clerk):
        found = make_dispute()
        item = queries.items_of(found)[0]

        assert set(queries.identified("phone", blind_index("phone", "19900000002"))) == {found.pk, item.pk}
        assert set(queries.identified("id_number", blind_index("id_number", LI_ID))) == {found.pk, item.pk}
    with within(town.village_mediator):
        assert queries.identified("phone", blind_index("phone", "19900000002")) == []


def test_a_dispute_is_found_by_names_place_and_facts():
    with within(make_town().clerk):
        found = make_dispute(place_text="3组", subject_key="南侧围墙")

        words = queries.dispute_words([found.pk], "default")[found.pk]

    assert (
        words
        == "柳河村 3组 南侧围墙 张某某在自家院外砌围墙一道，占用两家共用通道约0.8米，李某某通行受阻。 李某某 张某某"
    )
