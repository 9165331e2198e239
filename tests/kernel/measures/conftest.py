"""A township to work in."""

from tests.kernel.casework.conftest import town

__all__ = ["town"]
