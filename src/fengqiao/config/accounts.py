"""Under which account the embedded database runs: PostgreSQL refuses root, and an office box often has only root.

An ordinary user runs it directly. Root puts it into a user namespace where it is somebody else, files staying root's;
where the kernel forbids that, a system account runs copied binaries from a folder it can reach.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from fengqiao.config.errors import Refused

_CLONE_NEWUSER = 0x10000000
_ACCOUNT = "fengqiao"
_SHELF = Path("/var/lib/fengqiao")  # reachable by the system account when the office's folder is not


class NoAccount(Refused):
    """No account is left under which PostgreSQL could run."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs the programs of PostgreSQL under the account they need."""

    enter: Callable[[], None] | None = None  # in the child, before the program starts
    account: pwd.struct_passwd | None = None  # only the system account: owns its folders

    def run(self, command: Sequence[str | Path], **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a program to its end, with its output as text."""
        return subprocess.run(
            command,
            preexec_fn=self.enter,
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            **options,
        )

    def start(self, command: Sequence[str | Path], log: Path) -> subprocess.Popen[bytes]:
        """Start a server of its own session: neither Ctrl-C nor the death of this process reaches it."""
        with log.open("ab") as out:
            return subprocess.Popen(
                command,
                preexec_fn=self.enter,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                cwd="/",
            )

    def place(self, folder: Path) -> Path:
        """A private folder the account can work in: the wanted one, or one on the shelf that it then points to."""
        if folder.is_symlink():
            return folder.resolve()
        if self.account is None or _reachable(folder.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._own(folder)
            return folder
        shelf = _SHELF / hashlib.sha256(str(folder.parent).encode()).hexdigest()[:8] / folder.name
        shelf.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        shelf.mkdir(mode=0o700, exist_ok=True)
        self._own(shelf)
        folder.symlink_to(shelf)
        return shelf

    def reachable(self, programs: Path) -> Path:
        """The folder of the programs, copied with their libraries when the account cannot reach them."""
        if self.account is None or _reachable(programs):
            return programs
        install = programs.parent
        copy = _SHELF / "programs" / hashlib.sha256(str(install).encode()).hexdigest()[:8]
        package = copy / install.parent.name
        if not package.exists():
            fresh = copy.with_suffix(".new")
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.copytree(install, fresh / install.parent.name / install.name, symlinks=True)
            libraries = install.parent.with_suffix(".libs")
            if libraries.exists():  # a wheel keeps its shared libraries beside the package
                shutil.copytree(libraries, fresh / libraries.name)
            copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            fresh.rename(copy)
        return package / install.name / programs.name

    def _own(self, folder: Path) -> None:
        if self.account is not None:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)


def choose(programs: Path, home: Path) -> Runner:
    """The first way that works here: as we are, in a user namespace, as a system account."""
    if os.geteuid() != 0:
        return Runner()
    namespaced = Runner(partial(_enter_namespace, _anybody()))
    if _works(namespaced, programs, home):
        return namespaced
    account = _system_account()
    return Runner(partial(_become, account), account)


def _works(runner: Runner, programs: Path, home: Path) -> bool:
    try:
        test = 'test -w "$1" && "$2" --version'
        return runner.run(["/bin/sh", "-c", test, "sh", home, programs / "initdb"]).returncode == 0
    except (OSError, subprocess.SubprocessError):  # the kernel or the container forbids user namespaces
        return False


def _anybody() -> pwd.struct_passwd:
    """Somebody the machine knows by name who is not root: PostgreSQL looks its own name up."""
    for somebody in pwd.getpwall():
        if somebody.pw_uid != 0:
            return somebody
    raise NoAccount("这台机器只有 root 账户，无法运行自带的 PostgreSQL。请新建一个普通账户后再试。")


def _enter_namespace(inner: pwd.struct_passwd) -> None:
    """In the child: become `inner` in a user namespace of our own, where our files are theirs."""
    uid, gid = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{inner.pw_uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{inner.pw_gid} {gid} 1")


def _become(account: pwd.struct_passwd) -> None:
    """In the child: give root up for the system account."""
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def _system_account() -> pwd.struct_passwd:
    """The account of the embedded database, made when it is missing."""
    try:
        return pwd.getpwnam(_ACCOUNT)
    except KeyError:
        pass
    for command in (
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _ACCOUNT],
        ["adduser", "-S", "-D", "-H", _ACCOUNT],
    ):
        if shutil.which(command[0]) and subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return pwd.getpwnam(_ACCOUNT)
    raise NoAccount("无法为自带的 PostgreSQL 建立系统账户。请换普通账户运行，或设置 DATABASE_URL。")


def _reachable(folder: Path) -> bool:
    """Whether every folder above may be passed by anybody."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in (folder, *folder.parents) if parent.exists())
