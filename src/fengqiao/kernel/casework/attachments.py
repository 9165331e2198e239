"""Files of a matter (附件): sniffed, limited, scanned, sealed under the matter's key, delivered to whoever may read it.

A stored file is named by the hash of its cipher text, `files/<organization>/<sha256>`: two matters never share one,
within one matter the same content is kept once.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

import puremagic
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseGone
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.journal.events import lock, log_reading, record
from fengqiao.kernel.journal.models import Hanging, Reading, Subject
from fengqiao.kernel.journal.opening import require_piece
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, now
from fengqiao.kernel.privacy.ciphers import seal, unseal
from fengqiao.kernel.privacy.fields import ERASED, Sealed

# What a matter may hold: extension -> media type and its name in the office's words.
TYPES: Mapping[str, tuple[str, str]] = {
    ".jpg": ("image/jpeg", "JPEG 图片"),
    ".jpeg": ("image/jpeg", "JPEG 图片"),
    ".jfif": ("image/jpeg", "JPEG 图片"),
    ".png": ("image/png", "PNG 图片"),
    ".heic": ("image/heif", "HEIF 图片"),
    ".heif": ("image/heif", "HEIF 图片"),
    ".pdf": ("application/pdf", "PDF 文件"),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word 文件"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel 文件"),
    ".mp3": ("audio/mpeg", "MP3 录音"),
    ".m4a": ("audio/mp4", "M4A 录音"),
    ".amr": ("audio/amr", "AMR 录音"),
    ".wav": ("audio/x-wav", "WAV 录音"),
    ".mp4": ("video/mp4", "MP4 录像"),
}
LIMIT = 50 * 1024 * 1024
_PERSONAL = re.compile(r"\d{17}[\dXx]|(?<!\d)1[3-9]\d{9}(?!\d)")
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


class Attachment(Hanging):
    """One file of a matter; nothing of it is deleted, a wrong one is made 作废."""

    class Scan(models.TextChoices):
        UNSCANNED = "unscanned", "未扫描"
        CLEAN = "clean", "未发现病毒"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey("identity.Organization", models.PROTECT, related_name="+")
    label = models.CharField("材料类别", max_length=60)
    name = models.CharField("文件名", max_length=120)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField("校验值", max_length=64)
    stored = models.CharField(max_length=64, editable=False)
    scan = models.CharField("病毒扫描", max_length=10, choices=Scan, default=Scan.UNSCANNED)
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    place = Sealed("拍摄地点", mask="address")
    made_at = models.DateTimeField("上传时间", default=now)
    made_by = models.UUIDField(null=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废理由", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "sha256"], condition=models.Q(voided_at=None), name="casework_attachment_once"
            ),
        ]
        indexes = [models.Index(fields=["subject", "made_at"], name="casework_attachment_subject")]

    def __str__(self) -> str:
        return f"{self.label} {self.name}"

    @property
    def path(self) -> str:
        """Where the cipher text lies."""
        return f"files/{self.organization_id}/{self.stored}"

    def belongs(self) -> bytes:
        """What its cipher text is bound to."""
        return f"attachment:{self.subject_id}:{self.sha256}".encode()

    def content(self) -> bytes:
        """The file itself, checked against its digest."""
        key = self.data_key()
        if key is None:
            raise ValidationError(ERASED)
        with store().open(self.path) as stream:
            return unseal(stream.read(), key, self.belongs())


Scanner = Callable[[bytes], Attachment.Scan]


def store() -> Storage:
    """Where cipher texts lie: the storage `files` when the deployment declares one, else the home of the data."""
    if "files" in settings.STORAGES:
        return storages["files"]
    return FileSystemStorage(location=settings.HOME, file_permissions_mode=0o600, directory_permissions_mode=0o700)


def attach(
    subject: Subject,
    upload: File[bytes],
    *,
    organization: UUID | None = None,
    label: str = "附件",
    taken_at: datetime | None = None,
    place: str = "",
    media_type: str = "",
) -> Attachment:
    """Keep a file with its matter; the same content again is the same attachment. Refuses in one sentence.

    `media_type` is given for what a machine sent (原始报文): it is kept as it is, whatever it holds.
    """
    holder = organization or acting().organization
    if holder is None:
        raise PermissionDenied("没有所属机构的岗位不能上传附件。")
    name = fit_name(upload.name or "")
    if (upload.size or 0) > limit():
        raise ValidationError(f"“{name}”为 {_megabytes(upload.size)} MB，附件不得超过 {_megabytes(limit())} MB。")
    content = upload.read()
    attachment = Attachment(
        subject=subject,
        organization_id=holder,
        label=_PERSONAL.sub("***", label),
        name=name,
        media_type=media_type or sniff(name, content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        scan=scanned(name, content),
        taken_at=taken_at,
        place=place,
        made_at=now(),
        made_by=acting().post,
    )
    locked = lock(subject.pk)
    known = Attachment.objects.filter(subject=subject, sha256=attachment.sha256, voided_at=None).first()
    if known is not None:
        return known
    key = subject.data_key()
    if key is None:
        raise ValidationError("本件的个人信息已删除，不能再上传附件。")
    sealed = seal(content, key, attachment.belongs())
    attachment.stored = hashlib.sha256(sealed).hexdigest()
    store().save(attachment.path, ContentFile(sealed))
    attachment.save(force_insert=True)
    record(locked, "casework.attach", name=attachment.label, attachment=attachment.pk)
    subject.seq = locked.seq
    return attachment


def void(attachment: Attachment, *, reason: str) -> None:
    """作废: the file stays, marked, and may be uploaded again."""
    if not reason.strip():
        raise ValidationError("请写明作废理由。")
    locked = lock(attachment.subject_id)
    attachment.voided_at, attachment.void_reason = now(), reason
    attachment.save(update_fields=["voided_at", "void_reason"])
    record(locked, "casework.void_attachment", name=attachment.label, attachment=attachment.pk, reason=reason)


def deliver(attachment: Attachment, *, reason: str = "") -> HttpResponse:
    """The file for download, with its reading logged; a browser neither guesses its type nor shows it in the page."""
    log_reading(attachment.subject, Reading.What.DOWNLOADED, detail=str(attachment.pk), reason=reason)
    response = HttpResponse(attachment.content(), content_type=attachment.media_type)
    response["Content-Disposition"] = content_disposition_header(True, attachment.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@permission(WORKBENCH)
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """下载附件: for whoever may read its matter and holds the reading right of its line."""
    attachment = get_object_or_404(Attachment.objects.select_related("subject"), pk=pk)
    if f"{attachment.subject.kind.partition('.')[0]}.view" not in acting().may:
        raise Http404
    require_piece(attachment)
    if attachment.data_key() is None:
        return HttpResponseGone("本件的个人信息已删除，附件不能再下载。", content_type="text/plain; charset=utf-8")
    return deliver(attachment)


def limit() -> int:
    """The largest file in bytes (setting `ATTACHMENT_LIMIT`)."""
    return int(getattr(settings, "ATTACHMENT_LIMIT", LIMIT))


def fit_name(name: str) -> str:
    """A file name without folders, control characters, identity numbers or phones."""
    plain = _PERSONAL.sub("***", _UNFIT.sub("", PurePath(name.replace("\\", "/")).name)).strip(" .")
    path = PurePath(plain or "未命名")
    return path.stem[: 120 - len(path.suffix)] + path.suffix


def sniff(name: str, content: bytes) -> str:
    """The media type of the content; refused when the office does not keep such files or the name says another type."""
    if not content:
        raise ValidationError(f"“{name}”是空文件。")
    claimed = PurePath(name).suffix.lower()
    if claimed not in TYPES:
        raise ValidationError(f"不能上传“{claimed or '无扩展名'}”文件，可上传图片、PDF、Word、Excel、录音和录像。")
    try:
        found = [match.extension.lower() for match in puremagic.magic_string(content, name)]
    except puremagic.PureError:
        found = []
    media_type, words = TYPES[claimed]
    if not found or TYPES.get(found[0], ("", ""))[0] != media_type:
        really = TYPES[found[0]][1] if found and found[0] in TYPES else "其他类型"
        raise ValidationError(f"“{name}”不是{words}，内容为{really}，请核对后重新上传。")
    return media_type


def scanned(name: str, content: bytes) -> Attachment.Scan:
    """What the deployment's scanner says (setting `ATTACHMENT_SCANNER`); without one the file is marked 未扫描."""
    hook = getattr(settings, "ATTACHMENT_SCANNER", "")
    if not hook:
        return Attachment.Scan.UNSCANNED
    scanner: Scanner = import_string(hook)
    try:
        return scanner(content)
    except Infected:
        raise ValidationError(f"“{name}”含有病毒，已拒绝上传。") from None


class Infected(Exception):
    """The scanner found something."""


def scan_by_command(content: bytes) -> Attachment.Scan:
    """A scanner as a command that reads the file on its input: 0 clean, 1 infected (`ATTACHMENT_SCAN_COMMAND`)."""
    command: Sequence[str] = getattr(settings, "ATTACHMENT_SCAN_COMMAND", ())
    done = subprocess.run(command, input=content, capture_output=True, timeout=60, check=False)  # noqa: S603 — the deployment's own
    if done.returncode == 1:
        raise Infected
    return Attachment.Scan.CLEAN if done.returncode == 0 else Attachment.Scan.UNSCANNED


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")
