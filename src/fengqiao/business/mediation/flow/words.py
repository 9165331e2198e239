"""What the courses of mediation have in common: permissions, and the words of their states."""

from __future__ import annotations

from django.db.models import TextChoices

RECEIVE, TRIAGE, HANDLE, CLOSE = "mediation.register", "mediation.triage", "mediation.handle", "mediation.close"
BY_RULE = "mediation.rule"  # nobody holds it: lent to an act from which the step follows by rule


def words(states: type[TextChoices]) -> dict[str, str]:
    """State -> its label."""
    return {str(state.value): str(state.label) for state in states}
