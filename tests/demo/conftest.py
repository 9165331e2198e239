"""The demonstration, filled once for a worker into a database of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.database import Databases
from tests.demo.filling import Filling, filled


@pytest.fixture(scope="package")
def demonstration(databases: Databases, django_db_blocker: pytest.FixtureDef) -> Iterator[Filling]:
    """The four counties as the first `make run` shows them, without the thin offices around them."""
    with django_db_blocker.unblock(), filled(databases, "demo") as filling:
        yield filling
