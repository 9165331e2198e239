"""What was signed is printed as it was signed: parties and facts changed later alter no signed paper."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from fengqiao.business.mediation.models import Dispute, DisputeParty, MediationCase, PartyBefore
from fengqiao.business.mediation.paperwork import agreeing, mediating, opening
from fengqiao.business.mediation.paperwork.parties import PartyRow
from fengqiao.business.mediation.services.dispute import join, rewrite
from fengqiao.business.mediation.services.parties import PartyValue
from fengqiao.kernel.casework.perform import amend, perform
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.paperwork.services import issue
from fengqiao.kernel.places.scope import within
from tests.business.mediation.factories import (
    LI,
    ZHANG,
    Town,
    accept,
    agreement_of,
    at,
    make_case,
    make_dispute,
    make_town,
    mediate,
    signed,
    signs,
    term,
)

pytestmark = pytest.mark.django_db
DRAFTED, SIGNED, LATER = date(2025, 3, 3), date(2025, 3, 4), date(2025, 3, 20)
FACTS = "张某某在自家院外砌围墙一道，占用两家共用通道约0.8米，李某某通行受阻。"
WANG = replace(LI, side="third", name="王某某", id_number="", phone="19900000055", address="柳河村1组1号")
ASKED = [each.name for each in fields(PartyValue)]


@pytest.fixture
def town() -> Town:
    return make_town()


def drafted(town: Town) -> MediationCase:
    """An agreement waits for its signatures."""
    case = mediate(accept(town, make_case(town, make_dispute((LI, ZHANG), demands="恢复通道"))), day=DRAFTED)
    return perform(case, "draft", version=case.version, facts_text=FACTS, terms=[term()])


def changed(case: MediationCase, value: PartyValue, *, name: str = "") -> None:
    """Somebody changes a party of the dispute."""
    dispute = Dispute.objects.get(pk=case.dispute_id)
    party = DisputeParty.objects.select_related("subject").get(subject=dispute.pk, name=name or value.name)
    rewrite(dispute, party, value, asked=ASKED)


def contacts(rows: tuple[PartyRow, ...]) -> list[tuple[str, str, str]]:
    return [(row.name, row.contact, row.address) for row in rows]


AS_SIGNED = [("李某某", "19900000002", "柳河村3组12号"), ("张某某", "19900000017", "柳河村3组13号")]


def test_a_signed_agreement_is_first_printed_with_the_parties_that_signed_it(town: Town):
    with within(at(town.clerk, DRAFTED)):
        case = drafted(town)
    with within(at(town.clerk, SIGNED)):
        case = signed(MediationCase.objects.get(pk=case.pk), town, on=SIGNED, sealed_on=SIGNED)
        case = perform(case, "agree", version=case.version)
    with within(at(town.clerk, LATER)):
        changed(case, replace(LI, name="李小某", phone="19900000077", address="柳溪村1组1号"), name="李某某")
        changed(case, replace(ZHANG, birth_on=date(1975, 4, 12)))
        join(Dispute.objects.get(pk=case.dispute_id), WANG)

        case = MediationCase.objects.get(pk=case.pk)
        written = agreeing.written_agreement(case)

        assert contacts(written.parties) == AS_SIGNED
        assert [row.age for row in written.parties] == ["43岁", "49岁"]
        assert written.signers == ("申请人", "被申请人")
        assert [party.name for party in case.dispute.parties()] == ["李小某", "张某某", "王某某"]
        assert issue(PAPERS["mediation.agreement"], case).pk == issue(PAPERS["mediation.agreement"], case).pk


def test_what_stands_in_the_text_is_what_was_printed_last_before_the_first_signature(town: Town):
    with within(at(town.clerk, DRAFTED)):
        case = drafted(town)
        changed(case, replace(LI, phone="19900000066"))  # a slip of the pen, before anybody prints
    with within(at(town.clerk, DRAFTED, hour=10)):
        printed = issue(PAPERS["mediation.agreement"], MediationCase.objects.get(pk=case.pk))
    with within(at(town.clerk, DRAFTED, hour=15)):
        changed(case, replace(LI, phone="19900000077"))
    with within(at(town.clerk, SIGNED)):
        case = signed(MediationCase.objects.get(pk=case.pk), town, on=DRAFTED, sealed_on=SIGNED)

        assert agreement_of(case).text_at == printed.issued_at
        assert agreeing.written_agreement(case).parties[0].contact == "19900000066"


def test_who_joins_while_the_first_has_signed_is_not_in_the_text_and_need_not_sign(town: Town):
    with within(at(town.clerk, DRAFTED)):
        case = drafted(town)
        first, second = signs(case, DRAFTED)
        case = perform(case, "sign", version=case.version, party_signs=[first], mediator_signs=[], recorder="陈某某")
    with within(at(town.clerk, SIGNED)):
        join(Dispute.objects.get(pk=case.dispute_id), WANG)
        case = MediationCase.objects.get(pk=case.pk)
        case = perform(
            case,
            "sign",
            version=case.version,
            party_signs=[second],
            mediator_signs=[{"name": "马某某", "on": SIGNED.isoformat()}],
            recorder="陈某某",
        )
        assert agreement_of(case).state == "to_seal"
        case = perform(case, "seal", version=case.version, sealed_on=SIGNED)
        case = perform(case, "agree", version=case.version)

        assert (case.state, len(agreeing.written_agreement(case).parties)) == ("performing", 2)


def test_a_name_changed_after_the_draft_needs_a_new_draft(town: Town):
    with within(at(town.clerk, DRAFTED)):
        case = drafted(town)
        changed(case, replace(LI, name="李小某"), name="李某某")
        case = MediationCase.objects.get(pk=case.pk)

        with pytest.raises(ValidationError, match="当事人姓名（名称）已修改，与协议书不一致"):
            signed(case, town, on=DRAFTED, sealed_on=DRAFTED)
        case = perform(case, "draft", version=case.version, facts_text=FACTS, terms=[term(obligee="李小某")])
        case = signed(case, town, on=DRAFTED, sealed_on=DRAFTED)

        assert agreement_of(case).state == "effective"


def test_the_other_signed_papers_stay_as_they_were_too(town: Town):
    with within(at(town.clerk, DRAFTED)):
        case = drafted(town)
        case = signed(case, town, on=DRAFTED, sealed_on=DRAFTED)
        before = [builder(case) for builder in (opening.acceptance, opening.rights, mediating.meetings)]
    with within(at(town.clerk, LATER)):
        changed(case, replace(LI, name="李小某"), name="李某某")
        dispute = Dispute.objects.get(pk=case.dispute_id)
        amend(dispute, {"facts_text": "张某某砌墙占道，另损坏李某某家排水管一处。"}, version=dispute.version)
        join(dispute, WANG)
        case = MediationCase.objects.get(pk=case.pk)

        assert [builder(case) for builder in (opening.acceptance, opening.rights, mediating.meetings)] == before
        assert opening.acceptance(case).sides == "李某某、张某某"
        assert opening.acceptance(case).facts == FACTS
        assert contacts(opening.application(case).parties) == AS_SIGNED
        assert opening.application(case).demands == ("恢复通道。",)


def test_an_oral_record_may_be_completed_until_it_is_printed(town: Town):
    with within(at(town.clerk, DRAFTED)):
        case = accept(town, make_case(town, make_dispute((replace(LI, occupation=""), ZHANG))), by_light_path=True)
        case = perform(case, "agree_oral", version=case.version, facts_text=FACTS, terms=[term()])
    with within(at(town.clerk, SIGNED)):
        changed(case, LI)
        printed = issue(PAPERS["mediation.oral"], MediationCase.objects.get(pk=case.pk))
    with within(at(town.clerk, LATER)):
        changed(case, replace(LI, phone="19900000077", occupation="教师"))

        case = MediationCase.objects.get(pk=case.pk)
        assert (agreeing.oral_agreement(case).parties[0].occupation, case.state) == ("务农", "performing")
        assert issue(PAPERS["mediation.oral"], case).pk == printed.pk


def test_how_a_party_stood_is_kept_sealed_and_only_when_a_paper_would_print_it(town: Town):
    with within(at(town.clerk, DRAFTED)):
        case = drafted(town)
        changed(case, replace(LI, willingness="unstated"))
        assert PartyBefore.objects.count() == 0

        changed(case, replace(LI, phone="19900000077"))
        kept = PartyBefore.objects.select_related("subject").get()

        assert '"19900000002"' in kept.stood.reveal()
        with connection.cursor() as cursor:
            cursor.execute("select stood from mediation_partybefore")
            assert b"19900000002" not in bytes(cursor.fetchone()[0])
