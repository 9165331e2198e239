"""F6: two people change one matter; the later one sees both versions side by side, and nothing is overwritten."""

from __future__ import annotations

from tests.e2e.conftest import SignIn
from tests.e2e.matters import register


def test_the_later_of_two_sees_both_versions_and_overwrites_nothing(sign_in: SignIn):
    clerk, colleague = sign_in("clerk", start="/mediation/disputes/new/"), sign_in("colleague", start="/account/")
    address = register(clerk, "周某某", "吴某某")
    for desk in (clerk, colleague):
        desk.go(address)
        desk.main.get_by_role("link", name="修改", exact=True).first.click()

    clerk.fill("标的物", "3组村道南侧屋檐")
    clerk.submit()
    clerk.sees("3组村道南侧屋檐")
    colleague.fill("标的物", "后院滴水檐")
    colleague.submit()

    colleague.sees("两处内容不同，请您决定", "后院滴水檐", "3组村道南侧屋檐")
    colleague.picture("conflict", narrow=True)
    clerk.go(address)
    clerk.sees("3组村道南侧屋檐")

    colleague.submit()  # having read both
    colleague.sees("后院滴水檐")
