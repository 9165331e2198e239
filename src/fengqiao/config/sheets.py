"""Sheets and tokens from the command line, under the scope of a post like everything else (导入、导出、令牌)."""

from __future__ import annotations

import asyncio
import time
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict

from fengqiao.config.errors import Refused
from fengqiao.kernel.exchange.batches import Tally, rejected
from fengqiao.kernel.exchange.export import SOURCES, file_of, journaled
from fengqiao.kernel.exchange.imports import confirm, entry_for, upload
from fengqiao.kernel.exchange.models import Batch, Row
from fengqiao.kernel.exchange.template import rejected_rows
from fengqiao.kernel.identity.models import Post
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.identity.tokens import issue_token
from fengqiao.kernel.places.scope import Scope, within
from fengqiao.kernel.queue.models import Work
from fengqiao.kernel.queue.worker import run_worker

_LOOK_AGAIN_SECONDS = 0.5


def post_named(name: str) -> Post:
    """The post to act from: its key, or the account of somebody who has one post only."""
    posts = Post.objects.present()
    try:
        found = list(posts.filter(pk=UUID(name)))
    except ValueError:
        found = list(posts.filter(user__username=name))
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(f"没有有效的岗位：{name}")
    choices = "\n".join(f"  {post.pk}  {post}" for post in found)
    raise Refused(f"{name} 有几个岗位，请用岗位编号指明：\n{choices}")


def import_sheet(key: str, path: Path, post: str, mended: Path | None) -> dict[str, Any]:
    """Check a sheet and write its good rows; the others go to the file `mended`, each with its reasons."""
    scope = scope_of(post_named(post))
    try:
        with within(scope):
            batch = upload(entry_for(key), path.name, path.read_bytes())
        _finish(scope, batch)
        with within(scope):
            batch.refresh_from_db()
            if batch.state == Batch.State.CHECKED and Tally.of(batch)[Row.State.GOOD]:
                confirm(batch)
        _finish(scope, batch)
    except PermissionDenied as error:
        raise Refused(f"这个岗位不能导入 {key}。") from error
    except ValidationError as error:
        raise Refused("；".join(error.messages)) from error
    with within(scope):
        tally = Tally.of(batch)
        if mended is not None and tally.wrong:
            mended.write_bytes(rejected_rows(batch.headers, rejected(batch)))
        return {"batch": str(batch.pk), "rows": tally.total, "wrong": tally.wrong, **tally.counts}


def _finish(scope: Scope, batch: Batch) -> None:
    """Work the queue until the batch's work is over, here or in another worker."""
    while True:
        with within(scope):
            batch.refresh_from_db()
            work = Work.objects.filter(pk=batch.work).first() if batch.work else None
        if work is None or work.ended:
            return
        asyncio.run(run_worker(wait=False))
        time.sleep(_LOOK_AGAIN_SECONDS)


def export_list(key: str, path: Path, post: str, narrowed: str) -> dict[str, Any]:
    """Write exactly what a list shows this post, narrowed like its page (`state=accepted`), and log it."""
    import_module(settings.ROOT_URLCONF)  # lists are declared with their pages
    source = SOURCES.get(key)
    if source is None:
        raise Refused(f"没有可导出的列表 {key}；有：{'、'.join(sorted(SOURCES))}")
    scope = scope_of(post_named(post))
    if source.may not in scope.may:
        raise Refused(f"这个岗位不能导出 {key}。")
    form = path.suffix.removeprefix(".")
    if form not in ("xlsx", "csv"):
        raise Refused("导出文件名应以 .xlsx 或 .csv 结尾。")
    with within(scope):
        content, count = file_of(source.rows(QueryDict(narrowed)), form, label=source.label)
        journaled(source, count)
    path.write_bytes(content)
    return {"file": str(path), "rows": count}


def make_token(post: str, label: str, days: int) -> dict[str, Any]:
    """A token of the programming interface for a post; its secret is shown this once."""
    named = post_named(post)
    try:
        return {"token": issue_token(named, label, days), "post": str(named.pk), "days": days}
    except ValidationError as error:
        raise Refused("；".join(error.messages)) from error
