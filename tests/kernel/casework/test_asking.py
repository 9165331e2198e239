"""A question that is put together once gives what its query gives: of every record, and to those who may read it."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db.models import Exists, OuterRef, QuerySet
from pytest_django import DjangoAssertNumQueries

from fengqiao.business.mediation.models import Dispute, DisputeParty
from fengqiao.kernel.casework.asking import Question
from fengqiao.kernel.places.scope import Scope, reach, within
from tests.business.mediation.factories import OTHER_TOWNSHIP, make_dispute, make_town

pytestmark = pytest.mark.django_db

STRANGER = Scope(ranges=(reach(OTHER_TOWNSHIP * 1000, 10**6),), may=frozenset({"mediation.view"}))


def test_one_question_is_asked_of_every_record(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    built: list[UUID] = []

    def asked(key: UUID) -> QuerySet[Dispute, tuple[UUID, bool]]:
        built.append(key)
        parties = DisputeParty.objects.filter(subject=OuterRef("pk"))
        return Dispute.objects.readable().filter(pk=key).values_list("pk", Exists(parties))

    question, town = Question(asked), make_town()
    with within(town.clerk):
        keys = [make_dispute().pk, make_dispute(title="王某某与赵某某 邻里纠纷").pk]
        with django_assert_num_queries(2):
            assert [question.ask(key) for key in keys] == [(key, True) for key in keys]
    assert len(built) == 1

    with within(STRANGER), pytest.raises(LookupError):
        question.ask(keys[0])
