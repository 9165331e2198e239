"""草稿: what was typed and not yet sent, sealed and private to the post; gone when it is sent or thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from fengqiao.kernel.casework.models import Draft
from fengqiao.kernel.places.scope import acting, now

SECRET = frozenset({"csrfmiddlewaretoken", "idempotency_key", "version"})


def keep_draft(form: str, typed: Mapping[str, str], *, subject: UUID | None = None) -> Draft:
    """Keep what was typed into a form; one draft for each form and matter."""
    draft = Draft.objects.filter(post=acting().own_post(), form=form, subject=subject).first()
    draft = draft or Draft(post=acting().own_post(), form=form, subject=subject)
    draft.content = json.dumps({name: value for name, value in typed.items() if name not in SECRET}, ensure_ascii=False)
    draft.saved_at = now()
    draft.save()
    return draft


def draft_of(form: str, *, subject: UUID | None = None) -> tuple[Draft | None, dict[str, str]]:
    """The kept draft of a form and what was typed into it."""
    draft = Draft.objects.filter(post=acting().own_post(), form=form, subject=subject).first()
    if draft is None:
        return None, {}
    typed: dict[str, str] = json.loads(draft.content.reveal())
    return draft, typed


def drop_draft(form: str, *, subject: UUID | None = None) -> None:
    """Throw a draft away: it was sent, or is not wanted any more."""
    Draft.objects.filter(post=acting().own_post(), form=form, subject=subject).delete()
