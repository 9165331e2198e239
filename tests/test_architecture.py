"""What import-linter cannot see: names in strings, templates, lock files, and paths of somebody's machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

ROOT: Path = settings.ROOT
HOUSE = "fengqiao."
# {% extends "…" %}, {% include "…" %}, also a fragment "page.html#part"
REFERENCE = re.compile(r"""\{%\s*(?:extends|include)\s+["']([^"'#]+)""")


def package(module: str) -> str:
    """fengqiao.business.mediation of any module below it."""
    return ".".join(module.split(".")[:3])


def own_models() -> Iterator[type[models.Model]]:
    return (model for model in apps.get_models() if model.__module__.startswith(HOUSE))


def foreign_keys() -> Iterator[tuple[str, str, str]]:
    """Every foreign key of the house: its name, the package it stands in and the one it points into."""
    for model in own_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                target = field.remote_field.model
                yield f"{model._meta.label}.{field.name}", package(model.__module__), package(target.__module__)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a clone: what is tracked is not known")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    for path in tracked():
        try:
            yield str(path.relative_to(ROOT)), path.read_text()
        except UnicodeDecodeError:
            continue  # a picture or a compressed table


def test_a_foreign_key_points_into_its_own_package_or_the_kernel():
    astray = [
        name
        for name, own, target in foreign_keys()
        if target.startswith(HOUSE) and target != own and not target.startswith("fengqiao.kernel.")
    ]

    assert astray == []


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_row_points_at_anything_by_type_and_number():
    generic = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.private_fields
        if type(field).__name__ == "GenericForeignKey"
    ]

    assert generic == []


def test_a_template_uses_the_kernels_pages_or_its_own():
    astray = []
    for template in (ROOT / "src").rglob("templates/**/*.html"):
        folder = template.parts[template.parts.index("templates") + 1]
        own = {folder, "ui", "cotton", "django"}
        astray += [
            f"{template.relative_to(ROOT)}: {name}"
            for name in REFERENCE.findall(template.read_text())
            if name.split("/")[0] not in own
        ]

    assert astray == []


def test_no_script_and_no_style_stands_in_a_page():
    inline = re.compile(
        r"<style|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")|\sstyle=|\son[a-z]+=|hx-on", re.I
    )
    found = [
        f"{template.relative_to(ROOT)}: {hit.group(0).strip()}"
        for template in (ROOT / "src").rglob("templates/**/*.html")
        if (hit := inline.search(template.read_text()))
    ]

    assert found == []


def test_a_lock_file_names_no_address():
    for name in ("package-lock.json", *(str(path.relative_to(ROOT)) for path in (ROOT / "requirements").glob("*.txt"))):
        text = (ROOT / name).read_text()
        assert "resolved" not in text, name
        assert not re.search(r"^--(extra-)?index-url|^--find-links| @ https?:", text, re.M), name


def test_every_locked_package_carries_its_digest():
    for path in (ROOT / "requirements").glob("*.txt"):
        pins = re.findall(r"^[a-z0-9][\w.\[\]-]*==[^\\]*(\\?)$", path.read_text(), re.M)
        assert pins, path.name
        assert all(pins), path.name


def test_no_file_knows_somebodys_machine():
    machine = re.compile(r"/(?:work|root|home/[a-z]+|Users)/[\w.]")
    found = [
        f"{name}: {hit.group(0)}"
        for name, text in texts()
        if name != "tests/test_architecture.py" and (hit := machine.search(text))
    ]

    assert found == []


def test_nobody_keeps_a_room_for_everything():
    names = {"utils.py", "common.py", "misc.py", "managers.py", "signals.py", "helpers.py"}

    assert [path for path in (ROOT / "src").rglob("*.py") if path.name in names] == []


def test_a_room_stays_under_six_hundred_lines():
    long = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("*.py")
        if "migrations" not in path.parts and len(path.read_text().splitlines()) > 600
    ]

    assert long == []
