"""The open doors: all lines of work, and the questions one may put to the others."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.apps import apps

from fengqiao.kernel.casework import duties
from fengqiao.kernel.casework.numbers import REGISTERS
from fengqiao.kernel.casework.referral import OPENERS
from fengqiao.kernel.casework.registry import CASES, PAGES
from fengqiao.kernel.casework.searching import WORDS
from fengqiao.kernel.exchange.declarations import ENTRIES
from fengqiao.kernel.identity.permissions import PERMISSIONS, ROLES
from fengqiao.kernel.journal.events import register
from fengqiao.kernel.journal.opening import PERSONAL, READERS
from fengqiao.kernel.measures.declarations import MEASURES
from fengqiao.kernel.module.declaration import QUESTIONS, Module, Panel, Sending
from fengqiao.kernel.notice import declarations as notices
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.sync.declarations import CAPTURES

MODULES: dict[str, Module] = {}


def open_door(package: str) -> None:
    """Read a package's declaration and hand each part to the room that keeps it."""
    module: Module = import_module(f"{package}.module").MODULE
    MODULES[module.key] = module
    register(module.kinds)
    for case in module.cases:
        register(case.flow.kinds())
        CASES[case.flow.key] = case
    PAGES.update(module.pages)
    WORDS.update(module.words)
    duties.register(module.duties)
    OPENERS.update(module.opens)
    REGISTERS.update({item.key: item for item in module.registers})
    ENTRIES.update({item.key: item for item in module.entries})
    CAPTURES.update({item.key: item for item in module.captures})
    PAPERS.update({item.key: item for item in module.papers})
    for notice in module.notices:
        notices.register(notice)
    MEASURES.update({item.key: item for item in module.measures})
    PERMISSIONS.update(module.permissions)
    ROLES.update(module.roles)
    PERSONAL.update(module.personal)
    if module.reader:
        READERS[module.key] = module.reader


def modules() -> Iterator[Module]:
    """All lines of work in the order of the settings' list."""
    return iter([MODULES[config.label] for config in apps.get_app_configs() if config.label in MODULES])


def sendings() -> list[Sending]:
    """What partner agencies may send, line by line."""
    return [module.sending for module in modules() if module.sending]


def panels(slot: str) -> list[Panel]:
    """What other lines and insight show in a slot of a page, for those who may; each is loaded by its address."""
    may = acting().may
    return [panel for module in modules() for panel in module.panels if panel.slot == slot and panel.may in may]


def ask(question: str, *args: Any) -> list[Any]:  # each question has its own values (QUESTIONS)
    """Put a question to all rooms; the answers are frozen values, in the order of the rooms."""
    if question not in QUESTIONS:
        raise LookupError(question)
    return [module.answers[question](*args) for module in modules() if question in module.answers]
