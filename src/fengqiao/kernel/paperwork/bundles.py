"""A bundle (卷宗): cover, contents, all papers under continuous page numbers, back page, in one PDF."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import PyPdfError
from pypdf.generic import RectangleObject

from fengqiao.kernel.casework.attachments import Attachment
from fengqiao.kernel.paperwork.freezing import canonical, plain
from fengqiao.kernel.paperwork.models import Issued
from fengqiao.kernel.paperwork.services import render
from fengqiao.kernel.paperwork.typesetting import picture_page, require_glyphs, typeset

WIDTH, HEIGHT = 595.276, 841.89  # A4 in points
IMAGES = frozenset({"image/jpeg", "image/png"})


@dataclass(frozen=True, slots=True)
class Leaf:
    """One document of a bundle: its name in the contents, its pages, a remark."""

    title: str
    pdf: bytes = b""  # empty: kept as an electronic file beside the bundle, listed without pages
    note: str = ""
    sha256: str = ""

    def digest(self) -> str:
        """The hash the manifest gives: of the document itself."""
        return self.sha256 or hashlib.sha256(self.pdf).hexdigest()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the contents (卷内目录) and of the manifest."""

    order: int
    title: str
    pages: str
    note: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """The bound file and what is in it."""

    pdf: bytes
    pages: int
    manifest: tuple[Line, ...]
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Cover:
    """What stands on cover, contents and back: labels and values in the order of the line's format."""

    organization: str
    title: str
    fields: Sequence[tuple[str, str]]
    back: Sequence[tuple[str, str]] = ()


def leaf_of(issued: Issued) -> Leaf:
    """An issued paper as a leaf: the signed and sealed copy where there is one, else its print."""
    if issued.signed_copy is not None:
        return replace(leaf_of_attachment(issued.signed_copy, title=issued.title), note=issued.number)
    return Leaf(issued.title, render(issued), note=issued.number)


def leaf_of_attachment(attachment: Attachment, *, title: str = "") -> Leaf:
    """A file of the matter as a leaf: a PDF as it is, a picture on a page; anything else is only listed."""
    title, content = title or attachment.label, attachment.content()
    if attachment.media_type == "application/pdf":
        return Leaf(title, content, sha256=attachment.sha256)
    if attachment.media_type in IMAGES:
        page = picture_page(content, attachment.media_type, at=attachment.made_at)
        return Leaf(title, page, sha256=attachment.sha256)
    return Leaf(title, note="电子文件另存", sha256=attachment.sha256)


def bundle(leaves: Sequence[Leaf], cover: Cover, *, at: datetime) -> Bundle:
    """Bind the leaves in the order given; page 1 is the first page of the first document, as archives count."""
    readers = [_reader(leaf) for leaf in leaves]
    manifest, page = [], 1
    for order, (leaf, reader) in enumerate(zip(leaves, readers, strict=True), 1):
        count = len(reader.pages) if reader else 0
        pages = "" if not count else f"{page}" if count == 1 else f"{page}—{page + count - 1}"
        manifest.append(Line(order, leaf.title, pages, leaf.note, leaf.digest()))
        page += count
    total = page - 1
    front = plain({"cover": cover, "lines": manifest, "total": total})
    require_glyphs(front)

    writer = PdfWriter()
    _append(writer, _typeset("cover", front, at))
    _append(writer, _typeset("contents", front, at))
    numbers = PdfReader(io.BytesIO(_typeset("numbers", front, at))).pages
    stamped = iter(numbers)
    for reader in readers:
        for leaf_page in reader.pages if reader else ():
            sheet = _sheet(writer, leaf_page)
            sheet.merge_page(next(stamped))
    _append(writer, _typeset("back", front, at))
    writer.compress_identical_objects()
    writer.add_metadata({"/Title": cover.title, "/Producer": "Fengqiao"})
    bound = io.BytesIO()
    writer.write(bound)
    pdf = bound.getvalue()
    return Bundle(pdf, total, tuple(manifest), hashlib.sha256(pdf).hexdigest())


def joined(leaves: Sequence[Leaf]) -> bytes:
    """Papers one after another in one PDF, as they were issued: to be printed in one go."""
    writer = PdfWriter()
    for leaf in leaves:
        if leaf.pdf:
            _append(writer, leaf.pdf)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _typeset(name: str, front: object, at: datetime) -> bytes:
    return typeset(f"kernel/paperwork/bundle_{name}.typ", canonical(plain(front)), {}, at=at)


def _reader(leaf: Leaf) -> PdfReader | None:
    if not leaf.pdf:
        return None
    try:
        reader = PdfReader(io.BytesIO(leaf.pdf))
        if reader.is_encrypted:
            raise ValidationError(f"“{leaf.title}”已加密，不能装订，请上传未加密的文件。")
        len(reader.pages)  # a broken file shows itself when its pages are looked for
    except PyPdfError as broken:
        raise ValidationError(f"“{leaf.title}”已损坏，不能装订，请重新上传。") from broken
    return reader


def _append(writer: PdfWriter, pdf: bytes) -> None:
    for page in PdfReader(io.BytesIO(pdf)).pages:
        writer.add_page(page)


def _sheet(writer: PdfWriter, page: PageObject) -> PageObject:
    """A page brought to A4, upright: whatever was scanned lies in the same file."""
    if page.rotation:
        page = PdfWriter().add_page(page)  # a page is turned only where it may be written
        page.transfer_rotation_to_content()
    box = page.mediabox
    width, height = float(box.width), float(box.height)
    if abs(width - WIDTH) < 1 and abs(height - HEIGHT) < 1:
        return writer.add_page(page)
    scale = min(WIDTH / width, HEIGHT / height)
    across, up = (WIDTH - width * scale) / 2, (HEIGHT - height * scale) / 2
    moved = Transformation().translate(-float(box.left), -float(box.bottom)).scale(scale).translate(across, up)
    sheet = writer.add_blank_page(WIDTH, HEIGHT)
    page.mediabox = page.cropbox = RectangleObject(box)
    sheet.merge_transformed_page(page, moved)
    return sheet
