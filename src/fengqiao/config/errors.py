"""The one way a command says no."""

from __future__ import annotations


class Refused(RuntimeError):
    """A command cannot be carried out; the sentence says why and what to do."""
