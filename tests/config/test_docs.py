"""What the documents say is what the house declares."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from fengqiao.config import docs
from fengqiao.config.command import parser
from fengqiao.config.settings import KNOWN
from fengqiao.kernel.identity.permissions import PERMISSIONS, ROLES
from fengqiao.kernel.measures.declarations import MEASURES
from fengqiao.kernel.module.registry import modules

FOLDER: Path = settings.ROOT / "docs"
PAGES = sorted([settings.ROOT / "README.md", *FOLDER.glob("**/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def mentioned(page: str) -> set[str]:
    """The words that stand in code letters on a page."""
    return set(re.findall(r"`([^`\n]+)`", (FOLDER / page).read_text()))


def steps() -> Iterator[str]:
    for module in modules():
        for flow in module.flows:
            yield from (flow.kind(step.key) for step in flow)


def imported_from_the_kernel(page: str) -> Iterator[tuple[str, str]]:
    """Every `from fengqiao.kernel.… import name` in the examples of a page."""
    for example in re.findall(r"```python\n(.*?)```", (FOLDER / page).read_text(), re.DOTALL):
        for line in re.findall(r"^from fengqiao\.kernel\..*$", example, re.MULTILINE):
            (statement,) = ast.parse(line).body
            assert isinstance(statement, ast.ImportFrom)
            yield from ((statement.module or "", alias.name) for alias in statement.names)


def test_the_page_of_courses_is_what_the_lines_declare():
    assert docs.page().read_text() == docs.flows(), "make docs writes it again"


def test_the_glossary_has_every_role_permission_measure_and_step():
    declared = {*ROLES, *PERMISSIONS, *MEASURES, *steps()}

    assert declared - mentioned("glossary.md") == set()


def test_the_example_of_a_new_line_stands_on_the_kernel_as_it_is():
    imported = set(imported_from_the_kernel("adding-a-line.md"))
    missing = {pair for pair in imported if not hasattr(import_module(pair[0]), pair[1])}

    assert len(imported) > 20
    assert missing == set()


def test_operations_explains_every_command_and_every_setting():
    commands = {f"fengqiao {name}" for name in parser()._subparsers._group_actions[0].choices}
    written = {" ".join(word.split()[:2]) for word in mentioned("operations.md")}

    assert commands - written == set()
    assert KNOWN.keys() - mentioned("operations.md") == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(settings.ROOT)))
def test_every_link_inside_the_documents_leads_somewhere(page: Path):
    inside = [link for link in LINK.findall(page.read_text()) if "://" not in link]

    assert [link for link in inside if not (page.parent / link).exists()] == []
