"""The course of an import: upload a sheet, look at what is wrong, decide, confirm (导入)."""

from __future__ import annotations

import hashlib
import math
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from fengqiao.kernel.casework.attachments import fit_name
from fengqiao.kernel.casework.perform import NotNow
from fengqiao.kernel.exchange.batches import CHECK_STEP, Checking, erase, keep
from fengqiao.kernel.exchange.checking import Checker
from fengqiao.kernel.exchange.declarations import ENTRIES, Entry
from fengqiao.kernel.exchange.jobs import check_rows, write_rows
from fengqiao.kernel.exchange.models import Batch, Row
from fengqiao.kernel.exchange.sheet import open_table
from fengqiao.kernel.places.scope import acting, now
from fengqiao.kernel.queue.models import Work

SIZE_LIMIT = 20 * 1024 * 1024
AT_ONCE = 500  # a sheet of so many rows is checked while the person waits
KEPT_DAYS = 90


def entry_for(key: str) -> Entry:
    """The entry of a page; one that the acting post may not use does not exist for it."""
    entry = ENTRIES.get(key)
    if entry is None or entry.may not in acting().may or not entry.columns:
        raise PermissionDenied(f"导入 {key}")
    return entry


def upload(entry: Entry, name: str, content: bytes) -> Batch:
    """Take a sheet in and check it: a short one at once, a long one in the background. Refuses in one sentence."""
    me = acting()
    if me.organization is None or me.post is None:
        raise PermissionDenied(entry.may)
    if len(content) > SIZE_LIMIT:
        raise ValidationError(f"文件为 {math.ceil(len(content) / 2**20)} MB，不得超过 {SIZE_LIMIT // 2**20} MB。")
    digest = hashlib.sha256(content).hexdigest()
    mine = Batch.objects.filter(entry_key=entry.key)
    erase(mine.filter(made_at__lt=now() - timedelta(days=KEPT_DAYS)))
    if same := mine.filter(sha256=digest).exclude(state=Batch.State.FINISHED).exclude(key=None).first():
        return same if same.state != Batch.State.UPLOADED else _check(same)
    table = open_table(content, name, (*entry.columns, *entry.aliases))
    Checker(entry, table.headers)  # refuses a sheet without its columns
    batch = Batch(
        organization=me.organization,
        post=me.post,
        entry_key=entry.key,
        name=fit_name(name),
        sha256=digest,
        headers=[header[:200] for header in table.headers],
        first_column=table.grid.first_column,
        total=table.height,
    )
    keep(batch, content)
    batch.save(force_insert=True)
    return _check(batch)


def _check(batch: Batch) -> Batch:
    """Begin the dry run, or take it up again when it was given up."""
    if batch.total <= AT_ONCE:
        checking = Checking(batch)
        while checking.some(CHECK_STEP):
            pass
    elif not _under_way(batch):
        label = f"核对 {batch.name}"
        batch.work = check_rows.enqueue(label=label, total=batch.total, page=page_of(batch), batch=str(batch.pk)).pk
        batch.save(update_fields=["work"])
    return batch


def _under_way(batch: Batch) -> bool:
    work = Work.objects.filter(pk=batch.work).first() if batch.work else None
    return work is not None and not work.ended


def page_of(batch: Batch) -> str:
    """The address of a batch's page."""
    return reverse("exchange:batch", args=[batch.pk])


def decide(batch: Batch, number: int, *, keep_it: bool) -> None:
    """Whether a row that looks registered already is imported all the same (疑似已登记)."""
    if batch.state != Batch.State.CHECKED:
        raise NotNow("本批已确认导入，不能再改。")
    row = batch.rows.filter(number=number, state__in=(Row.State.DOUBTFUL, Row.State.SKIPPED))
    row.update(state=Row.State.GOOD if keep_it else Row.State.SKIPPED)


def confirm(batch: Batch) -> Work:
    """Begin to write the good rows in the background, or go on after a stop; confirming twice begins once."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if not may_confirm(batch):
        raise NotNow(f"本批当前为“{batch.get_state_display()}”，不能确认导入。")
    good = batch.rows.filter(state=Row.State.GOOD).count()
    if not good:
        raise ValidationError("没有可导入的行，请改正后重新上传。")
    work = write_rows.enqueue(label=f"导入 {batch.name}", total=good, page=page_of(batch), batch=str(batch.pk))
    batch.confirmed_at, batch.work = now(), work.pk
    if batch.state == Batch.State.CHECKED:
        batch.state = Batch.State.CONFIRMED
    batch.save(update_fields=["state", "confirmed_at", "work"])
    return work


def may_confirm(batch: Batch) -> bool:
    """Whether writing can begin, or go on because it was stopped."""
    if batch.state in (Batch.State.CONFIRMED, Batch.State.RUNNING):
        return not _under_way(batch)
    return batch.state == Batch.State.CHECKED


def own_batch(key: UUID) -> Batch:
    """A batch of the own organization whose entry the acting post may use."""
    batch = Batch.objects.get(pk=key)  # the table's policy shows those of the own organization only
    entry_for(batch.entry_key)
    return batch
