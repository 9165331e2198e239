"""Scenario 3 in the browser: one party refuses, and the office ends what may not be mediated."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import SignIn
from tests.e2e.matters import register

REFUSED = "当事人已明确拒绝调解，依据《人民调解法》第十七条不得调解，请终止并告知其他途径"
ROUTES = "依据《人民调解法》第二十六条告知当事人仲裁、行政或者诉讼途径"


@pytest.mark.scenario("mediation", 3)
def test_a_refused_mediation_is_ended_with_its_routes_and_document_13(sign_in: SignIn):
    clerk = sign_in("clerk", start="/mediation/disputes/new/")
    register(clerk, "尉迟某某", "宇文某某", willing="拒绝", source="定期排查")

    clerk.press("申请调解")
    clerk.tick("主动调解")
    clerk.submit()
    clerk.go(clerk.back())
    clerk.sees(REFUSED)
    clerk.picture("refused")

    clerk.press("终止调解")
    clerk.choose("终止情形", "一方拒绝/中途要求终止")
    clerk.fill("终止原因", "被申请人明确表示不接受调解。")
    clerk.submit()
    clerk.sees(ROUTES)
    clerk.picture("end-without-route")
    clerk.tick("诉讼")
    clerk.submit()

    clerk.sees("已终止")
    clerk.press("文书")
    printed = clerk.paper("终止调解告知书")
    for words in ("终止调解告知书", "尉迟某某", "宇文某某", "被申请人明确表示不接受调解", "诉讼"):
        assert words in printed, words
