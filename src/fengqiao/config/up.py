"""From nothing to a running office: assets, database, tables, reference data, demonstration, server (启动)."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

import django
import psycopg
from django.conf import settings
from django.db import connections

from fengqiao.config import assets, roles
from fengqiao.config.errors import Refused
from fengqiao.config.postgres import Cluster

DEFAULT_PORT = 8000
NOT_LIBPQ = ("pool", "options", "server_side_binding")  # meant for Django, or for the role of the platform


@contextlib.contextmanager
def office() -> Iterator[Path]:
    """The home with its keys and its running database, for every command; the applications are loaded."""
    home: Path = settings.HOME
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _keep_secret(home / "secret.key")
    with contextlib.ExitStack() as stack:
        if settings.EMBEDDED:
            stack.enter_context(Cluster(home))
        else:
            _prepare_given_server()
        django.setup()
        yield home


def prepare() -> None:
    """Tables of this version, reference data, static files: what every start makes sure of."""
    from django.core.checks import run_checks

    from fengqiao.config import reference, schema

    if wrong := [str(message) for message in run_checks() if message.is_serious()]:
        raise Refused("声明不完整，不能启动：\n" + "\n".join(wrong))
    schema.migrate()
    reference.load()
    _collect_static()
    connections.close_all()


@contextlib.contextmanager
def demonstration() -> Iterator[list[str]]:
    """An empty office is filled with the demonstration while it serves, never in production; gives what to print."""
    from fengqiao.config import demo

    if not settings.DEMONSTRATION:
        yield []
        return
    if not demo.wanted():
        lines = demo.account_lines()
        connections.close_all()
        yield lines
        return
    demo.announce()
    connections.close_all()
    filling, closing = demo.fill_beside(), threading.Event()

    def tell() -> None:
        filling.join()
        if closing.is_set():
            return
        lines = demo.account_lines() if filling.exitcode == 0 else ["演示数据没有装完：重新启动后从头装入。"]
        connections.close_all()
        print("\n".join(["", *lines, ""]), flush=True)

    teller = threading.Thread(target=tell, name="demonstration")
    teller.start()
    try:
        yield ["演示数据正在后台装入（一至四分钟），装完后在这里显示演示账号。"]
    finally:
        closing.set()
        filling.terminate()
        teller.join()


def serve(host: str, port: int, notes: Sequence[str] = ()) -> None:
    """Answer requests until Ctrl-C; the address is printed when the first one can be answered, notes below it."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                print(_welcome(host, port, notes), flush=True)

    configuration = uvicorn.Config(
        "fengqiao.config.asgi:application",
        host=host,
        port=port,
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=True,
        timeout_graceful_shutdown=10,
    )
    Server(configuration).run()


def refuse_busy_port(host: str, port: int) -> None:
    """Say so before anything is started when somebody else listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                f"端口 {port} 已被占用，可能枫桥已经在运行（http://127.0.0.1:{port}/）。"
                f"换一个端口：PORT={port + 1} make run"
            ) from error


def install_assets() -> None:
    """Install the front-end files when they are missing or not those of the lock file."""
    if problems := list(assets.problems()):
        print(f"正在安装前端资源（{problems[0]}）……", flush=True)
        assets.install()


def end_on_terminate() -> None:
    """A plain kill ends like Ctrl-C: everything this process started is stopped."""

    def end(signal_number: int, frame: FrameType | None) -> None:
        sys.exit(128 + signal_number)

    signal.signal(signal.SIGTERM, end)


def _keep_secret(path: Path) -> None:
    """The key that signs sessions: made once for a home, unless one is given."""
    if "FENGQIAO_SECRET_KEY" in os.environ or "FENGQIAO_SECRET_KEY_FILE" in os.environ or settings.PRODUCTION:
        return
    with contextlib.suppress(FileExistsError):
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(secrets.token_urlsafe(48))
    settings.SECRET_KEY = path.read_text()


def _prepare_given_server() -> None:
    """Roles and rights on the server of DATABASE_URL, where its login may give them."""
    given = settings.DATABASES["default"]
    try:
        with psycopg.connect(
            **{name: value for name, value in given["OPTIONS"].items() if name not in NOT_LIBPQ},
            host=given["HOST"] or None,
            port=given["PORT"] or None,
            user=given["USER"] or None,
            password=given["PASSWORD"] or None,
            dbname=given["NAME"],
            autocommit=True,
        ) as server:
            superuser = server.execute("select usesuper from pg_user where usename = current_user").fetchone() == (
                True,
            )
            if superuser:
                roles.create_roles(server)
                roles.prepare_database(server)
            elif not server.execute("select 1 from pg_roles where rolname = %s", [roles.APP]).fetchone():
                raise Refused("DATABASE_URL 的服务器上还没有枫桥的数据库角色。请先以超级用户登录运行一次 fengqiao up。")
    except psycopg.OperationalError as error:
        raise Refused(f"连接不上 DATABASE_URL 的数据库：{error}") from error


def _collect_static() -> None:
    """Lay the static files out with their digests and compressed, when any of them changed."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            digest.update(f"{name} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT / ".collected"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest())


def _welcome(host: str, port: int, notes: Sequence[str]) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 — compared, not bound
    return "\n".join(["", f"枫桥已启动：http://{shown}:{port}/", *notes, "停止：Ctrl-C", ""])
