"""One archive holds a whole office: database, files, keys; restored into an empty home it is the same office (备份)."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

import fengqiao
from fengqiao.config import postgres, roles, schema
from fengqiao.config.errors import Refused
from fengqiao.kernel.journal.verify import verify
from fengqiao.kernel.places.scope import SHANGHAI

_DUMP, _MANIFEST = "database.dump", "manifest.json"


def back_up(home: Path, archive: Path) -> dict[str, Any]:
    """Write the archive; it holds the keys, so it is readable by its owner only and belongs into a safe."""
    _refuse_half_readable()
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        dump, position = Path(folder) / _DUMP, _position()  # before the dump: a working office goes on meanwhile
        _run("pg_dump", "loader", "--format=custom", "--enable-row-security", "--no-comments", f"--file={dump}")
        members = {_DUMP: dump, **_kept(home)}
        manifest = {
            "version": fengqiao.__version__,
            "made_at": datetime.now(SHANGHAI).isoformat(timespec="seconds"),
            "position": position,
            "files": {name: _digest(path) for name, path in members.items()},
        }
        described = Path(folder) / _MANIFEST
        described.write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
        unfinished = archive.with_name(archive.name + ".part")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w") as tar:
                for name, path in {_MANIFEST: described, **members}.items():
                    tar.add(path, name)
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(archive)
    return {"archive": str(archive), "position": manifest["position"], "files": len(members)}


def unpack(home: Path, archive: Path) -> dict[str, Any]:
    """Put keys and files into an empty home and check every one against the manifest; before the database starts."""
    if any((home / name).exists() for name in ("postgres", "files", "keys.json")):
        raise Refused(f"{home} 不是空的：恢复只能进入一个新的 FENGQIAO_HOME。")
    if not archive.is_file():
        raise Refused(f"没有这个备份文件：{archive}")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tarfile.open(archive) as tar:
        tar.extractall(home, filter="data")
    manifest: dict[str, Any] = json.loads((home / _MANIFEST).read_text())
    if damaged := [name for name, digest in manifest["files"].items() if _digest(home / name) != digest]:
        raise Refused(f"备份文件已损坏：{'、'.join(damaged)}")
    return manifest


def restore(home: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Fill the empty database from the unpacked dump, bring it to this version, and prove the journal."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from pg_tables where schemaname = 'public'")
        if cursor.fetchone()[0]:
            raise Refused("数据库不是空的：恢复只能进入一个空的数据库。")
    _run("pg_restore", "owner", "--no-owner", "--no-comments", "--exit-on-error", str(home / _DUMP))
    schema.migrate()
    (home / _DUMP).unlink()
    (home / _MANIFEST).unlink()
    total, findings = verify(connections["sequencer"], home / "journal-heads.jsonl")
    if findings or _position() < manifest["position"]:
        raise Refused(f"恢复后的日志与备份不符：{[finding.sentence for finding in findings] or '位置不足'}")
    return {"position": _position(), "events": total, "sound": True}


def _kept(home: Path) -> dict[str, Path]:
    """The files of the office beside its database."""
    keys = Path(settings.KEY_FILE) if settings.KEY_FILE else home / "keys.json"
    kept = {"keys.json": keys, **{name: home / name for name in ("secret.key", "journal-heads.jsonl")}}
    found = {name: path for name, path in kept.items() if path.exists()}
    return found | {str(path.relative_to(home)): path for path in sorted((home / "files").rglob("*")) if path.is_file()}


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
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
