"""Which record, page and forms belong to a kind of matter; filled at start from the modules' declarations."""

from __future__ import annotations

from importlib import import_module
from uuid import UUID

from django.urls import reverse

from fengqiao.kernel.casework.flow import T
from fengqiao.kernel.casework.forms import StepForm
from fengqiao.kernel.casework.models import Case
from fengqiao.kernel.journal.models import Subject
from fengqiao.kernel.journal.opening import may_open

CASES: dict[str, type[Case]] = {}
PAGES: dict[str, str] = {}


def case_of(uid: UUID) -> Case:
    """The matter behind a key, whatever line it belongs to; a stranger, and what has no course, gets DoesNotExist."""
    subject = Subject.objects.readable().get(pk=uid)
    if subject.kind not in CASES:
        raise Subject.DoesNotExist(uid)
    case = CASES[subject.kind].objects.readable().get(pk=uid)
    case.subject = subject
    if not may_open(subject):
        raise Subject.DoesNotExist(uid)
    return case


def page_url(kind: str, uid: UUID) -> str:
    """The address of a matter's page."""
    return reverse(PAGES[kind], args=[uid])


def form_of(case: Case, step: T) -> type[StepForm] | None:
    """The form a step asks for, in the forms room of its line; None when one confirmation is enough."""
    if not step.form:
        return None
    found: type[StepForm] = getattr(import_module(f"{case._meta.app_config.name}.forms"), step.form)
    return found
