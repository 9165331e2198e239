"""Scenario 3: nobody is mediated against his will, and who is left without an agreement is told where to turn."""

from __future__ import annotations

from datetime import date

import pytest

from tests.acceptance.mediation.desk import RESPONDENT, accept, apply, on, open_machine, printed, register, write_party
from tests.business.mediation.factories import make_town

pytestmark = [pytest.mark.django_db, pytest.mark.scenario("mediation", 3)]

DAY = date(2025, 3, 3)
ARTICLE_17 = "当事人已明确拒绝调解，依据《人民调解法》第十七条不得调解，请终止并告知其他途径。"
ARTICLE_26 = "调解未成的，应当依据《人民调解法》第二十六条告知当事人仲裁、行政或者诉讼途径，请勾选告知途径。"


def test_a_refusal_stops_mediation_and_the_end_names_the_other_routes():
    clerk = open_machine(make_town().clerk, DAY)
    with on(DAY):
        dispute = register(clerk, source_detail="11")
        case = apply(clerk, dispute)
        accept(clerk, case, DAY)
        parties = clerk.get(f"/mediation/disputes/{dispute}").body["parties"]
        write_party(clerk, dispute, parties[1]["id"], {**RESPONDENT, "willingness": "refused"})
        told = [party["id"] for party in parties]
        clerk.step(case, "tell_rights", {"parties_told": told, "how": "口头告知并记录"})

        meeting = clerk.step(
            case,
            "meet",
            {
                "started_at": "2025-03-03 08:30",
                "place": "柳河村调解室",
                "mode": "on_site",
                "present": told,
                "record": "到张某某家中征询意见，张某某表示不同意调解。",
                "result": "②",
                "recorder": "陈某某",
            },
        )
        offered = {step["key"]: step["why"] for step in clerk.get(f"/matters/{case}").body["steps"]}
        end = {"outcome": "21", "end_reason": "张某某明确拒绝调解。"}
        untold = clerk.step(case, "end", end)
        unlawful = clerk.step(case, "end", {**end, "next_routes": ["petition"]})
        ended = clerk.step(case, "end", {**end, "next_routes": ["arbitration", "administration", "court"]})

        assert (meeting.status, meeting.body["detail"]) == (422, ARTICLE_17)
        assert offered["meet"] == ARTICLE_17.rstrip("。")
        assert (untold.status, untold.body["detail"]) == (422, ARTICLE_26)
        assert (unlawful.status, unlawful.body["errors"][0]["field"]) == (422, "next_routes")
        assert (ended.status, ended.body["state"]) == (200, "ended")
        read = clerk.get(f"/mediation/cases/{case}").body
        assert (read["outcome"], read["next_routes"]) == ("21", ["arbitration", "administration", "court"])
        assert clerk.get(f"/mediation/disputes/{dispute}").body["state"] == "unresolved"
        notice = printed(clerk, case, "mediation.termination")

    assert notice.startswith("终止调解告知书") or "终止调解告知书" in notice
    for said in (
        "李某某、张某某：",
        "张某某明确拒绝调解。",
        "依照《中华人民共和国人民调解法》第二十六条",
        "2025年3月3日",
    ):
        assert said in notice
    for route in ("仲裁", "行政", "诉讼"):
        assert route in notice
