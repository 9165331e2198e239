"""`fengqiao`: the one command line of the office (命令行)."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.config.settings")

from django.core.exceptions import ImproperlyConfigured

from fengqiao.config import assets, up
from fengqiao.config.errors import Refused
from fengqiao.config.postgres import Cluster

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command; 0 is done, 1 is refused with a sentence, 2 is a mistake in the call."""
    given = parser().parse_args(arguments)
    run: Command = given.run
    try:
        return run(given)
    except (Refused, ImproperlyConfigured) as error:
        print(f"枫桥：{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """The sub-commands with their arguments."""
    top = argparse.ArgumentParser(prog="fengqiao", description="枫桥：司法所工作平台")
    commands = top.add_subparsers(title="命令", required=True, metavar="命令")

    def add(name: str, run: Command, about: str, *, reports: bool = False) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about)
        command.set_defaults(run=run)
        if reports:
            command.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")
        return command

    opening = add("up", run_up, "准备数据库和数据，启动平台")
    opening.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1")
    opening.add_argument("--port", type=int, default=None, help="端口，默认取环境变量 PORT 或 8000")
    add("upgrade", run_upgrade, "升级数据库、基础数据和静态文件，不启动服务（生产环境部署时运行）")
    add("worker", run_worker, "单独运行后台进程：任务队列、日志定序和分发（生产环境）")
    add("assets", run_assets, "按锁定文件安装前端资源和字体", reports=True)
    founding = add("admin", run_admin, "在新的数据库里设立机构，开通第一个系统管理员", reports=True)
    founding.add_argument("--region", type=int, required=True, help="所在区划的 12 位代码，如 510000000000")
    founding.add_argument("--username", required=True, help="账号")
    founding.add_argument("--name", required=True, help="姓名")
    showing = add("demo", run_demo, "把演示数据装入空的数据库", reports=True)
    showing.add_argument("--seed", type=int, default=1, help="随机种子：同一种子和日期得到同样的数据，默认 1")
    showing.add_argument("--start", type=date.fromisoformat, help="近九十天的第一天，默认今天之前九十天")
    showing.add_argument("--scale", type=int, help="改为装入压力测试数据：纠纷件数，如 3000000")
    showing.add_argument("--province", type=int, default=51, help="压力测试数据所在的省，默认 51")
    resetting = add("demo-reset", run_demo_reset, "删除本机数据并重建演示数据", reports=True)
    resetting.add_argument("--yes", action="store_true", help="不再询问")

    journal = add("journal", run_journal, "核验日志链：位置、链值、序号和日终留存", reports=True)
    journal.add_argument("action", choices=["verify"], help="verify：核验")

    keeping = add("keys", run_keys, "主密钥：查看使用情况，轮换，继续换封", reports=True)
    keeping.add_argument(
        "action", choices=["status", "rotate", "rewrap"], help="status：查看；rotate：轮换；rewrap：继续换封"
    )
    keeping.add_argument("--post", help="以哪个省级系统管理员岗位轮换：账号或岗位编号")

    saving = add("backup", run_backup, "把数据库、文件和密钥备份成一个文件", reports=True)
    saving.add_argument("archive", type=Path, nargs="?", help="备份文件，默认按时间命名")
    restoring = add("restore", run_restore, "把备份恢复到一个空的 FENGQIAO_HOME", reports=True)
    restoring.add_argument("archive", type=Path, help="备份文件")

    importing = add("import", run_import, "导入表格：核对每一行，写入正确的行", reports=True)
    importing.add_argument("entry", help="登记入口，如 mediation.ledger")
    importing.add_argument("sheet", type=Path, help="XLSX 或 CSV 文件")
    importing.add_argument("--post", required=True, help="以哪个岗位导入：账号或岗位编号")
    importing.add_argument("--mended", type=Path, help="把未导入的行连同原因写入这个 XLSX 文件")
    exporting = add("export", run_export, "导出列表，与页面所见一致", reports=True)
    exporting.add_argument("list", help="列表，如 mediation.cases")
    exporting.add_argument("file", type=Path, help="写入的文件，.xlsx 或 .csv")
    exporting.add_argument("--post", required=True, help="以哪个岗位导出：账号或岗位编号")
    exporting.add_argument("--narrow", default="", help="筛选条件，同页面地址中 ? 之后的部分")
    issuing = add("token", run_token, "为一个岗位签发接口令牌，只显示一次", reports=True)
    issuing.add_argument("post", help="账号或岗位编号")
    issuing.add_argument("--label", default="命令行", help="用途说明")
    issuing.add_argument("--days", type=int, default=90, help="有效天数，最长 366")
    return top


def say(given: argparse.Namespace, report: dict[str, Any], sentence: str) -> None:
    """The result: a sentence for people, JSON for programs."""
    print(json.dumps(report, ensure_ascii=False) if given.json else sentence)


def run_up(given: argparse.Namespace) -> int:
    """Open the office and serve until Ctrl-C."""
    port = given.port or _port()
    up.refuse_busy_port(given.host, port)
    up.install_assets()
    up.end_on_terminate()
    print("正在准备数据库……", flush=True)
    with up.office():
        up.prepare()
        with up.demonstration() as notes, contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is the way to close
            up.serve(given.host, port, notes)
    return 0


def _port() -> int:
    text = os.environ.get("PORT", "") or str(up.DEFAULT_PORT)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Refused(f"PORT={text} 不是端口号（1–65535）。")
    return int(text)


def run_upgrade(given: argparse.Namespace) -> int:
    """Bring database and files to this version."""
    with up.office():
        up.prepare()
    return 0


def run_worker(given: argparse.Namespace) -> int:
    """Work the queue and follow the journal until told to stop."""
    with up.office():
        from fengqiao.config.worker import Worker

        async def until_stopped() -> None:
            stopped = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stopped.set)
            worker = Worker()
            await worker.start()
            await stopped.wait()
            await worker.stop()

        asyncio.run(until_stopped())
    return 0


def run_assets(given: argparse.Namespace) -> int:
    """Install the front-end files and show what was put where."""
    files = assets.install() if list(assets.problems()) else []
    say(given, {"installed": files}, f"已安装 {len(files)} 个文件。" if files else "前端资源齐全。")
    return 0


def run_admin(given: argparse.Namespace) -> int:
    """Found the organizations of a new database and show the password of its first administrator, once."""
    with up.office():
        up.prepare()
        from fengqiao.config.founding import open_office

        report = open_office(given.region, username=given.username, name=given.name)
    founded, sits = report["bureaus"] + report["offices"], f"{report['username']}（{report['organization']}）"
    once = "一次性密码只显示这一次，登录后须修改："
    say(given, report, f"已设立机构 {founded} 个。系统管理员 {sits} 的{once}\n{report['password']}")
    return 0


def run_demo(given: argparse.Namespace) -> int:
    """Fill an empty database: the demonstration, or a benchmark at size."""
    with up.office():
        from fengqiao.config import demo, scale

        up.prepare()
        if given.scale:
            told = scale.fill(given.scale, province=given.province, seed=given.seed)
            say(given, told, f"已装入纠纷 {told['disputes']} 件，用时 {told['seconds']} 秒。")
            return 0
        filled = demo.fill(seed=given.seed, start=given.start)
        say(given, demo.report(filled), "\n".join(demo.account_lines()))
    return 0


def run_demo_reset(given: argparse.Namespace) -> int:
    """Throw the data of this home away and make the demonstration again."""
    from django.conf import settings

    if settings.PRODUCTION or not settings.EMBEDDED:
        raise Refused("demo-reset 只用于自带数据库的演示环境。")
    if not given.yes and sys.stdin.isatty() and input(f"删除 {settings.HOME} 中的全部数据？输入 yes 继续：") != "yes":
        return 1
    cluster = Cluster(settings.HOME)
    cluster.stop()
    if cluster.postmaster() is not None:
        raise Refused("枫桥正在运行：请先停止（Ctrl-C），再重建演示数据。")
    for name in ("postgres", "files"):
        shutil.rmtree((settings.HOME / name).resolve(), ignore_errors=True)
    (settings.HOME / "journal-heads.jsonl").unlink(missing_ok=True)
    with up.office():
        from fengqiao.config import demo

        up.prepare()
        if not settings.DEMONSTRATION:
            say(given, {"accounts": []}, "数据已删除；演示数据已关闭（FENGQIAO_DEMO=off），没有装入。")
            return 0
        if not given.json:
            print("正在装入演示数据（一至四分钟）……", flush=True)
        say(given, demo.report(demo.fill()), "\n".join(demo.account_lines()))
    return 0


def run_journal(given: argparse.Namespace) -> int:
    """Prove the journal; 1 when anything is wrong with it."""
    with up.office() as home:
        from django.db import connections

        from fengqiao.kernel.journal.verify import report, verify

        total, findings = verify(connections["sequencer"], home / "journal-heads.jsonl")
    lines = [f"日志 {total} 条，{'完整可信' if not findings else f'发现 {len(findings)} 处问题：'}"]
    lines += [f"  位置 {finding.position}：{finding.sentence}" for finding in findings]
    say(given, report(total, findings), "\n".join(lines))
    return 1 if findings else 0


def run_keys(given: argparse.Namespace) -> int:
    """Show which master keys are needed, make a new one, or wrap the older keys anew."""
    with up.office():
        from fengqiao.config import keeping

        if given.action == "status":
            report = keeping.status()
            lines = [
                f"  {key['id']}  {'当前' if key['current'] else '旧　'}  {key['keys']} 个数据密钥"
                for key in report["masters"]
            ]
            free = [f"旧主密钥 {master} 已没有数据使用。" for master in report["free"]]
            say(given, report, "\n".join(["主密钥：", *lines, *free]))
            return 0
        if not given.post:
            raise Refused("请用 --post 指明省级系统管理员的岗位。")
        report = keeping.rotate(given.post) if given.action == "rotate" else keeping.rewrap(given.post)
        made = f"已生成新主密钥 {report['master']}，请立即备份密钥文件。" if "master" in report else ""
        say(given, report, f"{made}旧密钥的换封在后台进行，进度见“后台任务”。")
    return 0


def run_backup(given: argparse.Namespace) -> int:
    """Write one archive of the whole office."""
    stamp = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    archive: Path = (given.archive or Path(f"fengqiao-{stamp}.tar")).absolute()
    with up.office() as home:
        from fengqiao.config.backup import back_up

        report = back_up(home, archive)
    left_out = "".join(f"\n备份期间已被删除，未收入：{name}" for name in report["gone"])
    done = f"已备份到 {report['archive']}（日志位置 {report['position']}）。其中含密钥，请妥善保管。"
    say(given, report, done + left_out)
    return 0


def run_restore(given: argparse.Namespace) -> int:
    """Put an archive back into an empty home."""
    from django.conf import settings

    from fengqiao.config import backup

    manifest = backup.unpack(settings.HOME, given.archive)
    with up.office() as home:
        report = backup.restore(home, manifest)
    say(given, report, f"已恢复：日志 {report['events']} 条，位置 {report['position']}，核验完整。")
    return 0


def run_import(given: argparse.Namespace) -> int:
    """Import a sheet; 1 when rows were refused."""
    with up.office():
        from fengqiao.config.sheets import import_sheet

        report = import_sheet(given.entry, given.sheet, given.post, given.mended)
    wrong = report["wrong"]
    say(given, report, f"共 {report['rows']} 行，导入 {report.get('written', 0)} 行，须改正 {wrong} 行。")
    return 1 if wrong else 0


def run_export(given: argparse.Namespace) -> int:
    """Write what a list shows."""
    with up.office():
        from fengqiao.config.sheets import export_list

        report = export_list(given.list, given.file, given.post, given.narrow)
    say(given, report, f"已导出 {report['rows']} 行到 {report['file']}。")
    return 0


def run_token(given: argparse.Namespace) -> int:
    """Issue a token and show its secret."""
    with up.office():
        from fengqiao.config.sheets import make_token

        report = make_token(given.post, given.label, given.days)
    say(given, report, str(report["token"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
