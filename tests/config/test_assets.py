"""The front-end files are those of the lock file, and a changed or missing one is named before the office opens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fengqiao.config import assets


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with one installed file and its manifest."""
    file = tmp_path / "kernel/ui/static/vendor/htmx/htmx.min.js"
    file.parent.mkdir(parents=True)
    file.write_text("installed")
    manifest = tmp_path / "manifest.json"
    manifest.write_text(
        json.dumps({"made_from": assets.wanted(), "files": {str(file.relative_to(tmp_path)): assets._digest(file)}})
    )
    monkeypatch.setattr(assets, "PACKAGE", tmp_path)
    monkeypatch.setattr(assets, "MANIFEST", manifest)
    return tmp_path


def test_installed_files_raise_no_problem(package: Path):
    assert list(assets.problems()) == []


def test_a_changed_file_is_named(package: Path):
    (package / "kernel/ui/static/vendor/htmx/htmx.min.js").write_text("something else")

    assert list(assets.problems()) == ["kernel/ui/static/vendor/htmx/htmx.min.js 被改动"]


def test_a_missing_file_is_named(package: Path):
    (package / "kernel/ui/static/vendor/htmx/htmx.min.js").unlink()

    assert list(assets.problems()) == ["缺少 kernel/ui/static/vendor/htmx/htmx.min.js"]


def test_another_lock_file_asks_for_a_new_installation(package: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(assets, "wanted", lambda: "another state")

    assert list(assets.problems()) == ["前端资源与锁定文件不一致"]


def test_the_sprite_holds_the_icons_in_use_and_refuses_unknown_ones(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    source, icons = tmp_path / "sprite.svg", tmp_path / "icons.txt"
    source.write_text('<svg><symbol id="tabler-bell"><path/></symbol><symbol id="tabler-bug"><path/></symbol></svg>')
    monkeypatch.setattr(assets, "ICONS", icons)

    icons.write_text("bell\n")
    assets._write_sprite(source)
    written = (package / assets.SPRITE).read_text()
    assert 'id="tabler-bell"' in written
    assert 'id="tabler-bug"' not in written

    icons.write_text("unicorn\n")
    with pytest.raises(assets.Refused, match="unicorn"):
        assets._write_sprite(source)
