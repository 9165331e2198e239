"""A back-up of an office that goes on working, and of one that keeps its files elsewhere."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.test import override_settings

from fengqiao.config import backup
from fengqiao.config.errors import Refused

pytestmark = pytest.mark.django_db(databases=["default", "loader"])

SHEET, PHOTO, LATER = "files/one/sheet", "files/one/photo", "files/two/later"


class Elsewhere(FileSystemStorage):
    """A storage of the deployment's own that still names a file somebody has just deleted."""

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        folders, names = super().listdir(path)
        return folders, [*names, "vanished"] if path == "files/one" else names


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    """A home with its keys and heads, whose files lie in a storage of their own."""
    home = tmp_path / "office"
    home.mkdir()
    (home / "keys.json").write_text("{}")
    (home / "journal-heads.jsonl").write_text("head of yesterday\n")
    with elsewhere(tmp_path / "elsewhere"):
        for name in (SHEET, PHOTO):
            storages["files"].save(name, ContentFile(name.encode()))
        yield home


def elsewhere(folder: Path) -> override_settings:
    given = {"BACKEND": f"{__name__}.Elsewhere", "OPTIONS": {"location": folder}}
    return override_settings(STORAGES={**settings.STORAGES, "files": given})


@pytest.fixture
def busy(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the database is dumped a head is kept and a file comes; the dump itself is proved by the command."""

    def dump(program: str, alias: str, *arguments: str) -> None:
        (name,) = (given.removeprefix("--file=") for given in arguments if given.startswith("--file="))
        Path(name).write_text(f"{program} as {alias}")
        with (office / "journal-heads.jsonl").open("a") as heads:
            heads.write("head newer than the dump\n")
        storages["files"].save(LATER, ContentFile(b"later"))

    monkeypatch.setattr(backup, "_run", dump)


def test_what_comes_meanwhile_breaks_no_archive_and_what_went_is_named(office: Path, busy: None, tmp_path: Path):
    archive, other = tmp_path / "office.tar", tmp_path / "other"

    told = backup.back_up(office, archive)

    assert (told["files"], told["gone"]) == (6, ["files/one/vanished"])
    assert sorted(backup.unpack(other, archive)["files"]) == [
        "database.dump", SHEET.replace("sheet", "photo"), SHEET, LATER, "journal-heads.jsonl", "keys.json",
    ]  # fmt: skip
    assert (other / "journal-heads.jsonl").read_text() == "head of yesterday\n"
    assert (other / "database.dump").read_text() == "pg_dump as loader"
    assert (other / SHEET).read_text() == SHEET


def test_files_come_from_and_go_back_to_the_storage_of_the_deployment(office: Path, busy: None, tmp_path: Path):
    archive, other = tmp_path / "office.tar", tmp_path / "other"
    backup.back_up(office, archive)
    backup.unpack(other, archive)

    with elsewhere(tmp_path / "new"):
        backup._give_to_storage(other)

        assert [storages["files"].open(name).read() for name in (PHOTO, LATER)] == [PHOTO.encode(), b"later"]
    assert not (other / "files").exists()


def test_an_archive_that_was_cut_off_or_changed_is_refused_in_words(office: Path, busy: None, tmp_path: Path):
    archive = tmp_path / "office.tar"
    backup.back_up(office, archive)
    whole = archive.read_bytes()

    for number, (content, sentence) in enumerate(
        (
            (whole[:2048], "备份文件不完整"),
            (whole[:4000], "备份文件不完整"),
            (whole.replace(b"pg_dump as", b"PG_dump as"), "备份文件已损坏：database.dump"),
        )
    ):
        archive.write_bytes(content)
        with pytest.raises(Refused, match=sentence):
            backup.unpack(tmp_path / f"other-{number}", archive)


def test_the_manifest_stands_last(office: Path, busy: None, tmp_path: Path):
    backup.back_up(office, tmp_path / "office.tar")

    with tarfile.open(tmp_path / "office.tar") as tar:
        assert tar.getnames()[-1] == "manifest.json"
