"""One archive holds a whole office: database, files, keys; restored into an empty home it is the same office (备份)."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage
from django.db import connections

import fengqiao
from fengqiao.config import postgres, roles, schema
from fengqiao.config.errors import Refused
from fengqiao.kernel.journal.verify import verify
from fengqiao.kernel.places.scope import SHANGHAI

_DUMP, _MANIFEST, _HEADS, _FILES = "database.dump", "manifest.json", "journal-heads.jsonl", "files"
# The extensions are the server's, made with the roles; what is said about them is not the owner's to say again.
_DUMPING = ("--format=custom", "--enable-row-security", "--extension=plpgsql")


def back_up(home: Path, archive: Path) -> dict[str, Any]:
    """Write the archive; it holds the keys, so it is readable by its owner only and belongs into a safe.

    A working office goes on meanwhile. What the database is proved by is taken before the dump, what it points to
    after it; digests are of what the archive holds, so the manifest comes last. A file that went away since the dump,
    as an imported sheet does, is named and left out.
    """
    _refuse_half_readable()
    digests: dict[str, str] = {}
    gone: list[str] = []
    unfinished = archive.with_name(archive.name + ".part")
    with (
        tempfile.TemporaryDirectory(dir=archive.parent) as folder,
        os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out,
    ):
        with tarfile.open(fileobj=out, mode="w") as tar:
            position, dump = _position(), Path(folder) / _DUMP
            if (home / _HEADS).exists():
                with (home / _HEADS).open("rb") as file:
                    digests[_HEADS] = _add(tar, _HEADS, file)
            _run("pg_dump", "loader", *_DUMPING, f"--file={dump}")
            for name, path in {_DUMP: dump, **_kept(home)}.items():
                with path.open("rb") as file:
                    digests[name] = _add(tar, name, file)
            for name in _stored():
                try:
                    with _storage().open(name) as file:
                        digests[name] = _add(tar, name, file)
                except FileNotFoundError:
                    gone.append(name)
            manifest = {
                "version": fengqiao.__version__,
                "made_at": datetime.now(SHANGHAI).isoformat(timespec="seconds"),
                "position": position,
                "files": digests,
            }
            _add(tar, _MANIFEST, io.BytesIO(json.dumps(manifest, ensure_ascii=False, indent=1).encode()))
        out.flush()
        os.fsync(out.fileno())
    unfinished.rename(archive)
    return {"archive": str(archive), "position": position, "files": len(digests), "gone": gone}


def unpack(home: Path, archive: Path) -> dict[str, Any]:
    """Put keys and files into an empty home and check every one against the manifest; before the database starts."""
    if any((home / name).exists() for name in ("postgres", _FILES, "keys.json")):
        raise Refused(f"{home} 不是空的：恢复只能进入一个新的 FENGQIAO_HOME。")
    if not archive.is_file():
        raise Refused(f"没有这个备份文件：{archive}")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(home, filter="data")
        manifest: dict[str, Any] = json.loads((home / _MANIFEST).read_text())
    except (tarfile.ReadError, FileNotFoundError) as error:
        raise Refused(f"备份文件不完整：{archive}") from error
    if damaged := [name for name, digest in manifest["files"].items() if _digest(home / name) != digest]:
        raise Refused(f"备份文件已损坏：{'、'.join(damaged)}")
    return manifest


def restore(home: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Fill the empty database from the unpacked dump, bring it to this version, and prove the journal."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from pg_tables where schemaname = 'public'")
        if cursor.fetchone()[0]:
            raise Refused("数据库不是空的：恢复只能进入一个空的数据库。")
    _run("pg_restore", "owner", "--no-owner", "--exit-on-error", str(home / _DUMP))
    schema.migrate()
    (home / _DUMP).unlink()
    (home / _MANIFEST).unlink()
    _give_to_storage(home)
    total, findings = verify(connections["sequencer"], home / _HEADS)
    if findings or _position() < manifest["position"]:
        raise Refused(f"恢复后的日志与备份不符：{[finding.sentence for finding in findings] or '位置不足'}")
    return {"position": _position(), "events": total, "sound": True}


def _kept(home: Path) -> dict[str, Path]:
    """The secrets of the office beside its database."""
    keys = Path(settings.KEY_FILE) if settings.KEY_FILE else home / "keys.json"
    kept = {"keys.json": keys, "secret.key": home / "secret.key"}
    return {name: path for name, path in kept.items() if path.exists()}


def _storage() -> Storage:
    """Where attachments and sheets lie; asked for when the applications are loaded."""
    from fengqiao.kernel.casework.attachments import store

    return store()


def _stored() -> Iterator[str]:
    """The names of all attachments and sheets, in whatever storage the deployment keeps them."""
    storage, folders = _storage(), [_FILES]
    while folders:
        folder = folders.pop()
        try:
            below, names = storage.listdir(folder)
        except FileNotFoundError:  # an office without a file
            continue
        folders += [f"{folder}/{name}" for name in below]
        yield from (f"{folder}/{name}" for name in sorted(names))


def _give_to_storage(home: Path) -> None:
    """The unpacked files go to the storage of the deployment, when it has one of its own."""
    if "files" not in settings.STORAGES:
        return
    storage = _storage()
    for path in [path for path in (home / _FILES).rglob("*") if path.is_file()]:
        name = str(path.relative_to(home))
        if not storage.exists(name):  # named by its content
            with path.open("rb") as file:
                storage.save(name, File(file))
    shutil.rmtree(home / _FILES, ignore_errors=True)


class _Digested:
    """A file that knows the digest of what was read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self.file.read(size)
        self.digest.update(piece)
        return piece


def _add(tar: tarfile.TarFile, name: str, file: IO[bytes]) -> str:
    """Write a member as it is now and give its digest."""
    member, content = tarfile.TarInfo(name), _Digested(file)
    member.mode, member.mtime = 0o600, int(time.time())
    member.size = file.seek(0, os.SEEK_END)
    file.seek(0)
    tar.addfile(member, content)
    return content.digest.hexdigest()


def _refuse_half_readable() -> None:
    """A table under Row Level Security without the loader's own policy would be copied in part, silently."""
    with connections["loader"].cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c where c.relrowsecurity and not exists (select 1 from pg_policies p"
            " where p.tablename = c.relname and %s = any(p.roles) and p.cmd = 'ALL' and p.qual = 'true')",
            [roles.LOADER],
        )
        if tables := [name for (name,) in cursor.fetchall()]:
            raise Refused(f"这些表没有装载角色的策略，无法完整备份：{'、'.join(tables)}")


def _run(program: str, alias: str, *arguments: str) -> None:
    """Run a program of PostgreSQL as one of the roles."""
    database = connections[alias].settings_dict
    given = {
        "PGHOST": database["HOST"],
        "PGPORT": str(database["PORT"] or ""),
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
        "PGOPTIONS": database["OPTIONS"].get("options", ""),
    }
    with connections[alias].cursor() as cursor:
        cursor.execute("show server_version_num")
        programs = postgres.find_programs(int(cursor.fetchone()[0]) // 10000)
    target = [f"--dbname={database['NAME']}"] if program == "pg_restore" else []
    done = subprocess.run(
        [programs.folder / program, *target, *arguments],
        env={**os.environ, **{name: value for name, value in given.items() if value}},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Refused(f"{program}：{done.stderr.strip()}")


def _position() -> int:
    with connections["loader"].cursor() as cursor:
        cursor.execute("select position from journal_head")
        return int(cursor.fetchone()[0])


def _digest(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
