"""A township to work in."""

from __future__ import annotations

import pytest

from tests.business.mediation.factories import Town, make_town


@pytest.fixture
def town(db: None) -> Town:
    """柳河镇 with its office, its village committee and its people."""
    return make_town()
