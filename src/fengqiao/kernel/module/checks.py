"""The start-up check: every form, paper, duty, permission, role and page that a module names exists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module

from django.apps import AppConfig
from django.core.checks import Error, register
from django.urls import get_resolver

from fengqiao.kernel.casework.duties import DUTIES
from fengqiao.kernel.casework.numbers import REGISTERS
from fengqiao.kernel.exchange.declarations import ENTRIES
from fengqiao.kernel.identity.permissions import PERMISSIONS
from fengqiao.kernel.module.declaration import QUESTIONS, Module
from fengqiao.kernel.module.registry import modules
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.parameters.registry import DECLARED
from fengqiao.kernel.sync.declarations import CAPTURES


def names_of_pages() -> set[str]:
    """Every `namespace:name` that an address has."""
    resolver = get_resolver()
    names = {name for name in resolver.reverse_dict if isinstance(name, str)}
    for namespace, (_, inner) in resolver.namespace_dict.items():
        names |= {f"{namespace}:{name}" for name in inner.reverse_dict if isinstance(name, str)}
    return names


def _missing_of_captures(module: Module) -> Iterator[str]:
    """The phone asks for every field that the form requires, and for none that it does not have."""
    for capture in module.captures:
        fields = capture.entry.form.base_fields
        if capture.entry.key not in ENTRIES:
            yield f"capture {capture.key}: entry {capture.entry.key}"
        yield from (f"capture {capture.key}: field {name}" for name in capture.fields if name not in fields)
        yield from (
            f"capture {capture.key}: place for the required field {name}"
            for name, field in fields.items()
            if field.required and name not in capture.fields
        )
        yield from (
            f"capture {capture.key}: condition {name} {condition}"
            for name, condition in capture.when.items()
            if not {name, condition.partition("=")[0]} <= {*capture.fields}
        )


def missing(module: Module, pages: set[str]) -> Iterator[str]:
    """What a module names that does not exist, one sentence each."""
    for flow in module.flows:
        for step in flow:
            if step.may not in PERMISSIONS:
                yield f"{flow.key}.{step.key}: permission {step.may}"
            yield from (f"{flow.key}.{step.key}: paper {paper}" for paper in step.papers if paper not in PAPERS)
            yield from (
                f"{flow.key}.{step.key}: duty {duty}"
                for duty in (*step.starts, *step.stops, step.duty)
                if duty and duty not in DUTIES
            )
            known = {each.key for each in flow}
            yield from (f"{flow.key}.{step.key}: step {after}" for after in step.then if after not in known)
            yield from (
                f"{flow.key}.{step.key}: state {state}"
                for state in (*step.src, step.dst)
                if state and state not in flow.states
            )
            if step.form and not hasattr(import_module(f"fengqiao.business.{module.key}.forms"), step.form):
                yield f"{flow.key}.{step.key}: form {step.form}"
    for duty in module.duties:
        if duty.page not in pages:
            yield f"{duty.key}: page {duty.page}"
        asked = (duty.may, *(may for _, may in duty.late))
        yield from (f"{duty.key}: permission {may}" for may in asked if may not in PERMISSIONS)
        if duty.limit and duty.limit not in DECLARED:
            yield f"{duty.key}: limit {duty.limit}"
    yield from _missing_of_captures(module)
    for nav in module.nav:
        if nav.url not in pages:
            yield f"navigation {nav.label}: page {nav.url}"
        if nav.may not in PERMISSIONS:
            yield f"navigation {nav.label}: permission {nav.may}"
    for panel in module.panels:
        if panel.url not in pages:
            yield f"panel {panel.label}: page {panel.url}"
        if panel.may not in PERMISSIONS:
            yield f"panel {panel.label}: permission {panel.may}"
    for tile in module.phone:
        if tile.may not in PERMISSIONS:
            yield f"phone {tile.key}: permission {tile.may}"
        if tile.url and tile.url not in pages:
            yield f"phone {tile.key}: page {tile.url}"
        if tile.capture and tile.capture not in CAPTURES:
            yield f"phone {tile.key}: capture {tile.capture}"
        yield from (f"phone {tile.key}: duty {duty}" for duty in tile.duties if duty not in DUTIES)
    if module.portal:
        named = (module.portal.start, module.portal.progress)
        yield from (f"portal: page {page}" for page in named if page not in pages)
    yield from (f"{kind}: page {page}" for kind, page in module.pages.items() if page not in pages)
    yield from (
        f"{paper.key}: register {paper.register}"
        for paper in module.papers
        if paper.register and paper.register not in REGISTERS
    )
    yield from (
        f"role {key}: permission {may}"
        for key, role in module.roles.items()
        for may in role.may
        if may not in PERMISSIONS
    )
    yield from (f"question {question}" for question in module.answers if question not in QUESTIONS)


@register()
def check_modules(app_configs: Sequence[AppConfig] | None = None, **kwargs: object) -> list[Error]:
    """A system check at start resolves all names (decisions §3)."""
    pages = names_of_pages()
    return [
        Error(f"{module.key}: {sentence} is declared nowhere", id="fengqiao.E001")
        for module in modules()
        for sentence in missing(module, pages)
    ]
