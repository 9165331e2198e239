"""Files of a matter: what is kept, what is refused, who may have it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.http import Http404
from pypdf import PdfReader, PdfWriter

from fengqiao.kernel.casework.attachments import (
    Attachment,
    Infected,
    attach,
    deliver,
    download,
    fit_name,
    scan_by_command,
    sniff,
    store,
    void,
)
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.journal.models import Event, Grant, Reading, Subject
from fengqiao.kernel.paperwork.bundles import leaf_of_attachment
from fengqiao.kernel.places.scope import Scope, acting, now, within
from fengqiao.kernel.privacy.ciphers import Tampered
from tests.kernel.casework.matters import sentence_of
from tests.kernel.paperwork.office import Matter, clerk, matter, office

AT = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(200) + b"\xff\xd9"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet()
    return out.getvalue()


def upload(content: bytes = JPEG, name: str = "现场.jpg") -> ContentFile[bytes]:
    return ContentFile(content, name=name)


@pytest.fixture
def organization(db) -> Organization:
    return office()


@pytest.fixture
def case(organization) -> Iterator[Matter]:
    with within(replace(clerk(organization, "specimen.view", "workbench.use"), at=AT)):
        yield matter(organization)


def test_a_file_is_kept_encrypted_under_its_hash_and_recorded_without_its_name(case, settings):
    kept = attach(case.subject, upload(), label="现场照片", taken_at=AT, place="柳河镇人民路12号")

    kept = Attachment.objects.get(pk=kept.pk)
    assert (kept.name, kept.media_type, kept.size, kept.scan) == ("现场.jpg", "image/jpeg", len(JPEG), "unscanned")
    assert (kept.sha256, kept.made_at, str(kept.place)) == (
        hashlib.sha256(JPEG).hexdigest(),
        AT,
        "柳河镇人民路***号",
    )
    path = Path(settings.HOME) / "files" / str(acting().organization) / kept.stored
    assert (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mode & 0o777) == (kept.stored, 0o600)
    assert b"JFIF" not in path.read_bytes()
    assert (kept.content(), str(kept)) == (JPEG, "现场照片 现场.jpg")
    event = Event.objects.get()
    assert (event.seq, event.kind, event.data) == (1, "casework.attach", {"attachment": str(kept.pk)})
    assert sentence_of(event) == "上传附件：现场照片"
    assert case.subject.seq == 1


def test_the_same_content_is_one_file_in_one_matter_and_two_in_two(case, organization):
    first, again = attach(case.subject, upload()), attach(case.subject, upload(name="再传.jpg"))
    other = attach(matter(organization, "JF-2").subject, upload())

    assert (first.pk, Event.objects.filter(subject=case.subject).count()) == (again.pk, 1)
    assert (other.sha256, other.stored == first.stored) == (first.sha256, False)


def test_a_touched_file_does_not_open(case, settings):
    kept = attach(case.subject, upload())
    path = Path(settings.HOME) / kept.path
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(Tampered):
        kept.content()


def test_a_void_file_stays_and_may_be_uploaded_again(case):
    kept = attach(case.subject, upload())
    with pytest.raises(ValidationError, match="请写明作废理由。"):
        void(kept, reason="")

    void(kept, reason="传错了")

    assert kept.void_reason == "传错了"
    assert sentence_of(Event.objects.order_by("seq").last()) == "附件作废：附件，传错了"
    assert attach(Subject.objects.get(), upload()).pk != kept.pk
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.JPEG", JPEG, "image/jpeg"),
        ("a.png", PNG, "image/png"),
        ("a.pdf", pdf(), "application/pdf"),
        ("a.xlsx", sheet(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.mp3", b"ID3\x03" + bytes(100), "audio/mpeg"),
        ("a.amr", b"#!AMR\n" + bytes(100), "audio/amr"),
        ("a.mp4", b"\0\0\0\x20ftypisom" + bytes(100), "video/mp4"),
        ("a.heic", b"\0\0\0\x18ftypheic" + bytes(100), "image/heif"),
        ("a.wav", b"RIFF\x24\0\0\0WAVEfmt " + bytes(100), "audio/x-wav"),
        ("a.m4a", b"\0\0\0\x20ftypM4A " + bytes(100), "audio/mp4"),
    ],
)
def test_a_type_is_known_by_its_content(name, content, media_type):
    assert sniff(name, content) == media_type


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("病毒.pdf", b"MZ" + bytes(300), "“病毒.pdf”不是PDF 文件，内容为其他类型，请核对后重新上传。"),
        ("照片.pdf", JPEG, "“照片.pdf”不是PDF 文件，内容为JPEG 图片，请核对后重新上传。"),
        ("网页.jpg", b"<html><script>", "“网页.jpg”不是JPEG 图片，内容为其他类型，请核对后重新上传。"),
        ("说明.png", "文字".encode(), "“说明.png”不是PNG 图片，内容为其他类型，请核对后重新上传。"),
        ("程序.exe", b"MZ", "不能上传“.exe”文件，可上传图片、PDF、Word、Excel、录音和录像。"),
        ("无名", b"x", "不能上传“无扩展名”文件，可上传图片、PDF、Word、Excel、录音和录像。"),
        ("空.pdf", b"", "“空.pdf”是空文件。"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(name, content, sentence):
    with pytest.raises(ValidationError) as refused:
        sniff(name, content)
    assert refused.value.messages == [sentence]


def test_a_file_beyond_the_limit_is_refused_with_both_sizes(case, settings):
    settings.ATTACHMENT_LIMIT = 1024 * 1024
    with pytest.raises(ValidationError) as refused:
        attach(case.subject, upload(JPEG + bytes(1024 * 1536), "大.jpg"))
    assert refused.value.messages == ["“大.jpg”为 1.5 MB，附件不得超过 1 MB。"]
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "fit"),
    [
        ("C:\\照片\\现场.jpg", "现场.jpg"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("张某某990101197801010016.jpg", "张某某***.jpg"),
        ("19900000002来电.mp3", "***来电.mp3"),
        ('a"<b>.pdf', "ab.pdf"),
        ("", "未命名"),
        ("长" * 200 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_a_file_name_carries_no_path_and_no_identifier(name, fit):
    assert fit_name(name) == fit


def clean(content: bytes) -> Attachment.Scan:
    return Attachment.Scan.CLEAN


def infected(content: bytes) -> Attachment.Scan:
    raise Infected


def test_the_scanner_of_the_deployment_decides(case, settings):
    settings.ATTACHMENT_SCANNER = f"{__name__}.infected"
    with pytest.raises(ValidationError, match="含有病毒，已拒绝上传"):
        attach(case.subject, upload())
    settings.ATTACHMENT_SCANNER = f"{__name__}.clean"
    assert attach(case.subject, upload()).scan == Attachment.Scan.CLEAN


def test_a_command_may_be_the_scanner(settings):
    settings.ATTACHMENT_SCAN_COMMAND = ["true"]
    assert scan_by_command(JPEG) == Attachment.Scan.CLEAN
    settings.ATTACHMENT_SCAN_COMMAND = ["sh", "-c", "exit 2"]
    assert scan_by_command(JPEG) == Attachment.Scan.UNSCANNED
    settings.ATTACHMENT_SCAN_COMMAND = ["false"]
    with pytest.raises(Infected):
        scan_by_command(JPEG)


def test_a_post_without_an_organization_uploads_nothing(case):
    with within(replace(acting(), organization=None)), pytest.raises(PermissionDenied):
        attach(case.subject, upload())


def test_a_download_is_logged_and_safe(case):
    kept = attach(case.subject, upload())

    response = deliver(kept, reason="核对")

    assert response.content == JPEG
    assert {name: response[name] for name in response.headers} == {
        "Content-Type": "image/jpeg",
        "Content-Disposition": "attachment; filename*=utf-8''%E7%8E%B0%E5%9C%BA.jpg",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
    }
    reading = Reading.objects.get()
    assert (reading.what, reading.detail, reading.reason) == ("downloaded", str(kept.pk), "核对")


def test_only_who_reads_the_line_downloads_and_a_stranger_finds_nothing(case, rf):
    kept = attach(case.subject, upload())
    view = download.__wrapped__.__wrapped__

    assert view(rf.get("/"), pk=kept.pk).content == JPEG
    with within(replace(acting(), may=frozenset({"workbench.use"}))), pytest.raises(Http404):
        view(rf.get("/"), pk=kept.pk)
    with within(replace(Scope(), may=acting().may)), pytest.raises(Http404):
        view(rf.get("/"), pk=kept.pk)
    assert download.permission == "workbench.use"


@pytest.mark.parametrize(("days", "opens"), [(1, True), (0, False)])
def test_a_post_that_reads_de_identified_rows_opens_a_file_only_while_it_is_lent(case, rf, days, opens):
    kept = attach(case.subject, upload())
    view = download.__wrapped__.__wrapped__
    far = replace(acting(), masked=True)
    with within(far), pytest.raises(PermissionDenied):
        view(rf.get("/"), pk=kept.pk)
    Grant.objects.create(
        subject=case.subject,
        scope_code=case.subject.scope_code,
        holder=far.organization,
        reason="协查",
        until=now() + timedelta(days=days),
    )

    with within(far):
        if opens:
            assert view(rf.get("/"), pk=kept.pk).content == JPEG
        else:
            with pytest.raises(PermissionDenied):
                view(rf.get("/"), pk=kept.pk)


def test_an_erased_matter_keeps_no_readable_file(case, rf):
    kept = attach(case.subject, upload())
    Subject.objects.filter(pk=case.subject.pk).update(key=None)
    with pytest.raises(ValidationError, match="已删除"):
        Attachment.objects.get(pk=kept.pk).content()
    assert download.__wrapped__.__wrapped__(rf.get("/"), pk=kept.pk).status_code == 410
    with pytest.raises(ValidationError, match="本件的个人信息已删除，不能再上传附件。"):
        attach(Subject.objects.get(), upload(PNG, "b.png"))


def test_a_deployment_may_name_another_store(settings):
    settings.STORAGES = {**settings.STORAGES, "files": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    assert isinstance(store(), InMemoryStorage)


def test_pictures_and_scans_are_bound_and_recordings_listed(case):
    picture = leaf_of_attachment(attach(case.subject, upload(PNG, "证.png"), label="身份证明"))
    scan = leaf_of_attachment(attach(case.subject, upload(pdf(), "收条.pdf"), label="收条"), title="收条")
    sound = leaf_of_attachment(attach(case.subject, upload(b"#!AMR\n" + bytes(100), "音.amr"), label="录音"))

    assert [(leaf.title, leaf.note) for leaf in (picture, scan, sound)] == [
        ("身份证明", ""),
        ("收条", ""),
        ("录音", "电子文件另存"),
    ]
    assert (len(PdfReader(io.BytesIO(picture.pdf)).pages), scan.pdf, sound.pdf) == (1, pdf(), b"")
    assert picture.digest() == hashlib.sha256(PNG).hexdigest()
